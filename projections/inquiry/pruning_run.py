"""A policy of restic or Borg run in thought, night after night: which copies it drops, and when.

Nothing here says whether a copy may be dropped, but where to stop: once the terms of all known copies are over.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from projections.articles.article_07_retention import completed_by, keeping
from projections.calendar.span import DAY
from projections.calendar.zone import at, local, local_date
from projections.facts.backup import Backup, BackupFacts
from projections.inquiry.pruning_rules import VERBS, Policy
from projections.inquiry.pruning_shelf import Effort, Shelf

Cycle = Literal["all", "nightly", "monthly"]
NIGHTS = 400
"""How long a history without a gap is looked at: every month and both changes of the clock."""
_MAKING = 250
"""What a copy that is made up costs, in copies looked at."""

_AT_TWO = (2, 0)
"""When a backup starts where none is known yet."""


class Plan(NamedTuple):
    """A policy, the backups it takes, the zone of the machine, and when it runs: `None` after every backup."""

    policy: Policy
    cycle: Cycle
    zone: ZoneInfo
    runs_at: tuple[int, int] | None


class Drop(NamedTuple):
    """A copy that a run at `at` drops; `ahead` once a night to come has succeeded."""

    backup: Backup
    at: int
    ahead: bool


class Foreseen(NamedTuple):
    """The copies of one location, what becomes of them, and what becomes of copies made without a gap."""

    location: str | None
    known: tuple[Backup, ...]
    drops: tuple[Drop, ...]
    gapless: tuple[Backup, ...]
    gapless_drops: tuple[tuple[Backup, int], ...]


def foresee(facts: BackupFacts, plan: Plan) -> list[Foreseen]:
    """What the policy does in each location; where no copy is known, to copies such as there may be.

    Raises Unfit where that takes too long.
    """
    taken = [each for each in completed_by(facts, facts.known.at) if _takes(plan, each)]
    places = {(each.scope, each.location): None for each in taken}
    by_place = [[each for each in taken if (each.scope, each.location) == place] for place in places]
    effort = Effort()
    return [_foreseen(facts, plan, copies, effort) for copies in by_place or [[]]]


def _takes(plan: Plan, backup: Backup) -> bool:
    """Whether it is of the cycle, and no other tool's: a copy that was imported names the tool in its digest."""
    maker = str(backup.entries[0].data.get("digest", "")).partition(":")[0]
    return plan.cycle in ("all", *backup.kinds) and (maker == plan.policy.tool or maker not in VERBS)


def _foreseen(facts: BackupFacts, plan: Plan, copies: list[Backup], effort: Effort) -> Foreseen:
    last = max((each.completed for each in copies), default=facts.known.at)
    begun = max((each.began for each in copies), default=facts.known.at)
    first_day = local_date(begun, plan.zone) + timedelta(days=1)
    gapless = tuple(_every_night(plan, copies, first_day, facts.contract.scope, effort))
    terms = [keeping(facts, each, each.completed, {}).term for each in copies]
    until = max(terms, default=last) + 3 * DAY  # whatever the readings
    to_come = [each for each in gapless if last < each.completed < until]
    known = {id(each) for each in copies}
    next_one = min((each.completed for each in to_come), default=until)
    drops = [
        Drop(backup, run, run >= next_one)
        for backup, run in dropped([*copies, *to_come], plan, plan.policy, effort, until)
        if id(backup) in known
    ]
    location = copies[-1].location if copies else None
    gapless_drops = tuple(dropped(gapless, plan, plan.policy, effort))
    return Foreseen(location, tuple(copies), tuple(drops), gapless, gapless_drops)


def _every_night(plan: Plan, copies: Sequence[Backup], first: date, scope: str, effort: Effort) -> Iterator[Backup]:
    """Copies as in the fullest of the last nights, night after night, and on each first as the last monthly one."""
    monthly = next((each for each in reversed(copies) if "monthly" in each.kinds), None)
    apart = monthly is None or "nightly" not in monthly.kinds
    nightly = _fullest_night(copies, plan.zone)
    effort.spend(_MAKING * NIGHTS * len(nightly), plan.policy)
    for day in (first + timedelta(days=n) for n in range(NIGHTS)):
        if plan.cycle != "monthly":
            kinds = ("nightly",) if apart or day.day > 1 else ("nightly", "monthly")
            yield from (_like(sample, day, plan.zone, scope, kinds) for sample in nightly)
        if day.day == 1 and (plan.cycle == "monthly" or (monthly is not None and apart)):
            yield _like(monthly, day, plan.zone, scope, ("monthly",))


def _fullest_night(copies: Sequence[Backup], zone: ZoneInfo) -> Sequence[Backup | None]:
    """The nightly copies of one of the last seven days that have any; one of which nothing is known if none has."""
    by_day: dict[date, list[Backup | None]] = {}
    for each in copies:
        if "nightly" in each.kinds:
            by_day.setdefault(local_date(each.began, zone), []).append(each)
    return max((by_day[day] for day in sorted(by_day)[:-8:-1]), key=len, default=[None])


def _like(sample: Backup | None, day: date, zone: ZoneInfo, scope: str, kinds: tuple[str, ...]) -> Backup:
    """A copy of that day, begun at the time of the sample and done as long after."""
    if sample is None:
        began = at(day, *_AT_TWO, zone)
        return Backup("", scope, kinds, began, began, None, None, ())
    wall = local(sample.began, zone)
    began = at(day, wall.hour, wall.minute, zone, wall.second, wall.microsecond)
    completed = began + sample.completed - sample.began
    return Backup("", sample.scope, kinds, began, completed, None, sample.location, ())


def dropped(
    copies: Iterable[Backup], plan: Plan, policy: Policy, effort: Effort, until: int | None = None
) -> Iterator[tuple[Backup, int]]:
    """The copies that the policy drops, and the instant of the run that does, run after run.

    A copy is there from its completion on, until it is dropped or its deletion is recorded. A tool that is run every
    day is run until the instant given, else until the last copy. Raises Unfit where that takes too long.
    """
    coming = sorted(copies, key=lambda each: (each.completed, each.began), reverse=True)
    shelf = Shelf(policy, plan.zone, effort)
    for run in list(_runs(coming, plan, until)):
        arrived = []
        while coming and coming[-1].completed <= run:
            arrived.append(coming.pop())
        yield from ((each, run) for each in shelf.after(run, arrived))


def _runs(coming: Sequence[Backup], plan: Plan, until: int | None) -> Iterator[int]:
    if plan.runs_at is None:
        yield from sorted({each.completed for each in coming})
    elif coming:
        day = local_date(coming[-1].completed, plan.zone)
        last = local_date(coming[0].completed if until is None else until, plan.zone)
        while day <= last:
            yield at(day, *plan.runs_at, plan.zone)
            day += timedelta(days=1)
