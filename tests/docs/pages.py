"""The pages of the documentation: where they are, their blocks, their links, and the terminal sessions they show.

A ```console block is run: a line that begins with `$ ` is a command, the lines below it are its output.
Blanks and ends of lines are not compared; what else a page shows without running it stands in ```sh blocks.
A line `…` stands for any lines left out, and the names below in angle brackets for what differs from one run to the
next. A block that names a file, such as ```json april.json, is that file.
"""

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PLACEHOLDERS = {
    "<now>": r"\d{4}-\d\d-\d\d[\sT]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d\d:\d\d)",
    "<year>": r"\d{4}",
    "<id>": r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
    "<digest>": r"[0-9a-f]{16}(?:…|[0-9a-f]{48})",
    "<log>": r"livret/[0-9a-f]{32}",
    "<key>": r"livret/[0-9a-f]{32}\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}",
    "<cosigner>": r"[0-9a-f]{8}\+[A-Za-z0-9+/]{44}",
    "<seconds>": r"\d+(?:\.\d{1,6})?",
    "<user>": r"\S+",
    "<version>": r"\S+",
}
LEFT_OUT = "…"
_FENCE = re.compile(r"^```(?P<info>[^\n`]*)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")


@dataclass(frozen=True)
class Block:
    """A fenced block: the words after its fence, its text, and the line of the page that it starts on."""

    info: tuple[str, ...]
    text: str
    line: int

    @property
    def language(self) -> str:
        return self.info[0] if self.info else ""


@dataclass(frozen=True)
class Step:
    """A command of a page and the output shown for it."""

    line: int
    command: str
    output: str

    @property
    def words(self) -> list[str]:
        return shlex.split(self.command)


def every_page() -> list[Path]:
    """The README, the changelog and all of docs/."""
    return [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(DOCS.rglob("*.md"))]


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def blocks(text: str) -> Iterator[Block]:
    for fence in _FENCE.finditer(text):
        yield Block(tuple(fence["info"].split()), fence["text"], text.count("\n", 0, fence.start()) + 1)


def steps(block: Block) -> Iterator[Step]:
    """The commands of a console block; one that ends in a backslash goes on in the next line."""
    command, start = "", 0
    output: list[str] = []
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if command.endswith("\\"):
            command = command[:-1].rstrip() + " " + line.strip()
        elif line.startswith("$ "):
            if command:
                yield Step(start, command, "\n".join(output))
            command, output, start = line[2:], [], number
        else:
            assert command, f"line {number}: output without a command"
            output.append(line)
    if command:
        yield Step(start, command, "\n".join(output))


def prose(text: str) -> str:
    """The page without its blocks."""
    return _FENCE.sub("", text)


def links(text: str) -> list[str]:
    return [found["target"] for found in _LINK.finditer(prose(text))]


def agrees(shown: str, printed: str) -> bool:
    """Whether a command printed what the page shows."""
    return re.fullmatch(_pattern(shown), printed.strip(), re.DOTALL) is not None


def _pattern(shown: str) -> str:
    pattern, gap = "", ""
    for line in shown.strip().splitlines():
        if line.strip() == LEFT_OUT:
            gap = r"(?:\s.*)?\s" if pattern else r"(?:.*\s)?"
            continue
        for word in line.split():
            pattern += gap + _word(word)
            gap = r"\s+"
    return pattern + (r"(?:\s.*)?" if shown.strip().endswith(f"\n{LEFT_OUT}") else "")


def _word(word: str) -> str:
    pieces = re.split(f"({'|'.join(PLACEHOLDERS)})", word)
    return "".join(PLACEHOLDERS.get(piece) or re.escape(piece) for piece in pieces)
