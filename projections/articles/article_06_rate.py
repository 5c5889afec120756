"""Article 6: reference hours (PRT), downtime (TI), and whether the rate (TD) reaches the one promised; ¶1, ¶2 and ¶4.

The figure alone, as often as a question asks for it under other readings; the finding says where it comes from.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from projections.articles import (
    article_05_emergency,
    article_05_maintenance,
    article_05_windows,
    article_06_readings,
)
from projections.articles.article_05_windows import holiday_calendar, local_days, missing_calendars
from projections.articles.article_06_downtime import Account, account, bearable
from projections.articles.article_06_exclusion import Work, work
from projections.articles.article_06_readings import RatePrecision, ReferenceTime
from projections.articles.finding import Verdict
from projections.articles.stretch import Stretch, readings_on, stretches
from projections.calendar.period import Period
from projections.calendar.span import Duration, Span, Spans, clip, measure
from projections.calendar.zone import at, midnight
from projections.edition.reading import Reading, Readings
from projections.edition.terms import Edition, edition, fraction_of_percent, wall_time
from projections.facts.calendars import Calendars
from projections.facts.contract import Contract
from projections.facts.operation import Facts

READINGS: tuple[type[Reading], ...] = (
    *article_05_windows.READINGS,
    *article_05_maintenance.READINGS,
    *article_05_emergency.READINGS,
    *article_06_readings.READINGS,
)


class Terms(NamedTuple):
    """The edition's numbers: the rate promised, and the band of the reference hours (weekdays, 0 = Monday)."""

    threshold_percent: str
    reference_from: tuple[int, int]
    reference_until: tuple[int, int]
    weekdays: frozenset[int]

    @property
    def tolerated(self) -> Fraction:
        """The share of the reference time that may be downtime."""
        return 1 - fraction_of_percent(self.threshold_percent)


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 6."""
    names = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    return Terms(
        article["threshold_percent"],
        wall_time(article["reference_from"]),
        wall_time(article["reference_until"]),
        frozenset(names.index(day) for day in article["reference_days"]),
    )


def edition_of(contract: Contract, period: Period) -> Edition:
    """The edition in force at the end of the period. Raises ValueError where this version does not know it."""
    return edition(contract.on(period.last).edition)


class Part(NamedTuple):
    """A stretch with its reference hours, its account, and the share of downtime tolerated in it."""

    stretch: Stretch
    reference: Spans
    account: Account
    tolerated: Fraction


class Totals(NamedTuple):
    """Reference time, downtime (as read, at least, at most) and what is tolerated, in microseconds."""

    reference: int
    downtime: int
    least: int
    most: int
    allowed: Fraction

    @property
    def percent(self) -> Fraction | None:
        """The rate; `None` without reference time."""
        return Fraction(100 * (self.reference - self.downtime), self.reference) if self.reference else None


class Measured(NamedTuple):
    """The figure of a period, and the parts it is added up from.

    `missing` are the calendars (territory, year) that were needed and never adopted: then there is no figure.
    """

    parts: tuple[Part, ...]
    totals: Totals
    missing: tuple[tuple[str, int], ...]
    readings: Readings
    verdict: Verdict | None
    provisional: bool

    @property
    def percent(self) -> Fraction | None:
        """The rate, where there is one."""
        return None if self.missing else self.totals.percent

    @property
    def downtime(self) -> Duration | None:
        """The downtime in microseconds, where it is known."""
        return None if self.missing else Duration(self.totals.downtime)

    @property
    def allowed(self) -> Duration | None:
        """The downtime in whole microseconds with which the rate promised is still reached, where that is known."""
        return None if self.missing or self.totals.reference <= 0 else Duration(floor(self.totals.allowed))


def measured(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> Measured:
    """The figure for a period under the readings in force. Raises Unfit where there is too much to cut."""
    end = midnight(period.until, facts.contract.on(period.last).zone)
    cut = stretches(facts.contract, period.first, period.until, READINGS, chosen)
    parts = tuple(_parts(cut, facts, end))
    readings = readings_on(facts.contract, period.last, READINGS, chosen)
    missing = sorted({pair for part in parts for pair in _missing(part, facts.calendars)})
    totals = _totals(parts, readings)
    return Measured(
        parts,
        totals,
        tuple(missing),
        readings,
        verdict=_verdict(period, totals, bool(missing), readings),
        provisional=facts.known.at < end or any(part.account.provisional for part in parts),
    )


# ¶2: the reference hours


def reference_hours(stretch: Stretch, calendars: Calendars) -> Spans:
    """The band of the reference hours on every working weekday of the stretch that is no public holiday."""
    article = terms(stretch.edition.article("6"))
    spans = [
        span
        for day, span in _bands(article, stretch.from_, stretch.until, stretch.zone)
        if holiday_calendar(day, stretch.subscription.territory, calendars, stretch.readings) is None
    ]
    return clip(spans, stretch.from_, stretch.until)


@lru_cache(maxsize=64)
def _bands(article: Terms, from_: int, until: int, zone: ZoneInfo) -> tuple[tuple[date, Span], ...]:
    """The band on each working weekday; kept, since a sensitivity asks for the same month under many readings."""
    return tuple(
        (day, (at(day, *article.reference_from, zone), at(day, *article.reference_until, zone)))
        for day in local_days([(from_, until)], zone)
        if day.weekday() in article.weekdays
    )


# ¶3: the downtime


def _parts(cut: Iterable[Stretch], facts: Facts, end: int) -> Iterator[Part]:
    done: dict[Hashable, Work] = {}
    edges = outages = 0
    for stretch in cut:
        subscription = stretch.subscription
        operation = facts.operations[subscription.environment]
        under = (subscription.environment, subscription.edition, subscription.timezone, stretch.readings)
        if under not in done:
            done[under] = work(stretch, operation, facts.known.at)
        reference = reference_hours(stretch, facts.calendars)
        found = account(stretch, operation, done[under], reference, facts.calendars, min(facts.known.at, end))
        edges, outages = edges + found.edges, outages + found.outages
        bearable(edges, outages, stretch)
        yield Part(stretch, reference, found, terms(stretch.edition.article("6")).tolerated)


def _missing(part: Part, calendars: Calendars) -> list[tuple[str, int]]:
    stretch = part.stretch
    years = [day.year for day in local_days([(stretch.from_, stretch.until)], stretch.zone)]
    territory = stretch.subscription.territory
    return [*missing_calendars(years, territory, calendars, stretch.readings), *part.account.missing]


# ¶1 and ¶4: the rate, by the month, and the rate promised


def _totals(parts: Sequence[Part], readings: Readings) -> Totals:
    net = readings[ReferenceTime] is ReferenceTime.NET_OF_EXCLUSIONS
    references = [measure(part.reference) - (part.account.excluded if net else 0) for part in parts]
    return Totals(
        sum(references),
        sum(part.account.downtime for part in parts),
        sum(part.account.least for part in parts),
        sum(part.account.most for part in parts),
        sum((part.tolerated * each for part, each in zip(parts, references, strict=True)), Fraction()),
    )


def _verdict(period: Period, totals: Totals, missing: bool, readings: Readings) -> Verdict | None:
    if period.kind != "month":
        return None
    if missing:
        return "undetermined"
    if totals.reference <= 0:
        return "no_reference_time"
    at_best, at_worst = (_met(totals, downtime, readings) for downtime in (totals.least, totals.most))
    if at_best != at_worst:
        return "undetermined"
    return "met" if at_best else "missed"


def _met(totals: Totals, downtime: int, readings: Readings) -> bool:
    if readings[RatePrecision] is RatePrecision.EXACT:
        return downtime <= totals.allowed
    hundredths = Fraction(10_000 * (totals.reference - downtime), totals.reference)
    return floor(hundredths + Fraction(1, 2)) >= 10_000 * (1 - totals.allowed / totals.reference)
