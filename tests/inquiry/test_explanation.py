"""One fact explained, and the evidence for a figure graded."""

from hashlib import sha256

import pytest

from projections.articles.article_06_availability import assess_plainly
from projections.articles.finding import Evidence
from projections.calendar.period import parse_period
from projections.calendar.span import MINUTE
from projections.facts.operation import gather
from projections.inquiry.evidence import evidence
from projections.inquiry.explanation import explain
from tests.articles.ledger_of import CONTRACT
from tests.articles.service_of import Service

MARCH = parse_period("2026-03")
WHERE = "environment/prod-1"


def graded(told: Service) -> Evidence:
    history = told.history()
    facts = gather(history, CONTRACT)
    return evidence(assess_plainly(facts, MARCH, {}), facts, history, MARCH, {})


def outage(told: Service, *, recorded: str | None = None, claimed: str | None = None) -> None:
    for type_, when in (("outage.started", "2026-03-10 10:00"), ("outage.ended", "2026-03-10 10:30")):
        told.tell(type_, "outage/x", when, scope=WHERE, recorded=recorded, claimed=claimed)


GRADES = [
    ("recorded as it happened", None, None, "contemporaneous_seconds"),
    ("recorded two days later to the minute", "2026-03-12 10:00", None, "contemporaneous_seconds"),
    ("recorded a minute after that", "2026-03-12 10:01", None, "recorded_late_seconds"),
    ("recorded in June, its source knew at once", "2026-06-30 10:00", "2026-03-10 10:31", "claimed_seconds"),
    ("recorded in June, its source knew in May", "2026-06-30 10:00", "2026-05-10 10:31", "recorded_late_seconds"),
]


@pytest.mark.parametrize(("title", "recorded", "claimed", "grade"), GRADES, ids=[each[0] for each in GRADES])
def test_downtime_has_the_grade_of_its_weakest_entry(title: str, recorded: str | None, claimed: str | None, grade: str):
    told = Service("2026-03")
    outage(told, recorded=recorded, claimed=claimed)
    found = graded(told)
    amounts = {name: getattr(found, name) for name in Evidence.__slots__}
    assert {name for name, amount in amounts.items() if amount} == {grade}
    assert amounts[grade] == 30 * MINUTE


def test_what_one_side_contests_is_contested_until_it_is_admitted():
    told = Service("2026-03")
    outage(told)
    started = next(entry for entry in told.kept.all if entry.type == "outage.started")
    key = {"source": started.source, "id": started.id}
    told.tell("entry.contested", "outage/x", "2026-03-11 10:00", scope=WHERE, entry=key)
    assert graded(told).contested_seconds == 30 * MINUTE
    told.tell("entry.admitted", "outage/x", "2026-03-12 10:00", scope=WHERE, entry=key)
    assert graded(told).contested_seconds == 0


def test_hours_that_nobody_watched_are_shown():
    assert graded(Service("2026-03", "blind 10T19:00 -> 11T08:00")).unobserved_seconds == 120 * MINUTE


def test_an_outage_is_explained_from_its_entries_to_the_figure():
    told = Service("2026-03", "announce m at 01T09:00: 10T10:00 -> 10T10:20", "down 10T10:00 -> 10T10:30")
    subject = next(entry.subject for entry in told.kept.all if entry.type == "outage.started")
    found = explain(told.history(), CONTRACT, MARCH, subject, {})
    assert [step.type for step in found.steps] == ["maintenance.announced", "outage.started", "outage.ended"]
    assert [(rule.article, rule.outcome, rule.seconds) for rule in found.rules] == [
        ("5", "excluded", 20 * MINUTE),
        ("6", "counted", 10 * MINUTE),
    ]
    (weight,) = found.weights
    assert weight.without is not None
    assert (weight.with_.amount, weight.without.amount) == (10 * MINUTE, 0)
    assert found.readings["notice_hours"] == "elapsed"


def test_nothing_is_explained_of_what_nobody_knows():
    with pytest.raises(LookupError):
        explain(Service("2026-03").history(), CONTRACT, MARCH, "outage/nobody", {})


def test_the_articles_that_decided_are_quoted_from_what_was_signed():
    numbered = "".join(f"{number}. Title {number}\nSentence {number}.\n" for number in range(1, 8))
    told = Service("2026-03", "announce m at 01T09:00: 10T10:00 -> 10T10:20", "down 10T10:00 -> 10T10:30")
    subject = next(entry.subject for entry in told.kept.all if entry.type == "outage.started")
    assert explain(told.history(), CONTRACT, MARCH, subject, {}).quotations == ()
    told.tell(
        "document.attached", "edition/carrus-2026-03", "2026-03-20", name="signed.txt", text=numbered,
        sha256=sha256(numbered.encode()).hexdigest(),
    )  # fmt: skip
    found = explain(told.history(), CONTRACT, MARCH, subject, {}).quotations
    assert [(each.article, each.text) for each in found] == [
        ("5", "5. Title 5\nSentence 5."),
        ("6", "6. Title 6\nSentence 6."),
    ]
