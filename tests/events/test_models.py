"""What each event takes and what it refuses: every row of the tables ends with the verdict."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.events.catalogue import event_class, types
from ledger.events.event import Event
from ledger.events.instant import parse_instant
from tests.events.examples import DAYS, DIGEST, DISPUTED, ENDS, ENTRY, EXAMPLES, SIGNED, STARTS

EARLIER = "2026-03-10T08:59:59.999999+01:00"
SAME_ELSEWHERE = "2026-03-10T08:00:00Z"  # as STARTS
every_type = pytest.mark.parametrize("name", types())


def read(name: str, data: dict[str, Any]) -> Event:
    return event_class(name).model_validate(data)


def stored(name: str, data: dict[str, Any]) -> dict[str, Any]:
    return read(name, data).model_dump(by_alias=True, exclude_none=True)


def refusal(name: str, data: dict[str, Any]) -> str:
    """Field and reason of the first thing refused, empty where the event is taken."""
    try:
        read(name, data)
    except ValidationError as refused:
        first = refused.errors()[0]
        return f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
    return ""


@every_type
def test_the_example_is_stored_as_it_was_said_and_reads_back_the_same(name: str):
    data = EXAMPLES[name].data
    body = stored(name, data)
    assert {field: body[field] for field in data} == data
    assert json.loads(json.dumps(body)) == body
    assert read(name, body) == read(name, data)


@every_type
def test_an_unknown_field_is_refused(name: str):
    assert refusal(name, EXAMPLES[name].data | {"colour": "blue"}).startswith("colour: Extra")


@every_type
def test_a_required_field_left_out_is_refused_and_an_optional_one_is_not(name: str):
    data = EXAMPLES[name].data
    for field_name, field in event_class(name).model_fields.items():
        said_as = field.alias or field_name
        rest = {key: value for key, value in data.items() if key != said_as}
        if field.is_required():
            assert refusal(name, rest).startswith(f"{said_as}: Field required")
        elif rest.keys() - {"effective_on"} or name != "contract.amended":
            assert not refusal(name, rest)


@every_type
def test_no_field_takes_a_float_or_a_number_for_a_text(name: str):
    for field, value in EXAMPLES[name].data.items():
        assert refusal(name, EXAMPLES[name].data | {field: 1.5})
        wrong = 1 if isinstance(value, str) else "1" if isinstance(value, int) else 7
        if field != "figure":  # it may be either
            assert refusal(name, EXAMPLES[name].data | {field: wrong}), field


def test_an_event_cannot_be_changed():
    event = read("ticket.qualified", {"severity": "major"})
    with pytest.raises(ValidationError):
        event.severity = "minor"  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("name", "data", "defaults"),
    [
        ("outage.started", {}, {"component": "service", "impact": "total"}),
        ("outage.started", {"last_seen_up": None}, {"component": "service", "impact": "total"}),
        ("contract.signed", SIGNED, {"form": "adhesion"}),
        ("contract.amended", {"effective_on": "2026-07-01", "agents": 1}, {}),
        ("support_hours.published", {"effective_on": "2026-01-01", "week": {"mon": []}}, {"timezone": "Europe/Paris"}),
        ("backup.verified", {}, {}),
    ],
)
def test_a_constant_default_is_stored_and_what_depends_on_others_stays_unsaid(
    name: str, data: dict[str, Any], defaults: dict[str, Any]
):
    assert stored(name, data) == {key: value for key, value in data.items() if value is not None} | defaults


ORDERED = [
    ("outage.attributed", {"cause": "provider", "evidence": "log"}, "from", "until"),
    ("maintenance.planned", {}, "starts", "ends"),
    ("maintenance.announced", {}, "starts", "ends"),
    ("maintenance.rescheduled", {}, "starts", "ends"),
    ("emergency_maintenance.declared", {"reason": "urgent"}, "starts", "expected_end"),
]


@pytest.mark.parametrize(("name", "data", "start", "end"), ORDERED, ids=[row[0] for row in ORDERED])
@pytest.mark.parametrize(("ends", "taken"), [(ENDS, True), (STARTS, True), (SAME_ELSEWHERE, True), (EARLIER, False)])
def test_an_end_before_its_start_is_refused(
    name: str, data: dict[str, Any], start: str, end: str, ends: str, taken: bool
):
    said = refusal(name, data | {start: STARTS, end: ends})
    assert said == ("" if taken else f"{end}: Value error, comes before `{start}`")


@pytest.mark.parametrize("name", ["backup.completed", "backup.failed"])
@pytest.mark.parametrize(("time", "taken"), [(STARTS, True), (EARLIER, False)])
def test_a_backup_that_ends_before_it_starts_is_refused(name: str, time: str, taken: bool):
    backup = read(name, {"kinds": ["nightly"], "started": STARTS})
    if taken:
        backup.check_time(parse_instant(time))
    else:
        with pytest.raises(ValueError, match="`time` comes before `started`"):
            backup.check_time(parse_instant(time))


@pytest.mark.parametrize(
    ("terms", "taken"),
    [
        ({"territory": "PF"}, False),
        ({"territory": "PF", "timezone": "Pacific/Tahiti"}, True),
        ({"territory": "TF"}, False),
        ({"territory": "TF", "timezone": "Indian/Kerguelen"}, True),
        ({"territory": "NC"}, True),
        ({"territory": "US"}, False),
        ({"timezone": "Europe/Paris"}, True),
        ({"timezone": "Europe/Pariss"}, False),
        ({"timezone": "europe/paris"}, False),
        ({"timezone": "Europe"}, False),
        ({"timezone": "../Europe/Paris"}, False),
        ({"timezone": "/usr/share/zoneinfo/Europe/Paris"}, False),
        ({"timezone": "right/Europe/Paris"}, False),
        ({"timezone": ""}, False),
        ({"environment": "environment/prod-1"}, True),
        ({"environment": "contract/prod-1"}, False),
        ({"named_users": 0}, True),
        ({"named_users": -1}, False),
        ({"agents": True}, False),
        ({"agents": 2**53 - 1}, True),
        ({"agents": 2**53}, False),
        ({"options": []}, True),
        ({"options": ["pra_pca", "pra_pca"]}, False),
        ({"options": ["free_coffee"]}, False),
        ({"form": "negotiated"}, True),
        ({"form": "oral"}, False),
        ({"client": ""}, False),
        ({"service_starts_on": "2026-02-29"}, False),
        ({"service_starts_on": "2028-02-29"}, True),
    ],
)
def test_terms_of_a_contract(terms: dict[str, Any], taken: bool):
    assert (refusal("contract.signed", SIGNED | terms) == "") is taken
    assert (refusal("contract.amended", {"effective_on": "2026-07-01"} | terms) == "") is taken


def test_an_amendment_that_amends_nothing_is_refused():
    assert "amends nothing" in refusal("contract.amended", {"effective_on": "2026-07-01"})
    assert "amends nothing" in refusal("contract.amended", {"effective_on": "2026-07-01", "agents": None})


@pytest.mark.parametrize(
    ("week", "taken"),
    [
        ({"mon": [["00:00", "24:00"]]}, True),
        ({"mon": [["24:00", "24:00"]]}, False),
        ({"mon": [["09:00", "09:01"]]}, True),
        ({"mon": [["09:00", "09:00"]]}, False),
        ({"mon": [["22:00", "02:00"]]}, False),
        ({"mon": [["09:00", "12:00"], ["12:00", "18:00"]]}, True),
        ({"mon": [["09:00", "12:01"], ["12:00", "18:00"]]}, False),
        ({"mon": [["14:00", "18:00"], ["09:00", "12:00"]]}, True),
        ({"mon": [["14:00", "18:00"], ["09:00", "14:01"]]}, False),
        ({"mon": [["09:00", "10:00"], ["09:00", "10:00"]]}, False),
        ({"mon": [["09:00", "23:59"]]}, True),
        ({"mon": [["9:00", "12:00"]]}, False),
        ({"mon": [["09:00", "24:01"]]}, False),
        ({"mon": [["09:60", "12:00"]]}, False),
        ({"mon": [["09:00"]]}, False),
        ({"mon": [["09:00", "12:00", "14:00"]]}, False),
        ({"mon": [["09:00", 12]]}, False),
        ({"mon": []}, True),
        ({"lundi": []}, False),
        ({}, False),
    ],
)
def test_support_hours(week: dict[str, Any], taken: bool):
    assert (refusal("support_hours.published", {"effective_on": "2026-01-01", "week": week}) == "") is taken


@pytest.mark.parametrize(
    ("days", "taken"),
    [
        (DAYS, True),
        ({}, False),
        ({"2026-02-30": {"name": "x", "kind": "national"}}, False),
        ({"2026-05-01": {"name": "x", "kind": "regional"}}, False),
        ({"2026-05-01": {"name": "", "kind": "national"}}, False),
        ({"2026-05-01": {"name": "x", "kind": "territorial", "paid": True}}, False),
        ({"2026-05-01": "Fête du Travail"}, False),
    ],
)
def test_public_holidays(days: dict[str, Any], taken: bool):
    assert (refusal("public_holidays.adopted", {"days": days, "origin": "decree"}) == "") is taken


@pytest.mark.parametrize(
    ("day", "taken"), [("2025-12-31", False), ("2026-01-01", True), ("2026-12-31", True), ("2027-01-01", False)]
)
def test_public_holidays_lie_in_the_year_of_their_subject(day: str, taken: bool):
    days = DAYS | {day: {"name": "x", "kind": "customary"}}
    adopted = read("public_holidays.adopted", {"days": days, "origin": "decree"})
    if taken:
        adopted.check_subject("public-holidays/FR/2026")
    else:
        with pytest.raises(ValueError, match=f"{day} does not lie in 2026"):
            adopted.check_subject("public-holidays/FR/2026")


@pytest.mark.parametrize(
    ("name", "field", "value", "taken"),
    [
        ("backup.completed", "kinds", ["monthly"], True),
        ("backup.completed", "kinds", [], False),
        ("backup.completed", "kinds", ["nightly", "nightly"], False),
        ("backup.completed", "kinds", ["weekly"], False),
        ("backup.completed", "size_bytes", 2**53 - 1, True),
        ("backup.completed", "size_bytes", 2**53, False),
        ("backup.completed", "size_bytes", -1, False),
        ("backup.completed", "started", "2026-03-10T09:00:00", False),
        ("backup.listed", "present", [], True),
        ("backup.listed", "present", ["restore/b1"], False),
        ("restore.requested", "backup", "backup/b1", True),
        ("restore.requested", "backup", "backup/", False),
        ("restore.requested", "backup", "backup/backup/b1", False),
        ("ticket.merged", "into", "16", True),
        ("ticket.merged", "into", "16\n", False),
        ("ticket.merged", "into", "x" * 64, True),
        ("ticket.merged", "into", "x" * 65, False),
        ("custom_report.approved", "update", "7.2", True),
        ("custom_report.approved", "update", "-7.2", False),
        ("outage.attributed", "maintenance", "M1", True),
        ("outage.attributed", "maintenance", "outage/M1", False),
        ("outage.attributed", "evidence", "", False),
        ("outage.attributed", "cause", "weather", False),
        ("ticket.prerequisite_missing", "evidence", "", False),
        ("ticket.qualified", "severity", "Blocking", False),
        ("ticket.acknowledged", "automatic", 1, False),
        ("ticket.acknowledged", "automatic", "true", False),
        ("document.attached", "sha256", DIGEST[1:], False),
        ("document.attached", "sha256", DIGEST.upper(), False),
        ("document.attached", "sha256", DIGEST + "\n", False),
        ("qualification.granted", "valid_until", "2028-12-31", True),
        ("qualification.granted", "valid_until", "2028-12-31T23:59:59Z", True),
        ("qualification.granted", "valid_until", "2028-12-31T23:59:59", False),
        ("qualification.granted", "valid_until", "2028-13-31", False),
        ("figure.reported", "figure", "99.9389", True),
        ("figure.reported", "figure", "100", True),
        ("figure.reported", "figure", "-0.5", True),
        ("figure.reported", "figure", 12, True),
        ("figure.reported", "figure", {"name": "availability", "percent": "99.9389"}, True),
        ("figure.reported", "figure", 99.9389, False),
        ("figure.reported", "figure", "99,9389", False),
        ("figure.reported", "figure", "1e3", False),
        ("figure.reported", "figure", "nan", False),
        ("figure.reported", "figure", ".5", False),
        ("figure.reported", "figure", True, False),
        ("figure.reported", "figure", {}, False),
        ("figure.reported", "figure", {"percent": 99.9}, False),
        ("figure.reported", "figure", {"percent": {"value": 1}}, False),
        ("figure.reported", "figure", ["99.9389"], False),
        ("figure.reported", "figure", 2**53, False),
        ("figure.reported", "position", 0, True),
        ("figure.reported", "position", -1, False),
        ("figure.reported", "verdict", "no_reference_time", True),
        ("dispute.opened", "period", "2026-Q1", True),
        ("dispute.opened", "period", "2026-Q5", False),
        ("dispute.opened", "period", "2026-03-01..2026-03-15", True),
        ("dispute.opened", "period", "March", False),
        ("dispute.opened", "article", "10.2", True),
        ("dispute.opened", "article", 6, False),
        ("dispute.opened", "article", "0", False),
        ("dispute.opened", "readings", {"nightly_retention": "hours_720"}, True),
        ("dispute.opened", "readings", {"nightly_retention": 720}, False),
        ("dispute.opened", "readings", ["nightly_retention"], False),
        ("reading.agreed", "option", "days_90", True),
        ("reading.agreed", "option", "90 days", False),
        ("entry.restated", "entry", {"source": "/a"}, False),
        ("entry.restated", "entry", ENTRY | {"type": "outage.started"}, False),
        ("entry.restated", "entry", {"source": "", "id": "1"}, False),
        ("entry.restated", "changes", {}, False),
        ("entry.restated", "changes", {"until": None}, True),
        ("entry.restated", "changes", {"week": {"mon": [["09:00", "12:00"]]}}, True),
        ("entry.restated", "changes", {"time": STARTS}, True),
        ("entry.restated", "changes", {"time": "2026-03-10T09:00:00"}, False),
        ("entry.restated", "changes", {"time": None}, False),
        ("entry.restated", "changes", {"agents": 1.0}, False),
        ("entry.restated", "changes", {"week": {"mon": [[1.5]]}}, False),
        ("entry.restated", "changes", {"agents": 2**53}, False),
        ("entry.restated", "changes", "time", False),
        ("entry.retracted", "because", "", False),
    ],
)
def test_a_value_is_taken_or_refused(name: str, field: str, value: object, taken: bool):
    said = refusal(name, EXAMPLES[name].data | {field: value})
    assert (said == "") is taken
    assert taken or said.startswith(field)


def test_a_field_restated_as_null_is_kept_as_null():
    changes = {"until": None, "readings": {"notice_from": None}}
    assert stored("entry.restated", {"entry": ENTRY, "changes": changes, "because": "x"})["changes"] == changes


def test_deep_nesting_is_refused_and_not_a_crash():
    deep: Any = "x"
    for _ in range(100_000):
        deep = [deep]
    assert "nested more than 16 deep" in refusal(
        "entry.restated", {"entry": ENTRY, "changes": {"week": deep}, "because": "x"}
    )


@pytest.mark.parametrize(
    ("name", "instants"),
    [
        ("outage.started", {"last_seen_up"}),
        ("outage.attributed", {"from", "until"}),
        ("maintenance.announced", {"starts", "ends", "received_at"}),
        ("contract.signed", set()),
        ("qualification.granted", set()),
    ],
)
def test_the_fields_that_hold_instants_are_known_by_their_stored_names(name: str, instants: set[str]):
    assert event_class(name).instant_fields() == instants


@given(st.recursive(st.none() | st.booleans() | st.text() | st.floats() | st.integers(), st.lists, max_leaves=5))
def test_no_value_of_any_kind_brings_a_float_into_the_ledger(value: Any):
    def plain(each: Any) -> bool:
        return all(map(plain, each)) if isinstance(each, list) else not isinstance(each, float)

    for name, field in (("contract.amended", "agents"), ("dispute.opened", "figure")):
        data = {"effective_on": "2026-07-01"} if name == "contract.amended" else DISPUTED
        if not refusal(name, data | {field: value}):
            assert plain(value)
    changes = {"entry": ENTRY, "changes": {"field": value}, "because": "x"}
    if not refusal("entry.restated", changes):
        assert plain(value)
