"""Random, admissible histories of backups for article 7: `random_backups(seed)`.

With `doubtful=False` the histories keep out of what the public contract leaves open (each place is listed in the
docstring of the oracle); with `doubtful=True` they go there too, to find out where two programs choose differently.
Dates gather round changes of the clock, 29 February and the ends of months.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from .amended import HOUR_US, MINUTE_US, PARIS, ZONES, Event, instant, wall
from .backups import term
from .told import CONTRACT, DAY_US, ENVIRONMENT, LATEST_US, Ask, Teller, entries_of, rfc3339

MONTHS = (
    (2023, 10), (2023, 12), (2024, 2), (2024, 3), (2024, 10), (2025, 1), (2025, 2), (2025, 3), (2025, 4), (2025, 10),
    (2025, 11), (2026, 2), (2026, 3), (2026, 5),
)  # fmt: skip
OPTIONS = {
    "night": ("evening_to_morning", "after_midnight", "calendar_day"),
    "backup_zone": ("provider", "client"),
    "nightly_retention": ("calendar_days", "hours_720"),
    "monthly_retention": ("same_date", "days_90"),
    "restore_deadline": ("request_date", "execution_date"),
}
OPEN_TO_DOUBT = {"calendar_day", "days_90"}
SCOPE = f"environment/{ENVIRONMENT}"
DAY = timedelta(days=1)
US = 1
# (started, completed) from the midnight that begins the morning's date, in hours, minutes and microseconds.
RUNS = {
    "evening": ((-2, 0, 0), (-1, 30, 0)),
    "spanning": ((-1, 30, 0), (0, 40, 12_345)),
    "small hours": ((2, 10, 0), (3, 20, 0)),
    "first instant": ((-4, 0, 0), (1, 0, 0)),
    "a hair too soon": ((-4, 0, -US), (1, 0, 0)),
    "last instant": ((5, 0, 0), (7, 0, -US)),
    "at seven": ((5, 0, 0), (7, 0, 0)),
    "begun at seven": ((7, 0, 0), (7, 30, 0)),
    "late": ((6, 59, 0), (11, 0, 0)),
    "late to the last": ((3, 0, 0), (20, 0, -US)),
    "into the next night": ((3, 0, 0), (20, 0, 0)),
    "for more than a day": ((3, 0, 0), (26, 0, 0)),
    "begun at midnight": ((0, 0, 0), (1, 0, 0)),
    "a hair before midnight": ((0, 0, -US), (1, 0, 0)),
    "afternoon": ((14, 0, 0), (15, 0, 0)),
    "end of the day": ((23, 59, 0), (23, 59, 30_000_000)),
}
USUAL = ("evening", "spanning", "small hours", "last instant")


@dataclass(frozen=True)
class BackupHistory:
    """A history with what is asked of it; `at` are the instants at which to ask for the retention, in microseconds."""

    seed: int
    events: list[Event]
    contract: str
    period: tuple[date, date]
    readings: dict[str, str]
    asks: list[Ask]
    at: list[int]


@dataclass
class Copies(Teller):
    """Tells backups and what becomes of them."""

    doubtful: bool = False
    zone: ZoneInfo = PARIS
    scope: str = SCOPE
    completed: dict[str, tuple[Event, int]] = field(default_factory=dict)
    absent: dict[str, int] = field(default_factory=dict)
    freed: dict[str, int] = field(default_factory=dict)
    careful: bool = False
    listed: bool = False

    def run(self, day: date, how: str, kinds: list[str], location: str) -> None:
        """One backup of the night whose morning is `day`; a tenth of them fails."""
        rng, midnight = self.rng, wall(day, self.zone)
        hour, minute, us = RUNS[how][0]
        started = self.clock(day, hour, minute) + us
        hour, minute, us = RUNS[how][1]
        completed = max(self.clock(day, hour, minute) + us, started + 1)
        name = f"{day:%Y%m%d}-{len(self.events)}"
        data: dict[str, Any] = {"kinds": kinds}
        if rng.random() < 0.85:
            data["started"] = rfc3339(started)
        if not self.careful and rng.random() < 0.1:
            self.tell("backup.failed", f"backup/{name}", completed, data | {"error": "disk full"}, self.scope)
            return
        if rng.random() < 0.7 or self.doubtful:
            data["location"] = location
        event = self.tell("backup.completed", f"backup/{name}", completed, data, self.scope, prompt=rng.random() < 0.5)
        self.completed[name] = (event, completed)
        if rng.random() < 0.1:
            self.tell("backup.verified", f"backup/{name}", completed + HOUR_US, {}, self.scope)
        elif rng.random() < 0.04 and started < midnight + 6 * HOUR_US:
            moved = max(started + 1, wall(day, PARIS, 7) + rng.choice([-1, 0, 1]))
            self.amend(event, max(completed, moved) + 2 * DAY_US, {"time": rfc3339(moved)})

    def clock(self, day: date, hours: int, minutes: int) -> int:
        """A wall time that may lie on the day before or after."""
        ahead, hour = divmod(hours, 24)
        return wall(day + ahead * DAY, self.zone, hour, minutes)

    def amend_some(self) -> None:
        """Kinds restated, successes retracted; only of copies that nothing else is told about yet."""
        for name, (event, completed) in list(self.completed.items()):
            chance = self.rng.random()
            named = sum(each["subject"] == event["subject"] for each in self.events) > 1
            if chance < 0.02 and not named:
                self.amend(event, completed + 3 * DAY_US, None)
                del self.completed[name]
            elif chance < 0.05:
                self.amend(event, completed + 3 * DAY_US, {"kinds": self.rng.choice([["monthly"], ["nightly"]])})

    def restore(self, name: str) -> None:
        """One request a copy, in its term or beside it; done, failed or still open."""
        rng, (event, completed) = self.rng, self.completed[name]
        ends = term(completed, event["data"]["kinds"], "calendar_days", "same_date", PARIS)
        at = rng.choice([ends - 1, ends, ends - DAY_US, completed + 3 * DAY_US])
        subject = f"restore/r-{name}"
        self.tell("restore.requested", subject, at, {"backup": name}, prompt=True)
        self.freed[name] = at + rng.choice([HOUR_US, 3 * DAY_US])
        if rng.random() < 0.6:
            self.tell("restore.completed", subject, self.freed[name], {})
        elif self.doubtful:
            self.tell("restore.failed", subject, at + HOUR_US, {})

    def delete(self, name: str) -> None:
        """Early, on the very instant of a term or of the end of a restore, or after it."""
        rng, (event, completed) = self.rng, self.completed[name]
        nightly, monthly = rng.choice(OPTIONS["nightly_retention"]), "same_date"
        ends = term(completed, event["data"]["kinds"], nightly, monthly, self.zone)
        at = ends + rng.choice([0, 0, 0, -1, 1, -9 * DAY_US, 2 * DAY_US])
        if name in self.freed:
            at = self.freed[name] + rng.choice([0, -1, 1, DAY_US])
        self.tell("backup.deleted", f"backup/{name}", at, {"because": "term"}, self.scope, prompt=self.listed)
        self.absent[name] = at

    def listing(self, at: int, location: str | None, vanishing: set[str]) -> None:
        """What a listing would have shown, without the copies that vanish."""
        present = [
            name
            for name, (_, completed) in self.completed.items()
            if completed <= at and at < self.absent.get(name, LATEST_US) and name not in vanishing
        ]
        data: dict[str, Any] = {"present": present, "tool": "restic"} | ({"location": location} if location else {})
        self.tell("backup.listed", f"backup-listing/{len(self.events)}", at, data, self.scope)


def random_backups(seed: int, doubtful: bool = False) -> BackupHistory:
    """The history of a seed; the same each time."""
    rng = Random(seed)
    year, month = rng.choice(MONTHS)
    first = date(year, month, 1)
    last = (first + timedelta(days=rng.choice([31, 31, 62]))).replace(day=1) - DAY
    readings = {name: rng.choice(OPTIONS[name]) for name in rng.sample(sorted(OPTIONS), rng.choice([0, 0, 1, 2]))}
    if not doubtful:
        readings = {name: option for name, option in readings.items() if option not in OPEN_TO_DOUBT}
    territory = rng.choice(["FR", "FR", "FR", "RE", "GP"])
    telling = Copies(rng, doubtful=doubtful)
    starts_on = rng.choice([first - 20 * DAY, first - 70 * DAY, first + 4 * DAY, date(2023, 6, 15)])
    telling.sign(max(starts_on, date(2023, 6, 10)).isoformat(), territory)
    telling.adopt([year, year + 1])
    if readings.get("backup_zone") == "client":
        telling.zone = ZoneInfo(ZONES.get(territory, "Europe/Paris"))
    quiet = _agree(telling, readings, first, territory)
    telling.scope = rng.choice([SCOPE, SCOPE, f"contract/{CONTRACT}"])
    _run_all(telling, first, last, quiet)
    telling.amend_some()
    asked_at = _fates(telling, last)
    return BackupHistory(seed, telling.events, CONTRACT, (first, last), readings, _asks(telling), asked_at)


def _agree(telling: Copies, readings: dict[str, str], first: date, territory: str) -> set[date]:
    """At most one reading agreed; no backup runs in the nights beside the day from which a night is read anew."""
    rng = telling.rng
    if territory != "FR" or rng.random() < 0.6:
        return set()
    name = rng.choice([each for each in sorted(OPTIONS) if each not in readings and each != "backup_zone"])
    option = rng.choice([each for each in OPTIONS[name][1:] if telling.doubtful or each not in OPEN_TO_DOUBT] or [""])
    if not option:
        return set()
    effective = first + timedelta(days=rng.randint(-3, 20))
    telling.agree(name, option, effective.isoformat(), wall(first, PARIS) + rng.randint(-5, 5) * DAY_US)
    if name != "night" or telling.doubtful:
        return set()
    return {effective + timedelta(days=off) for off in (-2, -1, 0, 1)}


def _run_all(telling: Copies, first: date, last: date, quiet: set[date]) -> None:
    rng = telling.rng
    telling.careful = rng.random() < 0.3
    day = first - 3 * DAY
    while day <= last + DAY:
        if day not in quiet and (telling.careful or rng.random() < 0.9):
            kinds = ["nightly"]
            if day.day in (1, 2) and (telling.careful or rng.random() < 0.6):
                kinds = rng.choice([["monthly"], ["nightly", "monthly"]])
            for _ in range(rng.choice([1, 1, 1, 2])):
                often = 1.0 if telling.careful else 0.6
                how = rng.choice(USUAL) if rng.random() < often else rng.choice(sorted(RUNS))
                telling.run(day, how, kinds, rng.choice(["s3://one", "s3://two"]))
        if day.day == 1 and day not in quiet and rng.random() < 0.4:
            telling.run(day, rng.choice(["begun at midnight", "end of the day", "afternoon"]), ["monthly"], "s3://one")
        day += DAY


def _fates(telling: Copies, last: date) -> list[int]:
    """Deletions, restores and listings; then the instants to ask at, before any copy that vanishes reaches its term."""
    rng = telling.rng
    telling.listed = rng.random() < 0.5
    for name in list(telling.completed):
        chance = rng.random()
        if chance < 0.12:
            telling.restore(name)
        if 0.08 < chance < 0.6:
            telling.delete(name)
    moments = [instant(event["time"]) for event in telling.events if event["type"] == "backup.deleted"]
    moments += [wall(last + DAY, PARIS) + days * DAY_US for days in (0, 10, 30, 31)]
    asked = [at + rng.choice([-1, 0, 0, 1]) for at in rng.sample(moments, 3)]
    if telling.listed:
        seen_at = wall(last - 5 * DAY, PARIS, 12) + rng.randrange(60) * MINUTE_US
        young = [name for name, (_, at) in telling.completed.items() if seen_at - 12 * DAY_US < at < seen_at]
        young = [name for name in young if name not in telling.freed and name not in telling.absent]
        telling.listing(seen_at - 2 * DAY_US, None, set())
        vanishing = set(rng.sample(young, min(2, len(young))))
        telling.listing(seen_at, rng.choice([None, "s3://one"] if telling.doubtful else [None]), vanishing)
        asked = [seen_at - 1, seen_at, seen_at + rng.choice([HOUR_US, 9 * DAY_US])]
        if telling.doubtful:
            asked.append(seen_at + 40 * DAY_US)
    return [min(at, LATEST_US) for at in asked]


def _asks(telling: Copies) -> list[Ask]:
    """Now, and at instants near what happened or was learned of."""
    rng = telling.rng
    moments = [instant(entry[2]["recordedtime"]) for entry in entries_of(telling.events, 0)]
    moments += [wall(date.fromisoformat(event["time"][:10]), PARIS, 7) for event in telling.events]
    begun = min((at for _, at in telling.completed.values()), default=LATEST_US - 1)
    moments = [at for at in moments if begun <= at <= LATEST_US] or [LATEST_US]
    asked = rng.sample(moments, min(3, len(moments)))
    return [Ask(None, "ledger"), *(Ask(at + rng.choice([-1, 0, 0, 1]), "source") for at in asked)]
