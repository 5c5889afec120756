"""Markdown as GitHub reads it; data cannot become markup."""

import re
from collections.abc import Iterator

from projections.report.block import Block, Heading, Page, Pairs, Paragraph, Table, Timeline
from projections.report.layout import Voice
from projections.report.plain_form import timeline_lines

_MARKUP = re.compile(r"[\\`*_{}\[\]<>|~&$]")
_OPENING = re.compile(r"^(\s*)(?:([#+-])|(\d+)([.)]))(?=\s|#|$)")


def written(page: Page, voice: Voice) -> str:
    """The page with a blank line between its blocks."""
    return "\n".join("".join(f"{line}\n" for line in _lines(block, voice)) for block in page)


def escaped(text: str) -> str:
    """The text so that Markdown shows it as it is."""
    text = _MARKUP.sub(lambda found: "\\" + found[0], text)
    return _OPENING.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", text)


def _lines(block: Block, voice: Voice) -> Iterator[str]:
    match block:
        case Heading():
            yield "#" * block.level + " " + escaped(voice.say(block.text))
        case Paragraph():
            yield escaped(voice.say(block.text))
        case Pairs():
            yield from (f"- {escaped(voice.say(label))}: {escaped(voice.cell(cell))}" for label, cell in block.rows)
        case Table():
            yield from _table_lines(block, voice)
        case Timeline():
            yield from ("```text", *timeline_lines(block, voice), "```")


def _table_lines(table: Table, voice: Voice) -> Iterator[str]:
    if table.title is not None:
        yield f"**{escaped(voice.say(table.title))}**"
        yield ""
    yield _row(escaped(voice.say(column.title)) for column in table.columns)
    yield _row("---:" if column.right else "---" for column in table.columns)
    for row in table.rows:
        yield _row(escaped(voice.cell(cell)) for cell in row.cells)


def _row(cells: Iterator[str]) -> str:
    return f"| {' | '.join(cells)} |"
