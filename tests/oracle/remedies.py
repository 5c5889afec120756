"""Naive oracle of article 14: what is owed once a ticket is qualified and reproduced.

Where the contract leaves room, and what is chosen here:

- One row for each spell of one severity, so a ticket that returns to a severity has two rows of it. Said again without
  a change, a severity begins nothing anew.
- A clock that starts outside hours *starts* at the qualification or reproduction and *runs* from the next opening:
  `clock_started_at` is the former.
- `severity_source`, `remedy_start` and `requalification`, which decide when a clock starts, are taken on the day of
  registration; all others on the day the clock of the row starts (of registration, where none starts).
- `from_requalification`: the later of the requalification and what the first clock waits for. `original_start`: the
  start that the first severity had or would have had. `strictest`: the earlier of the deadline so far and the new one
  from the requalification.
- Under `client_claimed` a contested severity acts like a requalification, and the clock still waits for the provider
  to qualify and reproduce.
- `remedy_start=takeover` is the entry of that name; an immediate answer is none. A severity's clock starts then even if
  the severity is only said later.
- A severity that ends before its clock starts is superseded, without start or deadline.
- No clock: pending, whatever was delivered. Nothing owed: no start, no deadline, no delivery is told.
- Working days need no published hours, except to closing. On a last day without hours, closing is the next midnight.
- What was delivered by the very instant of a requalification met the severity before it.
- `delivered_at` is the first delivery that counts, in time or not.
- A withdrawal, a merging, a closing or a reopening changes nothing.
- `waiting_for_client=pauses` takes out of working days those that lie wholly in a wait.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from .amended import HOUR_US, Entry, contract_terms, facts
from .asked import Asked
from .support_clock import Undetermined
from .ticket_story import Story, stories

PLAN_US = 12 * HOUR_US
REMEDY_DAYS = 6
OWED = {"blocking": "action_plan", "major": "fix_or_workaround", "minor": "nothing", "not_an_anomaly": "nothing"}


@dataclass(frozen=True)
class Deadline:
    at: int
    inclusive: bool

    def kept_by(self, instant: int) -> bool:
        return instant <= self.at if self.inclusive else instant < self.at


def remedy(
    entries: Sequence[Entry],
    contract: str,
    period_from: date,
    period_to: date,
    *,
    readings: Mapping[str, str] | None = None,
    known_at: int | None = None,
    known_by: str = "ledger",
    now: int,
) -> list[dict[str, Any]]:
    """One row a severity of each ticket registered in the period, last day included; instants in microseconds."""
    history = facts(entries, known_at, known_by)
    contract_terms(history, contract)
    asked = Asked(history, contract, readings, now if known_at is None else known_at)
    rows = []
    for story in stories(history, contract):
        if period_from <= asked.day_of(story.registered) <= period_to:
            rows += _rows(asked, story)
    return rows


def _rows(asked: Asked, story: Story) -> list[dict[str, Any]]:
    spells = story.severities(asked.option("severity_source", story.registered))
    base = _base_start(asked, story)
    requalification = asked.option("requalification", story.registered)
    rows, so_far = [], None
    for index, (since, severity) in enumerate(spells):
        ends = spells[index + 1][0] if index + 1 < len(spells) else None
        start = base
        if base is not None and index > 0 and requalification != "original_start":
            start = max(base, since)
        row: dict[str, Any] = {
            "ticket": story.subject,
            "severity": severity,
            "owed": OWED[severity],
            "clock_started_at": None,
            "deadline": None,
            "delivered_at": None,
        }
        if OWED[severity] == "nothing":
            rows.append(row | {"outcome": "nothing_owed"})
            continue
        if start is not None and ends is not None and ends <= start:
            rows.append(row | {"outcome": "superseded"})
            continue
        delivered = _delivered(asked, story, severity, start)
        row["delivered_at"] = delivered
        if start is None:
            rows.append(row | {"outcome": "superseded" if ends is not None else "pending"})
            continue
        row["clock_started_at"] = start
        try:
            deadline = _deadline(asked, story, severity, start)
        except Undetermined:
            rows.append(row | {"outcome": "undetermined"})
            continue
        if requalification == "strictest" and so_far is not None and deadline is not None:
            deadline = min(deadline, so_far, key=lambda each: each.at)
        so_far = deadline
        row["deadline"] = None if deadline is None else deadline.at
        rows.append(row | {"outcome": _outcome(asked.judged_at, deadline, delivered, ends)})
    return rows


def _base_start(asked: Asked, story: Story) -> int | None:
    if asked.option("remedy_start", story.registered) == "takeover":
        return story.first("ticket.taken_over")
    qualified, reproduced = story.first("ticket.qualified"), story.first("ticket.reproduced")
    return None if qualified is None or reproduced is None else max(qualified, reproduced)


def _delivered(asked: Asked, story: Story, severity: str, start: int | None) -> int | None:
    at = story.registered if start is None else start
    plan = severity == "blocking"
    remedy_counts = severity == "major" or asked.option("blocking_met_by", at) == "plan_or_remedy"
    return next(iter(story.deliveries(plan, remedy_counts)), None)


def _deadline(asked: Asked, story: Story, severity: str, start: int) -> Deadline | None:
    support = asked.support(start)
    pauses = story.waits() if asked.option("waiting_for_client", start) == "pauses" else []
    if severity == "blocking":
        due = support.due(start, PLAN_US, pauses)
        return None if due is None else Deadline(due, inclusive=True)
    count = asked.option("working_day_count", start)
    last = support.last_working_day(start, REMEDY_DAYS, count == "same_day", pauses)
    if last is None:
        return None
    if count == "next_day_to_closing":
        closing = support.closing_of(last, start)
        if closing is not None:
            return Deadline(closing, inclusive=True)
    return Deadline(support.midnight_after(last, start), inclusive=False)


def _outcome(judged_at: int, deadline: Deadline | None, delivered: int | None, ends: int | None) -> str:
    """Judged at the end of the severity's spell, or at the instant asked for."""
    in_time = delivered is not None and (deadline is None or deadline.kept_by(delivered))
    if ends is not None:
        if in_time and delivered is not None and delivered <= ends:
            return "met"
        return "superseded" if deadline is None or deadline.kept_by(ends) else "missed"
    if in_time:
        return "met"
    return "pending" if deadline is None or deadline.kept_by(judged_at) else "missed"
