"""OCEL 2.0 in JSON: an object-centric event log of the amended history, for process mining.

Events name the things they speak of; things have attributes that change, and links to each other. Values are texts,
as the format's schema has them; the kind of each attribute is declared with its type. The events are written as they
are read; what is remembered of a ledger are its things.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ledger.events.entry import Entry
from ledger.events.instant import format_instant
from projections.calendar.span import Instant
from projections.facts.selection import Selection
from projections.outlet.attribute import Value, as_text, attributes
from projections.outlet.ocel_objects import Change, Objects, Places, Thing

Declared = dict[str, dict[str, str]]
"""For each type the kinds of its attributes by name."""


def written(selection: Selection) -> Iterator[bytes]:
    """One JSON object: events, objects, and the types of both. The ledger is read twice."""
    objects = Objects(Places(selection.amended()))
    event_types: Declared = {}
    object_types: Declared = {}
    entries = (entry for part in selection.amended() for entry in part.entries)
    yield b'{"events":['
    yield from _listed(_event(entry, objects, event_types) for entry in entries)
    yield b'],"objects":['
    yield from _listed(_object(thing, objects, object_types) for thing in objects.links)
    yield b'],"eventTypes":['
    yield from _listed(_types(event_types))
    yield b'],"objectTypes":['
    yield from _listed(_types(object_types))
    yield b"]}\n"


def _event(entry: Entry, objects: Objects, types: Declared) -> Mapping[str, Any]:
    said = attributes(entry)
    declared = types.setdefault(entry.type, {})
    for name, value in said.items():
        _declare(declared, name, value)
    return {
        "id": event_id(entry.source, entry.id),
        "type": entry.type,
        "time": format_instant(entry.occurred_at),
        "attributes": [{"name": name, "value": as_text(value)} for name, value in said.items()],
        "relationships": _relationships(objects.named_by(entry)),
    }


def event_id(source: str, id: str) -> str:
    """Source and id in one, such as `/monitoring/probe#2026-0042-start`; no two entries have the same."""
    return f"{source.replace('%', '%25').replace('#', '%23')}#{id}"


def _object(thing: Thing, objects: Objects, types: Declared) -> Mapping[str, Any]:
    declared = types.setdefault(thing.kind, {})
    for change in objects.changes[thing]:
        _declare(declared, change.name, change.value)
    return {
        "id": thing.id,
        "type": thing.kind,
        "attributes": [_change(change) for change in objects.changes[thing]],
        "relationships": _relationships(objects.links[thing]),
    }


def _change(change: Change) -> Mapping[str, str]:
    return {"name": change.name, "time": format_instant(change.at), "value": as_text(change.value)}


def _relationships(named: Iterable[tuple[str, str]]) -> list[Mapping[str, str]]:
    return [{"objectId": whose, "qualifier": qualifier} for whose, qualifier in named]


def _declare(declared: dict[str, str], name: str, value: Value) -> None:
    """Remember the kind of an attribute; one that is now a number and now a text is a text."""
    kind = _kind(value)
    declared[name] = kind if declared.get(name, kind) == kind else "string"


def _kind(value: Value) -> str:
    match value:
        case bool():
            return "boolean"
        case Instant():
            return "time"
        case int():
            return "integer"
    return "string"


def _types(declared: Declared) -> Iterator[Mapping[str, Any]]:
    for name in sorted(declared):
        yield {"name": name, "attributes": [{"name": each, "type": kind} for each, kind in declared[name].items()]}


def _listed(items: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    """The items of a JSON array, a line each, in ASCII: no terminal obeys what stands in them."""
    before = "\n"
    for item in items:
        yield (before + json.dumps(item)).encode()
        before = ",\n"
