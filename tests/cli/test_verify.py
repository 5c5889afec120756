"""`verify` and `restored` from the command line: lines, JSON, exit statuses, and what is no fault."""

import json
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.seal.sealed import past_the_triggers

PROBE = ("record", "outage.started", "outage/Z1", "--scope", "environment/prod-1", "--at", "2026-04-14T10:00Z")


def test_a_ledger_that_nobody_touched_is_verified(run: Run, ledger: Path):
    line = run("--ledger", ledger, "key", "new").stdout.strip()
    done = run("--ledger", ledger, "verify", "--key", line)
    assert (done.exit_code, done.stderr) == (0, "")
    assert done.stdout.splitlines()[-1] == "Everything is as it was recorded, and as it was sealed."
    answer = json.loads(run("--ledger", ledger, "verify", "--format", "json").stdout)
    assert answer == {
        "ledger": str(ledger), "position": 20, "sealed": 20, "epochs": 1, "faults": 0, "findings": [],
    }  # fmt: skip


def test_what_was_altered_is_a_line_and_the_exit_status(run: Run, ledger: Path):
    with past_the_triggers(ledger) as attacker:
        attacker.execute("UPDATE entries SET recorded_at = recorded_at + 1 WHERE position = 7")
        attacker.execute("UPDATE entries SET leaf = zeroblob(32) WHERE position = 12")
    done = run("--ledger", ledger, "verify")
    assert done.exit_code == 5
    assert [line.partition(":")[0] for line in done.stdout.splitlines() if line.startswith("#")] == [
        "#7 of environment/prod-1", "#12 of environment/prod-1", "#7 of environment/prod-1",
    ]  # fmt: skip
    answer = json.loads(run("--ledger", ledger, "verify", "--format", "json").stdout)
    first = answer["findings"][0]
    assert (first["about"], first["fault"], first["position"]) == ("entry", True, 7)
    assert (first["scope"], first["column"]) == ("environment/prod-1", "recorded_at")
    rows = run("--ledger", ledger, "verify", "--format", "csv").stdout.splitlines()
    assert rows[0] == "about,kind,finding"
    assert rows[1].startswith("entry,fault,#7 of environment/prod-1: its `recorded_at` was altered")
    assert "#7 de environment/prod-1" in run("--ledger", ledger, "verify", "--lang", "fr").stdout


def test_a_ledger_that_cannot_be_opened_is_a_finding(run: Run, ledger: Path):
    with closing(sqlite3.connect(ledger)) as attacker:
        attacker.execute("DROP TRIGGER commits_update")
    done = run("--ledger", ledger, "verify")
    assert (done.exit_code, "`commits_update` is not as this ledger was created" in done.stdout) == (5, True)
    assert json.loads(run("--ledger", ledger, "verify", "--format", "json").stdout)["faults"] == 1


def test_remarks_are_no_faults(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("cli.elsewhere.calendar", lambda territory, year: ({}, "another library"))
    monkeypatch.setattr("cli.elsewhere.zone_in", lambda folder, key: __import__("zoneinfo").ZoneInfo("Asia/Tokyo"))
    done = run("--ledger", ledger, "verify")
    assert done.exit_code == 0
    remarks = [line for line in done.stdout.splitlines() if line.startswith("Remark: ")]
    assert any("no mark is kept here" in line for line in remarks)
    assert any("nothing is sealed" in line for line in remarks)
    assert any("adopted as national" in line and line.endswith("proposed today as -") for line in remarks)
    assert any("wall times are other instants" in line for line in remarks)


@pytest.mark.parametrize(
    ("option", "content", "said"),
    [("--key", None, "--key: it is no Ed25519 key"), ("--held", "hello", "is no signed note")],
)
def test_what_is_no_key_and_no_checkpoint_is_refused(
    run: Run, ledger: Path, tmp_path: Path, option: str, content: str | None, said: str
):
    given = "x"
    if content is not None:
        given = str(tmp_path / "held.txt")
        Path(given).write_text(content)
    done = run("--ledger", ledger, "verify", option, given)
    assert (done.exit_code, said in done.stderr) == (2, True)


def test_an_old_copy_is_declared_and_sealed_and_who_holds_more_sees_it(run: Run, ledger: Path, tmp_path: Path):
    run("--ledger", ledger, "key", "new")
    old = Path(shutil.copy(ledger, tmp_path / "old.db"))
    run("--ledger", ledger, *PROBE)
    held = tmp_path / "held.txt"
    held.write_text(run("--ledger", ledger, "seal", "--show").stdout)
    assert run("--ledger", ledger, "verify", "--held", held).exit_code == 0
    refused = run("--ledger", ledger, "restored", "--because", "x")
    assert (refused.exit_code, "nothing to declare" in refused.stderr) == (2, True)

    old.replace(ledger)
    for command in (PROBE, ("seal",), ("key", "rotate")):
        refused = run("--ledger", ledger, *command)
        assert (refused.exit_code, "was seen at #21 with 2" in refused.stderr) == (5, True), command
    assert run("--ledger", ledger, "trail", "environment/prod-1").exit_code in (0, 2), "it can be read"
    declared = run("--ledger", ledger, "restored", "--because", "the disk failed")
    assert declared.stdout == "recorded #21: the ledger was put back as it was at #20; it was seen at #21\n"
    assert run("--ledger", ledger, *PROBE).exit_code == 0
    assert run("--ledger", ledger, "verify").exit_code == 0
    found = run("--ledger", ledger, "verify", "--held", held)
    assert found.exit_code == 5
    assert "the log is not the one that the checkpoint held is of, at 2 epochs" in found.stdout
    checkpoints = run("--ledger", ledger, "seal", "--show").stdout
    assert int(checkpoints.splitlines()[1]) == 4, "2 was signed before, and is not signed again"
