"""The pages of articles 13 and 14 say every outcome in words, and what each figure rests on."""

import json
from typing import Any, get_args

import pytest

from projections.articles import article_13_clock, article_14_remedy
from projections.articles.article_13_takeover import TakeoverFinding
from projections.articles.article_14_remedy import RemedyFinding
from projections.articles.article_14_spell import Owed
from projections.calendar.zone import zone
from projections.facts.ticket import DeliveryKind
from projections.report.accounts import page
from projections.report.block import Page, Paragraph, Table
from projections.report.jsontext import json_schema, json_text
from projections.report.language import language
from projections.report.layout import lay_out
from projections.report.support import TONES, WORDS
from tests.articles.ledger_of import Told
from tests.articles.tickets_of import desk, remedy, takeover, ticket

PARIS = zone("Europe/Paris")
OUTCOMES = sorted({*get_args(article_13_clock.Outcome), *get_args(article_14_remedy.Outcome)})


@pytest.mark.parametrize("code", OUTCOMES)
def test_every_outcome_has_a_word_and_a_tone(code: str):
    assert code in WORDS
    assert code in TONES


@pytest.mark.parametrize(
    "code", [*get_args(Owed), *get_args(DeliveryKind), "blocking", "major", "minor", "not_an_anomaly"]
)
def test_every_severity_and_what_is_owed_has_a_word(code: str):
    assert code in WORDS


@pytest.fixture
def told() -> Told:
    """Tickets in time, late, left out and never registered; an agreement; a severity that another one replaced."""
    told = desk()
    told.agree("out_of_hours_ticket", "outside_commitment", "2026-03-02")
    ticket(told, "1", "registered 02-27 19:00", "acknowledged 02-27 19:01", "taken_over 03-02 10:00")
    ticket(
        told, "2", "registered 03-02 09:00", "taken_over 03-05 09:00", "qualified 03-05 10:00 severity=blocking",
        "reproduced 03-05 11:00", "requalified 03-05 12:00 severity=major", "workaround_delivered 03-06 09:00",
    )  # fmt: skip
    ticket(told, "3", "registered 03-02 09:00", "prerequisite_missing 03-02 10:00 which=remote_access")
    ticket(told, "4", "submitted 03-03 09:00")
    return told


def table(shown: Page, key: str) -> Table:
    return next(block for block in shown if isinstance(block, Table) and block.key == key)


def cells(shown: Page, key: str) -> list[list[str]]:
    return [[str(cell) for cell in row.cells] for row in table(shown, key).rows]


def sentences(shown: Page) -> list[str]:
    return [str(block.text) for block in shown if isinstance(block, Paragraph)]


def test_the_page_of_takeovers_tells_each_ticket_and_the_rate(told: Told):
    shown = page(takeover(told))
    assert sentences(shown)[0].startswith("Missed: 1 of 2 tickets")
    outcomes = [(row[0], row[6], row[7]) for row in cells(shown, "tickets")]
    assert outcomes == [
        ("ticket/1", "met", "taken over within 8 working hours, article 13 ¶4"),
        ("ticket/2", "missed", "taken over after 8 working hours, article 13 ¶4"),
        ("ticket/3", "left out", "remote access missing on the client's side, article 13 ¶6-7"),
    ]
    assert [row[0] for row in cells(shown, "never_registered")] == ["ticket/4"]
    assert cells(shown, "ticket_readings") == [["ticket/1", "out_of_hours_ticket", "next_opening"]]
    assert [row[0] for row in cells(shown, "readings")] == ["out_of_hours_ticket"]
    assert "Tickets that nobody acknowledged, for which no time is set, ¶3: 2." in sentences(shown)


def test_the_page_of_remedies_tells_each_severity(told: Told):
    shown = page(remedy(told, "2026-03"))
    assert sentences(shown)[0] == "Met: every plan and every remedy owed came in time."
    assert [row[:3] + row[6:7] for row in cells(shown, "remedies")] == [
        ["ticket/2", "blocking", "plan of corrective action", "superseded"],
        ["ticket/2", "major", "fix or workaround", "met"],
    ]


@pytest.mark.parametrize(
    ("known_at", "thirteen", "fourteen"),
    [
        ("03-02 10:30", "Met: 1 of 1", "Nothing was owed."),
        ("03-05 11:30", "Missed: 1 of 2", "Nothing missed; still owed: 1."),
        ("03-01 09:00", "No ticket counts", "Nothing was owed."),
    ],
)
def test_what_is_not_over_is_provisional(told: Told, known_at: str, thirteen: str, fourteen: str):
    for finding, verdict in ((takeover(told, known_at=known_at), thirteen), (remedy(told, "2026", known_at), fourteen)):
        first, second, *_ = sentences(page(finding))
        assert first.startswith(verdict)
        assert second.startswith("Provisional")


def test_a_page_of_an_undetermined_finding_says_what_is_missing():
    told = desk(None)
    ticket(told, "1", "registered 03-02 09:00", "qualified 03-02 10:00 severity=blocking", "reproduced 03-02 10:00")
    for finding in (takeover(told), remedy(told)):
        assert sentences(page(finding))[0].startswith("Undetermined: no support hours are published")


def test_nothing_registered_is_said():
    told = desk()
    assert "No ticket was registered in the period." in sentences(page(takeover(told)))
    assert "No ticket registered in the period was given a severity." in sentences(page(remedy(told)))


@pytest.mark.parametrize("code", ["fr", "en"])
@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_both_pages_are_laid_out_in_every_form(told: Told, code: Any, form: Any):
    for finding in (takeover(told), remedy(told)):
        text = lay_out(
            page(finding), format=form, language=language(code), zone=PARIS, width=None, colour=False, terminal=False
        )
        assert "ticket/2" in text


def test_the_json_of_both_has_the_keys_of_its_schema_and_exact_figures(told: Told):
    thirteen = json.loads(json_text(takeover(told), PARIS))
    assert thirteen["figure"] == {"name": "takeover_rate", "numerator": 1, "denominator": 2, "percent": "50.0000"}
    assert thirteen["measuring_period"] == {"from": "2026-01-01", "to": "2026-12-31"}
    assert thirteen["tickets"][1]["deadline"] == "2026-03-03T09:30:00+01:00"
    assert thirteen["tickets"][1]["working_seconds"] == 22.5 * 3600
    fourteen = json.loads(json_text(remedy(told), PARIS))
    assert [row["outcome"] for row in fourteen["tickets"]] == ["superseded", "met"]
    for found, kind in ((thirteen, TakeoverFinding), (fourteen, RemedyFinding)):
        schema: Any = json_schema(kind)
        assert list(found) == schema["required"]
