"""Article 6: the rate of availability of the service in a calendar month.

Computed: reference hours (PRT), downtime (TI), the rate (TD), and whether it reaches the rate promised; every
outage cut into spans, each with the rule that decides it. Not computed: penalties, since the booklet sets none.
"""

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from projections.articles.article_05_windows import holiday_calendar, local_days
from projections.articles.article_06_downtime import Piece
from projections.articles.article_06_finding import AvailabilityFinding, CutSpan, EditionInForce, Rate
from projections.articles.article_06_rate import READINGS, Measured, Part, edition_of, measured, terms
from projections.articles.finding import EntryRef, Literally, head, late_entries, orphans, refs
from projections.articles.stretch import Stretch, editions_in_force
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import Calendars
from projections.facts.entry import Entry
from projections.facts.operation import Facts


def assess(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> AvailabilityFinding:
    """The finding for a period, with the figures under the literal options of readings beyond the text."""
    plain = measured(facts, period, chosen)
    # Both readings beyond the text are about planned and emergency work: without any, they change nothing.
    work = any(operation.maintenances or operation.emergencies for operation in facts.operations.values())
    literal = [
        _literally(kind, measured(facts, period, {**chosen, kind.declaration.name: kind.literal()}) if work else plain)
        for kind in READINGS
        if kind.declaration.beyond_the_text and plain.readings[kind] is kind.default()
    ]
    return replace(_finding(facts, period, plain), literally=tuple(literal))


def assess_plainly(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> AvailabilityFinding:
    """The finding for a period under the readings in force alone."""
    return _finding(facts, period, measured(facts, period, chosen))


def _finding(facts: Facts, period: Period, found: Measured) -> AvailabilityFinding:
    last = facts.contract.on(period.last)
    parts, totals = found.parts, found.totals
    return AvailabilityFinding(
        article="6",
        **head(facts, last),
        period=period.text,
        territory=last.territory,
        figure=None if found.missing else _rate(found),
        reference_seconds=None if found.missing else Duration(totals.reference),
        downtime_seconds=found.downtime,
        allowed_downtime_seconds=found.allowed,
        threshold=terms(edition_of(facts.contract, period).article("6")).threshold_percent,
        verdict=found.verdict,
        provisional=found.provisional,
        readings=found.readings.options(READINGS),
        public_holidays=tuple(day for part in parts for day in _holidays(part.stretch, facts.calendars)),
        reference_days=tuple(day for part in parts for day in local_days(part.reference, part.stretch.zone)),
        spans=tuple(_cut_spans(parts)),
        because=_because(found),
        literally=(),
        late_entries=late_entries(_resting_on(parts)),
        orphans=orphans(entry for operation in facts.operations.values() for entry in operation.orphans),
        editions=tuple(EditionInForce(*each) for each in editions_in_force([part.stretch for part in parts])),
    )


def _rate(found: Measured) -> Rate:
    totals = found.totals
    available = Duration(totals.reference - totals.downtime)
    return Rate("availability", available, Duration(totals.reference), found.percent)


def _holidays(stretch: Stretch, calendars: Calendars) -> list[date]:
    return [
        day
        for day in local_days([(stretch.from_, stretch.until)], stretch.zone)
        if holiday_calendar(day, stretch.subscription.territory, calendars, stretch.readings) is not None
    ]


# What the finding says


def _because(found: Measured) -> Text | None:
    if found.missing:
        territory, year = found.missing[0]
        return say(
            N_("no public holidays adopted for {territory} {year}: run `livret holidays adopt {territory} {year}`"),
            territory=territory,
            year=str(year),
        )
    if found.totals.reference <= 0:
        return say(N_("the period has no reference hours in which the service was owed"))
    return None


def _cut_spans(parts: Sequence[Part]) -> Iterator[CutSpan]:
    named: dict[Hashable, tuple[EntryRef, ...]] = {}
    for piece in (piece for part in parts for piece in part.account.pieces):
        outage = piece.outage
        rests_on = (outage.scope, outage.subject, *(entry.position for entry in piece.decision.entries))
        if rests_on not in named:
            own = (each for each in outage.entries if each.type != "outage.attributed")
            named[rests_on] = refs((*own, *piece.decision.entries))
        yield _cut_span(piece, named[rests_on])


def _cut_span(piece: Piece, entries: tuple[EntryRef, ...]) -> CutSpan:
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
        entries,
    )


def _resting_on(parts: Sequence[Part]) -> list[Entry]:
    pieces = [piece for part in parts for piece in part.account.pieces]
    outages = {(piece.outage.scope, piece.outage.subject): piece.outage for piece in pieces}
    told = [entry for outage in outages.values() for entry in outage.entries]
    return [*told, *(entry for piece in pieces for entry in piece.decision.entries)]


def _literally(kind: type[Reading], found: Measured) -> Literally:
    return Literally(kind.declaration.name, kind.literal().option, found.percent, found.downtime, found.verdict)
