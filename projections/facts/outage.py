"""Outages as they happened: beginning, end, impact and attributed cause; and monitoring that was blind."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ledger.events.entry import Entry
from projections.calendar.span import FOREVER, first_open
from projections.facts.history import History, by_subject, instant_of


class Attribution(NamedTuple):
    """A cause given to an outage, for `[from_, until)` of it; a missing bound is the outage's own."""

    cause: str
    from_: int | None
    until: int | None
    entry: Entry


class Causes:
    """Which of the attributions of an outage is given for an instant: the last that covers it.

    Told for every span between their bounds at once, since an outage may be attributed minute by minute.
    """

    def __init__(self, attributions: Sequence[Attribution]) -> None:
        last_first = [*reversed(attributions)]
        spans = [
            (-FOREVER if each.from_ is None else each.from_, FOREVER if each.until is None else each.until)
            for each in last_first
        ]
        self._edges = sorted({-FOREVER, *(edge for span in spans for edge in span)})
        given = first_open(self._edges, spans)
        self._given = [None if number is None else last_first[number] for number in given]

    def at(self, instant: int) -> Attribution | None:
        """The last attribution that covers the instant."""
        return self._given[bisect_right(self._edges, instant) - 1]


class Outage(NamedTuple):
    """One outage: instants in microseconds, `ended` is `None` while no end is known.

    `impacts` are (from, impact) in order, the first one from the beginning on; attributions and entries are
    in the order of facts.
    """

    subject: str
    scope: str
    component: str
    started: int
    ended: int | None
    last_seen_up: int | None
    last_seen_down: int | None
    impacts: tuple[tuple[int, str], ...]
    attributions: tuple[Attribution, ...]
    entries: tuple[Entry, ...]


class Interruption(NamedTuple):
    """A span in which a probe was not watching; `until` is `None` while it has not resumed."""

    subject: str
    from_: int
    until: int | None
    entries: tuple[Entry, ...]


def outages(history: History, contract_scope: str, environment_scope: str | None) -> tuple[list[Outage], list[Entry]]:
    """The outages of the contract and of its environment, and the orphans: entries whose beginning is unknown.

    An attribution in the contract's scope for an outage of its environment holds for that contract alone.
    """
    own = by_subject(history.of(contract_scope, "outage"))
    shared = by_subject(history.of(environment_scope, "outage")) if environment_scope else {}
    found: list[Outage] = []
    orphans: list[Entry] = []
    for entries in shared.values():
        outage = _outage(entries)
        if outage is None:
            orphans += entries
        else:
            found.append(outage)
    known = {outage.subject: index for index, outage in enumerate(found)}
    for subject, entries in own.items():
        outage = _outage(entries)
        if outage is not None:
            found.append(outage)
        elif subject in known and all(entry.type == "outage.attributed" for entry in entries):
            found[known[subject]] = _attributed(found[known[subject]], entries)
        else:
            orphans += entries
    return sorted(found, key=lambda outage: (outage.started, outage.subject, outage.scope)), orphans


def interruptions(history: History, *scopes: str) -> list[Interruption]:
    """The spans in which monitoring of these scopes was interrupted, a probe at a time."""
    found: list[Interruption] = []
    for scope in scopes:
        for subject, entries in by_subject(history.of(scope, "monitoring")).items():
            since: Entry | None = None
            for entry in entries:
                if entry.type == "monitoring.interrupted":
                    since = since or entry
                elif since is not None:
                    found.append(Interruption(subject, since.occurred_at, entry.occurred_at, (since, entry)))
                    since = None
            if since is not None:
                found.append(Interruption(subject, since.occurred_at, None, (since,)))
    return sorted(found, key=lambda each: (each.from_, each.subject))


def _outage(entries: list[Entry]) -> Outage | None:
    started = next((entry for entry in entries if entry.type == "outage.started"), None)
    if started is None:
        return None
    ended = next((entry for entry in entries if entry.type == "outage.ended"), None)
    impacts = [(started.occurred_at, str(started.data["impact"]))]
    impacts += (
        (entry.occurred_at, str(entry.data["impact"])) for entry in entries if entry.type == "outage.impact_changed"
    )
    return Outage(
        started.subject,
        started.scope,
        started.data["component"],
        started.occurred_at,
        None if ended is None else ended.occurred_at,
        instant_of(started, "last_seen_up"),
        None if ended is None else instant_of(ended, "last_seen_down"),
        tuple(impacts),
        _attributions(entries),
        tuple(entries),
    )


def _attributed(outage: Outage, entries: list[Entry]) -> Outage:
    together = sorted((*outage.entries, *entries), key=lambda entry: entry.order)
    return outage._replace(attributions=_attributions(together), entries=tuple(together))


def _attributions(entries: Iterable[Entry]) -> tuple[Attribution, ...]:
    return tuple(
        Attribution(entry.data["cause"], instant_of(entry, "from"), instant_of(entry, "until"), entry)
        for entry in entries
        if entry.type == "outage.attributed"
    )
