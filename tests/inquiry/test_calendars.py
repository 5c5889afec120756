"""Adopted calendars beside proposed ones, day by day."""

from datetime import date

import pytest

from projections.facts.calendars import AdoptedCalendar
from projections.facts.entry import Entry
from projections.inquiry.calendars import check_calendars

ENTRY = Entry(7, 0, 0, None, "provider", "public-holidays/GP/2026", "public_holidays.adopted", "/s", "1", {}, None, "x")
ADOPTED = {"2026-05-01": "national", "2026-05-27": "territorial"}


def adopted(year: int = 2026) -> AdoptedCalendar:
    days = {date.fromisoformat(day): kind for day, kind in ADOPTED.items()}
    return AdoptedCalendar("GP", year, days, dict.fromkeys(days, "as adopted"), "then", ENTRY)


@pytest.mark.parametrize(
    ("proposed", "verdict"),
    [
        (ADOPTED, []),
        (ADOPTED | {"2026-05-08": "national"}, [("2026-05-08", "as proposed", None, "national")]),
        ({"2026-05-01": "national"}, [("2026-05-27", "as adopted", "territorial", None)]),
        (ADOPTED | {"2026-05-27": "customary"}, [("2026-05-27", "as adopted", "territorial", "customary")]),
        (
            {"2026-05-02": "national", "2026-05-27": "territorial"},
            [("2026-05-01", "as adopted", "national", None), ("2026-05-02", "as proposed", None, "national")],
        ),
    ],
    ids=["the same, whatever the names", "one more", "one less", "another kind", "moved"],
)
def test_a_day_differs_by_its_kind(proposed: dict[str, str], verdict: list[tuple[str, str, str | None, str | None]]):
    days = {day: {"name": "as proposed", "kind": kind} for day, kind in proposed.items()}
    found = check_calendars(9, [adopted()], {("GP", 2026): (days, "now")})
    assert [(f"{each.day}", each.name, each.adopted, each.proposed) for each in found.days] == verdict
    assert {(each.position, each.adopted_from, each.proposed_by) for each in found.days} <= {(7, "then", "now")}


def test_a_calendar_that_nobody_proposes_is_named_and_not_compared():
    found = check_calendars(9, [adopted(2027), adopted(1969)], {})
    assert (found.calendars, found.days, found.unknown) == (2, (), ("GP 1969", "GP 2027"))
