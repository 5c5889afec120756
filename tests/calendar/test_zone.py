"""Wall time and instants, on the nights the clocks change and beside them."""

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar.span import HOUR, SECOND
from projections.calendar.territory import TERRITORIES
from projections.calendar.zone import at, iso, local, local_date, midnight, parse_local, tzdata_version, zone

PARIS = zone("Europe/Paris")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
zones = st.sampled_from(
    ["Europe/Paris", "Pacific/Noumea", "Pacific/Marquesas", "America/Miquelon", "Europe/Dublin"]
).map(zone)
instants = st.integers(at(date(1900, 1, 1), 0, 0, UTC), at(date(2200, 1, 1), 0, 0, UTC))


def microseconds(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("day", "hour", "minute", "written"),
    [
        (date(2026, 3, 10), 9, 30, "2026-03-10T09:30:00+01:00"),
        (date(2026, 7, 10), 9, 30, "2026-07-10T09:30:00+02:00"),
        (date(2026, 3, 29), 1, 59, "2026-03-29T01:59:00+01:00"),
        (date(2026, 3, 29), 2, 0, "2026-03-29T03:00:00+02:00"),  # never shown: the offset before the jump
        (date(2026, 3, 29), 2, 30, "2026-03-29T03:30:00+02:00"),
        (date(2026, 3, 29), 3, 0, "2026-03-29T03:00:00+02:00"),
        (date(2026, 10, 25), 2, 30, "2026-10-25T02:30:00+02:00"),  # shown twice: the first
        (date(2026, 10, 25), 3, 0, "2026-10-25T03:00:00+01:00"),
        (date(2026, 12, 31), 24, 0, "2027-01-01T00:00:00+01:00"),
    ],
)
def test_a_wall_time_is_one_instant(day: date, hour: int, minute: int, written: str) -> None:
    assert iso(at(day, hour, minute, PARIS), PARIS) == written


@pytest.mark.parametrize(("day", "hours"), [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25)])
def test_days_of_clock_changes_have_their_real_length(day: str, hours: int) -> None:
    first = date.fromisoformat(day)
    assert midnight(first + timedelta(days=1), PARIS) - midnight(first, PARIS) == hours * HOUR


@given(instants, zones)
def test_an_instant_survives_its_writing(instant: int, where: ZoneInfo) -> None:
    assert microseconds(local(instant, where)) == instant
    assert parse_local(iso(instant, where), UTC) == instant
    assert local_date(midnight(local_date(instant, where), where), where) == local_date(instant, where)


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)), zones)
def test_at_agrees_with_the_standard_library(wall: datetime, where: ZoneInfo) -> None:
    ours = at(wall.date(), wall.hour, wall.minute, where, wall.second, wall.microsecond)
    assert ours == microseconds(wall.replace(tzinfo=where).astimezone(UTC))


@pytest.mark.parametrize(
    ("microsecond", "written"),
    [(0, "00:00:00+00:00"), (500_000, "00:00:00.5+00:00"), (1, "00:00:00.000001+00:00"), (120, "00:00:00.00012+00:00")],
)
def test_a_fraction_is_written_exactly_or_not_at_all(microsecond: int, written: str) -> None:
    assert iso(microsecond, UTC) == f"1970-01-01T{written}"


def test_offsets_of_local_mean_time_are_written_in_whole_minutes() -> None:
    assert iso(at(date(1900, 1, 1), 0, 0, PARIS), PARIS) == "1899-12-31T23:59:39+00:09"


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("2026-03-10", "2026-03-10T00:00:00+01:00"),
        ("2026-03-10T09:30", "2026-03-10T09:30:00+01:00"),
        ("2026-03-10 09:30:15", "2026-03-10T09:30:15+01:00"),
        ("2026-03-10T09:30:15.25", "2026-03-10T09:30:15.25+01:00"),
        ("2026-03-10T09:30:00Z", "2026-03-10T10:30:00+01:00"),
        ("2026-03-10T09:30-05:00", "2026-03-10T15:30:00+01:00"),
        ("2026-10-25T02:30:00+02:00", "2026-10-25T02:30:00+02:00"),
        ("2026-10-25T02:30:00+01:00", "2026-10-25T02:30:00+01:00"),
        ("2026-10-25T01:59:59.999999", "2026-10-25T01:59:59.999999+02:00"),
        ("2026-10-25T03:00", "2026-10-25T03:00:00+01:00"),
    ],
)
def test_times_of_the_command_line_are_read_in_the_zone(text: str, written: str) -> None:
    assert iso(parse_local(text, PARIS), PARIS) == written


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("2026-10-25T02:00", r"happens twice in Europe/Paris: the clock goes from \+02:00 to \+01:00"),
        ("2026-10-25T02:59:59.999999", "happens twice"),
        ("2026-03-29T02:00", r"does not exist in Europe/Paris: the clock goes from \+01:00 to \+02:00"),
        ("2026-03-29T02:59", "does not exist"),
        ("2026-02-29", "no date or time"),
        ("2026-02-28T24:00", "no date or time"),
        ("2026-02-28T12", "no date or time"),
        ("2026-02-28T12:00+24:00", "no date or time"),
        ("2026-02-28T12:00:00.1234567", "no date or time"),
        ("２０２６-02-28", "no date or time"),
        ("yesterday", "no date or time"),
        ("", "no date or time"),
    ],
)
def test_what_names_no_single_instant_is_refused(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        parse_local(text, PARIS)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    "key", ["Europe/Atlantis", "", "../etc/passwd", "/etc/localtime", "Europe", "zone.tab", "a\x00b", "\ud800"]
)
def test_unknown_zones_are_refused_in_one_line(key: str) -> None:
    with pytest.raises(ValueError, match="unknown time zone") as refused:
        zone(key)
    assert "\n" not in str(refused.value)


def test_instants_beyond_the_calendar_are_refused() -> None:
    with pytest.raises(ValueError, match="lies outside the years"):
        local(10**18, PARIS)
    with pytest.raises(ValueError, match="lies outside the years"):
        local(10**30, PARIS)


def test_only_the_pinned_database_is_read() -> None:
    code = (
        "import zoneinfo; early = zoneinfo.ZoneInfo('Europe/Paris')\n"
        "from projections.calendar.zone import zone, tzdata_version\n"
        "import sys, tzdata\n"
        "assert [path for path in zoneinfo.TZPATH if not path.startswith(tzdata.__path__[0])] == [], zoneinfo.TZPATH\n"
        "assert zone('Europe/Paris') is not early\n"
        "assert tzdata_version() == tzdata.IANA_VERSION\n"
        "assert 'importlib.metadata' not in sys.modules and 'holidays' not in sys.modules\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
    assert tzdata_version()[:4].isdigit()


def test_every_territory_of_one_zone_has_a_zone_that_exists() -> None:
    for each in TERRITORIES.values():
        assert (each.default_zone is None) == (each.code in {"PF", "TF"})
        if each.default_zone:
            assert at(date(2026, 1, 1), 0, 0, zone(each.default_zone)) % SECOND == 0
