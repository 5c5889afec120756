"""Article 6: the rate of availability of the service in a calendar month.

Computed: reference hours (PRT), downtime (TI), the rate (TD), and whether it reaches the rate promised; every
outage cut into spans, each with the rule that decides it. Not computed: penalties, since the booklet sets none.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
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
from projections.articles.article_06_downtime import Account, Piece, account
from projections.articles.article_06_finding import AvailabilityFinding, CutSpan, EditionInForce, Rate
from projections.articles.article_06_readings import RatePrecision, ReferenceTime
from projections.articles.finding import Literally, Verdict, head, late_entries, orphans, refs
from projections.articles.stretch import Stretch, editions_in_force, readings_on, stretches
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant, Span, Spans, clip, measure
from projections.calendar.zone import at, midnight
from projections.edition.reading import Reading, Readings
from projections.edition.terms import Edition, edition, fraction_of_percent, wall_time
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import Calendars
from projections.facts.contract import Contract
from projections.facts.entry import Entry
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


def assess(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> AvailabilityFinding:
    """The finding for a period, with the figures under the literal options of readings beyond the text."""
    found = assess_plainly(facts, period, chosen)
    # Both readings beyond the text are about planned and emergency work: without any, they change nothing.
    work = any(operation.maintenances or operation.emergencies for operation in facts.operations.values())
    literal = [
        _literally(kind, assess_plainly(facts, period, {**chosen, name: kind.literal()}) if work else found)
        for kind in READINGS
        for name in (kind.declaration.name,)
        if kind.declaration.beyond_the_text and found.readings[name] == kind.default().option
    ]
    return replace(found, literally=tuple(literal))


class _Part(NamedTuple):
    """A stretch with its reference hours, its account, and the share of downtime tolerated in it."""

    stretch: Stretch
    reference: Spans
    account: Account
    tolerated: Fraction


class _Totals(NamedTuple):
    """Reference time, downtime (as read, at least, at most) and what is tolerated, in microseconds."""

    reference: int
    downtime: int
    least: int
    most: int
    allowed: Fraction


def assess_plainly(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> AvailabilityFinding:
    """The finding for a period under the readings in force alone."""
    last = facts.contract.on(period.last)
    end = midnight(period.until, last.zone)
    cut = stretches(facts.contract, period.first, period.until, READINGS, chosen)
    parts = [_part(stretch, facts, end) for stretch in cut]
    readings = readings_on(facts.contract, period.last, READINGS, chosen)
    missing = sorted({pair for part in parts for pair in _missing(part, facts.calendars)})
    totals = _totals(parts, readings)
    known = not missing and totals.reference > 0
    return AvailabilityFinding(
        article="6",
        **head(facts, last),
        period=period.text,
        territory=last.territory,
        figure=None if missing else _rate(totals),
        reference_seconds=None if missing else Duration(totals.reference),
        downtime_seconds=None if missing else Duration(totals.downtime),
        allowed_downtime_seconds=Duration(floor(totals.allowed)) if known else None,
        threshold=terms(edition_of(facts.contract, period).article("6")).threshold_percent,
        verdict=_verdict(period, totals, bool(missing), readings),
        provisional=_provisional(facts, period, parts),
        readings=readings.options(READINGS),
        public_holidays=tuple(day for part in parts for day in _holidays(part.stretch, facts.calendars)),
        reference_days=tuple(day for part in parts for day in local_days(part.reference, part.stretch.zone)),
        spans=tuple(_cut_spans(parts)),
        because=_because(missing, totals),
        literally=(),
        late_entries=late_entries(_resting_on(parts)),
        orphans=orphans(entry for operation in facts.operations.values() for entry in operation.orphans),
        editions=tuple(EditionInForce(*each) for each in editions_in_force(cut)),
    )


def edition_of(contract: Contract, period: Period) -> Edition:
    """The edition in force at the end of the period. Raises ValueError where this version does not know it."""
    return edition(contract.on(period.last).edition)


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


def _holidays(stretch: Stretch, calendars: Calendars) -> list[date]:
    return [
        day
        for day in local_days([(stretch.from_, stretch.until)], stretch.zone)
        if holiday_calendar(day, stretch.subscription.territory, calendars, stretch.readings) is not None
    ]


# ¶3: the downtime


def _part(stretch: Stretch, facts: Facts, end: int) -> _Part:
    reference = reference_hours(stretch, facts.calendars)
    operation = facts.operations[stretch.subscription.environment]
    return _Part(
        stretch,
        reference,
        account(stretch, operation, reference, facts.calendars, facts.known.at, min(facts.known.at, end)),
        terms(stretch.edition.article("6")).tolerated,
    )


# ¶1 and ¶4: the rate, by the month, and the rate promised


def _totals(parts: Sequence[_Part], readings: Readings) -> _Totals:
    net = readings[ReferenceTime] is ReferenceTime.NET_OF_EXCLUSIONS
    references = [measure(part.reference) - (part.account.excluded if net else 0) for part in parts]
    return _Totals(
        sum(references),
        sum(part.account.downtime for part in parts),
        sum(part.account.least for part in parts),
        sum(part.account.most for part in parts),
        sum((part.tolerated * each for part, each in zip(parts, references, strict=True)), Fraction()),
    )


def _rate(totals: _Totals) -> Rate:
    available = totals.reference - totals.downtime
    percent = Fraction(100 * available, totals.reference) if totals.reference else None
    return Rate("availability", Duration(available), Duration(totals.reference), percent)


def _verdict(period: Period, totals: _Totals, missing: bool, readings: Readings) -> Verdict | None:
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


def _met(totals: _Totals, downtime: int, readings: Readings) -> bool:
    if readings[RatePrecision] is RatePrecision.EXACT:
        return downtime <= totals.allowed
    hundredths = Fraction(10_000 * (totals.reference - downtime), totals.reference)
    return floor(hundredths + Fraction(1, 2)) >= 10_000 * (1 - totals.allowed / totals.reference)


def _provisional(facts: Facts, period: Period, parts: Sequence[_Part]) -> bool:
    last = facts.contract.on(period.last)
    return facts.known.at < midnight(period.until, last.zone) or any(part.account.provisional for part in parts)


# What the finding says


def _missing(part: _Part, calendars: Calendars) -> list[tuple[str, int]]:
    stretch = part.stretch
    years = [day.year for day in local_days([(stretch.from_, stretch.until)], stretch.zone)]
    territory = stretch.subscription.territory
    return [*missing_calendars(years, territory, calendars, stretch.readings), *part.account.missing]


def _because(missing: Sequence[tuple[str, int]], totals: _Totals) -> Text | None:
    if missing:
        territory, year = missing[0]
        return say(
            N_("no public holidays adopted for {territory} {year}: run `livret holidays adopt {territory} {year}`"),
            territory=territory,
            year=str(year),
        )
    if totals.reference <= 0:
        return say(N_("the period has no reference hours in which the service was owed"))
    return None


def _cut_spans(parts: Sequence[_Part]) -> Iterator[CutSpan]:
    own: dict[tuple[str, str], list[Entry]] = {}
    for piece in (piece for part in parts for piece in part.account.pieces):
        outage = piece.outage
        if (outage.scope, outage.subject) not in own:
            own[outage.scope, outage.subject] = [each for each in outage.entries if each.type != "outage.attributed"]
        yield _cut_span(piece, own[outage.scope, outage.subject])


def _cut_span(piece: Piece, own: Sequence[Entry]) -> CutSpan:
    from_, until = piece.span
    return CutSpan(
        piece.outage.subject,
        piece.outage.scope,
        Instant(from_),
        Instant(until),
        Duration(until - from_),
        piece.decision.treatment,
        piece.decision.article,
        piece.decision.because,
        refs((*own, *piece.decision.entries)),
    )


def _resting_on(parts: Sequence[_Part]) -> list[Entry]:
    pieces = [piece for part in parts for piece in part.account.pieces]
    outages = {(piece.outage.scope, piece.outage.subject): piece.outage for piece in pieces}
    told = [entry for outage in outages.values() for entry in outage.entries]
    return [*told, *(entry for piece in pieces for entry in piece.decision.entries)]


def _literally(kind: type[Reading], found: AvailabilityFinding) -> Literally:
    percent = None if found.figure is None else found.figure.percent
    return Literally(kind.declaration.name, kind.literal().option, percent, found.downtime_seconds, found.verdict)
