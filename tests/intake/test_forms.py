"""The other forms in which the same tools answer: a page of a longer answer, another command, another API."""

import json

import pytest

from tests.intake.adapters import SCOPE, Told, found, lines
from tests.intake.test_statuspage import RESOLVED, at, incident, page
from tests.intake.test_tickets import jira

ALERT = {"labels": {"alertname": "Down"}, "fingerprint": "f1", "startsAt": "2026-03-10T09:00:00.123Z",
         "endsAt": "2026-03-10T09:04:00.000Z", "updatedAt": "2026-03-10T09:00:00.000Z",
         "status": {"state": "active", "silencedBy": [], "inhibitedBy": []}, "receivers": [{}]}  # fmt: skip
FIRING = ["outage.started outage/f1-20260310T090000.123Z 2026-03-10T09:00:00.123Z description=Down impact=total"]
MATRIX = [{"metric": {"instance": "shop"}, "values": [[1773000000, "1"], [1773000060, "0"]]}]
BEATS = [{"status": status, "time": f"2026-03-10 09:0{n}:00.000"} for n, status in enumerate([1, 0, 1])]
DOWN = ["outage.started", "outage.ended"]
SNAPSHOT = {"time": "2026-03-01T01:30:00.123456789+01:00", "id": "ab" * 32, "paths": ["/srv"]}
ARCHIVE = {"name": "n", "id": "0f" * 32, "start": "2026-10-25T02:30:00.000000+01:00", "time": "2026-10-25T02:30:00"}
BORG = {"repository": {"id": "ee" * 32, "location": "/srv/b"}, "archives": [ARCHIVE]}
LISTED = ["backup.completed", "backup.listed"]


def log(number: int, old: str, new: str, created: object = "2026-03-10T09:05:00.000+0100") -> dict:
    items = [{"field": "status", "fromString": old, "toString": new}]
    return {"id": str(number), "author": None, "created": created, "items": items}


PAGED = {"self": "https://jira.example/rest/api/2/issue/SUP-17/changelog?startAt=0", "isLast": True,
         "values": [log(9, "Closed", "In Progress")]}  # fmt: skip
BULK = {"issueChangeLogs": [{"issueId": "10017", "changeHistories": [log(9, "Open", "In Progress", 1773133500000)]}]}


def stanza(*backups: tuple[str, int], codes: tuple[int, ...] = (0,)) -> list[dict]:
    held = [{"label": label, "timestamp": {"start": 1773100000, "stop": 1773100100}, "database": {"repo-key": repo}}
            for label, repo in backups]  # fmt: skip
    repos = [{"key": key, "status": {"code": code, "message": f"code {code}"}} for key, code in enumerate(codes, 1)]
    return [{"name": "main", "backup": held, "repo": repos, "status": {"code": max(codes), "message": "mixed"}}]


CASES = [
    ("alerts of the API", "alertmanager", [ALERT], FIRING),
    ("groups of the API", "alertmanager", [{"labels": {}, "receiver": {"name": "ops"}, "alerts": [ALERT]}], FIRING),
    ("a silenced alert fires", "alertmanager", [ALERT | {"status": {"state": "suppressed"}}], FIRING),
    ("an alert in no state", "alertmanager", [ALERT | {"status": {"state": "gone"}}], ["refused: f:1: field `status`"]),
    ("promtool's list of series", "prometheus", MATRIX, ["outage.started"]),
    ("a status page's heartbeats", "uptime-kuma", {"heartbeatList": {"7": BEATS}, "uptimeList": {}}, DOWN),
    ("a notification", "uptime-kuma", {"heartbeat": BEATS[1] | {"monitorID": 7}, "monitor": {}}, ["outage.started"]),
    ("a backup of settings", "uptime-kuma", {"version": "1.23", "monitorList": []}, ["refused: f:1: is a backup of"]),
    ("nothing of a probe", "uptime-kuma", {}, ["refused: f:1: holds no heartbeats"]),
    ("nothing of a repository", "borg", [], ["refused: f:1: is not an object"]),
    ("grouped snapshots", "restic", [{"group_key": {"hostname": "h"}, "snapshots": [SNAPSHOT]}], LISTED),
    ("no snapshots at all", "restic", None, ["backup.listed"]),
    ("borgmatic", "borg", [BORG, BORG | {"repository": {"id": "dd" * 32}}], LISTED * 2),
    ("Borg 2, with offsets", "borg", BORG, ["backup.completed backup/n-0f0f0f0f 2026-10-25T02:30:00.000000+01:00"]),
    ("two repositories", "pgbackrest", stanza(("F1", 1), ("F2", 2), codes=(0, 0)),
     ["location=pgbackrest:main", "location=pgbackrest:main:repo2", "present=['main-F1']", "present=['main-F2']"]),
    ("a repository that cannot be read", "pgbackrest", stanza(("F1", 1), codes=(0, 99)),
     ["backup.completed", "backup.listed", "left out: f:1: the repository could not be listed: code 99"]),
    ("a stanza that is not there", "pgbackrest", [{"name": "main", "backup": [], "status": {"code": 1}}],
     ["left out: f:1: the repository could not be listed: 1"]),
    ("a page of a changelog", "jira", PAGED,
     ["ticket.reopened ticket/SUP-17 2026-03-10T09:05:00", "ticket.taken_over"]),
    ("another page", "jira", PAGED | {"self": "https://jira.example/1"}, ["refused: f:1: field `key`: is no issue"]),
    ("changelogs in bulk", "jira", BULK, ["ticket.taken_over ticket/10017 2026-03-10T09:05:00Z"]),
    ("incidents under other names", "statuspage",
     "incident_id,downtime_start,downtime_end,title,impact\n9,2026-03-10T09:00:00Z,2026-03-10T09:30:00Z,Slow,Major\n",
     ["outage.started outage/9 2026-03-10T09:00:00Z description=Slow impact=essential", "outage.ended outage/9"]),
    ("no impact said", "statuspage", page(incident(impact=None)), ["impact=degraded"]),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "content", "expected"), [each[1:] for each in CASES], ids=[each[0] for each in CASES])
def test_is_read_as_well(tool, content, expected):
    scope = "contract/C1" if tool == "jira" else SCOPE
    said = lines(tool, content, at="2026-10-26T09:00:00Z", scope=scope)
    assert [part for part in expected if not any(part in line for line in said)] == [], said
    assert len(said) >= len(expected)
    assert any(line.startswith("refused") for line in said) == any(each.startswith("refused") for each in expected)


def test_changelogs_in_bulk_are_of_the_issues_before_them():
    told = json.dumps(jira([], id="10017")) + "\n" + json.dumps(BULK)
    assert [line.split()[:2] for line in lines("jira", told, scope="contract/C1")] == [
        ["ticket.registered", "ticket/SUP-17"],
        ["ticket.taken_over", "ticket/SUP-17"],
    ]


def test_exports_that_overlap_tell_a_change_once():
    history = [("Open", "In Progress"), ("In Progress", "Waiting for customer")]
    once = lines("jira", jira(history), scope="contract/C1")
    twice = lines("jira", json.dumps(jira(history[:1])) + "\n" + json.dumps(jira(history)), scope="contract/C1")
    assert [line for line in twice if not line.startswith("left out")] == once
    assert len(twice) == len(once) + 2
    priority = jira([("Low", "High"), ("High", "Low")], field="priority")
    assert len(lines("jira", json.dumps(priority) + "\n" + json.dumps(priority), scope="contract/C1")) == 1 + 2 + 3


def test_a_page_seen_without_a_date_is_as_of_its_update_or_of_when_it_was_fetched():
    first, renamed = page(incident(RESOLVED)), page(incident(RESOLVED, name="Nobody can log in"))
    for said, when in (({}, at("10T09:20")), ({"at": "2026-03-12T00:00:00Z"}, "2026-03-12T00:00:00Z")):
        ledger = Told()
        ledger.take(found("statuspage", first))
        (restated,) = (line for line in ledger.take(found("statuspage", renamed, **said)) if "entry." in line)
        assert f" {when.replace('.000', '')} " in restated.replace(".000", "")
    undated = incident(name="x", updated_at=None)
    ledger = Told()
    ledger.take(found("statuspage", page(incident())))
    (restated,) = ledger.take(found("statuspage", page(undated, page={"updated_at": at("15T00:00")})))
    assert restated.startswith("entry.restated outage/k1 2026-03-15T00:00:00Z")
