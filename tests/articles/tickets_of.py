"""Tickets told in a line each, for the scenarios of articles 1, 13 and 14.

    told = desk()                                          # support open 09:00-12:30 and 14:00-18:00, Monday to Friday
    ticket(told, "1", "registered 03-02 09:00", "taken_over 03-03 09:30")
    line_of(told).outcome                                  # what article 13 makes of it

March 2026 begins on a Sunday, so that 03-02 is a Monday. A year other than 2026 is written out: `2025-12-31 18:00`.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from ledger.events.entry import Entry
from projections.articles.article_13_takeover import TakeoverFinding, TicketLine, assess_takeover
from projections.articles.article_14_remedy import RemedyFinding, RemedyLine, assess_remedy
from projections.articles.catalogue import choose
from projections.calendar.period import parse_period
from projections.edition.reading import Reading
from projections.facts.support import gather_support
from tests.articles.ledger_of import CONTRACT, Told
from tests.oracle.calendar import holiday_days

Week = Mapping[str, Sequence[Sequence[str]]]

DAY = [["09:00", "12:30"], ["14:00", "18:00"]]
WEEK: Week = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
SATURDAY: Week = {**WEEK, "sat": [["09:00", "12:00"]]}


def when(text: str) -> str:
    """The time of a line of a ticket, with its year."""
    return text if text[4:5] == "-" else f"2026-{text}"


def desk(
    week: Week | None = WEEK, starts_on: str | None = "2026-01-01", years: range = range(2025, 2028), **fields: Any
) -> Told:
    """A contract with support from a day on, the calendars of these years, and (not for `None`) hours of support."""
    support = {} if starts_on is None else {"support_starts_on": starts_on}
    told = Told("2025-01-01", **support, **fields)
    for year in years:
        for territory in ("FR", "FR-57"):
            days = {day.isoformat(): kind for day, kind in holiday_days(territory, year).items()}
            told.adopt(territory, days, year)
    if week is not None:
        publish(told, week, "2024-12-15 12:00", "2024-12-15")
    return told


def publish(told: Told, week: Week, at: str, effective_on: str, **fields: Any) -> Entry:
    """Publishes hours of support at a time, from a day on."""
    fields |= {"effective_on": effective_on, "week": week}
    return told.tell("support_hours.published", "support-hours", when(at), scope="provider", **fields)


def ticket(told: Told, name: str, *lines: str) -> list[Entry]:
    """A ticket, line by line: what, when, and fields as `name=value`."""
    return [_line(told, name, line) for line in lines]


def _line(told: Told, name: str, line: str) -> Entry:
    kind, day, clock, *fields = line.split()
    data: dict[str, Any] = dict(_REQUIRED.get(kind, {}))
    for field in fields:
        key, _, value = field.partition("=")
        data[key] = {"yes": True, "no": False}.get(value, value)
    return told.tell(f"ticket.{kind}", f"ticket/{name}", when(f"{day} {clock}"), **data)


_REQUIRED: Mapping[str, Mapping[str, str]] = {
    "submitted": {"channel": "portal"},
    "requalified": {"because": "seen again"},
    "severity_contested": {"because": "nobody can work"},
    "remedy_rejected": {"because": "it does not work"},
    "prerequisite_missing": {"which": "training", "evidence": "no attendance"},
    "merged": {"into": "ticket/9"},
}


def taken(**readings: str) -> dict[str, Reading]:
    """Readings chosen by who asks: name and option."""
    return {name: choose(f"{name}={option}") for name, option in readings.items()}


def takeovers(
    told: Told, period: str | None = "2026", known_at: str | None = None, **readings: str
) -> list[TakeoverFinding]:
    """The findings of article 13."""
    facts = gather_support(told.history(known_at and when(known_at)), CONTRACT)
    return assess_takeover(facts, None if period is None else parse_period(period), taken(**readings))


def takeover(told: Told, period: str | None = "2026", known_at: str | None = None, **readings: str) -> TakeoverFinding:
    """The one finding of article 13."""
    (found,) = takeovers(told, period, known_at, **readings)
    return found


def line_of(told: Told, known_at: str | None = None, **readings: str) -> TicketLine:
    """What article 13 makes of the one ticket there is."""
    (line,) = takeover(told, known_at=known_at, **readings).tickets
    return line


def remedy(told: Told, period: str | None = "2026", known_at: str | None = None, **readings: str) -> RemedyFinding:
    """The finding of article 14."""
    facts = gather_support(told.history(known_at and when(known_at)), CONTRACT)
    return assess_remedy(facts, None if period is None else parse_period(period), taken(**readings))


def rows_of(told: Told, known_at: str | None = None, **readings: str) -> list[tuple[str, str, int | None]]:
    """Severity, outcome and deadline of each row of article 14."""
    return [(row.severity, row.outcome, row.deadline) for row in lines_of(told, known_at, **readings)]


def lines_of(told: Told, known_at: str | None = None, **readings: str) -> tuple[RemedyLine, ...]:
    """The rows of article 14."""
    return remedy(told, None, known_at, **readings).tickets
