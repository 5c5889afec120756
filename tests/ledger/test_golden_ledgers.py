"""A ledger of each stored format, as it was written by the program of its day: it opens, and answers the same."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.conftest import program
from tests.ledger.golden_ledger import HERE, PERSON, answers, said

FORMATS = sorted(path.with_suffix("") for path in HERE.glob("format-*.json"))


@pytest.fixture(params=FORMATS, ids=lambda path: path.name)
def kept(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Path, Path]:
    """A copy of a golden ledger with its vault, and what it answered when it was made."""
    for suffix in (".db", ".db.vault"):
        shutil.copy(request.param.with_suffix(suffix), tmp_path / f"old{suffix}")
    return tmp_path / "old.db", request.param.with_suffix(".json")


def test_there_is_a_golden_ledger():
    assert FORMATS


def test_it_gives_the_figures_that_it_gave(kept: tuple[Path, Path], state: Path):
    ledger, before = kept
    told = json.loads(before.read_text("utf-8"))
    positions = list(dict.fromkeys(int(each["asked"][3][1:]) for each in told["answers"]))
    found = json.loads(json.dumps(list(answers(ledger, state, positions))))
    assert found == told["answers"]


def test_every_digest_is_the_same_and_everything_verifies(kept: tuple[Path, Path], state: Path):
    ledger, before = kept
    trail = said(ledger, "trail", "C1", state=state) + said(ledger, "trail", "C-2026-017", state=state)
    assert {str(each["position"]): each["digest"] for each in trail} == json.loads(before.read_text("utf-8"))["digests"]
    for command in ("verify", "rebuild --check"):
        done = program("--ledger", str(ledger), *command.split(), env={"LIVRET_STATE": str(state)})
        assert done.returncode == 0, done.stderr


def test_people_are_as_they_were(kept: tuple[Path, Path], state: Path):
    trail = said(kept[0], "trail", "ticket/T8", state=state)
    assert trail[0]["actor"] == PERSON
    assert trail[0]["data"]["summary"] == "erased"


def test_it_can_be_added_to(kept: tuple[Path, Path], state: Path):
    ledger = kept[0]
    outage = ("record", "outage.started", "outage/new", "--scope", "environment/prod-1", "--at", "now")
    done = program("--ledger", str(ledger), *outage, env={"LIVRET_STATE": str(state)})
    assert done.returncode == 0, done.stderr
    assert program("--ledger", str(ledger), "verify", env={"LIVRET_STATE": str(state)}).returncode == 0
