"""What recording and reading cost, in counts that repeat: statements, syncs, steps of SQLite's machine."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.journal.transaction import Transaction
from tests.journal.submissions import SCOPE, admit_all, submission, submissions

RECORD_SOME = """
import os, sys
from ledger.journal.application import Journal
from tests.journal.submissions import admit_all, submission
with Journal.open(sys.argv[1]) as journal:
    journal.append([submission("first")], admit=admit_all)
    os.write(2, b"BEGIN\\n")
    for number in range(10):
        journal.append([submission(str(number))], admit=admit_all)
    os.write(2, b"END\\n")
"""


@pytest.mark.tool("strace")
def test_one_event_is_one_sync(ledger, tmp_path):
    Journal.create(ledger).close()
    trace = tmp_path / "trace"
    subprocess.run(
        ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", trace, sys.executable, "-c", RECORD_SOME, ledger],
        check=True,
        cwd=Path(__file__).parents[2],
        capture_output=True,
    )
    between = trace.read_text().partition('"BEGIN\\n"')[2].partition('"END\\n"')[0]
    assert len(re.findall(r"(fsync|fdatasync)\(", between)) == 10


def test_the_statements_of_an_import_do_not_grow_with_its_events(journal, monkeypatch):
    """They grow with its chunks: one lookup for hundreds of keys, one insert for thousands of rows."""
    asked: list[str] = []
    for name in ("rows", "insert"):
        method = getattr(Transaction, name)

        def counted(self, statement, *values, method=method):
            asked.append(statement)
            return method(self, statement, *values)

        monkeypatch.setattr(Transaction, name, counted)
    counts = []
    for size in (1, 500, 5000):
        asked.clear()
        batch = [submission(f"{size}-{n}", subject=f"outage/{n % 50}") for n in range(size)]
        journal.append(batch, admit=admit_all)
        counts.append(len(asked))
    assert counts[1] <= counts[0] + 1
    assert counts[2] <= counts[0] + 30


def steps(ledger: Path, until: int) -> int:
    """Steps, in hundreds, that SQLite takes to read one family of one scope as known at a position."""
    with open_reader(ledger) as reader:
        taken = 0

        def step() -> int:
            nonlocal taken
            taken += 1
            return 0

        reader._connection.set_progress_handler(step, 10)
        assert len(reader.entries(SCOPE, ["outage"], until=until)) == 100
        reader._connection.set_progress_handler(None, 10)
        return taken


def test_a_read_at_a_past_moment_costs_no_more_in_a_larger_ledger(journal, ledger):
    journal.append(submissions(*range(200)), admit=admit_all)
    small = steps(ledger, 100)
    others = [submission(f"o{n}", scope=f"contract/c{n % 20}", subject=f"outage/{n % 500}") for n in range(10_000)]
    journal.append(others, admit=admit_all)
    assert steps(ledger, 100) <= small * 1.2
