"""Article 13: for every sentence that can be read in several ways, a ticket on which the readings differ."""

import pytest

from projections.articles.article_13_readings import READINGS
from projections.articles.catalogue import readings
from tests.articles.tickets_of import desk, line_of, takeover, takeovers, ticket

TICKETS = [
    ("counted_tickets", "a ticket taken over late whose incident was not reproduced",
     "registered 03-02 09:00, taken_over 03-05 09:00, not_reproduced 03-05 10:00",
     {"all_registered": "missed", "reproducible_only": "left_out"}),
    ("counted_tickets", "one that was reproduced in the end",
     "registered 03-02 09:00, taken_over 03-05 09:00, not_reproduced 03-05 10:00, reproduced 03-05 11:00",
     {"all_registered": "missed", "reproducible_only": "missed"}),
    ("counted_tickets", "one qualified as no anomaly",
     "registered 03-02 09:00, taken_over 03-05 09:00, qualified 03-05 10:00 severity=not_an_anomaly",
     {"all_registered": "missed", "reproducible_only": "left_out"}),
    ("counted_tickets", "one that was no anomaly until it was requalified",
     ("registered 03-02 09:00, taken_over 03-05 09:00, qualified 03-05 10:00 severity=not_an_anomaly, "
     "requalified 03-06 10:00 severity=minor"),
     {"all_registered": "missed", "reproducible_only": "missed"}),
    ("clock_start", "a ticket submitted a day before it was registered",
     "submitted 03-02 09:00, registered 03-03 09:00, taken_over 03-03 10:00",
     {"registered": "met", "submitted": "missed"}),
    ("clock_start", "one that nobody is known to have submitted",
     "registered 03-03 09:00, taken_over 03-03 10:00",
     {"registered": "met", "submitted": "met"}),
    ("out_of_hours_ticket", "a ticket registered on a Sunday and taken over late",
     "registered 03-01 15:00, taken_over 03-03 09:31",
     {"next_opening": "missed", "outside_commitment": "left_out"}),
    ("out_of_hours_ticket", "one registered exactly at closing",
     "registered 03-02 18:00, taken_over 03-04 09:31",
     {"next_opening": "missed", "outside_commitment": "left_out"}),
    ("out_of_hours_ticket", "one registered exactly at opening",
     "registered 03-02 09:00, taken_over 03-03 09:31",
     {"next_opening": "missed", "outside_commitment": "missed"}),
    ("immediate_answer", "a ticket answered at once",
     "registered 03-02 09:00, answered 03-02 09:01 immediate=yes",
     {"met": "met", "left_out": "left_out"}),
    ("immediate_answer", "one taken over before it was answered",
     "registered 03-02 09:00, taken_over 03-02 09:01, answered 03-02 09:02 immediate=yes",
     {"met": "met", "left_out": "met"}),
    ("pending_ticket", "a ticket that is due and still open",
     "registered 03-02 09:00",
     {"late_once_due": "missed", "left_out": "left_out"}),
    ("pending_ticket", "one that was closed without takeover",
     "registered 03-02 09:00, closed 03-05 09:00",
     {"late_once_due": "missed", "left_out": "missed"}),
    ("pending_ticket", "one that was closed and reopened",
     "registered 03-02 09:00, closed 03-05 09:00, reopened 03-06 09:00",
     {"late_once_due": "missed", "left_out": "left_out"}),
    ("missing_prerequisite", "a ticket of users who were not trained",
     "registered 03-02 09:00, prerequisite_missing 03-02 10:00, taken_over 03-05 09:00",
     {"left_out": "left_out", "no_effect": "missed"}),
    ("waiting_for_client", "a ticket that waited for an hour, taken over nine working hours after registration",
     "registered 03-02 09:00, waiting_for_client 03-02 10:00, client_replied 03-02 11:00, taken_over 03-03 10:30",
     {"no_pause": "missed", "pauses": "met"}),
    ("waiting_for_client", "the same a microsecond later",
     ("registered 03-02 09:00, waiting_for_client 03-02 10:00, client_replied 03-02 11:00, "
     "taken_over 03-03 10:30:00.000001"),
     {"no_pause": "missed", "pauses": "missed"}),
    ("waiting_for_client", "one whose wait spans a lunch and a night",
     "registered 03-02 09:00, waiting_for_client 03-02 12:00, client_replied 03-03 09:30, taken_over 03-03 16:00",
     {"no_pause": "missed", "pauses": "met"}),
    ("waiting_for_client", "one that still waits",
     "registered 03-02 09:00, waiting_for_client 03-02 10:00",
     {"no_pause": "missed", "pauses": "pending"}),
    ("waiting_for_client", "one that waits since its balance ran out",
     "registered 03-02 09:00, waiting_for_client 03-03 09:30",
     {"no_pause": "missed", "pauses": "missed"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "why", "lines", "outcomes"), TICKETS, ids=[f"{row[0]}: {row[1]}" for row in TICKETS]
)
def test_what_the_options_make_of(reading: str, why: str, lines: str, outcomes: dict[str, str]):
    told = desk()
    ticket(told, "1", *lines.split(", "))
    kind = readings(["13"])[reading]
    found = {member.option: line_of(told, **{reading: member.option}).outcome for member in kind}
    assert found == outcomes
    assert line_of(told).outcome == found[kind.default().option]


def test_suspended_support_leaves_out_or_changes_nothing():
    told = desk()
    ticket(told, "1", "registered 03-02 09:00")
    told.tell("support.suspended", "support", "2026-03-02 10:00", because="untrained")
    found = {option: line_of(told, suspended_support=option).outcome for option in ("left_out", "no_effect")}
    assert found == {"left_out": "left_out", "no_effect": "missed"}


def test_the_rate_of_fixed_periods_begins_anew_and_a_rolling_one_does_not():
    told = desk(starts_on="2025-03-10")
    ticket(told, "1", "registered 03-02 09:00")
    ticket(told, "2", "registered 03-10 09:00", "taken_over 03-10 10:00")
    fixed = takeovers(told, "2026-03-10..2026-03-31", measuring_period="fixed")
    assert [(each.figure.numerator, each.figure.denominator, each.verdict) for each in fixed] == [(1, 1, "met")]
    rolling = takeover(told, "2026-03-10..2026-03-31", measuring_period="rolling")
    assert (rolling.figure.numerator, rolling.figure.denominator, rolling.verdict) == (1, 2, "missed")
    assert (str(rolling.measuring_period.from_), str(rolling.measuring_period.to)) == ("2025-04-01", "2026-03-31")


def test_every_reading_of_the_article_has_a_ticket_on_which_its_options_differ():
    differ = {reading for reading, _, _, outcomes in TICKETS if len(set(outcomes.values())) > 1}
    elsewhere = {"suspended_support", "measuring_period"}
    assert differ | elsewhere == {kind.declaration.name for kind in READINGS}
