"""Article 7 ¶3 and ¶4: restores that the client asks for, and the service restored after a disaster.

Computed: whether each restore was asked for during the retention of its backup, what became of it, and how long it
took. Not computed: whether it was fast enough, or the backup the most adequate one, for the booklet sets no figure:
the age of the backup that served after a disaster is shown beside that of the last one there was.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from projections.articles.article_07_readings import backup_zone
from projections.articles.article_07_retention import (
    BROKEN,
    READINGS,
    Keeping,
    completed_by,
    day_of,
    keeping,
    status,
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
from projections.calendar.period import Period
from projections.calendar.span import FOREVER, Duration, Instant
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.facts.backup import Backup, BackupFacts, Disaster, Restore

RestoreOutcome = Literal["done", "pending", "failed", "lapsed", "lost", "not_owed"]


@dataclass(frozen=True, slots=True)
class RestoreLine:
    """One restore asked for: `keep_until` is the term that its backup had when it was asked for, exclusive.

    `within_retention` and `keep_until` are `None` where no backup of that name is known.
    """

    restore: str
    asked_at: Instant
    backup: str
    keep_until: Instant | None
    within_retention: bool | None
    completed_at: Instant | None
    failed_at: Instant | None
    duration_seconds: Duration | None
    outcome: RestoreOutcome
    because: Text | None
    entries: tuple[EntryRef, ...]
    evidence: Grade | None = None


@dataclass(frozen=True, slots=True)
class DisasterLine:
    """One disaster: the backup that served, and the last one completed before and not deleted (`latest_backup`).

    Ages are from completion to the disaster.
    """

    disaster: str
    scope: str
    declared_at: Instant
    recovered_at: Instant | None
    duration_seconds: Duration | None
    backup: str | None
    backup_age_seconds: Duration | None
    latest_backup: str | None
    latest_backup_age_seconds: Duration | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class RestoresFinding:
    """Article 7 ¶3 and ¶4 for one contract: the restores asked for in a period, the disasters declared in it."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    judged_in: str
    tzdata: str
    restores: tuple[RestoreLine, ...]
    disasters: tuple[DisasterLine, ...]
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = None
    evidence: Grades | None = None


def assess_restores(facts: BackupFacts, period: Period, chosen: Mapping[str, Reading]) -> RestoresFinding:
    """The restores asked for and the disasters declared in the period, by the provider's calendar.

    Missed where a restore asked for in time could not be done because its backup was gone before its term.
    """
    asked = [each for each in facts.restores if _in(period, facts, each.asked)]
    struck = [each for each in facts.disasters if _in(period, facts, each.declared) and _concerns(facts, each)]
    there = Completed(facts)
    latest = dict(there.latest(each.declared for each in struck))
    restores = tuple(_restore_line(facts, there, each, chosen) for each in asked)
    last = facts.contract.on(period.last)
    readings = readings_on(facts.contract, period.last, READINGS, chosen)
    open_ = any(line.outcome in _OPEN for line in restores) or any(each.recovered is None for each in struck)
    return RestoresFinding(
        article="7",
        **head(facts, last),
        period=period.text,
        judged_in=backup_zone(last, readings).key,
        restores=restores,
        disasters=tuple(_disaster_line(each, there.served(each), latest[each.declared]) for each in struck),
        verdict=_verdict(restores),
        provisional=open_ or day_of(facts.contract, facts.known.at) <= period.last,
        readings=readings.options(READINGS),
        because=None if restores else say(N_("no restore was asked for in the period")),
        late_entries=late_entries(entry for each in (*asked, *struck) for entry in each.entries),
        orphans=orphans(facts.orphans),
    )


_OPEN: frozenset[RestoreOutcome] = frozenset({"pending", "failed"})


def _in(period: Period, facts: BackupFacts, instant: int) -> bool:
    return period.first <= day_of(facts.contract, instant) <= period.last


def _concerns(facts: BackupFacts, disaster: Disaster) -> bool:
    return facts.contract.on(day_of(facts.contract, disaster.declared)).environment == disaster.scope


class Completed:
    """The backups of a contract, found by the time of their completion and by name."""

    def __init__(self, facts: BackupFacts) -> None:
        self._own = facts.contract.scope
        self._all = completed_by(facts, FOREVER)
        self._named: dict[str, list[Backup]] = {}
        for each in self._all:
            self._named.setdefault(each.subject, []).append(each)
        scopes = facts.copies.items()
        self._known = {(scope, each.subject): each for scope, copies in scopes for each in copies.backups}

    def named(self, subject: str, by: int) -> Backup | None:
        """The one of that name completed by an instant, the contract's own before its environment's."""
        named = [each for each in self._named.get(subject, ()) if each.completed <= by]
        return next((each for each in named if each.scope == self._own), named[0] if named else None)

    def latest(self, instants: Iterable[int]) -> Iterator[tuple[int, Backup | None]]:
        """For each of some instants the last one completed by it, and not deleted by then."""
        coming = deque(self._all)
        there: list[Backup | None] = [None]
        for instant in sorted(instants):
            while coming and coming[0].completed <= instant:
                there.append(coming.popleft())
            while there[-1] is not None and there[-1].deleted is not None and there[-1].deleted <= instant:
                there.pop()
            yield instant, there[-1]

    def served(self, disaster: Disaster) -> Backup | None:
        """The one named at the recovery, the environment's before the contract's own."""
        if disaster.backup is None:
            return None
        known = (self._known.get((scope, disaster.backup)) for scope in (disaster.scope, self._own))
        return next((each for each in known if each is not None), None)


# ¶3: a restore during the retention


def _restore_line(facts: BackupFacts, there: Completed, restore: Restore, chosen: Mapping[str, Reading]) -> RestoreLine:
    backup = there.named(restore.backup, restore.asked)
    kept = None if backup is None else keeping(facts, backup, restore.asked, chosen, apart_from=restore)
    outcome = _outcome(facts, restore, kept, chosen)
    copies = [] if kept is None else kept.backup.entries
    return RestoreLine(
        restore.subject,
        Instant(restore.asked),
        restore.backup,
        None if kept is None or kept.until is None else Instant(kept.until),
        None if kept is None else kept.owes(restore.asked),
        None if restore.completed is None else Instant(restore.completed),
        None if restore.failed is None else Instant(restore.failed),
        None if restore.completed is None else Duration(restore.completed - restore.asked),
        outcome,
        _because(restore, kept, outcome),
        refs((*restore.entries, *copies)),
    )


def _outcome(
    facts: BackupFacts, restore: Restore, kept: Keeping | None, chosen: Mapping[str, Reading]
) -> RestoreOutcome:
    if restore.completed is not None:
        return "done"
    if kept is not None:
        if not kept.owes(restore.asked):
            return "not_owed"
        now = facts.known.at
        still = keeping(facts, kept.backup, now, chosen)
        if status(still, facts.copies[kept.backup.scope].last_listing(kept.backup, now), now) in BROKEN:
            return "lost"
        if not still.owes(now):
            return "lapsed"
    return "pending" if restore.failed is None else "failed"


def _because(restore: Restore, kept: Keeping | None, outcome: RestoreOutcome) -> Text | None:
    if kept is None:
        return say(N_("no success of {backup} is known"), backup=restore.backup)
    if not kept.owes(restore.asked):
        return say(N_("asked for after the retention of {backup}, article 7 ¶3"), backup=restore.backup)
    match outcome:
        case "lost":
            return say(N_("{backup} was gone before its term, article 7 ¶2"), backup=restore.backup)
        case "lapsed":
            return say(N_("asked for in time, and not done before the term of {backup}"), backup=restore.backup)
        case "failed":
            return say(N_("tried and failed; the restore is still owed, article 7 ¶3"))
    return None


def _verdict(lines: Sequence[RestoreLine]) -> Verdict | None:
    outcomes = {line.outcome for line in lines}
    if "lost" in outcomes:
        return "missed"
    if outcomes & _OPEN:
        return "pending"
    return "met" if outcomes else None


# ¶4: the service restored after a disaster, from the most adequate backup


def _disaster_line(disaster: Disaster, served: Backup | None, latest: Backup | None) -> DisasterLine:
    return DisasterLine(
        disaster.subject,
        disaster.scope,
        Instant(disaster.declared),
        None if disaster.recovered is None else Instant(disaster.recovered),
        None if disaster.recovered is None else Duration(disaster.recovered - disaster.declared),
        disaster.backup,
        _age(served, disaster),
        None if latest is None else latest.subject,
        _age(latest, disaster),
        refs(entry for each in (disaster, served, latest) if each is not None for entry in each.entries),
    )


def _age(backup: Backup | None, disaster: Disaster) -> Duration | None:
    return None if backup is None else Duration(disaster.declared - backup.completed)
