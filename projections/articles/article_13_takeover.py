"""Article 13: the share of tickets taken over within so many working hours, by measuring periods of twelve months.

Computed: the measuring periods, each ticket's deadline and outcome, the rate, and whether it reaches the rate promised.
Shown without a verdict: acknowledgements (¶3), since no time is set for them, and what was submitted and never
registered, since the provider decides on registration. Not computed: penalties, since the booklet sets none.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any, NamedTuple

from projections.articles import article_01_definitions, article_13_readings
from projections.articles.article_01_definitions import Desk
from projections.articles.article_13_clock import Outcome, clock_of, judge, worked
from projections.articles.article_13_periods import MeasuringPeriod, measuring_periods
from projections.articles.article_13_readings import MeasuringPeriods
from projections.articles.finding import (
    EntryRef,
    Flips,
    Grade,
    Grades,
    LateEntry,
    Orphan,
    Verdict,
    head,
    late_entries,
    orphans,
    refs,
)
from projections.articles.stretch import readings_on
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.calendar.zone import zone
from projections.edition.reading import Reading, Readings
from projections.edition.terms import edition, fraction_of_percent
from projections.edition.wording import Text
from projections.facts.entry import Entry
from projections.facts.support import SupportFacts
from projections.facts.ticket import Ticket

READINGS: tuple[type[Reading], ...] = (*article_01_definitions.READINGS, *article_13_readings.READINGS)


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's numbers: the working hours for a takeover, and the rate promised."""

    takeover_working_hours: int
    threshold_percent: str


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 13."""
    return Terms(article["takeover_working_hours"], article["threshold_percent"])


@dataclass(frozen=True, slots=True)
class TakeoverRate:
    """The tickets taken over in time, of those that count, and their share in percent."""

    name: str
    numerator: int
    denominator: int
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class TicketLine:
    """One ticket under article 13; `readings` are those of its day that differ from the finding's.

    Its clock starts at `clock_started_at` and runs from `runs_from`, the next opening. `working_seconds` is the
    working time from its start until it was taken over or answered at once, else until what is known.
    """

    ticket: str
    submitted_at: Instant | None
    registered_at: Instant
    acknowledged_at: Instant | None
    clock_started_at: Instant
    runs_from: Instant | None
    deadline: Instant | None
    taken_over_at: Instant | None
    answered_at: Instant | None
    working_seconds: Duration | None
    outcome: Outcome
    because: Text
    readings: Mapping[str, str]
    entries: tuple[EntryRef, ...]
    evidence: Grade | None = None


@dataclass(frozen=True, slots=True)
class NeverRegistered:
    """A ticket that the client submitted and nobody registered."""

    ticket: str
    submitted_at: Instant
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class TakeoverFinding:
    """Article 13 for one contract and measuring period: the rate, and every ticket that it comes from.

    Instants are shown in `timezone`, the client's; the article runs on `judged_in`, that of support.
    """

    article: str
    contract: str
    measuring_period: MeasuringPeriod
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    judged_in: str
    tzdata: str
    figure: TakeoverRate
    threshold: str
    verdict: Verdict
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    tickets: tuple[TicketLine, ...]
    never_registered: tuple[NeverRegistered, ...]
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = None
    evidence: Grades | None = None


def assess_takeover(facts: SupportFacts, period: Period | None, chosen: Mapping[str, Reading]) -> list[TakeoverFinding]:
    """The finding of each measuring period that touches the period; without one, of each up to what is known.

    Raises ValueError for an edition that this version does not know, or an agreement on an unknown option.
    """
    desk = desk_of(facts)
    measured = measuring_periods(facts.contract, desk.day_of(facts.known.at), period, chosen)
    return [_finding(facts, desk, each, chosen) for each in measured]


def desk_of(facts: SupportFacts) -> Desk:
    """The support desk of a contract, in the provider's zone while no hours are published."""
    last = facts.contract.subscriptions[-1]
    return Desk(facts.published, facts.calendars, zone(edition(last.edition).provider_timezone))


# ¶4: each ticket


@dataclass(frozen=True, slots=True)
class _Judged:
    """The line of a ticket, the options taken for it, and the entries that it rests on."""

    line: TicketLine
    options: Mapping[str, str]
    entries: tuple[Entry, ...]


class Rules(NamedTuple):
    """What holds on a day: the working hours for a takeover, and the readings taken."""

    hours: int
    readings: Readings


def rules_on(facts: SupportFacts, day: date, chosen: Mapping[str, Reading]) -> Rules:
    """The rules for tickets registered on a day."""
    numbers = terms(edition(facts.contract.on(day).edition).article("13"))
    return Rules(numbers.takeover_working_hours, readings_on(facts.contract, day, READINGS, chosen))


def _judged(facts: SupportFacts, ticket: Ticket, desk: Desk, chosen: Mapping[str, Reading]) -> _Judged:
    hours, readings = rules_on(facts, desk.day_of(ticket.registered), chosen)
    clock = clock_of(ticket, desk.time(readings), hours, readings)
    judgement = judge(ticket, clock, hours, facts.suspensions, readings, facts.known.at)
    worked_for = worked(ticket, clock, desk.time(readings), readings, facts.known.at)
    entries = (*ticket.entries, *judgement.entries)
    line = TicketLine(
        ticket=ticket.subject,
        submitted_at=instant(ticket.submitted),
        registered_at=Instant(ticket.registered),
        acknowledged_at=instant(ticket.acknowledged),
        clock_started_at=Instant(clock.start),
        runs_from=instant(clock.runs_from),
        deadline=instant(clock.deadline),
        taken_over_at=None if ticket.taken_over is None else Instant(ticket.taken_over.occurred_at),
        answered_at=None if ticket.answered is None else Instant(ticket.answered.occurred_at),
        working_seconds=None if worked_for is None else Duration(worked_for),
        outcome=judgement.outcome,
        because=judgement.because,
        readings={},
        entries=refs(entries),
    )
    return _Judged(line, readings.options(READINGS), entries)


def instant(at: int | None) -> Instant | None:
    """The instant, where there is one."""
    return None if at is None else Instant(at)


# ¶6: the rate


def _finding(
    facts: SupportFacts, desk: Desk, measured: MeasuringPeriod, chosen: Mapping[str, Reading]
) -> TakeoverFinding:
    registered = [each for each in facts.tickets if desk.day_of(each.registered) in measured]
    submitted = [each for each in facts.never_registered if desk.day_of(each.submitted) in measured]
    judged = [_judged(facts, ticket, desk, chosen) for ticket in registered]
    last = facts.contract.on(measured.to)
    article = terms(edition(last.edition).article("13"))
    options = readings_on(facts.contract, measured.to, READINGS, chosen).options(READINGS)
    lines = [replace(each.line, readings=_differing(each.options, options)) for each in judged]
    figure = rate_of(Counter(line.outcome for line in lines))
    unknown = next((line for line in lines if line.outcome == "undetermined"), None)
    ends = desk.midnight(measured.to + timedelta(days=1), facts.known.at)
    return TakeoverFinding(
        article="13",
        **head(facts, last),
        measuring_period=measured,
        judged_in=str(desk.zone_at(facts.known.at)),
        figure=figure,
        threshold=article.threshold_percent,
        verdict="undetermined" if unknown else verdict_of(figure, article),
        provisional=facts.known.at < ends or any(line.outcome == "pending" for line in lines),
        readings=options,
        tickets=tuple(sorted(lines, key=lambda line: (line.registered_at, line.ticket))),
        never_registered=tuple(
            NeverRegistered(each.subject, Instant(each.submitted), refs(each.entries)) for each in submitted
        ),
        because=None if unknown is None else unknown.because,
        late_entries=late_entries(entry for each in judged for entry in each.entries),
        orphans=orphans(facts.orphans),
    )


def rate_of(outcomes: Mapping[str, int]) -> TakeoverRate:
    """The rate of so many tickets of each outcome."""
    met = outcomes.get("met", 0)
    counted = met + outcomes.get("missed", 0)
    return TakeoverRate("takeover_rate", met, counted, Fraction(100 * met, counted) if counted else None)


def verdict_of(figure: TakeoverRate, article: Terms) -> Verdict:
    """Whether the rate reaches the one promised; it is compared exactly."""
    if figure.denominator == 0:
        return "no_ticket"
    promised = fraction_of_percent(article.threshold_percent) * figure.denominator
    return "met" if figure.numerator >= promised else "missed"


def _differing(options: Mapping[str, str], from_: Mapping[str, str]) -> dict[str, str]:
    """The options of a ticket's day other than those of its measuring period; the period's own reading is not one."""
    own = MeasuringPeriods.declaration.name
    return {name: option for name, option in options.items() if name != own and option != from_[name]}
