"""An answer to a question of the kind *what if*, marked as such wherever it goes."""

from collections.abc import Sequence
from dataclasses import dataclass

from projections.calendar.span import Instant
from projections.edition.wording import N_, say
from projections.facts.entry import Entry
from projections.report.block import Column, Heading, Page, Paragraph, Row, Table


@dataclass(frozen=True, slots=True)
class AssumedEntry:
    """An event that nobody recorded."""

    type: str
    scope: str
    subject: str
    time: Instant
    source: str
    id: str


@dataclass(frozen=True, slots=True)
class Assumption:
    """An answer and what it assumes: in JSON the answer stands one level deeper, so that none takes it for a fact."""

    assumed: tuple[AssumedEntry, ...]
    finding: object

    @staticmethod
    def of(entries: Sequence[Entry], finding: object) -> "Assumption":
        """The answer that rests on these entries."""
        return Assumption(tuple(_assumed(entry) for entry in entries), finding)


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
