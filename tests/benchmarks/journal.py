"""The journal: what recording costs against the library's own recorder, and what a past moment costs as a ledger grows.

    python -m tests.benchmarks.journal [--events 100000] [--largest 1000000] [--singles 400]

Prints one table. What it compares is measured in one run, in turns, so that a busy machine slows both alike.
Times are printed and gate nothing; the steps of SQLite's machine repeat from run to run.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter, process_time
from typing import Any
from uuid import uuid4

from eventsourcing.persistence import StoredEvent
from eventsourcing.sqlite import SQLiteApplicationRecorder, SQLiteDatastore

from ledger.events.event import Submission
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from tests.journal.submissions import SCOPE, admit_all, submission

PER_STREAM = 4
"""Entries of one subject, as an outage or a ticket has."""


def batch(first: int, count: int, scopes: int = 200, actor: str | None = None) -> list[Submission]:
    """Events of as many scopes as a provider has clients, some hundred bytes each."""
    named: dict[str, Any] = {} if actor is None else {"actor": actor}
    model = submission("model", data={"description": "x" * 120}, assertedby="provider", **named)
    events = []
    for number in range(first, first + count):
        stream = number // PER_STREAM
        scope, subject, identifier = f"environment/e{stream % scopes}", f"outage/{stream}", f"{number:012}"
        body = model.body.replace(b'"model"', f'"{identifier}"'.encode())
        body = body.replace(b"environment/prod-1", scope.encode()).replace(b"outage/model", subject.encode())
        events.append(model._replace(id=identifier, scope=scope, subject=subject, body=body))
    return events


@contextmanager
def timed(clock: Callable[[], float]) -> Iterator[list[float]]:
    taken = [clock()]
    yield taken
    taken.append(clock() - taken[0])


def bulk(folder: Path, count: int) -> None:
    events = batch(0, count)
    with Journal.create(folder / "bulk.db") as journal:
        for name in (f"record {count:,} at once", "the same again, all skipped"):
            with timed(process_time) as cpu, timed(perf_counter) as wall:
                journal.append(events, admit=admit_all)
            micros = [taken[1] / count * 1e6 for taken in (cpu, wall)]
            print(f"{name:<38}{micros[0]:8.1f} µs CPU an event {micros[1]:8.1f} µs wall {1e6 / micros[1]:9,.0f}/s")
    theirs = SQLiteApplicationRecorder(SQLiteDatastore(str(folder / "theirs-bulk.db")))
    theirs.create_table()
    stored = [StoredEvent(uuid4(), 1, event.type, event.body) for event in events]
    with timed(process_time) as cpu, timed(perf_counter) as wall:
        theirs.insert_events(stored)
    micros = [taken[1] / count * 1e6 for taken in (cpu, wall)]
    print(f"{'the library: stored, no more':<38}{micros[0]:8.1f} µs CPU an event {micros[1]:8.1f} µs wall")
    size = (folder / "bulk.db").stat().st_size
    bodies = sum(len(event.body) for event in events)
    print(f"{'file':<38}{size / count:8.0f} bytes an event, of which {bodies / count:.0f} are its body")


def single(folder: Path, count: int, what: str, actor: str | None = None) -> None:
    """One event after the other. One that names a person takes a second sync: its vault is another file."""
    theirs = SQLiteApplicationRecorder(SQLiteDatastore(str(folder / f"theirs-{what}.db")))
    theirs.create_table()
    events = batch(10**9, count, actor=actor)
    ours_taken, theirs_taken = [], []
    with Journal.create(folder / f"ours-{what}.db") as journal:
        for event in events:
            stored = StoredEvent(uuid4(), 1, event.type, event.body)
            with timed(perf_counter) as taken:
                theirs.insert_events([stored])
            theirs_taken.append(taken[1])
            with timed(perf_counter) as taken:
                journal.append([event], admit=admit_all)
            ours_taken.append(taken[1])
    ours, other = (statistics.median(each) * 1e6 for each in (ours_taken, theirs_taken))
    said_of = f"record one that names {what}, durably"
    print(f"{said_of:<38}{ours:8.0f} µs, the library's recorder {other:.0f} µs: ratio {ours / other:.2f}")


def past(folder: Path, largest: int) -> None:
    own = [submission(str(number)) for number in range(1000)]
    counts: list[int] = []
    with Journal.create(folder / "past.db") as journal:
        journal.append(own, admit=admit_all)
        size = len(own)
        for target in (10_000, 100_000, largest):
            while size < target:
                more = min(100_000, target - size)
                journal.append(batch(size, more), admit=admit_all)
                size += more
            counts.append(steps(folder / "past.db"))
            taken = min(seconds(folder / "past.db") for _ in range(5)) * 1e3
            print(f"{f'500 entries as known, of {size:,}':<38}{counts[-1]:8,} steps {taken:8.2f} ms")
    print(f"{'steps in the largest / the smallest':<38}{counts[-1] / counts[0]:8.2f}")


def steps(ledger: Path) -> int:
    """Steps of SQLite's machine for one family of one scope at a past position."""
    taken = 0

    def step() -> int:
        nonlocal taken
        taken += 1
        return 0

    with open_reader(ledger) as reader:
        reader._connection.set_progress_handler(step, 1)
        assert len(reader.entries(SCOPE, ["outage"], until=500)) == 500
        reader._connection.set_progress_handler(None, 1)
    return taken


def seconds(ledger: Path) -> float:
    with timed(perf_counter) as taken, open_reader(ledger) as reader:
        reader.entries(SCOPE, ["outage"], until=500)
    return taken[1]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--largest", type=int, default=1_000_000)
    parser.add_argument("--singles", type=int, default=400)
    asked = parser.parse_args()
    if sys.flags.dont_write_bytecode or os.environ.get("PYTHONDONTWRITEBYTECODE"):
        print("without bytecode: times of starting up would be wrong")
    with tempfile.TemporaryDirectory() as folder:
        bulk(Path(folder), asked.events)
        single(Path(folder), asked.singles, "nobody")
        single(Path(folder), asked.singles, "somebody", actor="probe-3")
        print("wanted of one that names nobody: 1.3 or less")
        past(Path(folder), asked.largest)


if __name__ == "__main__":
    main()
