"""Status pages: what is backdated, and what a page says otherwise later."""

import json

import pytest
from hypothesis import given, settings

from ledger.events.entry import RETRACTED, amended
from ledger.events.instant import format_instant, parse_instant
from ledger.intake.story import Story
from tests.cli.conftest import Run
from tests.intake.adapters import DATA, SCOPE, Told, body, found, is_fine, lines, shaken
from tests.intake.test_backups import ledger as ledger  # a contract on an environment

GITHUB = DATA / "outages" / "github-statuses" / "incidents.jsonl"


def update(status: str, display: str, created: str | None = None) -> dict:
    return {"status": status, "display_at": at(display), "created_at": at(created or display), "body": "…"}


def at(clock: str) -> str:
    return f"2026-03-{clock}:00.000Z"


def incident(*updates: dict, **more: object) -> dict:
    said = {
        "id": "k1", "name": "Login fails", "impact": "critical", "status": updates[-1]["status"] if updates else "",
        "created_at": at("10T09:20"), "started_at": at("10T09:12"), "updated_at": at("10T09:20"), "resolved_at": None,
        "incident_updates": list(updates),
    }  # fmt: skip
    return said | more


def planned(*updates: dict, **more: object) -> dict:
    return incident(
        *updates,
        **({"impact": "maintenance", "scheduled_for": at("20T20:00"), "scheduled_until": at("20T22:00")} | more),
    )


def page(*incidents: dict, **more: object) -> dict:
    return {"page": {"id": "p"}, "incidents": list(incidents)} | more


INVESTIGATING, RESOLVED = update("investigating", "10T09:12", "10T09:20"), update("resolved", "10T09:40", "10T10:00")
QUIET = "left out: f:1: an update, `investigating`, that moves no clock"
START = "outage.started outage/k1 2026-03-10T09:12:00.000Z"
END = "outage.ended outage/k1 2026-03-10T"
GOES_ON = "withdrawn: outage.ended outage/k1 2026-03-10T09:12"
AGAIN = "withdrawn: outage.ended outage/k1 2026-03-10T09:40"
ANNOUNCED = "maintenance.announced maintenance/k1 2026-03-10T09:20:00.000Z channel=other ends=2026-03-20T22:00:00.000Z"
BEGUN = "maintenance.started maintenance/k1 2026-03-20T"
REOPENED = "left out: f:1: `resolved`, but open again later: it is one outage until the last"
BESIDE = "left out: f:1: an update, `resolved`, beside the one that counts"
WORDS = ("scheduled", "in_progress", "completed", "postmortem")
TWICE = ("scheduled", "in_progress", "scheduled", "in_progress", "completed", "completed", "resolved")
CASES = [
    ("an open incident", page(incident(INVESTIGATING)),
     [f"{START} description=Login fails impact=total", GOES_ON, QUIET]),
    ("a resolved one", page(incident(INVESTIGATING, RESOLVED)), [START, END + "09:40", QUIET]),
    ("the page's own end", page(incident(RESOLVED, resolved_at=at("10T09:45"))),
     [START, END + "09:45"]),
    ("an end without updates", page(incident(resolved_at=at("10T09:45"))),
     [START, END + "09:45"]),
    ("open again", page(incident(RESOLVED, update("investigating", "10T11:00"))),
     [START, AGAIN, REOPENED, QUIET]),
    ("resolved, open again and resolved",
     page(incident(RESOLVED, update("investigating", "10T11:00"), update("resolved", "10T12:00"))),
     [START, END + "12:00", REOPENED, QUIET]),
    ("resolved twice", page(incident(RESOLVED, update("resolved", "10T12:00"))), [START, END + "12:00", BESIDE]),
    ("an incident with words of a maintenance",
     page(incident(*(update(each, "10T09:20") for each in WORDS), update("resolved", "10T12:00"))),
     [START, END + "12:00", *(f"left out: f:1: an update, `{each}`, that moves no clock" for each in WORDS)]),
    ("one list of updates, told twice", page(incident(RESOLVED, updates=[RESOLVED])), [START, END + "09:40"]),
    ("minor", page(incident(impact="minor")), [f"{START} description=Login fails impact=partial"]),
    ("an impact that is none", page(incident(impact="awful")), ["refused: f:1: field `impact`"]),
    ("one incident", {"incident": incident()}, [START]),
    ("not asked for", page(incident(), page=1), [START]),
    ("a maintenance", {"scheduled_maintenances": [planned(update("scheduled", "18T10:00"))]},
     [ANNOUNCED + " starts=2026-03-20T20:00"]),
    ("a maintenance that is over", page(planned(update("in_progress", "20T20:01"), update("completed", "20T21:00"))),
     [ANNOUNCED, f"{BEGUN}20:01", "maintenance.ended maintenance/k1 2026-03-20T21"]),
    ("a maintenance that began and was completed twice, and resolved",
     page(planned(*(update(each, f"20T20:0{n}") for n, each in enumerate(TWICE)))),
     [ANNOUNCED, f"{BEGUN}20:01", "maintenance.ended maintenance/k1 2026-03-20T20:05",
      "left out: f:1: an update, `scheduled`, that moves no clock",
      "left out: f:1: an update, `in_progress`, beside the one that counts",
      "left out: f:1: an update, `completed`, beside the one that counts",
      "left out: f:1: an update, `resolved`, that moves no clock"]),
    ("a maintenance without a schedule", page(planned(update("in_progress", "20T20:01"), scheduled_for=None)),
     [ANNOUNCED, "maintenance.started"]),
    ("a maintenance of a span alone", page(planned(scheduled_for=None, resolved_at=at("10T11:00"))),
     [ANNOUNCED.partition(" ends")[0], "maintenance.started maintenance/k1 2026-03-10T09:12",
      "maintenance.ended maintenance/k1 2026-03-10T11:00"]),
    ("a maintenance of no time", page(planned(scheduled_for=None, started_at=None)),
     ["refused: f:1: field `scheduled_for`"]),
    ("nothing of the kind", {"a": 1}, ["refused: f:1: holds neither incidents"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "expected"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_a_status_page_says(content, expected):
    said = lines("statuspage", content)
    assert len(said) == len(expected), said
    assert [line.startswith(part) for part, line in zip(expected, said, strict=True)] == [True] * len(said), said


def test_what_is_backdated_shows():
    start, end, _ = found("statuspage", page(incident(INVESTIGATING, RESOLVED)))
    assert body(start)["recordedtime"] == at("10T09:20")
    assert body(end)["recordedtime"] == at("10T10:00")


BEFORE = incident(INVESTIGATING)
AFTER = BEFORE | {
    "name": "Login is slow",
    "impact": "minor",
    "started_at": at("10T09:30"),
    "updated_at": at("11T08:00"),
}
BACK = AFTER | {"impact": "critical", "updated_at": at("12T08:00")}


def restated(ledger: Told, *pages: dict) -> list[str]:
    text = "\n".join(json.dumps(each) for each in pages)
    return [line for line in ledger.take(found("statuspage", text)) if not line.startswith("left out")]


def test_an_incident_renamed_of_other_impact_and_start_is_restated():
    ledger = Told()
    assert len(restated(ledger, page(BEFORE))) == 1
    (told,) = restated(ledger, page(AFTER))
    assert told.startswith("entry.restated outage/k1 2026-03-11T08:00:00Z")
    assert "'description': 'Login is slow', 'impact': 'partial', 'time': '2026-03-10T09:30:00Z'" in told
    assert restated(ledger, page(AFTER)) == []
    assert "changes={'impact': 'total'}" in restated(ledger, page(BACK))[0]
    assert restated(ledger, page(BACK)) == []
    assert restated(ledger, page(BEFORE), page(AFTER), page(BACK)) == [], "an older export says nothing new"


def test_all_versions_in_one_file_are_told_in_their_order_and_again_add_nothing():
    one, several = Told(), Told()
    said = restated(several, page(BACK), page(BEFORE), page(AFTER))
    assert [line.split()[0] for line in said] == ["outage.started", "entry.restated", "entry.restated"]
    assert said == [line for version in (BEFORE, AFTER, BACK) for line in restated(one, page(version))]
    assert restated(several, page(BACK), page(BEFORE), page(AFTER)) == []


def test_a_page_seen_at_a_time_says_otherwise_since_then():
    ledger = Told()
    restated(ledger, page(BEFORE, observed_at=at("10T09:30")))
    (told,) = restated(ledger, page(BEFORE | {"impact": "major"}, observed_at=at("10T09:50")))
    assert told.startswith("entry.restated outage/k1 2026-03-10T09:50:00Z")


def test_a_page_seen_often_says_what_changed():
    ledger = Told()
    other = BEFORE | {"impact": "major"}
    pages = [
        page(each, observed_at=at(f"10T10:{n:02d}")) for n, each in enumerate([BEFORE] * 20 + [other] * 20 + [BEFORE])
    ]
    said = restated(ledger, *pages)
    assert [line.split()[2] for line in said] == [at("10T09:12"), "2026-03-10T10:20:00Z", "2026-03-10T10:40:00Z"]
    assert restated(ledger, *pages) == []
    assert restated(Told(), *reversed(pages)) == said


def test_versions_of_incidents_in_a_table():
    table = "seen_at,id,name,impact,created_at,resolved_at\n" + "".join(
        f"2026-03-10T{seen}Z,k1,Login fails,{impact},2026-03-10T09:12:00Z,{over}\n"
        for seen, impact, over in [("09:20:00", "minor", ""), ("09:50:00", "critical", "2026-03-10T09:40:00Z")]
    )
    kinds = [line.split()[0] for line in Told().take(found("statuspage", table))]
    assert sorted(kinds) == ["entry.restated", "outage.ended", "outage.started"]


OPEN = incident(RESOLVED, update("investigating", "10T11:00"), updated_at=at("10T11:00"))
OVER = incident(
    RESOLVED, update("investigating", "10T11:00"), update("resolved", "10T12:00"), updated_at=at("10T12:01")
)
ENDED = incident(RESOLVED, updated_at=at("10T10:00"))


def ends_of(ledger: Told) -> list[str]:
    return [format_instant(each.occurred_at) for each in amended(ledger.entries) if each.type == "outage.ended"]


def test_an_incident_open_again_has_no_end_until_it_has_one_again():
    pages = [page(each) for each in (ENDED, OPEN, OVER)]
    expected = [["2026-03-10T09:40:00Z"], [], ["2026-03-10T12:00:00Z"]]
    ledger, whole = Told(), Told()
    for count, (each, ends) in enumerate(zip(pages, expected, strict=True), 1):
        restated(ledger, each)
        assert ends_of(ledger) == ends
        assert restated(ledger, each) == []
        assert restated(ledger, *pages[:count]) == [], "and no older page undoes it"
    kinds = [line.split()[0] for line in restated(whole, *pages)]
    assert kinds == ["outage.started", "outage.ended", "entry.retracted", "entry.retracted", "entry.restated"]
    assert {each.key for each in whole.entries} == {each.key for each in ledger.entries}
    assert [entry.occurred_at for entry in whole.entries if entry.type == RETRACTED] == [
        parse_instant(at("10T11:00")), parse_instant(at("10T12:01"))
    ]  # fmt: skip


def test_rows_that_say_when_they_were_seen_tell_that_an_incident_goes_on():
    head = "committed_at,id,name,status,impact,created_at,resolved_at\n"
    rows = [
        f"2026-03-10T{seen}:00Z,k1,Login fails,{status},minor,2026-03-10T09:12:00Z,{over}\n"
        for seen, status, over in [
            ("09:20", "investigating", ""),
            ("09:50", "resolved", "2026-03-10T09:18:00Z"),
            ("10:20", "investigating", ""),
            ("10:50", "resolved", "2026-03-10T09:18:00Z"),
        ]
    ]
    ledger, whole = Told(), Told()
    for count, ends in enumerate([[], ["2026-03-10T09:18:00Z"], [], ["2026-03-10T09:18:00Z"]], 1):
        ledger.take(found("statuspage", head + "".join(rows[:count])))
        assert ends_of(ledger) == ends
        for upto in range(1, count + 1):
            assert ledger.take(found("statuspage", head + "".join(rows[:upto]))) == []
    whole.take(found("statuspage", head + "".join(rows)))
    assert {each.key for each in whole.entries} == {each.key for each in ledger.entries}


def test_an_incident_open_again_whose_end_nobody_told_takes_nothing_back():
    ledger = Told()
    said = ledger.take(found("statuspage", page(OPEN)))
    assert [line.split(":")[0] for line in said] == ["left out", "left out", "outage.started outage/k1 2026-03-10T09"]
    assert ends_of(ledger) == []
    restated(ledger, page(OVER))
    assert ends_of(ledger) == ["2026-03-10T12:00:00Z"]


def test_an_end_retracted_by_hand_stays_so(run: Run, ledger, tmp_path):
    file = tmp_path / "page.json"
    file.write_text(json.dumps(page(ENDED)))
    said = ("--ledger", ledger, "import", file, "--from", "statuspage", "--scope", SCOPE)
    assert run(*said).exit_code == 0
    assert run("--ledger", ledger, "retract", "/statuspage", "k1:ended", "--because", "no end at all").exit_code == 0
    for each in (ENDED, OVER):
        file.write_text(json.dumps(page(each)))
        again = run(*said)
        assert again.exit_code == 0
        assert "`k1:ended` was retracted by hand, and stays so" in again.stderr
        assert again.stdout.startswith("0 recorded")


@pytest.mark.parametrize("count", [100, 200])
def test_a_page_that_changes_its_mind_every_day_is_compared_with_its_last_version(count, monkeypatch):
    steps = 0
    plain = Story._plain

    def counted(*said):
        nonlocal steps
        steps += 1
        return plain(*said)

    monkeypatch.setattr(Story, "_plain", counted)
    days = [
        page(BEFORE | {"name": f"Day {n}"}, observed_at=f"2026-04-10T{n // 60:02d}:{n % 60:02d}:00Z")
        for n in range(count)
    ]
    ledger = Told()
    assert len(restated(ledger, *days)) == count
    assert restated(ledger, *days) == []
    assert steps < 12 * count


def test_a_maintenance_that_moves_is_rescheduled_not_restated():
    ledger = Told()
    restated(ledger, page(planned()))
    moved = planned(scheduled_for=at("21T20:00"), scheduled_until=at("21T22:00"), updated_at=at("19T08:00"))
    (told,) = restated(ledger, page(moved))
    assert told.startswith("maintenance.rescheduled maintenance/k1 2026-03-19T08:00:00Z")
    assert "starts=2026-03-21T20:00" in told
    assert restated(ledger, page(moved)) == []
    assert restated(ledger, page(planned()), page(moved)) == []


@settings(max_examples=60)
@given(
    shaken(
        ["id", "incidents", "incident_updates", "updates", "status", "display_at", "created_at", "started_at", "impact",
         "scheduled_for", "scheduled_until", "resolved_at", "name", "updated_at", "observed_at", "data", "components"],
        ["resolved", "critical", "maintenance", "in_progress"],
    )
)  # fmt: skip
def test_a_status_page_takes_any_json(content):
    assert is_fine(found("statuspage", json.dumps(content)))
    assert is_fine(found("statuspage", json.dumps({"incidents": [content if isinstance(content, dict) else {}]})))


@pytest.mark.skipif(not GITHUB.exists(), reason="the shared data is not here")
def test_a_real_history_imports_whole(run: Run, ledger):
    said = ("--ledger", ledger, "import", GITHUB, "--from", "statuspage", "--scope", SCOPE)
    done = run(*said)
    assert (done.exit_code, done.stdout.splitlines()[-1].split(" ")[0]) == (0, "1,656"), "801 twice, 18 three times"
    assert " 0 recorded" in run(*said, "--dry-run").stdout
