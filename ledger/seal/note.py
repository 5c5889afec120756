"""Signed notes and their keys (c2sp.org/signed-note): a text, a blank line, a line for each signature.

Read letter by letter: what is not exactly as it would be written is refused, so that no two texts mean the same.
"""

import base64
import binascii
from hashlib import sha256
from typing import NamedTuple

from ledger.events.unfit import Unfit

ED25519, COSIGNATURE = 1, 4
"""Kinds of keys: of a log that signs its checkpoints, of one who countersigns them (c2sp.org/tlog-cosignature)."""

_DASH = "\u2014 "
_MOST_SIGNATURES = 64
_LONGEST = 65_536
_PUBLIC, _SIGNED, _ID = 32, 64, 4


class Signature(NamedTuple):
    """A line under a note: who is said to have signed, the four bytes that stand for the key, and what it signed."""

    name: str
    id: bytes
    octets: bytes

    def line(self) -> str:
        """The line as it stands under a note, with its end."""
        return f"{_DASH}{self.name} {encode(self.id + self.octets)}\n"


class Note(NamedTuple):
    """A text, with the end of its last line, and the signatures under it."""

    text: str
    signatures: tuple[Signature, ...]

    def encode(self) -> bytes:
        """The note as it is kept and sent."""
        return (self.text + "\n" + "".join(each.line() for each in self.signatures)).encode()


class VerifierKey(NamedTuple):
    """A public key with its name; `kind` is ED25519 or COSIGNATURE."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        """Four bytes that stand for the key under a note."""
        return sha256(f"{self.name}\n".encode() + bytes([self.kind]) + self.public).digest()[:_ID]

    def line(self) -> str:
        """The key as it is published: name, id and key."""
        return f"{self.name}+{self.id.hex()}+{encode(bytes([self.kind]) + self.public)}"

    def signed(self, message: bytes, signature: bytes) -> bool:
        """Whether the holder of the key signed the message."""
        from cryptography.exceptions import InvalidSignature
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def read_key(line: str) -> VerifierKey:
    """The key that a published line holds. Raises Unfit."""
    name, _, rest = line.partition("+")
    identifier, _, key = rest.partition("+")
    octets = decode(key)
    if len(octets) != 1 + _PUBLIC or octets[0] not in (ED25519, COSIGNATURE):
        raise Unfit("is no Ed25519 key as it is published: a line of name, eight digits and key, with a + between them")
    found = VerifierKey(_checked_name(name), octets[0], octets[1:])
    if identifier != found.id.hex():
        raise Unfit("says {said} of itself, and its key {id}: it was altered", said=identifier, id=found.id.hex())
    return found


def read_note(octets: bytes) -> Note:
    """The note that bytes hold, to the last one. Raises Unfit."""
    if len(octets) > _LONGEST:
        raise Unfit("is longer than any note ({count} bytes)", count=len(octets))
    try:
        whole = octets.decode()
    except UnicodeDecodeError:
        raise Unfit("is not UTF-8") from None
    if any(character < " " and character != "\n" for character in whole):
        raise Unfit("holds a control character")
    text, blank, signed = whole.rpartition("\n\n")
    if not blank or not text or not signed.endswith("\n"):
        raise Unfit("is no signed note: a text, a blank line, and lines of signatures")
    lines = signed[:-1].split("\n")
    if len(lines) > _MOST_SIGNATURES:
        raise Unfit("has more signatures than any note ({count})", count=len(lines))
    return Note(text + "\n", tuple(map(_signature, lines)))


def _signature(line: str) -> Signature:
    name, _, octets = line.removeprefix(_DASH).partition(" ")
    signed = decode(octets)
    if not line.startswith(_DASH) or len(signed) <= _ID:
        raise Unfit("has a line under its text that is no signature")
    return Signature(_checked_name(name), signed[:_ID], signed[_ID:])


def _checked_name(name: str) -> str:
    if not name or "+" in name or any(character.isspace() for character in name):
        raise Unfit("has a key without a name, or one with a space or a plus sign in it")
    return name


def verify(note: Note, keys: tuple[VerifierKey, ...]) -> tuple[VerifierKey, ...]:
    """The keys, of a log, that signed the note; one that is said to have signed and did not raises Unfit."""
    found = []
    for signature in note.signatures:
        for key in keys:
            if key.kind == ED25519 and (key.name, key.id) == (signature.name, signature.id):
                if len(signature.octets) != _SIGNED or not key.signed(note.text.encode(), signature.octets):
                    raise Unfit("has a signature of key {key} that does not fit its text", key=key.id.hex())
                found.append(key)
    return tuple(found)


def encode(octets: bytes) -> str:
    """Base64, the standard one (RFC 4648, section 4)."""
    return base64.b64encode(octets).decode()


def decode(text: str) -> bytes:
    """The bytes of exactly that base64: no letter more, no bit that is not used. Raises Unfit."""
    try:
        octets = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise Unfit("holds what is not base64") from None
    if encode(octets) != text:
        raise Unfit("holds base64 that is not written as it should be")
    return octets
