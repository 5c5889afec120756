"""The objects of an object-centric log: what the entries speak of, what of it changes, and how it hangs together."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from ledger.events.entry import Entry
from ledger.events.subject import full_subject
from projections.facts.selection import Part
from projections.outlet.attribute import Value, data_value, object_id


class Link(NamedTuple):
    """A field that names something else: the kind of thing, and what the entry's subject is to it."""

    kind: str
    qualifier: str


LINKS: Mapping[str, Link] = {
    "environment": Link("environment", "runs on"),
    "maintenance": Link("maintenance", "caused by"),
    "into": Link("ticket", "merged into"),
    "present": Link("backup", "lists"),
    "backup": Link("backup", "restored from"),
    "update": Link("update", "approved for"),
}
"""The fields that name a thing, in whatever event they stand."""

_TERMS = ("client", "territory", "timezone", "environment", "edition", "service_starts_on", "support_starts_on")
_ORDERED = ("form", "options", "modules", "named_users", "agents")
STATES: Mapping[str, tuple[str, ...]] = {
    "environment.declared": ("kind",),
    "contract.signed": (*_TERMS, *_ORDERED),
    "contract.amended": ("effective_on", *_TERMS, *_ORDERED),
    "reading.agreed": ("option", "effective_on"),
    "qualification.granted": ("valid_until",),
    "outage.started": ("component", "impact"),
    "outage.impact_changed": ("impact",),
    "outage.attributed": ("cause",),
    "maintenance.planned": ("starts", "ends"),
    "maintenance.announced": ("starts", "ends"),
    "maintenance.rescheduled": ("starts", "ends"),
    "emergency_maintenance.declared": ("starts", "expected_end"),
    "ticket.submitted": ("channel", "claimed_severity"),
    "ticket.registered": ("channel",),
    "ticket.qualified": ("severity",),
    "ticket.requalified": ("severity",),
    "backup.completed": ("kinds", "size_bytes", "location"),
    "update.announced": ("kind", "version", "planned_on"),
    "update.installed": ("kind", "version"),
    "account.instructed": ("kind",),
}
"""The fields of an event that its subject has from then on as attributes of its own."""


_OF_OTHERS = frozenset({"outage.attributed", "document.attached"})
"""What may be said of a thing that belongs to another scope."""


class Thing(NamedTuple):
    """Something that entries speak of, in the scope whose history it belongs to."""

    scope: str
    subject: str

    @property
    def id(self) -> str:
        """What names it in the whole log."""
        return object_id(self.scope, self.subject)

    @property
    def kind(self) -> str:
        """The first word of its subject: `outage`, `ticket`, `provider`."""
        return self.subject.partition("/")[0]


class Places:
    """Where things have their home: an entry of a contract may name what belongs to its environment."""

    def __init__(self, parts: Iterable[Part]) -> None:
        self._homes: set[Thing] = set()
        self._environments: dict[str, dict[str, None]] = {}
        for part in parts:
            for entry in part.entries:
                if entry.type not in _OF_OTHERS:
                    self._homes.add(Thing(entry.scope, entry.subject))
                if part.family == "contract" and "environment" in entry.data:
                    environment = full_subject("environment", entry.data["environment"])
                    self._environments.setdefault(part.scope, {})[environment] = None

    def subject(self, entry: Entry) -> Thing:
        """What the entry speaks of: a contract may give a cause to an outage of its environment."""
        return self._find(entry.scope, entry.subject)

    def linked(self, entry: Entry) -> Iterator[tuple[str, Thing]]:
        """The other things that the entry names, each with the field it is named in."""
        for field, link in LINKS.items():
            named = entry.data.get(field, ())
            for reference in dict.fromkeys([named] if isinstance(named, str) else named):
                subject = full_subject(link.kind, reference)
                yield field, Thing(subject, subject) if link.kind == "environment" else self._find(entry.scope, subject)

    def _find(self, scope: str, subject: str) -> Thing:
        near = (scope, *self._environments.get(scope, ()), "provider", subject)
        return next((thing for place in near if (thing := Thing(place, subject)) in self._homes), Thing(scope, subject))


class Change(NamedTuple):
    """An attribute of a thing from an instant on, in microseconds since 1970."""

    name: str
    at: int
    value: Value


class Objects:
    """The things named so far, in the order in which they were, with their changes and their links to each other."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self.changes: dict[Thing, list[Change]] = {}
        self.links: dict[Thing, dict[tuple[str, str], None]] = {}

    def named_by(self, entry: Entry) -> dict[tuple[str, str], None]:
        """Take in an entry; the ids of the things that it names, each with how it names it."""
        thing = self._places.subject(entry)
        whose = Thing(entry.scope, entry.scope)
        named = {(self._known(thing).id, "subject"): None}
        if whose != thing:
            named[self._known(whose).id, "scope"] = None
        for field, other in self._places.linked(entry):
            named[self._known(other).id, field] = None
            if thing.scope == entry.scope and other != thing:
                self.links[thing][other.id, LINKS[field].qualifier] = None
        if thing.scope == entry.scope:
            self.changes[thing] += (
                Change(field, entry.occurred_at, data_value(entry, field))
                for field in STATES.get(entry.type, ())
                if field in entry.data
            )
        return named

    def _known(self, thing: Thing) -> Thing:
        if thing not in self.links:
            self.changes[thing], self.links[thing] = [], {}
            whose = Thing(thing.scope, thing.scope)
            if thing != whose:
                self.links[thing][self._known(whose).id, "belongs to"] = None
        return thing
