"""What a dossier takes from a ledger: whole logs of some scopes, and all that ties them to one signed checkpoint.

A log is a file with a line for each entry: exactly the bytes that its leaf hashes, the envelope and then the body, or
where the entry is withheld its hash alone, in hexadecimal. `examination.py` reads it all again.
"""

import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from typing import NamedTuple

from ledger.journal.read import Reader
from ledger.journal.sealed import Epoch, Head, Seals
from ledger.refusal import N_, LedgerUnavailable
from ledger.seal.merkle import inclusion_path, leaf_hash, proof
from ledger.seal.note import encode, read_note
from ledger.seal.proof import Proof
from ledger.seal.tree import epoch_hashes, head_hashes

OPENED = 1_000
"""The epochs, counted from the last, that a dossier opens whatever happened in them."""

Shown = Callable[[str, str], bool]
"""Whether the entries of a scope and family are shown, not withheld."""


class Place(NamedTuple):
    """A scope of a dossier: its slot in the tree of heads, how many entries it has, and the file that holds them."""

    scope: str
    slot: int
    size: int
    file: str


class Excerpt(NamedTuple):
    """The files of a dossier that come from the ledger, and the scopes that they hold."""

    places: tuple[Place, ...]
    files: dict[str, bytes]


def excerpt(reader: Reader, scopes: Sequence[str], shown: Shown, keys: Sequence[str]) -> Excerpt:
    """The logs of these scopes as they were sealed last; `keys` are the published lines of the ledger's own keys.

    Raises LedgerUnavailable for a ledger that is not sealed.
    """
    seals = reader.seals()
    epochs = list(seals.epochs())
    if not epochs or epochs[-1].checkpoint is None:
        raise LedgerUnavailable(N_("{ledger}: it is not sealed yet; run `livret seal`"), ledger=reader.ledger)
    last, slots = epochs[-1], seals.slots()
    files, places, grown = {}, [], dict[int, list[Head]]()
    for scope in scopes:
        grown[slots[scope]] = seals.heads(slots[scope])
        place = Place(scope, slots[scope], grown[slots[scope]][-1].size, f"entries/{slots[scope]}")
        places.append(place)
        files[place.file] = b"".join(_line(*each) + b"\n" for each in _entries(reader, scope, last.position, shown))
    stamped = [each for each in epochs if each.checkpoint is not None and seals.tokens(each.number)]
    opened = _opened(seals, epochs, {head.epoch for each in grown.values() for head in each})
    files["log/epochs"] = "".join(f"{leaf_hash(each.record).hex()}\n" for each in epochs).encode()
    files["log/records"] = b"".join(each.record + b"\n" for each in opened)
    files["log/heads"] = "".join(_proved(seals, opened, place.scope, grown[place.slot]) for place in places).encode()
    files["log/record.tlog-proof"] = _last_record(seals, last).encode()
    files |= _notes(seals, [*(each for each in stamped if each != last), last])
    cosigners = (line.key for each in epochs for line in seals.cosignatures(each.number))
    files["log/keys"] = "".join(f"{line}\n" for line in dict.fromkeys([*keys, *cosigners])).encode()
    return Excerpt(tuple(places), files)


def _entries(reader: Reader, scope: str, until: int, shown: Shown) -> Iterator[tuple[bool, bytes, bytes, bytes]]:
    for entry in reader.log(scope, until):
        yield shown(scope, entry.family), entry.envelope, entry.body, entry.leaf


def _line(shown: bool, envelope: bytes, body: bytes, leaf: bytes) -> bytes:
    return envelope + body if shown else leaf.hex().encode()


def _opened(seals: Seals, epochs: Sequence[Epoch], grown: Set[int]) -> list[Epoch]:
    """The epochs that somebody may hold a dossier to: the newest, and of older ones those that matter to somebody.

    A checkpoint binds a scope's entries only where its epoch is opened, so that the head of the scope in it is seen.
    """
    return [
        each
        for each in epochs
        if each.number >= len(epochs) - OPENED
        or each.number in grown
        or seals.tokens(each.number)
        or seals.cosignatures(each.number)
    ]


def _proved(seals: Seals, opened: Iterable[Epoch], scope: str, heads: Sequence[Head]) -> str:
    """A line for the scope's head in each epoch since its first, with the hashes that prove it to be in its slot."""
    lines = []
    for epoch in opened:
        known = bisect_right(heads, epoch.number, key=lambda head: head.epoch)
        if not known:
            continue
        head = heads[known - 1]
        hashes = proof(inclusion_path(head.slot, epoch.heads_size), head_hashes(seals, epoch.position))
        said = {
            "epoch": epoch.number,
            "hashes": list(map(encode, hashes)),
            "root": encode(head.root),
            "scope": scope,
            "size": head.size,
            "slot": head.slot,
        }
        lines.append(json.dumps(said, sort_keys=True, separators=(",", ":")) + "\n")
    return "".join(lines)


def _last_record(seals: Seals, last: Epoch) -> Proof:
    hashes = proof(inclusion_path(last.number, last.number + 1), epoch_hashes(seals))
    return Proof(last.number, tuple(hashes), read_note(last.checkpoint or b""))


def _notes(seals: Seals, epochs: Iterable[Epoch]) -> Iterator[tuple[str, bytes]]:
    """The checkpoints as they were issued, with their time-stamps; the last one also as it was countersigned."""
    note = b""
    for epoch in epochs:
        size, note = epoch.number + 1, epoch.checkpoint or b""
        yield f"log/{size}.checkpoint", note
        for token in seals.tokens(epoch.number):
            yield f"log/{size}.{token.number}.tsr", token.reply
        note += "".join(each.line for each in seals.cosignatures(epoch.number)).encode()
    yield "log/checkpoint", note
