"""Which calendars of public holidays the events of a batch need, beyond those that somebody adopted already."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ledger.attribution import Histories
from ledger.events.event import Submission

_HALF_A_DAY = 12 * 3600 * 1_000_000


def holidays_needed(accepted: Iterable[Submission], past: Histories) -> list[tuple[str, int]]:
    """Territory and year of each calendar that is needed and was never adopted.

    Years: those that events happen in, and the next. Territories: metropolitan France (support hours follow it), those
    of all contracts, and those already in use.
    """
    held = {_year_of(entry.subject) for entry in past.family("provider", "public_holidays")}
    territories = {"FR", *_signed(past)}
    years: set[int] = set()
    last = None
    for each in accepted:
        half_day = each.occurred_at // _HALF_A_DAY
        if half_day != last:
            last = half_day
            # West of Greenwich a year begins later: until then the old one's days are needed.
            years.update((_year(half_day * _HALF_A_DAY), _year((half_day - 1) * _HALF_A_DAY)))
        if each.family == "public_holidays":
            held.add(_year_of(each.subject))
        elif each.family == "contract":
            territories.add(_said(each, "territory") or "FR")
            years.update(_years_named(each))
    territories.update(territory for territory, _ in held)
    wanted = {(territory, year + more) for territory in territories for year in years for more in (0, 1)}
    return sorted(wanted - held)


def _year_of(subject: str) -> tuple[str, int]:
    _, territory, year = subject.split("/")
    return territory, int(year)


def _signed(past: Histories) -> set[str]:
    """The territories of all contracts in the ledger: one recorded by hand brought no calendar along."""
    contracts = (scope for scope in past.scopes() if scope.startswith("contract/"))
    said = (entry.data.get("territory") for scope in contracts for entry in past.family(scope, "contract"))
    return {territory for territory in said if territory is not None}


def _year(instant: int) -> int:
    return datetime.fromtimestamp(instant // 1_000_000, UTC).year


def _years_named(submission: Submission) -> Iterable[int]:
    for field in ("service_starts_on", "support_starts_on", "effective_on"):
        day = _said(submission, field)
        if day is not None:
            yield int(day[:4])


def _said(submission: Submission, field: str) -> str | None:
    """What an event says in a field, or a restatement says anew."""
    event = submission.event
    said: str | None = getattr(event, "changes", {}).get(field) or getattr(event, field, None)
    return said
