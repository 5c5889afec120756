"""Which copies restic and Borg keep by a policy: their rules, not the contract's.

Both look at the copies from the newest to the oldest and count hours, days, weeks, months and years by the clock of
the machine, and only those that have a copy. They differ in what a span of time is counted back from, in whether a
copy that one rule keeps uses up the count of another, and in the oldest copy. Instants are microseconds.
"""

from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from projections.calendar.span import DAY, HOUR, MINUTE, SECOND
from projections.calendar.zone import at, local

Tool = Literal["restic", "borg"]
UNLIMITED = -1
LONG_AGO = -(2**62)


class Amount(NamedTuple):
    """A number and its unit: `30d`; a count has no unit."""

    number: int
    unit: str = ""

    def __str__(self) -> str:
        return f"{self.number}{self.unit}"


@dataclass(frozen=True, slots=True)
class Rule:
    """One option that keeps copies: the last `amounts` of a `cycle`, or, if `within`, those of such a span of time."""

    option: str
    cycle: str
    within: bool
    amounts: tuple[Amount, ...]

    def __str__(self) -> str:
        return f"{self.option} {''.join(map(str, self.amounts))}"

    @property
    def number(self) -> int:
        """The number of the last amount, which is what one would raise."""
        return self.amounts[-1].number

    def of(self, number: int) -> "Rule":
        """The same rule with another number."""
        return replace(self, amounts=(*self.amounts[:-1], self.amounts[-1]._replace(number=number)))


@dataclass(frozen=True, slots=True)
class Policy:
    """A tool, and the rules by which it keeps copies; a copy that no rule keeps is dropped."""

    tool: Tool
    rules: tuple[Rule, ...]

    def __str__(self) -> str:
        return " ".join((VERBS[self.tool], *map(str, self.rules)))

    def keeps(self, times: Sequence[int], now: int, zone: ZoneInfo) -> set[int]:
        """The places, in a list of times from the newest to the oldest, of the copies kept by a run at `now`."""
        return _restic(times, self.rules, zone) if self.tool == "restic" else _borg(times, self.rules, now, zone)

    def others(self, number: int, place: int) -> "Policy":
        """The same policy with another number in one rule."""
        rules = (*self.rules[:place], self.rules[place].of(number), *self.rules[place + 1 :])
        return replace(self, rules=rules)


VERBS: Mapping[Tool, str] = {"restic": "restic forget", "borg": "borg prune"}

_CYCLES: Mapping[str, Callable[[datetime], Hashable]] = {
    "secondly": lambda wall: wall.replace(microsecond=0, tzinfo=None, fold=0),
    "minutely": lambda wall: wall.replace(second=0, microsecond=0, tzinfo=None, fold=0),
    "hourly": lambda wall: (wall.date(), wall.hour),
    "daily": lambda wall: wall.date(),
    "weekly": lambda wall: wall.isocalendar()[:2],
    "monthly": lambda wall: (wall.year, wall.month),
    "yearly": lambda wall: wall.year,
}
CYCLES = tuple(_CYCLES)
"""From the shortest to the longest: the order in which Borg applies its rules."""


@lru_cache(maxsize=65_536)
def in_cycle(cycle: str, time: int, zone: ZoneInfo) -> Hashable:
    """The hour, day, week, month or year of a time; one copy of each is kept."""
    return _CYCLES[cycle](local(time, zone))


# restic


def _restic(times: Sequence[int], rules: Sequence[Rule], zone: ZoneInfo) -> set[int]:
    """What `restic forget` keeps.

    Its documentation, "Removing backup snapshots": each rule counts for itself; a span runs back from the latest
    snapshot, not from now, and what is exactly as old is out. From 0.17 on the oldest snapshot stays too while a
    rule is not used up: these are the rules of earlier versions, which never keep more.
    """
    return {place for rule in rules for place in restic_rule(times, rule, zone)}


def restic_rule(times: Sequence[int], rule: Rule, zone: ZoneInfo) -> Iterator[int]:
    """The places of the copies that one rule of restic keeps, from the newest on."""
    since = go_back(times[0], rule.amounts, zone) if rule.within and times else None
    left = UNLIMITED if rule.within else rule.number
    last: Hashable = None
    for place, time in enumerate(times):
        if left == 0 or (since is not None and time <= since):
            return
        there = place if rule.cycle == "each" else in_cycle(rule.cycle, time, zone)
        if there != last:
            last, left = there, left - 1
            yield place


def go_back(instant: int, amounts: Sequence[Amount], zone: ZoneInfo) -> int:
    """So much earlier, as restic counts: years, months and days by the calendar, then hours.

    A date that is not there runs over into the next month: one month before 31 March is 3 March.
    """
    by = {unit: sum(each.number for each in amounts if each.unit == unit) for unit in "ymdh"}
    wall = local(instant, zone)
    months = wall.year * 12 + wall.month - 1 - by["y"] * 12 - by["m"]
    if months < 12:
        return LONG_AGO
    ordinal = date(months // 12, months % 12 + 1, 1).toordinal() + wall.day - 1 - by["d"]
    if ordinal < 2:
        return LONG_AGO
    shown = at(date.fromordinal(ordinal), wall.hour, wall.minute, UTC, wall.second, wall.microsecond)
    # As Go reads a wall time: with the offset in force once that of the same reading in UTC is taken off.
    there = shown - _offset(shown - _offset(shown, zone), zone)
    return there - by["h"] * HOUR


def _offset(instant: int, zone: ZoneInfo) -> int:
    return (local(instant, zone).utcoffset() or timedelta()) // timedelta(microseconds=1)


# Borg


_BORG_UNITS = {"S": SECOND, "M": MINUTE, "H": HOUR, "d": DAY, "w": 7 * DAY, "m": 31 * DAY, "y": 365 * DAY}
"""Borg's documentation, "borg prune": a month is 31 days, a year 365."""


def _borg(times: Sequence[int], rules: Sequence[Rule], now: int, zone: ZoneInfo) -> set[int]:
    """What `borg prune` keeps.

    Its documentation, "borg prune": a span runs back from now; then the rules from the shortest cycle to the longest,
    where an archive that an earlier rule keeps uses up no count of a later one; and where a rule is not used up, the
    oldest archive stays too (from 1.2 on).
    """
    spans = [rule for rule in rules if rule.within]
    kept = {place for place, time in enumerate(times) for rule in spans if time > now - _borg_span(rule)}
    for rule in sorted((rule for rule in rules if not rule.within), key=lambda each: CYCLES.index(each.cycle)):
        kept |= _borg_rule(times, rule, kept, zone)
    return kept


def _borg_span(rule: Rule) -> int:
    return sum(each.number * _BORG_UNITS[each.unit] for each in rule.amounts)


def _borg_rule(times: Sequence[int], rule: Rule, kept: set[int], zone: ZoneInfo) -> set[int]:
    mine: set[int] = set()
    last: Hashable = None
    for place, time in enumerate(times):
        if len(mine) == rule.number:
            return mine
        there = in_cycle(rule.cycle, time, zone)
        if there != last:
            last = there
            if place not in kept:
                mine.add(place)
    if times and len(mine) < rule.number:
        mine |= {len(times) - 1} - kept
    return mine
