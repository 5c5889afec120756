"""RFC 3339 instants as whole microseconds since 1970-01-01T00:00:00Z."""

import re
from datetime import UTC, date, datetime, timedelta
from functools import cache

from ledger.events.unfit import Unfit

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_FIRST_YEAR, _LAST_YEAR = 1970, 2199
_MIDNIGHT = EPOCH.replace(tzinfo=None)
_SHAPE = re.compile(r"\d{4}-\d\d-\d\d[Tt]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:\d\d)", re.ASCII).fullmatch
_DATE_SHAPE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII).fullmatch


def parse_instant(text: str) -> int:
    """Microseconds since 1970 of an RFC 3339 date-time with an offset; digits past the sixth are cut off.

    Raises Unfit, in one line that says what is wrong: no offset, no such date, or a year that no
    service contract of our time can reach (a typing error).
    """
    if not _SHAPE(text):
        raise Unfit("is not an RFC 3339 date and time with an offset, such as 2026-03-10T09:12:00+01:00")
    # The clock on the wall and its offset apart: one datetime with a zone costs twice as much to count from.
    wall, offset = (text[:-1], "Z") if text[-1] in "Zz" else (text[:-6], text[-6:])
    try:
        moment = datetime.fromisoformat(wall)
        ahead = _seconds_ahead(offset)
    except ValueError:
        raise Unfit("is not a date and time that exists") from None
    if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
        raise _out_of_time()
    since = moment - _MIDNIGHT
    return (since.days * 86_400 + since.seconds - ahead) * 1_000_000 + since.microseconds


@cache
def _seconds_ahead(offset: str) -> int:
    """How far a clock with this offset is ahead of UTC. Raises ValueError where none can be."""
    ahead = datetime.fromisoformat(f"1970-01-01T00:00:00{offset}").utcoffset()
    assert ahead is not None
    return ahead.days * 86_400 + ahead.seconds


def parse_date(text: str) -> date:
    """A calendar date `YYYY-MM-DD`. Raises Unfit, in one line."""
    if not _DATE_SHAPE(text):
        raise Unfit("is not a date such as 2026-03-10")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise Unfit("is not a date that exists") from None
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        raise _out_of_time()
    return day


def _out_of_time() -> Unfit:
    return Unfit("lies outside the years {first} to {last}", first=str(_FIRST_YEAR), last=str(_LAST_YEAR))


def format_instant(instant: int) -> str:
    """An instant in UTC, RFC 3339, with a fraction only where there is one."""
    moment = EPOCH + timedelta(microseconds=instant)
    text = moment.strftime("%Y-%m-%dT%H:%M:%S")
    fraction = f".{moment.microsecond:06d}".rstrip("0").rstrip(".")
    return f"{text}{fraction}Z"
