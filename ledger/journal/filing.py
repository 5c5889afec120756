"""How a stored event is filed: its row, every name by its number, every hash computed."""

from collections.abc import Iterator
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.journal.leaf import envelope, leaf
from ledger.journal.names import Names
from ledger.journal.transaction import Transaction

INSERT = """INSERT OR FAIL INTO entries
(scope, family, position, recorded_at, stream, version, topic, scope_index, source_key, leaf, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
CHUNK = 500
"""How many entries are filed at once: new names are numbered in their order, chunk by chunk."""


class Filed(NamedTuple):
    """What is stored of an event, and where the ledger files it; versions count from 1 in the stream `originator`."""

    originator: bytes
    version: int
    topic: str
    body: bytes
    scope: str
    family: str
    source_key: bytes


class StoredEntry(StoredEvent):
    """The same as the library's recorders take it."""

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
        super().__init__(originator_id, originator_version, topic, state)
        self.__dict__.update(scope=scope, family=family, source_key=source_key)  # the fields are frozen

    @property
    def filed(self) -> Filed:
        """What of it goes into the tables."""
        originator = self.originator_id.bytes
        return Filed(
            originator, self.originator_version, self.topic, self.state, self.scope, self.family, self.source_key
        )


class Filing:
    """Adds entries to the ledger in one transaction, after `position`."""

    def __init__(self, transaction: Transaction, names: Names, position: int, recorded_at: int) -> None:
        self.position = position
        self.recorded_at = recorded_at
        self._transaction = transaction
        self._names = names

    def file(self, entries: list[Filed]) -> None:
        """Insert the entries, numbered in the order given."""
        names = self._names
        scopes, families, topics, streams = set[str](), set[str](), set[str](), list[bytes]()
        for originator, _, topic, _, scope, family, _ in entries:
            if scope not in names.scopes:
                scopes.add(scope)
            if family not in names.families:
                families.add(family)
            if topic not in names.topics:
                topics.add(topic)
            if originator not in names.streams:
                streams.append(originator)
        if scopes or families or topics or streams:
            names.number(scopes, families, topics, streams)
        self._transaction.insert(INSERT, list(self._rows(entries)))

    def _rows(self, entries: list[Filed]) -> Iterator[tuple[Any, ...]]:
        names, recorded_at = self._names, self.recorded_at
        scopes, families, topics, streams = names.scopes, names.families, names.topics, names.streams
        next_index = names.next_index
        for position, entry in enumerate(entries, self.position + 1):
            originator, version, topic, body, scope, family, source_key = entry
            index = next_index[scope]
            next_index[scope] = index + 1
            hashed = leaf(envelope(scope, index, position, recorded_at, topic), body)
            yield (
                scopes[scope], families[family], position, recorded_at, streams[originator], version,
                topics[topic], index, source_key, hashed, body,
            )  # fmt: skip
        self.position += len(entries)
