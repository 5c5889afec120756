"""Which readings of articles 13 and 14 can touch a ticket at all, and why the others need not be computed."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import cache

from projections.articles.article_01_definitions import Desk, Unknown, WorkingDayHolidays
from projections.articles.article_13_clock import no_anomaly
from projections.articles.article_13_readings import (
    ClockStart,
    CountedTickets,
    ImmediateAnswer,
    MeasuringPeriods,
    MissingPrerequisite,
    OutOfHoursTicket,
    PendingTicket,
    SuspendedSupport,
    WaitingForClient,
)
from projections.articles.article_14_readings import (
    BlockingMetBy,
    RemedyStart,
    Requalification,
    SeveritySource,
    WorkingDayCount,
)
from projections.articles.article_14_spell import OWED
from projections.calendar.span import HOUR
from projections.edition.reading import Reading, Readings
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.support import SupportFacts
from projections.facts.ticket import Ticket

Kinds = frozenset[type[Reading]]
ONE_DAY = timedelta(days=1)

_REASONS: Mapping[type[Reading], str] = {
    WorkingDayHolidays: N_("no clock runs on a day that is a holiday in Alsace and Moselle alone"),
    CountedTickets: N_("every ticket could be reproduced and is an anomaly, as far as is known"),
    ClockStart: N_("no ticket was submitted at another time than it was registered"),
    OutOfHoursTicket: N_("every ticket was registered in working hours"),
    MeasuringPeriods: N_("both ways the twelve months are the same"),
    ImmediateAnswer: N_("no ticket was answered at once"),
    PendingTicket: N_("every ticket was taken over, answered or closed"),
    MissingPrerequisite: N_("no ticket lacked something that support needs"),
    SuspendedSupport: N_("support was not suspended while a ticket waited"),
    WaitingForClient: N_("no ticket waited for the client"),
    SeveritySource: N_("the client never said how severe an anomaly is"),
    RemedyStart: N_("no clock of a plan or a remedy ever started"),
    BlockingMetBy: N_("no remedy was delivered for a blocking anomaly"),
    WorkingDayCount: N_("no anomaly was ever major"),
    Requalification: N_("no anomaly was given another severity"),
}


def untouched_by_tickets(kinds: Iterable[type[Reading]], touched: Kinds) -> dict[str, Text]:
    """The readings that touch none of the tickets, each with the reason."""
    return {kind.declaration.name: say(_REASONS[kind]) for kind in kinds if kind not in touched}


class Touch:
    """Tells of a ticket which readings can change what becomes of it: all that can, and few that cannot."""

    def __init__(self, facts: SupportFacts, desk: Desk) -> None:
        self._suspensions, self._desk = facts.suspensions, desk
        self._calendar = _Calendar(facts, desk)

    def takeover(self, ticket: Ticket) -> Kinds:
        """The readings that can touch the ticket under article 13."""
        stopped = ticket.stopped_by
        if ticket.withdrawn is not None:
            return frozenset()
        submitted = ticket.registered if ticket.submitted is None else ticket.submitted
        starts = (submitted, ticket.registered)
        touched = {
            CountedTickets: no_anomaly(ticket),
            ClockStart: submitted != ticket.registered,
            OutOfHoursTicket: self._calendar.outside_hours(ticket.registered),
            ImmediateAnswer: stopped is not None and stopped.type == "ticket.answered",
            PendingTicket: stopped is None and not ticket.closed,
            MissingPrerequisite: ticket.prerequisite_missing is not None,
            SuspendedSupport: self._suspended(ticket),
            WaitingForClient: bool(ticket.waits),
            WorkingDayHolidays: bool(ticket.waits) or self._calendar.differs(min(starts), max(starts)),
        }
        return frozenset(kind for kind, can in touched.items() if can)

    def remedy(self, ticket: Ticket) -> Kinds:
        """The readings that can touch the ticket under article 14."""
        said = {each.severity for each in ticket.severities}
        taken_over = None if ticket.taken_over is None else ticket.taken_over.occurred_at
        happened = (taken_over, ticket.qualified, ticket.reproduced)
        if not said & OWED.keys():
            return frozenset()
        by_client = any(each.by_client for each in ticket.severities)
        if all(each is None for each in happened):  # nothing that starts a clock: pending, if it counts
            return frozenset({SeveritySource}) if by_client else frozenset()
        starts = [*(each for each in happened if each is not None), *(each.at for each in ticket.severities)]
        touched = {
            SeveritySource: by_client,
            RemedyStart: True,
            BlockingMetBy: "blocking" in said and any(each.kind != "action_plan" for each in ticket.deliveries),
            WorkingDayCount: "major" in said,
            Requalification: len(said) > 1,
            WaitingForClient: bool(ticket.waits),
            WorkingDayHolidays: bool(ticket.waits) or self._calendar.differs(min(starts), max(starts)),
        }
        return frozenset(kind for kind, can in touched.items() if can)

    def _suspended(self, ticket: Ticket) -> bool:
        stopped = ticket.stopped_by
        return any(
            (stopped is None or each.from_ < stopped.occurred_at)
            and (each.until is None or each.until > ticket.registered)
            for each in self._suspensions
        )


class _Calendar:
    """Working hours under both readings of public holidays, and the days on which they differ."""

    def __init__(self, facts: SupportFacts, desk: Desk) -> None:
        self._desk = desk
        self._times = [desk.time(Readings([member])) for member in WorkingDayHolidays]
        numbers = [edition(each.edition) for each in facts.contract.subscriptions]
        self._hours = max(
            max(each.article("13")["takeover_working_hours"], each.article("14")["action_plan_working_hours"])
            for each in numbers
        )
        self._days = max(each.article("14")["remedy_working_days"] for each in numbers)
        self._horizon = cache(self._horizon_of)
        self._differing = cache(self._differing_in)

    def outside_hours(self, instant: int) -> bool:
        """Whether the instant is outside working hours under one of the readings; no where that is unknown."""
        for time in self._times:
            try:
                if not time.is_open(instant):
                    return True
            except Unknown:
                continue
        return False

    def differs(self, first: int, last: int) -> bool:
        """Whether the readings can differ for a clock that starts between the two instants."""
        from_, until = self._desk.day_of(first) - ONE_DAY, self._horizon(self._desk.day_of(last))
        if until is None:
            return True
        for year in range(from_.year, until.year + 1):
            days = self._differing(year)
            if days is None or bisect_left(days, from_) < bisect_left(days, until + ONE_DAY):
                return True
        return False

    def _horizon_of(self, day: date) -> date | None:
        """The last day on which a clock can run that starts on that day; `None` where that cannot be told."""
        time, start = self._times[0], self._desk.midnight(day + 2 * ONE_DAY, 0)  # in any zone
        try:
            due = time.due(start, self._hours * HOUR)
            last = time.working_day(start, self._days, from_same_day=False)
        except Unknown:
            return None
        return None if due is None or last is None else max(self._desk.day_of(due), last) + ONE_DAY

    def _differing_in(self, year: int) -> list[date] | None:
        try:
            here, there = (time.public_holidays(year) for time in self._times)
        except Unknown:
            return None
        return sorted(here ^ there)
