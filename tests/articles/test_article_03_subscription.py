"""Article 3: the subscription in force on a day, and its amendments. The last column is what is in force."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.articles.article_03_subscription import SubscriptionFinding, assess
from projections.calendar.span import HOUR
from projections.facts import contract as contract_facts
from projections.facts.contract import contract
from projections.facts.subscription import gather_subscription
from tests.articles.ledger_of import CONTRACT, Told

SUBJECT = f"contract/{CONTRACT}"


def ordered() -> Told:
    return Told("2026-01-01", modules=["payroll"], named_users=10)


def asked(told: Told, on: str, *, known_at: str | None = None) -> SubscriptionFinding:
    return assess(gather_subscription(told.history(known_at), CONTRACT), date.fromisoformat(on), {})


@pytest.mark.parametrize(
    ("on", "users"),
    [
        pytest.param("2026-01-01", 10, id="on the first day what was signed is in force"),
        pytest.param("2026-06-30", 10, id="the day before an amendment takes effect it is not in force"),
        pytest.param("2026-07-01", 25, id="on the day on which it takes effect it is"),
        pytest.param("2026-09-01", 30, id="of two amendments of the same day the later one holds"),
    ],
)
def test_the_amendment_in_force_says_how_many_users_are_named(on: str, users: int):
    told = ordered()
    told.tell("contract.amended", SUBJECT, "2026-06-01", effective_on="2026-07-01", named_users=25)
    told.tell("contract.amended", SUBJECT, "2026-06-02", effective_on="2026-09-01", named_users=28)
    told.tell("contract.amended", SUBJECT, "2026-06-03", effective_on="2026-09-01", named_users=30)
    assert asked(told, on).named_users == users


@pytest.mark.parametrize(
    ("on", "service"),
    [
        pytest.param("2025-12-31", "not_started", id="the day before service starts"),
        pytest.param("2026-01-01", "in_service", id="the day on which it starts"),
        pytest.param("2026-10-31", "in_service", id="the last day of service is one"),
        pytest.param("2026-11-01", "ended", id="the day after it is none"),
    ],
)
def test_the_service_is_owed_from_its_first_day_to_its_last(on: str, service: str):
    told = ordered()
    told.tell("contract.ended", SUBJECT, "2026-08-01", effective_on="2026-10-31")
    finding = asked(told, on)
    assert finding.service == service
    assert finding.service_ends_on == date(2026, 10, 31)
    assert (finding.because is None) == (service == "in_service")


def test_an_amendment_says_what_it_changed_and_whether_it_holds_yet():
    told = ordered()
    told.tell("contract.amended", SUBJECT, "2026-06-01", effective_on="2026-07-01", modules=["payroll", "budget"])
    before, after = (asked(told, on).amendments[0] for on in ("2026-06-30", "2026-07-01"))
    assert [(each.field, each.before, each.after) for each in after.changes] == [
        ("modules", ("payroll",), ("payroll", "budget"))
    ]
    assert (before.in_force, after.in_force) == (False, True)


def test_an_environment_written_with_and_without_its_kind_is_the_same():
    told = ordered()
    told.tell(
        "contract.amended", SUBJECT, "2026-06-01", effective_on="2026-07-01", environment="environment/prod-1", agents=5
    )
    assert [each.field for each in asked(told, "2026-07-01").amendments[0].changes] == ["agents"]


def test_what_was_not_said_is_not_said():
    finding = asked(Told("2026-01-01"), "2026-02-01")
    assert (finding.modules, finding.named_users, finding.agents, finding.options) == (None, None, None, ())


def test_an_amendment_recorded_later_was_not_known_before():
    told = ordered()
    told.tell(
        "contract.amended",
        SUBJECT,
        "2026-06-01",
        recorded="2026-08-01 09:00",
        effective_on="2026-07-01",
        named_users=25,
    )
    assert asked(told, "2026-07-15", known_at="2026-07-31").named_users == 10
    known = asked(told, "2026-07-15")
    assert known.named_users == 25
    assert [late.entry.position for late in known.late_entries] == [2]


def test_a_restated_amendment_is_read_as_restated():
    told = ordered()
    amendment = told.tell("contract.amended", SUBJECT, "2026-06-01", effective_on="2026-07-01", named_users=25)
    told.restate(amendment, "2026-06-02", named_users=26)
    assert asked(told, "2026-07-01").named_users == 26


JULY = date(2026, 7, 1)
DAYS = st.integers(0, 4).map(lambda days: str(JULY + timedelta(days)))
ZONES = st.sampled_from(["Europe/Paris", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
READINGS = st.sampled_from([("night", "after_midnight"), ("night", "calendar_day"), ("backup_zone", "client")])


@settings(max_examples=50)
@given(st.lists(st.tuples(DAYS, ZONES), max_size=6), st.lists(st.tuples(DAYS, READINGS), max_size=6))
def test_what_is_in_force_is_found_as_if_each_had_been_asked(
    amended: list[tuple[str, str]], agreed: list[tuple[str, tuple[str, str]]]
):
    told = ordered()
    for day, where in amended:
        told.tell("contract.amended", SUBJECT, "2026-06-01", effective_on=day, timezone=where)
    for day, (name, option) in agreed:
        told.tell("reading.agreed", f"reading/{name}", "2026-06-01", effective_on=day, option=option, because="x")
    found = contract(told.history(), CONTRACT)
    for on in (JULY + timedelta(days) for days in range(-1, 6)):
        assert found.on(on) is [each for each in found.subscriptions if each.effective_on <= on][-1]
        in_order = sorted(found.agreements, key=lambda each: (each.effective_on, each.entry.order))
        assert found.agreed(on) == {each.name: each for each in in_order if each.effective_on <= on}
    first = told.at("2026-06-29 00:00")
    for instant in range(first, first + 200 * HOUR, HOUR):
        assert found.at(instant) is [each for each in found.subscriptions if each.from_ <= instant][-1]


@pytest.mark.parametrize(("named", "kept"), [(3, [1, 2, 3, 4]), (2, [1, 3, 4])])
def test_of_very_many_amendments_those_are_named_that_gave_a_field_its_value(
    monkeypatch: pytest.MonkeyPatch, named: int, kept: list[int]
):
    monkeypatch.setattr(contract_facts, "_NAMED", named)
    told = ordered()
    fields: Any
    for number, fields in enumerate(({"agents": 5}, {"named_users": 7}, {"agents": 6}), 1):
        told.tell("contract.amended", SUBJECT, f"2026-06-0{number}", effective_on=f"2026-07-0{number}", **fields)
    last = contract(told.history(), CONTRACT).subscriptions[-1]
    assert [entry.position for entry in last.entries] == kept
