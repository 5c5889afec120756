"""Importing a table through a mapping, beside the same events as CloudEvents.

    python -m tests.benchmarks.tables [--rows 100000] [--rounds 3]

Both run in turns in one process, each into a ledger of its own, and the CPU time is compared.
"""

import argparse
import json
import statistics
import tempfile
from collections.abc import Iterable
from pathlib import Path
from time import process_time
from typing import Any

from ledger.commands import Offered, import_events
from ledger.events.instant import parse_instant
from ledger.intake.catalogue import adapter
from ledger.intake.cloudevents import read_file
from ledger.intake.options import Options
from ledger.intake.revision import read_into
from ledger.journal.application import Journal
from tests.benchmarks.importing import write_events

NOW = parse_instant("2026-09-01T00:00:00Z")
MAPPING = "".join(
    ['source = "/monitoring/probe"\n']
    + [
        f"""[[event]]
type = "{type_}"
subject = "outage/{{Outage}}"
time = "{{At}}"
id = "{{No}}"
actor = "{{Who}}"
scope = "contract/C1"
when = {{ What = "{type_}" }}
{data}
"""
        for type_, data in (
            ("outage.started", 'data = { impact = "{Impact}" }'),
            ("outage.impact_changed", 'data = { impact = "{Impact}" }'),
            ("outage.ended", 'data = { last_seen_down = { column = "Impact" } }'),
            ("outage.attributed", 'data = { cause = "provider", evidence = "{Impact}" }'),
        )
    ]
)
"""What turns the rows of `write_table` into the events they were made of, but for their environments."""


def write_table(events: Path, table: Path, same: Path) -> None:
    """The events of a file as rows, and once more as events, of one contract."""
    with events.open() as lines, table.open("w") as rows, same.open("w") as told:
        rows.write("No,What,Outage,At,Who,Impact\n")
        for line in lines:
            event = json.loads(line)
            data = event["data"]
            said = data.get("impact") or data.get("last_seen_down") or data.get("evidence")
            outage = event["subject"].partition("/")[2]
            rows.write(f"{event['id']},{event['type']},{outage},{event['time']},{event['actor']},{said}\n")
            data.pop("component", None)
            told.write(json.dumps(event | {"scope": "contract/C1", "data": data}) + "\n")


def taken(offered: Iterable[Offered], ledger: Path) -> tuple[float, int]:
    """Seconds of CPU that an import takes, and how many events it records."""
    with Journal.create(ledger) as journal:
        started = process_time()
        imported = import_events(journal, offered, propose=_no_calendar)
        return process_time() - started, imported.appended.recorded


def rows_of(table: Path, mapping: Path) -> Iterable[Offered]:
    """The events of a table, as the command line reads them."""
    with table.open("rb") as stream:
        found = adapter("csv")([(str(table), stream)], Options(mapping=mapping))
        yield from read_into(found, lambda subjects: [], NOW, lambda left: None)


def compared(folder: Path, rows: int, rounds: int) -> tuple[float, float, float]:
    """Median seconds of the table, of the events, and the median of their ratios."""
    events, table, same, mapping = (folder / name for name in ("e.jsonl", "t.csv", "s.jsonl", "m.toml"))
    write_events(events, rows)
    write_table(events, table, same)
    mapping.write_text(MAPPING)
    tables, told = [], []
    for turn in range(rounds):
        told.append(taken(read_file(same), folder / f"told-{turn}.db"))
        tables.append(taken(rows_of(table, mapping), folder / f"table-{turn}.db"))
    assert {count for _, count in (*told, *tables)} == {rows // 4 * 4}
    ratio = statistics.median(ours / theirs for (ours, _), (theirs, _) in zip(tables, told, strict=True))
    return statistics.median(each for each, _ in tables), statistics.median(each for each, _ in told), ratio


def _no_calendar(territory: str, year: int) -> Any:
    raise LookupError(f"{territory} {year}")


def main() -> None:
    """Run both in turns and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table, told, ratio = compared(Path(folder), asked.rows, asked.rounds)
    print(f"{'importing ' + format(asked.rows, ',') + ' rows':<36}{'CPU s':>10}{'rows/s':>12}")
    for name, seconds in (("as CloudEvents", told), ("as a table, through a mapping", table)):
        print(f"{name:<36}{seconds:>10.2f}{asked.rows / seconds:>12,.0f}")
    print(f"the table, CloudEvents = 1: {ratio:.2f} (wanted: 3 or less)")


if __name__ == "__main__":
    main()
