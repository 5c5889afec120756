"""A reported figure stays what was told; later entries that move it are told from those that do not."""

from fractions import Fraction
from typing import Any, cast

import pytest

from ledger.journal.read import Reader
from projections.calendar.period import parse_period
from projections.calendar.span import MINUTE, Duration
from projections.facts.dispute import as_known
from projections.inquiry.figure import Figure
from projections.inquiry.question import QUESTIONS, figures
from projections.inquiry.reported import agrees, compare_reported, moved, subject, written
from tests.articles.ledger_of import CONTRACT, Told
from tests.articles.service_of import Service

MARCH = parse_period("2026-03")


def report(told: Told, when: str) -> int:
    """Tell the client the figures of March as the ledger has them; the position that they rest on."""
    history = told.history(position=told.kept.head().position)
    position = history.known.position
    for figure in figures(history, CONTRACT, MARCH, {}, tuple(QUESTIONS)):
        said: dict[str, Any] = {"figure": written(figure), "verdict": figure.verdict or "none", "position": position}
        told.tell("figure.reported", subject(figure), when, **said)
    return position


def what_moved(told: Told) -> list[tuple[str, str, str | None, str | None]]:
    found = moved(told.history(), CONTRACT, as_known(cast("Reader", told.kept)))
    return [(each.reported.article, each.reported.name, verdict(each.before), verdict(each.after)) for each in found]


def verdict(figure: Figure | None) -> str | None:
    return None if figure is None else figure.verdict


@pytest.mark.parametrize(
    ("later", "moves"),
    [
        ((), []),
        (("down 10T20:30 -> 10T21:00",), []),  # after the reference hours
        (("down 10T11:00 -> 10T11:10",), [("6", "availability", "met", "missed")]),
        (("cause client_equipment at=2026-04-09T09:00",), [("6", "availability", "met", "met")]),
    ],
)
def test_a_figure_moves_where_a_later_entry_changes_it(later: tuple[str, ...], moves: list[object]):
    told = Service("2026-03", "down 10T09:00 -> 10T09:20")
    report(told, "2026-04-02 10:00")
    told.and_then(*later)
    assert [each for each in what_moved(told) if each[0] == "6"] == moves


def test_a_figure_reported_anew_has_not_moved():
    told = Service("2026-03", "down 10T09:00 -> 10T09:20")
    report(told, "2026-04-02 10:00")
    told.and_then("down 10T11:00 -> 10T11:10")
    assert what_moved(told)
    report(told, "2026-04-20 10:00")
    assert not [each for each in what_moved(told) if each[0] == "6"]


def test_what_moved_a_figure_is_named_with_its_share():
    told = Service("2026-03", "down 10T09:00 -> 10T09:20")
    position = report(told, "2026-04-02 10:00")
    told.and_then("cause client_equipment at=2026-04-09T09:00")
    found = compare_reported(told.history, CONTRACT, MARCH, {}, ["6"], as_known(cast("Reader", told.kept)))
    (only,) = found
    assert (only.reported.rests_on, only.faithful) == (position, True)
    assert only.change.difference == -20 * MINUTE
    assert [(share.type, share.amount) for share in only.change.shares] == [("outage.attributed", -20 * MINUTE)]


def test_a_report_that_says_something_else_than_the_ledger_did_is_told():
    told = Service("2026-03", "down 10T09:00 -> 10T09:20")
    position = told.kept.head().position
    told.tell(
        "figure.reported", "figure/6/2026-03", "2026-04-02 10:00", figure="99.99", verdict="met", position=position
    )
    (only,) = compare_reported(told.history, CONTRACT, MARCH, {}, ["6"], as_known(cast("Reader", told.kept)))
    assert only.faithful is False


def test_a_report_of_another_ledger_is_left_alone():
    told = Service("2026-03", "down 10T09:00 -> 10T09:20")
    told.tell("figure.reported", "figure/6/2026-03", "2026-04-02 10:00", figure="99.9", verdict="met", position=4711)
    assert what_moved(told) == []


def availability(rate: Fraction | None, amount: int | None) -> Figure:
    seconds = None if amount is None else Duration(amount)
    return Figure("6", "availability", "2026-03", rate, seconds, "duration", "met", False, {})


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("99.8473", True),  # floored
        ("99.847", True),
        ("99.85", True),  # rounded
        ("99.84", True),  # floored
        ("99.83", False),
        ("99.8474", True),  # rounded
        ("99.8475", False),
        (1500, True),  # whole seconds of downtime
        (1501, False),
        ({"percent": "99.8473", "downtime_seconds": "1500"}, True),
        ({"percent": "99.8473", "downtime_seconds": 1500}, True),
        ({"percent": "99.8473", "downtime_seconds": "1499.999999"}, False),
        ({"percent": "99.8", "amount_seconds": "1500.0"}, True),
        ({"percent": "99.8473", "name": "retention"}, False),
        ({"verdict": "met"}, False),  # no figure at all
    ],
)
def test_a_figure_agrees_to_the_digits_that_were_written(said: str | int | dict[str, str | int], outcome: bool):
    # 25 minutes of 273 hours: 99.84737...
    figure = availability(100 - Fraction(100 * 25, 273 * 60), 25 * MINUTE)
    assert agrees(said, figure) is outcome


def test_what_is_written_is_what_it_was():
    figure = availability(100 - Fraction(100 * 25, 273 * 60), 25 * MINUTE + 500_000)
    assert written(figure) == {"name": "availability", "percent": "99.8473", "amount_seconds": "1500.5"}
    assert written(availability(None, None)) == {"name": "availability"}
