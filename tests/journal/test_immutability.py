"""Nothing recorded can be changed through the database, and a ledger without its guards is not opened."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.immutability import SCHEMA
from ledger.journal.read import open_reader
from ledger.journal.schema import INDEXES, SEAL, TABLES
from ledger.refusal import IntegrityFailure
from tests.journal.submissions import admit_all, submissions

SEALED: dict[str, tuple[object, ...]] = {
    "epochs": (0, 1, 3, 1, b"h", b"{}", b"r", b"note"),
    "heads": (0, 0, 3, b"r"),
    "nodes": (0, 0, 0, 3, b"h"),
    "tokens": (0, 0, "https://tsa.example", b"reply", 1),
    "cosignatures": (0, 0, "key", "line", 1),
}
"""A row of each table of the seal."""


@pytest.fixture
def attacker(ledger: Path) -> Iterator[sqlite3.Connection]:
    """A connection with none of our settings, to a ledger of two transactions."""
    with Journal.create(ledger) as journal:
        journal.append(submissions(1, 2), admit=admit_all)
        journal.append(submissions(3), admit=admit_all)
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        for table, row in SEALED.items():
            connection.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)
        yield connection


def contents(connection: sqlite3.Connection) -> dict[str, list[tuple[object, ...]]]:
    return {table: connection.execute(f"SELECT * FROM {table}").fetchall() for table in TABLES}


def columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]


@pytest.mark.parametrize("table", TABLES)
def test_an_update_is_refused(attacker, table):
    for column in columns(attacker, table):
        with pytest.raises(sqlite3.IntegrityError, match="nothing recorded is ever changed"):
            attacker.execute(f"UPDATE {table} SET {column} = {column}")


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("condition", ["", " WHERE rowid = 1"], ids=["all", "one"])
def test_a_deletion_is_refused(attacker, table, condition):
    condition = condition.replace("rowid", "position") if table == "entries" else condition
    condition = condition.replace("rowid = 1", "first = 1") if table == "commits" else condition
    condition = "" if table in SEAL else condition
    with pytest.raises(sqlite3.IntegrityError, match="nothing recorded is ever deleted"):
        attacker.execute(f"DELETE FROM {table}{condition}")


UNIQUE_KEYS = [
    ("ledger", ("number",)),
    *((table, (column,)) for table in ("scopes", "families", "topics") for column in ("number", "name")),
    ("streams", ("number",)),
    ("streams", ("originator",)),
    ("entries", ("scope", "family", "position")),
    ("entries", ("position",)),
    ("entries", ("stream", "version")),
    ("entries", ("source_key",)),
    ("commits", ("recorded_at",)),
    ("commits", ("last",)),
    ("epochs", ("number",)),
    ("heads", ("slot", "epoch")),
    ("nodes", ("tree", "level", "number", "position")),
    ("tokens", ("epoch", "number")),
    ("cosignatures", ("epoch", "number")),
]


@pytest.mark.parametrize(("table", "key"), UNIQUE_KEYS)
@pytest.mark.parametrize("verb", ["INSERT", "INSERT OR REPLACE", "REPLACE", "INSERT OR IGNORE"])
@pytest.mark.parametrize("recursive", ["OFF", "ON"])
def test_a_row_that_shares_a_unique_key_with_one_recorded_is_refused(attacker, table, key, verb, recursive):
    names = columns(attacker, table)
    row = dict(zip(names, attacker.execute(f"SELECT * FROM {table} ORDER BY 1 LIMIT 1").fetchone(), strict=True))
    # All but the key is new: the next number, the next position, bytes never seen.
    fresh = {
        "number": "(SELECT max(number) + 1 FROM " + table + ")",
        "name": "'fresh'",
        "position": "4",
        "version": "9",
        "source_key": "randomblob(16)",
        "originator": "randomblob(16)",
        "recorded_at": "9e15",
        "first": "4",
        "last": "4",
    }
    values = [fresh[name] if name in fresh and name not in key and table not in SEAL else "?" for name in names]
    given = [row[name] for name, value in zip(names, values, strict=True) if value == "?"]
    before = contents(attacker)
    attacker.execute(f"PRAGMA recursive_triggers = {recursive}")
    with pytest.raises(sqlite3.IntegrityError, match="added once, in order, and never again"):
        attacker.execute(f"{verb} INTO {table} VALUES ({', '.join(values)})", given)
    assert contents(attacker) == before


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("epochs", (2, 1, 3, 1, b"h", b"{}", b"r", b"note")),
        ("epochs", (1, 1, 2, 1, b"h", b"{}", b"r", b"note")),
        ("epochs", (1, 1, 4, 1, b"h", b"{}", b"r", b"note")),
        ("heads", (0, 1, 3, b"r")),
        ("heads", (0, 1, 2, b"r")),
        ("nodes", (0, 0, 0, 4, b"h")),
        ("tokens", (0, 3, "https://tsa.example", b"reply", 1)),
        ("tokens", (1, 0, "https://tsa.example", b"reply", 1)),
        ("cosignatures", (0, 0, "key", "line", 1)),
    ],
)
def test_what_is_sealed_is_never_sealed_otherwise(attacker, table, row):
    """Neither a second root for a size, nor a head that shrinks, nor another hash of a subtree that is complete."""
    with pytest.raises(sqlite3.IntegrityError, match="added once, in order, and never again"):
        attacker.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


@pytest.mark.parametrize("position", [0, 3, 5])
def test_a_position_other_than_the_next_is_refused(attacker, position):
    with pytest.raises(sqlite3.IntegrityError, match="in order"):
        attacker.execute(f"INSERT INTO entries SELECT scope, family, {position}, recorded_at, stream, 9, topic, "
                         "scope_index, randomblob(16), leaf, body FROM entries LIMIT 1")  # fmt: skip


def test_a_commit_before_the_last_is_refused(attacker):
    with pytest.raises(sqlite3.IntegrityError, match="in order"):
        attacker.execute("INSERT INTO commits SELECT min(recorded_at) - 1, 4, 4, 'x' FROM commits")


@pytest.mark.parametrize("name", [name for name in SCHEMA if name not in TABLES])
def test_a_dropped_trigger_or_index_shows(ledger, attacker, name):
    attacker.execute(f"DROP {'INDEX' if name in INDEXES else 'TRIGGER'} {name}")
    attacker.close()
    for open_ in (Journal.open, open_reader):
        with pytest.raises(IntegrityFailure, match=rf"`{name}` is not as .* \(missing\)"):
            open_(ledger)


def test_an_edited_schema_shows(ledger, attacker):
    attacker.execute("PRAGMA writable_schema = ON")
    attacker.execute(
        "UPDATE sqlite_schema SET sql = replace(sql, 'BEGIN', 'WHEN 0 BEGIN') WHERE name = 'entries_delete'"
    )
    attacker.close()
    for open_ in (Journal.open, open_reader):
        with pytest.raises(IntegrityFailure, match=r"`entries_delete` .* \(altered\)"):
            open_(ledger)


@pytest.mark.parametrize(
    "addition",
    [
        "CREATE TRIGGER sqlsneak BEFORE INSERT ON commits BEGIN SELECT RAISE(IGNORE); END",
        "CREATE VIEW other AS SELECT 1",
        "CREATE TABLE other (x)",
    ],
)
def test_an_addition_to_the_schema_shows(ledger, attacker, addition):
    attacker.execute(addition)
    attacker.close()
    with pytest.raises(IntegrityFailure, match="foreign"):
        Journal.open(ledger)


def test_an_index_that_passes_for_one_of_sqlites_own_shows(ledger, attacker):
    attacker.execute("CREATE INDEX other ON entries (recorded_at)")
    attacker.execute("PRAGMA writable_schema = ON")
    attacker.execute("UPDATE sqlite_schema SET name = 'sqlite_other', sql = replace(sql, 'other', 'sqlite_other') "
                     "WHERE name = 'other'")  # fmt: skip
    attacker.close()
    with pytest.raises(IntegrityFailure, match=r"foreign|damaged"):
        Journal.open(ledger)


def test_a_name_that_is_no_text_shows(ledger, attacker):
    attacker.execute("PRAGMA writable_schema = ON")
    attacker.execute("UPDATE sqlite_schema SET name = CAST(name AS BLOB) WHERE name LIKE 'sqlite_autoindex_families_%'")
    attacker.close()
    for open_ in (Journal.open, open_reader):
        with pytest.raises(IntegrityFailure, match=r"foreign|damaged|missing"):
            open_(ledger)


def test_statistics_gathered_by_a_tool_are_let_be(ledger, attacker):
    attacker.execute("ANALYZE")
    attacker.close()
    with Journal.open(ledger) as journal:
        assert journal.append(submissions(4), admit=admit_all).first == 4


def test_a_row_slipped_in_where_the_next_one_belongs_fails_cleanly(ledger, attacker):
    """An entry without its transaction: the next append finds the position taken and says so."""
    attacker.execute("INSERT INTO entries SELECT scope, family, 4, recorded_at, stream, 9, topic, scope_index, "
                     "randomblob(16), leaf, body FROM entries LIMIT 1")  # fmt: skip
    with Journal.open(ledger) as journal, pytest.raises(IntegrityFailure, match="contradicts"):
        journal.append(submissions(5), admit=admit_all)
