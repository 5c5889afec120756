"""Articles 12 ¶1, 15 and 16: how long portal, phone and FAQ were down. The last columns are the hours counted."""

import pytest

from projections.articles.article_01_definitions import WorkingDayHolidays
from projections.articles.article_12_channels import ChannelLine, ChannelsFinding, assess
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR
from projections.edition.reading import Reading
from projections.facts.channel import gather_channels
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told, taken

SCOPE = f"environment/{ENVIRONMENT}"
WEEK = {day: [["09:00", "12:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri")}


def ledger(territory: str = "FR", week: dict[str, list[list[str]]] | None = None) -> Told:
    told = Told("2025-01-01", territory)
    told.adopt("FR", {"2026-04-06": "national"}, 2026)
    told.adopt("FR-57", {"2026-04-03": "territorial", "2026-04-06": "national"}, 2026)
    told.tell(
        "support_hours.published",
        "support-hours",
        "2025-01-01",
        scope="provider",
        effective_on="2025-01-01",
        week=WEEK if week is None else week,
    )
    return told


def asked(told: Told, period: str = "2026-03", *members: Reading, known_at: str | None = None) -> ChannelsFinding:
    return assess(gather_channels(told.history(known_at), CONTRACT), parse_period(period), taken(*members))


def line(finding: ChannelsFinding, channel: str) -> ChannelLine:
    return next(each for each in finding.channels if each.channel == channel)


def outage(
    told: Told, component: str, started: str, ended: str | None, impact: str = "total", scope: str = SCOPE
) -> None:
    told.tell("outage.started", "outage/o", started, scope=scope, component=component, impact=impact)
    if ended is not None:
        told.tell("outage.ended", "outage/o", ended, scope=scope)


@pytest.mark.parametrize(
    ("channel", "started", "ended", "down", "in_hours"),
    [
        pytest.param("portal", "2026-03-10 08:00", "2026-03-10 10:00", 2, 1, id="the first hour was before opening"),
        pytest.param("portal", "2026-03-10 11:00", "2026-03-10 15:00", 4, 2, id="noon is not an hour of support"),
        pytest.param("portal", "2026-03-10 18:00", "2026-03-11 09:00", 15, 0, id="from closing to opening"),
        pytest.param("faq", "2026-03-10 17:00", "2026-03-10 19:00", 2, 1, id="the FAQ, until after closing"),
        pytest.param("phone", "2026-03-14 08:00", "2026-03-14 12:00", 4, 0, id="the phone on a Saturday"),
    ],
)
def test_an_outage(channel: str, started: str, ended: str, down: int, in_hours: int):
    told = ledger()
    outage(told, channel, started, ended)
    found = line(asked(told), channel)
    assert (found.down_seconds, found.down_in_support_hours_seconds) == (down * HOUR, in_hours * HOUR)
    assert [each.down_seconds for each in found.outages] == [down * HOUR]


def test_a_month_has_so_many_hours_of_support():
    assert {each.support_hours_seconds for each in asked(ledger()).channels} == {22 * 7 * HOUR}


@pytest.mark.parametrize(
    ("channel", "in_hours"),
    [
        pytest.param("portal", 3, id="the portal on a Saturday with hours"),
        pytest.param("phone", 0, id="the phone is answered from Monday to Friday"),
    ],
)
def test_hours_published_for_a_saturday(channel: str, in_hours: int):
    told = ledger(week=WEEK | {"sat": [["09:00", "12:00"]]})
    outage(told, channel, "2026-03-14 08:00", "2026-03-14 12:00")
    found = line(asked(told), channel)
    assert found.down_in_support_hours_seconds == in_hours * HOUR
    assert found.support_hours_seconds == (22 * 7 + (4 * 3 if channel == "portal" else 0)) * HOUR


@pytest.mark.parametrize(
    ("day", "members", "in_hours"),
    [
        pytest.param("2026-04-06", (), 0, id="Easter Monday"),
        pytest.param("2026-04-03", (), 7, id="Good Friday is worked"),
        pytest.param("2026-04-03", (WorkingDayHolidays.WITH_ALSACE_MOSELLE,), 0, id="Good Friday, as read in Alsace"),
    ],
)
def test_a_public_holiday(day: str, members: tuple[Reading, ...], in_hours: int):
    told = ledger()
    outage(told, "phone", f"{day} 00:00", f"{day} 23:00")
    assert line(asked(told, "2026-04", *members), "phone").down_in_support_hours_seconds == in_hours * HOUR


@pytest.mark.parametrize(
    ("impact", "down"),
    [
        pytest.param("total", 2, id="total"),
        pytest.param("essential", 2, id="essential"),
        pytest.param("partial", 0, id="partial is not out of reach"),
        pytest.param("degraded", 0, id="slow is not out of reach"),
    ],
)
def test_the_impact(impact: str, down: int):
    told = ledger()
    outage(told, "portal", "2026-03-10 09:00", "2026-03-10 11:00", impact)
    found = line(asked(told), "portal")
    assert found.down_seconds == down * HOUR
    assert len(found.outages) == 1


def test_an_impact_that_changes_counts_from_then_on():
    told = ledger()
    told.tell("outage.started", "outage/o", "2026-03-10 09:00", scope=SCOPE, component="portal", impact="degraded")
    told.tell("outage.impact_changed", "outage/o", "2026-03-10 10:00", scope=SCOPE, impact="total")
    told.tell("outage.ended", "outage/o", "2026-03-10 11:00", scope=SCOPE)
    assert line(asked(told), "portal").down_seconds == HOUR


def test_an_outage_of_the_service_is_none_of_a_channel():
    told = ledger()
    outage(told, "service", "2026-03-10 09:00", "2026-03-10 11:00")
    assert all(not each.outages for each in asked(told).channels)


def test_an_outage_across_the_end_of_the_period_is_cut_there():
    told = ledger()
    outage(told, "portal", "2026-03-31 17:00", "2026-04-01 10:00")
    march, april = (line(asked(told, period), "portal").down_seconds for period in ("2026-03", "2026-04"))
    assert (march, april) == (7 * HOUR, 10 * HOUR)


def test_an_outage_without_an_end_runs_to_what_is_known_and_is_provisional():
    told = ledger()
    outage(told, "portal", "2026-03-10 09:00", None)
    finding = asked(told, known_at="2026-03-10 11:00")
    assert line(finding, "portal").down_seconds == 2 * HOUR
    assert finding.provisional
    assert asked(told).provisional


def test_two_outages_at_once_are_counted_once():
    told = ledger()
    outage(told, "portal", "2026-03-10 09:00", "2026-03-10 11:00")
    told.tell("outage.started", "outage/p", "2026-03-10 10:00", scope=f"contract/{CONTRACT}", component="portal")
    told.tell("outage.ended", "outage/p", "2026-03-10 12:00", scope=f"contract/{CONTRACT}")
    assert line(asked(told), "portal").down_seconds == 3 * HOUR


def test_without_published_hours_nothing_is_said_of_them():
    told = Told()
    outage(told, "portal", "2026-03-10 09:00", "2026-03-10 11:00")
    finding = asked(told)
    found = line(finding, "portal")
    assert (found.down_seconds, found.support_hours_seconds) == (2 * HOUR, None)
    assert found.outages[0].down_in_support_hours_seconds is None
    assert finding.because is not None


def test_without_a_calendar_nothing_is_said_of_the_hours():
    finding = asked(ledger(), "2027-03")
    assert {each.support_hours_seconds for each in finding.channels} == {None}
    assert "holidays adopt FR 2027" in str(finding.because)


def test_support_is_owed_from_its_first_day_on():
    told = ledger()
    told.tell(
        "contract.amended",
        f"contract/{CONTRACT}",
        "2025-06-01",
        effective_on="2025-06-01",
        support_starts_on="2026-03-10",
    )
    outage(told, "portal", "2026-03-09 23:00", "2026-03-10 01:00")
    assert line(asked(told), "portal").down_seconds == HOUR


def test_an_end_of_nothing_is_left_out_and_named():
    told = ledger()
    told.tell("outage.ended", "outage/x", "2026-03-10", scope=SCOPE)
    assert [orphan.subject for orphan in asked(told).orphans] == ["outage/x"]


def test_after_the_last_day_of_service_support_is_not_owed():
    told = ledger()
    told.tell("contract.ended", f"contract/{CONTRACT}", "2026-01-01", effective_on="2026-03-10")
    outage(told, "portal", "2026-03-10 23:00", "2026-03-11 10:00")
    assert line(asked(told), "portal").down_seconds == HOUR
