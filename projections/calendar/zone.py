"""Wall time and instants: whole microseconds since 1970-01-01T00:00Z, on the pinned `tzdata` package alone.

`zoneinfo` prefers the machine's own time zone files; two machines could then give one contract two deadlines.
Public functions raise Unfit with a one-line message; nothing here rounds or uses a float.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo, reset_tzpath

import tzdata  # type: ignore[import-untyped]

from projections.calendar.span import DAY, HOUR, MINUTE, SECOND
from projections.calendar.unfit import Unfit

# By its path: read as a package resource, its files would cost a question a tenth of its time.
reset_tzpath((str(Path(tzdata.__file__).absolute().parent / "zoneinfo"),))
ZoneInfo.clear_cache()  # a zone loaded before us may come from the machine's files

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
_LOCAL = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:[Tt ](?P<hour>[0-9]{2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6}))?)?"
    r"(?P<offset>[Zz]|[+-][0-9]{2}:[0-9]{2})?)?"
)


@lru_cache(maxsize=64)
def zone(key: str) -> ZoneInfo:
    """The time zone of that IANA name, from the pinned `tzdata`. Raises Unfit for an unknown one."""
    try:
        return ZoneInfo(key)
    except (KeyError, ValueError, OSError):
        raise Unfit("unknown time zone `{key}`: give an IANA name such as Europe/Paris", key=key) from None


def tzdata_version() -> str:
    """The version of the time zone database in use, such as 2026a."""
    return str(tzdata.IANA_VERSION)


def at(day: date, hour: int, minute: int, zone: tzinfo, second: int = 0, microsecond: int = 0) -> int:
    """The instant of a wall time; 24:00 is the next day's midnight.

    A time that the clock shows twice is the first of both; one that it jumps over is read with the offset before
    the jump.
    """
    if hour == 24 and minute == second == microsecond == 0:
        day, hour = day + timedelta(days=1), 0
    wall = datetime(day.year, day.month, day.day, hour, minute, second, microsecond, tzinfo=zone)
    return _naive_microseconds(wall) - _offset(wall)


def midnight(day: date, zone: tzinfo) -> int:
    """The first instant of the day."""
    return at(day, 0, 0, zone)


def local(instant: int, zone: tzinfo) -> datetime:
    """The instant as an aware datetime, exact. Raises Unfit outside the years 1 to 9999."""
    try:
        return (_EPOCH + timedelta(microseconds=instant)).astimezone(zone)
    except OverflowError:
        raise Unfit(
            "instant {instant} lies outside the years 1 to 9999: give one inside them", instant=instant
        ) from None


def local_date(instant: int, zone: tzinfo) -> date:
    """The day on which the instant falls. Raises Unfit outside the years 1 to 9999."""
    return local(instant, zone).date()


def iso(instant: int, zone: tzinfo) -> str:
    """RFC 3339 with a numeric offset; a fraction only where there is one, without trailing zeros."""
    wall = local(instant, zone)
    stray = _offset(wall) % MINUTE
    if stray:  # local mean time before about 1911: RFC 3339 writes offsets in whole minutes
        wall = local(instant, timezone(timedelta(microseconds=_offset(wall) - stray)))
    fraction = f".{wall.microsecond:06d}".rstrip("0") if wall.microsecond else ""
    return wall.strftime("%Y").zfill(4) + wall.strftime("-%m-%dT%H:%M:%S") + fraction + _offset_text(_offset(wall))


class Twice(Unfit):
    """A local time that the clock shows twice: with the offset `before`, then with the offset `after`."""


def parse_local(text: str, zone: tzinfo, fold: Literal["first", "second"] | None = None) -> int:
    """The instant of a date or time given on the command line, read in the zone unless it carries its own offset.

    Takes `YYYY-MM-DD` (its first instant) and `YYYY-MM-DDTHH:MM[:SS[.ffffff]][±HH:MM|Z]`, also with a blank for T.
    Raises Unfit for anything else and for a local time that the zone's clock never shows, and Twice for one that it
    shows twice, unless `fold` says which of the two is meant.
    """
    found = _LOCAL.fullmatch(text.strip())
    try:
        if found is None:
            raise ValueError("no such form")
        day = date.fromisoformat(found["day"])
        if found["hour"] is None:
            return midnight(day, zone)
        clock = int(found["hour"]), int(found["minute"]), int(found["second"] or 0)
        fraction = int((found["fraction"] or "").ljust(6, "0"))
        wall = datetime(day.year, day.month, day.day, *clock, fraction, tzinfo=zone)
        offset = None if found["offset"] is None else _parse_offset(found["offset"])
    except ValueError:
        raise Unfit(
            "`{text}` is no date or time: write 2026-03-10, 2026-03-10T09:30 or 2026-03-10T09:30:00+01:00", text=text
        ) from None
    if offset is not None:
        return _naive_microseconds(wall) - offset
    return _naive_microseconds(wall) - _only_offset(text.strip(), wall, fold)


def _only_offset(text: str, wall: datetime, fold: str | None) -> int:
    first, second = _offset(wall), _offset(wall.replace(fold=1))
    if first == second:
        return first
    before, after = _offset_text(first), _offset_text(second)
    clocks = {"time": text, "zone": str(wall.tzinfo), "before": before, "after": after}
    if first > second:
        if fold is not None:
            return second if fold == "second" else first
        raise Twice(
            "{time} happens twice in {zone}: the clock goes from {before} to {after}, add one of these offsets",
            **clocks,
        )
    raise Unfit(
        "{time} does not exist in {zone}: the clock goes from {before} to {after}, add one of these offsets", **clocks
    )


def _parse_offset(text: str) -> int:
    if text in "Zz":
        return 0
    hours, minutes = int(text[1:3]), int(text[4:6])
    if hours > 23 or minutes > 59:
        raise ValueError("no such offset")
    return (hours * HOUR + minutes * MINUTE) * (-1 if text[0] == "-" else 1)


def _offset_text(offset: int) -> str:
    minutes = abs(offset) // MINUTE
    return f"{'-' if offset < 0 else '+'}{minutes // 60:02d}:{minutes % 60:02d}"


def _offset(wall: datetime) -> int:
    """The offset of an aware wall time from UTC, in microseconds."""
    offset = wall.utcoffset()
    assert offset is not None  # a zone always has one
    return (offset.days * 86_400 + offset.seconds) * SECOND + offset.microseconds


def _naive_microseconds(wall: datetime) -> int:
    """The wall time as if it were UTC."""
    seconds = wall.hour * 3600 + wall.minute * 60 + wall.second
    return (wall.toordinal() - _EPOCH_ORDINAL) * DAY + seconds * SECOND + wall.microsecond
