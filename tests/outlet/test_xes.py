"""XES: one trace a subject, well-formed whatever was said."""

import re
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from hypothesis import given

from ledger.events.instant import parse_instant
from projections.outlet.xes import written
from tests.outlet.held import HOSTILE, event, every_type, selected
from tests.outlet.story import C1, ONE, story

SPACE = "{http://www.xes-standard.org/}"
NAME = re.compile(r"[A-Za-z_:][A-Za-z0-9_:.-]*")


def log(events: list[dict[str, Any]], **asked: Any) -> Element:
    return fromstring(b"".join(written(selected(events, **asked))))


def said(element: Element) -> dict[str, str]:
    """Key to value of the attributes of a log, trace or event; no key stands twice."""
    found = [each for each in element if "value" in each.attrib]
    told = {each.attrib["key"]: each.attrib["value"] for each in found}
    assert len(told) == len(found)
    assert all(NAME.fullmatch(key) for key in told)
    return told


def traces(log: Element) -> dict[str, list[dict[str, str]]]:
    found = log.findall(f"{SPACE}trace")
    told = {said(trace)["concept:name"]: [said(each) for each in trace.findall(f"{SPACE}event")] for trace in found}
    assert len(told) == len(found)
    return told


def names(events: list[dict[str, str]]) -> list[str]:
    return [each["concept:name"] for each in events]


def test_one_trace_a_ticket():
    told = traces(log(story(), families=("ticket",)))
    assert {name: names(events) for name, events in told.items()} == {
        f"{C1}/ticket/1": ["ticket.registered", "ticket.taken_over", "ticket.qualified"],
        f"{C1}/ticket/2": ["ticket.registered", "ticket.merged"],
    }
    assert told[f"{C1}/ticket/2"][1]["data.into"] == "ticket/1"


def test_retracted_is_gone_and_restated_is_as_restated():
    told = traces(log(story()))
    assert f"{ONE}/outage/x" not in told
    announced, moved = told[f"{ONE}/maintenance/m"]
    assert (announced["data.channel"], announced["amended_by"]) == ("portal", "#5")
    assert "amended_by" not in moved


def test_both_families_of_a_maintenance_are_one_trace():
    data = {"starts": "2026-04-20T12:00:00Z", "reason": "a leak"}
    urgent = event("emergency_maintenance.declared", "u", "2026-04-19T12:00:00Z", subject="maintenance/m", data=data)
    told = traces(log([*story(), urgent | {"scope": ONE}], families=("maintenance", "emergency_maintenance")))
    assert names(told[f"{ONE}/maintenance/m"]) == [
        "maintenance.announced",
        "maintenance.rescheduled",
        "emergency_maintenance.declared",
    ]


def test_the_head_declares_what_events_use():
    made = log(story())
    assert made.attrib == {"xes.version": "1849.2016", "xes.features": ""}
    prefixes = {each.attrib["prefix"] for each in made.findall(f"{SPACE}extension")}
    used = {key.partition(":")[0] for events in traces(made).values() for each in events for key in each if ":" in key}
    assert used == prefixes == {"concept", "lifecycle", "time", "org"}
    order = [each.tag.removeprefix(SPACE) for each in made]
    assert order == sorted(order, key=("extension", "global", "classifier", "string", "trace").index)
    for scope, element in (("trace", "trace"), ("event", "trace/{0}event")):
        wanted = {one.attrib["key"] for one in made.findall(f"{SPACE}global[@scope='{scope}']/*")}
        assert wanted
        assert all(wanted <= said(each).keys() for each in made.findall(SPACE + element.format(SPACE)))


@pytest.mark.parametrize(
    ("tag", "keys"),
    [
        ("int", {"position", "data.size_bytes"}),
        ("date", {"time:timestamp", "recorded_at", "data.started"}),
        ("string", {"concept:name", "lifecycle:transition", "source", "id", "assertedby", "data.kinds"}),
    ],
)
def test_the_kind_of_an_attribute(tag: str, keys: set[str]):
    [completed] = [
        each
        for each in log(story(), families=("backup",)).iter(f"{SPACE}event")
        if said(each)["concept:name"] == "backup.completed"
    ]
    assert {each.attrib["key"] for each in completed.findall(SPACE + tag)} == keys


def test_every_type_goes_out_in_the_order_of_its_trace():
    told = traces(log(every_type()))
    assert sorted(name for events in told.values() for name in names(events)) == sorted(e["type"] for e in every_type())
    for events in told.values():
        times = [parse_instant(each["time:timestamp"]) for each in events]
        assert times == sorted(times)


@given(HOSTILE)
def test_hostile_texts_are_well_formed_and_reach_no_terminal(text: str):
    raw = b"".join(
        written(selected([event("outage.started", "s", "2026-04-01T10:00:00Z", data={"description": text})]))
    )
    assert raw.isascii()
    assert all(0x20 <= byte < 0x7F or byte == 0x0A for byte in raw)
    [[made]] = traces(fromstring(raw)).values()
    kept = "".join(each for each in text if each in "\t\n\r" or each >= " ")
    assert made.get("data.description") == re.sub("[\x7f-\x9f\ufffe\uffff]", "", kept)
