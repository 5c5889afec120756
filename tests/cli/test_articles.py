"""The commands of the articles: exit status and words, JSON as the interface has it, and figures worked out by hand."""

import json
from pathlib import Path
from typing import Any

import pytest

from cli.main import COMMANDS
from cli.schema import FINDINGS
from tests.cli.conftest import Run

PERIODS = {"takeover", "remedy", "support", "backups", "restores", "updates", "accounts", "channels", "statement"}
FEBRUARY = {
    **{command: (command, "C1", "2026-02") for command in (*sorted(PERIODS), "recovery-plan")},
    **{command: (command, "C1", "--on", "2026-02-28") for command in ("subscription", "movements", "qualification")},
    "retention": ("retention", "C1", "--at", "2026-03-05T00:00"),
}


def answer(run: Run, ledger: Path, *arguments: str) -> Any:
    done = run("--ledger", ledger, *arguments, "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        ("takeover C1", 0, "1 of 3 tickets were taken over in time, 33.3333 %"),
        ("takeover C1 2026-02 --check", 1, "Missed"),
        ("takeover C2 --check", 0, "No ticket counts"),
        ("takeover C1 2026-13", 2, "PERIOD: `2026-13` is no period"),
        ("takeover", 2, "CONTRACT is missing"),
        ("takeover C9", 2, "there is no contract C9"),
        ("takeover C1 --reading night=calendar_day --known-at #9999", 2, "no position #9999"),
        ("takeover C1 --favour client", 0, "33.3333 %"),
        ("accounts C1 2026-02 --favour client", 2, "no such option --favour"),
        ("remedy C1 2026-02", 0, "plans and remedies that did not come in time: 1"),
        ("remedy C1 2026-02 --check", 1, "fix or workaround"),
        ("remedy C2", 0, "Nothing was owed."),
        ("support C1 2026-02", 0, "article 14"),
        ("support C1 2026-02 --check", 1, "article 13"),
        ("backups C1 2026-02", 0, "Missed: nights and months without a backup: 1."),
        ("backups C1 2026-02 --check", 1, "2026-02-10"),
        ("backups C1 2026-02-11..2026-02-20 --check", 0, "Met"),
        ("backups C1", 2, "PERIOD is missing"),
        ("retention C1 --at 2026-03-05T00:00", 0, "deleted before its term"),
        ("retention C1 --at 2026-03-04T23:58 --check", 0, "Met"),
        ("retention C1 --at 2026-03-05T00:00 --check", 1, "Missed"),
        ("retention C1 --at noon", 2, "--at: `noon` is no date or time"),
        ("retention C1 --at 2026-10-25T02:30", 2, "happens twice in Europe/Paris"),
        ("restores C1 2026-02", 0, "3 h 30 min"),
        ("restores C2 2026-02", 0, "disaster/d1"),
        ("subscription C1 --on 2026-01-31", 0, "900"),
        ("subscription C1 --on 2026-02-01", 0, "1,200"),
        ("subscription C1 --on 2026-02", 2, "--on: `2026-02` is no day; write 2026-03-31"),
        ("subscription C1 --on yesterday", 2, "--on: `yesterday` is no day"),
        ("movements C1 --on 2026-03-01 --check", 0, "Met"),
        ("movements C1 --on 2026-03-02 --check", 1, "deleted too early by the provider"),
        ("recovery-plan C1 2026-02", 0, "the option was not taken"),
        ("recovery-plan C2 2026-02", 0, "disaster/d1"),
        ("qualification C1 --on 2026-04-15 --check", 0, "granted"),
        ("qualification C1 --on 2026-04-16 --check", 1, "lapsed"),
        ("qualification C1 --on 2026-Q2", 0, "lapsed"),
        ("qualification C1 --on 2026-W2", 2, "--on: `2026-W2` is no period"),
        ("updates C1 2026-02 --check", 1, "not announced before it was installed"),
        ("updates C1 2026-03 --check", 0, "No verdict"),
        ("accounts C1 2026-02 --check", 1, "the client had not asked for its creation"),
        ("accounts C1 2026-01 --check", 0, "No verdict"),
        ("channels C1 2026-02", 0, "1 h 30 min"),
        ("channels C1 2025-12", 0, "no support hours"),
    ],
)
def test_an_article_answers(run: Run, quarter: Path, arguments: str, status: int, says: str):
    done = run("--ledger", quarter, *arguments.split())
    assert (done.exit_code, says in (done.stderr if status >= 2 else done.stdout)) == (status, True), done.output
    if status >= 2:
        assert done.stdout == ""
        assert done.stderr.startswith("livret: ")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", sorted(FEBRUARY))
@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
@pytest.mark.parametrize("lang", ["en", "fr"])
def test_an_article_has_four_forms_in_two_languages(run: Run, quarter: Path, command: str, form: str, lang: str):
    done = run("--ledger", quarter, *FEBRUARY[command], "--format", form, "--lang", lang)
    assert done.exit_code == 0, done.stderr
    assert done.stdout
    if form == "json":
        found = json.loads(done.stdout)
        assert {each["contract"] for each in (found if isinstance(found, list) else [found])} == {"C1"}


@pytest.mark.parametrize("command", sorted(FEBRUARY))
def test_an_article_takes_what_every_question_takes(run: Run, quarter: Path, command: str):
    asked = (*FEBRUARY[command], "--known-by", "source", "--known-at", "2026-04-01T00:00:00+02:00")
    found = answer(run, quarter, *asked, "--reading", "night=after_midnight")
    for each in found if isinstance(found, list) else [found]:
        assert (each["known_by"], each["known_at"]) == ("source", "2026-04-01T00:00:00+02:00")


def test_takeover_has_the_shape_of_the_interface(run: Run, quarter: Path):
    found = answer(run, quarter, "takeover", "C1", "2026-02")
    assert {
        "article",
        "contract",
        "measuring_period",
        "figure",
        "threshold",
        "verdict",
        "provisional",
        "tickets",
    } <= set(found)
    assert found["article"] == "13"
    assert found["measuring_period"] == {"from": "2026-01-05", "to": "2027-01-04"}
    assert found["figure"] == {"name": "takeover_rate", "numerator": 1, "denominator": 3, "percent": "33.3333"}
    assert (found["threshold"], found["verdict"]) == ("75", "missed")
    first, second, third = found["tickets"]
    # Seven working hours on the first day, the eighth from 09:00 to 10:00 on the second.
    assert first["deadline"] == "2026-02-03T10:00:00+01:00"
    assert [each["outcome"] for each in (first, second, third)] == ["met", "missed", "missed"]
    assert second["working_seconds"] == 8 * 3600 + 1
    assert third["clock_started_at"] == "2026-03-07T11:00:00+01:00"
    assert third["runs_from"] == "2026-03-09T09:00:00+01:00"
    assert third["taken_over_at"] is None
    assert {"ticket", "registered_at", "because", "entries"} <= set(first)
    assert set(first["entries"][0]) == {"source", "id", "position"}
    assert [each["ticket"] for each in found["never_registered"]] == ["ticket/T4"]


def test_remedy_has_the_shape_of_the_interface(run: Run, quarter: Path):
    found = answer(run, quarter, "remedy", "C1", "2026-02")
    assert found["article"] == "14"
    blocking, major = found["tickets"]
    told = ("ticket", "severity", "owed", "clock_started_at", "deadline", "delivered_at", "outcome")
    # Twelve working hours from 11:00: 1 + 4 that day, 7 the next, which is used up exactly at closing.
    assert [blocking[key] for key in told] == [
        "ticket/T1", "blocking", "action_plan", "2026-02-03T11:00:00+01:00", "2026-02-04T18:00:00+01:00",
        "2026-02-04T18:00:00+01:00", "met",
    ]  # fmt: skip
    # Working days 5, 6, 9, 10, 11 and 12 February.
    assert [major[key] for key in told] == [
        "ticket/T2", "major", "fix_or_workaround", "2026-02-04T10:40:00+01:00", "2026-02-13T00:00:00+01:00",
        None, "missed",
    ]  # fmt: skip


def test_backups_have_the_shape_of_the_interface(run: Run, quarter: Path):
    found = answer(run, quarter, "backups", "C1", "2026-02")
    assert (found["article"], found["verdict"]) == ("7", "missed")
    nights = {each["night"]: each for each in found["nights"]}
    assert len(nights) == 28
    assert (nights["2026-02-09"]["outcome"], nights["2026-02-09"]["backup"]) == ("done", "backup/2026-02-09")
    assert (nights["2026-02-10"]["outcome"], nights["2026-02-10"]["backup"]) == ("missed", None)
    (month,) = found["months"]
    assert (month["month"], month["outcome"], month["backup"]) == ("2026-02", "done", "backup/2026-02-01")


def test_retention_has_the_shape_of_the_interface(run: Run, quarter: Path):
    found = answer(run, quarter, "retention", "C1", "--at", "2026-03-07T00:00")
    assert (found["article"], found["at"], found["verdict"]) == ("7", "2026-03-07T00:00:00+01:00", "missed")
    copies = {each["backup"]: each for each in found["backups"]}
    told = ("kind", "completed_at", "keep_until", "status")
    expected = {
        "backup/2026-02-01": ["monthly", "2026-02-01T02:00:00+01:00", "2026-05-02T00:00:00+02:00", "kept"],
        "backup/2026-02-02": ["nightly", "2026-02-02T02:00:00+01:00", "2026-03-05T00:00:00+01:00", "deleted_early"],
        "backup/2026-02-03": [
            "nightly",
            "2026-02-03T02:00:00+01:00",
            "2026-03-06T00:00:00+01:00",
            "deleted_after_term",
        ],
        "backup/2026-02-04": ["nightly", "2026-02-04T02:00:00+01:00", "2026-03-07T00:00:00+01:00", "kept_beyond"],
        "backup/2026-02-05": ["nightly", "2026-02-05T02:00:00+01:00", "2026-03-08T00:00:00+01:00", "kept"],
    }
    assert {name: [copies[name][key] for key in told] for name in expected} == expected


def test_one_finding_is_an_object_and_several_are_a_list(run: Run, quarter: Path):
    assert isinstance(answer(run, quarter, "takeover", "C1", "2026-12"), dict)
    both = answer(run, quarter, "takeover", "C1", "2026-12-31..2027-01-05")
    assert [each["measuring_period"]["from"] for each in both] == ["2026-01-05", "2027-01-05"]
    assert [each["article"] for each in answer(run, quarter, "support", "C1", "2026-02")] == ["13", "14"]
    assert [each["article"] for each in answer(run, quarter, "channels", "C1", "2026-02")] == ["12", "16"]


def test_a_contract_overseas_is_answered_at_its_own_offset(run: Run, quarter: Path):
    found = answer(run, quarter, "restores", "C2", "2026-02")
    assert found["disasters"][0]["declared_at"] == "2026-02-21T06:00:00+04:00"


def test_retention_is_told_for_now_unless_an_instant_is_given(run: Run, quarter: Path):
    found = answer(run, quarter, "retention", "C1", "--known-by", "source", "--known-at", "2026-03-05T00:00:00+01:00")
    assert found["at"] == found["known_at"] == "2026-03-05T00:00:00+01:00"


def test_a_day_is_today_unless_one_is_given(run: Run, quarter: Path):
    known = ("--known-by", "source", "--known-at", "2026-03-05T23:30:00+01:00")
    assert answer(run, quarter, "subscription", "C1", *known)["on"] == "2026-03-05"
    assert answer(run, quarter, "subscription", "C2", *known)["on"] == "2026-03-06"
    assert answer(run, quarter, "qualification", "C1", *known)["period"] == "2026-03-05"


def test_every_finding_has_its_schema(run: Run, quarter: Path):
    schemas = json.loads(run("schema", "finding").stdout)
    assert list(schemas) == list(FINDINGS)
    assert set(FINDINGS) - {"hours"} <= set(COMMANDS)
    for command, arguments in FEBRUARY.items():
        if command not in ("support", "channels"):
            assert set(answer(run, quarter, *arguments)) == set(schemas[command]["required"])
