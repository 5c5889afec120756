"""Article 7 ¶2: how long a backup is kept, thirty calendar days or three months.

Computed: for every backup completed by an instant, the end of its term, and whether it was kept that long. Not
computed: what a backup holds. A copy kept longer than its term is shown and breaks no promise of this article.
"""

import calendar
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from projections.articles.article_07_readings import (
    BackupZone,
    MonthlyRetention,
    NightlyRetention,
    RestoreDeadline,
    backup_zone,
)
from projections.articles.finding import (
    EntryRef,
    Flips,
    Grade,
    Grades,
    LateEntry,
    Orphan,
    Verdict,
    head,
    late_entries,
    orphans,
    refs,
)
from projections.articles.stretch import readings_on
from projections.calendar.span import HOUR, Instant
from projections.calendar.zone import local_date, midnight, zone
from projections.edition.reading import Reading, Readings
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.backup import Backup, BackupFacts, Listing, Restore
from projections.facts.contract import Contract
from projections.facts.entry import Entry

READINGS: tuple[type[Reading], ...] = (BackupZone, NightlyRetention, MonthlyRetention, RestoreDeadline)
"""Those that the term of a backup depends on."""

Kind = Literal["nightly", "monthly"]
Status = Literal["kept", "kept_beyond", "deleted_after_term", "deleted_early", "vanished"]
BROKEN: frozenset[Status] = frozenset({"deleted_early", "vanished"})


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's numbers: how many calendar days a nightly backup is kept, how many months a monthly one."""

    nightly_days: int
    monthly_months: int


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 7."""
    return Terms(article["nightly_days"], article["monthly_months"])


@dataclass(frozen=True, slots=True)
class BackupLine:
    """One backup: `kind` is the cycle that gives its term, `term` ends it before a restore puts it off.

    Both ends are exclusive; `keep_until` is `None` while a restore asked for in time is not done.
    """

    backup: str
    scope: str
    kind: Kind
    kinds: tuple[str, ...]
    completed_at: Instant
    term: Instant
    keep_until: Instant | None
    status: Status
    deleted_at: Instant | None
    restore: str | None
    location: str | None
    because: Text | None
    entries: tuple[EntryRef, ...]
    evidence: Grade | None = None


@dataclass(frozen=True, slots=True)
class RetentionFinding:
    """Article 7 ¶2 for one contract at an instant: every backup completed by then. `judged_in` is the zone of dates."""

    article: str
    contract: str
    at: Instant
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    judged_in: str
    tzdata: str
    backups: tuple[BackupLine, ...]
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = None
    evidence: Grades | None = None


def assess_retention(facts: BackupFacts, at: int, chosen: Mapping[str, Reading]) -> RetentionFinding:
    """What had become, at an instant, of every backup completed by then. Missed where one was gone before its term."""
    kept = [keeping(facts, backup, at, chosen) for backup in completed_by(facts, at)]
    lines = [_line(each, facts, at) for each in kept]
    today = day_of(facts.contract, at)
    last = facts.contract.on(today)
    readings = readings_on(facts.contract, today, READINGS, chosen)
    return RetentionFinding(
        article="7",
        **head(facts, last),
        at=Instant(at),
        judged_in=backup_zone(last, readings).key,
        backups=tuple(line for line, _ in lines),
        verdict=_verdict(line for line, _ in lines),
        provisional=facts.known.at < at,
        readings=readings.options(READINGS),
        because=None if lines else say(N_("no backup had been completed by then")),
        late_entries=late_entries(entry for _, entries in lines for entry in entries),
        orphans=orphans(facts.orphans),
    )


def completed_by(facts: BackupFacts, at: int) -> list[Backup]:
    """The contract's own backups, and those of the environment that it ran on when they were completed."""
    found = [
        backup
        for scope, copies in facts.copies.items()
        for backup in copies.backups
        if backup.completed <= at
        and scope in (facts.contract.scope, facts.contract.on(day_of(facts.contract, backup.completed)).environment)
    ]
    return sorted(found, key=lambda each: (each.completed, each.subject, each.scope))


def day_of(contract: Contract, instant: int) -> date:
    """The date of an instant on the provider's calendar, which decides what binds on that day in article 7."""
    # An edition's zone would need the day to find the edition: the last one's serves for all.
    return local_date(instant, zone(edition(contract.subscriptions[-1].edition).provider_timezone))


# ¶2: thirty calendar days, three months


def term(backup: Backup, numbers: Terms, readings: Readings, zone: ZoneInfo) -> tuple[int, Kind]:
    """When the backup may first be gone, in microseconds, and the cycle that says so: the later one of both."""
    day = local_date(backup.completed, zone)
    ends: list[tuple[int, Kind]] = []
    if "nightly" in backup.kinds:
        ends.append((_nightly(backup.completed, day, numbers, readings, zone), "nightly"))
    if "monthly" in backup.kinds:
        ends.append((_monthly(day, numbers, readings, zone), "monthly"))
    return max(ends)


def _nightly(completed: int, day: date, numbers: Terms, readings: Readings, zone: ZoneInfo) -> int:
    if readings[NightlyRetention] is NightlyRetention.HOURS_720:
        return completed + 24 * HOUR * numbers.nightly_days
    return midnight(day + timedelta(days=numbers.nightly_days + 1), zone)


def _monthly(day: date, numbers: Terms, readings: Readings, zone: ZoneInfo) -> int:
    if readings[MonthlyRetention] is MonthlyRetention.DAYS_90:
        last = day + timedelta(days=30 * numbers.monthly_months)
    else:
        last = months_later(day, numbers.monthly_months)
    return midnight(last + timedelta(days=1), zone)


def months_later(day: date, months: int) -> date:
    """The same date so many months later, else the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


# ¶3: a restore asked for in time puts the term off until it is done


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long a backup is owed, as it stood at an instant: `until` is `None` while `restore` freezes the copy."""

    backup: Backup
    kind: Kind
    term: int
    until: int | None
    restore: Restore | None

    def owes(self, instant: int) -> bool:
        """Whether the copy is owed at the instant."""
        return self.until is None or instant < self.until


def keeping(
    facts: BackupFacts, backup: Backup, at: int, chosen: Mapping[str, Reading], apart_from: Restore | None = None
) -> Keeping:
    """How long the backup is owed, with what had happened by `at`, under the readings of the day of its completion.

    `apart_from` leaves one restore out: so one learns whether it was asked for in time.
    """
    day = day_of(facts.contract, backup.completed)
    subscription, readings = facts.contract.on(day), readings_on(facts.contract, day, READINGS, chosen)
    numbers = terms(edition(subscription.edition).article("7"))
    ends, kind = term(backup, numbers, readings, backup_zone(subscription, readings))
    until, froze = ends, None
    if readings[RestoreDeadline] is RestoreDeadline.REQUEST_DATE:
        for restore in facts.restores_of.get(backup.subject, ()):
            if restore is apart_from or restore.asked > at:
                continue
            if not backup.completed <= restore.asked < until:
                continue
            if restore.completed is None or restore.completed > at:
                return Keeping(backup, kind, ends, None, restore)
            if restore.completed > until:
                until, froze = restore.completed, restore
    return Keeping(backup, kind, ends, until, froze)


# What had become of it


def _line(kept: Keeping, facts: BackupFacts, at: int) -> tuple[BackupLine, tuple[Entry, ...]]:
    backup, restore = kept.backup, kept.restore
    listing = facts.copies[backup.scope].last_listing(backup, at)
    deleted = None if backup.deleted is None or backup.deleted > at else Instant(backup.deleted)
    rests_on = [*backup.entries, *(restore.entries if restore else ()), *([listing.entry] if listing else ())]
    entries = tuple(entry for entry in rests_on if entry.occurred_at <= at)
    line = BackupLine(
        backup.subject,
        backup.scope,
        kept.kind,
        backup.kinds,
        Instant(backup.completed),
        Instant(kept.term),
        None if kept.until is None else Instant(kept.until),
        status(kept, listing, at),
        deleted,
        None if restore is None else restore.subject,
        backup.location,
        _because(kept, deleted, listing),
        refs(entries),
    )
    return line, entries


def status(kept: Keeping, listing: Listing | None, at: int) -> Status:
    """What had become of a copy by an instant; `listing` is the last one by then that covers it."""
    deleted = kept.backup.deleted
    if deleted is not None and deleted <= at:
        return "deleted_early" if kept.owes(deleted) else "deleted_after_term"
    if not kept.owes(at):
        return "kept_beyond"
    return "kept" if listing is None or kept.backup.subject in listing.present else "vanished"


def _because(kept: Keeping, deleted: int | None, listing: Listing | None) -> Text | None:
    if deleted is None and listing is not None and kept.backup.subject not in listing.present:
        return say(
            N_("absent from {listing} of {at}, and no deletion is recorded"),
            listing=listing.subject,
            at=Instant(listing.at),
        )
    if kept.restore is None:
        return None
    if kept.until is None:
        return say(N_("owed until {restore} is done, article 7 ¶3"), restore=kept.restore.subject)
    return say(N_("owed longer for {restore}, article 7 ¶3"), restore=kept.restore.subject)


def _verdict(lines: Iterable[BackupLine]) -> Verdict | None:
    found = {line.status for line in lines}
    if not found:
        return None
    return "missed" if found & BROKEN else "met"
