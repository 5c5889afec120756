"""Checkpoints (c2sp.org/tlog-checkpoint): what a log was at a size, signed by its keeper, countersigned by who looked.

A cosignature (c2sp.org/tlog-cosignature, v1) says when somebody else saw the checkpoint and found it consistent.
"""

import re
from typing import TYPE_CHECKING, NamedTuple

from ledger.events.unfit import Unfit
from ledger.seal.merkle import SIZE
from ledger.seal.note import COSIGNATURE, ED25519, Note, Signature, VerifierKey, decode, encode, read_note

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")
_TIME = 8


class Checkpoint(NamedTuple):
    """Which log, how many leaves, and their root."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        """The lines that are signed; also what a tree of heads has as a leaf."""
        return f"{self.origin}\n{self.size}\n{encode(self.root)}\n"


class SigningKey:
    """A private key under the name of its log or of its cosigner."""

    def __init__(self, name: str, private: "Ed25519PrivateKey", kind: int = ED25519) -> None:
        self._private = private
        self.verifier = VerifierKey(name, kind, private.public_key().public_bytes_raw())

    def private_bytes(self, passphrase: str | None) -> bytes:
        """The private key as PKCS8 in PEM, encrypted if there is a passphrase."""
        from cryptography.hazmat.primitives import serialization

        lock: serialization.KeySerializationEncryption = serialization.NoEncryption()
        if passphrase:
            lock = serialization.BestAvailableEncryption(passphrase.encode())
        return self._private.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, lock)

    def sign(self, checkpoint: Checkpoint) -> Note:
        """The checkpoint under the signature of its log."""
        return self.sign_text(checkpoint.text())

    def sign_text(self, text: str) -> Note:
        """A text, which ends with the end of a line, under the signature of the key."""
        return Note(text, (Signature(self.verifier.name, self.verifier.id, self._private.sign(text.encode())),))

    def cosign(self, text: str, time: int) -> Signature:
        """A cosignature of a checkpoint's text; `time` in seconds since 1970."""
        octets = time.to_bytes(_TIME, "big") + self._private.sign(_cosigned(text, time))
        return Signature(self.verifier.name, self.verifier.id, octets)


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint that the text of a note says, and nothing else. Raises Unfit."""
    lines = text.split("\n")
    if len(lines) != 4 or lines[3]:
        raise Unfit("is not the three lines of a checkpoint: origin, size, root")
    origin, size, root = lines[:3]
    if not origin or not _NUMBER.fullmatch(size):
        raise Unfit("is a checkpoint without an origin, or without a size written plainly")
    return Checkpoint(origin, int(size), read_hash(root))


def read_hash(text: str) -> bytes:
    """The 32 bytes of a hash in base64. Raises Unfit."""
    octets = decode(text)
    if len(octets) != SIZE:
        raise Unfit("holds a hash of {count} bytes, where each has 32", count=len(octets))
    return octets


def read_signed(octets: bytes) -> tuple[Checkpoint, Note]:
    """A checkpoint and the note that carries it, its signatures still to be verified. Raises Unfit."""
    note = read_note(octets)
    return read_checkpoint(note.text), note


def cosigned_at(text: str, signature: Signature, key: VerifierKey) -> int | None:
    """When the holder of the key countersigned the text, in seconds since 1970; None where another key is named.

    Raises Unfit where it is named and did not.
    """
    if key.kind != COSIGNATURE or (key.name, key.id) != (signature.name, signature.id):
        return None
    time = int.from_bytes(signature.octets[:_TIME], "big")
    if (
        len(signature.octets) != _TIME + 64
        or time >= 2**63
        or not key.signed(_cosigned(text, time), signature.octets[_TIME:])
    ):
        raise Unfit("has a cosignature of {name} that does not fit its text", name=key.name)
    return time


def _cosigned(text: str, time: int) -> bytes:
    return f"cosignature/v1\ntime {time}\n{text}".encode()
