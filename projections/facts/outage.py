"""Outages as they happened: beginning, end, impact and attributed cause; and monitoring that was blind."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from heapq import heappop, heappush
from typing import NamedTuple

from ledger.events.entry import Entry
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
        self._edges = sorted({at for each in attributions for at in (each.from_, each.until) if at is not None})
        begins: dict[int | None, list[int]] = {}
        for number, each in enumerate(attributions):
            begins.setdefault(each.from_, []).append(number)
        self._given: list[Attribution | None] = []
        covering: list[int] = []
        for edge in (None, *self._edges):
            for number in begins.get(edge, ()):
                heappush(covering, -number)
            while covering and _is_over(attributions[-covering[0]], edge):
                heappop(covering)
            self._given.append(attributions[-covering[0]] if covering else None)

    def at(self, instant: int) -> Attribution | None:
        """The last attribution that covers the instant."""
        return self._given[bisect_right(self._edges, instant)]


def _is_over(attribution: Attribution, at: int | None) -> bool:
    return at is not None and attribution.until is not None and attribution.until <= at


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
