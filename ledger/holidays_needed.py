"""Which calendars of public holidays the events of a batch need, beyond those that somebody adopted already."""

from collections.abc import Iterable
from datetime import UTC, datetime

from ledger.attribution import Histories
from ledger.events.event import Submission

_HALF_A_DAY = 12 * 3600 * 1_000_000


class HolidaysNeeded:
    """The years that events happen in and the next one, in each territory that is in use.

    Territories: metropolitan France (support hours follow it), those of all contracts, and those already in use.
    """

    def __init__(self) -> None:
        self._territories: set[str] = {"FR"}
        self._years: set[int] = set()
        self._held: set[tuple[str, int]] = set()
        self._half_day: int | None = None

    def note(self, accepted: Submission) -> None:
        """Look at an event that is going to be recorded."""
        half_day = accepted.occurred_at // _HALF_A_DAY
        if half_day != self._half_day:
            self._half_day = half_day
            # West of Greenwich a year begins later: until then the old one's days are needed.
            self._years.update((_year(half_day * _HALF_A_DAY), _year((half_day - 1) * _HALF_A_DAY)))
        family = accepted.family
        if family == "public_holidays":
            self._hold(accepted.subject)
        elif family == "contract":
            self._territories.add(_said(accepted, "territory") or "FR")
            self._years.update(_years_named(accepted))

    def unmet(self, past: Histories) -> list[tuple[str, int]]:
        """Territory and year of each calendar that is needed and was never adopted."""
        for entry in past.family("provider", "public_holidays"):
            self._hold(entry.subject)
        territories = {*self._territories, *(territory for territory, _ in self._held), *_signed(past)}
        wanted = {(territory, year + more) for territory in territories for year in self._years for more in (0, 1)}
        return sorted(wanted - self._held)

    def _hold(self, subject: str) -> None:
        _, territory, year = subject.split("/")
        self._held.add((territory, int(year)))


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
