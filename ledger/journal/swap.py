"""A rebuilt file takes the place of its ledger, and nobody who has the old one open writes into the void."""

import contextlib
import sqlite3
from pathlib import Path

from ledger.journal.rebuild import check_same_history
from ledger.journal.sqlite import open_for_writing, translated
from ledger.journal.store import settle
from ledger.refusal import LedgerUnavailable


def swap(ledger: Path, fresh: Path) -> None:
    """Put the fresh file, which must hold the same history, in the ledger's place, whole or not at all.

    Raises IntegrityFailure where the history differs, LedgerUnavailable where another program has the ledger open or
    it has grown since.
    """
    check_same_history(ledger, fresh)
    mode = ledger.stat().st_mode
    with translated(ledger), contextlib.closing(open_for_writing(ledger)) as old:
        _have_it_alone(old, ledger)
        try:
            if _head(old) != _head_of(fresh):
                raise LedgerUnavailable("{ledger}: it has grown meanwhile; try again", ledger=ledger)
            _leave_no_journal(old, ledger)
            fresh.chmod(mode)
            fresh.replace(ledger)
        except BaseException:
            _let_others_in(old)
            raise
        settle(ledger.absolute().parent)
        # Whoever waits to open the old file, which has no name any more, must not take it for a ledger.
        old.execute("PRAGMA application_id = 0")


def _have_it_alone(connection: sqlite3.Connection, ledger: Path) -> None:
    """Lock everybody out, and do without the files beside the ledger, whose names the fresh one will need.

    Leaving the write-ahead log takes a lock that SQLite gives to the only connection there is.
    """
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    try:
        (found,) = connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError:
        found = "wal"
    if found != "delete":
        raise LedgerUnavailable("{ledger}: another program has it open; close that, then try again", ledger=ledger)
    connection.execute("BEGIN EXCLUSIVE")
    connection.execute("COMMIT")  # in this locking mode the lock stays


def _leave_no_journal(connection: sqlite3.Connection, ledger: Path) -> None:
    """Drop the journal of the change of mode, which is over; whoever opens the fresh file must not find it."""
    connection.execute("PRAGMA journal_mode = MEMORY")
    ledger.with_name(f"{ledger.name}-journal").unlink(missing_ok=True)


def _let_others_in(connection: sqlite3.Connection) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA locking_mode = NORMAL")
    connection.execute("SELECT 1 FROM ledger").fetchone()


def _head(connection: sqlite3.Connection) -> object:
    return connection.execute("SELECT last, recorded_at FROM commits ORDER BY recorded_at DESC LIMIT 1").fetchone()


def _head_of(fresh: Path) -> object:
    with contextlib.closing(open_for_writing(fresh)) as connection:
        return _head(connection)
