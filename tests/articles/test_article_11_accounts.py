"""Article 11: accounts are created and deleted on the client's word. The last column is the outcome."""

import pytest

from projections.articles.article_11_accounts import AccountsFinding, assess
from projections.calendar.period import parse_period
from projections.calendar.span import MINUTE
from projections.facts.account import gather_accounts
from tests.articles.ledger_of import CONTRACT, Told

ACCOUNT = "account/dupont"


def asked(told: Told, *, period: str = "2026-03", known_at: str | None = None) -> AccountsFinding:
    return assess(gather_accounts(told.history(known_at), CONTRACT), parse_period(period), {})


def instructed(told: Told, when: str, action: str = "create", kind: str = "user") -> None:
    told.tell("account.instructed", ACCOUNT, when, action=action, kind=kind)


def done(told: Told, what: str, when: str, by: str = "provider") -> None:
    told.tell(f"account.{what}", ACCOUNT, when, by=by)


def outcomes(finding: AccountsFinding) -> list[str]:
    return [line.outcome for line in finding.acts]


@pytest.mark.parametrize(
    ("asked_at", "action", "kind", "what", "by", "outcome", "verdict"),
    [
        pytest.param("09:59:59.999999", "create", "user", "created", "provider", "instructed", "met",
                     id="asked for a hair before"),
        pytest.param("10:00", "create", "user", "created", "provider", "not_instructed", "missed",
                     id="asked for as it is done is not before"),
        pytest.param("11:00", "create", "user", "created", "provider", "not_instructed", "missed",
                     id="asked for afterwards"),
        pytest.param(None, "create", "user", "created", "provider", "not_instructed", "missed", id="never asked for"),
        pytest.param("09:00", "delete", "user", "created", "provider", "not_instructed", "missed",
                     id="an order to delete is none to create"),
        pytest.param("09:00", "delete", "user", "deleted", "provider", "instructed", "met", id="deleted as asked"),
        pytest.param("09:00", "create", "user", "deleted", "provider", "not_instructed", "missed",
                     id="an order to create is none to delete"),
        pytest.param("09:00", "create", "administrator", "created", "provider", "instructed", "met",
                     id="an administrator's account as asked"),
        pytest.param("09:00", "create", "portal", "created", "provider", "portal_by_provider", "missed",
                     id="an account of the portal is the client's to create"),
        pytest.param("09:00", "create", "portal", "created", "client", "by_client", None,
                     id="an account of the portal that the client created"),
        pytest.param(None, "create", "user", "deleted", "client", "by_client", None, id="the client needs no order"),
        pytest.param(None, "create", "user", "disabled", "provider", "disabled", None,
                     id="to disable is not to delete"),
    ],
)  # fmt: skip
def test_the_provider_acts_on_an_account_as_it_was_instructed(
    asked_at: str | None, action: str, kind: str, what: str, by: str, outcome: str, verdict: str | None
):
    told = Told()
    if asked_at is not None:
        instructed(told, f"2026-03-10 {asked_at}", action, kind)
    done(told, what, "2026-03-10 10:00", by)
    finding = asked(told)
    assert (outcomes(finding), finding.verdict) == ([outcome], verdict)


def test_an_instruction_serves_once():
    told = Told()
    instructed(told, "2026-03-01")
    instructed(told, "2026-03-02", "delete")
    done(told, "created", "2026-03-03")
    done(told, "deleted", "2026-03-04")
    done(told, "created", "2026-03-05")
    assert outcomes(asked(told)) == ["instructed", "instructed", "not_instructed"]


def test_an_account_created_again_on_a_new_instruction():
    told = Told()
    instructed(told, "2026-03-01")
    done(told, "created", "2026-03-03")
    instructed(told, "2026-03-04")
    done(told, "created", "2026-03-05")
    finding = asked(told)
    assert outcomes(finding) == ["instructed", "instructed"]
    assert [line.instructed_at for line in finding.acts] == [told.at("2026-03-01"), told.at("2026-03-04")]


def test_an_instruction_given_long_before_the_period_holds():
    told = Told("2026-03-01")
    instructed(told, "2025-12-01", kind="administrator")
    done(told, "created", "2026-03-01")
    assert asked(told).verdict == "met"


@pytest.mark.parametrize(
    ("kind", "signed_in", "changed", "outcome"),
    [
        pytest.param("administrator", "10:00", "10:05", ["changed"], id="changed at the first sign-in"),
        pytest.param("administrator", "10:00", None, ["not_changed"], id="signed in and not changed"),
        pytest.param("administrator", None, None, ["no_sign_in"], id="not signed in yet"),
        pytest.param("user", "10:00", None, [], id="the sentence speaks of administrators"),
    ],
)
def test_the_initial_password(kind: str, signed_in: str | None, changed: str | None, outcome: list[str]):
    told = Told()
    instructed(told, "2026-03-01", kind=kind)
    done(told, "created", "2026-03-02")
    if signed_in is not None:
        told.tell("account.first_signed_in", ACCOUNT, f"2026-03-10 {signed_in}")
    if changed is not None:
        told.tell("account.initial_password_changed", ACCOUNT, f"2026-03-10 {changed}")
    finding = asked(told)
    assert [line.outcome for line in finding.passwords] == outcome
    assert finding.verdict == "met"
    if changed is not None:
        assert finding.passwords[0].delay_seconds == 5 * MINUTE


def test_an_instruction_not_carried_out_is_waiting():
    told = Told()
    instructed(told, "2026-03-01")
    assert [line.action for line in asked(told).waiting] == ["create"]
    done(told, "created", "2026-03-02")
    assert asked(told).waiting == ()
    assert len(asked(told, known_at="2026-03-01 12:00").waiting) == 1


def test_nothing_done_is_no_verdict():
    finding = asked(Told())
    assert (finding.verdict, finding.acts) == (None, ())
    assert finding.because is not None


def test_a_retracted_instruction_carries_nothing():
    told = Told()
    wrong = told.tell("account.instructed", ACCOUNT, "2026-03-01", action="create", kind="user")
    done(told, "created", "2026-03-02")
    told.retract(wrong, "2026-03-03")
    assert asked(told).verdict == "missed"
    assert asked(told, known_at="2026-03-02 12:00").verdict == "met"


def test_an_instruction_recorded_late_is_named():
    told = Told()
    done(told, "created", "2026-03-02")
    told.tell("account.instructed", ACCOUNT, "2026-03-01", action="create", kind="user", recorded="2026-03-20")
    finding = asked(told)
    assert (finding.verdict, len(finding.late_entries)) == ("met", 1)


def test_an_instruction_given_again_waits_whatever_was_done_before_it():
    told = Told()
    instructed(told, "2026-03-01")
    done(told, "created", "2026-03-02")
    instructed(told, "2026-03-03")
    assert [line.instructed_at for line in asked(told).waiting] == [told.at("2026-03-03")]
