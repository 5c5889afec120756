"""What an event may look like: every kind of bad input is refused with the field and the reason, in one line."""

from typing import Any

import pytest

from ledger.events.canonical import canonical
from ledger.events.instant import parse_instant
from ledger.events.wire import submission
from ledger.refusal import InputRefused
from tests.ledger.said import said

START = said("outage.started", "10T09:00")
SIGNED = said("contract.signed", "10T09:00")
HALF = "\ud83d"
"""One half of a character: a lone surrogate."""


def data_of(type: str, **changes: Any) -> dict[str, Any]:
    event = said(type, "10T09:00")
    return event | {"data": {name: value for name, value in (event["data"] | changes).items() if value is not ...}}


def nested(depth: int) -> Any:
    value: Any = "x"
    for _ in range(depth - 1):
        value = [value]
    return value


ATTRIBUTES: list[tuple[str, dict[str, Any], str, str]] = [
    ("an unknown type", {"type": "outage.begun"}, "type", "outage"),
    ("an unknown extension", {"traceparent": "00-1"}, "traceparent", "no attribute"),
    ("an attribute in capitals", {"Actor": "probe"}, "Actor", "no attribute"),
    ("another version of the envelope", {"specversion": "0.3"}, "specversion", "1.0"),
    ("a version that is a number", {"specversion": 1}, "specversion", "not a text"),
    ("an id that is a number", {"id": 42}, "id", "not a text"),
    ("an empty id", {"id": ""}, "id", "empty"),
    ("an id of 1,025 characters", {"id": "x" * 1025}, "id", "longer than 1024"),
    ("a control character in an id", {"id": "a\nb"}, "id", "control"),
    ("an escape sequence in a source", {"source": "\x1b[31m"}, "source", "control"),
    ("half a character in an actor", {"actor": HALF}, "actor", "half a character"),
    ("a type that is a list", {"type": ["outage.started"]}, "type", "not a text"),
    ("no such side", {"assertedby": "nobody"}, "assertedby", "none of provider, client, third_party"),
    ("data that is not JSON", {"datacontenttype": "text/xml"}, "datacontenttype", "application/json"),
    ("a scope without its id", {"scope": "environment/"}, "scope", "environment/<id>"),
    ("a scope of another kind", {"scope": "provider"}, "scope", "belongs to one of environment, contract"),
    ("two scopes at once", {"scope": "contract/a,contract/b"}, "scope", "is not"),
    ("a subject of another kind", {"subject": "ticket/17"}, "subject", "outage/<id>"),
    ("an id of 65 characters in a subject", {"subject": "outage/" + "x" * 65}, "subject", "up to 64"),
    ("a subject that climbs a folder", {"subject": "outage/../x"}, "subject", "outage/<id>"),
    ("a time without an offset", {"time": "2026-03-10T09:12:00"}, "time", "offset"),
    ("a time with a blank for T", {"time": "2026-03-10 09:12:00Z"}, "time", "RFC 3339"),
    ("a date alone", {"time": "2026-03-10"}, "time", "RFC 3339"),
    ("30 February", {"time": "2026-02-30T09:12:00Z"}, "time", "exists"),
    ("a sixtieth second", {"time": "2026-03-10T09:12:60Z"}, "time", "exists"),
    ("an offset of a whole day", {"time": "2026-03-10T09:12:00+24:00"}, "time", "exists"),
    ("a year before 1970", {"time": "1969-12-31T00:00:00Z"}, "time", "1970"),
    ("a year after 2199", {"time": "2200-01-01T00:00:00Z"}, "time", "2199"),
    ("digits of another script", {"time": "２026-03-10T09:12:00Z"}, "time", "RFC 3339"),
    ("a recorded time without an offset", {"recordedtime": "2026-03-10T09:12:00"}, "recordedtime", "offset"),
    ("data that is a list", {"data": []}, "data", "not an object"),
    ("data that is null", {"data": None}, "data", "not an object"),
    *((f"no {name}", {name: ...}, name, "missing") for name in ("id", "source", "type", "scope", "subject", "time")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "changes", "field", "why"), ATTRIBUTES, ids=[case[0] for case in ATTRIBUTES])
def test_an_attribute_that_no_event_has_is_refused_with_its_name(what, changes, field, why):
    event = {name: value for name, value in (START | changes).items() if value is not ...}
    refusal = refused(event)
    assert refusal.field == field
    assert why in str(refusal)


DATA: list[tuple[str, dict[str, Any], str, str]] = [
    ("an unknown field", data_of("outage.started", severity="high"), "data.severity", "outage.started"),
    ("a field with a line break in its name", data_of("outage.started", **{"a\nb": 1}), "data.a\nb", "no field"),
    ("an unknown impact", data_of("outage.started", impact="huge"), "data.impact", "none of"),
    ("a text where a number belongs", data_of("contract.signed", named_users="12"), "data.named_users", "whole number"),
    ("true where a number belongs", data_of("contract.signed", named_users=True), "data.named_users", "whole number"),
    ("less than nobody", data_of("contract.signed", named_users=-1), "data.named_users", "less than 0"),
    ("more than 2^53 - 1", data_of("contract.signed", named_users=2**53), "data.named_users", "more than"),
    ("a number where a text belongs", data_of("contract.signed", client=7), "data.client", "not a text"),
    ("an empty text", data_of("contract.signed", client=""), "data.client", "empty"),
    ("a text of 4,097 characters", data_of("contract.signed", client="x" * 4097), "data.client", "longer than 4096"),
    ("half a character", data_of("contract.signed", client=f"a{HALF}"), "data.client", ""),
    ("half a character in a list", data_of("contract.signed", modules=[HALF]), "data.modules[0]", ""),
    ("half a character in a key", data_of("entry.restated", changes={HALF: 1}), "data", "half a character"),
    ("a required field left out", data_of("contract.signed", client=...), "data.client", "missing"),
    ("a required field that is null", data_of("contract.signed", client=None), "data.client", "not a text"),
    ("no such territory", data_of("contract.signed", territory="FR-75"), "data.territory", "none of"),
    ("no such zone", data_of("contract.signed", timezone="Europe/Lyon"), "data.timezone", "time zone"),
    ("Polynesia without a zone", data_of("contract.signed", territory="PF"), "data.territory", "timezone"),
    ("no such day", data_of("contract.signed", service_starts_on="2026-02-29"), "data.service_starts_on", "exist"),
    ("an instant where a day belongs", data_of("contract.signed", service_starts_on="2026-02-01T00:00:00Z"),
     "data.service_starts_on", "date"),
    ("an end without an offset", data_of("maintenance.announced", ends="2026-03-10T11:00:00"), "data.ends", "offset"),
    ("an end before its start", data_of("maintenance.announced", ends="2026-03-10T08:59:59+01:00"),
     "data.ends", "before `starts`"),
    ("no evidence", data_of("outage.attributed", evidence=...), "data.evidence", "missing"),
    ("an object where a list belongs", data_of("backup.completed", kinds={}), "data.kinds", "not a list"),
    ("an empty list", data_of("backup.completed", kinds=[]), "data.kinds", "empty"),
    ("a float in changes", data_of("entry.restated", changes={"named_users": 1.5}), "data.changes", "1.5"),
    ("too large a number in changes", data_of("entry.restated", changes={"n": 2**53}), "data.changes", "exact"),
    ("17 levels in changes", data_of("entry.restated", changes={"x": nested(17)}), "data.changes.x", "deep"),
    ("a restated time without an offset", data_of("entry.restated", changes={"time": "2026-03-10T09:12:00"}),
     "data.changes", "offset"),
    ("no changes", data_of("entry.restated", changes={}), "data.changes", "empty"),
    ("an amendment that amends nothing", said("contract.amended", "10T09:00", data={"effective_on": "2026-04-01"}),
     "data", "amends nothing"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "event", "field", "why"), DATA, ids=[case[0] for case in DATA])
def test_data_that_its_type_does_not_have_is_refused_with_its_place(what, event, field, why):
    refusal = refused(event)
    assert str(refusal.field).startswith(field)
    assert why in str(refusal)


def refused(event: dict[str, Any]) -> InputRefused:
    with pytest.raises(InputRefused) as caught:
        submission(event, "events.jsonl", 7)
    told = str(caught.value)
    assert told.startswith("events.jsonl:7: field `")
    assert told.isprintable(), "it is one line, and nothing in it moves the cursor"
    assert "validation error" not in told
    assert "pydantic" not in told
    return caught.value


@pytest.mark.parametrize(
    ("one", "other", "verdict"),
    [
        ({"id": "x" * 1024}, {"id": "x" * 1025}, "boundary"),
        ({"subject": "outage/" + "x" * 64}, {"subject": "outage/" + "x" * 65}, "boundary"),
        ({"time": "2199-12-31T23:59:59Z"}, {"time": "2200-01-01T00:00:00Z"}, "boundary"),
        ({"time": "1970-01-01T00:00:00Z"}, {"time": "1969-12-31T23:59:59Z"}, "boundary"),
        ({"data": {"description": "x" * 4096}}, {"data": {"description": "x" * 4097}}, "boundary"),
    ],
)
def test_a_limit_holds_to_the_character(one, other, verdict):
    submission(START | one)
    with pytest.raises(InputRefused):
        submission(START | other)


@pytest.mark.parametrize(
    "event",
    [
        START | {"recordedtime": "2026-03-10T10:13:05+01:00", "actor": "probe-3", "assertedby": "third_party"},
        START
        | {"correlationid": "c", "causationid": "d", "dataschema": "urn:x", "datacontenttype": "application/json"},
        START | {"datacontenttype": "Application/JSON; charset=utf-8"},
        START | {"time": "2026-03-10t09:12:00z"},
        START | {"time": "2026-03-10T09:12:00.123456789-00:00"},
        {name: value for name, value in START.items() if name != "data"},
        data_of("entry.restated", changes={"x": nested(14)}),
        data_of("outage.started", description="deux\nlignes \u202e"),
    ],
)
def test_what_the_interface_allows_is_taken(event):
    assert submission(event).occurred_at == parse_instant(event["time"])


def test_what_is_stored_is_canonical_whatever_the_order_of_keys():
    one = submission(SIGNED | {"actor": "é"})
    other = submission({name: (SIGNED | {"actor": "é"})[name] for name in sorted(SIGNED | {"actor": ""}, reverse=True)})
    assert one.body == other.body
    assert one.body.startswith('{"actor":"é","assertedby":"provider","data":{'.encode())


def test_canonical_json_has_no_blank_and_no_half_character():
    assert canonical({"b": [1, "ü"], "a": {"d": None, "c": True}}) == '{"a":{"c":true,"d":null},"b":[1,"ü"]}'.encode()
    with pytest.raises(InputRefused):
        canonical({"a": HALF})
