"""Working time, counted by stepping a clock from minute to minute; working days, counted one by one.

Where the contract leaves room, and what is chosen here:

- `metropolitan` looks at the FR calendar, `with_alsace_moselle` at FR and FR-57 together, both without customary days.
  Of two calendars adopted for a territory and year, the last in the order of the facts.
- A year without adopted calendar is met when the walk reaches an instant of it in a week's published hours or not:
  `Undetermined` is raised at the first instant of such a year.
- "None published" is judged at the instants the clock looks at: none in force there is `Undetermined`.
- Working days are days of the zone of the publication in force when they are counted from; Europe/Paris without any.
- A clock paused without end has no deadline.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from .amended import MINUTE_US, PARIS, Fact, local, wall

DAY = timedelta(days=1)
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Pauses = Sequence[tuple[int, int | None]]


class Undetermined(Exception):
    """No adopted calendar, or no published hours, for an instant that matters."""


class Support:
    """The published hours and adopted calendars of a history, under one reading of `working_day_holidays`."""

    def __init__(self, history: Sequence[Fact], holidays: str) -> None:
        self.publications = [fact for fact in history if fact.type == "support_hours.published"]
        self.calendars = [fact for fact in history if fact.type == "public_holidays.adopted"]
        self.territories = ("FR",) if holidays == "metropolitan" else ("FR", "FR-57")
        self._holidays: dict[date, bool] = {}
        self._open: dict[int, bool] = {}

    def is_holiday(self, day: date) -> bool:
        if day not in self._holidays:
            self._holidays[day] = any(self._in_calendar(territory, day) for territory in self.territories)
        return self._holidays[day]

    def _in_calendar(self, territory: str, day: date) -> bool:
        adopted = [each for each in self.calendars if each.subject == f"public-holidays/{territory}/{day.year}"]
        if not adopted:
            raise Undetermined(f"no calendar adopted for {territory} {day.year}")
        named = adopted[-1].data["days"].get(day.isoformat())
        return named is not None and named["kind"] != "customary"

    def publication_at(self, at: int) -> tuple[Fact, datetime]:
        """Of those with `time` <= the instant and effective by its day, the last by `time`; and the wall time there."""
        for publication in reversed(self.publications):
            effective_on = date.fromisoformat(publication.data["effective_on"])
            if publication.at <= at and effective_on <= (moment := local(at, _zone(publication))).date():
                return publication, moment
        raise Undetermined("no support hours published by then")

    def zone_at(self, at: int) -> ZoneInfo:
        try:
            return _zone(self.publication_at(at)[0])
        except Undetermined:
            return PARIS

    def open_at(self, at: int) -> bool:
        """Whether the support is open at the instant."""
        if at not in self._open:
            self._open[at] = self._look_up(at)
        return self._open[at]

    def _look_up(self, at: int) -> bool:
        publication, moment = self.publication_at(at)
        day = moment.date()
        if self.is_holiday(day) or day.isoformat() in publication.data.get("closed_on", []):
            return False
        spans = publication.data["week"].get(WEEKDAYS[day.weekday()], [])
        return any(opens <= _hour_minute(moment) < closes for opens, closes in spans)

    def due(self, start: int, working_us: int, pauses: Pauses = ()) -> int | None:
        """The instant at which so much working time has run since `start`; None while a pause has no end."""
        edges = [publication.at for publication in self.publications]
        edges += [edge for pause in pauses for edge in pause if edge is not None]
        at, left = start, working_us
        while True:
            until = at - at % MINUTE_US + MINUTE_US
            for edge in edges:
                if at < edge < until:
                    until = edge
            if any(begins <= at and ends is None for begins, ends in pauses):
                return None
            paused = any(begins <= at and (ends is None or at < ends) for begins, ends in pauses)
            if not paused and self.open_at(at):
                if left <= until - at:
                    return at + left
                left -= until - at
            at = until

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday without public holidays, whatever the hours."""
        return day.weekday() < 5 and not self.is_holiday(day)

    def last_working_day(self, start: int, count: int, same_day: bool, pauses: Pauses = ()) -> date | None:
        """The working day number `count` after the start, or from its day on. Days wholly paused are not counted."""
        zone = self.zone_at(start)
        day = local(start, zone).date()
        if not same_day:
            day += DAY
        while True:
            begins, ends = wall(day, zone), wall(day + DAY, zone)
            if any(since <= begins and until is None for since, until in pauses):
                return None
            waited = any(since <= begins and (until is None or ends <= until) for since, until in pauses)
            if self.is_working_day(day) and not waited:
                count -= 1
                if count == 0:
                    return day
            day += DAY

    def midnight_after(self, day: date, start: int) -> int:
        return wall(day + DAY, self.zone_at(start))

    def closing_of(self, day: date, start: int) -> int | None:
        """The end of the last open minute of the day; None on a day without hours."""
        zone = self.zone_at(start)
        begins = wall(day, zone)
        at = wall(day + DAY, zone) - MINUTE_US
        while at >= begins:
            if self.open_at(at):
                return at + MINUTE_US
            at -= MINUTE_US
        return None


def _zone(publication: Fact) -> ZoneInfo:
    return ZoneInfo(publication.data.get("timezone", "Europe/Paris"))


def _hour_minute(moment: datetime) -> str:
    return f"{moment.hour:02d}:{moment.minute:02d}"
