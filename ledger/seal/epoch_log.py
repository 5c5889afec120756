"""The log of epochs as a dossier holds it: all its hashes, the records that are wanted, and what signs them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.events.unfit import Unfit
from ledger.journal.read import Head
from ledger.refusal import N_
from ledger.seal.checkpoint import Checkpoint, cosigned_at, read_hash, read_signed
from ledger.seal.dossier_files import MALFORMED, attempted, lines_of_text, read_object, whole
from ledger.seal.merkle import leaf_hash, levels, root_at
from ledger.seal.note import VerifierKey, verify
from ledger.seal.proof import read_proof, verify_proof

APART = 60 * 1_000_000
"""Microseconds by which the clocks of a ledger and of an authority may differ without anybody having lied."""
_NOTE = re.compile(r"log/[1-9][0-9]{0,17}\.checkpoint")
_HEX = re.compile(r"[0-9a-f]{64}")
_NUMBERS = ("epoch", "closed_at", "position", "heads_size")


class Record(NamedTuple):
    """What the log of epochs says of one epoch; instants in microseconds since 1970."""

    epoch: int
    closed_at: int
    position: int
    heads_size: int
    heads_root: bytes


class Log(NamedTuple):
    """The log of epochs: the checkpoint that signs it, the hashes of all its records, and some records in the clear."""

    checkpoint: Checkpoint
    signers: tuple[VerifierKey, ...]
    hashes: Sequence[bytes]
    complete: Sequence[Sequence[bytes]]
    records: Mapping[int, Record]
    cosigned: tuple[tuple[str, int], ...]

    @property
    def head(self) -> Head:
        """The last position that was sealed, and when, in microseconds since 1970."""
        last = self.records[self.checkpoint.size - 1]
        return Head(last.position, last.closed_at)


def held_faults(log: Log, held: bytes, keys: Sequence[VerifierKey], entries_held: bool = False) -> Iterator[Unfit]:
    """What is wrong by a checkpoint that somebody was given earlier, and kept; perhaps with the entries themselves.

    Where it is kept alone it says nothing of entries unless its epoch is opened, and the heads in it are seen.
    """
    faults: list[Unfit] = []
    found = attempted(faults, lambda: _signed("--held", held, keys))
    yield from faults
    if found is None:
        return
    if found.size > log.checkpoint.size:
        yield Unfit(
            N_("the checkpoint held has {held} epochs and the dossier {size}: ask for a newer dossier"),
            held=found.size,
            size=log.checkpoint.size,
        )
    elif not _is_earlier(log, found):
        yield Unfit(
            N_("the checkpoint held, of {held} epochs, is of another history: the log was forked or rewritten"),
            held=found.size,
        )
    elif found.size and found.size - 1 not in log.records and not entries_held:
        yield Unfit(
            N_(
                "what the entries were at the checkpoint held, of {held} epochs, is not shown: "
                "hand it in countersigned, and ask for another dossier"
            ),
            held=found.size,
        )


def read_log(files: Mapping[str, bytes], keys: Sequence[VerifierKey]) -> Log:
    """The log of epochs of a dossier, signed by one of these keys. Raises Unfit."""
    name = "log/checkpoint"
    checkpoint = _signed(name, files.get(name, b""), keys)
    _, note = read_signed(files[name])
    told = [(key.name, cosigned_at(note.text, each, key)) for each in note.signatures for key in keys]
    lines = lines_of_text(files, "log/epochs")
    if not all(map(_HEX.fullmatch, lines)):
        raise Unfit(MALFORMED, file="log/epochs")
    hashes = tuple(map(bytes.fromhex, lines))
    complete = levels(hashes)
    if len(hashes) != checkpoint.size or root_at(complete, len(hashes)) != checkpoint.root:
        raise Unfit(N_("{file}: these are not the epochs that the checkpoint signs"), file="log/epochs")
    records = dict(_records(files, hashes))
    if checkpoint.size - 1 not in records:
        raise Unfit(N_("{file}: the record of the last epoch is missing"), file="log/records")
    cosigned = tuple((who, at) for who, at in told if at is not None)
    log = Log(checkpoint, verify(note, tuple(keys)), hashes, complete, records, cosigned)
    proof = read_proof(files.get("log/record.tlog-proof", b""))
    if proof.leaf_index != checkpoint.size - 1 or verify_proof(proof, hashes[-1], tuple(keys)) != checkpoint:
        raise Unfit(N_("{file} does not prove the last epoch"), file="log/record.tlog-proof")
    return log


def _signed(name: str, note: bytes, keys: Sequence[VerifierKey]) -> Checkpoint:
    """The checkpoint of a note that a key of its log signed; every other signature by a known key holds as well."""
    try:
        checkpoint, read = read_signed(note)
        signers = verify(read, tuple(keys))
        for signature in read.signatures:
            for key in keys:
                cosigned_at(read.text, signature, key)
    except Unfit as fault:
        raise Unfit(N_("{file} {fault}"), file=name, fault=fault) from None
    if not any(key.name == checkpoint.origin for key in signers):
        raise Unfit(N_("{file} is not signed by a key of its log that is known here"), file=name)
    return checkpoint


def _records(files: Mapping[str, bytes], hashes: Sequence[bytes]) -> Iterator[tuple[int, Record]]:
    name = "log/records"
    for line in lines_of_text(files, name):
        said = read_object(line, name)
        try:
            epoch, closed_at, position, size = (whole(said[each]) for each in _NUMBERS)
            record = Record(epoch, closed_at, position, size, read_hash(said["heads_root"]))
        except (KeyError, AttributeError, TypeError):
            raise Unfit(MALFORMED, file=name) from None
        if record.epoch >= len(hashes) or hashes[record.epoch] != leaf_hash(line.encode()):
            raise Unfit(
                N_("{file}: the record of epoch {epoch} is not in the log"), file="log/records", epoch=record.epoch
            )
        yield record.epoch, record


def note_faults(files: Mapping[str, bytes], log: Log, keys: Sequence[VerifierKey]) -> Iterator[Unfit]:
    """Every other checkpoint of the dossier is an earlier state of the log."""
    for name in sorted(files):
        if _NOTE.fullmatch(name):
            faults: list[Unfit] = []
            found = attempted(faults, lambda name=name: _signed(name, files[name], keys))  # type: ignore[misc]
            if found is not None and not (_is_earlier(log, found) and name == f"log/{found.size}.checkpoint"):
                faults.append(
                    Unfit(N_("{file} is of another history than the rest: the log was forked or rewritten"), file=name)
                )
            elif found is not None and found.size - 1 not in log.records:
                faults.append(Unfit(N_("{file}: the record of its epoch is missing"), file=name))
            yield from faults


def _is_earlier(log: Log, other: Checkpoint) -> bool:
    return (
        other.origin == log.checkpoint.origin
        and other.size <= log.checkpoint.size
        and root_at(log.complete, other.size) == other.root
    )
