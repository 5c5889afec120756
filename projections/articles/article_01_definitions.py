"""Article 1: what a working hour and a working day are.

Computed: working time between two instants, the instant by which so much has run, and working days counted one by
one. Not computed: whether an anomaly is as severe as was said, which is for people to say.

Support hours and public holidays are those adopted in the ledger; what they do not cover is `Unknown`.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from datetime import date, timedelta
from typing import TypeVar
from zoneinfo import ZoneInfo

from projections.calendar.opening_hours import OpeningHours, Publication, UnknownHoursError, reigning
from projections.calendar.zone import local_date, midnight, zone
from projections.edition.reading import Option, Reading, Readings, reading
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import Calendars
from projections.facts.support_hours import PublishedHours

Pauses = Sequence[tuple[int, int | None]]
"""Spans in which a clock stands still, in order, disjoint; `None` where the end is not known."""

T = TypeVar("T")


@reading(
    "working_day_holidays",
    articles=("1", "13", "14"),
    question=N_("Are the two further public holidays of Alsace and Moselle working days?"),
    because=N_("A day that is a holiday in two of its regions alone is not one of metropolitan France."),
)
class WorkingDayHolidays(Reading):
    """Article 1 takes the public holidays of metropolitan France out of the working days."""

    METROPOLITAN = Option(
        "metropolitan", N_("Only the national days are holidays: Good Friday and 26 December are worked."), "client"
    )
    WITH_ALSACE_MOSELLE = Option(
        "with_alsace_moselle", N_("Good Friday and 26 December are holidays too: deadlines move on."), "provider"
    )


READINGS: tuple[type[Reading], ...] = (WorkingDayHolidays,)


class Unknown(LookupError):
    """Working time that cannot be told; `because` says what is missing."""

    def __init__(self, because: Text) -> None:
        super().__init__(str(because))
        self.because = because


class Desk:
    """The support desk: the zone that its published hours are in, and its working time under each reading."""

    def __init__(self, published: Sequence[PublishedHours], calendars: Calendars, default: ZoneInfo) -> None:
        """`default` is the zone while nothing is published."""
        self._published, self._calendars, self._default = published, calendars, default
        self._reigns = reigning([max(each.at, midnight(each.effective_on, zone(each.timezone))) for each in published])
        self._times: dict[WorkingDayHolidays, WorkingTime] = {}

    def zone_at(self, instant: int) -> ZoneInfo:
        """The zone of the hours in force: of those published by then whose day has come, the last published."""
        place = bisect_right(self._reigns, (instant, len(self._published)))
        return zone(self._published[self._reigns[place - 1][1]].timezone) if place else self._default

    def day_of(self, instant: int) -> date:
        """The day on which an instant falls for support."""
        return local_date(instant, self.zone_at(instant))

    def midnight(self, day: date, instant: int) -> int:
        """The first instant of a day, in the zone in force at an instant."""
        return midnight(day, self.zone_at(instant))

    def time(self, readings: Readings) -> "WorkingTime":
        """Working time under the reading taken of public holidays."""
        taken = readings[WorkingDayHolidays]
        if taken not in self._times:
            self._times[taken] = WorkingTime(self, self._published, self._calendars, taken)
        return self._times[taken]


class WorkingTime:
    """Working hours and working days under one reading of public holidays; instants and amounts in microseconds.

    Every method raises Unknown where hours or public holidays that it needs are missing.
    """

    def __init__(
        self, desk: Desk, published: Sequence[PublishedHours], calendars: Calendars, taken: WorkingDayHolidays
    ) -> None:
        self._desk, self._calendars, self._taken = desk, calendars, taken
        weeks = [Publication(each.at, each.effective_on, each.week, each.closed_on, zone(each.timezone))
                 for each in published]  # fmt: skip
        self._hours = OpeningHours(weeks, self.public_holidays) if weeks else None

    # Working hour: an hour at which support is open.

    def is_open(self, instant: int) -> bool:
        """Whether the instant lies in a working hour; that of closing does not."""
        return self._ask(lambda hours: hours.is_open(instant))

    def next_opening(self, instant: int) -> int:
        """The instant itself in a working hour, else the next opening."""
        return self._ask(lambda hours: hours.next_opening(instant))

    def worked(self, from_: int, until: int, pauses: Pauses = ()) -> int:
        """The working time in `[from_, until)` outside the pauses."""
        return self._ask(
            lambda hours: sum(
                hours.between(begins, until if ends is None else min(ends, until))
                for begins, ends in running(from_, pauses)
                if begins < until
            )
        )

    def due(self, start: int, amount: int, pauses: Pauses = ()) -> int | None:
        """The instant by which so much working time has run since the start; `None` for a pause without end."""
        left = amount
        for from_, until in running(start, pauses):
            if until is not None:
                before = self.worked(from_, until)
                if before < left:
                    left -= before
                    continue
            return self._add(from_, left)
        return None

    def closing(self, day: date, zone_at: int) -> int | None:
        """The last closing of a day, of the zone in force at an instant; `None` for a day without hours."""
        from_, until = self._desk.midnight(day, zone_at), self._desk.midnight(day + timedelta(days=1), zone_at)

        def last(hours: OpeningHours) -> int | None:
            known = max(from_, min(hours.known_from, until))
            spans = hours.open_spans(known, until)
            if not spans and known > from_:
                hours.is_open(from_)  # says that nothing was published by then
            return spans[-1][1] if spans else None

        return self._ask(last)

    # Working day: Monday to Friday, public holidays apart, whatever the hours.

    def is_working_day(self, day: date) -> bool:
        """Whether the day is a working day."""
        return day.weekday() < 5 and day not in self.public_holidays(day.year)

    def working_day(self, start: int, count: int, *, from_same_day: bool, pauses: Pauses = ()) -> date | None:
        """The working day of that number after the start, or from the day of the start on.

        A day that lies wholly in a pause is not counted; `None` where a pause has no end.
        """
        zone = self._desk.zone_at(start)
        day = local_date(start, zone) + timedelta(days=0 if from_same_day else 1)
        while True:
            begins, ends = midnight(day, zone), midnight(day + timedelta(days=1), zone)
            pause = next((until for since, until in reversed(pauses) if since <= begins), 0)
            if pause is None:
                return None
            if self.is_working_day(day) and pause < ends:
                count -= 1
                if count == 0:
                    return day
            day += timedelta(days=1)

    def public_holidays(self, year: int) -> frozenset[date]:
        """The public holidays of metropolitan France in a year, under the reading taken."""
        days: frozenset[date] = frozenset()
        for territory, kinds in _CALENDARS[self._taken]:
            calendar = self._calendars.get((territory, year))
            if calendar is None:
                raise Unknown(_not_adopted(territory, year))
            days |= calendar.days(*kinds)
        return days

    def _add(self, start: int, amount: int) -> int:
        return self._ask(lambda hours: hours.add(start, amount))

    def _ask(self, question: Callable[[OpeningHours], T]) -> T:
        if self._hours is None:
            raise Unknown(say(N_("no support hours are published: record `support_hours.published`")))
        try:
            return question(self._hours)
        except UnknownHoursError as error:
            if isinstance(error.__cause__, Unknown):
                raise error.__cause__ from None
            raise Unknown(
                say(N_("support hours are not known for all of this time: record `support_hours.published`"))
            ) from error


def running(start: int, pauses: Pauses) -> Iterator[tuple[int, int | None]]:
    """The spans from a start on that lie in no pause; the last one is open, unless a pause is."""
    at = start
    for from_, until in pauses:
        if until is not None and until <= at:
            continue
        if from_ > at:
            yield at, from_
        if until is None:
            return
        at = until
    yield at, None


_CALENDARS = {
    WorkingDayHolidays.METROPOLITAN: (("FR", ("national",)),),
    WorkingDayHolidays.WITH_ALSACE_MOSELLE: (("FR", ("national",)), ("FR-57", ("national", "territorial"))),
}


def _not_adopted(territory: str, year: int) -> Text:
    return say(
        N_("no public holidays adopted for {territory} {year}: run `livret holidays adopt {territory} {year}`"),
        territory=territory,
        year=str(year),
    )
