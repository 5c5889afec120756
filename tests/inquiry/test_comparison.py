"""What changed between two moments: the difference, the share of each entry, and what is left as interaction."""

import pytest

from projections.calendar.period import parse_period
from projections.calendar.span import MINUTE
from projections.inquiry import comparison
from projections.inquiry.comparison import Change, compare
from projections.inquiry.question import QUESTIONS
from tests.articles.ledger_of import CONTRACT
from tests.articles.service_of import Service

MARCH = parse_period("2026-03")


def compared(told: Service, position: int, article: str = "6") -> Change:
    return compare(told.history(position=position), told.history(), CONTRACT, MARCH, {}, article)[0]


def shares(change: Change) -> dict[str, object]:
    return {each.type: each.amount for each in change.shares}


def test_nothing_known_since_is_no_change():
    told = Service("2026-03", "down 10T10:00 -> 10T10:30")
    change = compared(told, told.kept.head().position)
    assert (change.difference, change.shares) == (0, ())
    assert not change.interaction


def test_an_attribution_recorded_since_has_the_whole_share():
    told = Service("2026-03", "down 10T10:00 -> 10T10:30")
    before = told.kept.head().position
    told.and_then("cause client_equipment")
    change = compared(told, before)
    assert change.difference == -30 * MINUTE
    assert shares(change) == {"outage.attributed": -30 * MINUTE}
    assert change.interaction == 0


def test_two_outages_that_overlap_interact():
    """Of two outages from 10:00 to 10:30 neither is missed without the other: the half hour is their interaction."""
    told = Service("2026-03")
    before = told.kept.head().position
    told.and_then("down 10T10:00 -> 10T10:30", "down 10T10:00 -> 10T10:30")
    change = compared(told, before)
    starts = [each.amount for each in change.shares if each.type == "outage.started"]
    assert change.difference == 30 * MINUTE
    assert starts == []
    assert change.interaction == change.difference - sum(each.amount or 0 for each in change.shares)


@pytest.mark.parametrize(
    "lines",
    [
        ["down 10T10:00 -> 10T10:30"],
        ["down 10T10:00 -> 10T10:30", "down 11T10:00 -> 11T10:10", "cause provider"],
        ["down 10T10:00 -> 10T10:30", "announce m at 01T09:00: 10T10:00 -> 10T10:20"],
    ],
)
def test_shares_and_interaction_always_add_up_to_the_difference(lines: list[str]):
    told = Service("2026-03", "down 20T10:00 -> 20T10:05")
    before = told.kept.head().position
    told.and_then(*lines)
    change = compared(told, before)
    assert change.difference is not None
    assert change.interaction is not None
    assert sum(each.amount or 0 for each in change.shares) + change.interaction == change.difference


def test_a_late_entry_says_how_late_it_is():
    told = Service("2026-03", "down 10T10:00 -> 10T10:30")
    before = told.kept.head().position
    outage = told.kept.all[-1].subject
    told.tell(
        "outage.attributed",
        outage,
        "2026-03-10 11:00",
        scope="environment/prod-1",
        recorded="2026-06-30 12:00",
        cause="force_majeure",
        evidence="prefectoral order",
    )
    (share,) = compared(told, before).shares
    assert share.late_by is not None
    assert share.late_by == told.at("2026-06-30 12:00") - told.at("2026-03-10 11:00")


def test_before_the_contract_was_signed_there_was_no_figure():
    told = Service("2026-03", "down 10T10:00 -> 10T10:30")
    change = compare(told.history("2020-01-01"), told.history(), CONTRACT, MARCH, {}, "6")[0]
    assert change.before is None
    assert change.difference is None
    assert any(each.amount is None for each in change.shares)


@pytest.mark.parametrize(("more", "untold"), [(0, None), (-1, 4)])
def test_where_entries_are_too_many_the_difference_is_told_without_shares(more, untold, monkeypatch):
    told = Service("2026-03")
    before = told.kept.head().position
    told.and_then("down 10T10:00 -> 10T10:30", "down 11T10:00 -> 11T10:10")
    whole = compared(told, before)
    monkeypatch.setattr(comparison, "MOST_WORK", 4 * looked_at(told) + more)
    change = compared(told, before)
    assert (change.untold, change.difference) == (untold, whole.difference)
    assert (change.shares, change.facts) == ((), ()) if untold else (whole.shares, whole.facts)


def looked_at(told: Service) -> int:
    """How many entries the figure looks at."""
    history = told.history()
    QUESTIONS["6"](history, CONTRACT, MARCH)({})
    return len(history.read())


def facts(change: Change) -> dict[str, object]:
    return {each.subject: each.amount for each in change.facts}


def test_by_fact_an_outage_has_its_own_length_whatever_its_end_would_have_without_its_start():
    """Left out alone the end would have it run on to the end of the month; the outage itself is half an hour."""
    told = Service("2026-03")
    before = told.kept.head().position
    told.and_then("down 10T10:00 -> 10T10:30", "down 11T10:00 -> 11T10:10")
    change = compared(told, before)
    assert min(each.amount or 0 for each in change.shares if each.type == "outage.ended") < -100 * MINUTE
    assert list(facts(change).values()) == [30 * MINUTE, 10 * MINUTE]
    assert [len(each.entries) for each in change.facts] == [2, 2]
    assert (change.facts_interaction, change.difference) == (0, 40 * MINUTE)


def test_by_fact_an_end_known_since_leaves_an_outage_as_long_as_it_was():
    """When its start became known it had just begun: of the half hour that it lasted nothing was known before."""
    told = Service("2026-03")
    told.tell("outage.started", "outage/x", "2026-03-10 10:00", scope="environment/prod-1")
    before = told.kept.head().position
    told.tell("outage.ended", "outage/x", "2026-03-10 10:30", scope="environment/prod-1")
    change = compared(told, before)
    assert change.difference == 30 * MINUTE
    assert facts(change) == {"outage/x": 30 * MINUTE}
    assert change.facts_interaction == 0
    assert (min(each.amount or 0 for each in change.shares)) < -100 * MINUTE


def test_by_fact_an_attribution_takes_away_what_its_outage_weighed():
    told = Service("2026-03", "down 10T10:00 -> 10T10:30", "down 11T10:00 -> 11T10:10")
    before = told.kept.head().position
    told.and_then("cause client_equipment")
    change = compared(told, before)
    assert (list(facts(change).values()), change.facts_interaction) == ([-10 * MINUTE], 0)


def test_a_fact_that_a_figure_cannot_do_without_has_the_share_of_its_entries_alone():
    told = Service("2026-03", "down 10T10:00 -> 10T10:30")
    before = told.kept.head().position
    told.agree("unavailability", "total_only", "2026-01-01", "2026-03-20")
    told.tell("contract.amended", f"contract/{CONTRACT}", "2026-03-20", scope=f"contract/{CONTRACT}",
              effective_on="2026-01-01", agents=12)  # fmt: skip
    told.and_then("down 11T10:00 -> 11T10:10 impact=essential")
    change = compared(told, before)
    assert None not in facts(change).values()
    assert change.facts_interaction is not None
    assert sum(each.amount or 0 for each in change.facts) + change.facts_interaction == change.difference


@pytest.mark.parametrize(
    "lines",
    [
        ["down 10T10:00 -> 10T10:30", "down 10T10:10 -> 10T10:40"],
        ["down 10T10:00 -> 10T10:30", "cause provider", "announce m at 01T09:00: 10T10:00 -> 10T10:20"],
        ["announce m at 01T09:00: 20T10:00 -> 20T10:20", "down 11T10:00 -> 11T10:10"],
    ],
)
def test_shares_of_facts_and_their_interaction_add_up_to_the_difference(lines: list[str]):
    told = Service("2026-03", "down 20T10:00 -> 20T10:05")
    before = told.kept.head().position
    told.and_then(*lines)
    change = compared(told, before)
    assert change.difference is not None
    assert change.facts_interaction is not None
    assert sum(each.amount or 0 for each in change.facts) + change.facts_interaction == change.difference
    grouped = [ref for each in change.facts for ref in each.entries]
    assert len(grouped) == len(set(grouped))
