"""Stored events in one total order without gaps: the recorder interface of `eventsourcing`, on SQLAlchemy."""

import os
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple, NoReturn
from uuid import UUID

from eventsourcing.persistence import ApplicationRecorder, IntegrityError, Notification, StoredEvent
from sqlalchemy import ColumnElement, Select, column, select, table

from ledger import clock
from ledger.events.instant import format_instant
from ledger.journal.filing import Filed, Filing, StoredEntry
from ledger.journal.names import Names
from ledger.journal.read import Head
from ledger.journal.store import Store
from ledger.journal.transaction import Transaction
from ledger.refusal import IntegrityFailure, LedgerUnavailable

_AHEAD = 1_000_000
"""Microseconds that the last transaction may lie ahead of the clock: more is a clock that was, or is, wrong."""

_HEAD = "SELECT last, recorded_at FROM commits ORDER BY recorded_at DESC LIMIT 1"
_SEALED = "SELECT closed_at FROM epochs ORDER BY number DESC LIMIT 1"
_STAMP = "INSERT OR FAIL INTO commits (first, last, recorded_at, recorded_by) VALUES (?, ?, ?, ?)"

_ENTRIES = table("entries", *map(column, ("position", "stream", "version", "topic", "body")))
_STREAMS = table("streams", column("number"), column("originator"))
_TOPICS = table("topics", column("number"), column("name"))


class Stamp(NamedTuple):
    """What one transaction recorded: positions first to last, all at one instant in microseconds since 1970."""

    first: int
    last: int
    recorded_at: int


class Recorder(ApplicationRecorder):
    """Writes and reads the stored events of one ledger."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self._names: Names | None = None

    def insert_events(self, stored_events: Sequence[StoredEvent], **_: Any) -> list[int] | None:
        """Record the events in a transaction of their own, as the library does; returns their positions.

        Raises the library's IntegrityError for a version or a source key that is there already.
        """
        try:
            with self.store.writing() as transaction:
                names = self.names(transaction)
                filed = [self.filed(each).filed for each in stored_events]
                names.recall([each.originator for each in filed])
                stamp = self.record([filed], transaction, names)
        except IntegrityFailure as error:
            raise IntegrityError(str(error)) from error
        return None if stamp is None else list(range(stamp.first, stamp.last + 1))

    def names(self, transaction: Transaction) -> Names:
        """The numbers of names, with those kept from the last transaction where nobody has written since."""
        names, self._names = self._names, None  # what this transaction adds is not known before it is committed
        head = transaction.row(_HEAD) or (0, 0)
        if names is None or names.head != head:
            names = Names(Head(*head))
        names.serve(transaction)
        return names

    def keep(self, names: Names) -> None:
        """Know these names from now on: the transaction that they served is committed."""
        names.rest()
        self._names = names

    def record(
        self,
        filed: Iterable[list[Filed]],
        transaction: Transaction,
        names: Names,
        progress: Callable[[int], None] | None = None,
    ) -> Stamp | None:
        """Record what is filed, chunk by chunk, in a transaction that the caller commits; None where there is nothing.

        The names of a chunk are known when it comes. `progress` is told how many more are stored.
        """
        last = names.head.position
        (closed_at,) = transaction.row(_SEALED) or (0,)
        filing = Filing(transaction, names, last, self._instant_after(max(names.head.recorded_at, closed_at)))
        for chunk in filed:
            filing.file(chunk)
            if progress is not None:
                progress(len(chunk))
        if filing.position == last:
            return None
        stamp = Stamp(last + 1, filing.position, filing.recorded_at)
        transaction.insert(_STAMP, [(*stamp, system_user())])
        names.head = Head(stamp.last, stamp.recorded_at)
        return stamp

    def filed(self, stored_event: StoredEvent) -> StoredEntry:
        """The stored event with its place in the ledger, which only our own mapper knows."""
        if isinstance(stored_event, StoredEntry):
            return stored_event
        raise TypeError(f"{stored_event.topic} names no scope: it does not come from this ledger's mapper")

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
            last = connection.exec_driver_sql(_HEAD).first()
        return None if last is None else int(last[0])

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> NoReturn:
        """Not offered: nothing follows a ledger while it grows."""
        raise NotImplementedError("a ledger has no subscriptions; read it at a position")


def _joined(*columns: ColumnElement[Any]) -> Select[Any]:
    return select(*columns, _TOPICS.c.name, _ENTRIES.c.body).select_from(
        _ENTRIES.join(_STREAMS, _STREAMS.c.number == _ENTRIES.c.stream).join(
            _TOPICS, _TOPICS.c.number == _ENTRIES.c.topic
        )
    )


@cache
def system_user() -> str:
    """Who runs this process, from the system's records: an environment variable may say anything."""
    try:
        import pwd

        return pwd.getpwuid(os.geteuid()).pw_name
    except (ImportError, KeyError):
        return str(os.geteuid()) if hasattr(os, "geteuid") else os.getlogin()
