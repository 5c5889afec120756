"""Article 16 ¶2: which hours of support were published when. The last column is what was in force."""

from datetime import date, timedelta
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.articles import article_16_hours
from projections.articles.article_01_definitions import Desk
from projections.articles.article_16_hours import HoursFinding, assess, in_force
from projections.calendar.period import parse_period
from projections.calendar.zone import local_date, midnight, parse_local
from projections.edition.reading import Readings
from projections.facts.channel import gather_channels
from projections.facts.support_hours import PublishedHours
from tests.articles.ledger_of import CONTRACT, Told


def published(told: Told, when: str, effective_on: str, closes: str, **data: Any) -> None:
    week = {"mon": [["14:00", closes], ["09:00", "12:00"]], "sat": [["09:00", "12:00"]]}
    told.tell(
        "support_hours.published", "support-hours", when, scope="provider", effective_on=effective_on, week=week, **data
    )


def asked(told: Told, period: str = "2026-03", *, known_at: str | None = None) -> HoursFinding:
    return assess(gather_channels(told.history(known_at), CONTRACT), parse_period(period), {})


def shown(told: Told, finding: HoursFinding) -> list[tuple[str, str, str]]:
    """Closing time, first and last instant of each publication, as wall times of Paris."""
    days = {told.at(f"2026-03-{day:02d} {hour:02d}:00"): f"{day:02d} {hour:02d}" for day in range(1, 32)
            for hour in (0, 12)} | {told.at("2026-04-01"): "end"}  # fmt: skip
    return [(each.week[0].hours[-1][1], days[each.from_], days[each.until]) for each in finding.publications]


@pytest.mark.parametrize(
    ("when", "effective_on", "expected"),
    [
        pytest.param("2026-02-01", "2026-03-10", [("17:00", "01 00", "10 00"), ("18:00", "10 00", "end")],
                     id="published beforehand it holds from its day on"),
        pytest.param("2026-03-10 12:00", "2026-03-05", [("17:00", "01 00", "10 12"), ("18:00", "10 12", "end")],
                     id="published afterwards it holds from then on, not before"),
        pytest.param("2026-02-01", "2026-03-01", [("18:00", "01 00", "end")], id="from the first day of the period"),
        pytest.param("2026-02-01", "2026-04-01", [("17:00", "01 00", "end")], id="from the day after the period"),
    ],
)  # fmt: skip
def test_a_publication_replaces_the_one_before_it(when: str, effective_on: str, expected: list[tuple[str, str, str]]):
    told = Told()
    published(told, "2025-01-01", "2025-01-01", "17:00")
    published(told, when, effective_on, "18:00")
    assert shown(told, asked(told)) == expected


def test_one_made_earlier_never_takes_over_from_one_made_later():
    told = Told()
    published(told, "2026-01-01", "2026-03-20", "17:00")
    published(told, "2026-01-02", "2026-03-10", "18:00")
    assert shown(told, asked(told)) == [("18:00", "10 00", "end")]


def test_the_time_before_any_publication_is_named():
    told = Told()
    published(told, "2026-02-01", "2026-03-10", "18:00")
    assert asked(told).unpublished == ((told.at("2026-03-01"), told.at("2026-03-10")),)
    assert asked(told, "2026-04").unpublished == ()


def test_nothing_published_is_said():
    told = Told()
    finding = asked(told)
    assert (finding.publications, finding.unpublished) == ((), ((told.at("2026-03-01"), told.at("2026-04-01")),))
    assert finding.because is not None


def test_a_week_is_shown_in_order_with_the_days_of_the_phone():
    told = Told()
    published(told, "2026-02-01", "2026-02-01", "18:00", closed_on=["2026-03-30", "2026-03-02"])
    line = asked(told).publications[0]
    assert [(day.weekday, day.hours, day.phone) for day in line.week] == [
        ("mon", (("09:00", "12:00"), ("14:00", "18:00")), True),
        ("sat", (("09:00", "12:00"),), False),
    ]
    assert line.closed_on == (date(2026, 3, 2), date(2026, 3, 30))


MADE_AND_HELD = st.tuples(st.dates(date(2025, 12, 1), date(2026, 3, 20)), st.dates(date(2026, 1, 1), date(2026, 4, 1)))


@given(st.lists(MADE_AND_HELD, min_size=1, max_size=6))
def test_what_was_in_force_is_what_working_hours_run_on(publications: list[tuple[date, date]]):
    told = Told()
    told.adopt("FR", {"2026-12-25": "national"}, 2026)
    for number, (when, effective_on) in enumerate(sorted(publications)):
        published(told, str(when), str(effective_on), f"{15 + number}:00")
    facts = gather_channels(told.history(), CONTRACT)
    desk = Desk(facts.published, facts.calendars, told.zone)
    for line in asked(told, "2026-01-01..2026-03-31").publications:
        first, last = local_date(line.from_, told.zone), local_date(line.until - 1, told.zone)
        monday = first + timedelta(days=-first.weekday() % 7)
        while monday <= last:
            closing = desk.time(Readings()).closing(monday, midnight(monday, told.zone))
            assert closing == parse_local(f"{monday} {line.week[0].hours[-1][1]}", told.zone)
            monday += timedelta(days=7)


def hours_from(at: int, effective_on: date = date(1970, 1, 1)) -> PublishedHours:
    return PublishedHours(at, effective_on, {}, frozenset(), "UTC", cast("Any", None))


@given(st.lists(st.integers(0, 9), max_size=8), st.integers(0, 9), st.integers(0, 9))
def test_the_last_publication_that_has_begun_is_in_force_at_every_instant(instants: list[int], from_: int, length: int):
    hours = [hours_from(at) for at in sorted(instants)]
    until = from_ + length
    found = in_force(hours, from_, until)
    for instant in range(from_, until):
        begun = [each for each in hours if each.at <= instant]
        now = [each for each, begins, ends in found if begins <= instant < ends]
        assert [id(each) for each in now] == [id(each) for each in begun[-1:]]


@pytest.mark.parametrize("count", [50, 100])
def test_each_publication_is_looked_at_once(count: int, monkeypatch: pytest.MonkeyPatch):
    asked = 0
    starts = article_16_hours._starts

    def counted(each: PublishedHours) -> int:
        nonlocal asked
        asked += 1
        return starts(each)

    monkeypatch.setattr(article_16_hours, "_starts", counted)
    assert len(in_force([hours_from(at) for at in range(count)], 0, count)) == count
    assert asked == count
