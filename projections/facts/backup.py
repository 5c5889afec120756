"""Backups, what became of them, restores and disasters: everything article 7 looks at.

Article 7 speaks of the client's data, and article 6 ¶5 limits to production nothing but the rate of availability: so
the backups of the contract's environment are looked at whatever that environment is for.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from ledger.events.entry import Entry
from projections.facts.contract import Contract, contract
from projections.facts.history import History, Known, by_subject, instant_of


@dataclass(frozen=True, slots=True)
class Backup:
    """A backup that succeeded: instants in microseconds; `deleted` is `None` while no deletion is known."""

    subject: str
    scope: str
    kinds: tuple[str, ...]
    started: int | None
    completed: int
    deleted: int | None
    location: str | None
    entries: tuple[Entry, ...]

    @property
    def began(self) -> int:
        """When it started; where that is not said, when it was completed."""
        return self.completed if self.started is None else self.started


@dataclass(frozen=True, slots=True)
class Failure:
    """A backup that was tried and failed at `at`, in microseconds."""

    subject: str
    kinds: tuple[str, ...]
    began: int
    at: int
    error: str | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class Listing:
    """The backups, by subject, that were there at `at` in a location (`None`: in all of them)."""

    subject: str
    scope: str
    at: int
    present: frozenset[str]
    location: str | None
    entry: Entry

    def covers(self, backup: Backup) -> bool:
        """Whether the backup, if it still was there, would have been listed."""
        here = self.location is None or self.location == backup.location
        return here and self.scope == backup.scope and backup.completed <= self.at


@dataclass(frozen=True, slots=True)
class Restore:
    """A restore that the client asked for at `asked`; instants in microseconds, `failed` is the last failure."""

    subject: str
    backup: str
    asked: int
    completed: int | None
    failed: int | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Disaster:
    """A disaster of an environment, and the backup that the service was restored from, where it is said."""

    subject: str
    scope: str
    declared: int
    recovered: int | None
    backup: str | None
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Copies:
    """The backups of one scope in the order in which they began, failures and listings in the order of facts."""

    backups: tuple[Backup, ...]
    failures: tuple[Failure, ...]
    listings: tuple[Listing, ...]

    def began_in(self, from_: int, until: int) -> tuple[Backup, ...]:
        """The backups that began in `[from_, until)`."""
        low = bisect_left(self.backups, from_, key=_began)
        return self.backups[low : bisect_left(self.backups, until, lo=low, key=_began)]

    def last_listing(self, backup: Backup, at: int) -> Listing | None:
        """The last listing by an instant that would have shown the backup, had it been there."""
        found: list[Listing] = []
        for location in {None, backup.location}:
            listings = self._listings_in.get(location, ())
            place = bisect_right(listings, at, key=_listed_at)
            found += listings[max(place - 1, 0) : place]
        covering = (each for each in found if each.covers(backup))
        return max(covering, key=lambda each: each.entry.order, default=None)

    @cached_property
    def _listings_in(self) -> Mapping[str | None, Sequence[Listing]]:
        found: dict[str | None, list[Listing]] = {}
        for listing in self.listings:
            found.setdefault(listing.location, []).append(listing)
        return found


@dataclass(frozen=True)
class BackupFacts:
    """One contract as known: its terms over time, the copies of each scope of it, its restores and disasters."""

    known: Known
    contract: Contract
    copies: Mapping[str, Copies]
    restores: tuple[Restore, ...]
    disasters: tuple[Disaster, ...]
    orphans: tuple[Entry, ...]

    @cached_property
    def restores_of(self) -> Mapping[str, Sequence[Restore]]:
        """The restores of each backup that was asked for, in the order of facts."""
        found: dict[str, list[Restore]] = {}
        for restore in self.restores:
            found.setdefault(restore.backup, []).append(restore)
        return found


def gather_backups(history: History, contract_id: str) -> BackupFacts:
    """The facts of article 7. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    environments = sorted({subscription.environment for subscription in found.subscriptions})
    orphans: list[Entry] = []
    copies = {scope: _copies(history, scope, orphans) for scope in (found.scope, *environments)}
    restores = _restores(history, found.scope, orphans)
    disasters = [disaster for scope in environments for disaster in _disasters(history, scope, orphans)]
    disasters.sort(key=lambda each: (each.declared, each.scope, each.subject))
    return BackupFacts(history.known, found, copies, tuple(restores), tuple(disasters), tuple(orphans))


def _began(backup: Backup) -> int:
    return backup.began


def _listed_at(listing: Listing) -> int:
    return listing.at


def _copies(history: History, scope: str, orphans: list[Entry]) -> Copies:
    backups: list[Backup] = []
    failures: list[Failure] = []
    listings: list[Listing] = []
    for subject, entries in by_subject(history.of(scope, "backup")).items():
        listings += (_listing(entry) for entry in entries if entry.type == "backup.listed")
        failures += (_failure(entry) for entry in entries if entry.type == "backup.failed")
        told = [entry for entry in entries if entry.type not in ("backup.listed", "backup.failed")]
        completed = next((entry for entry in told if entry.type == "backup.completed"), None)
        if completed is None:
            orphans += told
        else:
            backups.append(_backup(subject, completed, told))
    backups.sort(key=lambda each: (each.began, each.completed, each.subject))
    failures.sort(key=lambda each: each.entry.order)
    return Copies(tuple(backups), tuple(failures), tuple(sorted(listings, key=lambda each: each.entry.order)))


def _backup(subject: str, completed: Entry, entries: list[Entry]) -> Backup:
    deleted = next((entry.occurred_at for entry in entries if entry.type == "backup.deleted"), None)
    others = (entry for entry in entries if entry is not completed)
    return Backup(
        subject,
        completed.scope,
        tuple(completed.data["kinds"]),
        instant_of(completed, "started"),
        completed.occurred_at,
        deleted,
        completed.data.get("location"),
        (completed, *others),
    )


def _failure(entry: Entry) -> Failure:
    began = instant_of(entry, "started")
    return Failure(
        entry.subject,
        tuple(entry.data["kinds"]),
        entry.occurred_at if began is None else began,
        entry.occurred_at,
        entry.data.get("error"),
        entry,
    )


def _listing(entry: Entry) -> Listing:
    return Listing(
        entry.subject,
        entry.scope,
        entry.occurred_at,
        frozenset(map(_subject, entry.data["present"])),
        entry.data.get("location"),
        entry,
    )


def _restores(history: History, scope: str, orphans: list[Entry]) -> list[Restore]:
    """The requests in the order of facts; what is completed or fails answers the last request of its subject."""
    found: list[Restore] = []
    for entries in by_subject(history.of(scope, "restore")).values():
        asked: Restore | None = None
        for entry in entries:
            if entry.type == "restore.requested":
                found += [] if asked is None else [asked]
                backup = _subject(entry.data["backup"])
                asked = Restore(entry.subject, backup, entry.occurred_at, None, None, (entry,))
            elif asked is None:
                orphans.append(entry)
            else:
                asked = _answered(asked, entry)
        found += [] if asked is None else [asked]
    return sorted(found, key=lambda each: each.entries[0].order)


def _answered(asked: Restore, entry: Entry) -> Restore:
    entries = (*asked.entries, entry)
    if entry.type == "restore.failed":
        return replace(asked, failed=entry.occurred_at, entries=entries)
    completed = entry.occurred_at if asked.completed is None else asked.completed
    return replace(asked, completed=completed, entries=entries)


def _disasters(history: History, scope: str, orphans: list[Entry]) -> Iterable[Disaster]:
    for subject, entries in by_subject(history.of(scope, "disaster")).items():
        declared = next((entry for entry in entries if entry.type == "disaster.declared"), None)
        recovered = next((entry for entry in entries if entry.type == "disaster.recovered"), None)
        if declared is None:
            orphans += entries
            continue
        backup = None if recovered is None else recovered.data.get("backup")
        yield Disaster(
            subject,
            scope,
            declared.occurred_at,
            None if recovered is None else recovered.occurred_at,
            None if backup is None else _subject(backup),
            tuple(entries),
        )


def _subject(reference: str) -> str:
    """The subject of a backup, whether its name was given bare or as `backup/<id>`."""
    return reference if reference.startswith("backup/") else f"backup/{reference}"
