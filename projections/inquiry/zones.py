"""The pinned time zones beside those of another database: on which days a wall time would be another instant.

Figures rest on the pinned database, whose version every finding names. Whoever upgrades it, or holds the version that
an earlier finding names, sees here whether a period is touched.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, tzinfo
from itertools import groupby

from projections.calendar.period import Period
from projections.calendar.span import Instant
from projections.calendar.zone import at

Find = Callable[[str], tzinfo | None]
"""IANA name -> the zone by a database, `None` where it has none of that name."""


@dataclass(frozen=True, slots=True)
class DifferingDays:
    """A run of days on which wall times of a zone are other instants, and by how much for one of them on the first.

    Of the whole hours of that day `time` is the first that differs: `pinned` and `other` are its instants.
    """

    zone: str
    from_: date
    to: date
    time: str
    pinned: Instant
    other: Instant


@dataclass(frozen=True, slots=True)
class ZoneCheck:
    """Zones that bear on a contract's period, in two databases; `unknown` are those the other one does not have."""

    contract: str
    period: str
    tzdata: str
    other_tzdata: str | None
    folder: str
    zones: tuple[str, ...]
    unknown: tuple[str, ...]
    days: tuple[DifferingDays, ...]


def differing_days(keys: Iterable[str], period: Period, pinned: Find, other: Find) -> tuple[DifferingDays, ...]:
    """The runs of days of the period that differ, zone by zone; zones that one database lacks are left out.

    Every whole hour of a day is looked at, from 00:00 to 24:00: 07:00 and 20:00 bound windows and nights, others open
    support.
    """
    found: list[DifferingDays] = []
    for key in keys:
        here, there = pinned(key), other(key)
        if here is not None and there is not None:
            found += _runs(key, period, here, there)
    return tuple(found)


def _runs(key: str, period: Period, here: tzinfo, there: tzinfo) -> Iterable[DifferingDays]:
    shifts = (
        (day, tuple(at(day, hour, 0, there) - at(day, hour, 0, here) for hour in range(25))) for day in period.days()
    )
    for shift, days in groupby(shifts, key=lambda each: each[1]):
        if any(shift):
            run = [day for day, _ in days]
            hour = next(hour for hour, moved in enumerate(shift) if moved)
            pinned = at(run[0], hour, 0, here)
            yield DifferingDays(key, run[0], run[-1], f"{hour:02}:00", Instant(pinned), Instant(pinned + shift[hour]))
