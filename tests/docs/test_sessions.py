"""Every terminal session that the documentation shows is run, and prints what the page says."""

import contextlib
import io
import os
import re
import shutil
from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path

import pytest

from cli.main import livret
from ledger import clock
from ledger.events.instant import parse_instant
from tests.docs.pages import DOCS, ROOT, agrees, blocks, every_page, name_of, steps

READ_ON = parse_instant("2026-11-23T09:00:00+01:00")
"""The day on which the pages are followed: `livret init` adopts the calendars of the years around it."""
FROM_NOTHING = (ROOT / "README.md", DOCS / "tutorial.md")
"""Pages that start in an empty folder; the others start from what `livret demo --keep` leaves."""

ASK_STATUS = "echo $?"
"""Shows the exit status of the command above; without it, only a command that complains may fail."""

SESSIONS = [page for page in every_page() if "```console" in page.read_text("utf-8")]


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An empty folder, eighty columns, English, and a clock that goes on from the day on which the pages are read."""
    for name in [name for name in os.environ if name.startswith(("LIVRET_", "LC_", "LANG"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / ".state"))
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.chdir(tmp_path)
    system, ahead = clock.now, READ_ON - clock.now()
    monkeypatch.setattr(clock, "now", lambda: system() + ahead)
    (tmp_path / "cli").mkdir()
    shutil.copy(ROOT / "cli" / "demo.jsonl", tmp_path / "cli")


def run(words: list[str]) -> tuple[str, int]:
    """What the program prints on both streams, and its exit status."""
    assert words[0] == "livret", f"a session runs livret alone, not {words[0]}"
    screen = io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True)
    with contextlib.redirect_stdout(screen), contextlib.redirect_stderr(screen), pytest.raises(SystemExit) as end:
        livret.main(words[1:])
    screen.seek(0)
    return screen.read(), int(end.value.code or 0)


def follow(page: Path) -> Iterator[str]:
    """Make the files of a page and run its commands, in order; what the page gets wrong."""
    status = 0
    for block in blocks(page.read_text("utf-8")):
        if len(block.info) == 2:
            Path(block.info[1]).write_text(block.text, "utf-8")
        session = list(steps(block)) if block.language == "console" else []
        for step, following in zip_longest(session, session[1:]):
            asked = following is not None and following.command == ASK_STATUS
            printed, status = (str(status), 0) if step.command == ASK_STATUS else run(step.words)
            told = asked or re.search("^livret: ", step.output, re.MULTILINE) is not None
            if not agrees(step.output, printed) or (status != 0 and not told):
                yield (
                    f"{name_of(page)}:{step.line}: $ {step.command}\n"
                    f"shown:\n{step.output}\n\nprinted (exit status {status}):\n{printed}"
                )


@pytest.mark.usefixtures("terminal")
@pytest.mark.parametrize("page", SESSIONS, ids=name_of)
def test_a_page_shows_what_is_printed(page: Path):
    if page not in FROM_NOTHING:
        assert run(["livret", "demo", "--keep", "."])[1] == 0
    wrong = next(follow(page), None)
    assert wrong is None, wrong


def test_the_tutorial_is_among_the_sessions():
    assert DOCS / "tutorial.md" in SESSIONS


@pytest.mark.parametrize(
    ("shown", "printed", "verdict"),
    [
        ("created livret.db", "created livret.db\n", "agrees"),
        ("created livret.db", "created other.db\n", "differs"),
        ("known at <now>, all", "known at 2026-11-23 09:35:26.96\n+01:00, all", "agrees"),
        ("known at <now>, all", "known at nine o'clock, all", "differs"),
        ("first\n…\nlast", "first\nmore\nand more\nlast", "agrees"),
        ("first\n…\nlast", "first last", "agrees"),
        ("first\n…\nlast", "first\nmore\nlast one", "differs"),
        ("first\n…", "first\nmore", "agrees"),
        ("first", "first\nmore", "differs"),
        ("…\nlast", "more\nlast", "agrees"),
        ("two  words", "two words", "agrees"),
        ("a.b", "axb", "differs"),
    ],
)
def test_a_difference_is_told(shown: str, printed: str, verdict: str):
    assert ("agrees" if agrees(shown, printed) else "differs") == verdict
