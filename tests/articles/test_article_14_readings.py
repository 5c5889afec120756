"""Article 14: for every sentence that can be read in several ways, a ticket on which the readings differ."""

import pytest

from projections.articles.article_14_readings import READINGS
from projections.articles.catalogue import readings
from tests.articles.test_article_14_remedy import BEGUN, BLOCKING, MAJOR, rows
from tests.articles.tickets_of import desk, lines_of, rows_of, ticket, when

TICKETS = [
    ("severity_source", "a severity that the client contests",
     f"{MAJOR}, severity_contested 03-03 10:00 severity=blocking",
     {"provider": "major missed 03-11 00:00",
      "client_claimed": "major superseded 03-11 00:00; blocking missed 03-04 16:00"}),
    ("severity_source", "a severity claimed at submission, and another one given by the provider",
     f"submitted 03-02 08:00 claimed_severity=blocking, {MAJOR}",
     {"provider": "major missed 03-11 00:00", "client_claimed": "blocking missed 03-04 09:30"}),
    ("severity_source", "severities that the client never spoke of",
     f"{MAJOR}, requalified 03-03 10:00 severity=blocking",
     {"provider": "major superseded 03-11 00:00; blocking missed 03-04 16:00",
      "client_claimed": "major superseded 03-11 00:00; blocking missed 03-04 16:00"}),
    ("remedy_start", "a ticket qualified five hours after it was taken over", BLOCKING,
     {"qualified_and_reproduced": "blocking missed 03-04 09:30", "takeover": "blocking missed 03-03 15:05"}),
    ("remedy_start", "one that was never reproduced", f"{BEGUN}, qualified 03-02 10:00 severity=major",
     {"qualified_and_reproduced": "major pending -", "takeover": "major missed 03-11 00:00"}),
    ("blocking_met_by", "a workaround without a plan", f"{BLOCKING}, workaround_delivered 03-02 15:00",
     {"plan_or_remedy": "blocking met 03-04 09:30", "plan_only": "blocking missed 03-04 09:30"}),
    ("working_day_count", "a fix on the evening of the sixth working day after", f"{MAJOR}, fix_delivered 03-10 19:00",
     {"next_day_to_midnight": "major met 03-11 00:00", "next_day_to_closing": "major missed 03-10 18:00",
      "same_day": "major missed 03-10 00:00"}),
    ("working_day_count", "a fix at closing of that day", f"{MAJOR}, fix_delivered 03-10 18:00",
     {"next_day_to_midnight": "major met 03-11 00:00", "next_day_to_closing": "major met 03-10 18:00",
      "same_day": "major missed 03-10 00:00"}),
    ("working_day_count", "a start on a Saturday, which is never the first day",
     "registered 03-07 09:00, qualified 03-07 10:00 severity=major, reproduced 03-07 11:00",
     {"next_day_to_midnight": "major missed 03-17 00:00", "next_day_to_closing": "major missed 03-16 18:00",
      "same_day": "major missed 03-17 00:00"}),
    ("requalification", "a blocking anomaly that becomes major",
     f"{BLOCKING}, requalified 03-03 10:00 severity=major, fix_delivered 03-11 10:00",
     {"from_requalification": "blocking superseded 03-04 09:30; major met 03-12 00:00",
      "original_start": "blocking superseded 03-04 09:30; major missed 03-11 00:00",
      "strictest": "blocking superseded 03-04 09:30; major missed 03-04 09:30"}),
    ("requalification", "a major anomaly that becomes blocking on its last day",
     f"{MAJOR}, requalified 03-10 10:00 severity=blocking, action_plan_delivered 03-11 10:00",
     {"from_requalification": "major superseded 03-11 00:00; blocking met 03-11 16:00",
      "original_start": "major superseded 03-11 00:00; blocking missed 03-04 09:30",
      "strictest": "major superseded 03-11 00:00; blocking missed 03-11 00:00"}),
    ("waiting_for_client", "a wait of one working hour",
     f"{BLOCKING}, waiting_for_client 03-03 10:00, client_replied 03-03 11:00, action_plan_delivered 03-04 10:30",
     {"no_pause": "blocking missed 03-04 09:30", "pauses": "blocking met 03-04 10:30"}),
    ("waiting_for_client", "a wait over one whole day and part of another",
     f"{MAJOR}, waiting_for_client 03-03 10:00, client_replied 03-05 00:00, fix_delivered 03-11 10:00",
     {"no_pause": "major missed 03-11 00:00", "pauses": "major met 03-12 00:00"}),
    ("waiting_for_client", "a wait that ends a microsecond before the day does",
     f"{MAJOR}, waiting_for_client 03-03 10:00, client_replied 03-04 23:59:59.999999, fix_delivered 03-11 10:00",
     {"no_pause": "major missed 03-11 00:00", "pauses": "major missed 03-11 00:00"}),
    ("waiting_for_client", "a wait without end", f"{MAJOR}, waiting_for_client 03-03 10:00",
     {"no_pause": "major missed 03-11 00:00", "pauses": "major pending -"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "why", "lines", "verdicts"), TICKETS, ids=[f"{row[0]}: {row[1]}" for row in TICKETS]
)
def test_what_the_options_make_of(reading: str, why: str, lines: str, verdicts: dict[str, str]):
    told = desk()
    ticket(told, "1", *lines.split(", "))
    kind = readings(["13", "14"])[reading]
    found = {member.option: rows_of(told, **{reading: member.option}) for member in kind}
    assert found == {
        option: [(severity, outcome, due and told.at(when(due))) for severity, outcome, due in rows(verdict)]
        for option, verdict in verdicts.items()
    }
    assert rows_of(told) == found[kind.default().option]


def test_to_closing_on_a_last_day_without_hours_is_to_midnight():
    told = desk({day: [["09:00", "12:00"]] for day in ("mon", "wed", "thu", "fri")})
    ticket(told, "1", *MAJOR.split(", "))
    assert rows_of(told, working_day_count="next_day_to_closing") == [("major", "missed", told.at("2026-03-11"))]


def test_an_agreed_count_holds_for_clocks_that_start_from_its_day_on():
    told = desk()
    told.agree("working_day_count", "same_day", "2026-03-03")
    ticket(told, "1", "registered 03-02 09:00", "reproduced 03-02 10:00", "qualified 03-02 23:59 severity=major")
    ticket(told, "2", "registered 03-02 09:00", "reproduced 03-02 10:00", "qualified 03-03 00:00 severity=major")
    first, second = lines_of(told)
    assert (first.deadline, second.deadline) == (told.at("2026-03-11"), told.at("2026-03-11"))
    assert (dict(first.readings), dict(second.readings)) == ({"working_day_count": "next_day_to_midnight"}, {})


def test_what_decides_when_a_clock_starts_is_agreed_on_by_registration():
    told = desk()
    told.agree("remedy_start", "takeover", "2026-03-03")
    lines = "taken_over 03-03 10:00, qualified 03-03 11:00 severity=major, reproduced 03-04 10:00"
    ticket(told, "1", "registered 03-02 23:59:59.999999", *lines.split(", "))
    ticket(told, "2", "registered 03-03 00:00", *lines.split(", "))
    assert [line.clock_started_at for line in lines_of(told)] == [
        told.at("2026-03-04 10:00"),
        told.at("2026-03-03 10:00"),
    ]


def test_every_reading_of_the_article_has_a_ticket_on_which_all_its_options_differ():
    differ = {reading for reading, _, _, verdicts in TICKETS if len(set(verdicts.values())) == len(verdicts)}
    assert differ >= {kind.declaration.name for kind in READINGS}
