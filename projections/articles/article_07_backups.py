"""Article 7 ¶2: a backup each night, and one on the first of each month.

Computed: for every night and month owed, the backup that served it, or that none did. A night served late is shown and
is no breach: the booklet owes a backup each night and sets no hour by which it must be done. Not computed: whether a
backup can be read back, which the booklet does not ask.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal
from zoneinfo import ZoneInfo

from projections.articles.article_07_readings import BackupZone, Night, backup_zone
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
from projections.calendar.span import Instant
from projections.calendar.zone import at, midnight
from projections.edition.reading import Reading, Readings
from projections.edition.terms import edition, wall_time
from projections.edition.wording import N_, Text, say
from projections.facts.backup import Backup, BackupFacts, Failure
from projections.facts.contract import Contract, Subscription
from projections.facts.entry import Entry

Outcome = Literal["done", "late", "missed", "pending"]
ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's numbers: the hour at which a night ends, and the day of the monthly backup."""

    night_until: tuple[int, int]
    monthly_day: int


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 7."""
    return Terms(wall_time(article["night_until"]), article["monthly_day"])


READINGS: tuple[type[Reading], ...] = (Night, BackupZone)
"""Those that the nights and months depend on."""

EVENING = (20, 0)
"""When the night of `evening_to_morning` begins: an hour of the reading, not of the booklet."""


@dataclass(frozen=True, slots=True)
class NightLine:
    """One night, named by its morning: `[from_, until)` in which a backup starts, and the one that served it."""

    night: date
    from_: Instant
    until: Instant
    outcome: Outcome
    backup: str | None
    started_at: Instant | None
    completed_at: Instant | None
    because: Text | None
    entries: tuple[EntryRef, ...]
    evidence: Grade | None = None


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month, and the monthly backup that served it."""

    month: str
    from_: Instant
    until: Instant
    outcome: Outcome
    backup: str | None
    started_at: Instant | None
    completed_at: Instant | None
    because: Text | None
    entries: tuple[EntryRef, ...]
    evidence: Grade | None = None


@dataclass(frozen=True, slots=True)
class BackupsFinding:
    """Article 7 ¶2 for one contract and period: every night and month owed. `judged_in` is the zone they run on."""

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
    nights: tuple[NightLine, ...]
    months: tuple[MonthLine, ...]
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = None
    evidence: Grades | None = None


def assess_backups(facts: BackupFacts, period: Period, chosen: Mapping[str, Reading]) -> BackupsFinding:
    """The nights whose morning, and the months whose first, lies in the period. Missed where any is; not for late."""
    owed = [Rules.on(facts.contract, day, chosen) for day in period.days() if _in_service(facts.contract, day)]
    nights = [_night(facts, rules, chosen) for rules in owed if rules.day > rules.subscription.service_starts_on]
    months = [_month(facts, rules) for rules in owed if rules.day.day == rules.terms.monthly_day]
    served = [served for _, served in (*nights, *months)]
    rules = Rules.on(facts.contract, period.last, chosen)
    return BackupsFinding(
        article="7",
        **head(facts, rules.subscription),
        period=period.text,
        judged_in=rules.zone.key,
        nights=tuple(line for line, _ in nights),
        months=tuple(line for line, _ in months),
        verdict=_verdict(served),
        provisional=bool(owed) and facts.known.at < midnight(owed[-1].day + ONE_DAY, owed[-1].zone),
        readings=rules.readings.options(READINGS),
        because=None if served else say(N_("the period has no night and no month in which a backup was owed")),
        late_entries=late_entries(entry for each in served for entry in each.entries),
        orphans=orphans(facts.orphans),
    )


@dataclass(frozen=True, slots=True)
class Rules:
    """What holds on a day: the subscription, the readings, and the zone that the day is one of."""

    day: date
    subscription: Subscription
    readings: Readings
    zone: ZoneInfo
    terms: Terms

    @staticmethod
    def on(contract: Contract, day: date, chosen: Mapping[str, Reading]) -> "Rules":
        """The rules of a night named by its morning, or of the first of a month."""
        subscription = contract.on(day)
        readings = readings_on(contract, day, READINGS, chosen)
        numbers = terms(edition(subscription.edition).article("7"))
        return Rules(day, subscription, readings, backup_zone(subscription, readings), numbers)


def _in_service(contract: Contract, day: date) -> bool:
    subscription = contract.on(day)
    return subscription.service_starts_on <= day and (
        subscription.service_until is None or day < subscription.service_until
    )


@dataclass(frozen=True, slots=True)
class _Served:
    """How a night or a month was served, by which backup, and what was tried in vain."""

    outcome: Outcome
    backup: Backup | None
    failures: tuple[Failure, ...]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return (*(() if self.backup is None else self.backup.entries), *(failure.entry for failure in self.failures))


# ¶2, row 1: each night


def _night(facts: BackupFacts, rules: Rules, chosen: Mapping[str, Reading]) -> tuple[NightLine, _Served]:
    from_, until = night_span(rules)
    morning = at(rules.day, *rules.terms.night_until, rules.zone)
    next_night = night_span(Rules.on(facts.contract, rules.day + ONE_DAY, chosen))[0]
    backups = sorted(_began_in(facts, rules.subscription, from_, until), key=lambda each: each.completed)
    failures = _failed_in(facts, rules.subscription, from_, until)
    first = backups[0] if backups else None
    if first is not None and first.completed < morning:
        served = _Served("done", first, ())
    elif first is not None and first.completed < next_night:
        served = _Served("late", first, failures)
    else:
        served = _Served("pending" if facts.known.at < morning else "missed", None, failures)
    return NightLine(rules.day, Instant(from_), Instant(until), *_shown(served)), served


def night_span(rules: Rules) -> tuple[int, int]:
    """When a backup of the night may start, `[from, until)` in microseconds, under the reading taken."""
    morning = at(rules.day, *rules.terms.night_until, rules.zone)
    match rules.readings[Night]:
        case Night.EVENING_TO_MORNING:
            return at(rules.day - ONE_DAY, *EVENING, rules.zone), morning
        case Night.AFTER_MIDNIGHT:
            return midnight(rules.day, rules.zone), morning
        case _:
            return midnight(rules.day, rules.zone), midnight(rules.day + ONE_DAY, rules.zone)


# ¶2, row 2: each first of the month


def _month(facts: BackupFacts, rules: Rules) -> tuple[MonthLine, _Served]:
    from_, until = midnight(rules.day, rules.zone), midnight(rules.day + ONE_DAY, rules.zone)
    monthly = [each for each in _began_in(facts, rules.subscription, from_, until) if "monthly" in each.kinds]
    if monthly:
        served = _Served("done", min(monthly, key=lambda each: each.completed), ())
    else:
        failures = _failed_in(facts, rules.subscription, from_, until)
        tried = tuple(each for each in failures if "monthly" in each.kinds)
        served = _Served("pending" if facts.known.at < until else "missed", None, tried)
    return MonthLine(f"{rules.day:%Y-%m}", Instant(from_), Instant(until), *_shown(served)), served


# What ran, and what the finding says of it


def _began_in(facts: BackupFacts, subscription: Subscription, from_: int, until: int) -> list[Backup]:
    return [
        backup
        for scope in (facts.contract.scope, subscription.environment)
        for backup in facts.copies[scope].began_in(from_, until)
    ]


def _failed_in(facts: BackupFacts, subscription: Subscription, from_: int, until: int) -> tuple[Failure, ...]:
    return tuple(
        failure
        for scope in (facts.contract.scope, subscription.environment)
        for failure in facts.copies[scope].failures
        if from_ <= failure.began < until
    )


def _shown(
    served: _Served,
) -> tuple[Outcome, str | None, Instant | None, Instant | None, Text | None, tuple[EntryRef, ...]]:
    backup = served.backup
    if backup is None:
        return served.outcome, None, None, None, _because(served), refs(served.entries)
    started = None if backup.started is None else Instant(backup.started)
    completed = Instant(backup.completed)
    return served.outcome, backup.subject, started, completed, _because(served), refs(served.entries)


def _because(served: _Served) -> Text | None:
    if not served.failures:
        return None
    last = served.failures[-1]
    if last.error is None:
        return say(N_("{backup} failed at {at}"), backup=last.subject, at=Instant(last.at))
    return say(N_("{backup} failed at {at}: {error}"), backup=last.subject, at=Instant(last.at), error=last.error)


def _verdict(served: Sequence[_Served]) -> Verdict | None:
    outcomes = {each.outcome for each in served}
    if "missed" in outcomes:
        return "missed"
    if outcomes & {"done", "late"}:
        return "met"
    return "pending" if outcomes else None
