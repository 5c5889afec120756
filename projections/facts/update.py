"""Updates announced and installed, and the client's own reports that each of them can break (article 10)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.events.entry import Entry
from projections.facts.contract import Contract, contract
from projections.facts.history import History, Known, by_subject


@dataclass(frozen=True, slots=True)
class Announcement:
    """What was told of an update at `at`, in microseconds: its day, and whether it calls for services."""

    subject: str
    kind: str
    version: str | None
    at: int
    planned_on: date | None
    channel: str | None
    services_required: bool | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Installation:
    """An update installed at `at`, in microseconds; `kind` is version or patch."""

    subject: str
    scope: str
    kind: str
    version: str | None
    at: int
    services_required: bool | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Approval:
    """A report approved for an update at `at`, in microseconds."""

    update: str
    at: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class CustomReport:
    """A report of the client's own, declared at `declared`, in microseconds."""

    subject: str
    declared: int
    approvals: tuple[Approval, ...]
    entry: Entry


@dataclass(frozen=True, slots=True)
class UpdateFacts:
    """One contract as known, and the updates that concern it: announcements by update, installations, reports."""

    known: Known
    contract: Contract
    announcements: Mapping[str, tuple[Announcement, ...]]
    installations: tuple[Installation, ...]
    reports: tuple[CustomReport, ...]
    orphans: tuple[Entry, ...]


def gather_updates(history: History, contract_id: str) -> UpdateFacts:
    """The facts of article 10. Raises UnknownContract where no signature is known.

    An update may be announced to all clients and installed on one environment: its name ties the entries together,
    whatever their scopes. What happened to an environment concerns the contract while it runs on it.
    """
    found = contract(history, contract_id)
    environments = sorted({subscription.environment for subscription in found.subscriptions})
    entries = [*history.of(found.scope, "update"), *history.of("provider", "update")]
    for scope in environments:
        own = history.of(scope, "update")
        entries += (entry for entry in own if found.at(entry.occurred_at).environment == scope)
    entries.sort(key=lambda entry: entry.order)
    announced = [_announcement(entry) for entry in entries if entry.type == "update.announced"]
    announcements: dict[str, tuple[Announcement, ...]] = {}
    for each in announced:
        announcements[each.subject] = (*announcements.get(each.subject, ()), each)
    installations = tuple(_installation(entry) for entry in entries if entry.type == "update.installed")
    reports, orphans = _reports(history, found.scope)
    return UpdateFacts(history.known, found, announcements, installations, tuple(reports), tuple(orphans))


def _announcement(entry: Entry) -> Announcement:
    planned_on = entry.data.get("planned_on")
    return Announcement(
        entry.subject,
        entry.data["kind"],
        entry.data.get("version"),
        entry.occurred_at,
        None if planned_on is None else date.fromisoformat(planned_on),
        entry.data.get("channel"),
        entry.data.get("services_required"),
        entry,
    )


def _installation(entry: Entry) -> Installation:
    return Installation(
        entry.subject,
        entry.scope,
        entry.data["kind"],
        entry.data.get("version"),
        entry.occurred_at,
        entry.data.get("services_required"),
        entry,
    )


def _reports(history: History, scope: str) -> tuple[list[CustomReport], list[Entry]]:
    reports: list[CustomReport] = []
    orphans: list[Entry] = []
    for subject, entries in by_subject(history.of(scope, "custom_report")).items():
        declared = next((entry for entry in entries if entry.type == "custom_report.declared"), None)
        if declared is None:
            orphans += entries
            continue
        approvals = tuple(
            Approval(_update(entry.data["update"]), entry.occurred_at, entry)
            for entry in entries
            if entry.type == "custom_report.approved"
        )
        reports.append(CustomReport(subject, declared.occurred_at, approvals, declared))
    return reports, orphans


def _update(reference: str) -> str:
    """The subject of an update, whether its name was given bare or as `update/<id>`."""
    return reference if reference.startswith("update/") else f"update/{reference}"
