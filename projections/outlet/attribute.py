"""What an entry says, as attributes of the few kinds that logs know: texts, whole numbers, truth values, instants."""

import json
from collections.abc import Iterator
from typing import Any

from ledger.events.catalogue import event_class
from ledger.events.entry import Entry
from ledger.events.instant import format_instant, parse_instant
from projections.calendar.span import Instant

Value = str | int | bool | Instant
"""A text, a whole number, a truth value, or an instant in microseconds since 1970."""


def attributes(entry: Entry) -> dict[str, Value]:
    """The entry's attributes by name: both clocks, what it came with, its amendments, and `data.<field>`."""
    return dict(_attributes(entry))


def data_value(entry: Entry, field: str) -> Value:
    """What the data say in a field: an instant where the event's model has one; lists and objects as JSON."""
    value: Any = entry.data[field]
    if isinstance(value, str) and field in event_class(entry.type).instant_fields():
        return Instant(parse_instant(value))
    return value if isinstance(value, str | int) else json.dumps(value, ensure_ascii=False)


def as_text(value: Value) -> str:
    """The value in one exact way: instants in UTC, truth values as JSON has them."""
    match value:
        case bool():
            return "true" if value else "false"
        case Instant():
            return format_instant(value)
    return str(value)


def object_id(scope: str, subject: str) -> str:
    """What names a subject in the whole ledger: `environment/prod-1/outage/2026-0042`; a scope is named as it is."""
    return subject if subject == scope else f"{scope}/{subject}"


def _attributes(entry: Entry) -> Iterator[tuple[str, Value]]:
    yield "position", entry.position
    yield "recorded_at", Instant(entry.recorded_at)
    if entry.claimed_at is not None:
        yield "recordedtime", Instant(entry.claimed_at)
    yield from (("scope", entry.scope), ("subject", entry.subject), ("source", entry.source), ("id", entry.id))
    if entry.actor is not None:
        yield "actor", entry.actor
    yield "assertedby", entry.assertedby
    if entry.amended_by:
        yield "amended_by", ", ".join(f"#{each.position}" for each in entry.amended_by)
        yield "amended_because", "; ".join(each.data["because"] for each in entry.amended_by)
    for field in entry.data:
        yield f"data.{field}", data_value(entry, field)
