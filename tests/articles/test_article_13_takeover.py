"""Article 13 ¶4: eight working hours for a takeover, ticket by ticket.

Support is open 09:00-12:30 and 14:00-18:00, Monday to Friday: 7.5 hours a day. 03-02 is a Monday.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.articles.finding import refs
from projections.calendar.span import HOUR
from projections.edition.reading import Reading
from tests.articles.tickets_of import DAY, SATURDAY, WEEK, desk, line_of, publish, takeover, ticket, when

DEADLINES = [
    ("eight hours are a day and half an hour of the next", "03-02 09:00", "03-03 09:30"),
    ("registered before opening, the clock runs from the opening", "03-02 07:00", "03-03 09:30"),
    ("registered a microsecond before opening, it still runs from the opening", "03-02 08:59:59.999999", "03-03 09:30"),
    ("registered at lunch, the clock runs from the afternoon", "03-02 12:45", "03-03 14:30"),
    ("registered exactly at closing, it is outside: the next opening", "03-02 18:00", "03-04 09:30"),
    (
        "registered a microsecond before closing, that microsecond counts",
        "03-02 17:59:59.999999",
        "03-04 09:29:59.999999",
    ),
    ("a balance that runs out exactly at closing is due at closing", "03-02 17:30", "03-03 18:00"),
    (
        "one that lacks a microsecond at closing is due the next morning",
        "03-02 17:30:00.000001",
        "03-04 09:00:00.000001",
    ),
    ("registered on a Saturday, the clock runs from Monday", "03-07 10:00", "03-10 09:30"),
    ("Easter Monday is not worked", "04-03 17:30", "04-07 18:00"),
    ("Good Friday is worked in metropolitan France", "04-02 17:30", "04-03 18:00"),
    ("1 May is not worked", "04-30 09:00", "05-04 09:30"),
    ("the change to summer time takes no working hour away", "03-27 17:30", "03-30 18:00"),
    ("the change to winter time adds none", "10-23 17:30", "10-26 18:00"),
    ("over New Year the next year's calendar counts", "12-31 17:30", "2027-01-04 18:00"),
]


@pytest.mark.parametrize(("why", "registered", "due"), DEADLINES, ids=[row[0] for row in DEADLINES])
def test_a_ticket_is_due_after_eight_working_hours(why: str, registered: str, due: str):
    told = desk()
    ticket(told, "1", f"registered {registered}")
    assert line_of(told).deadline == told.at(when(due))


def test_eight_hours_on_a_saturday_with_hours_are_working_hours():
    told = desk(SATURDAY)
    ticket(told, "1", "registered 03-06 17:30")
    assert line_of(told).deadline == told.at("2026-03-09 15:00")


LEFT_OUT, MET, MISSED, PENDING = "left_out", "met", "missed", "pending"
OUTCOMES = [
    ("taken over at the deadline is in time", "taken_over 03-03 09:30", MET),
    ("a microsecond later is not", "taken_over 03-03 09:30:00.000001", MISSED),
    ("never taken over is late", "", MISSED),
    ("an acknowledgement is no takeover", "acknowledged 03-02 09:01 automatic=yes", MISSED),
    ("an answer that is not immediate is no takeover", "answered 03-02 10:00 immediate=no", MISSED),
    ("an answer that does not say it was immediate is none", "answered 03-02 10:00", MISSED),
    ("an immediate answer stops the clock", "answered 03-02 09:05 immediate=yes", MET),
    ("an immediate answer at the deadline does", "answered 03-03 09:30 immediate=yes", MET),
    ("an immediate answer after it does not", "answered 03-03 09:30:00.000001 immediate=yes", MISSED),
    ("a late takeover after an immediate answer is no matter",
     "answered 03-02 09:05 immediate=yes, taken_over 03-09 09:00", MET),
    ("an immediate answer after a takeover is no matter",
     "taken_over 03-02 10:00, answered 03-09 09:05 immediate=yes", MET),
    ("closed without takeover is late at the deadline", "closed 03-02 10:00", MISSED),
    ("withdrawn before takeover is left out", "withdrawn 03-02 10:00", LEFT_OUT),
    ("withdrawn after a late takeover is left out too", "taken_over 03-09 09:00, withdrawn 03-09 10:00", LEFT_OUT),
    ("merged before takeover is left out", "merged 03-02 10:00, taken_over 03-09 09:00", LEFT_OUT),
    ("merged at the instant of a takeover counts", "taken_over 03-09 09:00, merged 03-09 09:00", MISSED),
    ("merged after takeover counts", "taken_over 03-09 09:00, merged 03-09 10:00", MISSED),
    ("a prerequisite noted missing after a late takeover leaves out",
     "taken_over 03-09 09:00, prerequisite_missing 03-20 10:00", LEFT_OUT),
    ("a wait for the client stops nothing",
     "waiting_for_client 03-02 10:00, client_replied 03-03 09:00, taken_over 03-03 09:31", MISSED),
]  # fmt: skip


@pytest.mark.parametrize(("why", "lines", "outcome"), OUTCOMES, ids=[row[0] for row in OUTCOMES])
def test_what_becomes_of_a_ticket_registered_on_monday_at_nine(why: str, lines: str, outcome: str):
    told = desk()
    ticket(told, "1", "registered 03-02 09:00", *lines.split(", ") if lines else ())
    assert line_of(told).outcome == outcome


@pytest.mark.parametrize(
    ("why", "lines"),
    [
        ("a takeover before the next opening", ["registered 03-06 19:00", "taken_over 03-07 10:00"]),
        ("an answer at once on a Sunday", ["registered 03-08 10:00", "answered 03-08 10:02 immediate=yes"]),
        ("a takeover at the instant of registration", ["registered 03-02 09:00", "taken_over 03-02 09:00"]),
    ],
)
def test_what_stops_the_clock_before_it_runs_meets_it(why: str, lines: list[str]):
    told = desk()
    ticket(told, "1", *lines)
    line = line_of(told)
    assert (line.outcome, line.working_seconds) == (MET, 0)


@pytest.mark.parametrize(
    ("known_at", "outcome"),
    [("03-02 18:00", PENDING), ("03-03 09:30", PENDING), ("03-03 09:30:00.000001", MISSED)],
)
def test_a_ticket_is_pending_until_its_deadline_has_passed(known_at: str, outcome: str):
    told = desk()
    ticket(told, "1", "registered 03-02 09:00")
    assert line_of(told, known_at).outcome == outcome


def test_a_ticket_closed_before_its_deadline_is_pending_until_then():
    told = desk()
    ticket(told, "1", "registered 03-02 09:00", "closed 03-02 10:00")
    assert line_of(told, "03-03 09:00").outcome == PENDING


SUSPENSIONS = [
    ("suspended a microsecond before the deadline", "03-03 09:29:59.999999", None, [], LEFT_OUT),
    ("suspended at the deadline", "03-03 09:30", None, [], MISSED),
    ("suspended before registration and still at it", "02-27 09:00", "03-02 09:00:00.000001", [], LEFT_OUT),
    ("suspended before registration and no more at it", "02-27 09:00", "03-02 09:00", [], MISSED),
    ("suspended after a takeover in time", "03-02 12:00", None, ["taken_over 03-02 11:00"], MET),
    ("suspended before a takeover in time", "03-02 10:00", None, ["taken_over 03-02 11:00"], LEFT_OUT),
    ("suspended before the deadline, taken over late", "03-03 09:00", None, ["taken_over 03-04 11:00"], LEFT_OUT),
]


@pytest.mark.parametrize(
    ("why", "from_", "until", "lines", "outcome"), SUSPENSIONS, ids=[row[0] for row in SUSPENSIONS]
)
def test_support_suspended(why: str, from_: str, until: str | None, lines: list[str], outcome: str):
    told = desk()
    suspended = told.tell("support.suspended", "support", when(from_), because="untrained")
    if until is not None:
        told.tell("support.resumed", "support", when(until), because="trained")
    ticket(told, "1", "registered 03-02 09:00", *lines)
    line = line_of(told)
    assert line.outcome == outcome
    assert (refs([suspended])[0] in line.entries) == (outcome == LEFT_OUT)


@settings(max_examples=50)
@given(st.lists(st.integers(0, 30), max_size=9, unique=True).map(sorted), st.integers(0, 30))
def test_of_many_suspensions_the_first_that_a_ticket_met_leaves_it_out(hours: list[int], registered: int):
    told, suspended = desk(SATURDAY), []
    for number, hour in enumerate(hours):
        kind, at = ("resumed" if number % 2 else "suspended"), f"03-{2 + hour // 24:02} {hour % 24:02}:00"
        suspended.append(told.tell(f"support.{kind}", "support", when(at), because="x"))
    ticket(told, "1", f"registered 03-{2 + registered // 24:02} {registered % 24:02}:00")
    line = line_of(told)
    spans = zip(hours[::2], [*hours[1::2], 1000], suspended[::2], strict=False)
    assert line.deadline is not None
    due = (line.deadline - told.at("2026-03-02 00:00")) / HOUR
    met = [entry for from_, until, entry in spans if until > registered and from_ < due]
    assert (line.outcome == LEFT_OUT) == bool(met)
    assert refs(each for each in suspended[::2] if each in met[:1]) == tuple(
        each for each in line.entries if each in refs(suspended[::2])
    )


# ¶5: the hours of support are those published at each instant at which the clock runs


LONG = {day: [["08:00", "20:00"]] for day in WEEK}
PUBLICATIONS = [
    ("published while the clock runs, they move its deadline", LONG, "03-02 10:00", "2026-03-02", "03-02 17:00"),
    ("but no instant before they were published", LONG, "03-02 15:00", "2026-01-01", "03-02 18:30"),
    ("published earlier for a later day, they hold from that day", LONG, "02-02 10:00", "2026-03-03", "03-03 08:30"),
    ("published after the deadline, they do not", LONG, "03-03 09:30", "2026-03-01", "03-03 09:30"),
    ("a Monday closed while the clock runs ends its hours", {"tue": DAY}, "03-02 10:00", "2026-03-02", "03-03 17:30"),
]


@pytest.mark.parametrize(
    ("why", "week", "at", "effective_on", "due"), PUBLICATIONS, ids=[row[0] for row in PUBLICATIONS]
)
def test_hours_published_anew(why: str, week: dict[str, list[list[str]]], at: str, effective_on: str, due: str):
    told = desk()
    ticket(told, "1", "registered 03-02 09:00")
    publish(told, week, at, effective_on)
    assert line_of(told).deadline == told.at(when(due))


def test_hours_are_those_of_their_own_zone():
    told = desk()
    publish(told, WEEK, "03-01 12:00", "2026-03-01", timezone="Indian/Reunion")
    ticket(told, "1", "registered 03-02 06:00")  # 09:00 in Réunion
    line = line_of(told)
    assert line.deadline == told.at("2026-03-03 06:30")
    assert takeover(told).judged_in == "Indian/Reunion"


def test_the_client_overseas_is_served_by_the_clock_of_paris():
    told = desk(territory="RE")
    ticket(told, "1", "registered 03-02 09:00")
    found = takeover(told)
    assert (found.timezone, found.judged_in) == ("Indian/Reunion", "Europe/Paris")
    assert found.tickets[0].deadline == told.at("2026-03-03 09:30")


def test_a_day_that_support_closes_has_no_hours():
    told = desk()
    publish(told, WEEK, "03-01 12:00", "2026-03-01", closed_on=["2026-03-03"])
    ticket(told, "1", "registered 03-02 09:00")
    assert line_of(told).deadline == told.at("2026-03-04 09:30")


# What is shown beside the verdict


def test_a_line_shows_every_instant_of_its_ticket():
    told = desk()
    entries = ticket(
        told,
        "1",
        "submitted 03-02 11:00",
        "registered 03-02 12:40",
        "acknowledged 03-02 12:41 automatic=yes",
        "taken_over 03-02 15:00",
    )
    line = line_of(told)
    assert (line.submitted_at, line.registered_at, line.acknowledged_at, line.taken_over_at) == tuple(
        entry.occurred_at for entry in entries
    )
    assert (line.clock_started_at, line.runs_from) == (entries[1].occurred_at, told.at("2026-03-02 14:00"))
    assert line.working_seconds == 3600 * 1_000_000
    assert line.entries == refs(entries)


def test_a_ticket_that_nobody_acknowledged_says_so():
    told = desk()
    ticket(told, "1", "registered 03-02 09:00")
    assert line_of(told).acknowledged_at is None


def test_what_was_submitted_and_never_registered_is_listed_and_does_not_count():
    told = desk()
    (submitted,) = ticket(told, "7", "submitted 03-02 09:00")
    found = takeover(told)
    assert [(each.ticket, each.submitted_at) for each in found.never_registered] == [
        ("ticket/7", submitted.occurred_at)
    ]
    assert (found.tickets, found.figure.denominator, found.verdict) == ((), 0, "no_ticket")


def test_a_registration_retracted_leaves_orphans_and_names_them():
    told = desk()
    registered, taken_over = ticket(told, "1", "registered 03-02 09:00", "taken_over 03-02 10:00")
    told.retract(registered, "2026-03-05 10:00")
    found = takeover(told)
    assert (found.tickets, [each.entry.id for each in found.orphans]) == ((), [taken_over.id])


@pytest.mark.parametrize(
    ("why", "years", "week", "readings", "named"),
    [
        ("no hours published", range(2025, 2028), None, {}, "support_hours.published"),
        ("no calendar for the year", range(2025, 2026), WEEK, {}, "livret holidays adopt FR 2026"),
    ],
)
def test_without_hours_or_calendar_the_rate_is_undetermined(
    why: str, years: range, week: dict[str, list[list[str]]] | None, readings: dict[str, Reading], named: str
):
    told = desk(week, years=years)
    ticket(told, "1", "registered 03-02 09:00", "taken_over 03-02 10:00")
    found = takeover(told)
    assert (found.verdict, found.tickets[0].outcome) == ("undetermined", "undetermined")
    assert named in str(found.because)


def test_the_missing_calendar_of_moselle_is_named():
    told = desk(years=range(2025, 2026))
    told.adopt("FR", {"2026-01-01": "national"}, 2026)
    ticket(told, "1", "registered 03-02 09:00")
    assert takeover(told).verdict == "missed"
    found = takeover(told, working_day_holidays="with_alsace_moselle")
    assert "livret holidays adopt FR-57 2026" in str(found.because)


def test_a_deadline_in_the_next_year_wants_that_year_alone():
    told = desk(years=range(2026, 2027))
    ticket(told, "1", "registered 12-31 10:00")  # 6.5 hours are left of the year
    assert "livret holidays adopt FR 2027" in str(takeover(told).because)
    told = desk(years=range(2026, 2027))
    ticket(told, "1", "registered 12-30 17:30")  # exactly at the last closing of the year
    assert takeover(told).verdict == "missed"
