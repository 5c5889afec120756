"""Article 1: working hours and working days, for themselves."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.articles.article_01_definitions import (
    READINGS,
    Desk,
    Unknown,
    WorkingDayHolidays,
    WorkingTime,
    running,
)
from projections.calendar.span import HOUR
from projections.calendar.zone import at, local_date, zone
from projections.edition.reading import Readings
from projections.facts.support import gather_support
from projections.facts.support_hours import PublishedHours
from tests.articles.ledger_of import CONTRACT, Told
from tests.articles.tickets_of import DAY, SATURDAY, WEEK, desk, lines_of, publish, ticket, when


def time_of(told: Told, holidays: str = "metropolitan") -> WorkingTime:
    return desk_of(told).time(Readings([WorkingDayHolidays.named(holidays)]))


def desk_of(told: Told) -> Desk:
    facts = gather_support(told.history(), CONTRACT)
    return Desk(facts.published, facts.calendars, zone("Europe/Paris"))


DAYS = [
    ("a Friday", "2026-03-06", True, True),
    ("a Saturday, also with hours", "2026-03-07", False, False),
    ("a Sunday", "2026-03-08", False, False),
    ("Good Friday", "2026-04-03", True, False),
    ("Easter Monday", "2026-04-06", False, False),
    ("1 May", "2026-05-01", False, False),
    ("25 December", "2025-12-25", False, False),
    ("26 December", "2025-12-26", True, False),
]


@pytest.mark.parametrize(("why", "day", "metropolitan", "with_alsace_moselle"), DAYS, ids=[row[0] for row in DAYS])
def test_a_working_day(why: str, day: str, metropolitan: bool, with_alsace_moselle: bool):
    told = desk(SATURDAY)
    found = [time_of(told, option).is_working_day(date.fromisoformat(day)) for option in _OPTIONS]
    assert found == [metropolitan, with_alsace_moselle]


_OPTIONS = ["metropolitan", "with_alsace_moselle"]


def test_the_readings_of_holidays_give_two_deadlines_for_a_major_anomaly():
    told = desk()
    lines = (
        "registered 03-30 09:00, taken_over 03-30 09:05, qualified 03-30 09:10 severity=major, reproduced 03-30 10:00"
    )
    ticket(told, "1", *lines.split(", "))
    (metropolitan,), (alsace,) = (lines_of(told, working_day_holidays=option) for option in _OPTIONS)
    assert (metropolitan.deadline, alsace.deadline) == (told.at("2026-04-09"), told.at("2026-04-10"))
    assert [member.option for member in READINGS[0]] == _OPTIONS


HOURS = [
    ("at opening", "03-02 09:00", True),
    ("a microsecond before opening", "03-02 08:59:59.999999", False),
    ("a microsecond before closing", "03-02 17:59:59.999999", True),
    ("at closing", "03-02 18:00", False),
    ("at lunch", "03-02 12:30", False),
    ("on a public holiday", "05-01 10:00", False),
    ("on a Saturday without hours", "03-07 10:00", False),
]


@pytest.mark.parametrize(("why", "at", "verdict"), HOURS, ids=[row[0] for row in HOURS])
def test_a_working_hour(why: str, at: str, verdict: bool):
    told = desk()
    assert time_of(told).is_open(told.at(when(at))) == verdict


def test_hours_are_in_force_from_their_own_time_and_day_whichever_is_later():
    told = desk()
    publish(told, {"mon": [["10:00", "11:00"]]}, "03-02 16:00", "2026-03-02")
    time = time_of(told)
    assert time.is_open(told.at("2026-03-02 15:59:59.999999"))
    assert not time.is_open(told.at("2026-03-02 16:00"))


def test_hours_published_later_for_an_earlier_day_replace_those_before_them_whole():
    told = desk()
    publish(told, {"tue": DAY}, "02-02 12:00", "2026-06-01", closed_on=["2026-03-03"])
    publish(told, WEEK, "02-03 12:00", "2026-03-01")
    time = time_of(told)
    assert time.is_open(told.at("2026-03-03 10:00"))
    assert time.is_open(told.at("2026-06-01 10:00"))


def test_working_time_stands_still_in_a_pause():
    told = desk()
    time = time_of(told)
    nine, noon, ten = (told.at(when(each)) for each in ("03-02 09:00", "03-02 12:00", "03-02 10:00"))
    assert time.worked(nine, noon) == 3 * HOUR
    assert time.worked(nine, noon, [(ten, told.at("2026-03-02 11:00"))]) == 2 * HOUR
    assert time.worked(nine, noon, [(ten, None)]) == HOUR
    assert time.worked(noon, nine) == 0
    assert time.due(nine, 3 * HOUR, [(noon, None)]) == noon
    assert time.due(nine, 3 * HOUR + 1, [(noon, None)]) is None


RUNNING = [
    ("without pauses", 5, [], [(5, None)]),
    ("a pause later on", 5, [(7, 9)], [(5, 7), (9, None)]),
    ("a pause that began before", 5, [(1, 9)], [(9, None)]),
    ("a pause that ended before", 5, [(1, 5)], [(5, None)]),
    ("a pause from the start on, without end", 5, [(5, None)], []),
    ("two pauses that touch", 5, [(6, 7), (7, 8)], [(5, 6), (8, None)]),
]


@pytest.mark.parametrize(("why", "start", "pauses", "verdict"), RUNNING, ids=[row[0] for row in RUNNING])
def test_the_spans_in_which_a_clock_runs(
    why: str, start: int, pauses: list[tuple[int, int | None]], verdict: list[tuple[int, int | None]]
):
    assert list(running(start, pauses)) == verdict


def test_closing_is_the_last_of_a_day_and_none_where_there_are_no_hours():
    told = desk(SATURDAY)
    time = time_of(told)
    noon = told.at("2026-03-02 12:00")
    assert time.closing(date(2026, 3, 6), noon) == told.at("2026-03-06 18:00")
    assert time.closing(date(2026, 3, 7), noon) == told.at("2026-03-07 12:00")
    assert time.closing(date(2026, 3, 8), noon) is None


def test_what_is_not_known_is_refused():
    told = desk(None)
    publish(told, WEEK, "03-02 12:00", "2026-03-01")
    time = time_of(told)
    with pytest.raises(Unknown, match=r"support_hours\.published"):
        time.is_open(told.at("2026-03-02 11:59:59.999999"))
    with pytest.raises(Unknown, match=r"support_hours\.published"):
        time.closing(date(2026, 2, 27), told.at("2026-03-02 13:00"))
    with pytest.raises(Unknown, match="livret holidays adopt FR 2028"):
        time.is_working_day(date(2028, 3, 1))
    assert time.closing(date(2026, 3, 2), told.at("2026-03-02 13:00")) == told.at("2026-03-02 18:00")
    with pytest.raises(Unknown, match=r"support_hours\.published"):
        time_of(desk(None)).is_open(told.at("2026-03-02 12:00"))


def test_the_zone_is_that_of_the_hours_in_force_and_the_providers_before_any():
    told = desk(None)
    publish(told, WEEK, "03-02 12:00", "2026-03-04", timezone="Indian/Reunion")
    at_desk = desk_of(told)
    before, from_ = told.at("2026-03-03 20:59:59.999999"), told.at("2026-03-03 21:00")
    assert (str(at_desk.zone_at(before)), str(at_desk.zone_at(from_))) == ("Europe/Paris", "Indian/Reunion")
    assert (at_desk.day_of(before), at_desk.day_of(from_)) == (date(2026, 3, 3), date(2026, 3, 4))


def test_the_zone_changes_at_the_very_instant_of_a_publication():
    told = desk()
    publish(told, WEEK, "03-02 12:00", "2026-03-01", timezone="Indian/Reunion")
    noon = told.at("2026-03-02 12:00")
    assert [str(desk_of(told).zone_at(at)) for at in (noon - 1, noon)] == ["Europe/Paris", "Indian/Reunion"]


PUBLICATIONS = st.lists(
    st.tuples(st.integers(0, 96), st.integers(-2, 5), st.sampled_from(["Europe/Paris", "Indian/Reunion"])), max_size=8
)
FIRST = date(2026, 3, 28)
BEGIN = at(FIRST, 0, 0, zone("UTC"))


@given(PUBLICATIONS)
def test_at_every_hour_the_zone_is_that_of_the_last_publication_whose_day_has_come(told: list[tuple[int, int, str]]):
    (entry,) = Told().history().of(f"contract/{CONTRACT}", "contract")
    published = [
        PublishedHours(BEGIN + hour * HOUR, FIRST + timedelta(days), {}, frozenset(), name, entry)
        for hour, days, name in sorted(told)
    ]
    found = Desk(published, {}, zone("America/Cayenne"))
    for instant in range(BEGIN - HOUR, BEGIN + 150 * HOUR, HOUR):
        names = [
            each.timezone
            for each in published
            if each.at <= instant and each.effective_on <= local_date(instant, zone(each.timezone))
        ]
        assert found.zone_at(instant).key == (names[-1] if names else "America/Cayenne")
