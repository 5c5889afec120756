"""How a stored event is filed: its row, every name by its number, every hash computed."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.journal.leaf import envelope, leaf
from ledger.journal.names import new_streams, next_indexes, numbers, streams
from ledger.journal.transaction import Transaction

INSERT = """INSERT OR FAIL INTO entries
(scope, family, position, recorded_at, stream, version, topic, scope_index, source_key, leaf, body)
VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""

KnownStreams = dict[bytes, tuple[int, int]]
"""Number and last version of each stream that exists, by the bytes of its UUID."""


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


def rows(
    transaction: Transaction,
    entries: list[StoredEntry],
    known: KnownStreams,
    position: int,
    recorded_at: int,
) -> Iterator[tuple[Any, ...]]:
    """The rows to insert after `position`, in order: every name by its number, every hash computed."""
    scopes = numbers(transaction, "scopes", {entry.scope for entry in entries})
    families = numbers(transaction, "families", {entry.family for entry in entries})
    topics = numbers(transaction, "topics", {entry.topic for entry in entries})
    stream_numbers = _stream_numbers(transaction, entries, known)
    indexes = next_indexes(transaction, scopes)
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


def _stream_numbers(transaction: Transaction, entries: list[StoredEntry], known: KnownStreams) -> dict[bytes, int]:
    # A dict keeps the order of first appearance, which numbers the streams the same way each time.
    originators = dict.fromkeys(entry.originator_id.bytes for entry in entries)
    found = known or streams(transaction, originators)
    return {each: number for each, (number, _) in found.items()} | new_streams(
        transaction, [each for each in originators if each not in found]
    )
