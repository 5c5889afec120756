"""How a stored event is filed: its row, every name by its number, every hash computed."""

from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.journal.leaf import envelope, leaf
from ledger.journal.names import next_indexes, numbers, stream_numbers
from ledger.journal.transaction import Transaction

_INSERT = """INSERT OR FAIL INTO entries
(scope, family, position, recorded_at, stream, version, topic, scope_index, source_key, leaf, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""


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
    """Adds entries to the ledger in one transaction, after `position`; remembers what it has looked up."""

    def __init__(self, transaction: Transaction, position: int, recorded_at: int) -> None:
        self.position = position
        self._recorded_at = recorded_at
        self._transaction = transaction
        self._scopes: dict[str, int] = {}
        self._families: dict[str, int] = {}
        self._topics: dict[str, int] = {}
        self._streams: dict[bytes, int] = {}
        self._indexes: dict[str, int] = {}

    def file(self, entries: list[StoredEntry]) -> None:
        """Insert the entries, numbered in the order given."""
        self._look_up(entries)
        self._transaction.insert(_INSERT, [self._row(entry) for entry in entries])

    def _row(self, entry: StoredEntry) -> tuple[Any, ...]:
        scope = entry.scope
        index = self._indexes[scope]
        self._indexes[scope] = index + 1
        self.position = position = self.position + 1
        return (
            self._scopes[scope],
            self._families[entry.family],
            position,
            self._recorded_at,
            self._streams[entry.originator_id.bytes],
            entry.originator_version,
            self._topics[entry.topic],
            index,
            entry.source_key,
            leaf(envelope(scope, index, position, self._recorded_at, entry.topic), entry.state),
            entry.state,
        )

    def _look_up(self, entries: list[StoredEntry]) -> None:
        if scopes := {entry.scope for entry in entries} - self._scopes.keys():
            found = numbers(self._transaction, "scopes", scopes)
            self._scopes |= found
            self._indexes |= next_indexes(self._transaction, found)
        if families := {entry.family for entry in entries} - self._families.keys():
            self._families |= numbers(self._transaction, "families", families)
        if topics := {entry.topic for entry in entries} - self._topics.keys():
            self._topics |= numbers(self._transaction, "topics", topics)
        # In the order of first appearance, so that the same batch always numbers its streams the same way.
        originators = dict.fromkeys(entry.originator_id.bytes for entry in entries)
        if unknown := [each for each in originators if each not in self._streams]:
            self._streams |= stream_numbers(self._transaction, unknown)
