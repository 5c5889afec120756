"""On a terminal a verb asks before it records; beside verbs a question goes on answering; a shell completes ids."""

import contextlib
import json
import os
import pty
import subprocess
from pathlib import Path

import pytest

from tests.cli.conftest import CONTRACT, Run, command, environment, program
from tests.cli.test_start import HEAVY, loaded

START = ("outage", "start", "Z1", "--on", "prod-1", "--at", "2026-04-14T10:00")


def _own_terminal() -> None:
    """Make standard input the terminal that ctrl-C comes from."""
    os.setsid()
    os.close(os.open(os.ttyname(0), os.O_RDWR))


def answered(ledger: Path, *words: str, keys: bytes, env: dict[str, str] | None = None) -> tuple[int, str, str]:
    """Exit status, stdout, and what the terminal showed, of a run whose question was answered with these keys."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("--ledger", str(ledger), *words),
        env=environment(**(env or {})),
        stdin=theirs,
        stdout=subprocess.PIPE,
        stderr=theirs,
        preexec_fn=_own_terminal,
    ) as asking:
        os.close(theirs)
        seen = b""
        while b"/N] " not in seen:
            with contextlib.suppress(OSError):
                seen += os.read(ours, 4096)
            assert asking.poll() is None, seen
        out = _typed(asking, ours, keys)
        status = asking.returncode
    with contextlib.suppress(OSError):
        while more := os.read(ours, 4096):
            seen += more
    os.close(ours)
    return status, out, seen.decode()


def _typed(asking: subprocess.Popen[bytes], terminal: int, keys: bytes) -> str:
    """What the program prints once these keys are typed; again, where ctrl-C came a moment before it listened."""
    for _ in range(30):
        os.write(terminal, keys if asking.poll() is None else b"")
        try:
            return asking.communicate(timeout=4)[0].decode()
        except subprocess.TimeoutExpired:
            keys = keys if keys == b"\x03" else b""
    asking.kill()
    raise AssertionError("it does not end")


@pytest.mark.parametrize(
    ("keys", "language", "verdict"),
    [
        (b"y\n", "en", "recorded"),
        (b"YES\n", "en", "recorded"),
        (b"o\n", "fr", "recorded"),
        (b"oui\n", "fr", "recorded"),
        (b"\n", "en", "nothing"),
        (b"n\n", "en", "nothing"),
        (b"yep\n", "en", "nothing"),
        (b"\x03", "en", "nothing"),
        (b"\x04", "en", "nothing"),
    ],
)
def test_only_yes_records(ledger: Path, keys: bytes, language: str, verdict: str):
    before = ledger.read_bytes()
    status, out, seen = answered(ledger, "--lang", language, *START, keys=keys)
    assert "2026-04-14T10:00:00+02:00 (Europe/Paris)" in seen
    if verdict == "recorded":
        assert (status, out.count("#20")) == (0, 1), seen
    else:
        assert (status, out) == (130, ""), seen
        why = "interrupted" if keys < b"\x05" else "not answered by yes"
        assert f"livret: {why}; nothing was recorded" in seen
        assert ledger.read_bytes() == before


# A question of the same name


def test_a_maintenance_is_asked_about_as_ever(run: Run, ledger: Path):
    plain = run("--ledger", ledger, "maintenance", CONTRACT, "2026-03", "--format", "json")
    assert json.loads(plain.stdout)["maintenances"][0]["maintenance"] == "maintenance/M-2026-07"
    options_first = run("--ledger", ledger, "maintenance", "--format", "json", CONTRACT, "2026-03")
    common_first = run("maintenance", "--ledger", ledger, "--lang=en", CONTRACT, "2026-03", "--format", "json")
    for other in (options_first, common_first):
        assert json.loads(other.stdout)["maintenances"] == json.loads(plain.stdout)["maintenances"]


def test_the_verb_is_found_behind_what_every_command_takes(run: Run, ledger: Path):
    announce = ("announce", "--on", "prod-1", "--starts", "2026-05-05T12:00", "--dry-run")
    for common in ((), ("--ledger", ledger), (f"--ledger={ledger}", "--lang", "fr")):
        done = run("--ledger", ledger, "maintenance", *common, *announce)
        assert done.exit_code == 0, done.stderr
        assert "maintenance.announced" in done.stdout


def test_a_contract_called_like_a_verb_is_asked_about_in_full(run: Run, ledger: Path):
    signed = ("record", "contract.signed", "contract/cancel", "--at", "2026-01-02T09:00", "--client", "N")
    more = ("--territory", "FR", "--environment", "prod-1", "--edition", "carrus-2026-03")
    assert run("--ledger", ledger, *signed, *more, "--service-starts-on", "2026-01-05").exit_code == 0
    done = run("--ledger", ledger, "maintenance", "contract/cancel", "2026-03", "--format", "json")
    assert json.loads(done.stdout)["contract"] == "cancel"
    assert run("--ledger", ledger, "maintenance", "cancel", "2026-03").exit_code == 2


def test_its_help_shows_both(run: Run):
    said = run("maintenance", "--help").stdout
    assert "Usage: livret maintenance [OPTIONS] CONTRACT PERIOD" in said
    assert "--known-at" in said
    assert "  announce    Record that clients were told of a maintenance" in said


# What is loaded, and completed


@pytest.mark.parametrize("group", ["outage", "maintenance", "emergency", "ticket", "backup"])
def test_the_help_of_a_group_loads_nothing_heavy(group: str):
    status, modules = loaded(group, "--help")
    assert (status, modules & set(HEAVY)) == (0, set())


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("outage ", ["start", "impact", "end", "cause"]),
        ("outage en", ["end"]),
        ("outage end ", ["Z1"]),
        ("outage end Z", ["Z1"]),
        ("outage end 2026", []),
        ("outage start --on ", ["prod-1"]),
        ("outage start --for C", [CONTRACT]),
        ("maintenance ", ["plan", "announce", "reschedule", "cancel", "start", "end", CONTRACT]),
        ("maintenance C", [CONTRACT]),
        ("availability ", [CONTRACT]),
        ("maintenance reschedule ", []),
        ("outage start ", []),
    ],
)
def test_names_are_completed_from_the_ledger(ledger: Path, words: str, expected: list[str]):
    assert program("--ledger", str(ledger), *START, "--yes").returncode == 0
    line = ["livret", *words.split(" ")]
    asked = {"_LIVRET_COMPLETE": "bash_complete", "COMP_WORDS": " ".join(line), "COMP_CWORD": str(len(line) - 1)}
    done = program(env={**asked, "LIVRET_LEDGER": str(ledger)})
    assert [each.partition(",")[2] for each in done.stdout.split()] == expected, done.stderr


def test_without_a_ledger_no_name_is_completed(tmp_path: Path):
    asked = {"_LIVRET_COMPLETE": "bash_complete", "COMP_WORDS": "livret outage end ", "COMP_CWORD": "3"}
    done = program(env={**asked, "LIVRET_LEDGER": str(tmp_path / "none.db")})
    assert (done.stdout.strip(), done.stderr, done.returncode) == ("", "", 0)
