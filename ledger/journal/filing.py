"""How a stored event is filed: its row, every name by its number, every hash computed."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.journal.leaf import envelope, leaf
from ledger.journal.names import Names
from ledger.journal.schema import NAMES
from ledger.journal.transaction import Transaction

INSERT = """INSERT OR FAIL INTO entries
(scope, family, position, recorded_at, stream, version, topic, scope_index, source_key, leaf, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
CHUNK = 2_000
"""How many entries are filed at once: new names are numbered in their order, chunk by chunk."""


class StoredEntry(StoredEvent):
    """A stored event, and where the ledger files it."""

    originator_id: UUID
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


class Filing:
    """Adds entries to the ledger in one transaction, after `position`."""

    def __init__(self, transaction: Transaction, names: Names, position: int, recorded_at: int) -> None:
        self.position = position
        self.recorded_at = recorded_at
        self._transaction = transaction
        self._names = names

    def file(self, entries: list[StoredEntry]) -> None:
        """Insert the entries, numbered in the order given."""
        names = self._names
        names.number_scopes({entry.scope for entry in entries})
        names.number("families", {entry.family for entry in entries})
        names.number("topics", {entry.topic for entry in entries})
        originators = [entry.originator_id.bytes for entry in entries]
        names.number_streams(originators)
        self._transaction.insert(INSERT, list(self._rows(entries, originators)))

    def _rows(self, entries: list[StoredEntry], originators: list[bytes]) -> Iterator[tuple[Any, ...]]:
        scopes, families, topics = (self._names.numbers[table] for table in NAMES)
        streams, next_index, recorded_at = self._names.streams, self._names.next_index, self.recorded_at
        for position, (entry, originator) in enumerate(zip(entries, originators, strict=True), self.position + 1):
            scope, topic, body = entry.scope, entry.topic, entry.state
            index = next_index[scope]
            next_index[scope] = index + 1
            yield (
                scopes[scope],
                families[entry.family],
                position,
                recorded_at,
                streams[originator],
                entry.originator_version,
                topics[topic],
                index,
                entry.source_key,
                leaf(envelope(scope, index, position, recorded_at, topic), body),
                body,
            )
        self.position += len(entries)
