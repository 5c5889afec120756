"""Between what happened and what is stored: types are looked up in the catalogue, and nowhere else.

The library's own mapper imports whatever a stored topic names; a ledger that someone tampered with must not
choose the code that runs.
"""

import json
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from ledger.events.catalogue import UnknownType, event_class
from ledger.events.event import Event, Submission
from ledger.events.instant import parse_instant
from ledger.events.personal import PERSONAL, put_back
from ledger.journal.filing import Filed, StoredEntry
from ledger.journal.leaf import read_topic, source_key, spell_topic
from ledger.journal.taking import TakeOut
from ledger.refusal import IntegrityFailure


class StreamEvent(NamedTuple):
    """A submission at its place in the stream of its subject; versions count from 1.

    One that is read back from its stream names the first word of its type as family, also where it amends another.
    """

    originator_id: UUID
    originator_version: int
    submission: Submission


def filed(originator: bytes, version: int, submission: Submission, out: TakeOut | None = None) -> Filed:
    """What is stored of a submission: the body it came with, personal values taken out, never a re-serialised one."""
    source, identifier, type_, scope, _, family, _, body, *_ = submission
    key = source_key(source, identifier)
    return Filed(originator, version, _topic(type_), body if out is None else out(type_, key, body), scope, family, key)


@cache
def _topic(event_type: str) -> str:
    return spell_topic(event_type, event_class(event_type).VERSION)


class CatalogueMapper(Mapper[UUID]):
    """Stores the submission's own bytes, and reads them back through the catalogue."""

    def __init__(self) -> None:
        super().__init__(transcoder=JSONTranscoder())

    def to_stored_event(self, domain_event: DomainEventProtocol[UUID]) -> StoredEntry:
        """What is stored of a StreamEvent, as the library hands it to a recorder."""
        assert isinstance(domain_event, StreamEvent)
        identity, version, submission = domain_event
        return StoredEntry(identity, *filed(identity.bytes, version, submission)[1:])

    def to_domain_event(self, stored_event: StoredEvent) -> StreamEvent:
        """The event as its class in the catalogue reads it. Raises IntegrityFailure for what none can read."""
        assert isinstance(stored_event.originator_id, UUID)
        try:
            submission = _submission(stored_event.topic, stored_event.state)
        except UnknownType as error:
            raise IntegrityFailure(
                "an entry of type {topic} is stored, which this program does not know; use the program that wrote it",
                topic=stored_event.topic,
            ) from error
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise IntegrityFailure(
                "a stored entry of type {topic} cannot be read; verify the ledger", topic=stored_event.topic
            ) from error
        return StreamEvent(stored_event.originator_id, stored_event.originator_version, submission)


def _submission(topic: str, body: bytes) -> Submission:
    event_type, version = read_topic(topic)
    said = json.loads(body)
    # To the library, a commitment is the value: no event is without what it said.
    said = put_back(said, said.get(PERSONAL, {}))
    cls = event_class(event_type, version)
    return Submission(
        said["source"],
        said["id"],
        event_type,
        said["scope"],
        said["subject"],
        event_type.partition(".")[0],
        parse_instant(said["time"]),
        body,
        cls.model_validate_json(json.dumps(_upcast(cls, version, said.get("data") or {}))),
    )


def _upcast(cls: type[Event], version: int, data: dict[str, Any]) -> dict[str, Any]:
    """Data of an old version, brought up step by step by the class's own `upcast_v1_v2` and so on."""
    for older in range(version, cls.VERSION):
        data = getattr(cls, f"upcast_v{older}_v{older + 1}")(data)
    return data
