"""What sealing costs in counts that repeat: syncs and steps of SQLite's machine."""

import re
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.seal.signing import seal as sign
from ledger.seal.tree import prove_entry
from tests.journal.submissions import admit_all, submission
from tests.seal.sealed import NOW, issue

SEAL_SOME = """
import os, sys
from ledger.journal.application import Journal
from tests.seal.sealed import NOW, issue, record, sign
with Journal.open(sys.argv[1]) as journal:
    key = issue(journal)
    sign(journal, key, NOW)
    for number in range(10):
        record(journal, str(number), [number % 3])
        os.write(2, b"BEGIN\\n")
        sign(journal, key, NOW)
        os.write(2, b"END\\n")
"""


@pytest.mark.tool("strace")
def test_a_seal_is_three_syncs_at_most(ledger: Path, tmp_path: Path):
    Journal.create(ledger).close()
    trace = tmp_path / "trace"
    traced = ["strace", "-f", "-e", "trace=fsync,fdatasync,write", "-o", str(trace)]
    sealing = [sys.executable, "-c", SEAL_SOME, str(ledger)]
    subprocess.run([*traced, *sealing], check=True, cwd=Path(__file__).parents[2], capture_output=True)
    seals = re.findall(r'"BEGIN\\n"(.*?)"END\\n"', trace.read_text(), re.DOTALL)
    counts = [len(re.findall(r"(?:fsync|fdatasync)\(", each)) for each in seals]
    assert len(counts) == 10
    assert set(counts) <= {1, 2, 3}


@contextmanager
def counted(connection: sqlite3.Connection, counts: list[int]) -> Iterator[None]:
    """Counts the steps, in tens, that SQLite takes meanwhile."""
    counts.append(0)

    def step() -> int:
        counts[-1] += 1
        return 0

    connection.set_progress_handler(step, 10)
    yield
    connection.set_progress_handler(None, 10)


def test_a_seal_of_one_entry_costs_little_more_among_many_scopes(journal: Journal):
    key, counts = issue(journal), list[int]()
    for scopes in (10, 2_000):
        batch = [submission(f"{scopes}-{n}", scope=f"contract/{scopes}-{n}") for n in range(scopes)]
        journal.append(batch, admit=admit_all)
        sign(journal, key, NOW)
        journal.append([submission(f"one more of {scopes}")], admit=admit_all)
        with counted(journal._store._writer, counts):
            sign(journal, key, NOW)
    few, many = counts
    assert 0 < many <= few * 3


def test_a_proof_costs_no_more_in_a_longer_log(ledger: Path, journal: Journal):
    key, counts = issue(journal), list[int]()
    for size in (1_000, 8_000):
        batch = [submission(f"{size}-{n}", subject=f"outage/{n % 50}") for n in range(size)]
        journal.append(batch, admit=admit_all)
        sign(journal, key, NOW)
        with open_reader(ledger) as reader:
            seals, until = reader.seals(), reader.head().position
            slot = seals.slots()["environment/prod-1"]
            head = seals.heads(slot)[-1]
            with counted(reader._connection, counts):
                prove_entry(seals, slot, head.size // 2, head.size, until)
    short, long = counts
    assert 0 < long <= short * 2
