"""Plain text in aligned columns, for pipes, files and tests."""

from collections.abc import Iterator

from projections.report.block import Block, Heading, Page, Pairs, Paragraph, Table, Timeline
from projections.report.columns import Grid, fitted, hanging, unglued, width_of, wrap
from projections.report.layout import Voice

GAP = 2
_RULES = {1: "=", 2: "-"}


def written(page: Page, voice: Voice, width: int | None) -> str:
    """The page in lines no longer than the width, as far as figures allow."""
    lines: list[str] = []
    last: Block | None = None
    for block in page:
        if last is not None and not (isinstance(block, Paragraph) and isinstance(last, Paragraph)):
            lines.append("")
        lines.extend(block_lines(block, voice, width))
        last = block
    return "".join(f"{unglued(line).rstrip()}\n" for line in lines)


def block_lines(block: Block, voice: Voice, width: int | None) -> Iterator[str]:
    """The lines of one block."""
    match block:
        case Heading():
            lines = wrap(voice.say(block.text), width)
            yield from lines
            yield _RULES.get(block.level, "-") * max(map(width_of, lines))
        case Paragraph():
            yield from wrap(voice.say(block.text), width)
        case Pairs():
            yield from pairs_lines(block, voice, width)
        case Table():
            yield from _table_lines(block, voice, width)
        case Timeline():
            yield from timeline_lines(block, voice)


def pairs_lines(pairs: Pairs, voice: Voice, width: int | None) -> Iterator[str]:
    """Labels at the left, values in a column beside them."""
    labels = [voice.say(label) for label, _ in pairs.rows]
    indent = max(map(width_of, labels), default=0) + GAP
    for label, (_, cell) in zip(labels, pairs.rows, strict=True):
        yield from hanging(label, voice.cell(cell), indent, width)


def timeline_lines(timeline: Timeline, voice: Voice) -> Iterator[str]:
    """Every day's mark under a ruler of day numbers, then what the marks mean."""
    ruler = ""
    for place, (day, _) in enumerate(timeline.days):
        if day.day in (1, 5, 10, 15, 20, 25, 30) and len(ruler) <= place:
            ruler = ruler.ljust(place) + str(day.day)
    yield ruler
    yield "".join(mark for _, mark in timeline.days)
    for mark, meaning in timeline.legend:
        yield f"{mark}  {voice.say(meaning)}"


def _table_lines(table: Table, voice: Voice, width: int | None) -> Iterator[str]:
    if table.title is not None:
        yield from wrap(voice.say(table.title), width)
    words, found = fitted(table, voice, width, GAP)
    if found is None:
        yield from stacked(words, width)
        return
    yield from _row_lines(words.titles, words, found)
    yield (" " * GAP).join("-" * column for column in found)
    for row in words.rows:
        yield from _row_lines(row, words, found)


def _row_lines(cells: tuple[str, ...], words: Grid, found: list[int]) -> Iterator[str]:
    wrapped = [wrap(cell, column) for cell, column in zip(cells, found, strict=True)]
    for line in range(max(map(len, wrapped), default=0)):
        parts = (lines[line] if line < len(lines) else "" for lines in wrapped)
        padded = (_padded(*each) for each in zip(parts, found, words.right, strict=True))
        yield (" " * GAP).join(padded)


def _padded(text: str, width: int, right: bool) -> str:
    space = " " * (width - width_of(text))
    return space + text if right else text + space


def stacked(words: Grid, width: int | None) -> Iterator[str]:
    """A table too wide for the line: each row as labels with their values."""
    indent = max(map(width_of, words.titles)) + GAP
    for number, row in enumerate(words.rows):
        if number:
            yield ""
        for title, cell in zip(words.titles, row, strict=True):
            yield from hanging(title, cell, indent, width)
