"""A person erased on the command line, and the vault looked after."""

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.journal.vault import vault_path
from tests.cli.conftest import CONTRACT, Run, program

SCOPE = f"contract/{CONTRACT}"
WORDS = ("erased", "effacé")
TOLD = {"created": "2026-03-09T09:00:00.000+0100", "summary": "M. Petit is out", "status": {"name": "Open"}}
JIRA = {"issues": [{"id": "7", "key": "SUP-7", "fields": TOLD, "changelog": {"histories": []}}]}


@pytest.fixture
def named(run: Run, ledger: Path) -> Path:
    """The month's ledger with a ticket that names people."""
    at = ("--scope", SCOPE, "--at", "2026-03-09T09:00", "--id", "p1", "--actor", "t.martin")
    said = (
        "--channel",
        "portal",
        "--reporter",
        "m.petit",
        "--summary",
        "m.petit cannot sign in",
        "--actor",
        "t.martin",
    )
    done = run("--ledger", ledger, "record", "ticket.submitted", "ticket/900", *at, *said)
    assert done.exit_code == 0, done.stderr
    return ledger


def trail(run: Run, ledger: Path) -> dict[str, object]:
    (entry,) = json.loads(run("--ledger", ledger, "trail", "ticket/900", "--format", "json").stdout)
    return {"actor": entry["actor"], **{name: entry["data"].get(name) for name in ("reporter", "summary")}}


def test_what_would_be_erased_is_said_and_nobody_is_asked_in_a_pipe(run: Run, named: Path):
    done = run("--ledger", named, "erase", "--person", "m.petit")
    assert done.exit_code == 2
    assert done.stdout.splitlines() == [f"{SCOPE}: data.reporter: 1", f"{SCOPE}: data.summary: 1"]
    assert "give --yes" in done.stderr
    assert trail(run, named)["reporter"] == "m.petit"


def test_erased_shows_everywhere_and_figures_stay(run: Run, named: Path):
    before = run("--ledger", named, "statement", CONTRACT, "2026-03", "--format", "json").stdout
    done = run("--ledger", named, "erase", "--person", "m.petit", "--yes", "--because", "asked for")
    assert (done.exit_code, "erased for good: 2 values" in done.stdout) == (0, True), done.stderr
    assert trail(run, named) == {"actor": "t.martin", "reporter": "erased", "summary": "erased"}
    for language, word in zip(("en", "fr"), WORDS, strict=True):
        assert f"reporter: {word}" in run("--ledger", named, "--lang", language, "trail", "ticket/900").stdout
    csv = run("--ledger", named, "export", "--to", "csv", "--family", "ticket").stdout
    assert csv.count("erased") == 2
    after = json.loads(run("--ledger", named, "statement", CONTRACT, "2026-03", "--format", "json").stdout)
    assert _figures(after) == _figures(json.loads(before))
    assert run("--ledger", named, "rebuild", "--check").exit_code == 0
    assert run("--ledger", named, "verify").exit_code == 0


def _figures(statement: object) -> object:
    """Without when it was asked and what the ledger's last position was."""
    if isinstance(statement, dict):
        return {name: _figures(value) for name, value in statement.items() if name not in ("known_at", "position")}
    return [_figures(each) for each in statement] if isinstance(statement, list) else statement


def test_an_export_after_it_gives_the_same_again(run: Run, named: Path, tmp_path: Path):
    run("--ledger", named, "erase", "--person", "m.petit", "--yes")
    events = tmp_path / "events.jsonl"
    assert run("--ledger", named, "export", "-o", events).exit_code == 0
    assert "m.petit" not in events.read_text("utf-8")
    assert "0 recorded" in run("--ledger", named, "import", events).stdout
    other = tmp_path / "other.db"
    run("--ledger", other, "init")
    assert run("--ledger", other, "import", events).exit_code == 0
    assert trail(run, other) == {"actor": "t.martin", "reporter": "erased", "summary": "erased"}


def test_a_tool_s_file_read_again_restates_nothing_of_what_is_erased(run: Run, ledger: Path, tmp_path: Path):
    file = tmp_path / "jira.json"
    file.write_text(json.dumps(JIRA), "utf-8")
    again = ("--ledger", ledger, "import", file, "--from", "jira", "--scope", SCOPE, "--zone", "Europe/Paris")
    first = run(*again)
    assert first.exit_code == 0, first.stderr
    assert "0 recorded" in run(*again).stdout
    done = run("--ledger", ledger, "erase", "--person", "Petit", "--yes")
    assert "data.summary: 1" in done.stdout
    assert "0 recorded" in run(*again).stdout
    assert b"Petit" not in ledger.read_bytes() + vault_path(ledger).read_bytes()


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (("erase", "--person", "nobody", "--yes"), 0, "the vault holds nothing of this person"),
        (("erase", "--person", "t.martin", "--yes", "--because", "T.Martin asked"), 2, "--because names the person"),
        (("erase",), 2, "--person is missing"),
        (("vault", "check"), 0, "are held; 0 are erased or lost"),
        (("vault", "check", "--collect"), 0, "are held; 0 are erased or lost"),
        (("vault", "new", "--because", "x"), 4, "already a file"),
        (("--lang", "fr", "erase", "--person", "m.petit"), 2, "donner --yes"),
    ],
)
def test_one_line_for_each(run: Run, named: Path, arguments: tuple[str, ...], status: int, said: str):
    done = run("--ledger", named, *arguments)
    assert (done.exit_code, said in done.output) == (status, True), done.output


def test_where_the_code_stands_in_the_clear_is_said(run: Run, named: Path):
    run("--ledger", named, "restate", "/livret/cli", "p1", "--set", "channel=phone", "--because", "t.martin says so")
    done = run("--ledger", named, "erase", "--person", "t.martin", "--yes")
    assert "in the clear in 1 entries" in done.stderr
    assert done.exit_code == 0


def test_a_vault_that_is_away_is_said_and_a_new_one_begun(run: Run, named: Path):
    vault_path(named).unlink()
    assert trail(run, named) == {"actor": "vault missing", "reporter": "vault missing", "summary": "vault missing"}
    exported = run("--ledger", named, "export")
    assert "exported as commitments" in exported.stderr
    assert "m.petit" not in exported.stdout
    assert "Remark" in run("--ledger", named, "verify").stdout
    assert run("--ledger", named, "erase", "--person", "m.petit", "--yes").exit_code == 4
    assert run("--ledger", named, "vault", "new", "--because", "the disk failed").exit_code == 0
    assert trail(run, named)["actor"] == "lost"
    assert "lost with its vault" in run("--ledger", named, "trail", "ticket/900").stdout


def test_a_value_that_was_altered_is_found(run: Run, named: Path):
    with closing(sqlite3.connect(vault_path(named))) as vault:
        vault.execute("UPDATE texts SET said = 'nothing'")
        vault.commit()
    for arguments in (("vault", "check"), ("verify",), ("trail", "ticket/900")):
        done = run("--ledger", named, *arguments)
        assert (done.exit_code, "data.summary" in done.output) == (5, True), done.output


def test_a_copy_has_the_vault_with_it(named: Path, tmp_path: Path):
    to = tmp_path / "copy.db"
    assert program("--ledger", str(named), "copy", str(to)).returncode == 0
    assert vault_path(to).exists()
    assert "m.petit" in program("--ledger", str(to), "trail", "ticket/900", "--format", "json").stdout
