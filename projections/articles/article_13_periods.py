"""Article 13 ¶6: the periods of twelve months over which the rate of takeovers is measured."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from projections.articles.article_13_readings import MeasuringPeriods
from projections.articles.stretch import readings_on
from projections.calendar.period import Period
from projections.edition.reading import Reading
from projections.edition.terms import edition
from projections.facts.contract import Contract


@dataclass(frozen=True, slots=True)
class MeasuringPeriod:
    """The days over which the rate is measured, both included."""

    from_: date
    to: date

    def __contains__(self, day: date) -> bool:
        return self.from_ <= day <= self.to


def measuring_periods(
    contract: Contract, today: date, period: Period | None, chosen: Mapping[str, Reading]
) -> Iterator[MeasuringPeriod]:
    """The measuring periods that touch a period; without one, those that began by today under the contract.

    What is agreed on the last day asked about decides which twelve months are meant.
    """
    last = _last_day(contract, today) if period is None else period.last
    months = int(edition(contract.on(last).edition).article("13")["measuring_months"])
    taken = readings_on(contract, last, (MeasuringPeriods,), chosen)
    if taken[MeasuringPeriods] is MeasuringPeriods.ROLLING:
        yield MeasuringPeriod(months_later(last + timedelta(days=1), -months), last)
        return
    starts_on = contract.on(last).support_starts_on
    begins, number = starts_on, 0
    while begins <= last:
        number += 1
        next_begins = months_later(starts_on, number * months)
        if period is None or period.first < next_begins:
            yield MeasuringPeriod(begins, next_begins - timedelta(days=1))
        begins = next_begins


def months_later(day: date, months: int) -> date:
    """The same date so many months later (or earlier), where that month has it, else its last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    following = date(year + (month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), following - timedelta(days=1))


def _last_day(contract: Contract, today: date) -> date:
    until = contract.subscriptions[-1].service_until
    return today if until is None else min(today, until - timedelta(days=1))
