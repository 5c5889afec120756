"""OCEL 2.0: events, things and links of a history worked out by hand, and of every type of event."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from projections.outlet.ocel import event_id, written
from tests.outlet.held import HOSTILE, amending, event, every_type, selected
from tests.outlet.story import C1, ONE, story

KINDS = {"string", "time", "integer", "boolean"}


def log(events: list[dict[str, Any]], **asked: Any) -> dict[str, Any]:
    return json.loads(b"".join(written(selected(events, **asked))))


def links(item: dict[str, Any]) -> set[tuple[str, str]]:
    pairs = [(each["qualifier"], each["objectId"]) for each in item["relationships"]]
    assert len(set(pairs)) == len(pairs)
    return set(pairs)


def by_id(items: list[dict[str, Any]]) -> dict[str, dict[str, Any]]:
    found = {item["id"]: item for item in items}
    assert len(found) == len(items)
    return found


def check(log: dict[str, Any]) -> None:
    """What the format asks of any log: unique ids, links that lead somewhere, declared types and attributes, texts."""
    things = by_id(log["objects"])
    for items, types in (("events", "eventTypes"), ("objects", "objectTypes")):
        declared = {each["name"]: {one["name"]: one["type"] for one in each["attributes"]} for each in log[types]}
        assert len(declared) == len(log[types])
        assert {kind for each in declared.values() for kind in each.values()} <= KINDS
        for item in by_id(log[items]).values():
            assert {whose for _, whose in links(item)} <= things.keys()
            for attribute in item["attributes"]:
                assert attribute["name"] in declared[item["type"]]
                assert type(attribute["value"]) is str
        assert {item["type"] for item in log[items]} == declared.keys()


def test_the_things_of_a_history_and_how_they_hang_together():
    made = log(story())
    check(made)
    assert {name: links(each) for name, each in by_id(made["objects"]).items()} == {
        C1: {("runs on", ONE)},
        ONE: set(),
        f"{ONE}/maintenance/m": {("belongs to", ONE)},
        f"{ONE}/outage/o": {("belongs to", ONE)},
        f"{C1}/ticket/1": {("belongs to", C1)},
        f"{C1}/ticket/2": {("belongs to", C1), ("merged into", f"{C1}/ticket/1")},
        f"{ONE}/backup/b": {("belongs to", ONE)},
        f"{ONE}/backup/old": {("belongs to", ONE)},
        f"{ONE}/backup-listing/l": {
            ("belongs to", ONE),
            ("lists", f"{ONE}/backup/b"),
            ("lists", f"{ONE}/backup/old"),
        },
        f"{C1}/restore/r": {("belongs to", C1), ("restored from", f"{ONE}/backup/b")},
    }


def test_an_event_names_what_it_speaks_of_and_what_it_refers_to():
    events = by_id(log(story())["events"])
    assert {name: links(each) for name, each in events.items() if name in ("/here#c", "/here#o4", "/here#b3")} == {
        "/here#c": {("subject", C1), ("environment", ONE)},
        "/here#o4": {("subject", f"{ONE}/outage/o"), ("scope", C1), ("maintenance", f"{ONE}/maintenance/m")},
        "/here#b3": {("subject", f"{C1}/restore/r"), ("scope", C1), ("backup", f"{ONE}/backup/b")},
    }


def test_a_thing_changes_with_its_events():
    things = by_id(log(story())["objects"])
    assert things[f"{ONE}/outage/o"]["attributes"] == [
        {"name": "component", "time": "2026-04-21T10:05:00Z", "value": "service"},
        {"name": "impact", "time": "2026-04-21T10:05:00Z", "value": "partial"},
        {"name": "impact", "time": "2026-04-21T10:10:00Z", "value": "total"},
    ]
    [(starts, _), (moved, _)] = [
        (each["value"], each["time"])
        for each in things[f"{ONE}/maintenance/m"]["attributes"]
        if each["name"] == "starts"
    ]
    assert (starts, moved) == ("2026-04-20T10:00:00Z", "2026-04-21T10:00:00Z")


def test_amendments_are_folded_in_and_said():
    events = by_id(log(story())["events"])
    assert not {"/here#x", "/here#x-r", "/here#m1-r"} & events.keys()
    said = {each["name"]: each["value"] for each in events["/here#m1"]["attributes"]}
    assert (said["data.channel"], said["amended_by"], said["amended_because"]) == ("portal", "#5", "it was wrong")
    assert not {"amended_by"} & {each["name"] for each in events["/here#m2"]["attributes"]}


def test_both_clocks_and_what_an_entry_came_with():
    [made] = log(
        [event("outage.ended", "e", "2026-04-01T10:00:00.5Z", data={}, recordedtime="2026-04-01T12:00:01+02:00")]
    )["events"]
    assert made["time"] == "2026-04-01T10:00:00.5Z"
    assert {each["name"]: each["value"] for each in made["attributes"]} == {
        "position": "1",
        "recorded_at": "2026-06-01T10:00:00Z",
        "recordedtime": "2026-04-01T10:00:01Z",
        "scope": ONE,
        "subject": made["attributes"][4]["value"],
        "source": "/here",
        "id": "e",
        "assertedby": "provider",
    }


def test_every_type_goes_out():
    made = log(every_type())
    check(made)
    assert len(made["events"]) == len(every_type())
    assert {each["name"] for each in made["eventTypes"]} == {each["type"] for each in every_type()}


def test_an_empty_selection_is_a_log_of_nothing():
    assert log(story(), scopes=("environment/none",)) == {
        "events": [],
        "objects": [],
        "eventTypes": [],
        "objectTypes": [],
    }


def test_what_lies_outside_the_selection_is_a_thing_without_events_of_its_own():
    made = log(story(), scopes=(C1,), families=("restore",))
    check(made)
    assert set(by_id(made["objects"])) == {C1, f"{C1}/restore/r", f"{C1}/backup/b"}


@given(HOSTILE, HOSTILE)
def test_hostile_texts_come_back_and_reach_no_terminal(text: str, why: str):
    started = event("outage.started", "s", "2026-04-01T10:00:00Z", data={"description": text})
    moved = amending("entry.restated", "r", "2026-04-02T10:00:00Z", started, changes={"impact": "total"})
    moved["data"]["because"] = why
    raw = b"".join(written(selected([started, moved])))
    assert raw.isascii()
    assert all(0x20 <= byte < 0x7F or byte == 0x0A for byte in raw)
    [made] = json.loads(raw)["events"]
    said = {each["name"]: each["value"] for each in made["attributes"]}
    assert (said["data.description"], said["amended_because"]) == (text, why)


PLAIN = st.text("#%/a2358", min_size=1, max_size=6)


@given(PLAIN, PLAIN, PLAIN, PLAIN)
def test_no_two_entries_have_one_name(source: str, id: str, other_source: str, other_id: str):
    same = (source, id) == (other_source, other_id)
    assert (event_id(source, id) == event_id(other_source, other_id)) == same
