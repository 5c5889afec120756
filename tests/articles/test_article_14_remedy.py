"""Article 14: twelve working hours for a plan, six working days for a remedy.

Support is open 09:00-12:30 and 14:00-18:00, Monday to Friday: 7.5 hours a day. 03-02 is a Monday.
"""

import pytest

from projections.calendar.span import HOUR
from tests.articles.tickets_of import SATURDAY, WEEK, desk, lines_of, publish, remedy, rows_of, ticket, when

BEGUN = "registered 03-02 09:00, taken_over 03-02 09:05"
BLOCKING = f"{BEGUN}, qualified 03-02 09:10 severity=blocking, reproduced 03-02 14:00"
MAJOR = f"{BEGUN}, reproduced 03-02 09:10, qualified 03-02 14:00 severity=major"
MINOR = f"{BEGUN}, reproduced 03-02 09:10, qualified 03-02 14:00 severity=minor"
SCENARIOS = [
    ("a plan is due after twelve working hours from the later of the two", BLOCKING, "blocking missed 03-04 09:30"),
    ("a plan at that instant is in time", f"{BLOCKING}, action_plan_delivered 03-04 09:30", "blocking met 03-04 09:30"),
    ("a plan a microsecond later is late", f"{BLOCKING}, action_plan_delivered 03-04 09:30:00.000001",
     "blocking missed 03-04 09:30"),
    ("a workaround serves as well as a plan", f"{BLOCKING}, workaround_delivered 03-04 09:30",
     "blocking met 03-04 09:30"),
    ("a plan delivered before the clock starts meets it", (f"{BEGUN}, action_plan_delivered 03-02 09:06, qualified "
     "03-02 09:10 severity=blocking, reproduced 03-02 14:00"), "blocking met 03-04 09:30"),
    ("a remedy is due by the end of the sixth working day after", MAJOR, "major missed 03-11 00:00"),
    ("a fix a microsecond before midnight is in time", f"{MAJOR}, fix_delivered 03-10 23:59:59.999999",
     "major met 03-11 00:00"),
    ("a fix at midnight is late", f"{MAJOR}, fix_delivered 03-11 00:00", "major missed 03-11 00:00"),
    ("a workaround is a remedy", f"{MAJOR}, workaround_delivered 03-03 10:00", "major met 03-11 00:00"),
    ("a plan is none", f"{MAJOR}, action_plan_delivered 03-03 10:00", "major missed 03-11 00:00"),
    ("a rejected workaround does not count", f"{MAJOR}, workaround_delivered 03-03 10:00, remedy_rejected 03-03 11:00",
     "major missed 03-11 00:00"),
    ("a fix after a rejected workaround does", (f"{MAJOR}, workaround_delivered 03-03 10:00, "
     "remedy_rejected 03-03 11:00, fix_delivered 03-04 11:00"), "major met 03-11 00:00"),
    ("a rejection is of the last remedy alone", (f"{MAJOR}, workaround_delivered 03-03 10:00, "
     "fix_delivered 03-04 10:00, remedy_rejected 03-04 11:00"), "major met 03-11 00:00"),
    ("nothing is owed for a minor anomaly", MINOR, "minor nothing_owed -"),
    ("nor for what is no anomaly", f"{BEGUN}, qualified 03-02 10:00 severity=not_an_anomaly",
     "not_an_anomaly nothing_owed -"),
    ("never reproduced, it has no clock", f"{BEGUN}, qualified 03-02 10:00 severity=major", "major pending -"),
    ("not reproduced either, also with a fix", (f"{BEGUN}, qualified 03-02 10:00 severity=major, not_reproduced "
     "03-02 11:00, fix_delivered 03-02 12:00"), "major pending -"),
    ("reproduced and never qualified, it has no row", f"{BEGUN}, reproduced 03-02 10:00", ""),
    ("a prerequisite missing changes nothing here", f"{MAJOR}, prerequisite_missing 03-03 10:00",
     "major missed 03-11 00:00"),
    ("nor does closing the ticket", f"{MAJOR}, closed 03-03 10:00", "major missed 03-11 00:00"),
    ("requalified before the deadline, it is superseded", f"{BLOCKING}, requalified 03-04 09:30 severity=minor",
     "blocking superseded 03-04 09:30; minor nothing_owed -"),
    ("requalified after the deadline, what had lapsed stays missed",
     f"{BLOCKING}, requalified 03-04 09:30:00.000001 severity=minor",
     "blocking missed 03-04 09:30; minor nothing_owed -"),
    ("requalified at the midnight of the deadline, a remedy had lapsed",
     f"{MAJOR}, requalified 03-11 00:00 severity=minor", "major missed 03-11 00:00; minor nothing_owed -"),
    ("what was met before a requalification stays met",
     f"{BLOCKING}, action_plan_delivered 03-02 15:00, requalified 03-02 16:00 severity=minor",
     "blocking met 03-04 09:30; minor nothing_owed -"),
    ("the new severity has a time of its own", f"{MAJOR}, requalified 03-03 10:00 severity=blocking",
     "major superseded 03-11 00:00; blocking missed 03-04 16:00"),
    ("a fix delivered for the first severity meets the second",
     f"{MAJOR}, fix_delivered 03-03 09:00, requalified 03-03 10:00 severity=blocking",
     "major met 03-11 00:00; blocking met 03-04 16:00"),
    ("requalified before it is reproduced, the first never had a clock",
     (f"{BEGUN}, qualified 03-02 10:00 severity=major, requalified 03-02 11:00 severity=blocking, "
     "reproduced 03-02 14:00"), "major superseded -; blocking missed 03-04 09:30"),
    ("requalified at the instant it is reproduced, neither had",
     f"{BEGUN}, qualified 03-02 10:00 severity=major, reproduced 03-02 14:00, requalified 03-02 14:00 severity=minor",
     "major superseded -; minor nothing_owed -"),
    ("what is delivered at the instant of a requalification met the severity before it",
     f"{BLOCKING}, action_plan_delivered 03-02 16:00, requalified 03-02 16:00 severity=minor",
     "blocking met 03-04 09:30; minor nothing_owed -"),
    ("the same severity again begins nothing anew", f"{MAJOR}, requalified 03-03 10:00 severity=major",
     "major missed 03-11 00:00"),
    ("a severity that returns has a row of its own",
     f"{MAJOR}, requalified 03-03 10:00 severity=minor, requalified 03-04 10:00 severity=major",
     "major superseded 03-11 00:00; minor nothing_owed -; major missed 03-13 00:00"),
    ("a severity contested by the client is not the provider's", (f"{MAJOR}, severity_contested 03-03 10:00 "
     "severity=blocking"), "major missed 03-11 00:00"),
]  # fmt: skip


def rows(text: str) -> list[tuple[str, str, str | None]]:
    """The rows that a scenario's last column gives: severity, outcome, deadline."""
    found = [row.split(maxsplit=2) for row in text.split("; ") if row]
    return [(severity, outcome, None if due == "-" else due) for severity, outcome, due in found]


@pytest.mark.parametrize(("why", "lines", "verdict"), SCENARIOS, ids=[row[0] for row in SCENARIOS])
def test_what_is_owed_and_what_became_of_it(why: str, lines: str, verdict: str):
    told = desk()
    ticket(told, "1", *lines.split(", "))
    assert rows_of(told) == [
        (severity, outcome, due and told.at(when(due))) for severity, outcome, due in rows(verdict)
    ]


CLOCKS = [
    ("plan", "qualified and reproduced at lunch, it runs from the afternoon", "03-02 12:45", "03-04 09:30"),
    ("plan", "at closing, from the next morning", "03-02 18:00", "03-04 15:00"),
    ("plan", "a balance that ends at closing is due at closing", "03-03 14:00", "03-05 09:30"),
    ("plan", "from the morning, until the afternoon of the next day", "03-02 09:30", "03-03 15:30"),
    ("remedy", "a working day after a start on a Friday is Monday", "03-06 10:00", "03-17 00:00"),
    ("remedy", "after a start on a Saturday too", "03-07 10:00", "03-17 00:00"),
    ("remedy", "a public holiday is not counted", "04-30 10:00", "05-13 00:00"),
    ("remedy", "over the change to summer time midnight is local", "03-27 10:00", "04-08 00:00"),
]


@pytest.mark.parametrize(("owed", "why", "start", "due"), CLOCKS, ids=[f"{row[0]}: {row[1]}" for row in CLOCKS])
def test_from_when_and_until_when(owed: str, why: str, start: str, due: str):
    told = desk()
    severity = {"plan": "blocking", "remedy": "major"}[owed]
    ticket(told, "1", "registered 03-01 09:00", f"qualified {start} severity={severity}", f"reproduced {start}")
    (line,) = lines_of(told)
    assert (line.clock_started_at, line.deadline) == (told.at(when(start)), told.at(when(due)))
    assert line.owed == {"plan": "action_plan", "remedy": "fix_or_workaround"}[owed]


@pytest.mark.parametrize(
    ("lines", "known_at", "outcome"),
    [
        (BLOCKING, "03-04 09:30", "pending"),
        (BLOCKING, "03-04 09:30:00.000001", "missed"),
        (MAJOR, "03-10 23:59:59.999999", "pending"),
        (MAJOR, "03-11 00:00", "missed"),
    ],
)
def test_deadlines_in_hours_are_inclusive_and_those_at_midnight_are_not(lines: str, known_at: str, outcome: str):
    told = desk()
    ticket(told, "1", *lines.split(", "))
    assert [row[1] for row in rows_of(told, known_at)] == [outcome]


def test_a_rejection_retracted_lets_the_remedy_count_again():
    told = desk()
    *_, rejected = ticket(told, "1", *f"{MAJOR}, fix_delivered 03-03 10:00, remedy_rejected 03-03 11:00".split(", "))
    assert rows_of(told)[0][1] == "missed"
    told.retract(rejected, "2026-03-04 10:00")
    assert rows_of(told)[0][1] == "met"


def test_saturday_hours_count_for_a_plan_and_saturday_is_no_working_day_for_a_remedy():
    told = desk(SATURDAY)
    ticket(told, "1", "registered 03-06 09:00", "qualified 03-06 09:00 severity=blocking", "reproduced 03-06 09:00")
    ticket(told, "2", "registered 03-06 09:00", "qualified 03-06 09:00 severity=major", "reproduced 03-06 09:00")
    blocking, major = (line.deadline for line in lines_of(told))
    assert (blocking, major) == (told.at("2026-03-09 10:30"), told.at("2026-03-17"))


def test_a_day_that_support_closes_is_a_working_day():
    told = desk()
    publish(told, WEEK, "03-01 12:00", "2026-03-01", closed_on=["2026-03-04"])
    ticket(told, "1", *MAJOR.split(", "))
    assert rows_of(told)[0][2] == told.at("2026-03-11")


def test_without_hours_a_plan_is_undetermined_and_a_remedy_is_not():
    told = desk(None)
    ticket(told, "1", *BLOCKING.split(", "))
    ticket(told, "2", *MAJOR.split(", "))
    blocking, major = lines_of(told)
    assert (blocking.outcome, major.outcome) == ("undetermined", "missed")
    assert "support_hours.published" in str(blocking.because)


def test_without_a_calendar_a_remedy_is_undetermined():
    told = desk(years=range(2025, 2026))
    ticket(told, "1", *MAJOR.split(", "))
    (line,) = lines_of(told)
    assert line.outcome == "undetermined"
    assert "livret holidays adopt FR 2026" in str(line.because)


def test_the_time_to_qualification_is_shown_in_working_hours_and_has_no_verdict():
    told = desk()
    ticket(told, "1", "registered 03-02 09:00", "taken_over 03-02 12:00", "qualified 03-03 10:00 severity=minor")
    (line,) = lines_of(told)
    assert (line.qualified_after_seconds, line.outcome) == (5 * HOUR + HOUR // 2, "nothing_owed")


VERDICTS = [
    ("any missed", [MAJOR, BLOCKING + ", action_plan_delivered 03-02 15:00"], None, "missed"),
    (
        "some pending, the others met",
        [MAJOR, BLOCKING + ", action_plan_delivered 03-02 15:00"],
        "03-05 09:00",
        "pending",
    ),
    ("all met", [MAJOR + ", fix_delivered 03-03 09:00"], None, "met"),
    ("nothing owed", [MINOR], None, "no_ticket"),
    ("no ticket", [], None, "no_ticket"),
]


@pytest.mark.parametrize(("why", "tickets", "known_at", "verdict"), VERDICTS, ids=[row[0] for row in VERDICTS])
def test_the_verdict_of_a_period(why: str, tickets: list[str], known_at: str | None, verdict: str):
    told = desk()
    for number, lines in enumerate(tickets):
        ticket(told, str(number), *lines.split(", "))
    found = remedy(told, "2026-03", known_at)
    assert found.verdict == verdict
    assert found.provisional == (known_at is not None)


def test_a_ticket_belongs_to_the_period_of_its_registration():
    told = desk()
    ticket(told, "1", *MAJOR.split(", "))
    assert [len(remedy(told, period).tickets) for period in ("2026-02", "2026-03", "2026-03-02", "2026-03-03")] == [
        0,
        1,
        1,
        0,
    ]
    assert len(remedy(told, None).tickets) == 1


@pytest.mark.parametrize(("known_at", "verdict"), [("03-31 23:59:59.999999", True), ("04-01 00:00", False)])
def test_a_period_is_provisional_until_its_last_day_is_over(known_at: str, verdict: bool):
    assert remedy(desk(), "2026-03", known_at).provisional == verdict


def test_a_clock_is_shown_only_where_one_ran():
    told = desk()
    ticket(told, "1", *f"{BEGUN}, qualified 03-02 10:00 severity=minor, reproduced 03-02 14:00".split(", "))
    ticket(told, "2", *f"{BEGUN}, qualified 03-02 10:00 severity=major, reproduced 03-02 14:00".split(", "))
    early = "qualified 03-02 10:00 severity=major, requalified 03-02 13:00 severity=blocking, reproduced 03-02 14:00"
    ticket(told, "3", *f"{BEGUN}, {early}".split(", "))
    assert [line.clock_started_at for line in lines_of(told)] == [
        None,
        told.at("2026-03-02 14:00"),
        None,
        told.at("2026-03-02 14:00"),
    ]
