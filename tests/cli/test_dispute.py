"""A dispute on the command line, from its opening to a settlement with an agreed reading."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CONTRACT, Run

PRINTING = "unavailability=any_function"


@pytest.fixture
def disputed(run: Run, ledger: Path) -> Path:
    """The client holds that printing counts; the provider, that it does not."""
    opened = (
        "--article",
        "6",
        "--period",
        "2026-03",
        "--party",
        "client",
        "--figure",
        "99.8135",
        "--reading",
        PRINTING,
    )
    claimed = ("--party", "provider", "--figure", '{"percent": "99.93", "downtime_seconds": 720}')
    for kind, more in (("open", opened), ("claim", claimed)):
        done = run("--ledger", ledger, "dispute", kind, CONTRACT, "D-1", *more, "--because", "so it says")
        assert done.exit_code == 0, done.stderr
    return ledger


def shown(run: Run, ledger: Path) -> dict:
    done = run("--ledger", ledger, "dispute", "show", CONTRACT, "D-1", "--format", "json")
    assert done.exit_code == 0, done.stderr
    return json.loads(done.stdout)


def test_both_sides_stand_beside_the_ledger(run: Run, disputed: Path):
    found = shown(run, disputed)
    assert [(each["party"], each["kind"]) for each in found["claims"]] == [
        ("client", "opened"),
        ("provider", "claimed"),
    ]
    (figure,) = found["figures"]
    assert [gap["agrees"] for gap in figure["gaps"]] == [True, True]
    assert figure["gaps"][0]["by_readings"] == [
        {"reading": "unavailability", "option": "any_function", "in_force": "total_or_essential", "amount": -1200}
    ]
    page = run("--ledger", disputed, "dispute", "show", CONTRACT, "D-1").stdout
    assert "unavailability: any_function → total_or_essential" in page
    assert "Open." in page


def test_a_settlement_records_the_reading_agreed_on_with_it(run: Run, disputed: Path):
    done = run(
        *("--ledger", disputed, "dispute", "settle", CONTRACT, "D-1", "--outcome", "printing counts"),
        *("--agree", PRINTING, "--effective-on", "2026-03-01"),
    )
    assert done.exit_code == 0, done.stderr
    found = shown(run, disputed)
    assert (found["settled"], found["outcome"]) == (True, "printing counts")
    assert found["figures"][0]["figure"]["verdict"] == "missed"
    assert "printing counts" in run("--ledger", disputed, "dispute", "list", CONTRACT).stdout
    readings = run("--ledger", disputed, "contract", "show", CONTRACT).stdout
    assert "any_function" in readings


def test_a_settlement_that_is_refused_records_no_reading(run: Run, disputed: Path):
    done = run(
        *("--ledger", disputed, "dispute", "settle", CONTRACT, "D-1", "--outcome", "printing counts"),
        *("--agree", PRINTING, "--effective-on", "2026-13-01"),
    )
    assert done.exit_code == 3
    assert not shown(run, disputed)["settled"]


@pytest.mark.parametrize(
    ("readings", "says"),
    [
        ('{"mood": "good"}', "there is no reading `mood`"),
        ('{"unavailability": "sometimes"}', "`sometimes` is not one of the options of `unavailability`"),
    ],
)
def test_a_claim_on_a_reading_that_does_not_exist_is_refused_however_it_comes(
    run: Run, disputed: Path, readings: str, says: str
):
    claimed = ("dispute.claimed", "dispute/D-1", "--scope", f"contract/{CONTRACT}", "--at", "now")
    about = ("--article", "6", "--period", "2026-03", "--readings", readings)
    done = run("--ledger", disputed, "record", *claimed, *about)
    assert (done.exit_code, says in done.stderr) == (3, True), done.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("show", CONTRACT, "D-9"), 2, "has no dispute D-9 known"),
        (("claim", CONTRACT, "D-9", "--figure", "99"), 2, "has no dispute D-9 known"),
        (("claim", CONTRACT, "D-1", "--figure", "much"), 3, "data.figure"),
        (("claim", CONTRACT, "D-1", "--figure", "{much"), 2, "is not JSON"),
        (("claim", CONTRACT, "D-1", "--reading", "mood=good"), 2, "there is no reading `mood`"),
        (("claim", CONTRACT, "D-1", "--party", "mayor"), 2, "is not one of provider, client"),
        (("settle", CONTRACT, "D-1", "--outcome", "x", "--agree", PRINTING), 2, "go together"),
        (("settle", CONTRACT, "D-1", "--outcome", "x", "--effective-on", "2026-03-01"), 2, "go together"),
        (("open", CONTRACT, "D-2", "--period", "2026-03"), 2, "--article is missing"),
        (("open", CONTRACT, "no id", "--article", "6", "--period", "2026-03"), 3, "subject"),
        (("list", "C9"), 2, "there is no contract C9"),
    ],
)
def test_what_is_wrong_is_told(run: Run, disputed: Path, arguments: tuple[str, ...], status: int, says: str):
    done = run("--ledger", disputed, "dispute", *arguments)
    assert (done.exit_code, says in done.stderr) == (status, True), done.stderr
