"""Importing a file of events, beside a bare loop that checks, hashes and inserts the same events with no guard.

    python -m tests.benchmarks.importing [--events 100000] [--rounds 3]

Both run in turns in one process. The bare loop validates with pydantic, hashes with SHA-256 and inserts with one
`executemany` into the same tables with the same indexes, without admission, triggers, order or a second hash.
"""

import argparse
import hashlib
import json
import sqlite3
import statistics
import tempfile
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from time import perf_counter
from typing import Any

from pydantic import BaseModel, ConfigDict

from ledger.commands import import_events
from ledger.events.catalogue import event_class
from ledger.intake.cloudevents import read_file
from ledger.journal.application import Journal
from ledger.journal.schema import INDEXES, TABLES

TYPES = ("outage.started", "outage.impact_changed", "outage.ended", "outage.attributed")


def write_events(path: Path, count: int) -> None:
    """Outages of 200 environments, four events each, as a monitoring probe tells them."""
    paris = timezone(timedelta(hours=1))

    def told(number: int, step: int) -> str:
        moment = 1_767_225_600 + number * 97 % 20_000_000 + step * 60
        time = datetime.fromtimestamp(moment, UTC).astimezone(paris).isoformat()
        data: list[dict[str, str]] = [
            {"component": "service", "impact": "total"},
            {"impact": "partial"},
            {"last_seen_down": time},
            {"cause": "provider", "evidence": "post-mortem"},
        ]
        event = {
            "specversion": "1.0", "id": f"{number}-{step}", "source": "/monitoring/probe", "type": TYPES[step],
            "scope": f"environment/prod-{number % 200}", "subject": f"outage/{number}", "time": time,
            "actor": "probe-3", "data": data[step],
        }  # fmt: skip
        return json.dumps(event) + "\n"

    with path.open("w") as stream:
        stream.writelines(told(number, step) for number in range(count // 4) for step in range(4))


class Bare(BaseModel):
    """The least that a loop would check of an event."""

    model_config = ConfigDict(extra="forbid")

    specversion: str
    id: str
    source: str
    type: str
    scope: str
    subject: str
    time: datetime
    actor: str | None = None
    data: dict[str, Any]


def bare_loop(path: Path, ledger: Path) -> float:
    """Seconds that the bare loop takes."""
    started = perf_counter()
    connection = sqlite3.connect(ledger)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    for statement in (*TABLES.values(), *INDEXES.values()):
        connection.execute(statement)
    classes = {name: event_class(name) for name in TYPES}
    scopes: dict[str, int] = {}
    streams: dict[str, int] = {}
    rows = []
    with path.open("rb") as stream:
        for position, line in enumerate(stream, 1):
            event = Bare.model_validate_json(line)
            classes[event.type].model_validate(event.data)
            key = hashlib.sha256(f"{event.source}{event.id}".encode()).digest()[:16]
            scope = scopes.setdefault(event.scope, len(scopes))
            number = streams.setdefault(event.subject, len(streams))
            leaf = hashlib.sha256(line).digest()
            rows.append((scope, 1, position, 1, number, position, 1, position, key, leaf, line))
    connection.executemany("INSERT INTO entries VALUES (?,?,?,?,?,?,?,?,?,?,?)", rows)
    connection.commit()
    connection.close()
    return perf_counter() - started


def our_import(path: Path, ledger: Path) -> float:
    """Seconds that the import takes, from the file to the durable commit."""
    with Journal.create(ledger) as journal:
        started = perf_counter()
        import_events(journal, read_file(path), propose=_no_calendar)
        return perf_counter() - started


def _no_calendar(territory: str, year: int) -> Any:
    raise LookupError(f"{territory} {year}")


def main() -> None:
    """Run both in turns and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.jsonl"
        write_events(path, asked.events)
        bare, ours = [], []
        for turn in range(asked.rounds):
            bare.append(bare_loop(path, Path(folder) / f"bare-{turn}.db"))
            ours.append(our_import(path, Path(folder) / f"ours-{turn}.db"))
    print(f"{'importing ' + format(asked.events, ',') + ' events':<36}{'median s':>10}{'events/s':>12}")
    for name, taken in (("bare loop, no guard", bare), ("livret import", ours)):
        middle = statistics.median(taken)
        print(f"{name:<36}{middle:>10.2f}{asked.events / middle:>12,.0f}")
    ratio = statistics.median(b / o for b, o in zip(bare, ours, strict=True))
    print(f"speed of the import, bare loop = 1: {ratio:.2f} (wanted: 0.5 or more, and 20,000 events/s)")


if __name__ == "__main__":
    main()
