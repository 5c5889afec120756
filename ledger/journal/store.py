"""A ledger file behind its single writer, on the driver, and a SQLAlchemy engine for the reads of the library."""

import contextlib
import os
import sqlite3
import uuid
from collections.abc import Iterator, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

from sqlalchemy import Connection, create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import QueuePool

from ledger import clock
from ledger.journal.immutability import SCHEMA
from ledger.journal.schema import APPLICATION_ID, FORMAT
from ledger.journal.sqlite import (
    BUSY_SECONDS,
    connect_new,
    open_for_reading,
    open_for_writing,
    refusal_for,
    translated,
)
from ledger.journal.transaction import Transaction
from ledger.refusal import LedgerUnavailable


def create_ledger(ledger: Path) -> None:
    """Make a new, empty ledger file, whole or not at all. Raises LedgerUnavailable as `newly_made` does."""
    with newly_made(ledger) as unfinished:
        fill(unfinished, ledger, uuid.uuid4().bytes, clock.now())


@contextlib.contextmanager
def newly_made(ledger: Path) -> Iterator[Path]:
    """A name beside the ledger's to make its file under; left without an error, the file has the ledger's name.

    Raises LedgerUnavailable where the folder is missing or cannot be written to, or the file is already there.
    """
    if ledger.exists():
        raise LedgerUnavailable("{ledger}: there is already a file; open it, or give another path", ledger=ledger)
    if not ledger.absolute().parent.is_dir():
        raise LedgerUnavailable(
            "{ledger}: the folder {folder} does not exist; create it first",
            ledger=ledger,
            folder=ledger.absolute().parent,
        )
    unfinished = ledger.with_name(f".{ledger.name}.{uuid.uuid4().hex}")
    try:
        yield unfinished
        # Unlike a rename, a link never replaces what another process created meanwhile.
        os.link(unfinished, ledger)
    except FileExistsError:
        raise LedgerUnavailable(
            "{ledger}: there is already a file; open it, or give another path", ledger=ledger
        ) from None
    except OSError as error:
        raise LedgerUnavailable(
            "{ledger}: it cannot be created here ({failure}); choose another folder",
            ledger=ledger,
            failure=error.strerror,
        ) from error
    finally:
        for suffix in ("", "-wal", "-shm"):
            unfinished.with_name(unfinished.name + suffix).unlink(missing_ok=True)
    settle(ledger.absolute().parent)


def fill(path: Path, ledger: Path, identity: bytes, created_at: int) -> None:
    """Make an empty ledger of that identity at `path`; what goes wrong is said of `ledger`."""
    with translated(ledger), contextlib.closing(connect_new(path)) as connection:
        connection.execute("BEGIN IMMEDIATE")
        for statement in SCHEMA.values():
            connection.execute(statement)
        connection.execute("INSERT INTO ledger VALUES (1, ?, ?, ?)", (identity, FORMAT, created_at))
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")


def settle(folder: Path) -> None:
    """Have the folder's new entry survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


class Store:
    """The connections of one ledger.

    The writer has the driver's own, and keeps it: what SQLAlchemy does to begin and end a transaction takes longer
    than storing an event. Threads of one process queue for it, processes for the lock in the file.
    """

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self._turn = Lock()
        self._writer = open_for_writing(ledger)
        self._reader = create_engine("sqlite://", creator=lambda: open_for_reading(ledger), poolclass=QueuePool)

    @contextlib.contextmanager
    def writing(self) -> Iterator[Transaction]:
        """One transaction that holds the writer lock from its first moment; left by an error, it never was.

        Raises LedgerUnavailable where another program or thread holds the lock for longer than `BUSY_SECONDS`.
        """
        if not self._turn.acquire(timeout=BUSY_SECONDS):
            raise LedgerUnavailable(
                "{ledger}: another thread is writing to it; wait until it is done, then try again", ledger=self.ledger
            )
        writer = self._writer
        try:
            # A deferred BEGIN that reads before it writes cannot wait for another writer: SQLite refuses it at once.
            writer.execute("BEGIN IMMEDIATE")
            yield Transaction(writer)
            writer.commit()
        except BaseException as error:
            writer.rollback()
            refusal = refusal_for(error, self.ledger) if isinstance(error, sqlite3.Error) else None
            if refusal is None:
                raise
            raise refusal from error
        finally:
            self._turn.release()

    def glance(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """The rows of a query beside any transaction, on the writer's connection."""
        with self._turn, translated(self.ledger):
            return self._writer.execute(statement, values).fetchall()

    @contextlib.contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection that cannot write."""
        try:
            with translated(self.ledger), self._reader.connect() as connection:
                yield connection
        except DBAPIError as error:
            refusal = refusal_for(error.orig, self.ledger) if isinstance(error.orig, sqlite3.Error) else None
            if refusal is None:
                raise
            raise refusal from error

    def close(self) -> None:
        """Close every connection; the last one to a ledger folds its write-ahead log into the file."""
        self._reader.dispose()
        self._writer.close()
