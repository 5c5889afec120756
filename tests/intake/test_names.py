"""Names that an adapter makes: what differs has another name, however late it differs and however much there is."""

import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.subject import IDENTIFIER
from ledger.intake.found import digest, identifier, told_apart
from tests.intake.adapters import body, found

LONG = "https://status.example.org/" + 80 * "x"


PARTS = st.lists(st.text("ab\0\1\2", max_size=3), min_size=1, max_size=3)


@given(PARTS, PARTS)
def test_a_digest_tells_texts_apart_wherever_they_are_parted(one, other):
    assert (digest(*one) == digest(*other)) == (one == other)


@pytest.mark.parametrize(
    ("one", "other"),
    [(("a\0", "b"), ("a", "\0b")), (("a\0b",), ("a", "b")), (("\1\2",), ("\0",)), (("\ud800",), ("\\ud800",))],
)
def test_what_a_digest_could_confuse_it_does_not(one, other):
    assert digest(*one) != digest(*other)


@given(st.text())
def test_whatever_a_thing_is_called_its_name_is_an_identifier(name):
    assert re.fullmatch(IDENTIFIER, identifier(name))
    assert re.fullmatch(IDENTIFIER, f"{told_apart(name, name, letters=27)}-20260301T091200.123456Z")


def test_a_quarter_of_a_million_things_that_begin_alike_have_as_many_names():
    count = 250_000
    assert len({told_apart(LONG, str(number)) for number in range(count)}) == count


def series(*targets: str) -> dict[str, Any]:
    values = [[1772359200 + 60 * minute, value] for minute, value in enumerate("101")]
    return {"resultType": "matrix", "result": [{"metric": {"instance": each}, "values": values} for each in targets]}


def alerts(*targets: str) -> dict[str, Any]:
    alert = {"status": "firing", "startsAt": "2026-03-10T09:12:00Z"}
    return {
        "version": "4",
        "alerts": [alert | {"labels": {"alertname": "Down", "instance": target}} for target in targets],
    }


def sites(*slugs: str) -> str:
    rows = [f"{slug},{status},2026-03-10T09:{n:02d}:00Z" for slug in slugs for n, status in enumerate(("up", "down"))]
    return "\n".join(["slug,status,last_updated", *rows])


@pytest.mark.parametrize(
    ("one", "other"),
    [("shop", "shop\x01"), ("a\x02b", "a\x03b"), (5000 * "a", 5000 * "a" + "b"), ("", "-"), ("\x04", "-"), ("é", "è")],
)
def test_two_sites_whose_names_differ_at_all_are_two(one, other):
    events = [body(each) for each in found("upptime", sites(one, other))]
    assert [event["type"] for event in events] == 2 * ["outage.started"]
    assert len({event["subject"] for event in events}) == 2
    assert len({event["id"] for event in events}) == 2


@pytest.mark.parametrize(("tool", "told"), [("prometheus", series), ("alertmanager", alerts)])
def test_two_targets_that_differ_late_are_two(tool, told):
    events = [body(each) for each in found(tool, told(f"{LONG}/a", f"{LONG}/b"))]
    outages = {event["subject"] for event in events if event["type"] == "outage.started"}
    assert len(outages) == 2
    assert len({event["id"] for event in events}) == len(events)


def test_a_component_is_named_by_all_of_its_name():
    incident = {
        "id": "i",
        "impact": "major",
        "created_at": "2026-03-10T09:12:00Z",
        "components": [{"name": f"{LONG}/a"}],
    }
    (event, *_) = found("statuspage", {"incidents": [incident]}, only=(f"{LONG}/a",))
    assert body(event)["type"] == "outage.started"
