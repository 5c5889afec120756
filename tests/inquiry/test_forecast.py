"""What article 5 will make of a maintenance about to be recorded: notice, what stays uncovered, the earliest start."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ledger.events.entry import read_entry
from ledger.events.wire import submission
from projections.articles.article_05_access import assess_maintenance
from projections.calendar.period import days
from projections.calendar.span import HOUR, MINUTE, SECOND
from projections.calendar.zone import iso, zone
from projections.facts.history import Assumed
from projections.facts.operation import gather
from projections.inquiry.forecast import EmergencyForecast, Forecast, NoticeForecast, forecast
from tests.articles.ledger_of import CONTRACT, Told

SCOPE, SUBJECT = f"contract/{CONTRACT}", "maintenance/m"
PARIS = zone("Europe/Paris")


def foreseen(
    told: Told,
    type_: str,
    when: str,
    data: dict[str, str],
    contracts: tuple[str, ...] = (CONTRACT,),
    scope: str = SCOPE,
) -> list[Forecast]:
    """The forecasts of an event that is recorded nowhere."""
    instants = {name: iso(told.at(value), PARIS) for name, value in data.items() if value[:1].isdigit()}
    offered = submission(
        {"specversion": "1.0", "id": "x", "source": "/test", "type": type_, "scope": scope, "subject": SUBJECT,
         "time": iso(told.at(when), PARIS), "data": data | instants}
    )  # fmt: skip
    entry = read_entry(-1, told.at(when), offered.body)
    return forecast(told.history(when).but(assumed=[Assumed(offered.family, entry)]), contracts, scope, SUBJECT)


def notice(
    told: Told, when: str, starts: str, ends: str | None, type_: str = "announced", **data: Any
) -> NoticeForecast:
    """The only forecast of a notice."""
    span = {"starts": starts} | ({} if ends is None else {"ends": ends})
    (found,) = foreseen(told, f"maintenance.{type_}", when, span | data)
    assert isinstance(found, NoticeForecast)
    return found


def summary(found: NoticeForecast) -> tuple[bool, str, list[str], str | None]:
    """Whether the notice is enough, the outcome, what is outside all windows, the earliest start; in Paris."""
    spans = [f"{iso(from_, PARIS)[5:16]}..{iso(until, PARIS)[11:16]}" for from_, until in found.uncovered]
    earliest = found.earliest_start
    return found.enough, found.outcome, spans, None if earliest is None else iso(earliest, PARIS)[5:19]


# 10 March 2026 is a Tuesday; windows are from 00:00 to 07:00, reference hours from 07:00 to 20:00.
NOTICES = [
    # title, told at, starts, ends, verdict
    ("48 hours to the second", "2026-03-10 10:00:00", "2026-03-12 10:00", "2026-03-12 12:00",
     (True, "covered", [], "03-12T10:00:00")),
    ("a second short of 48 hours", "2026-03-10 10:00:01", "2026-03-12 10:00", "2026-03-12 12:00",
     (False, "not_covered", ["03-12T10:00..12:00"], "03-12T10:00:01")),
    ("a microsecond short", "2026-03-10 10:00:00.000001", "2026-03-12 10:00", "2026-03-12 12:00",
     (False, "not_covered", ["03-12T10:00..12:00"], "03-12T10:00:01")),
    ("told late, half of it at night", "2026-03-11 10:00", "2026-03-12 06:00", "2026-03-12 08:00",
     (False, "not_covered", ["03-12T07:00..08:00"], "03-13T10:00:00")),
    ("told late, all of it at night", "2026-03-11 10:00", "2026-03-12 00:00", "2026-03-12 07:00",
     (False, "not_covered", [], "03-13T10:00:00")),
    ("told late, over two days", "2026-03-11 10:00", "2026-03-12 19:00", "2026-03-13 20:30",
     (False, "not_covered", ["03-12T19:00..00:00", "03-13T07:00..20:30"], "03-13T10:00:00")),
    ("told late, on a Sunday", "2026-03-14 10:00", "2026-03-15 10:00", "2026-03-15 12:00",
     (False, "not_covered", [], "03-16T10:00:00")),
    ("told after it started", "2026-03-12 11:00", "2026-03-12 10:00", "2026-03-12 12:00",
     (False, "not_covered", ["03-12T10:00..12:00"], "03-14T11:00:00")),
    ("without an end", "2026-03-01 10:00", "2026-03-12 10:00", None, (True, "not_covered", [], "03-03T10:00:00")),
    ("over the clock change, 48 hours that pass", "2026-03-28 10:00", "2026-03-30 11:00", "2026-03-30 12:00",
     (True, "covered", [], "03-30T11:00:00")),
    ("over the clock change, 47 hours that pass", "2026-03-28 10:00", "2026-03-30 10:59:59", "2026-03-30 12:00",
     (False, "not_covered", ["03-30T10:59..12:00"], "03-30T11:00:00")),
]  # fmt: skip


@pytest.mark.parametrize(("title", "told_at", "starts", "ends", "verdict"), NOTICES, ids=[each[0] for each in NOTICES])
def test_a_notice_comes_to(title: str, told_at: str, starts: str, ends: str | None, verdict: tuple[object, ...]):
    assert summary(notice(Told(), told_at, starts, ends)) == verdict


@pytest.mark.parametrize(
    ("starts", "ends", "uncovered", "exposed"),
    [
        ("2026-03-12 19:00", "2026-03-13 08:30", 6 * HOUR + 30 * MINUTE, 2 * HOUR + 30 * MINUTE),
        ("2026-03-12 20:00", "2026-03-13 07:00", 4 * HOUR, 0),
        ("2026-03-12 19:59", "2026-03-13 07:01", 4 * HOUR + 2 * MINUTE, 2 * MINUTE),
        ("2026-03-14 10:00", "2026-03-14 12:00", 2 * HOUR, 0),
    ],
    ids=["an evening and a morning", "between two bands", "a minute into both bands", "a Saturday"],
)
def test_what_counts_of_it_lies_in_reference_hours(starts: str, ends: str, uncovered: int, exposed: int):
    found = notice(Told(), "2026-03-12 18:00", starts, ends)
    assert (found.uncovered_seconds, found.exposed_seconds) == (uncovered, exposed)


def agreed(name: str, option: str) -> Told:
    told = Told()
    told.tell("reading.agreed", f"reading/{name}", "2025-01-02", option=option, effective_on="2025-01-02", because="x")
    return told


@pytest.mark.parametrize(
    ("name", "option", "told_at", "verdict"),
    [
        ("notice_hours", "wall_clock", "2026-03-28 10:00:00", True),
        ("notice_hours", "wall_clock", "2026-03-28 10:00:01", False),
        ("notice_hours", "elapsed", "2026-03-28 10:00:00", False),
    ],
)
def test_the_reading_agreed_on_decides(name: str, option: str, told_at: str, verdict: bool):
    found = notice(agreed(name, option), told_at, "2026-03-30 10:00", "2026-03-30 12:00")
    assert (found.enough, found.readings[name]) == (verdict, option)


def test_without_receipt_no_notice_counts_where_receipt_is_asked_for():
    told = agreed("notice_from", "received")
    found = notice(told, "2026-03-02 10:00", "2026-03-12 10:00", "2026-03-12 12:00")
    assert (found.lead_seconds, found.enough, found.earliest_start) == (None, False, None)
    received = notice(told, "2026-03-02 10:00", "2026-03-12 10:00", "2026-03-12 12:00", received_at="2026-03-03 09:00")
    assert (received.lead_seconds, received.enough) == (217 * HOUR, True)


def test_a_short_notice_may_be_an_emergency():
    found = notice(agreed("short_notice", "as_emergency"), "2026-03-11 10:00", "2026-03-12 10:00", "2026-03-12 12:00")
    assert found.outcome == "emergency"


def test_what_the_earlier_version_covered_stays_covered():
    told = Told()
    span = {"starts": "2026-03-12 10:00", "ends": "2026-03-12 12:00"}
    told.tell("maintenance.announced", SUBJECT, "2026-03-02 10:00", **span)
    found = notice(told, "2026-03-11 10:00", "2026-03-12 11:00", "2026-03-12 13:30", type_="rescheduled")
    assert summary(found)[:3] == (False, "partly_covered", ["03-12T12:00..13:30"])


def test_a_plan_is_no_notice_unless_the_reading_says_so():
    span = {"starts": "2026-03-12 10:00", "ends": "2026-03-12 12:00"}
    assert foreseen(Told(), "maintenance.planned", "2026-03-02 10:00", span) == []
    (found,) = foreseen(agreed("notice_from", "planned"), "maintenance.planned", "2026-03-02 10:00", span)
    assert isinstance(found, NoticeForecast)
    assert found.enough


def test_all_contracts_of_an_environment_are_answered_together_where_the_answer_is_the_same():
    told = Told()
    for name, territory, environment in (("c-2", "FR", "prod-1"), ("c-3", "RE", "prod-1"), ("c-4", "FR", "prod-2")):
        told.tell(
            "contract.signed", f"contract/{name}", "2024-12-02", scope=f"contract/{name}", client="Mairie",
            territory=territory, environment=environment, edition="carrus-2026-03", service_starts_on="2025-01-01",
        )  # fmt: skip
    found = foreseen(
        told,
        "maintenance.announced",
        "2026-03-11 10:00",
        {"starts": "2026-03-12 03:00", "ends": "2026-03-12 08:00"},
        (CONTRACT, "c-2", "c-3", "c-4", "nobody"),
        "environment/prod-1",
    )
    assert [each.contracts for each in found] == [(CONTRACT, "c-2"), ("c-3",)]
    paris, reunion = ([iso(each, PARIS)[11:16] for each in one.uncovered[0]] for one in found)  # type: ignore[union-attr]
    # La Réunion is three hours ahead in winter: its night ends at 04:00 in Paris.
    assert (paris, reunion) == (["07:00", "08:00"], ["04:00", "08:00"])


def test_where_nobody_is_served_there_is_nothing_to_say():
    span = {"starts": "2026-03-12 10:00", "ends": "2026-03-12 12:00"}
    assert foreseen(Told(), "maintenance.announced", "2026-03-02 10:00", span, scope="environment/prod-9") == []
    later = Told(service_starts_on="2026-03-13")
    assert foreseen(later, "maintenance.announced", "2026-03-02 10:00", span) == []


@pytest.mark.parametrize(
    ("declared", "option", "verdict"),
    [
        ("2026-03-12 10:00:00", "by_start", True),
        ("2026-03-12 10:00:00.000001", "by_start", False),
        ("2026-03-12 11:00", "any_time", True),
    ],
)
def test_an_emergency_is_declared_by_its_start(declared: str, option: str, verdict: bool):
    told = agreed("emergency_declaration", option)
    (found,) = foreseen(
        told, "emergency_maintenance.declared", declared, {"starts": "2026-03-12 10:00", "reason": "urgent"}
    )
    assert isinstance(found, EmergencyForecast)
    assert (found.in_time, found.readings) == (verdict, {"emergency_declaration": option})


@given(
    st.integers(0, 90 * 24 * 60), st.integers(1, 5 * 24 * 60), st.integers(1, 36 * 60),
    st.sampled_from(["elapsed", "wall_clock"]),
)  # fmt: skip
def test_the_earliest_start_would_do_and_a_second_before_would_not(told_at: int, lead: int, length: int, option: str):
    """Over the winter and the change of the clock; the page of article 5 afterwards says the same."""
    told, begin = agreed("notice_hours", option), Told().at("2026-02-01 00:00")
    at, starts = begin + told_at * MINUTE, begin + (told_at + lead) * MINUTE

    def tried(start: int) -> NoticeForecast:
        return notice(told, iso(at, PARIS), iso(start, PARIS), iso(start + length * MINUTE, PARIS))

    found = tried(starts)
    assert found.earliest_start is not None
    assert tried(found.earliest_start).enough
    assert not tried(found.earliest_start - SECOND).enough
    assert found.enough == (starts >= found.earliest_start)
    assert (found.outcome == "covered") == found.enough


@given(st.integers(0, 60 * 24), st.integers(-24 * 60, 4 * 24 * 60), st.integers(1, 30 * 60))
def test_what_is_foreseen_is_what_the_page_says_once_it_is_recorded(told_at: int, lead: int, length: int):
    told, begin = Told(), Told().at("2026-03-10 00:00")
    assume(lead != 0)
    at, starts = (begin + minute * MINUTE for minute in (told_at, told_at + lead))
    ends = starts + length * MINUTE
    when, span = iso(at, PARIS), {"starts": iso(starts, PARIS), "ends": iso(ends, PARIS)}
    found = notice(told, when, span["starts"], span["ends"])
    told.tell("maintenance.announced", SUBJECT, when, **span)
    facts = gather(told.history(when), CONTRACT)
    period = days(facts.contract.day_of(starts), facts.contract.day_of(ends))
    (line,) = assess_maintenance(facts, period, {}, []).maintenances
    (version,) = line.versions
    assert (found.enough, found.outcome, found.lead_seconds) == (version.enough, line.outcome, version.lead_seconds)
