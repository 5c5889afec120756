"""What other readings make of a figure: single options, smallest sets, the best case of each side."""

from itertools import product

import pytest

from projections.articles.catalogue import readings
from projections.calendar.period import parse_period
from projections.inquiry.question import QUESTIONS
from projections.inquiry.search import Party, favouring
from projections.inquiry.sensitivity import Sensitivity, explore, sensitivity
from tests.articles.ledger_of import CONTRACT
from tests.articles.service_of import Service

MARCH = parse_period("2026-03")
# March 2026 has 286 reference hours: 25 min 44.4 s of downtime are tolerated.
EARLY_PLAN = "announce m at 01T09:00: 10T10:00 -> 10T10:40"
LATE_PLAN = "announce m at 09T10:00: 10T10:00 -> 10T10:40"


def of(told: Service) -> Sensitivity:
    return sensitivity(told.history(), CONTRACT, MARCH, {}, "6")[0]


def flips(found: Sensitivity) -> set[str]:
    return {f"{name}={option}" for each in found.singles if each.flips for name, option in each.options}


SINGLES = [
    ("an hour down in a maintenance announced nine days before", [EARLY_PLAN, "down 10T10:00 -> 10T10:40"],
     "met", {"concurrent_cause=any_fault", "notice_from=received"}),
    ("the same announced one day before", [LATE_PLAN, "down 10T10:00 -> 10T10:40"],
     "missed", {"short_notice=as_emergency"}),
    ("an essential function down for half an hour", ["down 10T10:00 -> 10T10:30 impact=essential"],
     "missed", {"unavailability=total_only", "unattributed_outage=undetermined"}),
    ("half an hour down by the provider's fault", ["down 10T10:00 -> 10T10:30", "cause provider"], "missed", set()),
    ("a month without an outage", [], "met", set()),
]  # fmt: skip


@pytest.mark.parametrize(("title", "lines", "verdict", "expected"), SINGLES, ids=[each[0] for each in SINGLES])
def test_the_options_that_flip_a_verdict_alone(title: str, lines: list[str], verdict: str, expected: set[str]):
    found = of(Service("2026-03", *lines))
    assert (found.figure.verdict, expected <= flips(found)) == (verdict, True), flips(found)
    if not expected:
        assert not flips(found)


def test_two_options_flip_together_what_neither_flips_alone():
    """Two outages of 20 minutes, excused by two different exclusions: each alone is tolerated, both are not."""
    found = of(
        Service(
            "2026-03",
            EARLY_PLAN,
            "down 10T10:00 -> 10T10:20",
            "cause planned_maintenance",
            "down 11T10:00 -> 11T10:20 impact=partial",
        )
    )
    assert found.figure.verdict == "met"
    assert not flips(found)
    sets = {frozenset(each.options) for each in found.sets}
    assert frozenset({("notice_from", "received"), ("unavailability", "any_function")}) in sets
    assert {len(each) for each in sets} == {2}
    assert all(each.figure.verdict == "missed" for each in found.sets)


def test_no_combination_of_options_serves_a_side_better_than_its_best_case():
    told = Service(
        "2026-03", LATE_PLAN, "down 10T09:50 -> 10T10:40 impact=essential", "down 11T10:00 -> 11T10:05 impact=partial"
    )
    found = of(told)
    ask = QUESTIONS["6"](told.history(), CONTRACT, MARCH)
    names = ("short_notice", "emergency_after_outage", "unavailability", "concurrent_cause", "notice_from")
    rates = [
        ask({member.declaration.name: member for member in members})[0].rate or 0
        for members in product(*(readings()[name] for name in names))
    ]
    best = {side: each.figure.rate or 0 for side, each in found.best.items()}
    assert len(set(rates)) >= 3
    assert best["provider"] >= max(rates)
    assert best["client"] <= min(rates)


def test_a_reading_that_the_facts_do_not_touch_is_named_with_the_reason_and_not_computed():
    asked: list[int] = []
    told = Service("2026-03", "down 10T10:00 -> 10T10:30")
    found = of(told)
    reasons = {each.reading: str(each.because) for each in found.indifferent}
    assert reasons["notice_hours"] == "no maintenance touches the period"
    assert reasons["unobserved_time"] == "monitoring was not interrupted in the period"
    assert reasons["window_zone"] == "the client's clock is that of Paris"
    assert reasons["rate_precision"] == "none of its options changes the figure"

    question = QUESTIONS["6"](told.history(), CONTRACT, MARCH)

    def ask(chosen):
        asked.append(len(chosen))
        return question(chosen)

    untouched = {name: each.because for name, each in zip(reasons, found.indifferent, strict=True)}
    explore(question._replace(ask=ask), {}, untouched)
    assert len(asked) < 60


def test_what_is_left_untouched_could_not_have_changed_anything():
    """The short cut by relevance gives what computing every option gives."""
    for _, lines, _, _ in SINGLES:
        told = Service("2026-03", *lines)
        whole = explore(QUESTIONS["6"](told.history(), CONTRACT, MARCH), {}, {})[0]
        quick = of(told)
        assert whole.singles == quick.singles
        assert {side: each.figure for side, each in whole.best.items()} == {
            side: each.figure for side, each in quick.best.items()
        }


@pytest.mark.parametrize(("side", "verdict"), [("provider", "met"), ("client", "missed")])
def test_to_favour_a_side_takes_its_best_case(side: Party, verdict: str):
    told = Service("2026-03", LATE_PLAN, "down 10T10:00 -> 10T10:40")
    question = QUESTIONS["6"](told.history(), CONTRACT, MARCH)
    assert question(favouring(question, {}, side))[0].verdict == verdict
