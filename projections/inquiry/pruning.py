"""What a policy of restic or Borg would do to the copies of a contract: which it drops before article 7 ¶2 allows.

The tool runs night after night over the copies that are known, as if it had always done so, and then over nights that
all succeed. For itself a history without a gap is looked at as well: `--keep-daily` counts the days that have a copy,
so that every night that failed lets it reach one day farther back, and hides that it is too short.
"""

import contextlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from projections.articles.article_07_readings import backup_zone
from projections.articles.article_07_retention import READINGS, Keeping, Kind, day_of, keeping
from projections.articles.finding import EntryRef, Flips, Verdict, head, refs
from projections.articles.stretch import readings_on
from projections.calendar.span import Duration, Instant
from projections.calendar.unfit import Unfit
from projections.edition.reading import Reading
from projections.facts.backup import Backup, BackupFacts
from projections.inquiry.pruning_run import NIGHTS, Cycle, Foreseen, Plan, dropped
from projections.inquiry.pruning_shelf import Effort

MOST = 4096
"""The largest number that is tried."""


@dataclass(frozen=True, slots=True)
class DropLine:
    """A known copy that is dropped too early: `ahead` by a run to come, if every night succeeds until then.

    `keep_until` is when it may be dropped; `None` while a restore asked for in time is not done.
    """

    backup: str
    kind: Kind
    completed_at: Instant
    dropped_at: Instant
    keep_until: Instant | None
    early_seconds: Duration | None
    ahead: bool
    location: str | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class EveryNight:
    """A location where every night succeeds: of how many copies dropped how many are too early, and the first.

    `enough` are the options with the smallest number, the others as they are, that drop none too early.
    """

    location: str | None
    nights: int
    dropped: int
    early: int
    kind: Kind | None
    completed_at: Instant | None
    dropped_at: Instant | None
    keep_until: Instant | None
    enough: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PruningFinding:
    """What a policy does to the copies of one contract. `machine_zone` is that of the clock by which the tool counts.

    `copies` are those looked at, `dropped` those of them that the policy drops by the end of their terms.
    """

    article: str
    contract: str
    policy: str
    cycle: Cycle
    runs_at: str | None
    machine_zone: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    judged_in: str
    tzdata: str
    copies: int
    dropped: int
    drops: tuple[DropLine, ...]
    every_night: tuple[EveryNight, ...]
    verdict: Verdict
    claimed: bool
    readings: Mapping[str, str]
    flips: Flips = None


def assess_pruning(
    facts: BackupFacts, plan: Plan, foreseen: Sequence[Foreseen], chosen: Mapping[str, Reading]
) -> PruningFinding:
    """Missed where a known copy is, or will be, dropped before its term, or one would be if every night succeeded."""
    today = day_of(facts.contract, facts.known.at)
    in_force, readings = facts.contract.on(today), readings_on(facts.contract, today, READINGS, chosen)
    lines = [line for place in foreseen for line in _lines(facts, place, chosen)]
    spare = Effort()
    nights = tuple(_without_a_gap(facts, plan, place, chosen, spare) for place in foreseen)
    missed = bool(lines) or any(each.early for each in nights)
    return PruningFinding(
        article="7",
        policy=str(plan.policy),
        cycle=plan.cycle,
        runs_at=None if plan.runs_at is None else "{:02d}:{:02d}".format(*plan.runs_at),
        machine_zone=plan.zone.key,
        **head(facts, in_force),
        judged_in=backup_zone(in_force, readings).key,
        copies=sum(len(place.known) for place in foreseen),
        dropped=sum(len(place.drops) for place in foreseen),
        drops=tuple(lines),
        every_night=nights,
        verdict="missed" if missed else "met",
        readings=readings.options(READINGS),
    )


def early(facts: BackupFacts, plan: Plan, foreseen: Sequence[Foreseen], chosen: Mapping[str, Reading]) -> int:
    """How many copies are dropped too early: of those known, and of those made without a gap."""
    return sum(
        sum(1 for _ in _lines(facts, place, chosen)) + sum(1 for _ in _too_early(facts, place.gapless_drops, chosen))
        for place in foreseen
    )


def _lines(facts: BackupFacts, place: Foreseen, chosen: Mapping[str, Reading]) -> Iterator[DropLine]:
    for drop in place.drops:
        kept = keeping(facts, drop.backup, drop.at, chosen)
        if kept.owes(drop.at):
            yield DropLine(
                drop.backup.subject,
                kept.kind,
                Instant(drop.backup.completed),
                Instant(drop.at),
                None if kept.until is None else Instant(kept.until),
                None if kept.until is None else Duration(kept.until - drop.at),
                drop.ahead,
                drop.backup.location,
                refs([*drop.backup.entries, *(kept.restore.entries if kept.restore else ())]),
            )


def _too_early(
    facts: BackupFacts, drops: Iterable[tuple[Backup, int]], chosen: Mapping[str, Reading]
) -> Iterator[tuple[Keeping, int]]:
    for backup, run in drops:
        kept = keeping(facts, backup, run, chosen)
        if kept.owes(run):
            yield kept, run


def _without_a_gap(
    facts: BackupFacts, plan: Plan, place: Foreseen, chosen: Mapping[str, Reading], spare: Effort
) -> EveryNight:
    found = list(_too_early(facts, place.gapless_drops, chosen))
    kept, run = found[0] if found else (None, None)
    return EveryNight(
        location=place.location,
        nights=NIGHTS,
        dropped=len(place.gapless_drops),
        early=len(found),
        kind=None if kept is None else kept.kind,
        completed_at=None if kept is None else Instant(kept.backup.completed),
        dropped_at=None if run is None else Instant(run),
        keep_until=None if kept is None or kept.until is None else Instant(kept.until),
        enough=tuple(_enough(facts, plan, place, chosen, spare)),
    )


def _enough(
    facts: BackupFacts, plan: Plan, seen: Foreseen, chosen: Mapping[str, Reading], spare: Effort
) -> Iterator[str]:
    """Each option with the smallest number that is enough, the others left as they are.

    Not where none is, nor what there is no effort to `spare` for.
    """
    with contextlib.suppress(Unfit):
        yield from _numbers_enough(facts, plan, seen, chosen, spare)


def _numbers_enough(
    facts: BackupFacts, plan: Plan, seen: Foreseen, chosen: Mapping[str, Reading], spare: Effort
) -> Iterator[str]:
    def does(number: int, place: int) -> bool:
        policy = plan.policy.others(number, place)
        return next(_too_early(facts, dropped(seen.gapless, plan, policy, spare), chosen), None) is None

    for place, rule in enumerate(plan.policy.rules):
        low, high = 0, MOST
        if not does(high, place):
            continue
        while high - low > 1:  # too few at `low`, enough at `high`
            middle = (low + high) // 2
            low, high = (low, middle) if does(middle, place) else (middle, high)
        yield str(rule.of(high))
