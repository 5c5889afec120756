"""The page of ops, as it stood on Monday 9 March 2026 at noon by what the sources knew; every figure by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import CONTRACT, Run

NOON = ("--known-by", "source", "--known-at", "2026-03-09T12:00:00+01:00")


def status(run: Run, ledger: Path, *arguments: str) -> Any:
    done = run("--ledger", ledger, "status", *arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.fixture
def outlook(run: Run, quarter: Path) -> Any:
    (found,) = status(run, quarter, "C1", *NOON)["outlooks"]
    return found


def test_the_budget_of_the_month_is_what_may_still_be_down(outlook: Any):
    # 22 days of 13 hours; 15 of 10,000 of them.
    assert outlook["budget"] == {
        "period": "2026-03", "allowed_seconds": 1544.4, "used_seconds": 0, "left_seconds": 1544.4, "verdict": "met",
    }  # fmt: skip


def test_what_is_owed_comes_by_deadline_with_the_working_time_left(outlook: Any):
    told = ("ticket", "owed", "deadline", "left_working_seconds", "late")
    assert [[each[key] for key in told] for each in outlook["tickets"]] == [
        ["ticket/T2", "fix_or_workaround", "2026-02-13T00:00:00+01:00", 0, True],
        # From 14:00 to 18:00 today, from 09:00 to 10:00 tomorrow.
        ["ticket/T3", "takeover", "2026-03-10T10:00:00+01:00", 5 * 3600, False],
    ]


@pytest.mark.parametrize(
    ("now", "late", "left"),
    [
        ("2026-03-09T08:00:00+01:00", False, 8 * 3600),
        ("2026-03-10T10:00:00+01:00", False, 0),
        ("2026-03-10T10:00:01+01:00", True, 0),
    ],
)
def test_a_ticket_is_late_after_its_deadline_alone(run: Run, quarter: Path, now: str, late: bool, left: int):
    (found,) = status(run, quarter, "C1", "--known-by", "source", "--known-at", now)["outlooks"]
    (third,) = [each for each in found["tickets"] if each["ticket"] == "ticket/T3"]
    assert (third["late"], third["left_working_seconds"]) == (late, left)


def test_a_closed_ticket_is_owed_nothing(outlook: Any):
    assert "ticket/T1" not in [each["ticket"] for each in outlook["tickets"]]


@pytest.mark.parametrize(
    ("now", "nights"),
    [
        ("2026-02-10T06:59:59+01:00", [("2026-02-09", "done"), ("2026-02-10", "pending")]),
        ("2026-02-10T07:00:00+01:00", [("2026-02-10", "missed")]),
        ("2026-02-10T20:00:00+01:00", [("2026-02-10", "missed"), ("2026-02-11", "pending")]),
    ],
)
def test_last_night_is_the_one_that_is_over(run: Run, quarter: Path, now: str, nights: list[tuple[str, str]]):
    (found,) = status(run, quarter, "C1", "--known-by", "source", "--known-at", now)["outlooks"]
    assert [(each["night"], each["outcome"]) for each in found["nights"]] == nights


def test_backups_past_their_term_are_due_for_deletion(outlook: Any):
    kept = [(each["backup"], each["keep_until"]) for each in outlook["to_delete"]]
    assert kept == [
        ("backup/2026-02-04", "2026-03-07T00:00:00+01:00"),
        ("backup/2026-02-05", "2026-03-08T00:00:00+01:00"),
        ("backup/2026-02-06", "2026-03-09T00:00:00+01:00"),
    ]


def test_the_next_windows_and_the_earliest_start_of_a_maintenance(outlook: Any):
    assert [each["from"] for each in outlook["windows"]][:1] == ["2026-03-10T00:00:00+01:00"]
    assert outlook["earliest_maintenance"] == "2026-03-11T12:00:00+01:00"
    assert [(each["maintenance"], each["outcome"]) for each in outlook["maintenances"]] == [
        ("maintenance/m1", "covered")
    ]


@pytest.mark.parametrize(
    ("now", "lapses_at"),
    [("2026-01-15T12:00:00+01:00", None), ("2026-01-16T12:00:00+01:00", "2026-04-16T00:00:00+02:00")],
)
def test_a_qualification_that_lapses_within_ninety_days_is_told(
    run: Run, quarter: Path, now: str, lapses_at: str | None
):
    (found,) = status(run, quarter, "C1", "--known-by", "source", "--known-at", now)["outlooks"]
    assert (found["qualification"]["status"], found["qualification"]["lapses_at"]) == ("granted", lapses_at)


def test_an_outage_that_goes_on_is_told(run: Run, month: Path):
    now = ("--known-by", "source", "--known-at", "2026-03-10T09:20:00+01:00")
    (found,) = status(run, month, CONTRACT, *now)["outlooks"]
    assert [each["outage"] for each in found["outages"]] == ["outage/2026-0042"]
    assert "Going on: outage/2026-0042" in run("--ledger", month, "status", CONTRACT, *now).stdout


def test_each_contract_is_told_at_its_own_offset(run: Run, quarter: Path):
    found = status(run, quarter, *NOON)["outlooks"]
    assert [each["now"] for each in found] == ["2026-03-09T12:00:00+01:00", "2026-03-09T15:00:00+04:00"]


def test_contracts_stand_in_a_line_each_or_all_in_full(run: Run, quarter: Path):
    lines, full, one = (run("--ledger", quarter, "status", *more, *NOON).stdout for more in ((), ("--all",), ("C2",)))
    assert "25 min 44.4 s" in lines
    assert "Outlook:" not in lines
    assert [line for line in full.splitlines() if line.startswith("Outlook:")] == [
        "Outlook: contract C1 (Mairie)",
        "Outlook: contract C2 (Région)",
    ]
    assert "times are those of Indian/Reunion" not in full
    assert "times are those of Indian/Reunion" in one


def test_a_contract_that_is_not_in_service_is_told_with_all_alone(run: Run, quarter: Path):
    early = ("--known-by", "source", "--known-at", "2025-11-20T12:00:00+01:00")
    assert status(run, quarter, *early)["outlooks"] == []
    assert [each["service"] for each in status(run, quarter, "--all", *early)["outlooks"]] == ["not_started"] * 2
    assert "Service: not started" in run("--ledger", quarter, "status", "C1", *early).stdout


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("C9",), "there is no contract C9"),
        (("C1", "--all"), "give a contract, or --all"),
        (("C1", "C2"), "more than it takes"),
    ],
)
def test_what_cannot_be_told_is_said_in_one_line(run: Run, quarter: Path, arguments: tuple[str, ...], says: str):
    done = run("--ledger", quarter, "status", *arguments)
    assert (done.exit_code, done.stdout, says in done.stderr) == (2, "", True)


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_the_page_speaks_french(run: Run, quarter: Path, form: str):
    page = run("--ledger", quarter, "status", "C1", *NOON, "--format", form, "--lang", "fr").stdout
    assert "prise en charge" in page
    assert "Outlook" not in page


def test_an_empty_ledger_has_a_status(run: Run, tmp_path: Path):
    assert run("--ledger", tmp_path / "new.db", "init").exit_code == 0
    found = status(run, tmp_path / "new.db")
    assert (found["contracts"], found["outlooks"]) == ([], [])
