"""kill -9 in the middle of `livret import`: everything or nothing is there, and running it again completes it."""

import os
import random
import subprocess
import time
from pathlib import Path

import pytest

from ledger.journal.read import open_reader
from tests.cli.conftest import command, environment, program
from tests.cli.test_failure import many

ROUNDS = int(os.environ.get("LIVRET_CRASHES", "4"))
"""`LIVRET_CRASHES=200` is the soak."""


def table(folder: Path, rows: int) -> tuple[str, ...]:
    """A table of short rows, which goes through temporary files, and what its import says of it."""
    mapping = """source = "/desk"
scope = "contract/C1"
zone = "UTC"
[[event]]
type = "ticket.registered"
subject = "ticket/{No}"
time = "{When}"
data = { summary = "{What}" }
"""
    (folder / "mapping.toml").write_text(mapping)
    lines = (f"{number},x,2026-03-10 {number % 24:02}:{number % 60:02}" for number in range(rows))
    (folder / "rows.csv").write_text("\n".join(["No,What,When", *lines]))
    return str(folder / "rows.csv"), "--from", "csv", "--mapping", str(folder / "mapping.toml")


@pytest.mark.parametrize(("form", "count", "longest"), [("events", 3_000, 1.6), ("rows", 8_000, 3.0)])
def test_an_import_that_was_killed_is_whole_or_not_there_and_can_be_run_again(tmp_path, form, count, longest):
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    said = (str(many(tmp_path / "many.jsonl", count)),) if form == "events" else table(tmp_path, count)
    ledger, temporary = tmp_path / "own.db", tmp_path / "temporary"
    temporary.mkdir()
    for round_ in range(ROUNDS):
        for leftover in tmp_path.glob("own.db*"):
            leftover.unlink()
        assert program("--ledger", str(ledger), "init").returncode == 0
        with open_reader(ledger) as reader:
            before = reader.head().position
        importing = subprocess.Popen(
            command("--ledger", str(ledger), "import", *said),
            env=environment() | {"TMPDIR": str(temporary)},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.1, longest))
        importing.kill()
        out, _ = importing.communicate(timeout=60)
        with open_reader(ledger) as reader:
            there = reader.head().position - before
        assert there in (0, count), (seed, round_)
        assert there == count or b"recorded" not in out, (seed, round_)
        # Python tries the folder out with a file of four letters, which a kill may leave.
        assert all(each.read_bytes() in (b"", b"blat") for each in temporary.iterdir()), (seed, round_)
        again = program("--ledger", str(ledger), "import", *said)
        told = f"{count - there:,} recorded, {there:,} skipped as already there, 0 refused"
        assert told in again.stdout, (seed, round_, again.stdout)
