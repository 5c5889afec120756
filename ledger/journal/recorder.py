"""Stored events in one total order without gaps: the recorder interface of `eventsourcing`, on SQLAlchemy."""

import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from functools import cache
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent
from sqlalchemy import ColumnElement, Connection, Select, column, select, table
from sqlalchemy.exc import IntegrityError as Violation

from ledger import clock
from ledger.events.instant import format_instant
from ledger.journal.leaf import envelope, leaf
from ledger.journal.names import chunks, new_streams, numbers, rows_in, streams
from ledger.journal.store import Store
from ledger.refusal import IntegrityFailure, LedgerUnavailable

_AHEAD = 1_000_000
"""Microseconds that the last transaction may lie ahead of the clock: more is a clock that was, or is, wrong."""

_CHUNK = 2000

_INSERT = """INSERT OR FAIL INTO entries
(scope, family, position, recorded_at, stream, version, topic, scope_index, source_key, leaf, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

_ENTRIES = table("entries", *map(column, ("position", "stream", "version", "topic", "body")))
_STREAMS = table("streams", column("number"), column("originator"))
_TOPICS = table("topics", column("number"), column("name"))


class StoredEntry(StoredEvent):
    """A stored event, and where the ledger files it."""

    scope: str
    family: str
    source_key: bytes

    def __init__(
        self,
        originator_id: UUID,
        originator_version: int,
        topic: str,
        state: bytes,
        scope: str,
        family: str,
        source_key: bytes,
    ) -> None:
        # One update, because setting the fields of a frozen dataclass one by one takes as long as storing the row.
        self.__dict__.update(
            originator_id=originator_id,
            originator_version=originator_version,
            topic=topic,
            state=state,
            scope=scope,
            family=family,
            source_key=source_key,
        )


class Head(NamedTuple):
    """The last transaction: its instant, in microseconds since 1970, and the last position it recorded."""

    recorded_at: int
    position: int


class Recorder(ApplicationRecorder):
    """Writes and reads the stored events of one ledger."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def insert_events(
        self,
        stored_events: Sequence[StoredEvent],
        *,
        connection: Connection | None = None,
        known_streams: dict[bytes, tuple[int, int]] | None = None,
        progress: Callable[[int], None] | None = None,
        **_: Any,
    ) -> list[int] | None:
        """Record the events, in one transaction of their own or in that of `connection`, which the caller commits.

        Returns their positions. `known_streams` are those that the caller has looked up already; `progress` is told
        how many more events are stored. Raises the library's IntegrityError for a version or key already there.
        """
        if not stored_events:
            return None
        entries = [self.filed(each) for each in stored_events]
        with _violations(), self.store.writing() if connection is None else nullcontext(connection) as transaction:
            return self._record(transaction, entries, known_streams or {}, progress)

    def filed(self, stored_event: StoredEvent) -> StoredEntry:
        """The stored event with its place in the ledger, which only our own mapper knows."""
        if isinstance(stored_event, StoredEntry):
            return stored_event
        raise TypeError(f"{stored_event.topic} names no scope: it does not come from this ledger's mapper")

    def head(self, connection: Connection) -> Head | None:
        """The last transaction; None in an empty ledger."""
        row = connection.exec_driver_sql(
            "SELECT recorded_at, last FROM commits ORDER BY recorded_at DESC LIMIT 1"
        ).first()
        return None if row is None else Head(*row)

    def _record(
        self,
        connection: Connection,
        entries: list[StoredEntry],
        known_streams: dict[bytes, tuple[int, int]],
        progress: Callable[[int], None] | None,
    ) -> list[int]:
        head = self.head(connection) or Head(0, 0)
        recorded_at = self._instant_after(head.recorded_at)
        rows = _rows(connection, entries, known_streams, head.position, recorded_at)
        for chunk in chunks(rows, _CHUNK):
            connection.exec_driver_sql(_INSERT, chunk)
            if progress is not None:
                progress(len(chunk))
        last = head.position + len(entries)
        connection.exec_driver_sql(
            "INSERT OR FAIL INTO commits (recorded_at, first, last, recorded_by) VALUES (?, ?, ?, ?)",
            (recorded_at, head.position + 1, last, system_user()),
        )
        return list(range(head.position + 1, last + 1))

    def _instant_after(self, last: int) -> int:
        now = clock.now()
        if last > now + _AHEAD:
            raise LedgerUnavailable(
                "{ledger}: its last entry was recorded at {last}, ahead of this machine's clock; set the clock right",
                ledger=self.store.ledger,
                last=format_instant(last),
            )
        return max(now, last + 1)

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """The stored events of one stream, in the order of their versions."""
        assert isinstance(originator_id, UUID)
        version = _ENTRIES.c.version
        query = _joined(version).where(_STREAMS.c.originator == originator_id.bytes)
        if gt is not None:
            query = query.where(version > gt)
        if lte is not None:
            query = query.where(version <= lte)
        query = query.order_by(version.desc() if desc else version.asc()).limit(limit)
        with self.store.reading() as connection:
            return [
                StoredEvent(originator_id=originator_id, originator_version=version, topic=topic, state=body)
                for version, topic, body in connection.execute(query)
            ]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """Stored events in the order of their positions."""
        position = _ENTRIES.c.position
        query = _joined(position, _STREAMS.c.originator, _ENTRIES.c.version)
        if start is not None:
            query = query.where(position >= start if inclusive_of_start else position > start)
        if stop is not None:
            query = query.where(position <= stop)
        if topics:
            query = query.where(_TOPICS.c.name.in_(topics))
        with self.store.reading() as connection:
            return [
                Notification(
                    id=position,
                    originator_id=UUID(bytes=originator),
                    originator_version=version,
                    topic=topic,
                    state=body,
                )
                for position, originator, version, topic, body in connection.execute(
                    query.order_by(position).limit(limit)
                )
            ]

    def max_notification_id(self) -> int | None:
        """The last position; None in an empty ledger."""
        with self.store.reading() as connection:
            head = self.head(connection)
        return None if head is None else head.position

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        """Not offered: nothing follows a ledger while it grows."""
        raise NotImplementedError("a ledger has no subscriptions; read it at a position")


def _joined(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns, _TOPICS.c.name, _ENTRIES.c.body).select_from(
        _ENTRIES.join(_STREAMS, _STREAMS.c.number == _ENTRIES.c.stream).join(
            _TOPICS, _TOPICS.c.number == _ENTRIES.c.topic
        )
    )


def _rows(
    connection: Connection,
    entries: list[StoredEntry],
    known_streams: dict[bytes, tuple[int, int]],
    position: int,
    recorded_at: int,
) -> Iterator[tuple[Any, ...]]:
    """The rows to insert after `position`, in order: every name by its number, every hash computed."""
    scopes = numbers(connection, "scopes", {entry.scope for entry in entries})
    families = numbers(connection, "families", {entry.family for entry in entries})
    topics = numbers(connection, "topics", {entry.topic for entry in entries})
    stream_numbers = _stream_numbers(connection, entries, known_streams)
    indexes = _next_indexes(connection, scopes)
    for position, entry in enumerate(entries, position + 1):  # noqa: B020
        scope = entry.scope
        index = indexes[scope]
        indexes[scope] = index + 1
        yield (
            scopes[scope],
            families[entry.family],
            position,
            recorded_at,
            stream_numbers[entry.originator_id.bytes],
            entry.originator_version,
            topics[entry.topic],
            index,
            entry.source_key,
            leaf(envelope(scope, index, position, recorded_at, entry.topic), entry.state),
            entry.state,
        )


def _stream_numbers(
    connection: Connection, entries: list[StoredEntry], known: dict[bytes, tuple[int, int]]
) -> dict[bytes, int]:
    # A dict keeps the order of first appearance, which numbers the streams the same way each time.
    originators = dict.fromkeys(entry.originator_id.bytes for entry in entries)
    found = known or streams(connection, originators)
    return {each: number for each, (number, _) in found.items()} | new_streams(
        connection, [each for each in originators if each not in found]
    )


def _next_indexes(connection: Connection, scopes: dict[str, int]) -> dict[str, int]:
    """The index in its scope that the next entry of each scope gets, from 0."""
    statement = """SELECT number, (
        SELECT max((
            SELECT scope_index FROM entries WHERE scope = scopes.number AND family = families.number
            ORDER BY position DESC LIMIT 1
        )) FROM families
    ) FROM scopes WHERE number IN ({marks})"""
    last = dict(rows_in(connection, statement, scopes.values()))
    return {name: 0 if last[number] is None else last[number] + 1 for name, number in scopes.items()}


@cache
def system_user() -> str:
    """Who runs this process, from the system's records: an environment variable may say anything."""
    try:
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (ImportError, KeyError):
        return str(os.geteuid()) if hasattr(os, "geteuid") else os.getlogin()


@contextmanager
def _violations() -> Iterator[None]:
    try:
        yield
    except (Violation, IntegrityFailure) as error:
        raise IntegrityError(str(error)) from error
