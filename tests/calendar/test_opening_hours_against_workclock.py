"""The same questions put to workclock, an engine written by others in another language."""

import random
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

import pytest

from projections.calendar.opening_hours import WEEKDAYS, OpeningHours, Publication
from projections.calendar.zone import zone

workclock = pytest.importorskip("workclock")

PARIS = zone("Europe/Paris")
HOLIDAYS = frozenset(
    date.fromisoformat(day) for day in ("2026-01-01", "2026-04-06", "2026-05-01", "2026-05-14", "2026-12-25")
)
CHANGES = [datetime(2026, 3, 29, 1, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC)]
SEED = 20260329

OFFICE = [("09:00", "12:30"), ("14:00", "18:00")]
NIGHT = [("00:00", "06:00"), ("20:00", "23:00")]
ON_THE_CHANGE = [("01:15", "02:30"), ("04:00", "07:45")]
AFTER_THE_CHANGE = [("02:30", "05:00")]


def both(intervals: list[tuple[str, str]], days: int) -> tuple[OpeningHours, Any]:
    week = {day: [list(interval) for interval in intervals] for day in WEEKDAYS[:days]}
    ours = OpeningHours([Publication(0, date(2020, 1, 1), week, (), PARIS)], lambda year: HOLIDAYS)
    rules = [workclock.WorkDay(*map(time.fromisoformat, each), days=list(range(days))) for each in intervals]
    return ours, workclock.Schedule([*rules, workclock.Holidays(list(HOLIDAYS))], time_zone=PARIS)


@pytest.mark.parametrize("around", ["the year", "the clock changes"])
@pytest.mark.parametrize(("intervals", "days"), [(OFFICE, 5), (NIGHT, 7), (ON_THE_CHANGE, 7), (AFTER_THE_CHANGE, 7)])
def test_both_give_the_same_deadlines_and_lengths(intervals: list[tuple[str, str]], days: int, around: str) -> None:
    ours, theirs = both(intervals, days)
    draw = random.Random(SEED)
    spread = timedelta(hours=9) if around == "the clock changes" else timedelta(days=120)

    def instant() -> datetime:
        offset = timedelta(
            microseconds=draw.randrange(-(spread // timedelta(microseconds=1)), spread // timedelta(microseconds=1))
        )
        return (draw.choice(CHANGES) + offset).astimezone(PARIS)

    for _ in range(1500):
        a, b = instant(), instant()
        amount = timedelta(microseconds=draw.randrange(1, 40 * 3_600_000_000))
        assert ours.elapsed(a, b) == theirs.between(a, b), (SEED, a, b)
        assert ours.due(a, amount) == theirs.add(a, amount), (SEED, a, amount)
