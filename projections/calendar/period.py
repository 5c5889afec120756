"""Calendar periods as people write them: a month, a quarter, a year, a range of days, a day."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Literal

from projections.calendar.unfit import Unfit

Kind = Literal["month", "quarter", "year", "range", "day"]

_FORM = re.compile(r"(?P<year>[0-9]{4})(?:-(?P<month>[0-9]{2})|-[Qq](?P<quarter>[1-4]))?")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_YEARS = range(1970, 2200)
"""The years of which the ledger can hold anything."""


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days, `first` and `last` included; `text` is the period as one would write it again."""

    first: date
    last: date
    text: str
    kind: Kind

    @property
    def until(self) -> date:
        """The first day that no longer belongs to the period."""
        return self.last + timedelta(days=1)

    @property
    def whole_months(self) -> bool:
        """Whether the period begins and ends with a month, so that `months` covers it exactly."""
        return self.first.day == 1 and self.until.day == 1

    def days(self) -> Iterator[date]:
        """Every day of the period, in order."""
        for ordinal in range(self.first.toordinal(), self.last.toordinal() + 1):
            yield date.fromordinal(ordinal)

    def months(self) -> list["Period"]:
        """Every calendar month that the period touches, whole, in order."""
        first = self.first.year * 12 + self.first.month - 1
        last = self.last.year * 12 + self.last.month - 1
        return [month(number // 12, number % 12 + 1) for number in range(first, last + 1)]

    def __str__(self) -> str:
        return self.text


def month(year: int, number: int) -> Period:
    """The calendar month; `number` from 1 to 12. Raises ValueError for another."""
    return Period(date(year, number, 1), _end_of_month(year, number), f"{year:04d}-{number:02d}", "month")


def days(first: date, last: date) -> Period:
    """The range from `first` to `last`, both included. Raises Unfit where it ends before it begins."""
    if last < first:
        raise Unfit(
            "period {first}..{last} ends before it begins: write the earlier day first",
            first=f"{first}",
            last=f"{last}",
        )
    return Period(first, last, f"{first}..{last}", "range")


def parse_period(text: str) -> Period:
    """The period meant by `2026-03`, `2026-Q1`, `2026`, `2026-03-01..2026-03-15` or `2026-03-10`.

    Raises Unfit for anything else, and outside the years 1970 to 2199.
    """
    stripped = text.strip()
    left, dots, right = stripped.partition("..")
    if dots:
        return days(_day(left.strip(), text), _day(right.strip(), text))
    if _DAY.fullmatch(stripped):
        day = _day(stripped, text)
        return Period(day, day, stripped, "day")
    found = _FORM.fullmatch(stripped)
    if found is None or int(found["year"]) not in _YEARS:
        raise _refusal(text)
    year = int(found["year"])
    if found["month"]:
        if not 1 <= int(found["month"]) <= 12:
            raise _refusal(text)
        return month(year, int(found["month"]))
    if found["quarter"]:
        end = int(found["quarter"]) * 3
        return Period(date(year, end - 2, 1), _end_of_month(year, end), f"{year:04d}-Q{end // 3}", "quarter")
    return Period(date(year, 1, 1), date(year, 12, 31), f"{year:04d}", "year")


def _day(part: str, text: str) -> date:
    if not _DAY.fullmatch(part):
        raise _refusal(text)
    try:
        day = date.fromisoformat(part)
    except ValueError:
        raise _refusal(text) from None
    if day.year not in _YEARS:
        raise _refusal(text)
    return day


def _end_of_month(year: int, number: int) -> date:
    following = date(year + number // 12, number % 12 + 1, 1)
    return following - timedelta(days=1)


def _refusal(text: str) -> Unfit:
    return Unfit(
        "{text} is no period: write 2026-03, 2026-Q1, 2026, 2026-03-10 or 2026-03-01..2026-03-15 (years 1970 to 2199)",
        text=repr(text),  # in one line, whatever it holds
    )
