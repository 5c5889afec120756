"""The copies of one place as the runs of a policy leave them, brought forward from one run to the next.

restic's rules count each for itself, from the newest copy on: one that began after all others comes in at the one end
of what a rule holds, and something else goes at the other. Whatever else happens, and whatever Borg does, whose rules
count with one another, is looked at anew.
"""

from collections.abc import Hashable, Iterator, Sequence
from heapq import heappop, heappush
from operator import attrgetter
from zoneinfo import ZoneInfo

from projections.calendar.unfit import Unfit
from projections.facts.backup import Backup
from projections.inquiry.pruning_rules import LONG_AGO, Policy, Rule, go_back, in_cycle, restic_rule

MOST_LOOKS = 25_000_000
"""How many copies are looked at before it is given up: some ten seconds."""


class Effort:
    """How many copies were looked at for one question, one by one."""

    def __init__(self) -> None:
        self._looks = 0

    def spend(self, looks: int, policy: Policy) -> None:
        """Counts so many more. Raises Unfit where that is too much."""
        self._looks += looks
        if self._looks > MOST_LOOKS:
            raise Unfit(
                "following `{policy}` over so many copies takes too long: say by --run-at that it runs once a day, "
                "or by --cycle which backups it takes",
                policy=policy,
            )


class Shelf:
    """The copies that are there, run after run, each by its identity."""

    def __init__(self, policy: Policy, zone: ZoneInfo, effort: Effort) -> None:
        self._policy, self._zone, self._effort = policy, zone, effort
        self._there: dict[int, Backup] = {}  # from the oldest to the newest
        self._apart = True  # no two of them began at once
        self._deletions: list[int] = []
        self._rules = [_Held(rule, zone) for rule in policy.rules] if policy.tool == "restic" else []

    def after(self, run: int, arrived: Sequence[Backup]) -> list[Backup]:
        """The copies that a run drops, from the newest to the oldest, once these have arrived."""
        for each in arrived:
            if each.deleted is not None:
                heappush(self._deletions, each.deleted)
        if self._deleted_by(run) or not self._rules or not self._newer(arrived):
            return self._anew(run, arrived)
        self._effort.spend(_ARRIVING * len(arrived), self._policy)
        self._there |= {id(each): each for each in arrived}
        loose = list(arrived)
        for rule in self._rules if arrived else ():
            for each in arrived:
                loose += rule.take(each)
            if rule.reaches_back(arrived[-1].began):
                return self._anew(run, ())
            loose += rule.beyond()
        return self._without(loose)

    def _deleted_by(self, run: int) -> bool:
        due = bool(self._deletions) and self._deletions[0] <= run
        while self._deletions and self._deletions[0] <= run:
            heappop(self._deletions)
        return due

    def _newer(self, arrived: Sequence[Backup]) -> bool:
        """Whether each began after all before it, and so did those that are there."""
        if not self._apart:
            return False
        last = next((each.began for each in reversed(self._there.values())), LONG_AGO)
        for each in arrived:
            if each.began <= last:
                return False
            last = each.began
        return True

    def _without(self, loose: Sequence[Backup]) -> list[Backup]:
        """Those of some copies that no rule holds any more, now gone."""
        unheld = {id(each): each for each in loose if not any(id(each) in rule.copies for rule in self._rules)}
        for each in unheld:
            del self._there[each]
        return sorted(unheld.values(), key=attrgetter("began"), reverse=True)

    def _anew(self, run: int, arrived: Sequence[Backup]) -> list[Backup]:
        there = [*reversed(self._there.values()), *arrived]
        self._effort.spend(len(there) * len(self._policy.rules), self._policy)
        there = [each for each in there if each.deleted is None or each.deleted > run]
        there.sort(key=attrgetter("began"), reverse=True)
        times = [each.began for each in there]
        for rule in self._rules:
            rule.anew(there, times)
        kept = self._policy.keeps(times, run, self._zone)
        self._there = {id(there[place]): there[place] for place in sorted(kept, reverse=True)}
        self._apart = len({times[place] for place in kept}) == len(kept)
        return [each for place, each in enumerate(there) if place not in kept]


_ARRIVING = 5
"""What a copy that arrives costs, in copies looked at."""


class _Held:
    """What one rule of restic holds: the newest copy of each cycle, from the oldest to the newest."""

    def __init__(self, rule: Rule, zone: ZoneInfo) -> None:
        self.copies: dict[int, Backup] = {}
        self._rule, self._zone = rule, zone
        self._cycle: Hashable = None
        self._since = LONG_AGO

    def anew(self, there: Sequence[Backup], times: Sequence[int]) -> None:
        """Looks at all copies, from the newest to the oldest."""
        held = [there[place] for place in restic_rule(times, self._rule, self._zone)]
        self.copies = {id(each): each for each in reversed(held)}
        if times:
            self._cycle = self._cycle_of(times[0])
            self.reaches_back(times[0])

    def take(self, copy: Backup) -> Iterator[Backup]:
        """Takes a copy newer than all others; yields the one whose place it takes."""
        cycle = self._cycle_of(copy.began)
        if cycle == self._cycle and self.copies:
            yield self.copies.popitem()[1]
        self._cycle = cycle
        self.copies[id(copy)] = copy

    def reaches_back(self, newest: int) -> bool:
        """Whether a span that runs back from the newest copy now begins earlier, as from 1 April after 31 March."""
        before = self._since
        self._since = go_back(newest, self._rule.amounts, self._zone) if self._rule.within else LONG_AGO
        return self._since < before

    def beyond(self) -> Iterator[Backup]:
        """Lets go of the oldest copies, down to the number, or the span of time, of the rule."""
        while self.copies and self._has_beyond():
            yield self.copies.pop(next(iter(self.copies)))

    def _has_beyond(self) -> bool:
        if self._rule.within:
            return next(iter(self.copies.values())).began <= self._since
        return 0 <= self._rule.number < len(self.copies)

    def _cycle_of(self, time: int) -> Hashable:
        return time if self._rule.cycle == "each" else in_cycle(self._rule.cycle, time, self._zone)
