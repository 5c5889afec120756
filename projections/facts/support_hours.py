"""When support was open and when it was suspended: hours as published for all clients, suspensions of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from ledger.events.entry import Entry
from projections.facts.history import History


@dataclass(frozen=True, slots=True)
class PublishedHours:
    """Support hours as published at `at` (microseconds), to hold from the start of a day of their own zone."""

    at: int
    effective_on: date
    week: Mapping[str, Sequence[Sequence[str]]]
    closed_on: frozenset[date]
    timezone: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class Suspension:
    """A span in which support was suspended; `until` is `None` while it has not resumed."""

    from_: int
    until: int | None
    entries: tuple[Entry, ...]


def published_hours(history: History) -> tuple[PublishedHours, ...]:
    """The publications known, in the order of facts."""
    return tuple(
        PublishedHours(
            entry.occurred_at,
            date.fromisoformat(entry.data["effective_on"]),
            entry.data["week"],
            frozenset(map(date.fromisoformat, entry.data.get("closed_on", ()))),
            entry.data.get("timezone", "Europe/Paris"),
            entry,
        )
        for entry in history.of("provider", "support_hours")
        if entry.type == "support_hours.published"
    )


def suspensions(history: History, scope: str) -> tuple[tuple[Suspension, ...], list[Entry]]:
    """The suspensions of support for the contract of that scope, and the orphans: what resumed nothing known."""
    found: list[Suspension] = []
    orphans: list[Entry] = []
    since: Entry | None = None
    for entry in history.of(scope, "support"):
        if entry.type == "support.suspended":
            since = since or entry
        elif entry.type == "support.resumed" and since is not None:
            found.append(Suspension(since.occurred_at, entry.occurred_at, (since, entry)))
            since = None
        elif entry.type == "support.resumed":
            orphans.append(entry)
    if since is not None:
        found.append(Suspension(since.occurred_at, None, (since,)))
    return tuple(found), orphans
