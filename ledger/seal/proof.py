"""A record's place in a log as one text that proves itself (c2sp.org/tlog-proof@v1): index, hashes, checkpoint."""

import re
from typing import NamedTuple

from ledger.events.unfit import Unfit
from ledger.seal.checkpoint import Checkpoint, read_hash, read_signed
from ledger.seal.merkle import verify_inclusion
from ledger.seal.note import Note, VerifierKey, decode, encode, verify

_FIRST = "c2sp.org/tlog-proof@v1"
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,17})")
_LONGEST_PATH = 63


class Proof(NamedTuple):
    """That a record is at `leaf_index` of the log that the note's checkpoint is of; `extra` proves nothing."""

    leaf_index: int
    hashes: tuple[bytes, ...]
    note: Note
    extra: bytes | None = None

    def encode(self) -> bytes:
        """The proof as it is kept and sent."""
        extra = [] if self.extra is None else [f"extra {encode(self.extra)}"]
        lines = [_FIRST, *extra, f"index {self.leaf_index}", *map(encode, self.hashes), "", ""]
        return "\n".join(lines).encode() + self.note.encode()


def read_proof(octets: bytes) -> Proof:
    """The proof that bytes hold, to the last one. Raises Unfit."""
    head, blank, note = octets.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        raise Unfit("is no proof: its first lines are not ASCII") from None
    first, rest = lines[0], lines[1:]
    if first != _FIRST or not blank:
        raise Unfit("is no proof: it does not begin as one ({first})", first=_FIRST)
    extra = decode(rest.pop(0).removeprefix("extra ")) if rest and rest[0].startswith("extra ") else None
    index = _INDEX.fullmatch(rest.pop(0)) if rest else None
    if index is None or len(rest) > _LONGEST_PATH:
        raise Unfit("is a proof without an index written plainly, or with more hashes than any tree has")
    return Proof(int(index[1]), tuple(map(read_hash, rest)), read_signed(note)[1], extra)


def verify_proof(proof: Proof, leaf: bytes, keys: tuple[VerifierKey, ...]) -> Checkpoint | None:
    """The checkpoint, signed by one of the keys, whose log has the leaf hash at that index; None if none is.

    Raises Unfit where a key is said to have signed and did not.
    """
    checkpoint, _ = read_signed(proof.note.encode())
    if not verify(proof.note, tuple(key for key in keys if key.name == checkpoint.origin)):
        return None
    if not verify_inclusion(leaf, proof.leaf_index, checkpoint.size, proof.hashes, checkpoint.root):
        return None
    return checkpoint
