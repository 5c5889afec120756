"""The random histories are possible at every transaction, and repeatable."""

from __future__ import annotations

from collections.abc import Iterable

import pytest

from tests.oracle.availability import availability
from tests.oracle.histories import TERRITORIES, History, random_history
from tests.oracle.knowledge import Fact, facts, to_us

SEEDS = range(45)
BEGINNINGS = {
    "outage": ("outage.started",),
    "maintenance": ("maintenance.announced", "maintenance.planned"),
    "emergency_maintenance": ("emergency_maintenance.declared",),
    "monitoring": ("monitoring.interrupted",),
}


def impossible(known: Iterable[Fact]) -> list[str]:
    """What cannot have happened in the order told: followers without a beginning, anything after an end."""
    wrong = []
    chains: dict[tuple[str, str, str], list[str]] = {}
    known = list(known)
    for fact in known:
        family = fact.type.split(".")[0]
        if family not in BEGINNINGS:
            continue
        scopes = [fact.scope]
        if fact.type == "outage.attributed":
            scopes.append("environment/prod-1")
        chain = next((chains[key] for scope in scopes if (key := (family, scope, fact.subject)) in chains), None)
        if chain is None:
            if fact.type not in BEGINNINGS[family]:
                wrong.append(f"{fact.id} {fact.type} of {fact.subject} follows nothing")
            chain = chains.setdefault((family, fact.scope, fact.subject), [])
        elif family == "monitoring" and chain[-1] == fact.type:
            wrong.append(f"{fact.id} {fact.type} twice")
        elif fact.type != "outage.attributed" and any(word.endswith((".ended", ".cancelled")) for word in chain):
            wrong.append(f"{fact.id} {fact.type} of {fact.subject} comes after the end")
        elif fact.type in ("outage.started", "maintenance.started", "emergency_maintenance.declared"):
            if fact.type in chain:
                wrong.append(f"{fact.id} {fact.type} of {fact.subject} twice")
        elif fact.type == "maintenance.ended" and "maintenance.started" not in chain:
            wrong.append(f"{fact.id} ended what never started")
        chain.append(fact.type)
        if "starts" in fact.data:
            end = fact.data.get("ends") or fact.data.get("expected_end")
            if end is not None and to_us(end) <= to_us(fact.data["starts"]):
                wrong.append(f"{fact.id} ends before it starts")
    return wrong


def bad_amendments(history: History) -> list[str]:
    """Amendments of what is not recorded yet or no longer stands."""
    wrong: list[str] = []
    seen: dict[tuple[str, str], tuple[str, str]] = {}
    gone: set[tuple[str, str]] = set()
    for _, recorded, event in history.entries():
        key = (event["source"], event["id"])
        if to_us(event["time"]) > recorded:
            wrong.append(f"{key} has not happened")
        if event["type"].startswith("entry."):
            target = (event["data"]["entry"]["source"], event["data"]["entry"]["id"])
            if target not in seen or target in gone or seen[target] != (event["scope"], event["subject"]):
                wrong.append(f"{key} amends {target}")
            if event["type"] == "entry.retracted":
                gone.add(target)
        if key in seen:
            wrong.append(f"{key} twice")
        seen[key] = (event["scope"], event["subject"])
    return wrong


@pytest.mark.parametrize("seed", SEEDS)
def test_a_history_is_possible_at_every_transaction(seed: int) -> None:
    history = random_history(seed)
    assert history == random_history(seed)
    assert bad_amendments(history) == []
    for recorded, _ in history.batches:
        assert impossible(facts(history.entries(), recorded, "ledger")) == [], recorded
    assert impossible(facts(history.one_import(history.now_us), None, "ledger")) == []


def test_the_order_of_lines_and_the_number_of_transactions_change_nothing() -> None:
    for seed in range(0, 30, 3):
        history = random_history(seed)
        readings = {**history.readings, "notice_proof": "stated"}
        by_batches, at_once = (
            availability(entries, history.contract, history.month, readings=readings, now=history.now_us)
            for entries in (history.entries(), history.one_import(history.now_us))
        )
        assert by_batches == at_once


def test_seeds_go_through_the_territories() -> None:
    signed = [
        next(event for event in random_history(seed).events if event["type"] == "contract.signed")
        for seed in range(len(TERRITORIES))
    ]
    assert {event["data"]["territory"] for event in signed} == set(TERRITORIES)
