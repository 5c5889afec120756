"""Writing random events down: their instants, their source keys, and the transaction each of them is recorded in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, timedelta, timezone
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.knowledge import EPOCH, local, wall

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
CONTRACT = "alpha-1"
ENVIRONMENT, OTHER_ENVIRONMENT = "environment/prod-1", "environment/prod-2"


@dataclass
class Note:
    """An event with the number of the transaction that records it."""

    event: dict[str, Any]
    time: int
    batch: int
    amended: bool = False


@dataclass
class Scribe:
    """Collects the events of one history; instants in microseconds since 1970 UTC, half-open month."""

    random: Random
    zone: ZoneInfo
    first: date
    batch_instants: Sequence[int]
    notes: list[Note] = field(default_factory=list)
    edges: list[int] = field(default_factory=list)
    told: list[tuple[int, int]] = field(default_factory=list)
    chains: dict[str, list[Note]] = field(default_factory=dict)

    @property
    def begin(self) -> int:
        return wall(self.first, 0, self.zone)

    @property
    def until(self) -> int:
        return wall((self.first + timedelta(days=32)).replace(day=1), 0, self.zone)

    @property
    def last(self) -> int:
        return self.batch_instants[-1]

    @property
    def scope(self) -> str:
        return f"contract/{CONTRACT}"

    def chance(self, percent: int) -> bool:
        return self.random.randrange(100) < percent

    def written(self, us: int) -> str:
        """RFC 3339 with one of several offsets: the same instant in other words."""
        zones = (UTC, self.zone, ZoneInfo("Europe/Paris"), timezone(timedelta(hours=5, minutes=45)))
        text = (EPOCH + timedelta(microseconds=us)).astimezone(self.random.choice(zones)).isoformat()
        return text.replace("+00:00", "Z") if self.chance(50) else text

    @property
    def days(self) -> list[date]:
        return [self.first + timedelta(days=number) for number in range((self.until - self.begin + HOUR) // DAY)]

    def clock_change(self) -> date | None:
        """The date of the month that is not 24 hours long."""
        lengths = {day: wall(day + timedelta(days=1), 0, self.zone) - wall(day, 0, self.zone) for day in self.days}
        return next((day for day, length in lengths.items() if length != DAY), None)

    def day(self) -> date:
        """A date of the month; in a month of a clock change often one next to it."""
        change = self.clock_change()
        if change is not None and self.chance(40):
            return min(change + timedelta(days=self.random.choice((-1, 0, 1, 1, 2))), self.days[-1])
        return self.random.choice(self.days)

    def instant(self) -> int:
        """An instant near the month: a working hour, an edge, or a boundary of a day or the month; maybe 1 µs off."""
        day = self.day()
        found = wall(day, self.random.choice((7, 9, 10, 11, 14, 16, 19)), self.zone)
        found += self.random.choice((0, 0, self.random.randrange(60) * MINUTE, self.random.randrange(HOUR)))
        draw = self.random.randrange(100)
        if draw < 15:
            found = wall(day, self.random.choice((0, 7, 20)), self.zone)
        elif draw < 20:
            found = wall(day, self.random.choice((0, 7)), ZoneInfo("Europe/Paris"))
        elif draw < 60 and self.edges:
            found = self.random.choice(self.edges)
        elif draw < 65:
            found = self.random.choice((self.begin, self.until - 1, self.until))
        elif draw < 70:
            found = self.begin - self.random.randrange(20 * DAY)
        found += self.random.choice((0, 0, 0, 0, 1, -1))
        return max(self.begin - 20 * DAY, min(found, self.until + DAY))

    def local_date(self, us: int) -> date:
        return local(us, self.zone).date()

    def working_instant(self) -> int:
        """An instant of a working day of the month, mostly a full or half hour."""
        days = [day for day in (self.day() for _ in range(8)) if day.weekday() < 5] or [self.day()]
        return wall(days[0], self.random.randrange(7, 20), self.zone) + self.random.choice((0, 0, 30 * MINUTE, 1))

    def batch_for(self, time: int, after: int) -> int:
        earliest = next(number for number, recorded in enumerate(self.batch_instants) if recorded >= time)
        batch = max(earliest, after)
        while batch < len(self.batch_instants) - 1 and self.chance(20):
            batch += 1
        return batch

    def add(
        self, type_: str, scope: str, subject: str, time: int, data: dict[str, Any], *, at_once: bool = False
    ) -> Note:
        """Record an event, never before those of its subject; `at_once`: in the first transaction."""
        assert time <= self.last, "what has not happened is not an event"
        own = self.chains.setdefault(subject, [])
        batch = 0 if at_once else self.batch_for(time, max((note.batch for note in own), default=0))
        event: dict[str, Any] = {
            "specversion": "1.0",
            "source": self.random.choice(("/monitoring/probe", "/itsm", "/portal")),
            "id": f"{self.random.choice('abcXYZ019')}{len(self.notes)}",
            "type": type_,
            "scope": scope,
            "subject": subject,
            "time": self.written(time),
            "data": {name: value for name, value in data.items() if value is not None},
        }
        if self.chance(20):
            event["actor"] = "probe-3"
        if self.chance(30):
            event["assertedby"] = self.random.choice(("provider", "client", "third_party"))
        recorded = self.batch_instants[batch]
        if self.chance(50):
            claim = self.random.choice((time, self.random.randint(time, recorded), recorded, recorded + 4 * MINUTE))
            event["recordedtime"] = self.written(claim)
        note = Note(event, time, batch)
        own.append(note)
        self.notes.append(note)
        return note
