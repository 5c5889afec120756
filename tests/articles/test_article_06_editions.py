"""A month across two editions is judged day by day under the one in force, and says so."""

import json
from datetime import date
from pathlib import Path

import pytest

from projections.articles.article_06_finding import EditionInForce
from projections.articles.article_13_takeover import assess_takeover
from projections.calendar.period import parse_period
from projections.calendar.zone import zone
from projections.facts.support import gather_support
from projections.report.accounts import page
from projections.report.block import Paragraph, Table
from projections.report.jsontext import json_text
from tests.articles.editions_of import OTHER, other_edition, with_editions_of
from tests.articles.ledger_of import CONTRACT
from tests.articles.service_of import Service, availability, seconds

FIRST = "carrus-2026-03"
CHANGED = date(2026, 3, 16)


@pytest.fixture(autouse=True)
def second_edition(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """08:00 to 18:00, Monday to Saturday, 99.90 %; a takeover within four hours."""
    other_edition(
        tmp_path,
        article_06__threshold_percent='"99.90"',
        article_06__reference_from='"08:00"',
        article_06__reference_until='"18:00"',
        article_06__reference_days='["mon", "tue", "wed", "thu", "fri", "sat"]',
        article_05__notice_hours="24",
        article_13__takeover_working_hours="4",
    )
    with_editions_of(tmp_path, monkeypatch)


def across(*lines: str) -> Service:
    """A service whose second edition comes into force on 16 March."""
    told = Service("2026-03", *lines)
    told.tell("contract.amended", f"contract/{CONTRACT}", "2026-03-01 09:00", effective_on=str(CHANGED), edition=OTHER)
    return told


def test_each_day_has_the_reference_hours_of_its_own_edition():
    found = availability(across(), "2026-03")
    # 10 weekdays of 13 h before, then 14 days of 10 h, Saturdays among them.
    assert seconds(found.reference_seconds) == str((10 * 13 + 14 * 10) * 3600)


def test_the_finding_says_which_edition_ruled_which_days():
    found = availability(across(), "2026-03")
    assert found.editions == (
        EditionInForce(FIRST, date(2026, 3, 1), date(2026, 3, 15)),
        EditionInForce(OTHER, CHANGED, date(2026, 3, 31)),
    )
    assert (found.edition, found.threshold) == (OTHER, "99.90")


def test_a_month_under_one_edition_names_that_one_alone():
    whole = availability(across(), "2026-04")
    assert [(each.edition, each.first, each.last) for each in whole.editions] == [
        (OTHER, date(2026, 4, 1), date(2026, 4, 30))
    ]


@pytest.mark.parametrize(
    ("outage", "counted"),
    [
        ("down 10T07:00 -> 10T08:00", "3600"),  # before the change the band begins at 07:00
        ("down 17T07:00 -> 17T08:00", "0"),  # after it at 08:00
        ("down 14T10:00 -> 14T10:20", "0"),  # a Saturday before
        ("down 21T10:00 -> 21T10:20", "1200"),  # a Saturday after
        ("down 13T19:00 -> 16T09:00", "7200"),  # one hour on Friday, one on Monday
    ],
)
def test_an_outage_counts_by_the_edition_of_its_day(outage: str, counted: str):
    assert seconds(availability(across(outage), "2026-03").downtime_seconds) == counted


@pytest.mark.parametrize(
    ("until", "verdict"),
    [("10T09:20:06", "met"), ("10T09:20:06.000001", "missed")],
)
def test_the_downtime_allowed_adds_up(until: str, verdict: str):
    # 0.15 % of 130 h and 0.10 % of 140 h: 702 s and 504 s.
    found = availability(across(f"down 10T09:00 -> {until}"), "2026-03")
    assert seconds(found.allowed_downtime_seconds) == "1206"
    assert found.verdict == verdict


@pytest.mark.parametrize(("day", "counted"), [("12", "3600"), ("19", "0")])
def test_a_maintenance_needs_the_notice_of_the_edition_of_its_day(day: str, counted: str):
    lead = int(day) - 1
    told = across(f"announce m at {lead}T09:00: {day}T12:00 -> {day}T13:00", f"down {day}T12:00 -> {day}T13:00")
    assert seconds(availability(told, "2026-03").downtime_seconds) == counted


def test_the_page_shows_both_editions_and_what_each_promises():
    blocks = page(availability(across("down 10T09:00 -> 10T09:10"), "2026-03"))
    (table,) = [block for block in blocks if isinstance(block, Table) and block.key == "editions"]
    assert [(row.cells[0], row.cells[1], row.cells[2]) for row in table.rows] == [
        (FIRST, date(2026, 3, 1), date(2026, 3, 15)),
        (OTHER, CHANGED, date(2026, 3, 31)),
    ]
    said = [str(block.text.template) for block in blocks if isinstance(block, Paragraph)]
    assert any(text.startswith("Several editions were in force") for text in said)
    assert not any("at least {promised} is promised" in text for text in said)


@pytest.mark.parametrize(("day", "outcome"), [("2026-03-13", "met"), ("2026-03-20", "missed")])
def test_a_ticket_is_due_by_the_edition_of_its_registration(day: str, outcome: str):
    told = across()
    week = {name: [["09:00", "17:00"]] for name in ("mon", "tue", "wed", "thu", "fri")}
    told.tell(
        "support_hours.published",
        "support-hours",
        "2025-01-01 09:00",
        scope="provider",
        effective_on="2025-01-01",
        week=week,
    )
    told.tell("ticket.registered", "ticket/1", f"{day} 09:00")
    told.tell("ticket.taken_over", "ticket/1", f"{day} 14:00")
    (found,) = assess_takeover(gather_support(told.history(), CONTRACT), parse_period("2026"), {})
    assert [line.outcome for line in found.tickets] == [outcome]


def test_the_finding_says_so_to_programs_as_well():
    said = json.loads(json_text(availability(across(), "2026-03"), zone("Europe/Paris")))
    assert said["editions"][0] == {"edition": FIRST, "first": "2026-03-01", "last": "2026-03-15"}
