"""How wide text is, where it may break, and how columns share a line. Widths are in terminal columns."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from unicodedata import combining, east_asian_width

from projections.report.block import Table
from projections.report.layout import Voice

GLUE = "\0"
"""A space at which no line may break. No text holds one of its own: data was made harmless before."""

_BEFORE_A_UNIT = re.compile(r"(?<=\d) (?=%|(?:h|min|s)\b)")
_BEFORE_AN_OFFSET = re.compile(r"(?<=\d)[ \xa0](?=[+-]\d\d:\d\d)")
_PIECE = re.compile(r"\d\d/\d\d/\d{4}|(?<![^ ])/[^/_ ]*[/_]*|[^/_ ]*[/_]+|[^/_ ]+| +")
_LONGEST_WORD = 18
"""A longer piece of text may be cut into lines of this many columns."""
_LEAST_ROOM = 10
"""What a value needs beside its label."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words: titles, rows of cells, and for each column whether it stands at the right."""

    titles: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    right: tuple[bool, ...]


def fitted(table: Table, voice: Voice, room: int | None, gap: int) -> tuple[Grid, list[int] | None]:
    """The table in words with the widths of its columns, `None` where it is too wide for the room.

    A figure breaks only where a date ends and between the units of a length of time; where that is too wide, an
    instant breaks before its offset as well.
    """
    titles = tuple(voice.say(column.title) for column in table.columns)
    right = tuple(column.right for column in table.columns)
    rows = tuple(tuple(_BEFORE_A_UNIT.sub(GLUE, voice.cell(cell)) for cell in row.cells) for row in table.rows)
    tight, loose = (
        Grid(titles, tuple(tuple(_BEFORE_AN_OFFSET.sub(space, cell) for cell in row) for row in rows), right)
        for space in (GLUE, " ")
    )
    for grid in (tight, loose):
        found = widths(grid, room, gap)
        if found is not None:
            return grid, found
    return loose, None


def unglued(text: str) -> str:
    """The text as it is printed."""
    return text.replace(GLUE, " ")


def width_of(text: str) -> int:
    """The columns that a terminal gives to the text."""
    if text.isascii():
        return len(text)
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)


def widths(grid: Grid, room: int | None, gap: int) -> list[int] | None:
    """A width for each column, so that the whole fits into the room; `None` where it cannot."""
    columns = [[title, *cells] for title, *cells in zip(grid.titles, *grid.rows, strict=True)]
    ideal = [max(map(width_of, cells)) for cells in columns]
    if room is None:
        return ideal
    least = [max(min_width(cell) for cell in cells) for cells in columns]
    return shared(ideal, least, room - gap * (len(columns) - 1))


def shared(ideal: Sequence[int], least: Sequence[int], room: int) -> list[int] | None:
    """Columns at least as wide as they must be; what room is left goes first to those that lack little."""
    given = list(least)
    spare = room - sum(given)
    if spare < 0:
        return None
    wanting = sorted(range(len(given)), key=lambda column: ideal[column] - least[column])
    for place, column in enumerate(wanting):
        more = min(ideal[column] - given[column], spare // (len(wanting) - place))
        given[column] += more
        spare -= more
    return given


def min_width(text: str) -> int:
    """The narrowest column in which the text stands with no figure cut."""
    return max(map(_least, _PIECE.findall(text)), default=0)


def _least(piece: str) -> int:
    return width_of(piece) if GLUE in piece else min(width_of(piece), _LONGEST_WORD)


def wrap(text: str, width: int | None) -> list[str]:
    """The text in lines no wider than that, broken at spaces, underscores and slashes inside; longer words are cut."""
    if width is None or width_of(text) <= width:
        return [text]
    lines: list[str] = [""]
    for piece in _PIECE.findall(_BEFORE_A_UNIT.sub(GLUE, text)):
        if width_of(lines[-1].rstrip(" ") if piece.isspace() else lines[-1] + piece) <= width:
            lines[-1] += piece
        elif not piece.isspace():
            pieces = list(_cut(piece, width))
            lines = [*lines, *pieces] if lines[-1].strip() else pieces if len(lines) == 1 else [*lines[:-1], *pieces]
    return [line.strip(" ") for line in lines]


def _cut(word: str, width: int) -> Iterator[str]:
    piece = ""
    for char in word:
        if piece and width_of(piece + char) > width:
            yield piece
            piece = ""
        piece += char
    yield piece


def hanging(label: str, value: str, indent: int, width: int | None) -> list[str]:
    """The label, and the value beside it from `indent` on, or below it where there is no room beside."""
    if width is not None and width - indent < max(_LEAST_ROOM, min_width(value)):
        return [*wrap(label, width), *("  " + line for line in wrap(value, width - 2))]
    first, *others = wrap(value, None if width is None else width - indent)
    head = label + " " * (indent - width_of(label))
    return [head + first, *(" " * indent + line for line in others)]
