"""kill -9 at any moment: what was acknowledged is there, whole and once; the rest is whole or not there at all."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.leaf import leaf
from ledger.journal.read import open_reader

ROUNDS = int(os.environ.get("LIVRET_CRASHES", "6"))
"""`LIVRET_CRASHES=200` is the soak."""

WRITER = """
import itertools, os, sys
from ledger.journal.application import Journal
from tests.journal.submissions import admit_all, submission
with Journal.open(sys.argv[1]) as journal:
    os.write(1, b"ready\\n")
    for number in itertools.count():
        size = (1, 7, 400)[number % 3]
        name = f"{sys.argv[2]}-{number}"
        batch = [submission(f"{name}-{part}-{size}", subject=f"outage/{part}") for part in range(size)]
        outcome = journal.append(batch, admit=admit_all)
        os.write(1, f"{name} {size} {outcome.first} {outcome.last}\\n".encode())
"""


def killed(ledger: Path, round_: int, after: float) -> list[tuple[str, int, int, int]]:
    """What a writer had acknowledged when it was killed."""
    command = [sys.executable, "-c", WRITER, str(ledger), str(round_)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "ready\n"
        time.sleep(after)
        writer.send_signal(signal.SIGKILL)
        told = [line.split() for line in writer.stdout.read().splitlines()]
    return [(name, int(size), int(first), int(last)) for name, size, first, last in told]


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_what_was_acknowledged_survives_kill_9(ledger):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    Journal.create(ledger).close()
    acknowledged: list[tuple[str, int, int, int]] = []
    for round_ in range(ROUNDS):
        acknowledged += killed(ledger, round_, moments.uniform(0, 0.25))
        with open_reader(ledger) as reader:
            head = reader.head().position
            ids = [entry.id for entry in reader.everything()]
        assert len(ids) == head
        assert max((last for *_, last in acknowledged), default=0) <= head
        for name, size, first, last in acknowledged:
            assert {each.rpartition("-")[0].rpartition("-")[0] for each in ids[first - 1 : last]} == {name}
            assert last - first + 1 == size
        whole = Counter(each.rpartition("-")[0].rpartition("-")[0] for each in ids)
        sizes = {each.rpartition("-")[0].rpartition("-")[0]: int(each.rpartition("-")[2]) for each in ids}
        assert whole == sizes
        assert len(set(ids)) == len(ids)
    assert acknowledged
    with open_reader(ledger) as reader:
        for position in range(1, reader.head().position + 1):
            raw = reader.raw(position)
            assert raw.leaf == leaf(raw.envelope, raw.body)
