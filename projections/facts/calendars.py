"""Public holiday calendars as the ledger adopted them: evidence, not a library's opinion of today."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ledger.events.entry import Entry
from projections.facts.history import History


class AdoptedCalendar(NamedTuple):
    """The public holidays of a territory in a year: day -> kind (national, territorial, customary), and names."""

    territory: str
    year: int
    kinds: Mapping[date, str]
    names: Mapping[date, str]
    origin: str
    entry: Entry

    def days(self, *kinds: str) -> frozenset[date]:
        """The days of these kinds."""
        return frozenset(day for day, kind in self.kinds.items() if kind in kinds)


Calendars = Mapping[tuple[str, int], AdoptedCalendar]


def calendars(history: History) -> Calendars:
    """The calendar in force for each (territory, year) as known: of several adoptions the last."""
    return {
        (adopted.territory, adopted.year): adopted
        for adopted in map(_calendar, history.of("provider", "public_holidays"))
    }


def _calendar(entry: Entry) -> AdoptedCalendar:
    _, territory, year = entry.subject.split("/")
    days = {date.fromisoformat(day): holiday for day, holiday in entry.data["days"].items()}
    return AdoptedCalendar(
        territory,
        int(year),
        {day: holiday["kind"] for day, holiday in days.items()},
        {day: holiday["name"] for day, holiday in days.items()},
        entry.data["origin"],
        entry,
    )
