"""The tables of a page as CSV (RFC 4180): exact values under stable keys; several tables stand a blank line apart.

A cell that a spreadsheet would run as a formula gets an apostrophe before it, unless it is a number of ours.
"""

from csv import writer
from datetime import date
from fractions import Fraction
from io import StringIO

from projections.calendar.span import Duration, Instant
from projections.calendar.zone import iso
from projections.edition.wording import Text
from projections.report.block import Cell, Page, Table
from projections.report.exact import percent, seconds
from projections.report.harmless import FORMULA, harmless
from projections.report.layout import Voice


def written(page: Page, voice: Voice) -> str:
    """Every table of the page: a header of column keys, then its rows."""
    out = StringIO(newline="")
    lines = writer(out)
    for number, table in enumerate(block for block in page if isinstance(block, Table)):
        if number:
            out.write("\r\n")
        lines.writerow([column.key for column in table.columns])
        lines.writerows([[_cell(cell, voice) for cell in row.cells] for row in table.rows])
    return out.getvalue()


def _cell(cell: Cell, voice: Voice) -> str:
    match cell:
        case None:
            return ""
        case Instant():
            return iso(cell, voice.zone)
        case Duration():
            return seconds(cell)
        case Fraction():
            return percent(cell)
        case date():
            return cell.isoformat()
        case int():
            return str(cell)
        case Text():
            return neutral(voice.say(cell))
    return neutral(cell)


def neutral(text: str) -> str:
    """The text as a cell that no spreadsheet computes and no terminal obeys."""
    return harmless(f"'{text}" if text.lstrip(" ").startswith(FORMULA) else text)
