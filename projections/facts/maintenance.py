"""Maintenances as they were planned, told and carried out, and emergency maintenances as declared."""

from typing import Literal, NamedTuple

from ledger.events.entry import Entry
from ledger.events.instant import parse_instant
from projections.facts.history import History, by_subject, instant_of

VersionKind = Literal["planned", "announced", "rescheduled", "cancelled"]


class Version(NamedTuple):
    """What was said of a maintenance at `at`: that it will take `[starts, ends)`, or (cancelled) nothing.

    `recorded_at` is when the ledger learned of it, `received_at` when the client is said to have; instants
    in microseconds.
    """

    kind: VersionKind
    at: int
    recorded_at: int
    received_at: int | None
    starts: int | None
    ends: int | None
    channel: str | None
    entry: Entry


class Maintenance(NamedTuple):
    """One maintenance: its versions in the order of facts, and when the work began and ended."""

    subject: str
    scope: str
    versions: tuple[Version, ...]
    started: int | None
    ended: int | None
    entries: tuple[Entry, ...]


class Emergency(NamedTuple):
    """An emergency maintenance: declared at `declared_at`, from `starts`, until `ended`, else `expected_end`."""

    subject: str
    scope: str
    declared_at: int
    starts: int
    expected_end: int | None
    ended: int | None
    reason: str
    entries: tuple[Entry, ...]


_VERSIONS = {
    "maintenance.planned": "planned",
    "maintenance.announced": "announced",
    "maintenance.rescheduled": "rescheduled",
    "maintenance.cancelled": "cancelled",
}


def maintenances(history: History, *scopes: str) -> tuple[list[Maintenance], list[Emergency], list[Entry]]:
    """The maintenances and emergency maintenances of these scopes, and the orphans among their entries."""
    planned: list[Maintenance] = []
    emergencies: list[Emergency] = []
    orphans: list[Entry] = []
    for scope in scopes:
        for subject, entries in by_subject(history.of(scope, "maintenance")).items():
            maintenance = _maintenance(subject, scope, entries)
            if maintenance.versions:
                planned.append(maintenance)
            else:
                orphans += entries
        for subject, entries in by_subject(history.of(scope, "emergency_maintenance")).items():
            emergency = _emergency(subject, scope, entries)
            if emergency is None:
                orphans += entries
            else:
                emergencies.append(emergency)
    return planned, emergencies, orphans


def _maintenance(subject: str, scope: str, entries: list[Entry]) -> Maintenance:
    versions = [_version(entry) for entry in entries if entry.type in _VERSIONS]
    if not any(version.kind in ("planned", "announced") for version in versions):
        versions = []  # moved or cancelled, but its beginning is not known: orphans
    started = [entry.occurred_at for entry in entries if entry.type == "maintenance.started"]
    ended = [entry.occurred_at for entry in entries if entry.type == "maintenance.ended"]
    return Maintenance(
        subject,
        scope,
        tuple(versions),
        started[0] if started else None,
        ended[0] if ended else None,
        tuple(entries),
    )


def _version(entry: Entry) -> Version:
    return Version(
        _VERSIONS[entry.type],  # type: ignore[arg-type]
        entry.occurred_at,
        entry.recorded_at,
        instant_of(entry, "received_at"),
        instant_of(entry, "starts"),
        instant_of(entry, "ends"),
        entry.data.get("channel"),
        entry,
    )


def _emergency(subject: str, scope: str, entries: list[Entry]) -> Emergency | None:
    declared = next((entry for entry in entries if entry.type == "emergency_maintenance.declared"), None)
    if declared is None:
        return None
    ended = [entry.occurred_at for entry in entries if entry.type == "emergency_maintenance.ended"]
    return Emergency(
        subject,
        scope,
        declared.occurred_at,
        parse_instant(declared.data["starts"]),
        instant_of(declared, "expected_end"),
        ended[0] if ended else None,
        declared.data["reason"],
        tuple(entries),
    )
