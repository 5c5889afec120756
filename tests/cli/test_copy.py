"""A copy answers as its ledger does, for every moment; a ledger that is written to meanwhile is copied whole."""

import json
import sqlite3
import threading
from contextlib import closing
from pathlib import Path

from ledger.journal.application import Journal
from ledger.journal.copy import copy
from ledger.journal.read import Head, open_reader
from tests.cli.conftest import CONTRACT, Run
from tests.journal.submissions import admit_all, submission


def bodies(ledger: Path) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(ledger)) as connection:
        return connection.execute("SELECT position, recorded_at, leaf, body FROM entries ORDER BY position").fetchall()


def test_a_copy_is_the_same_ledger(run: Run, ledger: Path, tmp_path: Path):
    copied = tmp_path / "copy.db"
    done = run("--ledger", ledger, "copy", copied)
    assert (done.exit_code, done.stderr) == (0, "")
    assert bodies(copied) == bodies(ledger)
    asked = ("availability", CONTRACT, "2026-03", "--known-at", "#17", "--format", "json")
    there, here = (json.loads(run("--ledger", each, *asked).stdout) for each in (copied, ledger))
    assert there == here
    assert run("--ledger", copied, "rebuild", "--check").exit_code == 0


def test_what_is_there_is_left_alone(run: Run, ledger: Path, tmp_path: Path):
    taken = tmp_path / "taken.db"
    taken.write_bytes(b"something else")
    done = run("--ledger", ledger, "copy", taken)
    assert done.exit_code == 4
    assert "there is already a file" in done.stderr
    assert taken.read_bytes() == b"something else"


def test_a_ledger_that_is_missing_leaves_no_file_behind(run: Run, tmp_path: Path):
    done = run("--ledger", tmp_path / "none.db", "copy", tmp_path / "copy.db")
    assert done.exit_code == 4
    assert list(tmp_path.iterdir()) == []


def test_a_copy_made_while_others_record_ends_with_a_whole_transaction(tmp_path: Path):
    ledger, heads, over = tmp_path / "busy.db", [Head(0, 0)], threading.Event()

    def write() -> None:
        with Journal.open(ledger) as journal:
            for turn in range(60):
                batch = [submission(f"{turn}-{each}") for each in range(7)]
                stamp = journal.append(batch, admit=admit_all)
                assert stamp.last is not None
                assert stamp.recorded_at is not None
                heads.append(Head(stamp.last, stamp.recorded_at))
        over.set()

    Journal.create(ledger).close()
    writer = threading.Thread(target=write)
    writer.start()
    copies: list[Head] = []
    while not over.is_set() or not copies:
        target = tmp_path / f"copy-{len(copies)}.db"
        copies.append(copy(ledger, target))
        with open_reader(target) as reader:
            assert reader.head() == copies[-1]
        assert len(bodies(target)) == copies[-1].position
    writer.join()
    assert set(copies) <= set(heads)
