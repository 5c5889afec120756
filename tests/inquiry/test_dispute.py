"""Both sides of a dispute beside the ledger: what lies between a claim and the figure now adds up to the second."""

from collections.abc import Mapping
from functools import partial
from typing import Any, cast

import pytest

from ledger.journal.read import Reader
from projections.calendar.span import MINUTE
from projections.edition.reading import Reading
from projections.facts.dispute import disputes, moment
from projections.facts.history import History
from projections.inquiry.dispute import DisputeAccount, Gap, examine
from tests.articles.ledger_of import CONTRACT, Told
from tests.articles.service_of import Service, chosen

PRINTING = {"unavailability": "any_function"}


def dispute(told: Told, kind: str, when: str, **said: Any) -> None:
    about = {"article": "6", "period": "2026-03"}
    told.tell(f"dispute.{kind}", "dispute/D-1", when, **{**about, **said})


def account(told: Told, by: Any = "ledger", readings: Mapping[str, Reading] | None = None) -> DisputeAccount:
    reader = cast("Reader", told.kept)
    now = told.history(by=by)
    (only,) = disputes(now, CONTRACT)
    return examine(only, CONTRACT, partial(History, reader, now.known), moment(reader, now), readings or {})


def steps(gap: Gap) -> list[int]:
    """Minutes: where a claim starts, what each entry and each reading adds, what they do only together, the end."""
    start, end = (None if figure is None else figure.amount for figure in (gap.rested_on, gap.now))
    amounts = [
        start,
        *(share.amount for share in gap.by_entries.shares),
        gap.by_entries.interaction,
        *(share.amount for share in gap.by_readings),
        gap.interaction,
        end,
    ]
    return [(each or 0) // MINUTE for each in amounts]


def quarrel() -> Service:
    """Twenty minutes down and forty of printing; the client disputes, and the provider then finds a firewall."""
    told = Service("2026-03", "down 10T09:00 -> 10T09:20", "down 12T09:00 -> 12T09:40 impact=partial")
    said: dict[str, Any] = {"party": "client", "figure": "99.6503", "readings": PRINTING, "because": "no payslips"}
    dispute(told, "opened", "2026-04-02 10:00", **said)
    told.last = ("outage/1", told._scope(), "10T09:00")
    told.and_then("cause client_equipment at=2026-04-09T09:00 until=10T09:05")
    dispute(told, "claimed", "2026-04-10 10:00", party="provider", figure={"downtime_seconds": 900})
    return told


def test_each_claim_is_its_sides_figure_as_known_then():
    found = account(quarrel())
    assert [(line.kind, line.party) for line in found.claims] == [("opened", "client"), ("claimed", "provider")]
    (figure,) = found.figures
    assert [gap.agrees for gap in figure.gaps] == [True, True]


def test_what_lies_between_a_claim_and_the_figure_now_adds_up():
    client, provider = account(quarrel()).figures[0].gaps
    assert steps(client) == [60, -5, 0, -40, 0, 15]
    assert steps(provider) == [15, 0, 0, 15]
    assert [(share.reading, share.option, share.in_force) for share in client.by_readings] == [
        ("unavailability", "any_function", "total_or_essential")
    ]
    assert [share.type for share in client.by_entries.shares] == ["outage.attributed"]


def test_every_moment_stands_under_every_sides_readings():
    (figure,) = account(quarrel()).figures
    minutes = {(view.claim, view.case): view.figure and (view.figure.amount or 0) // MINUTE for view in figure.views}
    assert minutes == {
        (1, "in_force"): 20,
        (1, "client"): 60,
        (2, "in_force"): 15,
        (2, "client"): 55,
        (None, "in_force"): 15,
        (None, "client"): 55,
    }


@pytest.mark.parametrize(("figure", "verdict"), [("99.6503", True), ("99.65", True), ("99.64", False), (3600, True)])
def test_a_claim_that_no_reading_and_no_moment_gives_is_told(figure: str | int, verdict: bool):
    told = Service("2026-03", "down 10T09:00 -> 10T09:20", "down 12T09:00 -> 12T09:40 impact=partial")
    dispute(told, "opened", "2026-04-02 10:00", party="client", figure=figure, readings=PRINTING)
    assert [gap.agrees for gap in account(told).figures[0].gaps] == [verdict]


def test_readings_that_act_together_are_shown_as_such():
    # In the night printing counts under both options together, and under neither alone.
    told = Service("2026-03", "down 10T20:00 -> 10T20:30 impact=partial")
    both = {"unavailability": "any_function", "downtime_scope": "all_hours"}
    dispute(told, "opened", "2026-04-02 10:00", party="client", readings=both)
    (gap,) = account(told).figures[0].gaps
    assert steps(gap) == [30, 0, -30, -30, 30, 0]


def test_a_settlement_with_an_agreed_reading_moves_the_figure():
    told = quarrel()
    dispute(told, "settled", "2026-05-01 10:00", outcome="printing counts")
    told.agree("unavailability", "any_function", "2026-03-01", when="2026-05-01 10:00")
    found = account(told)
    assert (found.settled, found.outcome) == (True, "printing counts")
    client, provider = found.figures[0].gaps
    assert steps(client) == [60, -5, 0, 0, 55]
    assert steps(provider) == [15, 40, 0, 0, 55]
    assert [share.type for share in provider.by_entries.shares] == ["reading.agreed"]


def test_a_reading_chosen_by_who_asks_beats_those_of_the_claims():
    found = account(quarrel(), readings=chosen(unavailability="total_only"))
    assert {view.figure and view.figure.readings["unavailability"] for view in found.figures[0].views} == {"total_only"}


def test_what_was_known_when_goes_by_the_clock_that_is_asked():
    told = Service("2026-03")
    for subject, kind, when in (
        ("outage/1", "outage.started", "2026-03-10 09:00"),
        ("outage/1", "outage.ended", "2026-03-10 09:20"),
    ):
        told.tell(kind, subject, when, scope="environment/prod-1", claimed=when, recorded="2026-06-01 09:00")
    about = {"article": "6", "period": "2026-03"}
    told.tell(
        "dispute.opened",
        "dispute/D-1",
        "2026-03-10 09:10",
        claimed="2026-03-10 09:10",
        party="client",
        figure=600,
        **about,
    )
    claimed = account(told, by="source")
    assert claimed.known_by == "source"
    (first, *_) = claimed.figures[0].views
    # Still down when it was claimed: the outage then ran on, and had lasted ten minutes.
    assert first.figure is not None
    assert (first.figure.amount, first.figure.provisional) == (10 * MINUTE, True)
    assert claimed.figures[0].gaps[0].agrees is True


def test_an_article_without_a_figure_shows_the_claims_alone():
    told = Service("2026-03")
    told.tell("dispute.opened", "dispute/D-1", "2026-04-02 10:00", article="9", period="2026-03", party="client")
    found = account(told)
    assert (len(found.claims), found.figures) == (1, ())
