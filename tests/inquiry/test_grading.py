"""How good the evidence for each deadline is: row by row, and in total."""

from typing import Any

import pytest

from projections.articles.article_07_backups import assess_backups
from projections.articles.article_07_restores import assess_restores
from projections.articles.article_07_retention import assess_retention
from projections.articles.article_13_takeover import assess_takeover
from projections.articles.article_14_remedy import assess_remedy
from projections.articles.finding import Grade, Grades
from projections.calendar.period import parse_period
from projections.calendar.zone import parse_local, zone
from projections.facts.backup import gather_backups
from projections.facts.support import gather_support
from projections.inquiry.explanation import explain
from projections.inquiry.grading import graded
from tests.articles.ledger_of import CONTRACT, Told

MARCH = parse_period("2026-03")
WHERE = "environment/prod-1"
WEEK = {day: [["09:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def support(*said: tuple[str, str, dict[str, Any]]) -> Told:
    """A ticket registered on Monday 2 March at 09:00, and what else is said of it: type, time, data and clocks."""
    told = Told("2026-01-01")
    published: dict[str, Any] = {"effective_on": "2026-01-01", "week": WEEK}
    told.tell("support_hours.published", "support-hours", "2026-01-01", scope="provider", **published)
    told.tell("ticket.registered", "ticket/t", "2026-03-02 09:00", scope=f"contract/{CONTRACT}")
    for type_, when, more in said:
        told.tell(type_, "ticket/t", when, scope=f"contract/{CONTRACT}", **more)
    return told


def takeover(told: Told) -> tuple[Grade | None, Grades | None]:
    history = told.history("2026-06-30 00:00")
    found = assess_takeover(gather_support(history, CONTRACT), MARCH, {})
    finding = graded(found[-1], history)
    return finding.tickets[0].evidence, finding.evidence


LATE = {"recorded": "2026-03-20 10:00"}
IN_TIME = {"recorded": "2026-03-20 10:00", "claimed": "2026-03-02 10:01"}
TAKEOVERS = [
    ("taken over and recorded at once", [("ticket.taken_over", "2026-03-02 10:00", {})], "contemporaneous"),
    ("recorded two days later to the minute",
     [("ticket.taken_over", "2026-03-02 10:00", {"recorded": "2026-03-04 10:00"})], "contemporaneous"),
    ("recorded a minute after that",
     [("ticket.taken_over", "2026-03-02 10:00", {"recorded": "2026-03-04 10:01"})], "recorded_late"),
    ("recorded late, its source knew in time", [("ticket.taken_over", "2026-03-02 10:00", IN_TIME)], "claimed"),
    ("never taken over", [], "unobserved"),
    ("never taken over and closed", [("ticket.closed", "2026-03-05 10:00", {})], "unobserved"),
    ("a fix recorded late is beside the point of article 13",
     [("ticket.taken_over", "2026-03-02 10:00", {}), ("ticket.fix_delivered", "2026-03-03 10:00", LATE)],
     "contemporaneous"),
    ("an answer at once, recorded late",
     [("ticket.answered", "2026-03-02 10:00", {"immediate": True, **LATE})], "recorded_late"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "said", "grade"), TAKEOVERS, ids=[each[0] for each in TAKEOVERS])
def test_a_takeover_has_the_grade_of_what_decides_it(title: str, said: list, grade: str):
    row, total = takeover(support(*said))
    assert row == grade
    assert total is not None
    assert {name: getattr(total, name) for name in Grades.__slots__ if getattr(total, name)} == {grade: 1}


def test_a_takeover_that_one_side_contests_is_contested_until_it_is_admitted():
    told = support(("ticket.taken_over", "2026-03-02 10:00", {}))
    entry = told.kept.all[-1]
    key = {"source": entry.source, "id": entry.id}
    told.tell("entry.contested", "ticket/t", "2026-03-03 10:00", scope=f"contract/{CONTRACT}", entry=key)
    assert takeover(told)[0] == "contested"
    told.tell("entry.admitted", "ticket/t", "2026-03-04 10:00", scope=f"contract/{CONTRACT}", entry=key)
    assert takeover(told)[0] == "contemporaneous"


def test_what_restates_an_entry_beside_the_point_is_beside_the_point():
    told = support(("ticket.taken_over", "2026-03-02 10:00", {}), ("ticket.acknowledged", "2026-03-02 09:30", {}))
    entry = told.kept.all[-1]
    told.tell(
        "entry.restated", "ticket/t", "2026-03-03 10:00", scope=f"contract/{CONTRACT}", because="typing error",
        entry={"source": entry.source, "id": entry.id}, changes={"time": "2026-03-02T09:31:00+01:00"},
        recorded="2026-05-03 10:00",
    )  # fmt: skip
    assert takeover(told)[0] == "contemporaneous"


REMEDIES = [
    ("a fix recorded at once", {}, "contemporaneous"),
    ("a fix recorded late", {"recorded": "2026-03-20 10:00"}, "recorded_late"),
    ("no fix", None, "unobserved"),
]


@pytest.mark.parametrize(("title", "fix", "grade"), REMEDIES, ids=[each[0] for each in REMEDIES])
def test_a_remedy_has_the_grade_of_what_decides_it(title: str, fix: dict | None, grade: str):
    told = support(
        ("ticket.taken_over", "2026-03-02 10:00", {}),
        ("ticket.qualified", "2026-03-02 10:10", {"severity": "major"}),
        ("ticket.reproduced", "2026-03-02 10:20", {}),
        *(() if fix is None else (("ticket.fix_delivered", "2026-03-04 10:00", fix),)),
    )
    history = told.history("2026-06-30 00:00")
    finding = graded(assess_remedy(gather_support(history, CONTRACT), MARCH, {}), history)
    assert [line.evidence for line in finding.tickets] == [grade]
    assert finding.evidence is not None
    assert getattr(finding.evidence, grade) == 1
    rules = explain(history, CONTRACT, MARCH, "ticket/t", {}).rules
    assert {rule.article: rule.evidence for rule in rules} == {"13": "contemporaneous", "14": grade}


def copies() -> Told:
    """Two nights done, the second recorded late, a third that failed; the first copy listed, the second asked back."""
    told = Told("2026-03-01")

    def done(day: str, recorded: str | None = None) -> None:
        told.tell("backup.completed", f"backup/{day}", f"2026-03-{day} 01:00", scope=WHERE, kinds=["nightly"],
                  started=f"2026-03-{day}T00:30:00+01:00", location=f"s3://{day}", recorded=recorded)  # fmt: skip

    done("02")
    told.tell("backup.failed", "backup/04", "2026-03-04 01:00", scope=WHERE, kinds=["nightly"])
    told.tell("backup.listed", "backup-listing/l", "2026-03-05 09:00", scope=WHERE, present=["02"], location="s3://02")
    told.tell("restore.requested", "restore/r", "2026-03-06 09:00", scope=f"contract/{CONTRACT}", backup="03")
    done("03", "2026-03-20 10:00")
    return told


def test_nights_copies_and_restores_are_graded():
    history = copies().history("2026-03-31 12:00")
    facts = gather_backups(history, CONTRACT)
    made = graded(assess_backups(facts, parse_period("2026-03-02..2026-03-05"), {}), history)
    nights = ["contemporaneous", "recorded_late", "contemporaneous", "unobserved"]
    assert [line.evidence for line in made.nights] == nights
    kept = graded(assess_retention(facts, parse_local("2026-03-06 12:00", zone("Europe/Paris")), {}), history)
    # Nobody looked whether the second is still there.
    assert [line.evidence for line in kept.backups] == ["contemporaneous", "unobserved"]
    restored = graded(assess_restores(facts, MARCH, {}), history)
    assert [(line.outcome, line.evidence) for line in restored.restores] == [("pending", "unobserved")]
    for finding, rows in ((made, 4), (kept, 2), (restored, 1)):
        assert finding.evidence is not None
        assert sum(getattr(finding.evidence, name) for name in Grades.__slots__) == rows
