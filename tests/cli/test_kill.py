"""kill -9 in the middle of `livret import`: everything or nothing is there, and running it again completes it."""

import os
import random
import subprocess
import time
from pathlib import Path

from ledger.journal.read import open_reader
from tests.cli.conftest import command, environment, program
from tests.cli.test_failure import many

ROUNDS = int(os.environ.get("LIVRET_CRASHES", "4"))
"""`LIVRET_CRASHES=200` is the soak."""
EVENTS = 3000


def test_an_import_that_was_killed_is_whole_or_not_there_and_can_be_run_again(tmp_path: Path):
    seed = random.randrange(2**32)
    chance = random.Random(seed)
    events = many(tmp_path / "many.jsonl", EVENTS)
    ledger = tmp_path / "own.db"
    for round_ in range(ROUNDS):
        for leftover in tmp_path.glob("own.db*"):
            leftover.unlink()
        assert program("--ledger", str(ledger), "init").returncode == 0
        with open_reader(ledger) as reader:
            before = reader.head().position
        importing = subprocess.Popen(
            command("--ledger", str(ledger), "import", str(events)),
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(chance.uniform(0.1, 1.6))
        importing.kill()
        out, _ = importing.communicate(timeout=60)
        with open_reader(ledger) as reader:
            there = reader.head().position - before
        assert there in (0, EVENTS), (seed, round_)
        assert there == EVENTS or b"recorded" not in out, (seed, round_)
        again = program("--ledger", str(ledger), "import", str(events))
        told = f"{EVENTS - there:,} recorded, {there:,} skipped as already there, 0 refused"
        assert told in again.stdout, (seed, round_, again.stdout)
