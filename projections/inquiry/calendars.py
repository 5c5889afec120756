"""Adopted calendars beside proposed ones: which days a library would give otherwise today than it did then.

Figures rest on the adopted days whatever comes out of this; it says where adopting anew would change something.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from projections.facts.calendars import AdoptedCalendar

Proposal = tuple[Mapping[str, Mapping[str, str]], str]
"""ISO date -> name and kind, and where it comes from."""


@dataclass(frozen=True, slots=True)
class DifferingDay:
    """A day whose kind (national, territorial, customary) differs; `None` where it is no public holiday.

    A difference of names alone is none: a name decides nothing.
    """

    territory: str
    year: int
    day: date
    name: str
    adopted: str | None
    proposed: str | None
    position: int
    adopted_from: str
    proposed_by: str


@dataclass(frozen=True, slots=True)
class CalendarCheck:
    """The adopted calendars as known at a position beside what is proposed now; `unknown` are proposed by nobody."""

    position: int
    calendars: int
    days: tuple[DifferingDay, ...]
    unknown: tuple[str, ...]


def check_calendars(
    position: int, adopted: Iterable[AdoptedCalendar], proposed: Mapping[tuple[str, int], Proposal]
) -> CalendarCheck:
    """The days that differ, by territory and year; a calendar without a proposal is named, not compared."""
    there = sorted(adopted, key=lambda each: (each.territory, each.year))
    compared = [each for each in there if (each.territory, each.year) in proposed]
    return CalendarCheck(
        position,
        len(there),
        tuple(day for each in compared for day in _differing(each, proposed[each.territory, each.year])),
        tuple(f"{each.territory} {each.year}" for each in there if each not in compared),
    )


def _differing(adopted: AdoptedCalendar, proposal: Proposal) -> Iterable[DifferingDay]:
    days, origin = proposal
    proposed = {date.fromisoformat(day): holiday for day, holiday in days.items()}
    for day in sorted({*adopted.kinds, *proposed}):
        before, now = adopted.kinds.get(day), proposed[day]["kind"] if day in proposed else None
        if before != now:
            name = adopted.names[day] if day in adopted.names else proposed[day]["name"]
            yield DifferingDay(
                adopted.territory,
                adopted.year,
                day,
                name,
                before,
                now,
                adopted.entry.position,
                adopted.origin,
                origin,
            )
