"""Help exists for every command, in both languages, and in the reference."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from cli.command import first_sentence
from cli.main import COMMANDS, livret
from ledger.events.catalogue import types
from tests.cli.conftest import Run, program
from tests.house.sources import ROOT

PAGE = ROOT / "docs" / "reference" / "cli.md"
GENERATOR = ROOT / "docs" / "reference" / "generate_cli.py"
CONTEXT = click.Context(livret, info_name="livret")


def paths() -> list[tuple[str, ...]]:
    """Every command and sub-command, but the types of `record`, which are in the reference of events."""
    found: list[tuple[str, ...]] = [()]
    for name in COMMANDS:
        command = livret.get_command(CONTEXT, name)
        assert command is not None
        found.append((name,))
        if isinstance(command, click.Group) and name != "record":
            found += [(name, inner) for inner in command.list_commands(CONTEXT)]
    return found


every_command = pytest.mark.parametrize("path", paths(), ids=" ".join)


@every_command
def test_a_command_has_help_in_both_languages(run: Run, path: tuple[str, ...]):
    english, french = (run(*path, "--help", "--lang", code) for code in ("en", "fr"))
    assert (english.exit_code, french.exit_code) == (0, 0)
    assert english.stdout.startswith(f"Usage: {' '.join(('livret', *path))} ")
    assert french.stdout.startswith(f"Usage\N{NO-BREAK SPACE}: {' '.join(('livret', *path))} ")
    said = [line for line in english.stdout.splitlines() if line.endswith(".") and len(line.split()) > 4]
    assert said
    assert not [line for line in said if line in french.stdout.splitlines()], "not translated"


@every_command
def test_a_command_is_in_the_reference(path: tuple[str, ...]):
    assert f"`{' '.join(('livret', *path))}`\n" in PAGE.read_text("utf-8")


def test_the_reference_is_what_the_program_says(tmp_path: Path):
    made = subprocess.run(
        [sys.executable, str(GENERATOR), "-"], cwd=ROOT, env={"PYTHONPATH": str(ROOT)}, capture_output=True, check=True
    )
    assert made.stdout.decode() == PAGE.read_text("utf-8"), "run `python docs/reference/generate_cli.py`"


@pytest.mark.parametrize("name", COMMANDS)
def test_the_list_of_commands_says_what_the_command_says(name: str):
    command = livret.get_command(CONTEXT, name)
    assert command is not None
    assert command.help is not None
    assert first_sentence(command.help) == COMMANDS[name][1]


@every_command
def test_every_option_is_explained(path: tuple[str, ...]):
    command: click.Command | None = livret
    for name in path:
        assert isinstance(command, click.Group)
        command = command.get_command(CONTEXT, name)
    assert command is not None
    assert not [
        each.name for each in command.params if not getattr(each, "help", None) and not hasattr(each, "explain")
    ]


@pytest.mark.parametrize("type_", types())
def test_every_type_can_be_recorded_with_help(run: Run, type_: str):
    done = run("record", type_, "--help")
    assert done.exit_code == 0, done.output
    assert "--scope SCOPE" in done.stdout


def test_without_a_command_there_is_help(run: Run):
    assert run().stdout == run("--help").stdout
    assert run("contract").stdout == run("contract", "--help").stdout


@pytest.mark.parametrize(
    ("locale", "first"), [("fr_FR.UTF-8", "Usage\N{NO-BREAK SPACE}: "), ("C.UTF-8", "Usage: "), ("de_DE", "Usage: ")]
)
def test_the_locale_chooses_the_language(locale: str, first: str):
    assert program("--help", env={"LC_ALL": locale}).stdout.startswith(first)


def test_commands_are_completed_without_being_loaded():
    asked = {"_LIVRET_COMPLETE": "bash_complete", "COMP_WORDS": "livret av", "COMP_CWORD": "1"}
    assert program(env=asked).stdout == "plain,availability\n"
