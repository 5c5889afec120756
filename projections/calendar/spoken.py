"""Times as people say them: `now`, `09:12`, `yesterday 18:00`, beside the dates and times that programs write.

A word for a day takes the day from the zone's own calendar. Nothing is guessed: a time of day alone is today's, also
where that is yet to come.
"""

import re
from collections.abc import Mapping
from datetime import timedelta, tzinfo
from types import MappingProxyType
from typing import Literal

from projections.calendar.unfit import Unfit
from projections.calendar.zone import local_date, parse_local

Fold = Literal["first", "second"]
"""Which of the two is meant where the clock shows a time twice."""

NOW = ("now", "maintenant")
DAYS: Mapping[str, int] = MappingProxyType(
    {"today": 0, "yesterday": -1, "tomorrow": 1, "aujourd'hui": 0, "aujourd’hui": 0, "hier": -1, "demain": 1}
)
"""Word -> how many days from today."""
_CLOCK = re.compile(
    r"(?P<hour>[0-9]{1,2})(?::(?P<minute>[0-9]{2})(?P<second>:[0-9]{2}(\.[0-9]{1,6})?)?|h(?P<after_h>[0-9]{2})?)"
)


def is_now(text: str) -> bool:
    """Whether the text means the present moment."""
    return text.strip().lower() in NOW


def names_no_day(text: str) -> bool:
    """Whether the text is a time of day alone, which is today's."""
    return _CLOCK.fullmatch(text.strip().lower()) is not None


def spoken(text: str, now: int, zone: tzinfo, fold: Fold | None = None) -> int:
    """The instant that a text means at `now`, both in microseconds, read in the zone unless it has its own offset.

    Takes `now`, `09:12`, `14h`, `14h30`, these with `today`, `yesterday` or `tomorrow` before or after them, and what
    `parse_local` takes. Raises Unfit for anything else and for a local time that the zone's clock never shows, and
    Twice for one that it shows twice, unless `fold` says which.
    """
    if is_now(text):
        return now
    said = _said(text)
    if said is None:
        return _parsed(text, text, zone, fold)
    days, clock = said
    return _parsed(text, f"{local_date(now, zone) + timedelta(days=days)}T{clock}", zone, fold)


def _said(text: str) -> tuple[int, str] | None:
    """The days from today and the time of day, as `09:12:00`; None where that is not what the text says."""
    words = text.lower().split()
    if len(words) == 2 and words[1] in DAYS:
        words.reverse()
    days = 0 if len(words) == 1 else DAYS.get(words[0]) if len(words) == 2 else None
    found = _CLOCK.fullmatch(words[-1]) if words else None
    if days is None or found is None:
        return None
    minute = found["minute"] or found["after_h"] or "00"
    return days, f"{found['hour']:>02}:{minute}{found['second'] or ':00'}"


def _parsed(text: str, written: str, zone: tzinfo, fold: Fold | None) -> int:
    try:
        return parse_local(written, zone, fold)
    except Unfit as error:
        if "text" not in error.values:  # a time that does not exist
            raise
        raise Unfit(
            "`{text}` is no date or time: write now, 09:30, yesterday 18:00, 2026-03-10T09:30 "
            "or 2026-03-10T09:30:00+01:00",
            text=text,
        ) from None
