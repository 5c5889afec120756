"""Two databases of time zones, day by day."""

from datetime import UTC, timedelta, timezone, tzinfo

import pytest

from projections.calendar.period import parse_period
from projections.calendar.zone import zone
from projections.inquiry.zones import differing_days

PARIS, NORTH = zone("Europe/Paris"), timezone(timedelta(hours=1))


@pytest.mark.parametrize(
    ("period", "here", "there", "verdict"),
    [
        ("2026-03", PARIS, PARIS, []),
        ("2026-01-01..2026-03-28", PARIS, NORTH, []),
        ("2026-03-29", PARIS, NORTH, [("2026-03-29", "2026-03-29", "03:00", 3600)]),
        ("2026-03-30..2026-10-24", PARIS, NORTH, [("2026-03-30", "2026-10-24", "00:00", 3600)]),
        ("2026-10-25", PARIS, NORTH, [("2026-10-25", "2026-10-25", "00:00", 3600)]),
        ("2026-10-26", PARIS, NORTH, []),
        ("2026-10-26", NORTH, UTC, [("2026-10-26", "2026-10-26", "00:00", 3600)]),
        ("2026-10-26", UTC, NORTH, [("2026-10-26", "2026-10-26", "00:00", -3600)]),
    ],
)
def test_the_days_that_differ(period: str, here: tzinfo, there: tzinfo, verdict: list[tuple[str, str, str, int]]):
    found = differing_days(["x"], parse_period(period), lambda key: here, lambda key: there)
    told = [(f"{each.from_}", f"{each.to}", each.time, (each.other - each.pinned) // 1_000_000) for each in found]
    assert told == verdict


def test_a_zone_that_one_database_lacks_is_left_out():
    march = parse_period("2026-03")
    assert differing_days(["x"], march, lambda key: PARIS, lambda key: None) == ()
