"""The log of one scope as a dossier holds it: every entry from the first on, and its head in each epoch it grew in."""

import json
import re
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from ledger.events.entry import Entry, read_entry
from ledger.events.unfit import Unfit
from ledger.refusal import N_
from ledger.seal.checkpoint import Checkpoint, read_hash
from ledger.seal.dossier_files import MALFORMED, lines_of_text, once, read_object, whole
from ledger.seal.epoch_log import APART, Log
from ledger.seal.excerpt import Place
from ledger.seal.merkle import leaf_hash, levels, root_at, verify_inclusion

_DECODER = json.JSONDecoder(object_pairs_hook=once)
_HEX = re.compile(rb"[0-9a-f]{64}")


class ScopeHead(NamedTuple):
    """A scope in an epoch: how many entries it had, their root, and the hashes that prove it to be in its slot."""

    scope: str
    epoch: int
    slot: int
    size: int
    root: bytes
    hashes: tuple[bytes, ...]


def is_withheld(line: bytes) -> bool:
    """Whether a line is a hash alone."""
    return _HEX.fullmatch(line) is not None


def lines_of(files: Mapping[str, bytes], place: Place) -> list[bytes]:
    *lines, end = files.get(place.file, b"?").split(b"\n")
    if end:
        raise Unfit(MALFORMED, file=place.file)
    return lines


def read_heads(files: Mapping[str, bytes]) -> Iterator[ScopeHead]:
    name = "log/heads"
    for line in lines_of_text(files, name):
        said = read_object(line, name)
        try:
            hashes = tuple(map(read_hash, said["hashes"]))
            epoch, slot, size = (whole(said[each]) for each in ("epoch", "slot", "size"))
            if not isinstance(said["scope"], str):
                raise TypeError("a scope is a text")
            head = ScopeHead(said["scope"], epoch, slot, size, read_hash(said["root"]), hashes)
        except (KeyError, AttributeError, TypeError):
            raise Unfit(MALFORMED, file=name) from None
        if json.dumps(said, sort_keys=True, separators=(",", ":")) != line:
            raise Unfit(MALFORMED, file=name)
        yield head


def head_faults(log: Log, place: Place, heads: Sequence[ScopeHead]) -> Iterator[Unfit]:
    """Each head of a scope is in its slot, always the same one; there is one for each epoch opened since it began."""
    if not heads or heads[-1].epoch != log.checkpoint.size - 1 or heads[-1].size != place.size:
        yield Unfit(N_("{scope}: how many entries it had in the last epoch is not proven"), scope=place.scope)
    shown = {head.epoch for head in heads}
    for epoch, opened in sorted(log.records.items()):
        if opened.heads_size > place.slot and epoch not in shown and epoch != log.checkpoint.size - 1:
            yield Unfit(
                N_("{scope}: what it was in epoch {epoch} is not shown, though the epoch is"),
                scope=place.scope,
                epoch=epoch,
            )
    for head in heads:
        record = log.records.get(head.epoch)
        text = Checkpoint(f"{log.checkpoint.origin}/{head.scope}", head.size, head.root).text()
        if (
            record is None
            or head.slot != place.slot
            or not verify_inclusion(
                leaf_hash(text.encode()), head.slot, record.heads_size, head.hashes, record.heads_root
            )
        ):
            yield Unfit(
                N_("{scope}: slot {slot} of epoch {epoch} has another head than this one"),
                scope=place.scope,
                slot=place.slot,
                epoch=head.epoch,
            )


def root_faults(place: Place, heads: Sequence[ScopeHead], lines: Sequence[bytes]) -> Iterator[Unfit]:
    """The entries are those that were sealed, as far as the first epoch whose are not."""
    complete, before = levels([_hash(line) for line in lines]), 0
    for head in heads:
        if head.size < before or head.size > len(lines):
            yield Unfit(
                N_("{scope}: {count} entries are here, and {size} were sealed in epoch {epoch}: some are left out"),
                scope=place.scope,
                count=len(lines),
                size=head.size,
                epoch=head.epoch,
            )
            return
        if root_at(complete, head.size) != head.root:
            yield Unfit(
                N_(
                    "{scope}: of the entries #{first} to #{last} in its log, sealed in epoch {epoch}, "
                    "one was altered, left out, moved or added"
                ),
                scope=place.scope,
                first=str(before),
                last=str(head.size - 1),
                epoch=head.epoch,
            )
            return
        before = head.size
    if len(lines) > before:
        yield Unfit(
            N_("{scope}: {count} entries are here, and only {size} were sealed"),
            scope=place.scope,
            count=len(lines),
            size=before,
        )


def entries_of(place: Place, lines: Sequence[bytes]) -> Iterator[Entry]:
    """The entries in the clear, each of which says of itself that it stands where it does."""
    for index, line in enumerate(lines):
        if is_withheld(line):
            continue
        try:
            said, end = _DECODER.raw_decode(line.decode())
            body = line.decode()[end:]
            _DECODER.decode(body)
            entry = read_entry(whole(said["position"]), whole(said["recorded_at"]), body.encode())
            fits = (said["scope"], said["index"], entry.scope) == (place.scope, index, place.scope)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
            raise Unfit(
                N_("{scope}: what stands at #{index} of its log is no entry"), scope=place.scope, index=str(index)
            ) from None
        if not fits:
            raise Unfit(
                N_("{scope}: what stands at #{index} of its log is the entry of another place"),
                scope=place.scope,
                index=str(index),
            )
        yield entry


def time_faults(log: Log, place: Place, heads: Sequence[ScopeHead], lines: Sequence[bytes]) -> Iterator[Unfit]:
    """Each entry stands in the first epoch opened that was closed after it, by position and by time; else it says
    of itself that it was recorded when it was not.
    """
    sizes = {head.epoch: head.size for head in heads}
    opened = [
        (sizes.get(epoch, 0), record)
        for epoch, record in sorted(log.records.items())
        if epoch in sizes or place.slot >= record.heads_size
    ]
    if any(
        one[0] > two[0] or one[1].position > two[1].position or one[1].closed_at > two[1].closed_at
        for one, two in pairwise(opened)
    ):
        yield Unfit(MALFORMED, file="log/records")
    ends = [size for size, _ in opened]
    for index, line in enumerate(lines):
        if is_withheld(line):
            continue
        said, _ = json.JSONDecoder().raw_decode(line.decode())
        at = bisect_right(ends, index)
        for size, record in opened[max(at - 1, 0) : at + 1]:
            if (index < size) != (said["position"] <= record.position) or (
                index >= size and said["recorded_at"] < record.closed_at - APART
            ):
                yield Unfit(
                    N_("{scope}: #{position} is not in epoch {epoch} as it says: it was dated back, or moved"),
                    scope=place.scope,
                    position=said["position"],
                    epoch=record.epoch,
                )
                return


def order_faults(entries: Sequence[Entry], last: int) -> Iterator[Unfit]:
    """No two entries have one position or key, none was recorded before an earlier one, or after what was sealed."""
    known: dict[tuple[str, str], int] = {}
    for entry in entries:
        first = known.setdefault(entry.key, entry.position)
        if first != entry.position:
            yield Unfit(N_("#{position} has the source and id of #{first}"), position=entry.position, first=str(first))
    for before, entry in pairwise(entries):
        if entry.position == before.position or entry.recorded_at < before.recorded_at:
            yield Unfit(N_("#{position} contradicts the entry before it"), position=entry.position)
    if entries and entries[-1].position > last:
        yield Unfit(N_("#{position} is later than the epoch that sealed it"), position=entries[-1].position)


def scope_faults(
    earlier: Mapping[str, bytes], held: Sequence[Place], files: Mapping[str, bytes], places: Sequence[Place]
) -> Iterator[Unfit]:
    """What is wrong by an earlier dossier: a scope that has moved to another slot, or whose log does not go on.

    `held` are the scopes of the earlier one.
    """
    before = {place.scope: place for place in held}
    for place in places:
        if place.scope not in before:
            continue
        if before[place.scope].slot != place.slot:
            yield Unfit(
                N_("{scope} was in slot {before} of the dossier held, and is in slot {slot}: there are two logs of it"),
                scope=place.scope,
                before=before[place.scope].slot,
                slot=place.slot,
            )
        elif not _goes_on(earlier.get(before[place.scope].file, b""), files.get(place.file, b"")):
            yield Unfit(N_("{scope} does not go on from the entries of the dossier held"), scope=place.scope)


def _goes_on(earlier: bytes, later: bytes) -> bool:
    old, new = ([_hash(line) for line in octets.split(b"\n")[:-1]] for octets in (earlier, later))
    return new[: len(old)] == old


def _hash(line: bytes) -> bytes:
    return bytes.fromhex(line.decode()) if is_withheld(line) else leaf_hash(line)
