"""What a start of the program loads: a question must not pay for what it does not use."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import CONTRACT, environment
from tests.house.sources import ROOT

HEAVY = ("sqlalchemy", "eventsourcing", "pydantic", "holidays", "rich")
WRITING = ("sqlalchemy", "eventsourcing", "holidays")


def loaded(*arguments: str) -> tuple[int, set[str]]:
    """The exit status of a run, and the libraries it has imported by its end."""
    script = """
import atexit, json, sys
atexit.register(lambda: print(json.dumps(sorted({name.split(".")[0] for name in sys.modules})), file=sys.stderr))
from cli.main import main
main()
"""
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, set(json.loads(done.stderr.splitlines()[-1]))


@pytest.mark.parametrize(
    "arguments", [("--version",), ("--help",), (), ("--help", "--lang", "fr"), ("no-such-command",)], ids=" ".join
)
def test_a_word_about_itself_loads_nothing_heavy(arguments: tuple[str, ...]):
    assert not loaded(*arguments)[1] & set(HEAVY)


@pytest.mark.parametrize(
    "question",
    [
        f"availability {CONTRACT} 2026-03",
        f"availability {CONTRACT} 2026-03 --format json",
        f"availability {CONTRACT} 2026-Q1 --format csv",
        "availability --all 2026-03",
        f"windows {CONTRACT} 2026-03",
        f"maintenance {CONTRACT} 2026-03",
        f"readings {CONTRACT} 2026-03",
        f"trail {CONTRACT}",
        "contract list",
        f"support {CONTRACT} 2026-03",
        f"retention {CONTRACT}",
        f"qualification {CONTRACT}",
        f"channels {CONTRACT} 2026-03",
        f"statement {CONTRACT} 2026-03",
        "status",
        f"status {CONTRACT} --format json",
        "export",
        "export --to ocel",
        "export --to xes",
        "export --to ics",
        "edition list",
        "readings",
    ],
)
def test_a_question_does_not_load_what_only_writing_needs(month: Path, question: str):
    status, modules = loaded("--ledger", str(month), *question.split())
    assert status == 0
    assert not modules & set(WRITING)


@pytest.mark.parametrize(
    "question",
    [
        f"availability {CONTRACT} 2026-03",
        f"takeover {CONTRACT}",
        f"statement {CONTRACT} 2026-03",
        f"trail {CONTRACT}",
        "status",
        "export",
        "export --to csv",
        "export --to ics",
    ],
)
def test_a_question_in_a_pipe_loads_neither_models_nor_a_terminal(month: Path, question: str):
    status, modules = loaded("--ledger", str(month), *question.split())
    assert status == 0
    assert not modules & {"pydantic", "rich"}
