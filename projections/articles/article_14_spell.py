"""Article 14: what is owed while an anomaly has one severity: from when, by when, and what meets it.

Computed: the spells of one severity that a ticket goes through, and the clock of each.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

from projections.articles.article_01_definitions import Desk, WorkingTime
from projections.articles.article_13_clock import pauses_of
from projections.articles.article_14_readings import (
    BlockingMetBy,
    RemedyStart,
    Requalification,
    SeveritySource,
    WorkingDayCount,
)
from projections.calendar.span import HOUR
from projections.edition.reading import Readings
from projections.facts.entry import Entry
from projections.facts.ticket import Delivery, SaidSeverity, Ticket

Owed = Literal["action_plan", "fix_or_workaround", "nothing"]

OWED: Mapping[str, Owed] = {"blocking": "action_plan", "major": "fix_or_workaround"}
"""What is owed by severity (¶2); for any other, nothing (¶3)."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's numbers: working hours for a plan, working days for a remedy."""

    action_plan_working_hours: int
    remedy_working_days: int


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 14."""
    return Terms(article["action_plan_working_hours"], article["remedy_working_days"])


@dataclass(frozen=True, slots=True)
class Spell:
    """A ticket's time with one severity: from `since` until `until` (`None`: still), in microseconds.

    `start` is when the clock of what is owed starts, `None` where it does not (yet); `entry` says the severity.
    """

    severity: str
    since: int
    until: int | None
    start: int | None
    entry: Entry

    @property
    def owed(self) -> Owed:
        """What is owed for the severity."""
        return OWED.get(self.severity, "nothing")

    @property
    def over_before_start(self) -> bool:
        """Whether the severity was gone by the time its clock would have started."""
        return self.until is not None and (self.start is None or self.until <= self.start)


@dataclass(frozen=True, slots=True)
class Deadline:
    """When what is owed is due, in microseconds: at that instant still in time, or (midnight) no longer."""

    at: int
    inclusive: bool

    def kept_by(self, instant: int) -> bool:
        """Whether the instant is in time."""
        return instant <= self.at if self.inclusive else instant < self.at


# ¶1: qualification and reproduction


def spells(ticket: Ticket, readings: Readings) -> list[Spell]:
    """The severities that the ticket had, one after the other; the same said again begins nothing anew."""
    said = _changes(ticket, readings)
    base = _base(ticket, readings)
    untils: list[int | None] = [*(each.at for each in said), None][1:]
    found = [Spell(each.severity, each.at, until, base, each.entry) for each, until in zip(said, untils, strict=True)]
    if base is None or readings[Requalification] is Requalification.ORIGINAL_START:
        return found
    return [*found[:1], *(replace(spell, start=max(base, spell.since)) for spell in found[1:])]


def _changes(ticket: Ticket, readings: Readings) -> list[SaidSeverity]:
    found: list[SaidSeverity] = []
    for said in _said(ticket, readings):
        if not found or found[-1].severity != said.severity:
            found.append(said)
    return found


def _said(ticket: Ticket, readings: Readings) -> Iterator[SaidSeverity]:
    by_client = readings[SeveritySource] is SeveritySource.CLIENT_CLAIMED
    claimed = False
    for said in ticket.severities:
        if said.by_client == (by_client and (claimed or said.by_client)):
            yield said
        claimed = claimed or (by_client and said.by_client)


def _base(ticket: Ticket, readings: Readings) -> int | None:
    """When the clock of the first severity starts."""
    if readings[RemedyStart] is RemedyStart.TAKEOVER:
        return None if ticket.taken_over is None else ticket.taken_over.occurred_at
    if ticket.qualified is None or ticket.reproduced is None:
        return None
    return max(ticket.qualified, ticket.reproduced)


# ¶2: what is owed, by when


def deadline(ticket: Ticket, spell: Spell, article: Terms, desk: Desk, readings: Readings) -> Deadline | None:
    """When what is owed for a spell is due; `None` where its clock stands still without end.

    Raises Unknown where the hours or the public holidays that it needs are missing.
    """
    assert spell.start is not None, "a clock that never started is due at no time"
    time, pauses = desk.time(readings), pauses_of(ticket, readings)
    if spell.owed == "action_plan":
        due = time.due(spell.start, article.action_plan_working_hours * HOUR, pauses)
        return None if due is None else Deadline(due, inclusive=True)
    return _after_working_days(ticket, spell.start, article.remedy_working_days, desk, time, readings)


def _after_working_days(
    ticket: Ticket, start: int, count: int, desk: Desk, time: WorkingTime, readings: Readings
) -> Deadline | None:
    counted = readings[WorkingDayCount]
    same_day = counted is WorkingDayCount.SAME_DAY
    last = time.working_day(start, count, from_same_day=same_day, pauses=pauses_of(ticket, readings))
    if last is None:
        return None
    closing = time.closing(last, start) if counted is WorkingDayCount.NEXT_DAY_TO_CLOSING else None
    if closing is not None:
        return Deadline(closing, inclusive=True)
    return Deadline(desk.midnight(last + timedelta(days=1), start), inclusive=False)


def stricter(new: Deadline | None, so_far: Deadline | None, readings: Readings) -> Deadline | None:
    """The deadline of a new severity, or that of the one before it where the reading keeps the earlier."""
    if new is None or so_far is None or readings[Requalification] is not Requalification.STRICTEST:
        return new
    return min(new, so_far, key=lambda each: each.at)


def delivered(ticket: Ticket, spell: Spell, readings: Readings) -> Delivery | None:
    """The first delivery that meets what is owed for a spell, in time or not; none whose rejection stands."""
    remedies = ("workaround", "fix")
    kinds: tuple[str, ...] = remedies
    if spell.owed == "action_plan":
        also_remedies = readings[BlockingMetBy] is BlockingMetBy.PLAN_OR_REMEDY
        kinds = ("action_plan", *remedies) if also_remedies else ("action_plan",)
    return next((each for each in ticket.deliveries if each.kind in kinds and each.rejected_by is None), None)
