"""Rebuilding on the command line: what is derived is compared, named where it differs, and made anew."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from projections.inquiry.replay import spread
from tests.cli.conftest import CONTRACT, Run


def break_index(ledger: Path) -> None:
    with closing(sqlite3.connect(ledger)) as connection:
        (text,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entries_update'").fetchone()
        connection.execute("DROP TRIGGER entries_update")
        connection.execute("UPDATE entries SET scope_index = 99 WHERE position = 9")
        connection.execute(text)
        connection.commit()


def test_a_sound_ledger_is_as_computed_anew(run: Run, month: Path):
    done = run("--ledger", month, "rebuild", "--check")
    assert (done.exit_code, done.stderr) == (0, "")
    assert "figures alike at 4 past positions" in done.stdout


def test_a_difference_is_named_and_made_good(run: Run, ledger: Path):
    before = run(
        "--ledger", ledger, "availability", CONTRACT, "2026-03", "--known-at", "#17", "--format", "json"
    ).stdout
    break_index(ledger)
    told = run("--ledger", ledger, "rebuild", "--check", "--samples", "0")
    assert told.exit_code == 5
    assert "entries 9: `scope_index` is 99, computed anew it is 2" in told.stderr
    assert run("--ledger", ledger, "rebuild").exit_code == 0
    assert run("--ledger", ledger, "rebuild", "--check").exit_code == 0
    again = run("--ledger", ledger, "availability", CONTRACT, "2026-03", "--known-at", "#17", "--format", "json").stdout
    assert again == before


def test_a_past_moment_that_answers_otherwise_is_named(run: Run, ledger: Path):
    # A family decides which article reads an entry: misfiled, it is missing from the figures.
    with closing(sqlite3.connect(ledger)) as connection:
        (text,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = 'entries_update'").fetchone()
        connection.execute("DROP TRIGGER entries_update")
        statement = """UPDATE entries SET family = (SELECT number FROM families WHERE name = 'public_holidays')
            WHERE family = (SELECT number FROM families WHERE name = 'outage')"""
        connection.execute(statement)
        connection.execute(text)
        connection.commit()
    told = run("--ledger", ledger, "rebuild", "--check")
    assert told.exit_code == 5
    assert f"figures differ: article 6 of contract {CONTRACT}" in told.stderr


def test_an_edition_that_nobody_knows_is_no_difference(run: Run, ledger: Path):
    amended = ("contract.amended", f"contract/{CONTRACT}", "--at", "2026-03-01T09:00", "--effective-on", "2026-03-01")
    assert run("--ledger", ledger, "record", *amended, "--edition", "carrus-1999").exit_code == 0
    done = run("--ledger", ledger, "rebuild", "--check")
    assert (done.exit_code, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("last", "count", "places"),
    [
        (0, 4, []),
        (1, 4, [1]),
        (4, 4, [1, 2, 3, 4]),
        (17, 4, [5, 9, 13, 17]),
        (1_000_000, 2, [500_000, 1_000_000]),
        (9, 0, []),
    ],
)
def test_samples_are_spread_evenly(last: int, count: int, places: list[int]):
    assert spread(last, count) == places
