"""The figures of a real help desk's log, worked out plainly: the standard library, the log's own rows, no code of ours.

A case is registered at its first row and taken over at its first `Take in charge ticket`. For article 14 every case is
taken for a major anomaly, qualified when its seriousness was first assigned, reproduced when it was taken in charge and
fixed by its first `Resolve ticket`. Support is open 09:00-12:30 and 14:00-18:00 in Paris, Monday to Friday.
"""

import csv
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
OPENINGS = ((time(9), time(12, 30)), (time(14), time(18)))
TAKE, ASSIGN, RESOLVE, WAIT = "Take in charge ticket", "Assign seriousness", "Resolve ticket", "Wait"

Row = tuple[datetime, str]


def cases(log: Path) -> dict[str, list[Row]]:
    """The rows of each case, in order: when, and what."""
    found: dict[str, list[Row]] = {}
    with log.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            when = datetime.fromisoformat(row["time:timestamp"])
            found.setdefault(row["case:concept:name"], []).append((when, row["Activity"]))
    return {name: sorted(rows, key=lambda row: row[0]) for name, rows in found.items()}


def first(rows: Sequence[Row], activity: str) -> datetime | None:
    """When something was first done in a case."""
    return next((when for when, done in rows if done == activity), None)


class Plainly:
    """Working hours and working days, with these days off; an opening after the other."""

    def __init__(self, years: range, days_off: Collection[date]) -> None:
        self.days_off = days_off
        day, last = date(years.start, 1, 1), date(years.stop, 1, 1)
        self.openings: list[tuple[datetime, datetime]] = []
        while day < last:
            if self.worked(day):
                self.openings += [
                    tuple(datetime.combine(day, each, PARIS).astimezone(UTC) for each in opening)  # type: ignore[misc]
                    for opening in OPENINGS
                ]
            day += timedelta(days=1)

    def worked(self, day: date) -> bool:
        return day.weekday() < 5 and day not in self.days_off

    def due(
        self, start: datetime, left: timedelta, waits: Sequence[tuple[datetime, datetime | None]] = ()
    ) -> datetime | None:
        """The instant by which so much working time has run; none where a wait goes on."""
        for opens, closes in self.openings:
            at = max(opens, start)
            while at < closes:
                wait = next((each for each in waits if each[0] <= at and (each[1] is None or at < each[1])), None)
                if wait is not None:
                    if wait[1] is None:
                        return None
                    at = wait[1]
                    continue
                until = min([closes, *(since for since, _ in waits if at < since < closes)])
                if left <= until - at:
                    return at + left
                left -= until - at
                at = until
        raise ValueError("the calendar is too short")

    def sixth_day(self, start: datetime) -> datetime:
        """The midnight after the sixth working day that follows."""
        day, left = start.astimezone(PARIS).date(), 6
        while left:
            day += timedelta(days=1)
            left -= self.worked(day)
        return datetime.combine(day + timedelta(days=1), time(0), PARIS)


def waits(rows: Sequence[Row]) -> list[tuple[datetime, datetime | None]]:
    """Each wait, until the next row of the case that is none."""
    found: list[tuple[datetime, datetime | None]] = []
    since: datetime | None = None
    for when, done in rows:
        if done == WAIT:
            since = since or when
        elif since is not None:
            found.append((since, when))
            since = None
    return found if since is None else [*found, (since, None)]


def takeovers(log: Mapping[str, list[Row]], clock: Plainly, pausing: bool) -> dict[int, Counter[str]]:
    """How many cases of each year were taken in charge in time, late or never."""
    found: dict[int, Counter[str]] = {}
    for rows in log.values():
        registered, taken = rows[0][0], first(rows, TAKE)
        deadline = clock.due(registered, timedelta(hours=8), waits(rows) if pausing else ())
        if taken is not None:
            outcome = "met" if deadline is None or taken <= deadline else "missed"
        else:
            outcome = "pending" if deadline is None else "missed"
        found.setdefault(registered.astimezone(PARIS).year, Counter())[outcome] += 1
    return found


def remedies(log: Mapping[str, list[Row]], clock: Plainly) -> Counter[str]:
    """How many fixes came in time, late or are still without a clock."""
    found: Counter[str] = Counter()
    for rows in log.values():
        assigned, taken, resolved = (first(rows, each) for each in (ASSIGN, TAKE, RESOLVE))
        if assigned is None:
            continue
        if taken is None:
            found["pending"] += 1
        else:
            in_time = resolved is not None and resolved < clock.sixth_day(max(assigned, taken))
            found["met" if in_time else "missed"] += 1
    return found
