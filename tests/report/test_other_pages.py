"""The pages of articles 3, 4, 8 to 12 and 16 say every outcome in words, and what each rests on."""

import json
from collections.abc import Mapping
from datetime import date
from typing import get_args

import pytest

from projections.articles import (
    article_03_subscription,
    article_04_movements,
    article_08_recovery_plan,
    article_09_qualification,
    article_10_updates,
    article_11_accounts,
    article_12_channels,
    article_16_hours,
)
from projections.articles.not_computed import not_computed
from projections.calendar.period import parse_period
from projections.calendar.zone import zone
from projections.facts.account import gather_accounts
from projections.facts.backup import gather_backups
from projections.facts.channel import CHANNELS, gather_channels
from projections.facts.movements import gather_movements
from projections.facts.qualification import gather_qualification
from projections.facts.subscription import gather_subscription
from projections.facts.update import gather_updates
from projections.report import channels, movements, qualification, subscription, updates, user_accounts
from projections.report.accounts import page
from projections.report.block import Page
from projections.report.jsontext import json_schema, json_text
from projections.report.language import language
from projections.report.layout import lay_out
from projections.report.not_computed import account
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

PARIS = zone("Europe/Paris")
SCOPE = f"environment/{ENVIRONMENT}"
MARCH, DAY = parse_period("2026-03"), date(2026, 3, 31)


def words(shown: Page) -> str:
    """The page in words, whatever its columns."""
    text = lay_out(shown, format="table", language=language("en"), zone=PARIS, width=None, colour=False, terminal=False)
    return " ".join(text.split())


def findings(told: Told) -> dict[str, object]:
    """Every finding of these articles, for March 2026 or its last day, by the name of its class."""
    known = told.history()
    found = [
        article_03_subscription.assess(gather_subscription(known, CONTRACT), DAY, {}),
        article_04_movements.assess(gather_movements(known, CONTRACT), DAY, {}),
        article_08_recovery_plan.assess(gather_backups(known, CONTRACT), MARCH, {}),
        article_09_qualification.assess(gather_qualification(known, CONTRACT), MARCH, {}),
        article_10_updates.assess(gather_updates(known, CONTRACT), MARCH, {}),
        article_11_accounts.assess(gather_accounts(known, CONTRACT), MARCH, {}),
        article_12_channels.assess(gather_channels(known, CONTRACT), MARCH, {}),
        article_16_hours.assess(gather_channels(known, CONTRACT), MARCH, {}),
    ]
    return {type(each).__name__: each for each in found}


@pytest.fixture(scope="module")
def busy() -> dict[str, object]:
    """A contract to which everything happened in March, mostly what should not."""
    told = Told("2022-01-01", modules=["payroll", "budget"], named_users=1200, options=["pra_pca"])
    told.adopt("FR", {"2026-05-01": "national"}, 2026)
    week = {day: [["09:00", "12:00"], ["14:00", "18:00"]] for day in ("mon", "tue", "wed", "thu", "fri", "sat")}
    for when, effective_on in (("2025-12-01", "2026-01-01"), ("2026-03-01", "2026-03-16")):
        told.tell(
            "support_hours.published", "support-hours", when, scope="provider", effective_on=effective_on, week=week,
            closed_on=["2026-03-27"],
        )  # fmt: skip
    told.tell("contract.amended", f"contract/{CONTRACT}", "2026-02-01", effective_on="2026-04-01", agents=40)
    told.tell("qualification.granted", "qualification/SecNumCloud", "2026-01-01", scope=SCOPE, valid_until="2026-03-20")
    told.tell("qualification.granted", "qualification/HDS", "2026-01-01", scope=SCOPE)
    told.tell("custom_report.declared", "custom-report/payslip", "2026-01-02")
    told.tell("account.instructed", "account/admin", "2026-03-01", action="create", kind="administrator")
    told.tell("account.created", "account/admin", "2026-03-02", by="provider")
    told.tell("account.created", "account/spare", "2026-03-02", by="provider")
    told.tell("account.first_signed_in", "account/admin", "2026-03-03 09:00")
    told.tell("account.initial_password_changed", "account/admin", "2026-03-03 09:02")
    told.tell("account.instructed", "account/admin", "2026-03-04", action="delete", kind="administrator")
    told.tell("movements.purged", "movements/2023", "2026-03-05", by="provider")
    told.tell("update.installed", "update/24.1", "2026-03-06", scope=SCOPE, kind="version", version="24.1")
    told.tell("update.announced", "update/24.2", "2026-03-07", scope=SCOPE, kind="version", planned_on="2026-04-07")
    told.tell("outage.started", "outage/p", "2026-03-10 17:00", scope=SCOPE, component="portal")
    told.tell("outage.ended", "outage/p", "2026-03-10 19:00", scope=SCOPE)
    told.tell("disaster.declared", "disaster/flood", "2026-03-11 08:00", scope=SCOPE)
    told.tell("disaster.recovered", "disaster/flood", "2026-03-11 20:00", scope=SCOPE)
    return findings(told)


@pytest.fixture(scope="module")
def quiet() -> dict[str, object]:
    """A contract to which nothing happened."""
    return findings(Told("2026-01-01"))


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ("SubscriptionFinding", "Modules payroll and budget"),
        ("SubscriptionFinding", "Named users 1,200"),
        ("SubscriptionFinding", "2026-04-01 2026-02-01 00:00 +01:00 no agents – 40 #5"),
        ("MovementsFinding", "Missed: years deleted by the provider while the client might keep them: 1."),
        ("MovementsFinding", "2023 2028-01-01 00:00 +01:00 deleted too early by the provider"),
        ("RecoveryPlanFinding", "disaster/flood environment/prod-1"),
        ("RecoveryPlanFinding", "12 h"),
        ("QualificationFinding", "Missed: SecNumCloud was valid until 2026-03-20, article 9."),
        ("QualificationFinding", "not counted: HDS."),
        ("UpdatesFinding", "Missed: updates of which the client was not told in time: 1."),
        ("UpdatesFinding", "update/24.1 custom-report/payslip –"),
        ("UpdatesFinding", "update/24.2 new version – 2026-03-07"),
        ("AccountsFinding", "Missed: accounts created or deleted without leave: 1."),
        ("AccountsFinding", "2026-03-03 09:02 +01:00 2 min changed"),
        ("AccountsFinding", "account/admin administrator to be deleted"),
        ("ChannelsFinding", "portal 12 2 h"),
        ("ChannelsFinding", "portal outage/p"),
        ("HoursFinding", "2026-03-16 00:00 +01:00 2026-04-01 00:00 +02:00 Europe/Paris 2026-03-27"),
        ("HoursFinding", "#4 Saturday 09:00-12:00 and 14:00-18:00 no"),
    ],
)
def test_a_page_says(busy: Mapping[str, object], finding: str, said: str):
    assert said in words(page(busy[finding]))


@pytest.mark.parametrize(
    ("finding", "said"),
    [
        ("SubscriptionFinding", "The contract was not amended."),
        ("MovementsFinding", "Met: no purge of movements is known."),
        ("RecoveryPlanFinding", "No plan was in force at the end of the period: the option was not taken, article 8."),
        ("QualificationFinding", "Undetermined: no grant of SecNumCloud had been recorded for then."),
        ("UpdatesFinding", "No verdict: no update was installed in the period."),
        ("AccountsFinding", "No verdict: the provider created and deleted no account in the period."),
        ("ChannelsFinding", "The hours of support are not known: no support hours are published"),
        ("HoursFinding", "No verdict: no support hours were in force in the period."),
    ],
)
def test_a_page_of_nothing_says_so(quiet: Mapping[str, object], finding: str, said: str):
    assert said in words(page(quiet[finding]))


@pytest.mark.parametrize("how", ["csv", "markdown"])
def test_every_page_can_be_laid_out_for_programs_and_papers(busy: Mapping[str, object], how: str):
    for finding in busy.values():
        shown = page(finding)
        text = lay_out(
            shown,
            format=how,  # type: ignore[arg-type]
            language=language("en"),
            zone=PARIS,
            width=None,
            colour=False,
            terminal=False,
        )
        assert text.endswith("\n")


def test_every_finding_is_written_as_its_schema_says(busy: Mapping[str, object], quiet: Mapping[str, object]):
    for finding in (*busy.values(), *quiet.values()):
        written = json.loads(json_text(finding, PARIS))
        schema = json_schema(type(finding))
        assert set(written) == set(schema["required"])  # type: ignore[call-overload]
        assert written["contract"] == CONTRACT


def test_a_finding_is_written_with_exact_values(busy: Mapping[str, object]):
    written = json.loads(json_text(busy["ChannelsFinding"], PARIS))
    portal = next(each for each in written["channels"] if each["channel"] == "portal")
    assert (portal["down_seconds"], portal["down_in_support_hours_seconds"]) == (7200, 3600)
    assert portal["outages"][0]["from"] == "2026-03-10T17:00:00+01:00"
    held = json.loads(json_text(busy["QualificationFinding"], PARIS))
    assert [span["valid_until"] for span in held["spans"]] == ["2026-03-20", "2026-03-20"]


@pytest.mark.parametrize(
    ("known", "codes"),
    [
        (subscription.WORDS, get_args(article_03_subscription.Service)),
        (movements.WORDS, get_args(article_04_movements.Status)),
        (movements.STATUS_TONES, get_args(article_04_movements.Status)),
        (qualification.WORDS, get_args(article_09_qualification.Status)),
        (qualification.STATUS_TONES, get_args(article_09_qualification.Status)),
        (updates.WORDS, get_args(article_10_updates.Notice) + get_args(article_10_updates.Services)),
        (user_accounts.WORDS, get_args(article_11_accounts.Outcome) + get_args(article_11_accounts.Password)),
        (user_accounts.OUTCOME_TONES, get_args(article_11_accounts.Outcome) + get_args(article_11_accounts.Password)),
        (channels.WORDS, (*CHANNELS, "total", "essential", "partial", "degraded")),
    ],
)
def test_every_code_has_a_word_and_a_tone(known: Mapping[str, object], codes: tuple[str, ...]):
    assert set(codes) <= known.keys()


def test_what_is_not_computed_is_listed():
    text = words(account(["17"]))
    assert text.count("17 ¶") == len(not_computed(["17"]))
    assert words(account()).count("¶") == sum("¶" in each.paragraph for each in not_computed())
    assert "Every sentence of these articles is computed." in words(account(["3"]))
