"""Article 3: the subscription in force on a day, and its amendments. The last column is what is in force."""

from datetime import date

import pytest

from projections.articles.article_03_subscription import SubscriptionFinding, assess
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
