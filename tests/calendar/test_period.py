"""Periods as people write them."""

from datetime import date, timedelta

import pytest

from projections.calendar.period import parse_period


@pytest.mark.parametrize(
    ("text", "first", "last", "kind", "months"),
    [
        ("2026-03", "2026-03-01", "2026-03-31", "month", 1),
        ("2028-02", "2028-02-01", "2028-02-29", "month", 1),
        ("2026-12", "2026-12-01", "2026-12-31", "month", 1),
        ("2026-Q1", "2026-01-01", "2026-03-31", "quarter", 3),
        ("2026-Q4", "2026-10-01", "2026-12-31", "quarter", 3),
        ("2026", "2026-01-01", "2026-12-31", "year", 12),
        ("2026-03-10", "2026-03-10", "2026-03-10", "day", 1),
        ("2026-03-01..2026-03-15", "2026-03-01", "2026-03-15", "range", 1),
        ("2025-12-31..2026-02-01", "2025-12-31", "2026-02-01", "range", 3),
        ("2026-03-10..2026-03-10", "2026-03-10", "2026-03-10", "range", 1),
        ("2199", "2199-01-01", "2199-12-31", "year", 12),
    ],
)
def test_a_period_holds_its_first_and_its_last_day(text: str, first: str, last: str, kind: str, months: int) -> None:
    period = parse_period(text)
    assert (period.first.isoformat(), period.last.isoformat(), period.kind) == (first, last, kind)
    assert period.text == str(period) == text
    assert period.until - period.last == timedelta(days=1)
    days = list(period.days())
    assert (days[0], days[-1], len(days)) == (period.first, period.last, (period.last - period.first).days + 1)
    assert len(period.months()) == months
    assert all(parse_period(each.text) == each for each in period.months())
    assert period.months()[0].first <= period.first <= period.last <= period.months()[-1].last


@pytest.mark.parametrize(
    ("text", "whole"),
    [
        ("2026-Q1", True),
        ("2026-03-01..2026-04-30", True),
        ("2026-03-01..2026-03-30", False),
        ("2026-03-02..2026-03-31", False),
    ],
)
def test_a_period_knows_whether_it_is_made_of_whole_months(text: str, whole: bool) -> None:
    assert parse_period(text).whole_months is whole


def test_quarters_are_written_with_a_capital() -> None:
    assert parse_period(" 2026-q2 ").text == "2026-Q2"
    assert parse_period("2026-Q2").months()[0].first == date(2026, 4, 1)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "26",
        "2026-13",
        "2026-00",
        "2026-3",
        "2026-Q5",
        "2026-02-30",
        "2026-03-15..2026-03-01",
        "2026-03..2026-04",
        "..",
        "1969",
        "2200",
        "2026-03-01..",
        "2026-03-01...2026-03-02",
        "２０２６",
        "2026-03-01\n2026",
        "2200-12-31",
        "0001-01-01",
    ],
)
def test_anything_else_is_refused_in_one_line(text: str) -> None:
    with pytest.raises(ValueError, match=r"period") as refused:
        parse_period(text)
    assert "\n" not in str(refused.value)
