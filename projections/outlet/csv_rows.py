"""CSV (RFC 4180): one row an entry as it was recorded, amendments among them; a column for each field of the data.

What a cell shows can be read back letter by letter. A text that a spreadsheet would compute gets an apostrophe
before it, and so does one that begins with an apostrophe; where a text holds what a terminal would obey, or a
backslash, that is written as an escape such as `\\x1b`, and a backslash twice.
"""

import json
from collections.abc import Iterator, Mapping
from csv import writer
from io import StringIO
from typing import Any

from ledger.events.entry import Entry
from ledger.events.instant import format_instant
from projections.facts.selection import Selection
from projections.report.harmless import FORMULA, harmless

COLUMNS = ("position", "recorded_at", "occurred_at", "recordedtime", "type", "scope", "subject")
"""What the ledger says of an entry, instants in UTC; the next ones are as the source wrote them."""
ATTRIBUTES = ("source", "id", "actor", "assertedby", "correlationid", "causationid", "dataschema")
_LAID_OUT = "\n\t"
"""What breaks a text into lines and columns, inside a cell as well."""


def written(selection: Selection) -> Iterator[bytes]:
    """A header, then the rows; the ledger is read twice, so that no row has to be kept."""
    fields = sorted({name for entry, _ in selection.recorded() for name in entry.data})
    yield _line([*COLUMNS, *ATTRIBUTES, *(f"data.{cell(name)}" for name in fields)])
    for entry, content in selection.recorded():
        yield _line(_row(entry, {**json.loads(content), "actor": entry.actor}, fields))


def _row(entry: Entry, event: Mapping[str, Any], fields: list[str]) -> Iterator[str]:
    yield str(entry.position)
    yield format_instant(entry.recorded_at)
    yield format_instant(entry.occurred_at)
    yield "" if entry.claimed_at is None else format_instant(entry.claimed_at)
    yield from (entry.type, entry.scope, entry.subject)
    yield from (_value(event.get(name)) for name in ATTRIBUTES)
    yield from (_value(entry.data.get(name)) for name in fields)


def _value(value: Any) -> str:
    """A value of JSON in a cell: texts as they are, numbers and truth values as JSON has them, the rest as JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return cell(value)
    text = json.dumps(value, ensure_ascii=False)
    return text if isinstance(value, int) else cell(text)


def cell(text: str) -> str:
    """The text as a cell that no spreadsheet computes and no terminal obeys, and that can be read back."""
    if "\\" in text or not text.isprintable():
        text = "".join(each if each in _LAID_OUT else harmless(each) for each in text.replace("\\", "\\\\"))
    return f"'{text}" if text.startswith("'") or text.lstrip().startswith(FORMULA) else text


def _line(cells: Iterator[str] | list[str]) -> bytes:
    out = StringIO(newline="")
    writer(out).writerow(cells)
    return out.getvalue().encode()
