"""Articles 13 and 14 against the naive oracles, on random histories: every deadline, outcome, rate and verdict.

LIVRET_SEEDS says how many histories; a failure names its seed and the question.
"""

from __future__ import annotations

import os
from datetime import date
from typing import Any

import pytest

from projections.articles.article_13_takeover import TakeoverFinding, assess_takeover
from projections.articles.article_14_remedy import RemedyLine, assess_remedy
from projections.articles.catalogue import choose
from projections.calendar.period import days
from projections.edition.reading import Reading
from projections.facts.support import SupportFacts, gather_support
from tests.articles.ledger_of import history_of

from .amended import instant
from .support import remedy, takeover
from .ticket_histories import TicketHistory, random_tickets
from .told import Ask, entries_of, live_entries_of

NOW = instant("2026-11-15T00:00:00+01:00")
SEEDS = range(int(os.environ.get("LIVRET_SEEDS", "150")))


def chosen(readings: dict[str, str]) -> dict[str, Reading]:
    return {name: choose(f"{name}={option}") for name, option in readings.items()}


def facts_of(history: TicketHistory, entries: list[Any], ask: Ask) -> SupportFacts:
    by: Any = ask.known_by
    return gather_support(history_of(entries, NOW, ask.known_at, by), history.contract)


def ours_13(finding: TakeoverFinding) -> dict[str, Any]:
    return {
        "from": finding.measuring_period.from_,
        "to": finding.measuring_period.to,
        "met": finding.figure.numerator,
        "counted": finding.figure.denominator,
        "verdict": finding.verdict,
        "provisional": finding.provisional,
        "tickets": {
            line.ticket: {"outcome": line.outcome, "deadline_us": line.deadline} for line in finding.tickets
        },
    }  # fmt: skip


def ours_14(line: RemedyLine) -> dict[str, Any]:
    return told(
        {
            "ticket": line.ticket,
            "severity": line.severity,
            "owed": line.owed,
            "clock_started_at": line.clock_started_at,
            "deadline": line.deadline,
            "delivered_at": line.delivered_at,
            "outcome": line.outcome,
        }
    )


def told(row: dict[str, Any]) -> dict[str, Any]:
    """A row without what was delivered to a severity that another one replaced: it met nothing of it."""
    return row | {"delivered_at": None} if row["outcome"] == "superseded" else row


def compare(history: TicketHistory, entries: list[Any], ask: Ask) -> None:
    question: dict[str, Any] = {
        "readings": history.readings, "known_at": ask.known_at, "known_by": ask.known_by, "now": NOW,
    }  # fmt: skip
    readings = chosen(history.readings)
    facts = facts_of(history, entries, ask)
    period = days(*history.period)
    blocks = takeover(entries, history.contract, history.period, **question)
    assert [ours_13(finding) for finding in assess_takeover(facts, period, readings)] == blocks
    rows = remedy(entries, history.contract, *history.period, **question)
    found = [ours_14(line) for line in assess_remedy(facts, period, readings).tickets]
    assert sorted(found, key=str) == sorted(map(told, rows), key=str)


@pytest.mark.parametrize("doubtful", [False, True], ids=["clear", "doubtful"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_ticket_of_a_random_history_is_judged_alike(seed: int, doubtful: bool) -> None:
    history = random_tickets(seed, doubtful)
    entries = entries_of(history.events, NOW)
    for ask in history.asks:
        compare(history, entries, ask)


@pytest.mark.parametrize("seed", SEEDS[::5])
def test_a_ledger_filled_day_by_day_is_judged_alike(seed: int) -> None:
    history = random_tickets(seed)
    entries = live_entries_of(history.events)
    instants = [ask.known_at for ask in history.asks if ask.known_at is not None]
    for known_at in [None, *instants]:
        compare(history, entries, Ask(known_at, "ledger"))


def test_the_histories_reach_over_ends_of_measuring_periods() -> None:
    """Otherwise the comparison would say nothing of which tickets a period takes in."""
    blocks: set[tuple[date, date]] = set()
    several = 0
    for seed in SEEDS:
        history = random_tickets(seed)
        facts = facts_of(history, entries_of(history.events, NOW), Ask(None, "ledger"))
        found = assess_takeover(facts, days(*history.period), chosen(history.readings))
        blocks.update((each.measuring_period.from_, each.measuring_period.to) for each in found)
        several += sum(bool(each.tickets) for each in found) > 1
    assert len(blocks) > min(20, len(SEEDS) // 3)
    assert several or len(SEEDS) < 100
