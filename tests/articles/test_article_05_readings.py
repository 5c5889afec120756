"""Article 5: for every sentence that can be read in several ways, a month in which the readings give other figures."""

from collections.abc import Callable
from functools import partial

import pytest

from projections.articles.article_05_access import READINGS
from tests.articles.service_of import Service, availability, downtime, seconds

DOWN = "down 10T10:00 -> 10T11:00"
IN_TIME = "announce m at 01T10:00: 10T10:00 -> 10T10:30"

MONTHS: list[tuple[str, str, Callable[[], Service], dict[str, str]]] = [
    ("sunday_holiday_zone", "Thursday evening in Guadeloupe is the First of May in Paris",
     lambda: Service("2026-04", "down 2026-04-30T18:00-04:00 -> 2026-04-30T19:00-04:00", territory="GP"),
     {"client": "3600", "provider": "0"}),
    ("window_zone", "nine in the morning in Réunion is six in Paris",
     lambda: Service("2026-03", "down 2026-03-10T09:00+04:00 -> 2026-03-10T10:00+04:00", territory="RE"),
     {"client": "3600", "provider": "0"}),
    ("notice_from", "one maintenance told late that was planned early, one told early that nobody received",
     lambda: Service("2026-03", "announce a at 01T10:00: 10T10:00 -> 10T10:20",
                     "plan b at 01T10:00: 10T10:20 -> 10T10:30", "announce b at 09T10:00: 10T10:20 -> 10T10:30", DOWN),
     {"announced": "2400", "planned": "1800", "received": "3600"}),
    ("notice_proof", "an announcement that reached the ledger the day before",
     lambda: Service("2026-03", f"{IN_TIME} recorded=09T10:00", DOWN),
     {"stated": "1800", "recorded": "3600"}),
    ("notice_hours", "the clock goes forward between the announcement and the work",
     lambda: Service("2026-03", "announce m at 28T10:00: 30T10:00 -> 30T11:00", "down 30T10:00 -> 30T11:00"),
     {"elapsed": "3600", "wall_clock": "0"}),
    ("rescheduled_notice", "a maintenance moved the day before",
     lambda: Service("2026-03", IN_TIME, "move m at 09T10:00: 10T10:15 -> 10T11:00", DOWN),
     {"uncovered_needs_notice": "2700", "restarts": "3600", "first_notice": "900"}),
    ("overrun", "work that took twice as long as announced",
     lambda: Service("2026-03", IN_TIME, "begin m at 10T10:00", "finish m at 10T11:00", DOWN),
     {"announced_end": "1800", "actual_end": "0"}),
    ("overrun", "work that took longer than a last version that covers nothing",
     lambda: Service("2026-03", "announce m at 09T10:00: 10T10:00 -> 10T10:30", "begin m at 10T10:00",
                     "finish m at 10T11:00", DOWN),
     {"announced_end": "3600", "actual_end": "3600"}),
    ("overrun", "work that began and never ended",
     lambda: Service("2026-03", IN_TIME, "begin m at 10T10:00", DOWN),
     {"announced_end": "1800", "actual_end": "0"}),
    ("overrun", "work that nobody says began",
     lambda: Service("2026-03", IN_TIME, DOWN),
     {"announced_end": "1800", "actual_end": "1800"}),
    ("short_notice", "a maintenance told the day before",
     lambda: Service("2026-03", "announce m at 09T10:00: 10T10:00 -> 10T10:30", DOWN),
     {"counts": "3600", "as_emergency": "1800"}),
    ("emergency_declaration", "an emergency declared ten minutes after it started",
     lambda: Service("2026-03", "urgent u at 10T10:10: 10T10:00 -> 10T10:30", DOWN),
     {"by_start": "3600", "any_time": "1800"}),
    ("emergency_after_outage", "an emergency declared while the service was down",
     lambda: Service("2026-03", "urgent u at 10T10:20: 10T10:30 -> 10T10:40", DOWN),
     {"keeps_counting": "3600", "from_start": "3000", "whole_outage": "0"}),
]  # fmt: skip


@pytest.mark.parametrize(("reading", "why", "month", "figures"), MONTHS, ids=[f"{row[0]}: {row[1]}" for row in MONTHS])
def test_what_the_options_make_of_an_hour(
    reading: str, why: str, month: Callable[[], Service], figures: dict[str, str]
):
    told = month()
    assert {option: downtime(told, told.month, **{reading: option}) for option in figures} == figures
    kind = next(kind for kind in READINGS if kind.declaration.name == reading)
    assert list(figures) == [member.option for member in kind]
    assert downtime(told, told.month) == figures[kind.default().option]


def test_what_the_options_make_of_the_spring_in_guadeloupe():
    found = {option: spring_in_guadeloupe(option) for option in ("national_and_territory", "national", "customary")}
    assert found == {"national_and_territory": "2761200", "national": "2808000", "customary": "2714400"}


def spring_in_guadeloupe(option: str) -> str:
    """The reference seconds of a quarter with a customary day, Good Friday, and a statutory one, 27 May."""
    found = availability(Service("2026-04", territory="GP"), "2026-Q2", public_holidays=option)
    return seconds(found.reference_seconds)


def in_the_month(reading: str, month: Callable[[], Service], option: str) -> str:
    told = month()
    return downtime(told, told.month, **{reading: option})


READING_SCENARIOS: dict[str, Callable[[str], object]] = {
    "public_holidays": spring_in_guadeloupe,
    **{reading: partial(in_the_month, reading, month) for reading, _, month, _ in reversed(MONTHS)},
}


BEYOND = [
    ("notice_from", ["plan m at 01T10:00: 10T10:00 -> 10T11:00", DOWN], ("planned", "0", "met")),
    ("emergency_declaration", ["urgent u at 10T10:10: 10T10:00 -> 10T11:00", DOWN], ("any_time", "0", "met")),
]


@pytest.mark.parametrize(("reading", "lines", "literally"), BEYOND)
def test_a_default_beyond_the_text_shows_the_literal_figure_too(reading, lines, literally):
    told = Service("2026-03", *lines)
    found = availability(told, "2026-03")
    shown = {each.reading: (each.option, seconds(each.downtime_seconds), each.verdict) for each in found.literally}
    assert (seconds(found.downtime_seconds), found.verdict) == ("3600", "missed")
    assert shown[reading] == literally
    assert set(shown) == {"notice_from", "emergency_declaration"}
    taken = availability(told, "2026-03", **{reading: literally[0]})
    assert (seconds(taken.downtime_seconds), taken.verdict) == literally[1:]
    assert reading not in {each.reading for each in taken.literally}
