"""Article 14: the plan owed for a blocking anomaly and the remedy owed for a major one, ticket by ticket.

Computed: for each severity that a ticket had what is owed for it, from when, by when, and what became of it. Shown
without a verdict: the working time from takeover to qualification (¶1), since no time is set for it, and minor
anomalies (¶3), for which nothing is owed. Not computed: whether a plan or a remedy is any good.
"""

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from projections.articles import article_01_definitions, article_14_readings
from projections.articles.article_01_definitions import Desk, Unknown
from projections.articles.article_13_clock import pauses_of
from projections.articles.article_13_readings import WaitingForClient
from projections.articles.article_13_takeover import desk_of, instant
from projections.articles.article_14_spell import Deadline, Owed, Spell, deadline, delivered, spells, stricter, terms
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
from projections.edition.reading import Reading, Readings
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.support import SupportFacts
from projections.facts.ticket import Delivery, Ticket

READINGS: tuple[type[Reading], ...] = (
    *article_01_definitions.READINGS,
    WaitingForClient,
    *article_14_readings.READINGS,
)

Outcome = Literal["met", "missed", "pending", "superseded", "nothing_owed", "undetermined"]


@dataclass(frozen=True, slots=True)
class RemedyLine:
    """What is owed for one severity of a ticket; `readings` are those that differ from the finding's.

    `from_` and `until` bound the time in which the ticket had the severity. What is delivered at the very deadline is
    in time where that is `deadline_inclusive`. `qualified_after_seconds` is the working time from takeover to
    qualification.
    """

    ticket: str
    registered_at: Instant
    severity: str
    from_: Instant
    until: Instant | None
    owed: Owed
    clock_started_at: Instant | None
    deadline: Instant | None
    deadline_inclusive: bool | None
    delivered_at: Instant | None
    delivered: str | None
    outcome: Outcome
    because: Text
    taken_over_at: Instant | None
    qualified_at: Instant | None
    reproduced_at: Instant | None
    qualified_after_seconds: Duration | None
    readings: Mapping[str, str]
    entries: tuple[EntryRef, ...]
    evidence: Grade | None = None


@dataclass(frozen=True, slots=True)
class RemedyFinding:
    """Article 14 for one contract: a row for each severity of each ticket registered in the period.

    The verdict is missed where any row is, else undetermined, pending or met, in this order.
    """

    article: str
    contract: str
    period: str | None
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    judged_in: str
    tzdata: str
    verdict: Verdict
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    tickets: tuple[RemedyLine, ...]
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = None
    evidence: Grades | None = None


def assess_remedy(facts: SupportFacts, period: Period | None, chosen: Mapping[str, Reading]) -> RemedyFinding:
    """The finding for the tickets registered in a period; without one, for all of them.

    Raises ValueError for an edition that this version does not know, or an agreement on an unknown option.
    """
    desk = desk_of(facts)
    asked = [each for each in facts.tickets if registered_in(period, each, desk)]
    last_day = desk.day_of(facts.known.at) if period is None else period.last
    options = readings_on(facts.contract, last_day, READINGS, chosen).options(READINGS)
    lines = [
        _line(ticket, each, _qualified_after(ticket, desk, each.readings), options, entries)
        for ticket in asked
        for entries in (refs(ticket.entries),)  # once, however many severities it had
        for each in judged(facts, ticket, desk, chosen)
    ]
    last = facts.contract.on(last_day)
    outcomes = {line.outcome for line in lines}
    return RemedyFinding(
        article="14",
        **head(facts, last),
        period=None if period is None else period.text,
        judged_in=str(desk.zone_at(facts.known.at)),
        verdict=verdict_of(outcomes),
        provisional=unfinished(facts, period, desk) or "pending" in outcomes,
        readings=options,
        tickets=tuple(sorted(lines, key=lambda line: (line.registered_at, line.ticket, line.from_))),
        late_entries=late_entries(entry for ticket in asked for entry in ticket.entries),
        orphans=orphans(facts.orphans),
    )


_WORST_FIRST: tuple[Verdict, ...] = ("missed", "undetermined", "pending", "met")


def verdict_of(outcomes: Container[str]) -> Verdict:
    """The verdict on rows of these outcomes: that of the worst of them."""
    return next((each for each in _WORST_FIRST if each in outcomes), "no_ticket")


def registered_in(period: Period | None, ticket: Ticket, desk: Desk) -> bool:
    """Whether the ticket was registered in the period; without one, every ticket was."""
    if period is None:
        return True
    return period.first <= desk.day_of(ticket.registered) <= period.last


def unfinished(facts: SupportFacts, period: Period | None, desk: Desk) -> bool:
    """Whether the period is not over."""
    return period is not None and facts.known.at < desk.midnight(period.until, facts.known.at)


# A ticket, severity by severity


class Judged(NamedTuple):
    """A spell of one severity judged: when what is owed was due, what was delivered, and what became of it."""

    spell: Spell
    due: Deadline | None
    given: Delivery | None
    outcome: Outcome
    because: Text
    readings: Readings


def judged(facts: SupportFacts, ticket: Ticket, desk: Desk, chosen: Mapping[str, Reading]) -> Iterator[Judged]:
    """The spells of a ticket. What decides when a clock starts is read as on the day of registration."""
    registered_on = desk.day_of(ticket.registered)
    article = terms(edition(facts.contract.on(registered_on).edition).article("14"))
    at_registration = readings_on(facts.contract, registered_on, READINGS, chosen)
    so_far: Deadline | None = None
    for spell in spells(ticket, at_registration):
        start = ticket.registered if spell.start is None else spell.start
        at_start = readings_on(facts.contract, desk.day_of(start), READINGS, chosen)
        readings = at_start.with_(*(at_registration[kind] for kind in _BEFORE_THE_CLOCK))
        due: Deadline | None = None
        unknown: Text | None = None
        if spell.owed != "nothing" and spell.start is not None and not spell.over_before_start:
            try:
                due = so_far = stricter(deadline(ticket, spell, article, desk, readings), so_far, readings)
            except Unknown as why:
                unknown = why.because
        given = None if spell.owed == "nothing" else delivered(ticket, spell, readings)
        yield Judged(spell, due, given, *_judge(spell, due, given, unknown, facts.known.at), readings)


_BEFORE_THE_CLOCK = (
    article_14_readings.SeveritySource,
    article_14_readings.RemedyStart,
    article_14_readings.Requalification,
)


def _differing(options: Mapping[str, str], from_: Mapping[str, str]) -> dict[str, str]:
    return {name: option for name, option in options.items() if option != from_[name]}


# ¶2-3: met, missed, or overtaken by another severity


def _judge(
    spell: Spell, due: Deadline | None, given: Delivery | None, unknown: Text | None, known_at: int
) -> tuple[Outcome, Text]:
    """What became of what is owed, judged at the end of the spell, else by what is known."""
    if spell.owed == "nothing":
        return "nothing_owed", say(N_("no time is set for this severity, article 14 ¶3"))
    if spell.over_before_start:
        return "superseded", say(N_("another severity was given before the clock started"))
    if spell.start is None:
        return "pending", say(N_("what starts the clock has not happened, article 14 ¶2"))
    if unknown is not None:
        return "undetermined", unknown
    in_time = given is not None and (due is None or due.kept_by(given.at))
    if given is not None and in_time and (spell.until is None or given.at <= spell.until):
        return "met", say(_MET[given.kind])
    judged_at = known_at if spell.until is None else spell.until
    if due is not None and not due.kept_by(judged_at):
        return "missed", say(_MISSED[spell.owed])
    if spell.until is not None:
        return "superseded", say(N_("another severity was given before the deadline"))
    if due is None:
        return "pending", say(N_("the clock stands still until the client replies"))
    return "pending", say(N_("the deadline has not passed"))


_MET = {
    "action_plan": N_("the plan was delivered in time, article 14 ¶2"),
    "workaround": N_("a workaround was delivered in time, article 14 ¶2"),
    "fix": N_("a fix was delivered in time, article 14 ¶2"),
}
_MISSED: Mapping[Owed, str] = {
    "action_plan": N_("no plan was delivered in time, article 14 ¶2"),
    "fix_or_workaround": N_("no fix or workaround was delivered in time, article 14 ¶2"),
}


# ¶1: qualification, for which no time is set


def _qualified_after(ticket: Ticket, desk: Desk, readings: Readings) -> int | None:
    if ticket.taken_over is None or ticket.qualified is None:
        return None
    try:
        return desk.time(readings).worked(ticket.taken_over.occurred_at, ticket.qualified, pauses_of(ticket, readings))
    except Unknown:
        return None


def _line(
    ticket: Ticket,
    each: Judged,
    qualified_after: int | None,
    options: Mapping[str, str],
    entries: tuple[EntryRef, ...],
) -> RemedyLine:
    spell, due = each.spell, each.due
    ran = spell.owed != "nothing" and not spell.over_before_start
    given = None if spell.over_before_start else each.given
    return RemedyLine(
        ticket=ticket.subject,
        registered_at=Instant(ticket.registered),
        severity=spell.severity,
        from_=Instant(spell.since),
        until=instant(spell.until),
        owed=spell.owed,
        clock_started_at=instant(spell.start) if ran else None,
        deadline=None if due is None else Instant(due.at),
        deadline_inclusive=None if due is None else due.inclusive,
        delivered_at=None if given is None else Instant(given.at),
        delivered=None if given is None else given.kind,
        outcome=each.outcome,
        because=each.because,
        taken_over_at=None if ticket.taken_over is None else Instant(ticket.taken_over.occurred_at),
        qualified_at=instant(ticket.qualified),
        reproduced_at=instant(ticket.reproduced),
        qualified_after_seconds=None if qualified_after is None else Duration(qualified_after),
        readings=_differing(each.readings.options(READINGS), options),
        entries=entries,
    )
