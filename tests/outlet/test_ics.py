"""iCalendar: what clients were told of maintenances, as their calendars are to show it."""

from datetime import datetime
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from projections.calendar.zone import zone
from projections.outlet.ics import written
from projections.report.harmless import harmless
from projections.report.language import language
from projections.report.layout import Voice
from tests.outlet.held import HOSTILE, amending, event, selected
from tests.outlet.story import ONE, story

PARIS = zone("Europe/Paris")
FIRST = {"starts": "2026-04-20T12:00:00+02:00", "ends": "2026-04-20T13:00:00+02:00"}
SECOND = {"starts": "2026-04-21T12:00:00+02:00", "ends": "2026-04-21T14:00:00+02:00"}


def raw(events: list[dict[str, Any]], code: str = "en", **asked: Any) -> bytes:
    return b"".join(written(selected(events, **asked), Voice(language(code), PARIS), None))


def read(text: bytes) -> Any:
    """The calendar; `Any`, since a property of a component may be of any kind to a type checker."""
    return Calendar.from_ical(text)


def shown(events: list[dict[str, Any]], **asked: Any) -> list[Any]:
    return list(read(raw(events, **asked)).walk("VEVENT"))


def told(what: str, id: str, day: int, /, kind: str = "maintenance", **data: Any) -> dict[str, Any]:
    return event(f"{kind}.{what}", id, f"2026-04-{day:02}T10:00:00+02:00", subject="maintenance/m", data=data)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(f"2026-04-{text}:00+00:00")


PLANNED = told("planned", "p", 1, **FIRST)
ANNOUNCED = told("announced", "a", 2, channel="mail", **FIRST)
MOVED = told("rescheduled", "b", 3, channel="mail", **SECOND)
OFF = told("cancelled", "c", 4, because="no need")
MOVED_BACK = amending("entry.retracted", "d", "2026-04-05T10:00:00Z", MOVED)
NEVER = amending("entry.retracted", "e", "2026-04-06T10:00:00Z", ANNOUNCED)
LATER = amending("entry.restated", "f", "2026-04-06T10:00:00Z", ANNOUNCED, changes={"starts": "2026-04-20T10:30:00Z"})
DECLARED = told("declared", "g", 2, "emergency_maintenance", starts=FIRST["starts"], reason="a leak")
EXPECTED = told(
    "declared", "g", 2, "emergency_maintenance", reason="x", starts=FIRST["starts"], expected_end=FIRST["ends"]
)
OVER = told("ended", "h", 20, "emergency_maintenance") | {"time": "2026-04-20T12:20:00+02:00"}
EARLY = told("ended", "h", 3, "emergency_maintenance")


@pytest.mark.parametrize(
    ("events", "sequence", "status", "starts", "ends"),
    [
        ([ANNOUNCED], 0, "CONFIRMED", "20T10:00", "20T11:00"),
        ([PLANNED, ANNOUNCED], 0, "CONFIRMED", "20T10:00", "20T11:00"),
        ([ANNOUNCED, MOVED], 1, "CONFIRMED", "21T10:00", "21T12:00"),
        ([MOVED, ANNOUNCED], 1, "CONFIRMED", "21T10:00", "21T12:00"),
        ([ANNOUNCED, MOVED | {"type": "maintenance.announced"}], 1, "CONFIRMED", "21T10:00", "21T12:00"),
        ([ANNOUNCED, OFF], 1, "CANCELLED", "20T10:00", "20T11:00"),
        ([ANNOUNCED, MOVED, OFF], 2, "CANCELLED", "21T10:00", "21T12:00"),
        ([ANNOUNCED, OFF, told("announced", "i", 5, **SECOND)], 2, "CONFIRMED", "21T10:00", "21T12:00"),
        ([ANNOUNCED, MOVED, MOVED_BACK], 2, "CONFIRMED", "20T10:00", "20T11:00"),
        ([ANNOUNCED, NEVER], 1, "CANCELLED", "20T10:00", "20T11:00"),
        ([ANNOUNCED, LATER], 1, "CONFIRMED", "20T10:30", "20T11:00"),
        ([told("announced", "a", 2, starts=FIRST["starts"])], 0, "CONFIRMED", "20T10:00", None),
        ([told("announced", "a", 2, starts=FIRST["starts"], ends=FIRST["starts"])], 0, "CONFIRMED", "20T10:00", None),
        ([DECLARED], 0, "CONFIRMED", "20T10:00", None),
        ([EXPECTED], 0, "CONFIRMED", "20T10:00", "20T11:00"),
        ([EXPECTED, OVER], 1, "CONFIRMED", "20T10:00", "20T10:20"),
        ([DECLARED, EARLY], 1, "CANCELLED", "20T10:00", None),
    ],
)
def test_what_a_calendar_shows(events: list[dict[str, Any]], sequence: int, status: str, starts: str, ends: str | None):
    [made] = shown(events)
    assert (made["sequence"], made["status"]) == (sequence, status)
    assert made["dtstart"].dt == utc(starts)
    assert ("dtend" in made and made["dtend"].dt) == (ends is not None and utc(ends))


@pytest.mark.parametrize(
    "events",
    [
        [],
        [PLANNED],
        [PLANNED, OFF],
        [PLANNED, told("started", "s", 5)],
        [event("outage.started", "o", "2026-04-01T00:00:00Z")],
    ],
)
def test_what_nobody_was_told_is_in_no_calendar(events: list[dict[str, Any]]):
    assert shown(events) == []


def test_a_start_is_cut_and_an_end_filled_up_to_seconds():
    [made] = shown([told("announced", "a", 2, starts="2026-04-20T10:00:00.9Z", ends="2026-04-20T11:00:00.000001Z")])
    assert (made["dtstart"].dt, made["dtend"].dt) == (utc("20T10:00"), datetime.fromisoformat("2026-04-20T11:00:01Z"))


HISTORY = [PLANNED, ANNOUNCED, MOVED, told("started", "s", 7), LATER, MOVED_BACK, OFF, NEVER]


@given(st.permutations(HISTORY[2:]))
def test_a_version_never_goes_back_and_a_name_never_changes(later: list[dict[str, Any]]):
    events = [*HISTORY[:2], *later]
    found = [made for position in range(2, len(events) + 1) for made in shown(events, position=position)]
    sequences = [made["sequence"] for made in found]
    assert sequences == sorted(sequences)
    assert len(found) == len(events) - 1
    assert len({made["uid"] for made in found}) == 1
    stamps = [made["dtstamp"].dt for made in found]
    assert stamps == sorted(stamps)


def test_a_change_that_a_calendar_must_see_has_a_new_version():
    for number in range(3, len(HISTORY) + 1):
        [[before], [after]] = (shown(HISTORY, position=position) for position in (number - 1, number))
        same = all(before.get(name) == after.get(name) for name in ("dtstart", "dtend", "status"))
        assert same or before["sequence"] < after["sequence"]


def test_each_scope_and_kind_has_a_name_of_its_own():
    elsewhere = ANNOUNCED | {"id": "z", "scope": "contract/C1"}
    found = shown([ANNOUNCED, elsewhere, DECLARED])
    assert len({made["uid"] for made in found}) == 3
    assert {made["uid"] for made in shown([elsewhere])} < {made["uid"] for made in found}


def test_the_calendar_as_a_whole():
    text = raw(story(), families=("maintenance",))
    calendar = read(text)
    assert (calendar["version"], calendar["method"]) == ("2.0", "PUBLISH")
    assert calendar.to_ical() == text
    assert text.count(b"\n") == text.count(b"\r\n")
    assert max(len(line) for line in text.split(b"\r\n")) <= 75
    [made] = calendar.walk("VEVENT")
    assert not made.errors
    assert {"uid", "dtstamp", "dtstart", "dtend", "summary", "sequence", "status"} <= {name.lower() for name in made}
    assert (made["location"], made["x-livret-amendment"]) == (
        ONE,
        "#5 2026-04-12T07:00:00Z 2026-06-01T10:04:00Z /here#m1-r",
    )
    assert [entry.partition(" ")[0] for entry in made["x-livret-entry"]] == ["#3", "#4"]


@pytest.mark.parametrize(
    ("code", "summary", "account"),
    [
        (
            "en",
            "Planned maintenance m",
            (
                "2026-04-02 10:00 +02:00: announced, from 2026-04-20 12:00 +02:00 to 2026-04-20 13:00 +02:00\n"
                "2026-04-04 10:00 +02:00: cancelled\nno need"
            ),
        ),
        (
            "fr",
            "Maintenance planifiée m",
            (
                "02/04/2026 10:00 +02:00 : annoncée, du 20/04/2026 12:00 +02:00 au 20/04/2026 13:00 +02:00\n"
                "04/04/2026 10:00 +02:00 : annulée\nno need"
            ),
        ),
    ],
)
def test_what_it_says_to_people(code: str, summary: str, account: str):
    [made] = read(raw([ANNOUNCED, OFF], code)).walk("VEVENT")
    assert made["summary"] == summary
    assert made["description"].replace("\N{NO-BREAK SPACE}", " ") == account


@given(HOSTILE)
@example("C:\\new")
@example("C:\\New\\,")
def test_hostile_texts_come_back_and_steer_nothing(text: str):
    made = raw([ANNOUNCED, OFF | {"data": {"because": text}}])
    assert made.count(b"BEGIN:VEVENT") == made.count(b"\r\nSTATUS:") == 1
    [back] = read(made).walk("VEVENT")
    said = harmless(text).replace("\\", "\N{REVERSE SOLIDUS OPERATOR}")
    assert back["description"].partition("\n")[2].partition("\n")[2] == said
