"""Articles 4 ¶4 and 9: the SecNumCloud qualification of production. The last column is how it stood."""

import pytest

from projections.articles.article_09_qualification import QualificationFinding, assess
from projections.calendar.period import parse_period
from projections.facts.qualification import gather_qualification
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

SCOPE = f"environment/{ENVIRONMENT}"
SCHEME = "qualification/SecNumCloud"


def asked(told: Told, period: str, *, known_at: str | None = None) -> QualificationFinding:
    return assess(gather_qualification(told.history(known_at), CONTRACT), parse_period(period), {})


def granted(told: Told, when: str, valid_until: str | None = None, subject: str = SCHEME, scope: str = SCOPE) -> None:
    data = {} if valid_until is None else {"valid_until": valid_until}
    told.tell("qualification.granted", subject, when, scope=scope, **data)


def statuses(finding: QualificationFinding) -> list[str]:
    return [span.status for span in finding.spans]


@pytest.mark.parametrize(
    ("territory", "valid_until", "on", "standing", "verdict"),
    [
        pytest.param("FR", "2026-03-10", "2026-03-10", ["granted"], "met", id="through its last day"),
        pytest.param("FR", "2026-03-10", "2026-03-11", ["lapsed"], "missed", id="not on the day after it"),
        pytest.param("RE", "2026-03-10", "2026-03-10", ["granted"], "met", id="through the client's last day"),
        pytest.param("FR", "2026-03-10T12:00:00+01:00", "2026-03-10", ["granted", "lapsed"], "missed",
                     id="until an instant, and no longer"),
        pytest.param("FR", "2026-03-10T00:00:00+01:00", "2026-03-09", ["granted"], "met",
                     id="until midnight is the whole day before it"),
        pytest.param("FR", "2026-03-10T00:00:00+01:00", "2026-03-10", ["lapsed"], "missed",
                     id="until midnight is nothing of the day it begins"),
        pytest.param("FR", None, "2026-03-10", ["granted"], "met", id="without an end"),
    ],
)  # fmt: skip
def test_a_grant_holds(territory: str, valid_until: str | None, on: str, standing: list[str], verdict: str):
    told = Told("2025-01-01", territory)
    granted(told, "2025-02-01", valid_until)
    finding = asked(told, on)
    assert (statuses(finding), finding.verdict) == (standing, verdict)


@pytest.mark.parametrize(
    ("what", "when", "standing"),
    [
        pytest.param("suspended", "2026-03-09 23:59:59.999999", ["suspended"], id="suspended a hair before the day"),
        pytest.param("suspended", "2026-03-10 00:00", ["suspended"], id="suspended as the day begins"),
        pytest.param("suspended", "2026-03-10 12:00", ["granted", "suspended"], id="suspended at noon"),
        pytest.param("suspended", "2026-03-11 00:00", ["granted"], id="suspended as the day ends"),
        pytest.param("withdrawn", "2026-03-10 12:00", ["granted", "withdrawn"], id="withdrawn at noon"),
    ],
)
def test_a_grant_lost(what: str, when: str, standing: list[str]):
    told = Told()
    granted(told, "2025-02-01")
    told.tell(f"qualification.{what}", SCHEME, when, scope=SCOPE)
    assert statuses(asked(told, "2026-03-10")) == standing


def test_granted_again_after_a_suspension():
    told = Told()
    granted(told, "2025-02-01")
    told.tell("qualification.suspended", SCHEME, "2026-03-10 06:00", scope=SCOPE)
    granted(told, "2026-03-10 18:00")
    finding = asked(told, "2026-03-10")
    assert statuses(finding) == ["granted", "suspended", "granted"]
    assert (finding.status, finding.verdict) == ("granted", "missed")


def test_a_grant_and_a_suspension_of_one_instant_stand_in_the_order_of_their_names():
    for first, second, status in (("a", "b", "suspended"), ("b", "a", "granted")):
        told = Told()
        told.tell("qualification.granted", SCHEME, "2026-03-01", scope=SCOPE, id=first)
        told.tell("qualification.suspended", SCHEME, "2026-03-01", scope=SCOPE, id=second)
        assert asked(told, "2026-03").status == status


def test_a_suspension_past_its_term_has_lapsed():
    told = Told()
    granted(told, "2025-02-01", "2026-03-10")
    told.tell("qualification.suspended", SCHEME, "2026-03-01", scope=SCOPE)
    assert statuses(asked(told, "2026-03-10..2026-03-11")) == ["suspended", "lapsed"]


def test_a_renewal_after_the_term_leaves_a_gap():
    told = Told()
    granted(told, "2025-02-01", "2026-03-10")
    granted(told, "2026-03-12 00:00", "2029-03-10")
    finding = asked(told, "2026-03")
    assert [(span.status, span.from_, span.until) for span in finding.spans] == [
        ("granted", told.at("2026-03-01"), told.at("2026-03-11")),
        ("lapsed", told.at("2026-03-11"), told.at("2026-03-12")),
        ("granted", told.at("2026-03-12"), told.at("2026-04-01")),
    ]
    assert finding.verdict == "missed"


def test_a_renewal_before_the_term_leaves_none():
    told = Told()
    granted(told, "2025-02-01", "2026-03-10")
    granted(told, "2026-03-09 00:00", "2029-03-10")
    assert asked(told, "2026-03").verdict == "met"


@pytest.mark.parametrize(
    ("subject", "verdict", "others"),
    [
        pytest.param("qualification/secnumcloud", "met", (), id="small letters"),
        pytest.param("qualification/SECNUMCLOUD", "met", (), id="capitals"),
        pytest.param("qualification/ISO-27001", "undetermined", ("ISO-27001",), id="another scheme"),
    ],
)
def test_the_scheme_is_known_by_its_name(subject: str, verdict: str, others: tuple[str, ...]):
    told = Told()
    granted(told, "2025-01-01", subject=subject)
    finding = asked(told, "2026-03")
    assert (finding.verdict, finding.other_schemes) == (verdict, others)


def test_what_nobody_recorded_is_undetermined():
    finding = asked(Told(), "2026-03")
    assert (statuses(finding), finding.verdict) == (["not_recorded"], "undetermined")
    assert finding.because is not None


def test_before_the_service_nothing_is_judged():
    finding = asked(Told("2026-04-01"), "2026-03")
    assert (finding.spans, finding.verdict) == ((), None)


def test_the_contract_moves_to_an_environment_without_it():
    told = Told()
    granted(told, "2025-02-01")
    told.tell("contract.amended", f"contract/{CONTRACT}", "2026-02-01", effective_on="2026-03-16", environment="prod-2")
    finding = asked(told, "2026-03")
    assert [(span.environment, span.status) for span in finding.spans] == [
        (SCOPE, "granted"),
        ("environment/prod-2", "not_recorded"),
    ]
    assert finding.verdict == "undetermined"


def test_an_environment_of_training_is_not_the_one_promised():
    told = Told()
    told.tell("environment.declared", SCOPE, "2025-01-01", scope=SCOPE, kind="training")
    granted(told, "2025-02-01")
    assert asked(told, "2026-03").verdict == "undetermined"


def test_a_suspension_of_what_was_never_granted_is_left_out_and_named():
    told = Told()
    told.tell("qualification.suspended", SCHEME, "2026-03-01", scope=SCOPE)
    finding = asked(told, "2026-03")
    assert [orphan.subject for orphan in finding.orphans] == [SCHEME]
    assert statuses(finding) == ["not_recorded"]


def test_a_grant_recorded_late_was_not_known_before():
    told = Told()
    told.tell("qualification.granted", SCHEME, "2025-02-01", scope=SCOPE, recorded="2026-05-01")
    assert asked(told, "2026-03", known_at="2026-04-30").verdict == "undetermined"
    finding = asked(told, "2026-03")
    assert finding.verdict == "met"
    assert len(finding.late_entries) == 1
