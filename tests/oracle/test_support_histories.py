"""The random histories of tickets and backups: such as a ledger admits, and rich enough to be worth asking."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from .amended import Event, facts, instant
from .backup_histories import random_backups
from .backups import nights, retention
from .support import remedy, takeover
from .ticket_histories import random_tickets
from .ticket_story import REMEDIES
from .told import EARLIEST, LATEST_US, entries_of, live_entries_of

NOW = instant("2026-11-15T00:00:00+01:00")
SEEDS = range(12)


def assert_well_formed(events: list[Event]) -> None:
    keys = [(event["source"], event["id"]) for event in events]
    assert len(set(keys)) == len(keys)
    times = {key: instant(event["time"]) for key, event in zip(keys, events, strict=True)}
    for key, event in zip(keys, events, strict=True):
        assert instant(EARLIEST) <= times[key] <= LATEST_US
        assert times[key] <= instant(event["recordedtime"])
        if event["type"].startswith("entry."):
            target = event["data"]["entry"]
            assert times[(target["source"], target["id"])] <= times[key]
            changes = event["data"].get("changes", {})
            assert "time" not in changes or instant(changes["time"]) <= times[key]


@pytest.mark.parametrize("doubtful", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_tickets_follow_their_registration_and_are_taken_over_once(seed: int, doubtful: bool) -> None:
    events = random_tickets(seed, doubtful).events
    assert_well_formed(events)
    told: dict[str, list[str]] = {}
    for fact in facts(entries_of(events, NOW)):
        if fact.type.startswith("ticket."):
            told.setdefault(fact.subject, []).append(fact.type)
    for kinds in told.values():
        first = [kind for kind in kinds if kind != "ticket.submitted"][:1]
        assert first in ([], ["ticket.registered"])
        assert kinds.count("ticket.taken_over") <= 1
        assert kinds.count("ticket.qualified") <= 1
        for index, kind in enumerate(kinds):
            if kind == "ticket.remedy_rejected":
                assert set(REMEDIES) & set(kinds[:index])
            if kind == "ticket.requalified":
                assert "ticket.qualified" in kinds[:index]


@pytest.mark.parametrize("doubtful", [False, True])
@pytest.mark.parametrize("seed", range(20))
def test_nothing_becomes_of_a_backup_before_it_is_completed(seed: int, doubtful: bool) -> None:
    events = random_backups(seed, doubtful).events
    assert_well_formed(events)
    completed: dict[str, int] = {}
    for fact in facts(entries_of(events, NOW)):
        if fact.type == "backup.completed":
            assert fact.subject not in completed
            assert "started" not in fact.data or instant(fact.data["started"]) < fact.at
            completed[fact.subject] = fact.at
        elif fact.type in ("backup.deleted", "backup.verified"):
            assert fact.subject in completed
        elif fact.type == "restore.requested":
            assert f"backup/{fact.data['backup']}" in completed
        elif fact.type == "backup.listed":
            assert all(f"backup/{name}" in completed for name in fact.data["present"])


def test_a_ledger_filled_day_by_day_ends_up_with_the_figures_of_one_import() -> None:
    for seed in SEEDS:
        history = random_tickets(seed)
        asked = (history.contract, history.period)
        once = takeover(entries_of(history.events, NOW), *asked, readings=history.readings, now=NOW)
        assert once == takeover(live_entries_of(history.events), *asked, readings=history.readings, now=NOW)


def test_every_outcome_is_met_with() -> None:
    seen: Counter[str] = Counter()
    for seed in SEEDS:
        tickets = random_tickets(seed)
        for ask in tickets.asks:
            entries = entries_of(tickets.events, NOW)
            asked: dict[str, Any] = {"known_at": ask.known_at, "known_by": ask.known_by, "readings": tickets.readings}
            for block in takeover(entries, tickets.contract, tickets.period, now=NOW, **asked):
                seen.update(f"13 {ticket['outcome']}" for ticket in block["tickets"].values())
            rows = remedy(entries, tickets.contract, *tickets.period, now=NOW, **asked)
            seen.update(f"14 {row['outcome']}" for row in rows)
    for seed in SEEDS:
        backups = random_backups(seed)
        entries = entries_of(backups.events, NOW)
        for ask in backups.asks:
            asked = {"known_at": ask.known_at, "known_by": ask.known_by, "readings": backups.readings}
            found = nights(entries, backups.contract, *backups.period, now=NOW, **asked)
            seen.update(f"7 {outcome}" for outcome in found["nights"].values())
            for at in backups.at:
                kept = retention(entries, backups.contract, at, **asked)
                seen.update(each["status"] for each in kept.values())
    expected = {
        "13 met", "13 missed", "13 pending", "13 left_out",
        "14 met", "14 missed", "14 pending", "14 superseded", "14 nothing_owed",
        "7 done", "7 late", "7 missed", "7 pending",
        "kept", "kept_beyond", "deleted_after_term", "deleted_early", "vanished",
    }  # fmt: skip
    assert expected <= set(seen), expected - set(seen)
