"""Article 16 ¶2: which hours of support were published when. The last column is what was in force."""

from datetime import date
from typing import Any

import pytest

from projections.articles.article_16_hours import HoursFinding, assess
from projections.calendar.period import parse_period
from projections.facts.channel import gather_channels
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
