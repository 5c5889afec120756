"""What clients were told of maintenances, as it stands: one notice a maintenance, with the number of its version."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Literal, NamedTuple

from ledger.events.entry import AMENDMENTS, Entry
from projections.facts.history import History, by_subject, instant_of

Kind = Literal["maintenance", "emergency_maintenance"]
Standing = Literal["stands", "cancelled", "withdrawn"]

TOLD: Mapping[Kind, tuple[str, ...]] = {
    "maintenance": ("maintenance.announced", "maintenance.rescheduled", "maintenance.cancelled"),
    "emergency_maintenance": ("emergency_maintenance.declared", "emergency_maintenance.ended"),
}
"""What clients are told by; a plan that nobody announced is none of theirs."""


class Notice(NamedTuple):
    """What was told last of one maintenance: `[starts, ends)` in microseconds, `ends` None where none was told.

    `version` counts from 0 what was told of it and what amended that, so that it never goes back; `withdrawn` is a
    notice of which nothing stands any more. `told` is what stands, in the order of facts; `recorded` all of it, with
    its amendments, in the order of the ledger.
    """

    kind: Kind
    scope: str
    subject: str
    standing: Standing
    starts: int
    ends: int | None
    told: tuple[Entry, ...]
    recorded: tuple[Entry, ...]

    @property
    def version(self) -> int:
        """The number of the version, from 0."""
        return len(self.recorded) - 1


def notices(history: History, scope: str, kind: Kind) -> Iterator[Notice]:
    """The notices of a scope, in the order in which their maintenances first appear in the ledger."""
    amended = by_subject(history.of(scope, kind))
    for subject, entries in by_subject(history.unamended(scope, kind)).items():
        told = tuple(entry for entry in amended.get(subject, ()) if entry.type in TOLD[kind])
        recorded = tuple(_told_and_amended(entries, kind))
        timed = [entry for entry in told if "starts" in entry.data]
        last = timed[-1] if timed else next((each for each in reversed(recorded) if "starts" in each.data), None)
        if last is not None:
            starts, ends = _span(last, told)
            standing = _standing(told, starts, ends) if timed else "withdrawn"
            yield Notice(kind, scope, subject, standing, starts, ends, told, recorded)


def _told_and_amended(entries: Iterable[Entry], kind: Kind) -> Iterator[Entry]:
    keys: set[tuple[str, str]] = set()
    for entry in entries:
        if entry.type in TOLD[kind] or (entry.type in AMENDMENTS and entry.amends in keys):
            keys.add(entry.key)
            yield entry


def _span(last: Entry, told: Iterable[Entry]) -> tuple[int, int | None]:
    starts = instant_of(last, "starts")
    assert starts is not None  # its event has it
    over = [entry.occurred_at for entry in told if entry.type == "emergency_maintenance.ended"]
    return starts, over[0] if over else instant_of(last, "ends" if "ends" in last.data else "expected_end")


def _standing(told: tuple[Entry, ...], starts: int, ends: int | None) -> Standing:
    """Cancelled is what was called off, and an emergency that was over before it began."""
    called_off = told[-1].type == "maintenance.cancelled" or (ends is not None and ends < starts)
    return "cancelled" if called_off else "stands"
