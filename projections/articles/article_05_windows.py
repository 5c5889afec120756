"""Article 5 ¶1-2: the service is open at all hours, outside the maintenance windows.

Computed: the windows of any span of time: nights, Sundays, French public holidays, and planned maintenance.
Not computed: whether the service was used outside them.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any, Literal, NamedTuple
from zoneinfo import ZoneInfo

from projections.articles import article_05_maintenance as maintenance_rules
from projections.articles.article_05_maintenance import Judged
from projections.articles.stretch import Stretch
from projections.calendar.span import Span, Spans, clip, normal
from projections.calendar.zone import at, local_date
from projections.edition.reading import Option, Reading, Readings, reading
from projections.edition.terms import wall_time
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import AdoptedCalendar, Calendars
from projections.facts.entry import Entry
from projections.facts.maintenance import Maintenance

WindowKind = Literal["night", "sunday", "public_holiday", "maintenance"]


class Terms(NamedTuple):
    """The edition's numbers: the nightly window and the weekly one (0 = Monday)."""

    night_from: tuple[int, int]
    night_until: tuple[int, int]
    weekday: int


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 5."""
    weekday = ("mon", "tue", "wed", "thu", "fri", "sat", "sun").index(article["weekly_window"])
    return Terms(wall_time(article["night_from"]), wall_time(article["night_until"]), weekday)


@reading(
    "public_holidays",
    articles=("5", "6"),
    question=N_("Which public holidays are the French ones for a client overseas or in Alsace-Moselle?"),
    because=N_(
        "The statute gives a territory its own days beside the national ones, and they are French holidays too."
    ),
)
class PublicHolidays(Reading):
    """Articles 5 ¶2 and 6 ¶2 say French public holidays, and no more."""

    NATIONAL_AND_TERRITORY = Option(
        "national_and_territory", N_("The national days and the territory's statutory ones."), "provider"
    )
    NATIONAL = Option("national", N_("The days of metropolitan France alone."), "client")
    CUSTOMARY = Option("customary", N_("Also the days that are kept by custom in the territory."), "provider")


@reading(
    "sunday_holiday_zone",
    articles=("5",),
    question=N_("Whose clock begins and ends a Sunday or a public holiday?"),
    because=N_("The overseas client's window follows the client's zone, as for the nights."),
)
class SundayHolidayZone(Reading):
    """Article 5 ¶2 gives the overseas zone in the sentence on nights alone."""

    CLIENT = Option("client", N_("The day is the client's."), "neither")
    PROVIDER = Option("provider", N_("The day is that of Paris."), "neither")


@reading(
    "window_zone",
    articles=("5",),
    question=N_("Whose clock begins and ends the nightly window?"),
    because=N_("The text gives overseas clients the same window in their own zone."),
)
class WindowZone(Reading):
    """Article 5 ¶2, first item."""

    CLIENT = Option("client", N_("The night is the client's."), "neither")
    PROVIDER = Option("provider", N_("The night is that of Paris."), "neither")


READINGS: tuple[type[Reading], ...] = (PublicHolidays, SundayHolidayZone, WindowZone)


class Window(NamedTuple):
    """A span in which the service may be stopped, and why."""

    span: Span
    kind: WindowKind
    because: Text
    entries: tuple[Entry, ...]


def windows(stretch: Stretch, calendars: Calendars, within: Spans) -> list[Window]:
    """The nightly, weekly and holiday windows that touch any of the spans, whole, in order."""
    article = terms(stretch.edition.article("5"))
    readings = stretch.readings
    night_zone = stretch.zone if readings[WindowZone] is WindowZone.CLIENT else stretch.provider_zone
    day_zone = day_zone_of(stretch)
    found = [_night(day, article, night_zone) for day in _days(within, night_zone)]
    for day in _days(within, day_zone):
        if day.weekday() == article.weekday:
            found.append(_whole_day(day, day_zone, "sunday", say(N_("Sunday window, article 5 ¶2")), ()))
        calendar = holiday_calendar(day, stretch.subscription.territory, calendars, readings)
        if calendar is not None:
            because = say(N_("public holiday {name}, article 5 ¶2"), name=calendar.names[day])
            found.append(_whole_day(day, day_zone, "public_holiday", because, (calendar.entry,)))
    return sorted(
        (window for window in found if clip(within, *window.span)), key=lambda window: (window.span, window.kind)
    )


def day_zone_of(stretch: Stretch) -> ZoneInfo:
    """The zone in which Sundays and public holidays begin and end."""
    if stretch.readings[SundayHolidayZone] is SundayHolidayZone.CLIENT:
        return stretch.zone
    return stretch.provider_zone


def planned_windows(
    maintenances: Iterable[tuple[Maintenance, list[Judged]]], readings: Readings, known_at: int
) -> list[Window]:
    """The spans that planned maintenances cover by their notice."""
    found: list[Window] = []
    for maintenance, versions in maintenances:
        because = say(N_("{maintenance} planned in time, article 5 ¶2"), maintenance=maintenance.subject)
        entries = tuple(judged.version.entry for judged in versions)
        spans = maintenance_rules.covered(maintenance, versions, readings, known_at)
        found += (Window(span, "maintenance", because, entries) for span in spans)
    return sorted(found, key=lambda window: window.span)


# ¶2, first item: every night, in the zone of the client


def _night(day: date, article: Terms, zone: ZoneInfo) -> Window:
    span = (at(day, *article.night_from, zone), at(day, *article.night_until, zone))
    return Window(span, "night", say(N_("nightly window, article 5 ¶2")), ())


# ¶2, second item: Sundays and French public holidays


def holiday_calendar(day: date, territory: str, calendars: Calendars, readings: Readings) -> AdoptedCalendar | None:
    """The adopted calendar by which the day is a public holiday under the reading taken, or `None`."""
    calendar = calendars.get((_calendar_territory(territory, readings), day.year))
    if calendar is None or calendar.kinds.get(day) not in _KINDS[readings[PublicHolidays]]:
        return None
    return calendar


def missing_calendars(
    years: Iterable[int], territory: str, calendars: Calendars, readings: Readings
) -> list[tuple[str, int]]:
    """The (territory, year) pairs of these years for which no calendar was adopted."""
    needed = _calendar_territory(territory, readings)
    return [(needed, year) for year in sorted(set(years)) if (needed, year) not in calendars]


_KINDS = {
    PublicHolidays.NATIONAL_AND_TERRITORY: ("national", "territorial"),
    PublicHolidays.NATIONAL: ("national",),
    PublicHolidays.CUSTOMARY: ("national", "territorial", "customary"),
}


def _calendar_territory(territory: str, readings: Readings) -> str:
    return "FR" if readings[PublicHolidays] is PublicHolidays.NATIONAL else territory


def _whole_day(day: date, zone: ZoneInfo, kind: WindowKind, because: Text, entries: tuple[Entry, ...]) -> Window:
    span = (at(day, 0, 0, zone), at(day + timedelta(days=1), 0, 0, zone))
    return Window(span, kind, because, entries)


def local_days(within: Spans, zone: ZoneInfo) -> list[date]:
    """The local dates that the spans touch, in order."""
    return list(_days(within, zone))


def _days(within: Spans, zone: ZoneInfo) -> Iterator[date]:
    last = date.min
    for from_, until in normal(within):
        day = max(local_date(from_, zone), last + timedelta(days=1) if last > date.min else date.min)
        end = local_date(until - 1, zone)
        while day <= end:
            yield day
            last = day
            day += timedelta(days=1)
