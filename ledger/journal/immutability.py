"""Nothing recorded is ever changed: the database itself refuses it, and shows where that was undone.

Triggers refuse UPDATE and DELETE. INSERT OR REPLACE walks past those, so a guard before each insert refuses
a key already taken, and any number but the next one. The guard raises FAIL, and the recorder inserts OR FAIL and
rolls back on any error: ABORT, or calling any function here, would make SQLite keep a journal of each statement,
at half the speed.
"""

import sqlite3
from pathlib import Path

from ledger.journal.schema import INDEXES, NAMES, TABLES
from ledger.refusal import IntegrityFailure

_TAKEN = {
    "ledger": "EXISTS (SELECT 1 FROM ledger)",
    **{
        table: f"""NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM {table})
    OR EXISTS (SELECT 1 FROM {table} WHERE name = NEW.name)"""  # noqa: S608
        for table in NAMES
    },
    "streams": """NEW.number IS NOT (SELECT coalesce(max(number), 0) + 1 FROM streams)
    OR EXISTS (SELECT 1 FROM streams WHERE originator = NEW.originator)""",
    "entries": """NEW.position IS NOT (SELECT coalesce(max(position), 0) + 1 FROM entries)
    OR EXISTS (SELECT 1 FROM entries WHERE stream = NEW.stream AND version = NEW.version)
    OR EXISTS (SELECT 1 FROM entries WHERE source_key = NEW.source_key)""",
    "commits": """NEW.recorded_at <= (SELECT max(recorded_at) FROM commits)
    OR NEW.first IS NOT coalesce((SELECT last FROM commits ORDER BY recorded_at DESC LIMIT 1), 0) + 1
    OR NEW.last IS NOT (SELECT max(position) FROM entries)""",
    "epochs": """NEW.number IS NOT (SELECT coalesce(max(number) + 1, 0) FROM epochs)
    OR NEW.position < (SELECT max(position) FROM epochs)
    OR NEW.position > (SELECT max(position) FROM entries)""",
    "heads": """EXISTS (SELECT 1 FROM heads WHERE slot = NEW.slot AND (epoch >= NEW.epoch OR size >= NEW.size))""",
    "nodes": """EXISTS (SELECT 1 FROM nodes WHERE tree = NEW.tree AND level = NEW.level AND number = NEW.number
        AND (tree <> 1 OR position >= NEW.position))""",
    **{
        table: f"""NEW.number IS NOT (SELECT coalesce(max(number) + 1, 0) FROM {table} WHERE epoch = NEW.epoch)
    OR NOT EXISTS (SELECT 1 FROM epochs WHERE number = NEW.epoch AND checkpoint IS NOT NULL)"""  # noqa: S608
        for table in ("tokens", "cosignatures")
    },
}


def _triggers(table: str) -> dict[str, str]:
    return {
        f"{table}_insert": f"""CREATE TRIGGER {table}_insert BEFORE INSERT ON {table}
WHEN {_TAKEN[table]}
BEGIN
    SELECT RAISE(FAIL, '{table}: added once, in order, and never again');
END""",
        f"{table}_update": f"""CREATE TRIGGER {table}_update BEFORE UPDATE ON {table}
BEGIN
    SELECT RAISE(ABORT, '{table}: nothing recorded is ever changed');
END""",
        f"{table}_delete": f"""CREATE TRIGGER {table}_delete BEFORE DELETE ON {table}
BEGIN
    SELECT RAISE(ABORT, '{table}: nothing recorded is ever deleted');
END""",
    }


TRIGGERS: dict[str, str] = {name: text for table in TABLES for name, text in _triggers(table).items()}

SCHEMA: dict[str, str] = {**TABLES, **INDEXES, **TRIGGERS}
"""Every object of a ledger file by its name, in the order of creation."""
_STATISTICS = ("sqlite_stat1", "sqlite_stat4")


def check_schema(connection: sqlite3.Connection, ledger: Path) -> None:
    """Compare what the file declares with what it should.

    SQLite's own indexes have no text; statistics that a tool gathered change no answer and are let be.
    Raises IntegrityFailure naming the first object that is missing, altered or foreign.
    """
    found = {
        name: text
        for name, text in connection.execute("SELECT name, sql FROM sqlite_schema")
        if name not in _STATISTICS and not (text is None and str(name).startswith("sqlite_autoindex_"))
    }
    for name in [*SCHEMA, *found]:
        if name not in SCHEMA or found.get(name) != SCHEMA[name]:
            raise IntegrityFailure(
                "{ledger}: `{name}` is not as this ledger was created ({how}); restore the file from a copy",
                ledger=ledger,
                name=name,
                how="missing" if name not in found else "altered" if name in SCHEMA else "foreign",
            )
