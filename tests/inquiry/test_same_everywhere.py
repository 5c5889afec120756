"""Past figures are the same on every machine, and what a newer library would say otherwise is told.

Each environment is a process of its own that asks all questions of one ledger; stubs of newer libraries stand first on
its path.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from textwrap import dedent
from typing import Any, NamedTuple

import pytest
import tzdata  # type: ignore[import-untyped]

from tests.house.sources import ROOT
from tests.inquiry.moments import (
    BEGINNING,
    CONTRACT,
    ENVIRONMENT,
    HOUR,
    MINUTE,
    SCOPE,
    Chronicle,
    adoptions,
    event,
    founding,
)

DAY = 24 * HOUR
REAL_ZONES = Path(tzdata.__file__).parent / "zoneinfo"
ASK = """
import json, sys
from cli.main import livret
for question in json.loads(sys.argv[1]):
    try:
        livret.main(question)
    except SystemExit as done:
        print("exit status", done.code)
"""
NEWER_HOLIDAYS = """
import importlib, sys
sys.path.remove(__file__.rpartition("/holidays/")[0])
del sys.modules["holidays"]
library = importlib.import_module("holidays")
version = importlib.import_module("holidays.version")
version.__version__ = "99.1"
as_it_was = library.country_holidays

def country_holidays(*arguments, **named):
    days = as_it_was(*arguments, **named)
    if named["years"] == 2026:
        days.pop("2026-05-08")
        days["2026-03-10"] = "Jour des registres"
    return days

library.country_holidays = country_holidays
"""
NO_HOLIDAYS = 'raise ImportError("a question about the past asks no library")'


class Asked(NamedTuple):
    """A ledger, and the position up to which everything is asked."""

    ledger: Path
    position: int

    def questions(self) -> list[list[str]]:
        known = ("--known-at", f"#{self.position}", "--format", "json", "--lang", "en")
        return [
            ["--ledger", str(self.ledger), *question.split(), *known]
            for question in (
                f"availability {CONTRACT} 2026-03",
                f"windows {CONTRACT} 2026-03",
                f"maintenance {CONTRACT} 2026-03",
                f"takeover {CONTRACT} 2026",
                f"remedy {CONTRACT} 2026-03",
                f"backups {CONTRACT} 2026-03",
                f"retention {CONTRACT} --at 2026-03-31T12:00:00Z",
                f"statement {CONTRACT} 2026-03",
            )
        ]


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Asked:
    """A ledger with something for every article to decide, at the edges of hours, days and clock changes."""
    with Chronicle(tmp_path_factory.mktemp("same") / "ledger.db") as chronicle:
        chronicle.record(*founding(BEGINNING - 60 * DAY), *adoptions(BEGINNING - 50 * DAY))
        chronicle.now = BEGINNING + 25 * DAY
        tuesday, summer = BEGINNING + DAY, BEGINNING + 22 * DAY - 3 * HOUR  # 10 March 9:00, 31 March 7:00 in Paris
        spans = {"o1": (tuesday, 2 * HOUR), "o2": (summer - HOUR // 2, HOUR), "o3": (tuesday + HOUR, 2 * HOUR)}
        story = [
            event(f"outage.{what}", ENVIRONMENT, f"outage/{name}", at, f"{name}-{what}", {})
            for name, (started, lasted) in spans.items()
            for what, at in (("started", started), ("ended", started + lasted))
        ]
        for number in range(20):
            night = BEGINNING + number * DAY - 6 * HOUR
            kinds = {"kinds": ["nightly"]}
            story.append(
                event(
                    "backup.completed",
                    ENVIRONMENT,
                    f"backup/{number}",
                    night + number * 18 * MINUTE,
                    f"b{number}",
                    kinds,
                )
            )
            ticket = f"ticket/{number}"
            story += [
                event("ticket.registered", SCOPE, ticket, night + 4 * HOUR, f"r{number}", {}),
                event("ticket.taken_over", SCOPE, ticket, night + (5 + number) * HOUR, f"t{number}", {}),
                event("ticket.qualified", SCOPE, ticket, night + 30 * HOUR, f"q{number}", {"severity": "major"}),
                event("ticket.reproduced", SCOPE, ticket, night + 31 * HOUR, f"p{number}", {}),
            ]
        chronicle.record(*story)
        return Asked(chronicle.path, max(chronicle.answered))


def run(questions: list[list[str]], *first: Path, cwd: Path = ROOT, under: Mapping[str, str] | None = None) -> str:
    """What a process of its own answers; `first` stand first on its path."""
    ours = ("LC_", "LIVRET_", "LANG", "TZ")
    kept = {name: value for name, value in os.environ.items() if name == "LIVRET_STATE" or not name.startswith(ours)}
    path = os.pathsep.join(map(str, (*first, ROOT)))
    done = subprocess.run(
        [sys.executable, "-c", ASK, json.dumps(questions)],
        cwd=cwd,
        env={**kept, "PYTHONPATH": path, **(under or {})},
        capture_output=True,
        check=True,
        timeout=120,
    )
    assert not done.stderr, done.stderr.decode()
    return done.stdout.decode("utf-8")


def ask(asked: Asked, question: str, *first: Path) -> tuple[Any, int]:
    """One answer, and the exit status."""
    text = run([["--ledger", str(asked.ledger), *question.split(), "--format", "json", "--lang", "en"]], *first)
    answer, _, status = text.rpartition("exit status ")
    return json.loads(answer), int(status)


@pytest.fixture(scope="module")
def answers(asked: Asked) -> str:
    """What this environment answers."""
    found = run(asked.questions(), under={"PYTHONHASHSEED": "0", "LC_ALL": "C.UTF-8", "TZ": "UTC"})
    assert found.count("exit status 0\n") == len(asked.questions()), found
    return found


def stub(folder: Path, name: str, text: str) -> Path:
    """A folder that holds a package of that name."""
    package = folder / name
    package.mkdir()
    (package / "__init__.py").write_text(dedent(text), encoding="utf-8")
    return folder


def other_tzdata(folder: Path) -> Path:
    """A later `tzdata` after which France never changes its clocks."""
    there = folder / "tzdata"
    shutil.copytree(REAL_ZONES.parent, there, ignore=shutil.ignore_patterns("__pycache__", "right", "posix"))
    shutil.copy(there / "zoneinfo" / "Africa" / "Lagos", there / "zoneinfo" / "Europe" / "Paris")
    (there / "__init__.py").write_text('__version__ = "2099.1"\nIANA_VERSION = "2099a"\n', encoding="utf-8")
    rules = there / "zoneinfo" / "tzdata.zi"
    rules.write_text("# version 2099a\n" + rules.read_text(encoding="utf-8").partition("\n")[2], encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1"},
        {"PYTHONHASHSEED": "424242"},
        {"TZ": "Pacific/Noumea"},
        {"TZ": "America/New_York", "PYTHONTZPATH": "/usr/share/zoneinfo"},
        {"TZ": "nowhere"},
        {"LC_ALL": "fr_FR.UTF-8", "LANG": "fr_FR.UTF-8"},
        {"LC_ALL": "tr_TR.ISO-8859-9", "LANGUAGE": "tr"},
        {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
    ],
    ids=lambda environment: " ".join(f"{name}={value}" for name, value in environment.items()),
)
def test_past_answers_are_the_same_in_any_environment(asked: Asked, answers: str, environment: dict[str, str]):
    assert run(asked.questions(), under=environment) == answers


def test_past_answers_are_the_same_in_any_folder(asked: Asked, answers: str, tmp_path: Path):
    assert run(asked.questions(), cwd=tmp_path) == answers


@pytest.mark.parametrize("library", [NEWER_HOLIDAYS, NO_HOLIDAYS], ids=["newer", "none"])
def test_past_answers_are_the_same_whatever_the_holidays_library(
    asked: Asked, answers: str, tmp_path: Path, library: str
):
    assert run(asked.questions(), stub(tmp_path, "holidays", library)) == answers


def test_the_library_of_today_proposes_what_was_adopted(asked: Asked):
    found, status = ask(asked, "holidays check --check")
    assert (found["calendars"], found["days"], found["unknown"], status) == (3, [], [], 0)


def test_what_a_newer_holidays_library_says_otherwise_is_told(asked: Asked, tmp_path: Path):
    newer = stub(tmp_path, "holidays", NEWER_HOLIDAYS)
    found, status = ask(asked, "holidays check", newer)
    assert status == 0
    assert [(each["day"], each["adopted"], each["proposed"]) for each in found["days"]] == [
        ("2026-03-10", None, "national"),
        ("2026-05-08", "national", None),
    ]
    assert {(each["adopted_from"], each["proposed_by"]) for each in found["days"]} == {
        ("by hand", "holidays 99.1 FR fr")
    }
    assert ask(asked, "holidays check --check", newer)[1] == 1


def test_adopting_anew_moves_later_answers_and_no_past_one(asked: Asked, answers: str, tmp_path: Path):
    own = Asked(Path(shutil.copy(asked.ledger, tmp_path / "own.db")), asked.position)
    newer = stub(tmp_path, "holidays", NEWER_HOLIDAYS)
    run([["--ledger", str(own.ledger), "holidays", "adopt", "FR", "2026"]], newer)
    question = f"availability {CONTRACT} 2026-03"
    then, now = (ask(own, question + more, newer)[0] for more in (f" --known-at #{own.position}", ""))
    assert (then["downtime_seconds"], now["downtime_seconds"]) == (3 * 3600 + 1800, 1800)
    assert (then["public_holidays"], now["public_holidays"]) == ([], ["2026-03-10"])
    assert run(own.questions(), newer) == answers
    assert ask(own, "holidays check --check", newer) == ({"position": own.position + 1, **SAME}, 0)
    found, status = ask(own, f"holidays check --check --known-at #{own.position}", newer)
    assert (len(found["days"]), status) == (2, 1)


SAME = {"calendars": 3, "days": [], "unknown": []}


def test_another_tzdata_names_itself_and_what_it_changes_is_told(asked: Asked, tmp_path: Path):
    other = other_tzdata(tmp_path)
    question = f"availability {CONTRACT} 2026-03 --known-at #{asked.position}"
    then, now = ask(asked, question)[0], ask(asked, question, other)[0]
    assert (then["tzdata"], now["tzdata"]) == (tzdata.IANA_VERSION, "2099a")
    assert (then["downtime_seconds"], now["downtime_seconds"]) == (12600, 10800)
    found, status = ask(asked, f"zones {CONTRACT} 2026-03 --check --against {REAL_ZONES}", other)
    assert (found["tzdata"], found["other_tzdata"], status) == ("2099a", tzdata.IANA_VERSION, 1)
    assert [(each["zone"], each["from"], each["to"], each["time"]) for each in found["days"]] == [
        ("Europe/Paris", "2026-03-29", "2026-03-29", "03:00"),
        ("Europe/Paris", "2026-03-30", "2026-03-31", "00:00"),
    ]
    assert (found["days"][1]["pinned"], found["days"][1]["other"]) == (
        "2026-03-29T23:00:00+00:00",
        "2026-03-29T22:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("period", "against", "verdict"),
    [("2026-03", "other", 1), ("2026-02", "other", 0), ("2026-03", "the same", 0), ("2026-03", "elsewhere", 2)],
)
def test_zones_are_compared_for_the_period_asked(asked: Asked, tmp_path: Path, period: str, against: str, verdict: int):
    folders: dict[str, Callable[[], Path]] = {
        "other": lambda: other_tzdata(tmp_path) / "tzdata" / "zoneinfo",
        "the same": lambda: REAL_ZONES,
        "elsewhere": lambda: tmp_path,
    }
    asking = ["--ledger", str(asked.ledger), "zones", CONTRACT, period, "--check", "--against", str(folders[against]())]
    if verdict == 2:
        with pytest.raises(AssertionError, match="holds no time zone files"):
            run([asking])
    else:
        assert run([asking]).endswith(f"exit status {verdict}\n")
