"""Article 4: which years of movements the client may keep. The last column is what became of the year."""

from datetime import date

import pytest

from projections.articles.article_04_movements import MovementsFinding, YearLine, assess
from projections.facts.movements import gather_movements
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told


def asked(told: Told, on: str, *, known_at: str | None = None) -> MovementsFinding:
    return assess(gather_movements(told.history(known_at), CONTRACT), date.fromisoformat(on), {})


def year(finding: MovementsFinding, number: int) -> YearLine:
    return next(line for line in finding.years if line.year == number)


def purged(told: Told, number: int, when: str, by: str) -> None:
    told.tell("movements.purged", f"movements/{number}", when, by=by)


@pytest.mark.parametrize(
    ("on", "status"),
    [
        pytest.param("2026-12-31", "kept", id="four years back is the last of the five years"),
        pytest.param("2027-01-01", "due", id="five years back is one too many, and the client's to purge"),
    ],
)
def test_a_year_that_nobody_purged(on: str, status: str):
    finding = asked(Told("2022-03-01"), on)
    assert year(finding, 2022).status == status
    assert finding.verdict == "met"
    assert finding.due == ((2022,) if status == "due" else ())


@pytest.mark.parametrize(
    ("territory", "when", "by", "status", "verdict"),
    [
        pytest.param("FR", "2026-12-31T23:59:59.999999+01:00", "provider", "deleted_early", "missed",
                     id="the provider deletes it a hair before the fifth new year"),
        pytest.param("FR", "2027-01-01T00:00:00+01:00", "provider", "purged", "met",
                     id="the provider deletes it at the fifth new year sharp"),
        pytest.param("RE", "2026-12-31T19:59:59.999999Z", "provider", "deleted_early", "missed",
                     id="in Réunion the year ends at 20:00 UTC: a hair before it"),
        pytest.param("RE", "2026-12-31T20:00:00Z", "provider", "purged", "met",
                     id="in Réunion the year ends at 20:00 UTC: at it"),
        pytest.param("GP", "2027-01-01T03:59:59.999999Z", "provider", "deleted_early", "missed",
                     id="in Guadeloupe the year ends at 04:00 UTC: a hair before it"),
        pytest.param("FR", "2026-06-01T12:00:00+02:00", "client", "purged_by_client", "met",
                     id="the client purges a year that it might have kept"),
        pytest.param("FR", "2027-06-01T12:00:00+02:00", "client", "purged", "met",
                     id="the client purges a year that it had to purge"),
    ],
)  # fmt: skip
def test_a_year_is_purged_by_whom_and_when_the_article_lets(
    territory: str, when: str, by: str, status: str, verdict: str
):
    told = Told("2022-03-01", territory)
    purged(told, 2022, when, by)
    finding = asked(told, "2027-07-01")
    assert (year(finding, 2022).status, finding.verdict) == (status, verdict)


def test_what_the_provider_deleted_too_early_stays_a_breach_whatever_is_purged_later():
    told = Told("2022-03-01")
    purged(told, 2022, "2026-06-01", "provider")
    purged(told, 2022, "2027-06-01", "client")
    finding = asked(told, "2027-07-01")
    assert (year(finding, 2022).status, year(finding, 2022).by, finding.verdict) == (
        "deleted_early",
        "provider",
        "missed",
    )


def test_a_purge_counts_from_its_day_on():
    told = Told("2022-03-01")
    purged(told, 2022, "2026-06-02 00:00", "provider")
    assert asked(told, "2026-06-01").verdict == "met"
    assert asked(told, "2026-06-02").verdict == "missed"


def test_a_retracted_purge_is_none():
    told = Told("2022-03-01")
    wrong = told.tell("movements.purged", "movements/2022", "2026-06-01", by="provider")
    told.retract(wrong, "2026-06-02")
    assert asked(told, "2026-07-01").verdict == "met"


def test_a_year_before_the_service_is_listed_where_a_purge_names_it():
    told = Told("2025-01-01")
    assert [line.year for line in asked(told, "2026-07-01").years] == [2025, 2026]
    purged(told, 2023, "2026-06-01", "client")
    assert [line.year for line in asked(told, "2026-07-01").years] == [2023, 2024, 2025, 2026]


def test_the_years_kept_are_five():
    finding = asked(Told("2020-01-01"), "2026-07-01")
    assert (finding.first_year_kept, finding.last_year_kept) == (2022, 2026)
    assert finding.due == (2020, 2021)


@pytest.mark.parametrize(
    ("kind", "default"),
    [pytest.param("production", True, id="production"), pytest.param("training", False, id="another kind")],
)
def test_the_environment_by_default_is_one_of_production(kind: str, default: bool):
    told = Told("2025-01-01")
    scope = f"environment/{ENVIRONMENT}"
    told.tell("environment.declared", scope, "2025-01-01", scope=scope, kind=kind)
    assert asked(told, "2026-07-01").environment_is_the_default is default


def test_a_day_that_is_not_over_is_provisional():
    told = Told("2025-01-01")
    assert asked(told, "2026-07-01", known_at="2026-07-01 23:59").provisional
    assert not asked(told, "2026-07-01", known_at="2026-07-02 00:00").provisional
