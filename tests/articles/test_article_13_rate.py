"""Article 13 ¶6: three tickets of four taken over in time, by measuring periods of twelve months."""

from datetime import date
from fractions import Fraction

import pytest

from projections.articles.article_13_periods import months_later
from tests.articles.tickets_of import desk, line_of, takeover, takeovers, ticket, when

RATES = [
    ("no ticket gives no verdict", 0, 0, "no_ticket"),
    ("three of four meet it exactly", 3, 1, "met"),
    ("two of three miss it", 2, 1, "missed"),
    ("seventy-five of a hundred meet it", 75, 25, "met"),
    ("seventy-four of ninety-nine miss it by a quarter of a ticket", 74, 25, "missed"),
    ("none of one misses it", 0, 1, "missed"),
]


@pytest.mark.parametrize(("why", "in_time", "late", "verdict"), RATES, ids=[row[0] for row in RATES])
def test_the_rate(why: str, in_time: int, late: int, verdict: str):
    told = desk()
    for number in range(in_time):
        ticket(told, f"in-time-{number}", "registered 03-02 09:00", "taken_over 03-02 10:00")
    for number in range(late):
        ticket(told, f"late-{number}", "registered 03-02 09:00", "taken_over 03-09 10:00")
    found = takeover(told)
    counted = in_time + late
    assert (found.figure.numerator, found.figure.denominator, found.verdict) == (in_time, counted, verdict)
    assert found.figure.percent == (Fraction(100 * in_time, counted) if counted else None)
    assert (found.figure.name, found.threshold) == ("takeover_rate", "75")


def test_pending_and_left_out_tickets_are_listed_with_their_deadlines_and_not_counted():
    told = desk()
    ticket(told, "1", "registered 03-02 09:00", "taken_over 03-02 10:00")
    ticket(told, "2", "registered 03-02 09:00", "withdrawn 03-02 10:00")
    ticket(told, "3", "registered 03-02 11:00")
    found = takeover(told, known_at="03-03 11:00")
    assert (found.figure.numerator, found.figure.denominator, found.provisional) == (1, 1, True)
    assert [(line.ticket, line.outcome) for line in found.tickets] == [
        ("ticket/1", "met"),
        ("ticket/2", "left_out"),
        ("ticket/3", "pending"),
    ]
    assert all(line.deadline is not None for line in found.tickets)


PERIODS = [
    ("a month in the first block", "2025-06-15", "2025-09", ["2025-06-15..2026-06-14"]),
    ("a month over the turn of two", "2025-06-15", "2026-06", ["2025-06-15..2026-06-14", "2026-06-15..2027-06-14"]),
    ("the last day of a block", "2025-06-15", "2026-06-14", ["2025-06-15..2026-06-14"]),
    ("the day after it", "2025-06-15", "2026-06-15", ["2026-06-15..2027-06-14"]),
    ("a month before the start of support", "2025-06-15", "2025-05", []),
    ("the month in which support starts", "2025-06-15", "2025-06", ["2025-06-15..2026-06-14"]),
    ("from 29 February", "2024-02-29", "2025-02-27..2025-02-28", ["2024-02-29..2025-02-27", "2025-02-28..2026-02-27"]),
    ("from 29 February to the next", "2024-02-29", "2028", ["2027-02-28..2028-02-28", "2028-02-29..2029-02-27"]),
]


@pytest.mark.parametrize(("why", "starts_on", "asked", "periods"), PERIODS, ids=[row[0] for row in PERIODS])
def test_the_measuring_periods_that_touch_what_is_asked(why: str, starts_on: str, asked: str, periods: list[str]):
    found = takeovers(desk(starts_on=starts_on), asked)
    assert [f"{each.measuring_period.from_}..{each.measuring_period.to}" for each in found] == periods


def test_without_a_period_every_measuring_period_begun_is_told():
    told = desk(starts_on="2025-03-01")
    told.tell("ticket.registered", "ticket/1", "2026-06-01 10:00")
    found = takeovers(told, None, known_at="06-02 10:00")
    assert [(str(each.measuring_period.from_), each.provisional) for each in found] == [
        ("2025-03-01", False),
        ("2026-03-01", True),
    ]
    assert takeovers(desk(starts_on="2026-07-01"), None, known_at="06-02 10:00") == []


@pytest.mark.parametrize(
    ("last_day", "known_at", "verdict"),
    [
        ("2025-12-31", "06-02 10:00", ["2025-01-01"]),
        ("2026-01-01", "06-02 10:00", ["2025-01-01", "2026-01-01"]),
        ("2027-12-31", "06-02 10:00", ["2025-01-01", "2026-01-01"]),
    ],
)
def test_no_measuring_period_begins_after_the_service_has_ended(last_day: str, known_at: str, verdict: list[str]):
    told = desk(starts_on="2025-01-01")
    told.tell("contract.ended", "contract/c-1", "2025-06-01 10:00", effective_on=last_day)
    told.tell("ticket.registered", "ticket/1", when(known_at))
    found = takeovers(told, None, known_at)
    assert [str(each.measuring_period.from_) for each in found] == verdict


def test_a_period_is_provisional_until_its_last_day_is_over():
    told = desk()
    assert takeover(told, known_at="12-31 23:59:59.999999").provisional
    assert not takeover(told, known_at="2027-01-01 00:00").provisional


def test_support_starts_with_the_service_where_nothing_else_was_signed():
    told = desk(starts_on=None)
    assert str(takeover(told, "2025-05").measuring_period.from_) == "2025-01-01"


def test_a_ticket_belongs_to_the_period_of_its_registration_by_the_clock_of_support():
    told = desk(territory="RE", starts_on="2025-03-10")
    ticket(told, "1", "registered 2026-03-09 23:59:59.999999", "taken_over 2026-03-10 09:00")
    ticket(told, "2", "registered 2026-03-10 00:00", "taken_over 2026-03-10 09:00")
    first, second = takeovers(told, "2026-03")
    assert [line.ticket for line in first.tickets] == ["ticket/1"]
    assert [line.ticket for line in second.tickets] == ["ticket/2"]


def test_what_was_known_then_gives_the_figure_of_then():
    told = desk()
    _, taken_over = ticket(told, "1", "registered 03-02 09:00", "taken_over 03-03 10:00")
    told.restate(taken_over, "2026-03-10 10:00", time="2026-03-03 09:00")
    assert line_of(told, "03-10 09:59").outcome == "missed"
    assert line_of(told, "03-10 10:00").outcome == "met"


def test_an_agreed_reading_holds_for_tickets_registered_from_its_day_on_and_the_line_says_so():
    told = desk()
    told.agree("out_of_hours_ticket", "outside_commitment", "2026-03-03")
    ticket(told, "1", "registered 03-02 23:59:59.999999", "taken_over 03-03 09:10")
    ticket(told, "2", "registered 03-03 00:00", "taken_over 03-03 09:10")
    found = takeover(told)
    assert [line.outcome for line in found.tickets] == ["met", "left_out"]
    assert [dict(line.readings) for line in found.tickets] == [{"out_of_hours_ticket": "next_opening"}, {}]
    assert found.readings["out_of_hours_ticket"] == "outside_commitment"
    chosen = takeover(told, out_of_hours_ticket="next_opening")
    assert [line.outcome for line in chosen.tickets] == ["met", "met"]


def test_an_entry_recorded_long_after_it_happened_is_named():
    told = desk()
    (entry,) = ticket(told, "1", "registered 03-02 09:00")
    late = told.tell("ticket.taken_over", "ticket/1", "2026-03-02 10:00", recorded="2026-04-02 10:00")
    assert [each.entry.id for each in takeover(told).late_entries] == [late.id] != [entry.id]


@pytest.mark.parametrize(
    ("day", "months", "verdict"),
    [
        ("2024-02-29", 12, "2025-02-28"),
        ("2024-02-29", 48, "2028-02-29"),
        ("2024-02-29", -12, "2023-02-28"),
        ("2024-08-31", 6, "2025-02-28"),
        ("2023-12-31", 2, "2024-02-29"),
        ("2024-01-31", 11, "2024-12-31"),
        ("2024-01-15", -1, "2023-12-15"),
    ],
)
def test_the_same_date_months_later(day: str, months: int, verdict: str):
    assert str(months_later(date.fromisoformat(day), months)) == verdict
