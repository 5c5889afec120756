"""The regular windows of article 5 as recurring events: each run of windows that are alike is one event.

A recurrence repeats wall times with one exact length. A night or a Sunday on which the clocks change is longer or
shorter than the others, and so is an event of its own, as is whatever else does not fit the run before it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from projections.articles.article_05_access import WindowsFinding, WindowSpan
from projections.articles.article_05_windows import WindowKind
from projections.calendar.zone import at, local, local_date, zone
from projections.edition.wording import Text

if TYPE_CHECKING:
    from icalendar import Timezone

_STEPS: dict[WindowKind, tuple[str, int]] = {"night": ("DAILY", 1), "sunday": ("WEEKLY", 7)}
"""How often a window recurs, and the days from one to the next."""


@dataclass(frozen=True, slots=True)
class Run:
    """`count` windows that are alike, at the same wall time every day or week; the first is `[from_, until)`.

    `last` is when the last one starts; instants in microseconds.
    """

    kind: WindowKind
    because: Text
    from_: int
    until: int
    count: int
    last: int

    @property
    def frequency(self) -> str:
        """`DAILY` or `WEEKLY`."""
        return _STEPS[self.kind][0]

    def wall(self, instant: int, timezone: str) -> datetime:
        """The instant on the clock of the windows' zone."""
        return local(instant, zone(timezone))


def runs(finding: WindowsFinding) -> list[Run]:
    """The nights, Sundays and public holidays of a period in as few runs as say them exactly, in order."""
    where = zone(finding.timezone)
    found: list[Run] = []
    open_runs: dict[WindowKind, int] = {}
    for window in finding.windows:
        if window.kind == "maintenance":
            continue  # a maintenance is told of by its own notice
        index = open_runs.get(window.kind)
        if index is not None and _goes_on(found[index], window, where):
            found[index] = replace(found[index], count=found[index].count + 1, last=window.from_)
        else:
            open_runs[window.kind] = len(found)
            found.append(Run(window.kind, window.because, window.from_, window.until, 1, window.from_))
    return found


def time_zone(timezone: str, found: Sequence[Run]) -> "Timezone":
    """The rules of the zone for the days of the runs, for calendars that do not know it."""
    from icalendar import Timezone

    where, margin = zone(timezone), timedelta(days=366)
    first = local_date(min(each.from_ for each in found), where)
    last = local_date(max(each.last for each in found), where)
    return Timezone.from_tzinfo(where, timezone, first - margin, last + margin)


def _goes_on(run: Run, window: WindowSpan, where: ZoneInfo) -> bool:
    """Whether both edges of the window are those of the run's last one, so many days later on the wall clock."""
    length = run.until - run.from_
    if run.kind not in _STEPS or window.until - window.from_ != length:
        return False
    step = timedelta(days=_STEPS[run.kind][1])
    return all(
        edge == _later(before, step, where)
        for edge, before in ((window.from_, run.last), (window.until, run.last + length))
    )


def _later(instant: int, step: timedelta, where: ZoneInfo) -> int:
    wall = local(instant, where)
    return at(wall.date() + step, wall.hour, wall.minute, where, wall.second, wall.microsecond)
