"""Article 8: the option of a recovery plan, and the disasters under it. The last column is what is shown."""

from datetime import date

import pytest

from projections.articles.article_08_recovery_plan import RecoveryPlanFinding, assess
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR
from projections.facts.backup import gather_backups
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

SCOPE = f"environment/{ENVIRONMENT}"
SUBJECT = f"contract/{CONTRACT}"


def asked(told: Told, period: str = "2026-03", *, known_at: str | None = None) -> RecoveryPlanFinding:
    return assess(gather_backups(told.history(known_at), CONTRACT), parse_period(period), {})


def struck(told: Told, when: str, recovered: str | None = None, name: str = "d-1", scope: str = SCOPE) -> None:
    told.tell("disaster.declared", f"disaster/{name}", when, scope=scope)
    if recovered is not None:
        told.tell("disaster.recovered", f"disaster/{name}", recovered, scope=scope)


@pytest.mark.parametrize(
    ("effective_on", "when", "shown"),
    [
        pytest.param("2026-03-10", "2026-03-09 23:59:59.999999", 0, id="a hair before the option takes effect"),
        pytest.param("2026-03-10", "2026-03-10 00:00", 1, id="as the option takes effect"),
        pytest.param("2026-04-01", "2026-03-10 00:00", 0, id="an option of the month after"),
    ],
)
def test_a_disaster_is_under_the_option_from_its_first_day_on(effective_on: str, when: str, shown: int):
    told = Told()
    told.tell("contract.amended", SUBJECT, "2026-02-01", effective_on=effective_on, options=["pra_pca"])
    struck(told, when, "2026-03-11 12:00")
    assert len(asked(told).disasters) == shown


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        pytest.param("2026-02-28 23:59:59.999999", 0, id="a hair before the period"),
        pytest.param("2026-03-01 00:00", 1, id="as the period begins"),
        pytest.param("2026-03-31 23:59:59.999999", 1, id="a hair before it ends"),
        pytest.param("2026-04-01 00:00", 0, id="as it ends"),
    ],
)
def test_a_disaster_belongs_to_the_period_in_which_it_was_declared(when: str, shown: int):
    told = Told(options=["pra_pca"])
    struck(told, when)
    assert len(asked(told).disasters) == shown


def test_a_disaster_lasts_until_the_recovery():
    told = Told(options=["pra_pca"])
    struck(told, "2026-03-10 08:00", "2026-03-10 20:00")
    finding = asked(told)
    assert [each.duration_seconds for each in finding.disasters] == [12 * HOUR]
    assert not finding.provisional


def test_a_disaster_without_a_recovery_is_provisional():
    told = Told(options=["pra_pca"])
    struck(told, "2026-03-10 08:00")
    finding = asked(told)
    assert [(each.recovered_at, each.duration_seconds) for each in finding.disasters] == [(None, None)]
    assert finding.provisional


def test_a_disaster_elsewhere_is_not_the_contracts():
    told = Told(options=["pra_pca"])
    struck(told, "2026-03-10 08:00", scope="environment/other")
    assert asked(told).disasters == ()


def test_an_option_given_up_is_no_longer_taken():
    told = Told("2025-01-01", options=["pra_pca"])
    told.tell("contract.amended", SUBJECT, "2026-02-01", effective_on="2026-03-15", options=[])
    finding = asked(told)
    assert not finding.option_taken
    assert finding.option_changes == ((date(2025, 1, 1), True), (date(2026, 3, 15), False))


def test_without_the_option_none_is_taken():
    finding = asked(Told())
    assert (finding.option_taken, finding.option_changes) == (False, ())


def test_a_recovery_from_nothing_is_left_out_and_named():
    told = Told(options=["pra_pca"])
    told.tell("disaster.recovered", "disaster/d-9", "2026-03-10", scope=SCOPE)
    assert [orphan.subject for orphan in asked(told).orphans] == ["disaster/d-9"]


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        pytest.param("2026-03-14 23:59:59.999999", 0, id="a hair before the contract moves to the environment"),
        pytest.param("2026-03-15 00:00", 1, id="as it moves there"),
    ],
)
def test_a_disaster_concerns_the_contract_while_it_runs_on_the_environment(when: str, shown: int):
    told = Told(options=["pra_pca"])
    told.tell("contract.amended", SUBJECT, "2026-02-01", effective_on="2026-03-15", environment="prod-2")
    struck(told, when, scope="environment/prod-2")
    assert len(asked(told).disasters) == shown
