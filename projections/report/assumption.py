"""An answer to a question of the kind *what if*, marked as such wherever it goes."""

from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass

from projections.calendar.span import Instant
from projections.edition.wording import N_, say
from projections.facts.entry import Entry
from projections.report.block import Column, Heading, Page, Paragraph, Row, Table
from projections.report.exact import key_of


@dataclass(frozen=True, slots=True)
class AssumedEntry:
    """An event that nobody recorded."""

    type: str
    scope: str
    subject: str
    time: Instant
    source: str
    id: str


def assuming(entries: Sequence[Entry], answer: object) -> object:
    """The answer for JSON: each finding in its usual form, with `assumed` before all else that it says."""
    if isinstance(answer, list | tuple):
        return [assuming(entries, each) for each in answer]
    if not is_dataclass(answer) or hasattr(answer, "standing"):
        return answer  # the line of an entry says for itself that it is assumed
    said = {key_of(field.name): getattr(answer, field.name) for field in fields(answer)}
    return {"assumed": tuple(_assumed(entry) for entry in entries), **said}


def marked(page: Page, entries: Sequence[Entry]) -> Page:
    """The page with what it assumes above and a reminder below."""
    columns = (
        Column("type", say(N_("Type"))),
        Column("subject", say(N_("Subject"))),
        Column("time", say(N_("Happened"))),
    )
    rows = tuple(Row((each.type, each.subject, Instant(each.occurred_at)), "doubtful") for each in entries)
    warning = Paragraph(say(N_("This answer assumes events that nobody recorded; it is no finding.")), "bad")
    return Heading(say(N_("Assumption"))), warning, Table("assumed", columns, rows), *page, warning


def _assumed(entry: Entry) -> AssumedEntry:
    return AssumedEntry(entry.type, entry.scope, entry.subject, Instant(entry.occurred_at), entry.source, entry.id)
