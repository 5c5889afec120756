"""The oracles of articles 13 and 14 against figures worked out by hand, so that the oracles can be trusted.

March 2026 begins on a Sunday. The support is open Monday to Friday, 09:00-12:30 and 14:00-18:00, 7.5 hours a day.
"""

from __future__ import annotations

from datetime import date
from random import Random
from typing import Any

import pytest

from .amended import instant
from .support import fixed_blocks, remedy, takeover
from .told import CONTRACT, Teller, entries_of

DAY = [["09:00", "12:30"], ["14:00", "18:00"]]
WEEK = dict.fromkeys(("mon", "tue", "wed", "thu", "fri"), DAY)
NOW = instant("2026-11-01T00:00:00+01:00")
MARCH = (date(2026, 3, 1), date(2026, 3, 31))


def at(text: str) -> int:
    """A wall time of 2026 in Paris, `03-02 09:00`; summer time from 29 March."""
    offset = "+02:00" if text >= "03-29" else "+01:00"
    return instant(f"2026-{text.replace(' ', 'T')}{offset}")


def teller(week: dict[str, Any] = WEEK) -> Teller:
    telling = Teller(Random(0), lateness=0)
    telling.sign("2025-06-15", support_starts_on="2026-01-01")
    telling.adopt([2025, 2026, 2027])
    hours = {"effective_on": "2026-01-01", "week": week}
    telling.tell("support_hours.published", "support-hours", instant("2025-12-01T00:00:00Z"), hours, "provider")
    return telling


def ticket(telling: Teller, subject: str, *told: tuple[str, str] | tuple[str, str, dict[str, Any]]) -> None:
    for kind, when, *data in told:
        telling.tell(f"ticket.{kind}", f"ticket/{subject}", at(when), data[0] if data else {})


def first_year(telling: Teller, readings: dict[str, str] | None = None, now: int = NOW) -> dict[str, Any]:
    [block] = takeover(entries_of(telling.events, NOW), CONTRACT, date(2026, 3, 1), readings=readings, now=now)
    return block


def rows(telling: Teller, readings: dict[str, str], now: int = NOW) -> list[tuple[str, str, int | None]]:
    found = remedy(entries_of(telling.events, NOW), CONTRACT, *MARCH, readings=readings, now=now)
    return [(row["severity"], row["outcome"], row["deadline"]) for row in found]


DEADLINES = [
    ("a day of 7.5 hours and half an hour of the next", "03-02 09:00", {}, "03-03 09:30"),
    ("at lunch it runs from 14:00", "03-02 12:45", {}, "03-03 14:30"),
    ("exactly at closing is outside", "03-02 18:00", {}, "03-04 09:30"),
    ("a microsecond before closing counts", "03-02 17:59:59.999999", {}, "03-04 09:29:59.999999"),
    ("a balance that ends at closing is due at closing", "03-02 17:30", {}, "03-03 18:00"),
    ("Easter Monday is no working day", "04-03 17:30", {}, "04-07 18:00"),
    ("Good Friday is none in Alsace-Moselle", "04-03 17:30", {"working_day_holidays": "with_alsace_moselle"},
     "04-08 09:30"),
    ("over the change to summer time", "03-27 17:30", {}, "03-30 18:00"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "registered", "readings", "deadline"), DEADLINES, ids=[row[0] for row in DEADLINES])
def test_eight_working_hours(why: str, registered: str, readings: dict[str, str], deadline: str) -> None:
    telling = teller()
    ticket(telling, "1", ("registered", registered))
    assert first_year(telling, readings)["tickets"]["ticket/1"] == {"outcome": "missed", "deadline_us": at(deadline)}


def test_the_deadline_is_included_to_the_microsecond() -> None:
    telling = teller()
    for name, taken in (("1", "03-03 09:30"), ("2", "03-03 09:30:00.000001")):
        ticket(telling, name, ("registered", "03-02 09:00"), ("taken_over", taken))
    assert [each["outcome"] for each in first_year(telling)["tickets"].values()] == ["met", "missed"]
    waiting = teller()
    ticket(waiting, "1", ("registered", "03-02 09:00"))
    assert first_year(waiting, now=at("03-03 09:30"))["tickets"]["ticket/1"]["outcome"] == "pending"
    assert first_year(waiting, now=at("03-03 09:30") + 1)["tickets"]["ticket/1"]["outcome"] == "missed"


def test_saturday_hours_are_working_hours() -> None:
    telling = teller(WEEK | {"sat": [["09:00", "12:00"]]})
    ticket(telling, "1", ("registered", "03-06 17:30"))
    assert first_year(telling)["tickets"]["ticket/1"]["deadline_us"] == at("03-09 15:00")


def test_a_publication_moves_the_deadline_from_its_own_time_on() -> None:
    telling = teller()
    ticket(telling, "1", ("registered", "03-02 09:00"))
    hours = {"effective_on": "2026-03-01", "week": {"mon": [["08:00", "20:00"]]}}
    telling.tell("support_hours.published", "support-hours", at("03-02 10:00"), hours, "provider")
    assert first_year(telling)["tickets"]["ticket/1"]["deadline_us"] == at("03-02 17:00")


def test_a_closed_day_has_no_hours_but_is_a_working_day() -> None:
    telling = teller()
    hours = {"effective_on": "2026-03-01", "week": WEEK, "closed_on": ["2026-03-03"]}
    telling.tell("support_hours.published", "support-hours", at("03-01 10:00"), hours, "provider")
    ticket(telling, "1", ("registered", "03-02 09:00"), ("taken_over", "03-02 09:10"),
           ("qualified", "03-02 09:20", {"severity": "major"}), ("reproduced", "03-02 10:00"))  # fmt: skip
    assert first_year(telling)["tickets"]["ticket/1"]["deadline_us"] == at("03-04 09:30")
    assert rows(telling, {}) == [("major", "missed", at("03-11 00:00"))]


def test_none_published_is_undetermined() -> None:
    telling = Teller(Random(0), lateness=0)
    telling.sign("2026-01-01")
    telling.adopt([2025, 2026, 2027])
    ticket(telling, "1", ("registered", "03-02 09:00"), ("taken_over", "03-02 09:10"))
    assert first_year(telling)["verdict"] == "undetermined"


LEFT_OUT = [
    ("withdrawn", [("withdrawn", "03-02 10:00")], {}, "left_out"),
    ("merged before takeover", [("merged", "03-02 10:00", {"into": "9"})], {}, "left_out"),
    ("closed without takeover", [("closed", "03-02 10:00")], {}, "missed"),
    ("a prerequisite missing", [("prerequisite_missing", "03-20 10:00", {"which": "training"})], {}, "left_out"),
    ("a prerequisite of no effect", [("prerequisite_missing", "03-20 10:00", {"which": "training"})],
     {"missing_prerequisite": "no_effect"}, "missed"),
    ("acknowledged only", [("acknowledged", "03-02 09:01", {"automatic": True})], {}, "missed"),
    ("answered at once", [("answered", "03-02 09:05", {"immediate": True})], {}, "met"),
    ("an answer at once left out", [("answered", "03-02 09:05", {"immediate": True})],
     {"immediate_answer": "left_out"}, "left_out"),
    ("another answer", [("answered", "03-02 09:05", {"immediate": False})], {}, "missed"),
    ("not reproduced", [("taken_over", "03-02 10:00"), ("not_reproduced", "03-02 11:00")],
     {"counted_tickets": "reproducible_only"}, "left_out"),
    ("late ones left out", [], {"pending_ticket": "left_out"}, "left_out"),
    ("a wait that pauses", [("waiting_for_client", "03-02 10:00"), ("client_replied", "03-02 11:00"),
     ("taken_over", "03-03 10:30")], {"waiting_for_client": "pauses"}, "met"),
    ("a wait that does not", [("waiting_for_client", "03-02 10:00"), ("client_replied", "03-02 11:00"),
     ("taken_over", "03-03 10:30")], {}, "missed"),
]  # fmt: skip


@pytest.mark.parametrize(("why", "told", "readings", "outcome"), LEFT_OUT, ids=[row[0] for row in LEFT_OUT])
def test_what_becomes_of_a_ticket(why: str, told: list[Any], readings: dict[str, str], outcome: str) -> None:
    telling = teller()
    ticket(telling, "1", ("registered", "03-02 09:00"), *told)
    assert first_year(telling, readings)["tickets"]["ticket/1"]["outcome"] == outcome


def test_support_suspended_before_the_deadline_leaves_out_at_it_does_not() -> None:
    for when, outcome in (("03-03 09:29:59.999999", "left_out"), ("03-03 09:30", "missed")):
        telling = teller()
        ticket(telling, "1", ("registered", "03-02 09:00"))
        telling.tell("support.suspended", "support", at(when), {"because": "untrained"})
        assert first_year(telling)["tickets"]["ticket/1"]["outcome"] == outcome


def test_three_of_four_meet_the_rate_two_of_three_do_not() -> None:
    telling = teller()
    ticket(telling, "0", ("registered", "03-02 09:00"))
    for name in "12":
        ticket(telling, name, ("registered", "03-02 09:00"), ("taken_over", "03-02 10:00"))
    assert (first_year(telling)["met"], first_year(telling)["verdict"]) == (2, "missed")
    ticket(telling, "3", ("registered", "03-02 09:00"), ("taken_over", "03-02 10:00"))
    block = first_year(telling)
    assert (block["met"], block["counted"], block["verdict"], block["provisional"]) == (3, 4, "met", True)


def test_blocks_of_twelve_months_from_29_february() -> None:
    assert fixed_blocks(date(2024, 2, 29), date(2025, 3, 1)) == [
        (date(2024, 2, 29), date(2025, 2, 27)),
        (date(2025, 2, 28), date(2026, 2, 27)),
    ]


QUALIFIED = [("registered", "03-02 09:00"), ("taken_over", "03-02 09:05")]
BLOCKING = [*QUALIFIED, ("qualified", "03-02 09:10", {"severity": "blocking"}), ("reproduced", "03-02 14:00")]
MAJOR = [*QUALIFIED, ("reproduced", "03-02 09:10"), ("qualified", "03-02 14:00", {"severity": "major"})]
TO_MAJOR = ("requalified", "03-03 10:00", {"severity": "major", "because": "a workaround exists"})
REMEDIES = [
    ("twelve hours", BLOCKING, {}, [("blocking", "missed", "03-04 09:30")]),
    ("a plan at the deadline", [*BLOCKING, ("action_plan_delivered", "03-04 09:30")], {},
     [("blocking", "met", "03-04 09:30")]),
    ("a fix is no plan", [*BLOCKING, ("fix_delivered", "03-03 09:30")], {"blocking_met_by": "plan_only"},
     [("blocking", "missed", "03-04 09:30")]),
    ("from the takeover", BLOCKING, {"remedy_start": "takeover"}, [("blocking", "missed", "03-03 15:05")]),
    ("six days to midnight", [*MAJOR, ("fix_delivered", "03-10 23:59:59.999999")], {},
     [("major", "met", "03-11 00:00")]),
    ("midnight is too late", [*MAJOR, ("fix_delivered", "03-11 00:00")], {}, [("major", "missed", "03-11 00:00")]),
    ("to closing", [*MAJOR, ("fix_delivered", "03-10 18:00")], {"working_day_count": "next_day_to_closing"},
     [("major", "met", "03-10 18:00")]),
    ("the day itself", MAJOR, {"working_day_count": "same_day"}, [("major", "missed", "03-10 00:00")]),
    ("never reproduced", [*QUALIFIED, ("qualified", "03-02 10:00", {"severity": "major"})], {},
     [("major", "pending", None)]),
    ("nothing owed", [*QUALIFIED, ("qualified", "03-02 10:00", {"severity": "minor"})], {},
     [("minor", "nothing_owed", None)]),
    ("superseded", [*BLOCKING, TO_MAJOR], {},
     [("blocking", "superseded", "03-04 09:30"), ("major", "missed", "03-12 00:00")]),
    ("from the first start", [*BLOCKING, TO_MAJOR], {"requalification": "original_start"},
     [("blocking", "superseded", "03-04 09:30"), ("major", "missed", "03-11 00:00")]),
    ("lapsed stays missed", [*BLOCKING, ("requalified", "03-04 09:31", {"severity": "minor", "because": "x"})], {},
     [("blocking", "missed", "03-04 09:30"), ("minor", "nothing_owed", None)]),
    ("rejected", [*MAJOR, ("workaround_delivered", "03-03 10:00"), ("remedy_rejected", "03-03 11:00")], {},
     [("major", "missed", "03-11 00:00")]),
    ("rejected, then a fix", [*MAJOR, ("workaround_delivered", "03-03 10:00"), ("remedy_rejected", "03-03 11:00"),
     ("fix_delivered", "03-04 11:00")], {}, [("major", "met", "03-11 00:00")]),
]  # fmt: skip


@pytest.mark.parametrize(("why", "told", "readings", "expected"), REMEDIES, ids=[row[0] for row in REMEDIES])
def test_what_is_owed(why: str, told: list[Any], readings: dict[str, str], expected: list[Any]) -> None:
    telling = teller()
    ticket(telling, "1", *told)
    assert rows(telling, readings) == [(sev, out, due and at(due)) for sev, out, due in expected]


def test_amendments_and_what_was_known_when() -> None:
    telling = teller()
    ticket(telling, "1", ("registered", "03-02 09:00"))
    taken = telling.tell("ticket.taken_over", "ticket/1", at("03-03 10:00"))
    telling.amend(taken, at("03-04 10:00"), {"time": "2026-03-03T09:00:00+01:00"})
    wrong = telling.amend(taken, at("03-05 10:00"), {"time": "2026-03-03T11:00:00+01:00"})
    telling.amend(wrong, at("03-06 10:00"), None)
    entries = entries_of(telling.events, NOW)
    outcomes = []
    for known in ("03-03 09:59", "03-03 10:00", "03-04 10:00", "03-05 10:00", "03-06 10:00"):
        [block] = takeover(entries, CONTRACT, date(2026, 3, 1), known_at=at(known), known_by="source", now=NOW)
        outcomes.append(block["tickets"]["ticket/1"]["outcome"])
    assert outcomes == ["missed", "missed", "met", "missed", "met"]


def test_an_agreed_reading_holds_from_the_registration_on_its_day() -> None:
    telling = teller()
    telling.agree("out_of_hours_ticket", "outside_commitment", "2026-03-03", at("02-01 00:00"))
    ticket(telling, "1", ("registered", "03-02 23:59"), ("taken_over", "03-03 09:10"))
    ticket(telling, "2", ("registered", "03-03 00:00"), ("taken_over", "03-03 09:10"))
    assert [each["outcome"] for each in first_year(telling)["tickets"].values()] == ["met", "left_out"]
    asked = first_year(telling, {"out_of_hours_ticket": "next_opening"})
    assert [each["outcome"] for each in asked["tickets"].values()] == ["met", "met"]
