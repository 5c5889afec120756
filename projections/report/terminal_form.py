"""Tables for a terminal, drawn by rich. Nothing of a page is read as markup: rich is handed finished lines."""

from collections.abc import Iterable
from io import StringIO

from rich import box
from rich.console import Console
from rich.table import Table as RichTable
from rich.text import Text as RichText

from projections.report.block import Block, Heading, Page, Paragraph, Table, Tone
from projections.report.columns import fitted, unglued, wrap
from projections.report.layout import Voice
from projections.report.plain_form import block_lines, stacked

_GAP = 2  # a cell's padding, and the blank that the box draws between columns
_STYLES: dict[Tone, str] = {
    "plain": "",
    "good": "green",
    "bad": "bold red",
    "doubtful": "yellow",
    "quiet": "bright_black",
}


def written(page: Page, voice: Voice, width: int, colour: bool) -> str:
    """The page as a terminal of that width shows it; without colour, no escape sequence at all."""
    out = StringIO()
    console = Console(
        file=out,
        width=width,
        force_terminal=True,
        color_system="standard" if colour else None,
        highlight=False,
        markup=False,
        emoji=False,
        legacy_windows=False,
        _environ={},
    )
    last: Block | None = None
    for block in page:
        if last is not None and not (isinstance(block, Paragraph) and isinstance(last, Paragraph)):
            console.print()
        _draw(block, voice, console)
        last = block
    return "".join(f"{line.rstrip()}\n" for line in out.getvalue().splitlines())


def _draw(block: Block, voice: Voice, console: Console) -> None:
    match block:
        case Heading():
            _lines(wrap(voice.say(block.text), console.width), "bold" if block.level > 1 else "bold underline", console)
        case Paragraph():
            _lines(wrap(voice.say(block.text), console.width), _STYLES[block.tone], console)
        case Table():
            _table(block, voice, console)
        case _:
            _lines(block_lines(block, voice, console.width), "", console)


def _lines(lines: Iterable[str], style: str, console: Console) -> None:
    for line in lines:
        console.print(RichText(unglued(line), style), soft_wrap=True)


def _table(table: Table, voice: Voice, console: Console) -> None:
    words, found = fitted(table, voice, console.width, _GAP)
    if table.title is not None:
        _lines(wrap(voice.say(table.title), console.width), "italic", console)
    if found is None:
        _lines(stacked(words, console.width), "", console)
        return
    drawn = RichTable(box=box.SIMPLE_HEAD, show_edge=False, pad_edge=False, padding=(0, 1, 0, 0), header_style="bold")
    for title, width, right in zip(words.titles, found, words.right, strict=True):
        drawn.add_column(_cell(title, width), width=width, justify="right" if right else "left", overflow="fold")
    for row, cells in zip(table.rows, words.rows, strict=True):
        drawn.add_row(*map(_cell, cells, found), style=_STYLES[row.tone] or None)
    console.print(drawn)


def _cell(text: str, width: int) -> RichText:
    return RichText("\n".join(map(unglued, wrap(text, width))))
