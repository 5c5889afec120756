"""The pages hold together: every link leads somewhere, every page is linked, every command shown exists."""

import re
from functools import cache
from pathlib import Path

import click
import pytest

from cli.implied import Implying
from cli.main import COMMANDS, livret
from cli.verb import VerbsBesideQuestion
from ledger.events.catalogue import types
from tests.docs.pages import DOCS, ROOT, blocks, every_page, links, name_of, prose, steps

PAGES = every_page()
every = pytest.mark.parametrize("page", PAGES, ids=name_of)
_GLOBAL = ("--ledger", "--lang")
"""Options that may come before the command, each with a value."""


@cache
def anchors(page: Path) -> frozenset[str]:
    """The anchors that headings of a page make, as GitHub does."""
    titles = re.findall(r"^#+ (.+)$", prose(page.read_text("utf-8")), re.MULTILINE)
    return frozenset(re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles)


def leads_nowhere(page: Path, target: str) -> bool:
    if re.match(r"[a-z]+:", target):
        return False
    path, _, anchor = target.partition("#")
    found = (page.parent / path).resolve() if path else page
    if not found.exists() or not found.is_relative_to(ROOT):
        return True
    return bool(anchor) and anchor not in anchors(found)


def linked(page: Path) -> set[Path]:
    """The pages that a page links to."""
    targets = (target.partition("#")[0] for target in links(page.read_text("utf-8")) if ":" not in target)
    return {(page.parent / target).resolve() for target in targets if target.endswith(".md")}


def commands(text: str) -> list[list[str]]:
    """The words of every `livret` command that the blocks of a page show."""
    shown: list[str] = []
    for block in blocks(text):
        if block.language == "console":
            shown += [step.command for step in steps(block)]
        elif block.language == "sh":
            shown += block.text.splitlines()
    pieces = (piece.split() for line in shown for piece in re.split(r"\||&&|;", line))
    return [words for words in pieces if words[:1] == ["livret"]]


def unknown(words: list[str]) -> str | None:
    """The command, or the command of a command, that does not exist."""
    rest = words[1:]
    while rest and rest[0] in _GLOBAL:
        rest = rest[2:]
    if not rest or rest[0].startswith("-"):
        return None
    if rest[0] not in COMMANDS:
        return rest[0]
    context = click.Context(livret)
    command = livret.get_command(context, rest[0])
    if isinstance(command, click.Group) and rest[1:] and not rest[1].startswith("-"):
        known = types() if rest[0] == "record" else command.list_commands(context)
        answers = isinstance(command, VerbsBesideQuestion) and re.match("[A-Z]", rest[1])  # a contract
        answers = answers or (isinstance(command, Implying) and re.search("[A-Z.]", rest[1]))  # or a file
        return None if answers or rest[1] in known else " ".join(rest[:2])
    return None


@every
def test_a_link_leads_somewhere(page: Path):
    assert not [target for target in links(page.read_text("utf-8")) if leads_nowhere(page, target)]


@every
def test_a_command_exists(page: Path):
    text = page.read_text("utf-8")
    spans = [words for span in re.findall(r"`(livret [a-z][^`]*)`", prose(text)) for words in [span.split()]]
    named = [words for words in spans if re.fullmatch(r"[a-z-]+", words[1])]
    assert not [wrong for words in (*commands(text), *named) if (wrong := unknown(words)) is not None]


def test_no_page_is_orphaned():
    reached, ahead = set(), [ROOT / "README.md"]
    while ahead:
        page = ahead.pop()
        if page not in reached and page.exists():
            reached.add(page)
            ahead += linked(page)
    assert not [name_of(page) for page in PAGES if page not in reached]


@every
def test_a_page_has_one_title(page: Path):
    text = prose(page.read_text("utf-8"))
    assert len(re.findall(r"^# ", text, re.MULTILINE)) == 1
    assert text.startswith("# ")


@pytest.mark.parametrize(
    ("target", "verdict"),
    [
        ("tutorial.md", "somewhere"),
        ("../README.md#try-it", "somewhere"),
        ("../README.md#try-that", "nowhere"),
        ("#how-to", "somewhere"),
        ("nothing.md", "nowhere"),
        ("../../outside.md", "nowhere"),
        ("https://example.org/", "somewhere"),
    ],
)
def test_a_link_that_leads_nowhere_is_told(target: str, verdict: str):
    assert ("nowhere" if leads_nowhere(DOCS / "index.md", target) else "somewhere") == verdict


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        ("livret availability C1 2026-03", None),
        ("livret --ledger other.db init", None),
        ("livret --help", None),
        ("livret holidays adopt GP 2026", None),
        ("livret holidays invent GP 2026", "holidays invent"),
        ("livret record outage.started outage/1", None),
        ("livret record outage.begun outage/1", "record outage.begun"),
        ("livret divine C1", "divine"),
    ],
)
def test_a_command_that_does_not_exist_is_told(line: str, verdict: str | None):
    assert unknown(line.split()) == verdict
    assert commands(f"```sh\ncat x | {line}\n```\n") == [line.split()]
