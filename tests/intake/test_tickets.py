"""Jira, GLPI and Zammad: histories of tickets, and what their words mean."""

import json
import random

import pytest
from hypothesis import given, settings

from ledger.intake.found import LeftOut
from ledger.refusal import InputRefused, UsageRefused
from tests.intake.adapters import Told, body, found, is_fine, lines, shaken

SCOPE = "contract/C1"
HISTORY = [("Open", "In Progress"), ("In Progress", "Waiting for customer"), ("Waiting for customer", "In Progress"),
           ("In Progress", "Resolved"), ("Resolved", "Closed"), ("Closed", "In Progress")]  # fmt: skip
SEEN = ["registered 09:00", "taken_over 09:01", "waiting_for_client 09:02", "client_replied 09:03",
        "fix_delivered 09:04", "closed 09:05", "reopened 09:06"]  # fmt: skip


def jira(history, field="status", **more) -> dict:
    """An issue in the form that Jira 9 documents, shortened."""
    histories = [
        {"id": f"{n}", "author": {"name": "t4"}, "created": f"2026-03-10T09:{n:02d}:00.000+0100",
         "items": [{"field": field, "fieldtype": "jira", "from": "1", "fromString": old, "to": "3", "toString": new}]}
        for n, (old, new) in enumerate(history, 1)
    ]  # fmt: skip
    issue = {
        "key": "SUP-17", "fields": {"created": "2026-03-10T09:00:00.000+0100", "summary": "Login fails"},
        "changelog": {"startAt": 0, "maxResults": len(histories), "total": len(histories), "histories": histories},
    }  # fmt: skip
    return {"issues": [issue | more]}


def glpi(history) -> list[dict]:
    """Rows of `glpi_logs` in the form of GLPI 10."""
    status = {"Open": "1", "In Progress": "2", "Waiting for customer": "4", "Resolved": "5", "Closed": "6"}
    rows = [{"itemtype": "Ticket", "items_id": 17, "linked_action": 0, "id_search_option": 12, "user_name": "t4 (4)",
             "old_value": status[old], "new_value": status[new]} for old, new in history]  # fmt: skip
    rows.insert(0, {"itemtype": "Ticket", "items_id": 17, "linked_action": 20, "id_search_option": 0})
    return [row | {"id": n, "date_mod": f"2026-03-10 09:{n:02d}:00"} for n, row in enumerate(rows)]


def zammad(history) -> dict:
    """The history of a ticket in the form that Zammad 6 documents."""
    state = {"Open": "new", "In Progress": "open", "Waiting for customer": "pending reminder",
             "Resolved": "pending close", "Closed": "closed"}  # fmt: skip
    rows = [{"type": "updated", "attribute": "state", "value_from": state[old], "value_to": state[new]}
            for old, new in history]  # fmt: skip
    rows.insert(0, {"type": "created"})
    common = {"o_id": 17, "object": "Ticket", "created_by_id": 4}
    times = (f"2026-03-10T08:{n:02d}:00.000Z" for n in range(60))
    return {
        "history": [
            row | common | {"id": n, "created_at": at} for n, (row, at) in enumerate(zip(rows, times, strict=False))
        ]
    }


def table(rows: list[dict]) -> str:
    columns = list(rows[1])
    return "\n".join([",".join(columns), *(",".join(str(row.get(each, "")) for each in columns) for row in rows)])


@pytest.mark.parametrize(
    ("tool", "content", "said", "hour"),
    [
        ("jira", jira(HISTORY), {}, "09"),
        ("jira", jira(HISTORY)["issues"], {}, "09"),
        ("jira", jira(HISTORY)["issues"][0], {}, "09"),
        ("glpi", glpi(HISTORY), {"zone": "Europe/Paris"}, "09"),
        ("glpi", table(glpi(HISTORY)), {"zone": "Europe/Paris"}, "09"),
        ("zammad", zammad(HISTORY), {}, "08"),
        ("zammad", table(zammad(HISTORY)["history"]), {}, "08"),
    ],
)
def test_a_history_is_told(tool, content, said, hour):
    whole = lines(tool, content, scope=SCOPE, **said)
    found_lines = [line.split() for line in whole if "moves no clock" not in line]
    brief = [f"{line[0].removeprefix('ticket.')} {line[2][11:16].replace(hour, '09', 1)}" for line in found_lines]
    # "pending close" of Zammad does not claim that anything was fixed.
    assert brief == [each for each in SEEN if tool != "zammad" or not each.startswith("fix_delivered")]
    assert {line[1].rpartition("/")[2] for line in found_lines} <= {"17", "SUP-17"}


def test_a_longer_history_adds_what_is_new():
    ledger = Told()
    assert len(ledger.take(found("jira", jira(HISTORY[:2]), scope=SCOPE))) == 3
    assert len(ledger.take(found("jira", jira(HISTORY), scope=SCOPE))) == 4
    assert ledger.take(found("jira", jira(HISTORY), scope=SCOPE)) == []


WAITING_FIRST, CLOSED_FIRST = HISTORY[2:4], HISTORY[5:]


@pytest.mark.parametrize(
    ("history", "seen", "remark"),
    [
        (WAITING_FIRST, ["registered", "taken_over", "fix_delivered"], "Waiting for customer"),
        ([("Waiting for customer", "Closed")], ["registered", "closed"], "Waiting for customer"),
        (CLOSED_FIRST, ["registered", "taken_over"], "Closed"),
        ([("Waiting for customer", "Open"), *HISTORY], ["registered", *SEEN[1:]], "Waiting for customer"),
    ],
)
def test_a_ticket_that_begins_where_the_clock_stands_comes_in(history, seen, remark):
    said = lines("jira", jira(history), scope=SCOPE)
    told = [line.partition(" ")[0].removeprefix("ticket.") for line in said if line.startswith("ticket")]
    assert told == [each.partition(" ")[0] for each in seen]
    left = [line for line in said if line.startswith("left out")]
    assert left == [f"left out: f:1: the ticket began in `{remark}`, and no event tells its end"]


def test_of_a_ticket_that_begins_in_work_no_takeover_is_made_up():
    said = lines("jira", jira([("In Progress", "Closed")]), scope=SCOPE)
    told = [line.partition(" ")[0].removeprefix("ticket.") for line in said if line.startswith("ticket")]
    assert told == ["registered", "closed"]
    assert "left out: f:1: the ticket began in `In Progress`, and no event tells who took it over" in said


def test_a_reply_whose_ticket_is_not_told_from_its_creation_on_stays():
    rows = glpi(HISTORY)[3:]
    assert "ticket.client_replied" in lines("glpi", rows, scope=SCOPE, zone="UTC")[0]


AT_ONCE = [HISTORY[0], ("In Progress", "Open")] * 6


@pytest.mark.parametrize(("tool", "form"), [("jira", jira), ("glpi", glpi), ("zammad", zammad)])
def test_changes_of_one_instant_are_told_by_their_numbers_whatever_their_order(tool, form):
    told = form(AT_ONCE)
    rows = {"jira": lambda: told["issues"][0]["changelog"]["histories"], "glpi": lambda: told}.get(
        tool, lambda: told["history"]
    )()
    for row in rows:
        row["created" if tool == "jira" else "date_mod" if tool == "glpi" else "created_at"] = "2026-03-10T09:00:00Z"
    orders = [events_of(tool, told)]
    assert [event["type"] for event in orders[0]] == ["ticket.registered", "ticket.taken_over"]
    for chance in range(4):
        rows.reverse() if chance == 0 else random.Random(chance).shuffle(rows)
        orders.append(events_of(tool, told))
    assert orders == [orders[0]] * 5


def events_of(tool: str, content: object) -> list[dict]:
    return [body(each) for each in found(tool, content, scope=SCOPE, zone="UTC") if not isinstance(each, LeftOut)]


def test_tickets_whose_long_numbers_differ_at_the_end_are_two():
    rows = [row | {"items_id": "7" * 500 + end} for end in "ab" for row in glpi(HISTORY[:1])]
    said = lines("glpi", rows, scope=SCOPE, zone="UTC")
    assert [line.split()[0] for line in said] == ["ticket.registered", "ticket.taken_over"] * 2
    assert len({line.split()[1] for line in said}) == 2


def test_glpi_says_local_times():
    assert all("give --zone" in line for line in lines("glpi", glpi(HISTORY), scope=SCOPE))


MAPPING = '[status]\n"Chez le client" = "ticket.waiting_for_client"\n[priority]\nHigh = "blocking"\nLow = "minor"\n'


def test_a_mapping_gives_words_their_meaning(tmp_path):
    mapping = tmp_path / "m.toml"
    mapping.write_text(MAPPING)
    said = {"scope": SCOPE, "mapping": mapping}
    assert "ticket.waiting_for_client" in lines("jira", jira([("Open", "chez le client")]), **said)[1]
    first, second, third = lines("jira", jira([("Low", "High"), ("High", "Low"), ("Low", "?")], "priority"), **said)[1:]
    assert first.startswith("ticket.qualified ticket/SUP-17 2026-03-10T09:01:00.000+01:00 severity=blocking")
    assert second.startswith("ticket.requalified")
    assert "because=/jira changed the priority from High to Low severity=minor" in second
    assert third == "left out: f:1: the priority `?` has no meaning: --mapping can give it one"


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (jira([("Open", "Odd")]), "left out: f:1: the status `Odd` has no meaning"),
        (jira([("a", "b")], "labels"), "left out: f:1: a change of `labels` moves no clock"),
        (jira([("Open", "New")]), "left out: f:1: a change of status that moves no clock"),
        (
            jira([], changelog={"total": 3, "histories": []}),
            "left out: f:1: SUP-17 has changes that the answer leaves out",
        ),
        (jira([], key=None), "refused: f:1: field `key`"),
        (jira([], fields={}), "refused: f:1: field `fields.created`"),
    ],
)
def test_what_moves_no_clock_is_said(content, verdict):
    assert any(line.startswith(verdict) for line in lines("jira", content, scope=SCOPE))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("= 1", "is not TOML"),
        ("[states]", "`states` is no table"),
        ('[status]\nx = "gone"', "field `status.x`: is none of"),
    ],
)
def test_a_wrong_mapping_is_told(tmp_path, text, verdict):
    (tmp_path / "m.toml").write_text(text)
    with pytest.raises(InputRefused, match=r"m\.toml") as refused:
        found("jira", jira([]), scope=SCOPE, mapping=tmp_path / "m.toml")
    assert verdict in str(refused.value)
    with pytest.raises(UsageRefused):
        found("jira", jira([]), scope=None)


NAMES = [
    *("key", "issues", "fields", "created", "changelog", "histories", "items", "field", "toString", "id", "items_id"),
    *("date_mod", "id_search_option", "old_value", "linked_action", "history", "o_id", "type", "attribute"),
    *("created_at", "object", "itemtype", "value_to"),
]


@settings(max_examples=60)
@given(shaken(NAMES, ["status", "state", "Ticket", "updated", "12", "20"]))
def test_ticket_tools_take_any_json(content):
    for tool in ("jira", "glpi", "zammad"):
        assert is_fine(found(tool, json.dumps(content), scope=SCOPE, zone="Europe/Paris"))
