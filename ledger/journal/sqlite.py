"""SQLite and nothing but: connections, pragmas, and what its errors mean to people.

Used by the write side below SQLAlchemy and by the read side directly.
"""

import contextlib
import os
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ledger.journal.immutability import check_schema
from ledger.journal.schema import APPLICATION_ID, FORMAT
from ledger.refusal import N_, IntegrityFailure, LedgerUnavailable, Refusal

BUSY_SECONDS = 10
"""How long a writer waits for another one."""
_OLDEST = (3, 37, 0)  # STRICT tables

_SAFETY = {
    "synchronous": 2,  # FULL: with NORMAL a power cut loses acknowledged commits
    "foreign_keys": 1,
    "recursive_triggers": 1,
    "trusted_schema": 0,
    "cell_size_check": 1,
}
_OLDER = N_(
    "{ledger}: its format is version {version}, this program knows {known}; "
    "export it with the program that wrote it, and import that here"
)
_NEWER = N_("{ledger}: its format is version {version}, this program knows {known}; use the program that wrote it")
CACHE_KIB = 65_536
"""Memory for the pages that a large import touches."""
SMALL_CACHE_KIB = 4_096
"""The same for a vault, and where little was read of what takes much."""


def open_for_writing(ledger: Path) -> sqlite3.Connection:
    """A checked connection in autocommit: one begins by hand. Raises LedgerUnavailable, IntegrityFailure."""
    with translated(ledger):
        return _opened(ledger, "rw")


def open_for_reading(ledger: Path) -> sqlite3.Connection:
    """A checked connection that cannot write; also of a ledger in a folder that cannot be written to.

    Raises LedgerUnavailable, IntegrityFailure.
    """
    with translated(ledger):
        try:
            return _opened(ledger, "ro")
        except sqlite3.OperationalError:
            # A ledger at rest has no write-ahead log, and needs none in a folder that is read-only.
            if not ledger.is_file() or _pending(ledger) or os.access(ledger.absolute().parent, os.W_OK):
                raise
            return _opened(ledger, "ro&immutable=1")


def connect_new(path: Path) -> sqlite3.Connection:
    """A connection to a file that is being made, with everything set but its contents."""
    connection = connected(path, "rwc")
    connection.execute("PRAGMA journal_mode = WAL")
    make_safe(connection, path)
    return connection


def _pending(ledger: Path) -> bool:
    log = ledger.with_name(f"{ledger.name}-wal")
    return log.exists() and log.stat().st_size > 0


def connected(ledger: Path, mode: str) -> sqlite3.Connection:
    """A connection in autocommit, unchecked; `mode` as SQLite's URIs have it. Raises LedgerUnavailable."""
    if sqlite3.sqlite_version_info < _OLDEST:
        raise LedgerUnavailable(
            "SQLite {version} is too old for a ledger; use a Python built with SQLite 3.37 or later",
            version=sqlite3.sqlite_version,
        )
    return sqlite3.connect(
        f"{ledger.absolute().as_uri()}?mode={mode}",
        uri=True,
        timeout=BUSY_SECONDS,
        isolation_level=None,
        check_same_thread=False,
    )


def _opened(ledger: Path, mode: str) -> sqlite3.Connection:
    if not ledger.exists():
        raise LedgerUnavailable("{ledger}: there is no ledger; create it with `livret init`", ledger=ledger)
    if ledger.is_dir():
        raise LedgerUnavailable("{ledger}: this is a folder; give the path of a ledger", ledger=ledger)
    connection = connected(ledger, mode)
    try:
        _check_kind(connection, ledger)
        if mode == "rw":
            make_safe(connection, ledger)
        else:
            connection.execute("PRAGMA trusted_schema = OFF")
            connection.execute("PRAGMA cell_size_check = ON")
            connection.execute("PRAGMA query_only = ON")
        check_schema(connection, ledger)
    except BaseException:
        connection.close()
        raise
    return connection


def _check_kind(connection: sqlite3.Connection, ledger: Path) -> None:
    (kind,) = connection.execute("PRAGMA application_id").fetchone()
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    if kind != APPLICATION_ID:
        raise LedgerUnavailable("{ledger}: this file is not a ledger; give the path of one", ledger=ledger)
    if version != FORMAT:
        raise LedgerUnavailable(
            _OLDER if version < FORMAT else _NEWER,
            ledger=ledger,
            version=version,
            known=FORMAT,
        )


def make_safe(connection: sqlite3.Connection, ledger: Path, cache_kib: int = CACHE_KIB) -> None:
    """Set what safety rests on, and read it back: SQLite ignores a pragma that it does not know."""
    for pragma, level in _SAFETY.items():
        connection.execute(f"PRAGMA {pragma} = {level}")
    connection.execute(f"PRAGMA cache_size = -{cache_kib}")
    expected: dict[str, int | str] = {**_SAFETY, "journal_mode": "wal"}
    for pragma, value in expected.items():
        (found,) = connection.execute(f"PRAGMA {pragma}").fetchone()
        if found != value:
            raise LedgerUnavailable(
                "{ledger}: SQLite will not set {pragma} to {value} here ({found}); move the ledger to a local disk",
                ledger=ledger,
                pragma=pragma,
                value=value,
                found=found,
            )


_FOREIGN = "unsupported file format"
"""What SQLite says of a header that no version of it writes; it has no code of its own."""
_DAMAGED = N_("{ledger}: the file is damaged ({error}); restore it from a copy")
_BY_CODE: dict[int, tuple[type[Refusal], str]] = {
    sqlite3.SQLITE_BUSY: (
        LedgerUnavailable,
        N_("{ledger}: another program is writing to it; wait until it is done, then try again"),
    ),
    sqlite3.SQLITE_LOCKED: (
        LedgerUnavailable,
        N_("{ledger}: another program is writing to it; wait until it is done, then try again"),
    ),
    sqlite3.SQLITE_READONLY: (
        LedgerUnavailable,
        N_("{ledger}: the file or its folder is read-only; make both writable for this user"),
    ),
    sqlite3.SQLITE_PERM: (LedgerUnavailable, N_("{ledger}: access is denied; make it readable for this user")),
    sqlite3.SQLITE_CANTOPEN: (
        LedgerUnavailable,
        N_("{ledger}: it cannot be opened; check that it is a file, and that this user may write to it and its folder"),
    ),
    sqlite3.SQLITE_FULL: (
        LedgerUnavailable,
        N_("{ledger}: the disk is full, and nothing of this was recorded; free some space, then try again"),
    ),
    sqlite3.SQLITE_IOERR: (
        LedgerUnavailable,
        N_("{ledger}: the disk failed ({error}), and nothing of this was recorded; check it, then try again"),
    ),
    sqlite3.SQLITE_NOTADB: (LedgerUnavailable, N_("{ledger}: this file is not a ledger; give the path of one")),
    sqlite3.SQLITE_CORRUPT: (IntegrityFailure, _DAMAGED),
    sqlite3.SQLITE_CONSTRAINT: (
        IntegrityFailure,
        N_("{ledger}: what is stored contradicts what was to be added ({error}); verify the ledger"),
    ),
}


def refusal_for(error: sqlite3.Error, ledger: Path) -> Refusal | None:
    """What an error of SQLite means to people; None where it is a fault of this program."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        # What is not the text that it should be: the driver says so, not SQLite.
        return _damaged(ledger, error) if isinstance(error, sqlite3.OperationalError) else None
    if code == sqlite3.SQLITE_ERROR and _FOREIGN in str(error):
        return _damaged(ledger, error)
    kind, template = _BY_CODE.get(code & 0xFF, (None, ""))
    return kind(template, ledger=ledger, error=error) if kind else None


@contextlib.contextmanager
def translated(ledger: Path) -> Iterator[None]:
    """Raise what SQLite raises inside as a Refusal, where it has a meaning to people."""
    try:
        yield
    except sqlite3.Error as error:
        refusal = refusal_for(error, ledger)
        if refusal is None:
            raise
        raise refusal from error
    except UnicodeDecodeError as error:
        raise _damaged(ledger, error) from error


def _damaged(ledger: Path, error: Exception) -> IntegrityFailure:
    return IntegrityFailure(_DAMAGED, ledger=ledger, error=" ".join(str(error).split())[:200])
