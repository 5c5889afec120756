"""Article 5 ¶1 and ¶2: the windows in which the service may be stopped.

The figures are the seconds of downtime that count when every hour is looked at, so that windows alone exclude.
"""

import pytest

from projections.articles.article_05_access import assess_windows
from projections.calendar.period import parse_period
from projections.calendar.zone import iso, zone
from tests.articles.service_of import Service, availability, chosen, downtime, facts_of, seconds

WINDOWS = [
    ("a night ends at 07:00 sharp", "down 10T06:00 -> 10T07:00", "0"),
    ("what lasts a second longer costs that second", "down 10T06:00 -> 10T07:00:01", "1"),
    ("a night begins at midnight", "down 10T23:00 -> 11T00:00", "3600"),
    ("what begins at midnight costs nothing", "down 11T00:00 -> 11T01:00", "0"),
    ("the second before midnight costs one", "down 10T23:59:59 -> 11T01:00", "1"),
    ("a Saturday is no window", "down 14T10:00 -> 14T11:00", "3600"),
    ("a Sunday is one all day", "down 15T00:00 -> 16T00:00", "0"),
    ("a Saturday ends where the Sunday begins", "down 14T23:59 -> 15T00:01", "60"),
    ("Monday's night follows the Sunday", "down 15T23:00 -> 16T07:00:01", "1"),
    ("an Easter Monday is one all day", "down 2026-04-06T08:00 -> 2026-04-06T23:00", "0"),
    ("Good Friday is none in Paris", "down 2026-04-03T08:00 -> 2026-04-03T09:00", "3600"),
    ("an outage through a Sunday of 23 hours costs the hour before it",
     "down 28T23:00 -> 29T23:00", "3600"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "down", "counts"), WINDOWS)
def test_what_happens_in_a_window_does_not_count(title: str, down: str, counts: str):
    told = Service("2026-03", down)
    assert downtime(told, down.split()[1][:7] if "-04-" in down else "2026-03", downtime_scope="all_hours") == counts


ELSEWHERE = [
    ("in Réunion the night ends at 07:00 there", "RE", "2026-03", "2026-03-10T06:00+04:00 2026-03-10T07:30+04:00", {},
     "1800"),
    ("by the provider's night it would end at 10:00 there", "RE", "2026-03",
     "2026-03-10T06:00+04:00 2026-03-10T10:00:01+04:00", {"window_zone": "provider"}, "1"),
    ("and begin at 03:00 there", "RE", "2026-03", "2026-03-10T02:00+04:00 2026-03-10T03:00+04:00",
     {"window_zone": "provider"}, "3600"),
    ("a Sunday in Réunion begins there", "RE", "2026-03", "2026-03-14T23:30+04:00 2026-03-15T00:30+04:00",
     {}, "1800"),
    ("by the provider's Sunday it begins three hours later", "RE", "2026-03",
     "2026-03-15T07:00+04:00 2026-03-15T08:00+04:00", {"sunday_holiday_zone": "provider"}, "0"),
    ("and ends at 03:00 on Monday there, where the night covers it", "RE", "2026-03",
     "2026-03-16T02:00+04:00 2026-03-16T03:00+04:00", {"sunday_holiday_zone": "provider"}, "0"),
    ("a Saturday evening in Guadeloupe is Sunday for the provider", "GP", "2026-03",
     "2026-03-14T19:00-04:00 2026-03-14T20:00-04:00", {"sunday_holiday_zone": "provider"}, "0"),
    ("and Saturday for the client", "GP", "2026-03", "2026-03-14T19:00-04:00 2026-03-14T20:00-04:00", {}, "3600"),
    ("20 December is a public holiday in Réunion", "RE", "2027-12", "2027-12-20T10:00+04:00 2027-12-20T11:00+04:00",
     {}, "0"),
    ("and not in metropolitan France", "FR", "2027-12", "2027-12-20T10:00+01:00 2027-12-20T11:00+01:00", {}, "3600"),
    ("under the national reading it is none in Réunion either", "RE", "2027-12",
     "2027-12-20T10:00+04:00 2027-12-20T11:00+04:00", {"public_holidays": "national"}, "3600"),
    ("26 December is one in Moselle", "FR-57", "2025-12", "2025-12-26T10:00+01:00 2025-12-26T11:00+01:00", {}, "0"),
    ("Good Friday is kept by custom in Guadeloupe", "GP", "2026-04",
     "2026-04-03T10:00-04:00 2026-04-03T11:00-04:00", {"public_holidays": "customary"}, "0"),
    ("and by no statute", "GP", "2026-04", "2026-04-03T10:00-04:00 2026-04-03T11:00-04:00", {}, "3600"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "territory", "month", "down", "readings", "counts"), ELSEWHERE)
def test_a_window_has_its_place(title, territory, month, down, readings, counts):
    told = Service(month, f"down {down}", territory=territory)
    assert downtime(told, month, downtime_scope="all_hours", **readings) == counts


def test_a_window_of_the_provider_needs_the_calendar_of_the_day_there():
    """On 31 December in Guadeloupe it is 1 January in Paris from 19:00 on."""
    down = "down 2026-12-31T19:00-04:00 -> 2026-12-31T19:30-04:00"
    told = Service("2026-12", down, territory="GP", calendars=False)
    for year in (2026, 2027):
        found = availability(told, "2026-12", downtime_scope="all_hours", sunday_holiday_zone="provider")
        assert found.verdict == "undetermined"
        assert str(found.because) == (
            f"no public holidays adopted for GP {year}: run `livret holidays adopt GP {year}`"
        )
        told.adopt("GP", {f"{year}-01-01": "national"}, year, "2026-12-31")
    found = availability(told, "2026-12", downtime_scope="all_hours", sunday_holiday_zone="provider")
    assert (seconds(found.downtime_seconds), found.verdict) == ("0", "met")


def test_the_windows_of_a_week_are_its_nights_its_sunday_and_what_was_announced():
    told = Service(
        "2026-04", "announce m at 01T10:00: 08T12:00 -> 08T14:00", "announce late at 07T10:00: 09T09:00 -> 09T10:00"
    )
    found = assess_windows(facts_of(told), parse_period("2026-04-05..2026-04-11"), chosen())
    paris = zone("Europe/Paris")
    assert [(each.kind, iso(each.from_, paris)[5:16], iso(each.until, paris)[5:16]) for each in found.windows] == [
        ("night", "04-05T00:00", "04-05T07:00"),
        ("sunday", "04-05T00:00", "04-06T00:00"),
        ("night", "04-06T00:00", "04-06T07:00"),
        ("public_holiday", "04-06T00:00", "04-07T00:00"),
        ("night", "04-07T00:00", "04-07T07:00"),
        ("night", "04-08T00:00", "04-08T07:00"),
        ("maintenance", "04-08T12:00", "04-08T14:00"),
        ("night", "04-09T00:00", "04-09T07:00"),
        ("night", "04-10T00:00", "04-10T07:00"),
        ("night", "04-11T00:00", "04-11T07:00"),
    ]
    assert found.total_seconds == (2 * 24 + 5 * 7 + 2) * 3600 * 1_000_000
    assert found.missing_calendars == ()
