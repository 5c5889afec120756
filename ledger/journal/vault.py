"""The vault: the file beside a ledger that holds personal values and their salts, and from which they can be erased.

The ledger holds commitments alone. Nothing here is append-only: to be rid of a row for good is what the file is for.
Imports neither SQLAlchemy nor pydantic: a value is shown at once.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from ledger import clock
from ledger.journal.commitment import erasure_mark, salt_of
from ledger.journal.sqlite import SMALL_CACHE_KIB, connect_new, connected, make_safe, translated
from ledger.refusal import IntegrityFailure, LedgerUnavailable

VAULT_FORMAT = 1
VAULT_ID = 0x4C565654
"""`LVVT`: tells a vault from any other SQLite file."""

# One key a person: the salts of all that names them are gone with it. A text has a salt of its own.
TABLES: dict[str, str] = {
    "vault": """CREATE TABLE vault (
    number INTEGER PRIMARY KEY CHECK (number = 1),
    ledger BLOB NOT NULL CHECK (length(ledger) = 16),
    created_at INTEGER NOT NULL
) STRICT""",
    "persons": """CREATE TABLE persons (
    number INTEGER PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    key BLOB NOT NULL CHECK (length(key) = 32)
) STRICT""",
    "mentions": """CREATE TABLE mentions (
    source_key BLOB NOT NULL,
    path TEXT NOT NULL,
    person INTEGER NOT NULL,
    PRIMARY KEY (source_key, path)
) STRICT, WITHOUT ROWID""",
    "texts": """CREATE TABLE texts (
    source_key BLOB NOT NULL,
    path TEXT NOT NULL,
    salt BLOB NOT NULL CHECK (length(salt) = 16),
    said TEXT NOT NULL,
    PRIMARY KEY (source_key, path)
) STRICT, WITHOUT ROWID""",
    # The erasures that the ledger tells of and that were carried out here: a copy from before them lacks them.
    "erasures": """CREATE TABLE erasures (
    source_key BLOB PRIMARY KEY NOT NULL
) STRICT, WITHOUT ROWID""",
}


class Held(NamedTuple):
    """A personal value that the vault holds, with the salt of its commitment, and its mark once it is erased."""

    path: str
    value: str
    salt: bytes
    mark: str


def vault_path(ledger: Path) -> Path:
    """Where the vault of a ledger lives: beside it."""
    return ledger.with_name(f"{ledger.name}.vault")


def create_vault(unfinished: Path, vault: Path, identity: bytes) -> None:
    """Make an empty vault of the ledger of that identity, for its owner alone; what goes wrong is said of `vault`."""
    os.close(os.open(unfinished, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with translated(vault), contextlib.closing(connect_new(unfinished)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in TABLES.values():
            connection.execute(statement)
        connection.execute("INSERT INTO vault VALUES (1, ?, ?)", (identity, clock.now()))
        connection.execute(f"PRAGMA application_id = {VAULT_ID}")
        connection.execute(f"PRAGMA user_version = {VAULT_FORMAT}")
        connection.execute("COMMIT")


def open_vault(vault: Path, identity: bytes, *, write: bool = False) -> sqlite3.Connection:
    """A checked connection in autocommit. Raises LedgerUnavailable, IntegrityFailure."""
    with translated(vault):
        if write:
            return _checked(vault, "rw", identity)
        try:
            return _checked(vault, "ro", identity)
        except sqlite3.OperationalError:
            if os.access(vault.absolute().parent, os.W_OK):
                raise
            return _checked(vault, "ro&immutable=1", identity)


def _checked(vault: Path, mode: str, identity: bytes) -> sqlite3.Connection:
    connection = connected(vault, mode)
    try:
        _check(connection, vault, identity)
        if mode == "rw":
            make_safe(connection, vault, SMALL_CACHE_KIB)
            connection.execute("PRAGMA secure_delete = ON")
    except BaseException:
        connection.close()
        raise
    return connection


def _check(connection: sqlite3.Connection, vault: Path, identity: bytes) -> None:
    (kind,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if kind != VAULT_ID:
        raise LedgerUnavailable("{vault}: this file is not a vault; restore it from a copy", vault=vault)
    if version != VAULT_FORMAT:
        raise LedgerUnavailable(
            "{vault}: its format is version {version}, this program knows {known}; use the program that wrote it",
            vault=vault,
            version=version,
            known=VAULT_FORMAT,
        )
    found = dict(connection.execute("SELECT name, sql FROM sqlite_schema WHERE sql NOT NULL").fetchall())
    if found != TABLES:
        raise IntegrityFailure("{vault}: its tables are not as it was created; restore it from a copy", vault=vault)
    (ledger,) = connection.execute("SELECT ledger FROM vault").fetchone()
    if ledger != identity:
        raise LedgerUnavailable(
            "{vault}: it is the vault of another ledger; put the one of this ledger in its place", vault=vault
        )


def held(connection: sqlite3.Connection, source_keys: Iterable[bytes]) -> Iterator[tuple[bytes, Held]]:
    """What the vault holds of the entries with these keys."""
    mentions = """SELECT path, code, key FROM mentions JOIN persons ON number = person WHERE source_key = ?"""
    texts = """SELECT path, said, salt FROM texts WHERE source_key = ?"""
    for source_key in source_keys:
        for path, code, key in connection.execute(mentions, (source_key,)):
            yield source_key, Held(path, code, salt_of(key, source_key, path), erasure_mark(key))
        for path, said, salt in connection.execute(texts, (source_key,)):
            yield source_key, Held(path, said, salt, erasure_mark(salt))
