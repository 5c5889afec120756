"""Article 13 ¶4: the clock of one ticket, what stops it, and what leaves the ticket out of the rate.

Computed: its deadline in working hours and its outcome as known. Not computed: whether the acknowledgement of ¶3 came
soon enough, since the booklet sets no time for it.
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from projections.articles.article_01_definitions import Pauses, Unknown, WorkingTime
from projections.articles.article_13_readings import (
    ClockStart,
    CountedTickets,
    ImmediateAnswer,
    MissingPrerequisite,
    OutOfHoursTicket,
    PendingTicket,
    SuspendedSupport,
    WaitingForClient,
)
from projections.calendar.span import FOREVER, HOUR
from projections.edition.reading import Readings
from projections.edition.wording import N_, Text, say
from projections.facts.entry import Entry
from projections.facts.support_hours import Suspension
from projections.facts.ticket import Ticket

Outcome = Literal["met", "missed", "pending", "left_out", "undetermined"]


@dataclass(frozen=True, slots=True)
class Clock:
    """The clock of one ticket, instants and amounts in microseconds, `None` for what is not known.

    It starts at `start`, runs from `runs_from` (the next opening) and is due at `deadline`; `unknown` says why
    that cannot be told. `outside_hours`: whether the ticket was registered outside working hours.
    """

    start: int
    runs_from: int | None
    deadline: int | None
    outside_hours: bool
    unknown: Text | None


@dataclass(frozen=True, slots=True)
class Judgement:
    """What becomes of a ticket, why, and the entries that say so beside its own."""

    outcome: Outcome
    because: Text
    entries: tuple[Entry, ...] = ()


# ¶4: so many working hours from registration


def clock_of(ticket: Ticket, time: WorkingTime, hours: int, readings: Readings) -> Clock:
    """The clock of a ticket."""
    start = ticket.registered
    if readings[ClockStart] is ClockStart.SUBMITTED and ticket.submitted is not None:
        start = ticket.submitted
    try:
        deadline = time.due(start, hours * HOUR, pauses_of(ticket, readings))
        outside = not time.is_open(ticket.registered)
    except Unknown as unknown:
        return Clock(start, None, None, outside_hours=False, unknown=unknown.because)
    runs_from = None if deadline is None else time.next_opening(start)
    return Clock(start, runs_from, deadline, outside, unknown=None)


def pauses_of(ticket: Ticket, readings: Readings) -> Pauses:
    """The spans in which the ticket's clock stands still under the reading taken."""
    return ticket.waits if readings[WaitingForClient] is WaitingForClient.PAUSES else ()


def worked(ticket: Ticket, clock: Clock, time: WorkingTime, readings: Readings, known_at: int) -> int | None:
    """The working time from the start of a clock until it stopped, else until what is known; None if not known."""
    stopped = ticket.stopped_by
    if clock.unknown is not None:
        return None
    try:
        return time.worked(
            clock.start, known_at if stopped is None else stopped.occurred_at, pauses_of(ticket, readings)
        )
    except Unknown:  # a ticket still open may reach into a year without a calendar
        return None


def judge(
    ticket: Ticket, clock: Clock, hours: int, suspensions: Sequence[Suspension], readings: Readings, known_at: int
) -> Judgement:
    """The outcome of a ticket: left out for the first reason that there is, else by its deadline."""
    left_out = next(_left_out(ticket, clock, suspensions, readings), None)
    if left_out is not None:
        return left_out
    if clock.unknown is not None:
        return Judgement("undetermined", clock.unknown)
    stopped, deadline = ticket.stopped_by, clock.deadline
    if stopped is not None:
        return _stopped(stopped, deadline, hours)
    if deadline is None:
        return Judgement("pending", say(N_("the clock stands still until the client replies")))
    if known_at <= deadline:
        return Judgement("pending", say(N_("not taken over, and {hours} working hours have not run"), hours=hours))
    if ticket.closed:
        because = say(N_("closed without takeover; {hours} working hours have run, article 13 ¶4"), hours=hours)
        return Judgement("missed", because)
    if readings[PendingTicket] is PendingTicket.LEFT_OUT:
        return Judgement("left_out", say(N_("due and still open, which this reading does not count, article 13 ¶6")))
    return Judgement("missed", say(N_("not taken over when {hours} working hours had run, article 13 ¶4"), hours=hours))


def _stopped(stopped: Entry, deadline: int | None, hours: int) -> Judgement:
    in_time = deadline is None or stopped.occurred_at <= deadline
    if stopped.type == "ticket.answered":
        if in_time:
            return Judgement("met", say(N_("answered at once, which needs no takeover, article 13 ¶4")))
        return Judgement("missed", say(N_("answered after {hours} working hours, article 13 ¶4"), hours=hours))
    if in_time:
        return Judgement("met", say(N_("taken over within {hours} working hours, article 13 ¶4"), hours=hours))
    return Judgement("missed", say(N_("taken over after {hours} working hours, article 13 ¶4"), hours=hours))


# What leaves a ticket out


def _left_out(
    ticket: Ticket, clock: Clock, suspensions: Sequence[Suspension], readings: Readings
) -> Iterator[Judgement]:
    """The reasons that there are to leave the ticket out, the strongest first."""
    stopped, lacking = ticket.stopped_by, ticket.prerequisite_missing
    if ticket.withdrawn is not None:
        yield Judgement("left_out", say(N_("withdrawn by the client")))
    if ticket.merged is not None and (stopped is None or ticket.merged.occurred_at < stopped.occurred_at):
        into = f"ticket/{str(ticket.merged.data['into']).removeprefix('ticket/')}"
        yield Judgement("left_out", say(N_("merged into {ticket} before it was taken over"), ticket=into))
    if lacking is not None and readings[MissingPrerequisite] is MissingPrerequisite.LEFT_OUT:
        because = say(N_("{prerequisite} missing on the client's side, article 13 ¶6-7"),
                      prerequisite=_PREREQUISITES[lacking.data["which"]])  # fmt: skip
        yield Judgement("left_out", because)
    if readings[SuspendedSupport] is SuspendedSupport.LEFT_OUT:
        place = bisect_right(suspensions, ticket.registered, key=_ends)
        for suspension in suspensions[place : place + 1]:  # the first that had not ended, and so the first to begin
            if _suspended(ticket, clock, suspension):
                because = say(N_("support was suspended before the deadline, article 13 ¶8"))
                yield Judgement("left_out", because, suspension.entries)
    at_once = stopped is not None and stopped.type == "ticket.answered"
    if at_once and readings[ImmediateAnswer] is ImmediateAnswer.LEFT_OUT:
        yield Judgement("left_out", say(N_("answered at once, so that no takeover was owed, article 13 ¶4")))
    if readings[CountedTickets] is CountedTickets.REPRODUCIBLE_ONLY and no_anomaly(ticket):
        yield Judgement("left_out", say(N_("not reproduced, or no anomaly, article 1")))
    if clock.outside_hours and readings[OutOfHoursTicket] is OutOfHoursTicket.OUTSIDE_COMMITMENT:
        yield Judgement("left_out", say(N_("registered outside working hours, article 13 ¶4")))


_PREREQUISITES = {
    "training": say(N_("training")),
    "remote_access": say(N_("remote access")),
    "description": say(N_("a precise description")),
}


def _suspended(ticket: Ticket, clock: Clock, suspension: Suspension) -> bool:
    """Whether support was suspended while the ticket waited: from registration until it stopped or was due."""
    stopped = ticket.stopped_by
    ends = [end for end in (clock.deadline, None if stopped is None else stopped.occurred_at) if end is not None]
    begins_before = not ends or suspension.from_ < min(ends)
    return begins_before and (suspension.until is None or suspension.until > ticket.registered)


def _ends(suspension: Suspension) -> int:
    return FOREVER if suspension.until is None else suspension.until


def no_anomaly(ticket: Ticket) -> bool:
    """Whether the provider's last word is that it could not reproduce it, or that it is no anomaly."""
    severity = next((each.severity for each in reversed(ticket.severities) if not each.by_client), None)
    return ticket.reproducible is False or severity == "not_an_anomaly"
