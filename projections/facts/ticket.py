"""Tickets as they went: registration, answers, takeover, severities, deliveries and how they were closed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from ledger.events.entry import Entry
from projections.facts.history import History, by_subject

Wait = tuple[int, int | None]
"""From when to when a ticket waited for the client, in microseconds; `None` while it still does."""

DeliveryKind = Literal["action_plan", "workaround", "fix"]


@dataclass(frozen=True, slots=True)
class SaidSeverity:
    """How severe one side said the anomaly is, from `at` on."""

    at: int
    severity: str
    by_client: bool
    entry: Entry


@dataclass(frozen=True, slots=True)
class Delivery:
    """What the client was given at `at`; `rejected_by` is the rejection of it that stands."""

    at: int
    kind: DeliveryKind
    rejected_by: Entry | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Ticket:
    """One registered ticket: instants in microseconds, `None` for what is not known to have happened.

    `taken_over`, `answered` (at once), `acknowledged`, `qualified`, `reproduced`, `withdrawn`, `merged` and
    `prerequisite_missing` are the first of their kind; `reproducible` is the last word on reproduction.
    """

    subject: str
    submitted: int | None
    registered: int
    acknowledged: int | None
    answered: Entry | None
    taken_over: Entry | None
    qualified: int | None
    reproduced: int | None
    reproducible: bool | None
    severities: tuple[SaidSeverity, ...]
    deliveries: tuple[Delivery, ...]
    waits: tuple[Wait, ...]
    prerequisite_missing: Entry | None
    withdrawn: Entry | None
    merged: Entry | None
    closed: bool
    entries: tuple[Entry, ...]

    @property
    def stopped_by(self) -> Entry | None:
        """The takeover or the answer at once, whichever is first: what ends the wait for someone to take care."""
        found = [entry for entry in (self.taken_over, self.answered) if entry is not None]
        return min(found, key=lambda entry: entry.order, default=None)


@dataclass(frozen=True, slots=True)
class Submission:
    """A ticket that the client submitted and nobody registered."""

    subject: str
    submitted: int
    entries: tuple[Entry, ...]


def tickets(history: History, scope: str) -> tuple[list[Ticket], list[Submission], list[Entry]]:
    """The registered tickets of a contract's scope, those only submitted, and the orphans among their entries."""
    registered: list[Ticket] = []
    submitted: list[Submission] = []
    orphans: list[Entry] = []
    for subject, entries in by_subject(history.of(scope, "ticket")).items():
        ticket = _ticket(subject, entries)
        if ticket is not None:
            registered.append(ticket)
            continue
        handed_in = [entry for entry in entries if entry.type == "ticket.submitted"]
        if handed_in:
            submitted.append(Submission(subject, handed_in[0].occurred_at, tuple(handed_in)))
        orphans += (entry for entry in entries if entry.type != "ticket.submitted")
    return registered, submitted, orphans


def _ticket(subject: str, entries: Sequence[Entry]) -> Ticket | None:
    registered = _at(entries, "ticket.registered")
    if registered is None:
        return None
    tried = _last(entries, "ticket.reproduced", "ticket.not_reproduced")
    over = _last(entries, "ticket.closed", "ticket.reopened")
    return Ticket(
        subject=subject,
        submitted=_at(entries, "ticket.submitted"),
        registered=registered,
        acknowledged=_at(entries, "ticket.acknowledged"),
        answered=next((entry for entry in entries if _at_once(entry)), None),
        taken_over=_first(entries, "ticket.taken_over"),
        qualified=_at(entries, "ticket.qualified"),
        reproduced=_at(entries, "ticket.reproduced"),
        reproducible=None if tried is None else tried.type == "ticket.reproduced",
        severities=tuple(_severities(entries)),
        deliveries=_deliveries(entries),
        waits=_waits(entries),
        prerequisite_missing=_first(entries, "ticket.prerequisite_missing"),
        withdrawn=_first(entries, "ticket.withdrawn"),
        merged=_first(entries, "ticket.merged"),
        closed=over is not None and over.type == "ticket.closed",
        entries=tuple(entries),
    )


def _first(entries: Iterable[Entry], type: str) -> Entry | None:
    return next((entry for entry in entries if entry.type == type), None)


def _last(entries: Sequence[Entry], *types: str) -> Entry | None:
    return next((entry for entry in reversed(entries) if entry.type in types), None)


def _at(entries: Iterable[Entry], type: str) -> int | None:
    found = _first(entries, type)
    return None if found is None else found.occurred_at


def _at_once(entry: Entry) -> bool:
    return entry.type == "ticket.answered" and entry.data.get("immediate") is True


_SAYS_SEVERITY = {
    "ticket.submitted": ("claimed_severity", True),
    "ticket.severity_contested": ("severity", True),
    "ticket.qualified": ("severity", False),
    "ticket.requalified": ("severity", False),
}


def _severities(entries: Iterable[Entry]) -> Iterable[SaidSeverity]:
    for entry in entries:
        field, by_client = _SAYS_SEVERITY.get(entry.type, ("", False))
        if entry.data.get(field) is not None:
            yield SaidSeverity(entry.occurred_at, entry.data[field], by_client, entry)


_DELIVERS: dict[str, DeliveryKind] = {
    "ticket.action_plan_delivered": "action_plan",
    "ticket.workaround_delivered": "workaround",
    "ticket.fix_delivered": "fix",
}


def _deliveries(entries: Sequence[Entry]) -> tuple[Delivery, ...]:
    """What was delivered; a rejection is of the last fix or workaround before it, since a plan is no remedy."""
    rejections: dict[tuple[str, str], Entry] = {}
    remedy: Entry | None = None
    for entry in entries:
        if _DELIVERS.get(entry.type) in ("workaround", "fix"):
            remedy = entry
        elif entry.type == "ticket.remedy_rejected" and remedy is not None:
            rejections.setdefault(remedy.key, entry)
    return tuple(
        Delivery(entry.occurred_at, _DELIVERS[entry.type], rejections.get(entry.key), entry)
        for entry in entries
        if entry.type in _DELIVERS
    )


def _waits(entries: Iterable[Entry]) -> tuple[Wait, ...]:
    found: list[Wait] = []
    since: int | None = None
    for entry in entries:
        if entry.type == "ticket.waiting_for_client" and since is None:
            since = entry.occurred_at
        elif entry.type == "ticket.client_replied" and since is not None:
            found.append((since, entry.occurred_at))
            since = None
    return (*found, (since, None)) if since is not None else tuple(found)
