"""What a page is made of, before a layout decides how it looks.

A cell keeps its exact value; the layout says it by its kind: `Instant` in the page's zone, `Duration`, `date`,
`Fraction` as a percentage floored to four decimals, `Text` translated, `str` as data that is made harmless.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from projections.calendar.span import Duration, Instant
from projections.edition.wording import Text

Cell = Text | Instant | Duration | Fraction | date | int | str | None
Tone = Literal["plain", "good", "bad", "doubtful", "quiet"]


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 is the page's."""

    text: Text
    level: int = 1


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence on a line of its own."""

    text: Text
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Pairs:
    """Labels with their values, one pair a line."""

    rows: tuple[tuple[Text, Cell], ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table. `key` names it in CSV and never changes; a title is for people."""

    key: str
    title: Text
    right: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, with as many cells as the table has columns."""

    cells: tuple[Cell, ...]
    tone: Tone = "plain"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under columns; `key` names the table in CSV."""

    key: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Timeline:
    """A month at a glance: one mark a day, and what the marks mean."""

    days: tuple[tuple[date, str], ...]
    legend: tuple[tuple[str, Text], ...]


Block = Heading | Paragraph | Pairs | Table | Timeline
Page = tuple[Block, ...]
