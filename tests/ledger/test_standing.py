"""What stands of a history that grows by one entry at a time, against the fold of the whole."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import standing
from ledger.events.entry import RESTATED, RETRACTED, Entry, amended, read_entry
from ledger.standing import Standing

TYPES = ("outage.started", "outage.impact_changed", "outage.ended")


def an_entry(number: int, type_: str, minute: int, data: dict[str, Any], **more: Any) -> Entry:
    body = {"source": "/s", "id": f"{number:03d}", "type": type_, "scope": "environment/p", "subject": "outage/1"}
    body |= {"time": f"2026-03-10T09:{minute:02d}:00Z", "data": data} | more
    return read_entry(number, 0, json.dumps(body).encode())


@st.composite
def histories(draw: st.DrawFn) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(draw(st.integers(1, 14))):
        minute = draw(st.integers(0, 59))
        facts = [each for each in entries if not each.type.startswith("entry.")]
        what = draw(st.sampled_from(["fact", "restated", "retracted", "contested"])) if facts else "fact"
        if what == "fact":
            entries.append(an_entry(number, draw(st.sampled_from(TYPES)), minute, {"impact": "total", "a": number}))
            continue
        named = draw(st.sampled_from(facts if what == "restated" else entries))
        data: dict[str, Any] = {"entry": {"source": "/s", "id": named.id}}
        more: dict[str, Any] = {}
        if what == "restated":
            values = st.none() | st.integers(0, 9)
            data["changes"] = draw(st.dictionaries(st.sampled_from("abc"), values, max_size=2))
            if draw(st.booleans()):
                data["changes"]["time"] = f"2026-03-10T10:{draw(st.integers(0, 59)):02d}:00Z"
            if draw(st.booleans()):
                more["personal"] = {"data.changes.d": f"commitment-{number}"}
        entries.append(an_entry(number, f"entry.{what}", minute, data, **more))
    return entries


def facts_of(told: Standing) -> list[Entry]:
    found = [told.standing(key) for key, each in told.entries.items() if not each.type.startswith("entry.")]
    return sorted((each for each in found if each is not None), key=lambda each: each.order)


def plain(entries: list[Entry]) -> list[tuple[Any, ...]]:
    return [(each.order, each.type, dict(each.data), dict(each.personal)) for each in entries]


@given(histories())
def test_what_stands_is_what_the_fold_of_all_entries_leaves(entries: list[Entry]):
    told = Standing()
    for count, entry in enumerate(entries, 1):
        told.add(entry)
        history = amended(entries[:count])
        assert plain(facts_of(told)) == plain(history)
        assert [bool(each.amended_by) for each in facts_of(told)] == [
            any(restatement.data["changes"] or restatement.personal for restatement in each.amended_by)
            for each in history
        ]
        firsts = {each.type: (each.occurred_at, each.key) for each in reversed(history)}
        assert {type_: tuple(mark) for type_, mark in told.firsts().items()} == firsts


@given(histories())
def test_an_amendment_taken_back_leaves_nothing(entries: list[Entry]):
    told = Standing()
    for count, entry in enumerate(entries):
        if entry.type in (RESTATED, RETRACTED):
            told.add(entry)
            told.take_back(entry)
            assert plain(facts_of(told)) == plain(amended(entries[:count]))
        told.add(entry)


@given(histories())
def test_a_history_is_judged_by_its_first_two_of_each_type_and_what_is_amended(entries: list[Entry]):
    told = Standing(entries)
    history = amended(entries)
    for entry in entries:
        fact = told.fact(entry.key)
        wanted = {each.key for type_ in TYPES for each in [one for one in history if one.type == type_][:2]}
        wanted |= {each.key for each in history if each.key == fact}
        assert [each.key for each in told.telling(fact)] == [each.key for each in history if each.key in wanted]


def test_what_an_amendment_amends_through_others_is_found_with_how_deep():
    entries = [an_entry(0, "outage.started", 0, {})]
    entries += [
        an_entry(number, RETRACTED, number, {"entry": {"source": "/s", "id": f"{number - 1:03d}"}})
        for number in range(1, 6)
    ]
    told = Standing(entries)
    assert [told.depth(each.key) for each in entries] == [0, 1, 2, 3, 4, 5]
    assert {told.fact(each.key) for each in entries} == {("/s", "000")}
    assert told.standing(("/s", "000")) is None


@pytest.mark.parametrize("count", [100, 200])
def test_a_restatement_costs_the_same_however_many_came_before(count: int, monkeypatch: pytest.MonkeyPatch):
    steps = 0

    def counted(restatement: Entry, changes: Any = standing._changes) -> Any:
        nonlocal steps
        for each in changes(restatement):
            steps += 1
            yield each

    monkeypatch.setattr(standing, "_changes", counted)
    told = Standing([an_entry(0, "outage.started", 0, {})])
    for number in range(1, count + 1):
        data = {"entry": {"source": "/s", "id": "000"}, "changes": {"a": number}}
        told.add(an_entry(number, RESTATED, number % 60, data))
        told.telling(("/s", "000"))
    assert steps == count
