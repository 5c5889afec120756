"""The frame of a page about one article: its title, the verdict, what it stands on, then the account itself."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from projections.articles.finding import LateEntry, Orphan
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Heading, Page, Paragraph, Row, Table, Tone
from projections.report.flip import flips_under
from projections.report.standing import Finding, known, late, lost

TONES: Mapping[str | None, Tone] = {"met": "good", "missed": "bad", "undetermined": "doubtful"}
"""The tone of a verdict."""


class Framed(Finding, Protocol):
    """What every finding says of itself beside its account."""

    @property
    def timezone(self) -> str: ...
    @property
    def tzdata(self) -> str: ...
    @property
    def provisional(self) -> bool: ...
    @property
    def late_entries(self) -> tuple[LateEntry, ...]: ...


def framed(finding: Framed, title: Text, verdict: Paragraph, account: Page, orphans: Iterable[Orphan] = ()) -> Page:
    """The page of a finding: the account between what it stands on and what must be told of its entries."""
    not_over = Paragraph(say(N_("Provisional: not everything asked about is over.")), "doubtful")
    return (
        Heading(title),
        verdict,
        *flips_under(finding),
        *((not_over,) if finding.provisional else ()),
        *known(finding, finding.timezone, finding.tzdata),
        *account,
        *late(finding.late_entries),
        *lost(orphans),
    )


def section(heading: Text, table: Table, nothing: Text) -> Page:
    """A table under its heading, or a sentence where it would be empty."""
    return Heading(heading, 2), table if table.rows else Paragraph(nothing)


def table(key: str, columns: Iterable[Column], rows: Iterable[tuple[Tone, tuple[Cell, ...]]]) -> Table:
    """A table of rows that each have a tone."""
    return Table(key, tuple(columns), tuple(Row(cells, tone) for tone, cells in rows))


def names(listed: Iterable[str]) -> Cell:
    """The names in one cell; nothing where there are none."""
    given = tuple(listed)
    return Text("{names}", {"names": given}) if given else None
