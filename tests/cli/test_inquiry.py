"""Questions about findings on the command line: readings, compare, explain, and what if."""

import json
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.cli.conftest import CONTRACT, Run

MARCH = "2026-03"


def answer(run: Run, ledger: Path, *arguments: str) -> dict:
    done = run("--ledger", ledger, *arguments, "--format", "json")
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


@pytest.fixture
def outage(run: Run, month: Path) -> str:
    """An outage of the month."""
    return answer(run, month, "availability", CONTRACT, MARCH)["spans"][0]["outage"]


def test_readings_of_a_contract_show_each_figure_under_the_options_that_change_it(run: Run, month: Path):
    found = answer(run, month, "readings", CONTRACT, MARCH, "--article", "6")
    (figure,) = found["figures"]
    assert figure["figure"]["name"] == "availability"
    assert figure["singles"]
    assert {each["reading"] for each in figure["indifferent"]}.isdisjoint(
        option[0] for each in figure["singles"] for option in each["options"]
    )
    assert {"provider", "client"} == set(figure["best"])


def test_the_line_under_a_verdict_names_what_flips_it(run: Run, month: Path):
    found = answer(run, month, "readings", CONTRACT, MARCH, "--article", "6")["figures"][0]
    flipping = [f"{name}={option}" for each in found["singles"] if each["flips"] for name, option in each["options"]]
    page = run("--ledger", month, "availability", CONTRACT, MARCH).stdout
    assert flipping
    assert all(each in page.splitlines()[4] for each in flipping)


def test_a_flipping_option_flips_the_verdict_when_it_is_asked_for(run: Run, month: Path):
    found = answer(run, month, "readings", CONTRACT, MARCH, "--article", "6")["figures"][0]
    for each in found["singles"]:
        ((name, option),) = each["options"]
        told = answer(run, month, "availability", CONTRACT, MARCH, "--reading", f"{name}={option}")
        assert (told["verdict"], told["downtime_seconds"]) == (each["figure"]["verdict"], each["figure"]["amount"])


def test_to_favour_a_side_is_shown_in_the_readings(run: Run, month: Path):
    plain, best = (
        answer(run, month, "availability", CONTRACT, MARCH, *more) for more in ((), ("--favour", "provider"))
    )
    assert best["downtime_seconds"] <= plain["downtime_seconds"]
    assert best["readings"] != plain["readings"] or best["verdict"] == plain["verdict"]


def test_a_fact_is_explained(run: Run, month: Path, outage: str):
    found = answer(run, month, "explain", CONTRACT, MARCH, "--outage", outage.removeprefix("outage/"))
    assert found["subject"] == outage
    assert {rule["article"] for rule in found["rules"]} <= {"5", "6"}
    assert [step["position"] for step in found["steps"]] == sorted(step["position"] for step in found["steps"])


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("explain", CONTRACT, MARCH), "name one fact"),
        (("explain", CONTRACT, MARCH, "--outage", "a", "--ticket", "b"), "name one fact"),
        (("explain", CONTRACT, MARCH, "--outage", "nobody"), "nothing is known of outage/nobody"),
        (("explain", "nobody", MARCH, "--outage", "a"), "there is no contract nobody"),
        (("compare", CONTRACT, MARCH), "--known-at"),
        (("compare", CONTRACT, MARCH, "--known-at", "#1", "--known-at", "#2", "--known-at", "#3"), "there are 3"),
        (("compare", CONTRACT, MARCH, "--known-at", "#1", "--article", "99"), "99"),
        (("readings", CONTRACT), "PERIOD is missing"),
    ],
)
def test_a_wrong_question_is_one_line(run: Run, month: Path, arguments: tuple[str, ...], says: str):
    done = run("--ledger", month, *arguments)
    assert (done.exit_code, done.stdout) == (2, "")
    assert says in done.stderr
    assert done.stderr.count("\n") == 1


def test_two_moments_are_compared(run: Run, month: Path):
    head = answer(run, month, "availability", CONTRACT, MARCH)["position"]
    changes = answer(run, month, "compare", CONTRACT, MARCH, "--known-at", f"#{head - 3}", "--article", "6")
    (change,) = changes
    shared = sum(each["amount"] or 0 for each in change["shares"])
    if change["difference"] is not None:
        assert shared + (change["interaction"] or 0) == change["difference"]


def test_an_assumption_is_marked_and_not_recorded(run: Run, month: Path, outage: str, tmp_path: Path):
    scope = answer(run, month, "availability", CONTRACT, MARCH)["spans"][0]["scope"]
    event = {
        "specversion": "1.0", "id": "if-1", "source": "/if", "type": "outage.attributed", "scope": scope,
        "subject": outage, "time": "2026-04-01T00:00:00Z", "data": {"cause": "force_majeure", "evidence": "supposed"},
    }  # fmt: skip
    supposed = tmp_path / "if.jsonl"
    supposed.write_text(json.dumps(event) + "\n")
    before = month.read_bytes()
    told = answer(run, month, "availability", CONTRACT, MARCH, "--assume", str(supposed))
    assert [each["id"] for each in told["assumed"]] == ["if-1"]
    assert told.keys() - answer(run, month, "availability", CONTRACT, MARCH).keys() == {"assumed"}
    of_it = [span for span in told["spans"] if span["outage"] == outage]
    assert {span["treatment"] for span in of_it} <= {"excluded", "outside_reference_hours"}
    done = run("--ledger", month, "availability", CONTRACT, MARCH, "--assume", supposed)
    assert done.exit_code == 0, done.output
    page = done.stdout
    assert page.count("This answer assumes events that nobody recorded") == 2
    assert month.read_bytes() == before


def test_each_of_several_findings_says_what_is_assumed_and_keeps_its_zone(run: Run, quarter: Path, tmp_path: Path):
    event = {
        "specversion": "1.0", "id": "if-2", "source": "/if", "type": "contract.signed", "scope": "contract/R",
        "subject": "contract/R", "time": "2025-12-01T00:00:00Z",
        "data": {"client": "Saint-Denis", "territory": "RE", "environment": "prod-1", "edition": "carrus-2026-03",
                 "service_starts_on": "2026-01-01"},
    }  # fmt: skip
    supposed = tmp_path / "if.jsonl"
    supposed.write_text(json.dumps(event) + "\n")
    for contract, offset in (("C1", "+01:00"), ("R", "+04:00")):
        months = answer(run, quarter, "availability", contract, "2026-Q1", "--assume", str(supposed))
        assert [each["assumed"][0]["id"] for each in months] == ["if-2"] * 3
        assert {each["known_at"][-6:] for each in months} == {offset}
    every = answer(run, quarter, "availability", "C1", "R", FEBRUARY, "--assume", str(supposed))
    assert [each["known_at"][-6:] for each in every] == ["+01:00", "+04:00"]


def test_what_is_assumed_must_be_an_event(run: Run, month: Path, tmp_path: Path):
    supposed = tmp_path / "if.jsonl"
    supposed.write_text('{"specversion":"1.0"}\n')
    done = run("--ledger", month, "availability", CONTRACT, MARCH, "--assume", supposed)
    assert (done.exit_code, done.stderr.count("\n")) == (3, 1)
    assert f"{supposed}:1" in done.stderr


def test_the_downtime_is_split_by_the_grade_of_its_evidence(run: Run, month: Path):
    found = answer(run, month, "availability", CONTRACT, MARCH)
    grades = dict(found["evidence"])
    assert grades.pop("unobserved_seconds") >= 0
    assert sum(grades.values()) == found["downtime_seconds"] > 0


FEBRUARY = "2026-02"
LINES = {
    "movements": "bears on this verdict",
    "availability": "flips this verdict",
    "backups": "flips",
    "retention": "flips",
    "restores": "flips",
    "qualification": "bears on this verdict",
    "updates": "flips",
    "accounts": "bears on this verdict",
    "takeover": "flips",
    "remedy": "flips",
}
"""Command -> a word of the line under its verdict."""


@pytest.mark.parametrize(("command", "says"), LINES.items())
def test_under_every_verdict_stands_what_would_flip_it(run: Run, quarter: Path, command: str, says: str):
    period = () if command in ("movements", "retention", "qualification") else (FEBRUARY,)
    done = run("--ledger", quarter, command, "C1", *period)
    assert done.exit_code == 0, done.output
    assert says in done.stdout.splitlines()[4]
    found = answer(run, quarter, command, "C1", *period)
    assert (found["verdict"] is None) == (found["flips"] is None)


def test_a_statement_says_what_would_flip_each_of_its_verdicts(run: Run, quarter: Path):
    found = answer(run, quarter, "statement", "C1", FEBRUARY)
    judged = [(line, each) for line, each in zip(found["verdicts"], found["findings"], strict=True) if line["verdict"]]
    assert all(each["flips"] is not None for _, each in judged)
    page = run("--ledger", quarter, "statement", "C1", FEBRUARY).stdout
    assert page.count("this verdict") + page.count("The verdict flips under") == len(judged)


def test_the_flips_of_a_verdict_say_by_how_much(run: Run, quarter: Path):
    """A copy of 2 February, 02:00, was deleted on 4 March at 23:59: within its thirtieth day, after 720 hours."""
    found = answer(run, quarter, "retention", "C1", "--at", "2026-03-07")
    (flip,) = found["flips"]
    assert found["verdict"] == "missed"
    assert flip == {
        "options": {"nightly_retention": "hours_720"}, "verdict": "met", "percent": "100.0000", "amount": 0,
        "difference": -1,
    }  # fmt: skip
    page = run("--ledger", quarter, "retention", "C1", "--at", "2026-03-07").stdout
    assert "flips under: nightly_retention=hours_720 (100.0000 %; copies lost -1)." in page


def test_the_months_of_a_year_each_say_what_would_flip_them(run: Run, quarter: Path):
    page = run("--ledger", quarter, "availability", "C1", "2026-Q1").stdout
    assert [f"{month}: No contestable" in page for month in ("2026-01", "2026-02", "2026-03")] == [True] * 3
    assert all(each["flips"] == [] for each in answer(run, quarter, "availability", "C1", "2026-Q1"))


@pytest.mark.parametrize("command", ["backups", "remedy", "takeover", "updates", "statement", "restores"])
def test_every_command_marks_what_it_assumes(run: Run, quarter: Path, tmp_path: Path, command: str):
    event = {
        "specversion": "1.0", "id": "if-2", "source": "/if", "type": "support.suspended", "scope": "contract/C1",
        "subject": "support", "time": "2026-02-01T00:00:00Z", "data": {"because": "supposed"},
    }  # fmt: skip
    supposed = tmp_path / "if.jsonl"
    supposed.write_text(json.dumps(event) + "\n")
    done = run("--ledger", quarter, command, "C1", FEBRUARY, "--assume", supposed)
    assert done.exit_code == 0, done.output
    assert done.stdout.count("This answer assumes events that nobody recorded") == 2


@pytest.mark.parametrize(
    ("command", "rows"),
    [
        ("takeover", ("tickets",)),
        ("remedy", ("tickets",)),
        ("backups", ("nights", "months")),
        ("restores", ("restores",)),
    ],
)
def test_each_deadline_is_graded_by_its_evidence(run: Run, quarter: Path, command: str, rows: tuple[str, ...]):
    found = answer(run, quarter, command, "C1", FEBRUARY)
    grades = [line["evidence"] for field in rows for line in found[field]]
    assert grades
    assert {name: count for name, count in found["evidence"].items() if count} == dict(Counter(grades))
    page = run("--ledger", quarter, command, "C1", FEBRUARY).stdout
    assert "Evidence for each deadline" in page
    csv = run("--ledger", quarter, command, "C1", FEBRUARY, "--format", "csv").stdout
    assert csv.splitlines()[0].endswith(",evidence")


def test_readings_can_be_narrowed_to_what_serves_one_side(run: Run, month: Path):
    whole, provider, client = (
        answer(run, month, "readings", CONTRACT, MARCH, "--article", "6", *more)["figures"][0]
        for more in ((), ("--favour", "provider"), ("--favour", "client"))
    )
    assert set(provider["best"]) == {"provider"}
    assert whole["figure"]["verdict"] == "met"
    rate = Decimal(whole["figure"]["rate"])
    assert client["singles"]
    assert all(Decimal(each["figure"]["rate"]) < rate for each in client["singles"])
    assert all(Decimal(each["figure"]["rate"]) > rate for each in provider["singles"])
    both = [each["options"] for each in (*provider["singles"], *client["singles"])]
    assert all(each["options"] in both for each in whole["singles"] if Decimal(each["figure"]["rate"]) != rate)
    page = run("--ledger", month, "readings", CONTRACT, MARCH, "--article", "6", "--favour", "provider").stdout
    assert "No contestable reading flips this verdict to the good of the provider." in page
    refused = run("--ledger", month, "readings", "--favour", "client")
    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)


@pytest.mark.parametrize(("command", "of"), [("retention", ()), ("restores", (FEBRUARY,)), ("updates", (FEBRUARY,))])
def test_a_side_can_be_favoured_wherever_readings_bear(run: Run, quarter: Path, command: str, of: tuple[str, ...]):
    best, worst = (answer(run, quarter, command, "C1", *of, "--favour", side) for side in ("provider", "client"))
    assert (best["verdict"], worst["verdict"]) != ("missed", "met")


def test_a_trail_takes_in_what_is_assumed_and_says_so(run: Run, quarter: Path, tmp_path: Path):
    event = {
        "specversion": "1.0", "id": "if-3", "source": "/if", "type": "outage.attributed", "scope": "environment/prod-1",
        "subject": "outage/o1", "time": "2026-02-12T12:00:00Z", "data": {"cause": "provider", "evidence": "log"},
    }  # fmt: skip
    supposed = tmp_path / "if.jsonl"
    supposed.write_text(json.dumps(event) + "\n")
    for what in ("outage/o1", "C1", "environment/prod-1"):
        told = answer(run, quarter, "trail", what, "--assume", str(supposed))
        *recorded, last = told
        assert (last["id"], last["standing"], last["digest"], last["recorded_by"]) == ("if-3", "assumed", None, None)
        assert all(each["digest"] for each in recorded)
        page = run("--ledger", quarter, "trail", what, "--assume", supposed)
        assert page.exit_code == 0, page.output
        assert "assumed, not recorded" in page.stdout


def test_a_change_is_told_by_fact_before_it_is_told_by_entry(run: Run, quarter: Path):
    """The outage of ten minutes became known by its start and its end: left out alone, the end has it go on."""
    start = next(each for each in answer(run, quarter, "trail", "outage/o1") if each["type"] == "outage.started")
    asked = ("compare", "C1", FEBRUARY, "--known-at", f"#{start['position'] - 1}", "--article", "6")
    (change,) = answer(run, quarter, *asked)
    assert [(each["subject"], each["amount"], len(each["entries"])) for each in change["facts"]] == [
        ("outage/o1", 600, 2)
    ]
    assert (change["facts_interaction"], change["difference"]) == (0, 600)
    page = run("--ledger", quarter, *asked).stdout
    assert page.index("By fact,") < page.index("Entries known since")
