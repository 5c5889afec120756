"""What article 5 will make of a maintenance or an emergency that is about to be recorded, for each contract concerned.

The event is folded into the history as if it were recorded; everything is what the article then finds.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from projections.articles import article_06_rate
from projections.articles.article_05_access import (
    READINGS,
    MaintenanceLine,
    assess_maintenance,
    assess_windows,
    earliest_start,
)
from projections.articles.article_05_emergency import EmergencyDeclaration, ShortNotice
from projections.articles.article_05_maintenance import NoticeFrom, NoticeHours, NoticeProof, RescheduledNotice, terms
from projections.articles.article_06_rate import reference_hours
from projections.articles.stretch import Stretch, stretches
from projections.calendar.period import Period, days
from projections.calendar.span import SECOND, Duration, Instant, Spans, intersect, measure, normal, subtract
from projections.edition.reading import Reading
from projections.facts.contract import Contract, UnknownContract, contract
from projections.facts.history import History
from projections.facts.operation import Facts, gather

_OF_A_NOTICE: tuple[type[Reading], ...] = (NoticeFrom, NoticeProof, NoticeHours, RescheduledNotice, ShortNotice)


@dataclass(frozen=True, slots=True)
class NoticeForecast:
    """What the last version of a maintenance comes to: its notice, and what of it lies outside all windows.

    `lead_seconds` is in whole seconds, rounded down. `earliest_start` is the earliest start for which the notice would
    be enough, to the second and upward; `None` where no notice counts. Without an end, `ends` is `None` and nothing is
    covered. `exposed_seconds` is how much of what is uncovered lies in the reference hours of article 6.
    """

    contracts: tuple[str, ...]
    timezone: str
    starts: Instant
    ends: Instant | None
    noticed_at: Instant | None
    lead_seconds: Duration | None
    notice_hours: int
    enough: bool
    earliest_start: Instant | None
    outcome: str
    uncovered: tuple[tuple[Instant, Instant], ...]
    uncovered_seconds: Duration
    exposed_seconds: Duration
    readings: Mapping[str, str]
    missing_calendars: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EmergencyForecast:
    """Whether an emergency is declared in time, and the reading that decides it."""

    contracts: tuple[str, ...]
    timezone: str
    declared_at: Instant
    starts: Instant
    in_time: bool
    readings: Mapping[str, str]


Forecast = NoticeForecast | EmergencyForecast


def forecast(history: History, contracts: Iterable[str], scope: str, subject: str) -> list[Forecast]:
    """What article 5 finds of a maintenance or emergency of that scope, contracts with the same answer together.

    Contracts that are not signed, not served by the scope or not in service at its start have no answer.
    """
    found: list[Forecast] = []
    for each in contracts:
        try:
            bound = contract(history, each)
        except UnknownContract:
            continue
        if scope == bound.scope or any(scope == one.environment for one in bound.subscriptions):
            found += _of_contract(gather(history, each), scope, subject)
    return _together(found)


def _of_contract(facts: Facts, scope: str, subject: str) -> Iterable[Forecast]:
    for operation in facts.operations.values():
        for maintenance in operation.maintenances:
            last = maintenance.versions[-1]
            if (maintenance.scope, maintenance.subject) == (scope, subject) and last.starts is not None:
                yield from _notice(facts, scope, subject, last.starts, last.ends)
                return
        for emergency in operation.emergencies:
            if (emergency.scope, emergency.subject) == (scope, subject):
                yield from _emergency(facts, scope, subject, emergency.starts)
                return


# Planned maintenance, article 5 ¶2


def _notice(facts: Facts, scope: str, subject: str, starts: int, ends: int | None) -> Iterable[NoticeForecast]:
    period = _days(facts.contract, starts, starts if ends is None else max(starts, ends - 1))
    line = next(
        (
            each
            for each in assess_maintenance(facts, period, {}, []).maintenances
            if (each.scope, each.maintenance) == (scope, subject)
        ),
        None,
    )
    stretch = _stretch(facts.contract, starts)
    if line is not None and line.versions and stretch is not None:
        yield _judged(facts, line, stretch, period)


def _judged(facts: Facts, line: MaintenanceLine, stretch: Stretch, period: Period) -> NoticeForecast:
    version, windows = line.versions[-1], assess_windows(facts, period, {})
    starts = version.starts
    assert starts is not None  # a cancellation is not asked about
    there = normal([*line.covered, *((window.from_, window.until) for window in windows.windows)])
    left = subtract(normal([(starts, version.ends or starts)]), there)
    noticed_at = version.noticed_at
    return NoticeForecast(
        contracts=(facts.contract.id,),
        timezone=stretch.subscription.timezone,
        starts=starts,
        ends=version.ends,
        noticed_at=noticed_at,
        lead_seconds=None if version.lead_seconds is None else Duration(version.lead_seconds // SECOND * SECOND),
        notice_hours=terms(stretch.edition.article("5")).notice_hours,
        enough=version.enough,
        earliest_start=None if noticed_at is None else _whole_second(earliest_start(noticed_at, stretch)),
        outcome=line.outcome,
        uncovered=tuple((Instant(from_), Instant(until)) for from_, until in left),
        uncovered_seconds=Duration(measure(left)),
        exposed_seconds=Duration(measure(intersect(left, _reference(facts, period)))),
        readings=stretch.readings.options(_OF_A_NOTICE),
        missing_calendars=windows.missing_calendars,
    )


def _reference(facts: Facts, period: Period) -> Spans:
    cut = stretches(facts.contract, period.first, period.until, article_06_rate.READINGS, {})
    return normal(span for each in cut for span in reference_hours(each, facts.calendars))


# Emergencies, article 5 ¶3


def _emergency(facts: Facts, scope: str, subject: str, starts: int) -> Iterable[EmergencyForecast]:
    stretch = _stretch(facts.contract, starts)
    if stretch is None:
        return
    for line in assess_maintenance(facts, _days(facts.contract, starts, starts), {}, []).emergencies:
        if (line.scope, line.maintenance) == (scope, subject):
            yield EmergencyForecast(
                (facts.contract.id,),
                stretch.subscription.timezone,
                line.declared_at,
                line.starts,
                line.in_time,
                stretch.readings.options((EmergencyDeclaration,)),
            )


def _days(bound: Contract, first: int, last: int) -> Period:
    return days(bound.day_of(first), bound.day_of(last))


def _stretch(bound: Contract, at: int) -> Stretch | None:
    """What rules at an instant; `None` where the service is not owed then."""
    day = bound.day_of(at)
    cut = stretches(bound, day, day + timedelta(days=1), READINGS, {})
    return next((each for each in cut if each.from_ <= at < each.until), None)


def _whole_second(instant: int) -> Instant:
    return Instant(-(-instant // SECOND) * SECOND)


def _together(found: Iterable[Forecast]) -> list[Forecast]:
    alike: list[Forecast] = []
    for each in found:
        for place, other in enumerate(alike):
            if replace(each, contracts=()) == replace(other, contracts=()):
                alike[place] = replace(other, contracts=(*other.contracts, *each.contracts))
                break
        else:
            alike.append(each)
    return alike
