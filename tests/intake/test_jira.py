"""Jira: answers that come in pages, issues that were moved, and fields that are called as Jira's own are."""

import json
from itertools import pairwise

import pytest

from tests.intake.adapters import Told, found, lines
from tests.intake.test_tickets import HISTORY, SCOPE, jira

ISSUES = [jira([], key=f"SUP-{n}")["issues"][0] for n in range(1, 7)]
HISTORIES = jira(HISTORY)["issues"][0]["changelog"]["histories"]
BARE = {"key": "SUP-17", "id": "10017", "fields": {"created": "2026-03-10T09:00:00.000+0100", "summary": "Login fails"}}


def searched(start: int, end: int, total: int = 5) -> dict:
    return {"startAt": start, "maxResults": 2, "total": total, "issues": ISSUES[start:end]}


def tokens(start: int, end: int, **more: object) -> dict:
    return {"issues": ISSUES[start:end], **more}


def part(end: int) -> dict:
    """An issue with so many of its changes."""
    return BARE | {"changelog": {"startAt": 0, "total": 6, "histories": HISTORIES[:end]}}


def changes(start: int, end: int, **more: object) -> dict:
    url = f"https://jira.example/rest/api/3/issue/SUP-17/changelog?startAt={start}"
    return {"self": url, "startAt": start, "maxResults": 2, "values": HISTORIES[start:end], "total": 6} | more


def bulk(start: int, end: int, **more: object) -> dict:
    return {"issueChangeLogs": [{"issueId": "10017", "changeHistories": HISTORIES[start:end]}], **more}


MORE_ISSUES = "there are more issues: ask for those from startAt={} on".format
MORE = "there is more: ask for the next page, by its nextPageToken"
NO_LOG = "SUP-17 comes without its changelog: ask with expand=changelog"
PART = "SUP-17 has changes that the answer leaves out: ask for all pages of its /changelog"
MORE_CHANGES = "SUP-17 has more changes: ask for those from startAt={} on".format
PAGES = [
    ("one page of three", [searched(0, 2)], [MORE_ISSUES(2)]),
    ("two of three", [searched(0, 2), searched(2, 4)], [MORE_ISSUES(4)]),
    ("all three", [searched(0, 2), searched(2, 4), searched(4, 5)], []),
    ("all three, the last one first", [searched(4, 5), searched(0, 2), searched(2, 4)], []),
    ("a gap", [searched(0, 2), searched(4, 5)], [MORE_ISSUES(2)]),
    ("an issue more by the second page", [searched(0, 2), searched(2, 4), searched(4, 6, 6)], []),
    ("all of one search and one page of another",
     [searched(0, 2), searched(2, 4), searched(4, 5), searched(0, 2, 9)], [MORE_ISSUES(2)]),
    ("one page that is all", [searched(0, 5)], []),
    ("more to come by token", [tokens(0, 2, nextPageToken="x", isLast=False)], [MORE]),
    ("not the last", [tokens(0, 2, isLast=False)], [MORE]),
    ("the last by token", [tokens(0, 2, nextPageToken="x"), tokens(2, 5, isLast=True)], []),
    ("the last one but one", [tokens(0, 2, nextPageToken="x"), tokens(2, 4, nextPageToken="y")], [MORE]),
    ("no changelog", [BARE], [NO_LOG]),
    ("no changelog, but its pages", [BARE, changes(0, 6)], []),
    ("no changelog, but in bulk", [BARE, bulk(0, 6)], []),
    ("a part of it", [part(2)], [PART]),
    ("a part, and the rest", [part(2), changes(2, 6)], []),
    ("a part, and all pages", [part(1), changes(0, 2), changes(2, 4), changes(4, 6)], []),
    ("a part, and the first of its pages", [part(1), changes(0, 2)], [MORE_CHANGES(2)]),
    ("pages alone, not to the end", [changes(0, 2), changes(2, 4)], [MORE_CHANGES(4)]),
    ("not the last of unknown length", [changes(0, 2, total=None, isLast=False)], [MORE_CHANGES(2)]),
    ("in bulk, more to come", [BARE, bulk(0, 2, nextPageToken="x")], [MORE]),
    ("in bulk, to the end", [BARE, bulk(0, 2, nextPageToken="x"), bulk(2, 6)], []),
]  # fmt: skip
QUIET = ("moves no clock", "the same change once more")


@pytest.mark.parametrize(("pages", "expected"), [case[1:] for case in PAGES], ids=[case[0] for case in PAGES])
def test_what_an_answer_leaves_out_is_named_unless_another_page_has_it(pages, expected):
    said = lines("jira", "\n".join(map(json.dumps, pages)), scope=SCOPE)
    named = [line.split(": ", 2)[2] for line in said if line.startswith("left out") and not line.endswith(QUIET)]
    assert named == expected
    assert not [line for line in said if line.startswith("refused")]


def moved(*keys: str, status: tuple[str, ...] = (), at: str = "2026-03-11T09:{:02d}:00.000+0100") -> list[dict]:
    """Changes of an issue that had these keys, one after the other, and before that took these statuses."""
    items = [{"field": "status", "fromString": old, "toString": new} for old, new in pairwise(status)]
    items += [{"field": "Key", "fieldtype": "jira", "fromString": old, "toString": new}
              for old, new in pairwise(keys)]  # fmt: skip
    return [{"id": str(100 + n), "created": at.format(n), "items": [item]} for n, item in enumerate(items)]


def called(key: str, histories: list[dict], **more: object) -> dict:
    return BARE | {"key": key, "changelog": {"histories": histories, **more}}


def page_of(key: str, histories: list[dict]) -> dict:
    return {"self": f"https://jira.example/rest/api/2/issue/{key}/changelog", "values": histories}


WORK = ("Open", "In Progress")
BOTH = "left out: f:{}: {} was {} before it was moved: both are told, as two tickets".format
MOVES = [
    ("never", [called("SUP-17", moved(status=WORK))], {"SUP-17"}, []),
    ("once", [called("DEV-4", moved("SUP-17", "DEV-4", status=WORK))], {"SUP-17"}, []),
    ("twice, the newest first", [called("OPS-1", moved("SUP-17", "DEV-4", "OPS-1")[::-1])], {"SUP-17"}, []),
    ("and back", [called("SUP-17", moved("SUP-17", "DEV-4", "SUP-17"))], {"SUP-17"}, []),
    ("and back and on", [called("OPS-1", moved("SUP-17", "DEV-4", "SUP-17", "OPS-1"))], {"SUP-17"}, []),
    ("with a later page", [called("DEV-4", moved("SUP-17", "DEV-4")), page_of("DEV-4", moved(status=WORK))],
     {"SUP-17"}, []),
    ("in the first of two pages", [page_of("DEV-4", moved("SUP-17", "DEV-4")), page_of("DEV-4", moved(status=WORK))],
     {"SUP-17"}, []),
    ("with changes in bulk", [called("DEV-4", moved("SUP-17", "DEV-4")), bulk(0, 6)], {"SUP-17"}, []),
    ("where a part of the changes is told", [called("OPS-1", moved("DEV-4", "OPS-1"), total=2)], {"DEV-4"},
     ["left out: f:1: DEV-4 (OPS-1) has changes that the answer leaves out: ask for all pages of its /changelog"]),
    ("as a later page alone tells", [called("DEV-4", [], total=1), page_of("DEV-4", moved("SUP-17", "DEV-4"))],
     {"DEV-4"}, [BOTH(2, "DEV-4", "SUP-17")]),
]  # fmt: skip


@pytest.mark.parametrize(("pages", "tickets", "remarks"), [case[1:] for case in MOVES], ids=[case[0] for case in MOVES])
def test_an_issue_that_was_moved_goes_on_under_its_first_key(pages, tickets, remarks):
    said = lines("jira", "\n".join(map(json.dumps, pages)), scope=SCOPE)
    assert {line.split()[1] for line in said if line.startswith("ticket")} <= {f"ticket/{each}" for each in tickets}
    assert [line for line in said if line.startswith("left out") and not line.endswith(QUIET)] == remarks


def test_a_ticket_that_is_moved_between_two_imports_gets_what_is_new():
    ledger, changes = Told(), moved("SUP-17", "DEV-4", status=(*WORK, "Closed"))
    assert len(ledger.take(found("jira", called("SUP-17", changes[:1]), scope=SCOPE))) == 2
    new = [line for line in ledger.take(found("jira", called("DEV-4", changes), scope=SCOPE)) if "left" not in line]
    assert [line.split()[:2] for line in new] == [["ticket.closed", "ticket/SUP-17"]]
    for project in ("SUP", "DEV", "DEV-4"):
        said = lines("jira", called("DEV-4", changes), scope=SCOPE, only=(project,))
        assert "ticket.registered" in " ".join(said)


@pytest.mark.parametrize(
    ("of", "verdict"),
    [
        ({"field": "status", "fieldtype": "jira", "fieldId": "status"}, "ticket.closed"),
        ({"field": "status"}, "ticket.closed"),
        ({"field": "status", "fieldtype": "custom"}, "left out: f:1: a change of `status`, another field than"),
        ({"field": "status", "fieldId": "customfield_1"}, "left out: f:1: a change of `status`, another field than"),
        ({"field": "Status"}, "left out: f:1: a change of `Status` moves no clock"),
    ],
)
def test_a_field_that_is_called_status_is_not_always_the_status(of, verdict):
    history = HISTORIES[0] | {"items": [{"fromString": "Open", "toString": "Closed", **of}]}
    said = lines("jira", called("SUP-17", [history]), scope=SCOPE)
    assert [line.startswith((verdict, "ticket.registered")) for line in said] == [True, True], said
