"""What is about to be missed: one contract as it stands now, and what comes next.

Everything is what the articles find at the moment up to which things are known; no rule stands here.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from projections.articles import article_05_access, article_09_qualification, article_13_takeover
from projections.articles.article_01_definitions import Desk, Unknown
from projections.articles.article_03_subscription import Service, service_on
from projections.articles.article_05_access import (
    MaintenanceLine,
    WindowSpan,
    assess_maintenance,
    assess_windows,
    earliest_start,
)
from projections.articles.article_06_rate import measured
from projections.articles.article_07_backups import MonthLine, NightLine, Rules, assess_backups
from projections.articles.article_07_retention import BackupLine, assess_retention
from projections.articles.article_09_qualification import StatusSpan
from projections.articles.article_13_takeover import assess_takeover, desk_of
from projections.articles.article_14_remedy import assess_remedy
from projections.articles.finding import EntryRef, Verdict, refs
from projections.articles.stretch import readings_on, stretches
from projections.calendar.period import days, month
from projections.calendar.span import SECOND, Duration, Instant
from projections.calendar.unfit import Unfit
from projections.calendar.zone import local_date
from projections.edition.reading import Reading
from projections.facts.backup import BackupFacts, gather_backups
from projections.facts.contract import contract
from projections.facts.history import History
from projections.facts.operation import Facts, gather
from projections.facts.qualification import QualificationFacts, gather_qualification
from projections.facts.support import SupportFacts, gather_support

AHEAD_DAYS = 14
"""How far ahead windows and planned maintenances are looked for."""
WINDOWS = 3
"""How many of the windows that come by themselves are told of."""
QUALIFICATION_DAYS = 90
"""How far ahead a qualification that lapses is told of."""

Owed = Literal["takeover", "action_plan", "fix_or_workaround"]
_OPEN = ("pending", "missed", "undetermined")


@dataclass(frozen=True, slots=True)
class Budget:
    """The downtime allowed in the current month, what of it is used, and what is left (less than 0: overdrawn)."""

    period: str
    allowed_seconds: Duration | None
    used_seconds: Duration | None
    left_seconds: Duration | None
    verdict: Verdict | None


@dataclass(frozen=True, slots=True)
class RunningOutage:
    """An outage of the service or of a way to support that has not ended."""

    outage: str
    component: str
    since: Instant
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """What is still owed for a ticket: by when, and the working time left until then (0: the deadline is over).

    Both are `None` where no clock runs, or where support hours are not known.
    """

    ticket: str
    article: str
    owed: Owed
    severity: str | None
    registered_at: Instant
    deadline: Instant | None
    left_working_seconds: Duration | None
    late: bool
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class Lapse:
    """How the qualification of the environment stands, and when it lapses if that is soon."""

    environment: str
    status: str
    valid_until: date | Instant | None
    lapses_at: Instant | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class Outlook:
    """One contract now. `earliest_maintenance` is the earliest start that a maintenance announced now could have."""

    contract: str
    client: str
    timezone: str
    now: Instant
    service: Service
    budget: Budget | None
    outages: tuple[RunningOutage, ...]
    tickets: tuple[OpenTicket, ...]
    nights: tuple[NightLine, ...]
    months: tuple[MonthLine, ...]
    to_delete: tuple[BackupLine, ...]
    windows: tuple[WindowSpan, ...]
    maintenances: tuple[MaintenanceLine, ...]
    missing_calendars: tuple[str, ...]
    earliest_maintenance: Instant | None
    qualification: Lapse | None


def look_out(history: History, contract_id: str, chosen: Mapping[str, Reading]) -> Outlook:
    """The outlook of one contract. Raises UnknownContract, and ValueError as the articles do."""
    now, bound = history.known.at, contract(history, contract_id)
    today = bound.day_of(now)
    service = service_on(bound, today)
    facts, backups = gather(history, contract_id), gather_backups(history, contract_id)
    served = service == "in_service"
    nights, months = _last_night(backups, chosen) if served else ((), ())
    windows, missing = _windows(facts, today, chosen)
    return Outlook(
        contract=contract_id,
        client=bound.on(today).client,
        timezone=bound.on(today).timezone,
        now=_whole_second(now),
        service=service,
        budget=_budget(facts, today, chosen) if served else None,
        outages=tuple(_running(facts, bound.on(today).environment)),
        tickets=tuple(sorted(open_tickets(gather_support(history, contract_id), chosen), key=_urgency)),
        nights=nights,
        months=months,
        to_delete=tuple(
            line for line in assess_retention(backups, now, chosen).backups if line.status == "kept_beyond"
        ),
        windows=windows,
        maintenances=_maintenances(facts, today, chosen),
        missing_calendars=missing,
        earliest_maintenance=_earliest_maintenance(facts, today, chosen),
        qualification=_qualification(gather_qualification(history, contract_id), today),
    )


def _whole_second(now: int) -> Instant:
    """Now, to the second and upward: then no time is left that is not there."""
    return Instant(-(-now // SECOND) * SECOND)


# Article 6: what may still be down this month


def _budget(facts: Facts, today: date, chosen: Mapping[str, Reading]) -> Budget:
    asked = month(today.year, today.month)
    try:
        found = measured(facts, asked, chosen)
    except Unfit:  # too dense to be told: the rest of the outlook still is
        return Budget(asked.text, None, None, None, "undetermined")
    allowed, used = found.allowed, found.downtime
    left = None if allowed is None or used is None else Duration(allowed - used)
    return Budget(asked.text, allowed, used, left, found.verdict)


def _running(facts: Facts, environment: str) -> Iterator[RunningOutage]:
    for outage in facts.operations[environment].outages:
        if outage.ended is None:
            yield RunningOutage(
                outage.subject,
                outage.component,
                Instant(outage.started),
                refs(outage.entries),
            )


# Articles 13 and 14: what is owed for the tickets that are open


def open_tickets(facts: SupportFacts, chosen: Mapping[str, Reading]) -> Iterator[OpenTicket]:
    """What is still owed for the tickets that are not closed, withdrawn or merged."""
    unfinished = (each for each in facts.tickets if not (each.closed or each.withdrawn or each.merged))
    still = replace(facts, tickets=tuple(unfinished))
    desk = desk_of(facts)
    for finding in assess_takeover(still, None, chosen):
        for line in finding.tickets:
            if line.outcome in _OPEN and line.taken_over_at is None and line.answered_at is None:
                left = _left(facts, desk, line.deadline, line.registered_at, chosen)
                yield OpenTicket(
                    line.ticket, "13", "takeover", None, line.registered_at, line.deadline, left,
                    line.outcome == "missed", line.entries,
                )  # fmt: skip
    for row in assess_remedy(still, None, chosen).tickets:
        if row.outcome in _OPEN and row.delivered_at is None and row.until is None and row.owed != "nothing":
            left = _left(facts, desk, row.deadline, row.registered_at, chosen)
            yield OpenTicket(
                row.ticket, "14", row.owed, row.severity, row.registered_at, row.deadline, left,
                row.outcome == "missed", row.entries,
            )  # fmt: skip


def _left(
    facts: SupportFacts, desk: Desk, deadline: int | None, registered: int, chosen: Mapping[str, Reading]
) -> Duration | None:
    """The working time from now to a deadline, under the readings of the day of registration."""
    if deadline is None:
        return None
    readings = readings_on(facts.contract, desk.day_of(registered), article_13_takeover.READINGS, chosen)
    try:
        now = _whole_second(facts.known.at)
        return Duration(desk.time(readings).worked(now, max(deadline, now)))
    except Unknown:
        return None


def _urgency(ticket: OpenTicket) -> tuple[bool, int, int, str]:
    """What has no deadline comes last."""
    return ticket.deadline is None, ticket.deadline or 0, ticket.registered_at, ticket.ticket


# Article 7: last night's backups


def _last_night(
    facts: BackupFacts, chosen: Mapping[str, Reading]
) -> tuple[tuple[NightLine, ...], tuple[MonthLine, ...]]:
    """The night that ended last and, from its beginning on, the next; the month too where its first is one of them."""
    where = Rules.on(facts.contract, facts.contract.day_of(facts.known.at), chosen).zone
    today = local_date(facts.known.at, where)
    found = assess_backups(facts, days(today - timedelta(days=1), today + timedelta(days=1)), chosen)
    begun = [line for line in found.nights if line.from_ <= facts.known.at]
    over = [line for line in begun if line.until <= facts.known.at][-1:]
    return (
        (*over, *(line for line in begun if line.until > facts.known.at)),
        tuple(line for line in found.months if line.from_ <= facts.known.at),
    )


# Article 5: the next windows, and what may still be announced


def _windows(
    facts: Facts, today: date, chosen: Mapping[str, Reading]
) -> tuple[tuple[WindowSpan, ...], tuple[str, ...]]:
    found = assess_windows(facts, days(today, today + timedelta(days=AHEAD_DAYS)), chosen)
    recurring = (each for each in found.windows if each.until > facts.known.at and each.kind != "maintenance")
    return tuple(recurring)[:WINDOWS], found.missing_calendars


def _maintenances(facts: Facts, today: date, chosen: Mapping[str, Reading]) -> tuple[MaintenanceLine, ...]:
    """Those told of that are not over, also where nothing of them is covered."""
    found = assess_maintenance(facts, days(today, today + timedelta(days=AHEAD_DAYS)), chosen, [])
    return tuple(
        line
        for line in found.maintenances
        if line.outcome != "cancelled"
        and line.ended is None
        and line.versions
        and (line.versions[-1].ends or line.versions[-1].starts or 0) > facts.known.at
    )


def _earliest_maintenance(facts: Facts, today: date, chosen: Mapping[str, Reading]) -> Instant | None:
    cut = stretches(facts.contract, today, today + timedelta(days=1), article_05_access.READINGS, chosen)
    now = [stretch for stretch in cut if stretch.from_ <= facts.known.at < stretch.until]
    return earliest_start(_whole_second(facts.known.at), now[0]) if now else None


# Article 9: a qualification about to lapse


def _qualification(facts: QualificationFacts, today: date) -> Lapse | None:
    period = days(today, today + timedelta(days=QUALIFICATION_DAYS))
    spans = article_09_qualification.assess(facts, period, {}).spans
    now = next((span for span in spans if span.from_ <= facts.known.at < span.until), None)
    if now is None:
        return None
    return Lapse(now.environment, now.status, now.valid_until, _lapses_at(now, spans), now.entries)


def _lapses_at(now: StatusSpan, spans: tuple[StatusSpan, ...]) -> Instant | None:
    later = (span for span in spans if span.from_ >= now.until and span.environment == now.environment)
    return next((span.from_ for span in later if span.status == "lapsed"), None) if now.status == "granted" else None
