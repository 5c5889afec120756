"""A ledger with one month in it, and two ways to run the program: in this process, and in one of its own."""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import livret
from tests.cli.quarter import lines
from tests.house.sources import ROOT

CONTRACT = "C-2026-017"
EVENTS = ROOT / "cli" / "demo.jsonl"
Run = Callable[..., Result]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a command line in this process, in English unless it says otherwise."""
    monkeypatch.setenv("LC_ALL", "en_US.UTF-8")
    for name in ("LANGUAGE", "LIVRET_LEDGER", "LIVRET_TRACEBACK", "LIVRET_KEY", "LIVRET_KEY_PASSPHRASE", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)

    def invoke(*arguments: object, stdin: str | bytes | None = None) -> Result:
        return CliRunner().invoke(livret, [str(each) for each in arguments], input=stdin)

    return invoke


@pytest.fixture(scope="session")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that holds the month of the demo; not to be written to."""
    path = tmp_path_factory.mktemp("month") / "month.db"
    for arguments in (["init"], ["import", str(EVENTS)]):
        done = program("--ledger", str(path), *arguments)
        assert done.returncode == 0, done.stderr
    return path


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger that holds a quarter of two contracts; not to be written to."""
    path = tmp_path_factory.mktemp("quarter") / "quarter.db"
    events = path.with_name("quarter.jsonl")
    events.write_text(lines(), "utf-8")
    for arguments in (["init"], ["import", str(events)]):
        done = program("--ledger", str(path), *arguments)
        assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def ledger(month: Path, tmp_path: Path) -> Path:
    """The same ledger, a test's own."""
    return copied(month, tmp_path / "own.db")


def copied(ledger: Path, to: Path) -> Path:
    """A ledger at rest, copied with its vault."""
    if (vault := ledger.with_name(f"{ledger.name}.vault")).exists():
        shutil.copy(vault, to.with_name(f"{to.name}.vault"))
    return Path(shutil.copy(ledger, to))


def program(*arguments: str, env: dict[str, str] | None = None, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """The program in a process of its own, its output decoded as UTF-8."""
    return subprocess.run(
        command(*arguments),
        env=environment(**(env or {})),
        input=stdin,
        capture_output=True,
        encoding="utf-8",
        errors="surrogateescape",
        check=False,
        timeout=120,
    )


def command(*arguments: str) -> list[str]:
    """What runs the program with these arguments."""
    return [sys.executable, "-c", "from cli.main import main; main()", *arguments]


def environment(**more: str) -> dict[str, str]:
    """An environment with an English locale, the project to import from, and the test's own marks of ledgers."""
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("LC_", "LIVRET_", "LANG")) or name == "LIVRET_STATE"
    }
    return {**kept, "LC_ALL": "C.UTF-8", "LANGUAGE": "", "PYTHONPATH": str(ROOT), **more}
