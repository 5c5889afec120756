"""The statement: every article on one page, verdicts first, what is not computed and the readings after."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

FEBRUARY = ("statement", "C1", "2026-02")


def statement(run: Run, quarter: Path, *arguments: str) -> Any:
    done = run("--ledger", quarter, *(arguments or FEBRUARY), "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_every_article_has_its_verdict(run: Run, quarter: Path):
    found = statement(run, quarter)
    assert [(each["article"], each["finding"], each["of"], each["verdict"]) for each in found["verdicts"]] == [
        ("3", "subscription", "2026-02-28", None),
        ("4", "movements", "2026-02-28", "met"),
        ("5", "maintenance", "2026-02", None),
        ("6", "availability", "2026-02", "met"),
        ("7", "backups", "2026-02", "missed"),
        ("7", "retention", "2026-03-01T00:00:00+01:00", "met"),
        ("7", "restores", "2026-02", "met"),
        ("8", "recovery-plan", "2026-02", None),
        ("9", "qualification", "2026-02", "met"),
        ("10", "updates", "2026-02", "missed"),
        ("11", "accounts", "2026-02", "missed"),
        ("12", "channels", "2026-02", None),
        ("13", "takeover", "2026-01-05..2027-01-04", "missed"),
        ("14", "remedy", "2026-02", "missed"),
        ("16", "hours", "2026-02", None),
    ]


def test_a_finding_of_the_statement_is_the_finding_of_its_command(run: Run, quarter: Path):
    found = statement(run, quarter)
    by_name = {line["finding"]: each for line, each in zip(found["verdicts"], found["findings"], strict=True)}
    for command in ("availability", "backups", "restores", "remedy", "updates", "accounts", "recovery-plan"):
        alone = statement(run, quarter, command, "C1", "2026-02")
        moments = dict.fromkeys(("known_at",))
        assert {**alone, **moments} == {**by_name[command], **moments}


def test_a_quarter_has_the_rate_of_each_month(run: Run, quarter: Path):
    found = statement(run, quarter, "statement", "C1", "2026-Q1")
    rates = [(each["of"], each["rate"]) for each in found["verdicts"] if each["finding"] == "availability"]
    # February: 20 days of 13 hours, 600 seconds of them lost: 935,400 of 936,000.
    assert rates == [("2026-01", "100.0000"), ("2026-02", "99.9358"), ("2026-03", "100.0000")]


def test_what_is_not_over_is_told_as_known(run: Run, quarter: Path):
    known = ("--known-by", "source", "--known-at", "2026-02-10T12:00:00+01:00")
    found = statement(run, quarter, *FEBRUARY, *known)
    of = {each["finding"]: each["of"] for each in found["verdicts"]}
    assert (of["subscription"], of["retention"]) == ("2026-02-10", "2026-02-10T12:00:00+01:00")
    assert found["provisional"]


@pytest.mark.parametrize(
    ("period", "status"), [("2026-02", 1), ("2026-01-05..2026-01-05", 1), ("2026-13", 2)], ids=lambda value: str(value)
)
def test_check_says_whether_any_verdict_is_missed(run: Run, quarter: Path, period: str, status: int):
    assert run("--ledger", quarter, "statement", "C1", period, "--check").exit_code == status


def test_the_page_goes_from_the_verdicts_to_the_readings(run: Run, quarter: Path):
    page = run("--ledger", quarter, *FEBRUARY, "--reading", "night=after_midnight").stdout
    order = [
        "Statement: contract C1 (Mairie), 2026-02",
        "Verdicts missed: 5; met: 5; undetermined: 0.",
        "Article 3: subscription, 2026-02-28",
        "Article 6: availability of the service, 2026-02",
        "Article 7: backups, 2026-02",
        "Article 14: plans and remedies, 2026-02",
        "Article 16: hours of support, 2026-02",
        "Not computed",
        "\nReadings\n",
        "after_midnight",
        "\nLate entries\n",
    ]
    assert sorted(order, key=page.find) == order
    assert all(page.count(each) == 1 for each in order)
    assert page.count("Times are those of Europe/Paris") == 1


def test_the_whole_page_speaks_french(run: Run, quarter: Path):
    page = run("--ledger", quarter, *FEBRUARY, "--lang", "fr").stdout
    assert "Verdicts non respectés" in page
    assert not [word for word in ("Article 3:", "Missed", "Readings", "Provisional", "known at") if word in page]
    assert "Article 17" not in page


@pytest.mark.parametrize("form", ["table", "csv", "markdown"])
def test_what_is_not_computed_is_named_in_every_form(run: Run, quarter: Path, form: str):
    page = run("--ledger", quarter, *FEBRUARY, "--format", form).stdout
    assert "the provider may collect data" in page


def test_nothing_is_owed_before_service_starts(run: Run, quarter: Path):
    found = statement(run, quarter, "statement", "C1", "2025-12")
    assert {each["verdict"] for each in found["verdicts"]} == {None, "met", "no_ticket", "no_reference_time"}


def test_two_articles_may_each_have_a_line_of_the_same_name(run: Run):
    schema = json.loads(run("schema", "finding").stdout)["statement"]
    seventh, eighth = schema["$defs"]["DisasterLine"], schema["$defs"]["DisasterLine_article_08"]
    assert "latest_backup" in seventh["properties"]
    assert "latest_backup" not in eighth["properties"]
    findings = ("RestoresFinding", "RecoveryPlanFinding")
    lines = {name: schema["$defs"][name]["properties"]["disasters"]["items"] for name in findings}
    assert lines == {
        "RestoresFinding": {"$ref": "#/$defs/DisasterLine"},
        "RecoveryPlanFinding": {"$ref": "#/$defs/DisasterLine_article_08"},
    }
