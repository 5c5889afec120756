"""Naive oracle of article 13: the takeover of tickets. `remedy`, of article 14, is handed on from its own file.

Where the contract leaves room, and what is chosen here:

- A ticket that was never registered is not listed, also where its clock would start at its submission.
- `outside_commitment` looks at the registration, also where the clock starts at the submission.
- `immediate_answer=left_out` leaves a ticket out whenever the first thing to stop its clock is an immediate answer.
- "Withdrawn, or merged before takeover": withdrawn at any time; merged before what stopped the clock, if anything.
- `pending_ticket=left_out` leaves out what is due, not stopped and not closed; before the deadline it is pending.
  Closed is a ticket whose last closing or reopening is a closing.
- `suspended_support`: a suspension in effect at some instant from registration to the deadline, or to what stopped the
  clock if that is earlier; with no deadline (a pause without end), at any instant from registration on.
- `reproducible_only`: the last of reproduced and not reproduced, and the last severity of the provider, decide.
- `waiting_for_client=pauses` counts from the first waiting to the next reply, also before the clock starts.
- `measuring_period` is chosen by the last day asked. A rolling period begins twelve months before the day after the
  last one (that month's last day where the date does not exist), also before the start of support.
- Agreed readings: on the day of registration in the zone of the published hours.
- No hours or no calendar where they are needed: the ticket's outcome is `undetermined`, and so is the verdict.
"""

from __future__ import annotations

import calendar
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from .amended import HOUR_US, Entry, contract_terms, facts, reading, wall
from .asked import Asked
from .remedies import remedy as remedy
from .support_clock import Support, Undetermined
from .ticket_story import Story, stories

TAKEOVER_US = 8 * HOUR_US
DAY = timedelta(days=1)


def takeover(
    entries: Sequence[Entry],
    contract: str,
    on_or_period: date | tuple[date, date],
    *,
    readings: Mapping[str, str] | None = None,
    known_at: int | None = None,
    known_by: str = "ledger",
    now: int,
) -> list[dict[str, Any]]:
    """The measuring periods that touch the day or period (last day included), each with its tickets."""
    first, last = on_or_period if isinstance(on_or_period, tuple) else (on_or_period, on_or_period)
    history = facts(entries, known_at, known_by)
    starts_on = date.fromisoformat(contract_terms(history, contract)["support_starts_on"])
    asked = Asked(history, contract, readings, now if known_at is None else known_at)
    if reading(history, contract, "measuring_period", last, readings) == "rolling":
        blocks = [(twelve_months(last + DAY, -1), last)]
    else:
        blocks = [block for block in fixed_blocks(starts_on, last) if block[1] >= first]
    return [_measure(asked, begins, ends) for begins, ends in blocks]


def twelve_months(day: date, years: int) -> date:
    """The same date so many years later, 28 February where there is no 29th."""
    year = day.year + years
    return day.replace(year=year, day=min(day.day, calendar.monthrange(year, day.month)[1]))


def fixed_blocks(starts_on: date, last: date) -> list[tuple[date, date]]:
    """The blocks of twelve months from the start of support that begin by `last`."""
    blocks, year = [], 0
    while twelve_months(starts_on, year) <= last:
        blocks.append((twelve_months(starts_on, year), twelve_months(starts_on, year + 1) - DAY))
        year += 1
    return blocks


def _measure(asked: Asked, begins: date, ends: date) -> dict[str, Any]:
    tickets = {}
    for story in stories(asked.history, asked.contract):
        if begins <= asked.day_of(story.registered) <= ends:
            tickets[story.subject] = _judge(asked, story)
    outcomes = [ticket["outcome"] for ticket in tickets.values()]
    met, missed = outcomes.count("met"), outcomes.count("missed")
    if "undetermined" in outcomes:
        verdict = "undetermined"
    elif met + missed == 0:
        verdict = "no_ticket"
    else:
        verdict = "met" if 4 * met >= 3 * (met + missed) else "missed"
    over = wall(ends + DAY, Support(asked.history, "metropolitan").zone_at(asked.judged_at))
    return {
        "from": begins, "to": ends, "met": met, "counted": met + missed, "verdict": verdict,
        "provisional": "pending" in outcomes or asked.judged_at < over, "tickets": tickets,
    }  # fmt: skip


def _judge(asked: Asked, story: Story) -> dict[str, Any]:
    at = start = story.registered
    if asked.option("clock_start", at) == "submitted" and story.submitted is not None:
        start = story.submitted
    pauses = story.waits() if asked.option("waiting_for_client", at) == "pauses" else []
    support = asked.support(at)
    try:
        deadline = support.due(start, TAKEOVER_US, pauses)
        if asked.option("out_of_hours_ticket", at) == "outside_commitment" and not support.open_at(story.registered):
            return {"outcome": "left_out", "deadline_us": deadline}
    except Undetermined:
        return {"outcome": "left_out" if _left_out(asked, story, at, None) else "undetermined", "deadline_us": None}
    if _left_out(asked, story, at, deadline):
        return {"outcome": "left_out", "deadline_us": deadline}
    return {"outcome": _outcome(asked, story, at, deadline), "deadline_us": deadline}


def _left_out(asked: Asked, story: Story, at: int, deadline: int | None) -> bool:
    """Whether something other than the clock leaves the ticket out."""
    stopped = story.stopped()
    if story.first("ticket.withdrawn") is not None:
        return True
    merged = story.first("ticket.merged")
    if merged is not None and (stopped is None or merged < stopped):
        return True
    lacking = story.first("ticket.prerequisite_missing") is not None
    if lacking and asked.option("missing_prerequisite", at) == "left_out":
        return True
    if asked.option("immediate_answer", at) == "left_out" and story.stopped_by_answer():
        return True
    if asked.option("counted_tickets", at) == "reproducible_only" and story.no_anomaly():
        return True
    if asked.option("suspended_support", at) == "left_out":
        ends = [each for each in (stopped, deadline) if each is not None]
        return _suspended(asked, story.registered, min(ends) if ends else None)
    return False


def _suspended(asked: Asked, begins: int, ends: int | None) -> bool:
    """Whether the support was suspended at an instant of [begins, ends)."""
    suspended_at: int | None = None
    spans: list[tuple[int, int | None]] = []
    for fact in asked.history:
        if fact.scope != f"contract/{asked.contract}":
            continue
        if fact.type == "support.suspended" and suspended_at is None:
            suspended_at = fact.at
        if fact.type == "support.resumed" and suspended_at is not None:
            spans.append((suspended_at, fact.at))
            suspended_at = None
    if suspended_at is not None:
        spans.append((suspended_at, None))
    return any((ends is None or since < ends) and (until is None or until > begins) for since, until in spans)


def _outcome(asked: Asked, story: Story, at: int, deadline: int | None) -> str:
    stopped = story.stopped()
    if stopped is not None:
        return "met" if deadline is None or stopped <= deadline else "missed"
    if deadline is None or asked.judged_at <= deadline:
        return "pending"
    if asked.option("pending_ticket", at) == "left_out" and not story.closed():
        return "left_out"
    return "missed"
