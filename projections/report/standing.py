"""What every finding stands on, said the same way everywhere: what was known, the readings, late and lost entries."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from projections.articles.catalogue import readings as declared
from projections.articles.finding import EntryRef, LateEntry, Literally, Orphan
from projections.calendar.span import Instant
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.report.block import Block, Column, Heading, Page, Paragraph, Row, Table
from projections.report.codes import coded


class Finding(Protocol):
    """The part of a finding that says what it rests on."""

    @property
    def known_at(self) -> Instant: ...
    @property
    def known_by(self) -> str: ...
    @property
    def position(self) -> int: ...
    @property
    def edition(self) -> str: ...


def known(finding: Finding, timezone: str, tzdata: str | None = None) -> Page:
    """What the finding was computed from, in sentences."""
    times = (
        say(N_("Times are those of {timezone}."), timezone=timezone)
        if tzdata is None
        else say(N_("Times are those of {timezone} (time zone data {tzdata})."), timezone=timezone, tzdata=tzdata)
    )
    blocks: list[Block] = [
        Paragraph(
            say(
                N_("Edition {edition} of the booklet; as known at {known_at}, position {position} of the ledger."),
                edition=finding.edition,
                known_at=finding.known_at,
                position=finding.position,
            )
        ),
        Paragraph(times),
    ]
    if finding.known_by == "source":
        blocks.append(
            Paragraph(
                say(N_("Claimed: what was known when is taken from the sources, not from the ledger's own clock.")),
                "doubtful",
            )
        )
    return tuple(blocks)


READINGS = Heading(say(N_("Readings")), 2)
"""The title of what `readings_taken` says in one block."""
LATE = Heading(say(N_("Late entries")), 2)
LOST = Heading(say(N_("Entries left out")), 2)
"""The titles of what `late` and `lost` say in two blocks."""


def readings_taken(taken: Mapping[str, str], articles: Iterable[str]) -> Page:
    """The readings that are not the default, each with what follows from it."""
    kinds = declared(articles)
    rows = tuple(
        Row((name, option, Text(kind.named(option).value.consequence), kind.default().option), "doubtful")
        for name, option in taken.items()
        if (kind := kinds.get(name)) is not None and option != kind.default().option
    )
    if not rows:
        return READINGS, Paragraph(say(N_("Every ambiguous sentence is read by its default option.")))
    columns = (
        Column("reading", say(N_("Reading"))),
        Column("option", say(N_("Option taken"))),
        Column("consequence", say(N_("What follows"))),
        Column("default", say(N_("Default"))),
    )
    return READINGS, Table("readings", columns, rows, say(N_("Taken otherwise than by default:")))


def late(entries: Iterable[LateEntry]) -> Page:
    """The entries that the ledger learned of long after they happened; nothing where there are none."""
    rows = tuple(Row((*named(each.entry), each.occurred_at, each.recorded_at), "doubtful") for each in entries)
    if not rows:
        return ()
    columns = (
        *ENTRY,
        Column("occurred_at", say(N_("Happened"))),
        Column("recorded_at", say(N_("Recorded"))),
    )
    return (
        LATE,
        Paragraph(
            say(N_("This rests on entries recorded long after the fact. Number of them: {count}."), count=len(rows))
        ),
        Table("late_entries", columns, rows),
    )


def lost(entries: Iterable[Orphan]) -> Page:
    """The entries left out because what they continue is not known; nothing where there are none."""
    rows = tuple(Row((*named(each.entry), each.type, each.subject), "doubtful") for each in entries)
    if not rows:
        return ()
    columns = (*ENTRY, Column("type", say(N_("Type"))), Column("subject", say(N_("Subject"))))
    return (
        LOST,
        Paragraph(
            say(
                N_("What these entries continue is not known, so they are left out. Number of them: {count}."),
                count=len(rows),
            )
        ),
        Table("orphans", columns, rows),
    )


ENTRY = (
    Column("position", say(N_("Position")), right=True),
    Column("source", say(N_("Source"))),
    Column("id", say(N_("Identifier"))),
)


def named(entry: EntryRef) -> tuple[str, str, str]:
    """The cells that name an entry."""
    return f"#{entry.position}", entry.source, entry.id


def positions(entries: Iterable[EntryRef]) -> str:
    """Where entries stand in the ledger: `#3 #9`."""
    return " ".join(f"#{entry.position}" for entry in entries)


def literal_options(literally: Sequence[Literally], verdict: str | None, articles: Iterable[str]) -> Page:
    """The figures under the literal options of the readings whose defaults ask more than the words do."""
    if not literally:
        return ()
    kinds = declared(articles)
    columns = (
        Column("reading", say(N_("Reading"))),
        Column("option", say(N_("Literal option"))),
        Column("consequence", say(N_("What follows"))),
        Column("rate", say(N_("Rate (TD)")), right=True),
        Column("downtime_seconds", say(N_("Downtime (TI)")), right=True),
        Column("verdict", say(N_("Verdict"))),
    )
    why = say(N_("These defaults ask more than the words of the booklet do; by the literal option it would be:"))
    rows = tuple(_literal_row(each, kinds[each.reading], verdict) for each in literally)
    return Paragraph(why), Table("literally", columns, rows)


def _literal_row(each: Literally, kind: type[Reading], verdict: str | None) -> Row:
    cells = (
        each.reading,
        each.option,
        Text(kind.named(each.option).value.consequence),
        each.percent,
        each.downtime_seconds,
        coded("verdict", each.verdict),
    )
    return Row(cells, "plain" if each.verdict == verdict else "doubtful")
