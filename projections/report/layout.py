"""A page becomes text: aligned or as tables for people, Markdown, or CSV for programs. Only here is a value laid out.

Each form lives in a file of its own, imported when it is asked for, so that a pipe never pays for a terminal.
"""

from dataclasses import dataclass
from datetime import tzinfo
from typing import Literal

from projections.edition.wording import Text
from projections.report.block import Cell, Page
from projections.report.harmless import harmless
from projections.report.language import Language

Format = Literal["table", "csv", "markdown", "html"]


@dataclass(frozen=True, slots=True)
class Voice:
    """How a page is said: the language and the zone of its instants."""

    language: Language
    zone: tzinfo

    def say(self, text: Text) -> str:
        """The sentence, with nothing in it that could steer a terminal."""
        return harmless(self.language.say(text, self.zone))

    def cell(self, cell: Cell) -> str:
        """What stands in a cell, by its kind."""
        return self.say(cell) if isinstance(cell, Text) else self.language.value(cell, self.zone)


def lay_out(
    page: Page, *, format: Format, language: Language, zone: tzinfo, width: int | None, colour: bool, terminal: bool
) -> str:
    """The page as text, with a newline at its end.

    `width` is in columns; `None` stands for 80 on a terminal and for lines as long as they need elsewhere.
    """
    voice = Voice(language, zone)
    if format == "csv":
        from projections.report import csv_form

        return csv_form.written(page, voice)
    if format == "markdown":
        from projections.report import markdown_form

        return markdown_form.written(page, voice)
    if format == "html":
        from projections.report import html_form

        return html_form.written(page, voice)
    if terminal:
        from projections.report import terminal_form

        return terminal_form.written(page, voice, width or 80, colour)
    from projections.report import plain_form

    return plain_form.written(page, voice, width)
