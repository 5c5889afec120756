"""A figure told to the client is recorded; status warns when it moves, and compare shows what moved it."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CONTRACT, Run

MONTH = (CONTRACT, "2026-03")
LATE = (
    *("record", "outage.attributed", "outage/2026-0042", "--scope", f"contract/{CONTRACT}", "--at", "2026-04-20T09:00"),
    *("--cause", "provider", "--evidence", "a second log"),
)


def test_what_was_told_moves_with_a_late_entry(run: Run, ledger: Path):
    told = run("--ledger", ledger, "statement", *MONTH, "--report", "--to", "the mayor", "--at", "2026-04-15T10:00")
    assert told.exit_code == 0, told.stderr
    assert "recorded as reported, at position 19: 5 figures" in told.stderr
    still = run("--ledger", ledger, "compare", *MONTH, "--reported", "--format", "json")
    assert {(each["faithful"], len(each["change"]["shares"])) for each in json.loads(still.stdout)} == {(True, 0)}
    assert "have moved" not in run("--ledger", ledger, "status").stdout

    assert run("--ledger", ledger, *LATE).exit_code == 0
    warned = run("--ledger", ledger, "status", "--format", "json")
    ((moved),) = json.loads(warned.stdout)["moved"]
    assert (moved["contract"], moved["reported"]["article"], moved["reported"]["to"]) == (CONTRACT, "6", "the mayor")
    assert "have moved since" in run("--ledger", ledger, "status").stdout
    (changed,) = (
        each
        for each in json.loads(run("--ledger", ledger, "compare", *MONTH, "--reported", "--format", "json").stdout)
        if each["change"]["difference"]
    )
    assert [share["type"] for share in changed["change"]["shares"]] == ["outage.attributed"]
    assert changed["change"]["difference"] == changed["change"]["shares"][0]["amount"] != 0
    before = run("--ledger", ledger, "compare", *MONTH, "--reported", "--known-at", "#24", "--format", "json")
    assert not any(each["change"]["difference"] for each in json.loads(before.stdout))


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("statement", *MONTH, "--to", "the mayor"), "give --report as well"),
        (("statement", *MONTH, "--report", "--reading", "unavailability=total_only"), "give no --reading"),
        (("statement", *MONTH, "--report", "--known-by", "source"), "give no --reading"),
        (("compare", *MONTH), "give one moment or two; there are 0"),
        (("compare", *MONTH, "--reported"), "is known to be reported"),
        (("compare", *MONTH, "--reported", "--known-at", "#17", "--known-at", "#18"), "at most one moment"),
    ],
)
def test_what_makes_no_sense_is_refused_and_nothing_recorded(
    run: Run, ledger: Path, arguments: tuple[str, ...], says: str
):
    done = run("--ledger", ledger, *arguments)
    assert (done.exit_code, says in done.stderr) == (2, True), done.stderr
    assert "figure.reported" not in run("--ledger", ledger, "trail", CONTRACT).stdout
