"""Figures of several articles side by side: what other readings make of them, and what changed them."""

from collections.abc import Sequence
from dataclasses import dataclass

from projections.calendar.span import Instant
from projections.edition.wording import N_, Text, say
from projections.inquiry.comparison import Change, FactShare, Share
from projections.inquiry.figure import Figure
from projections.inquiry.flipping import as_flips
from projections.inquiry.search import Alternative
from projections.inquiry.sensitivity import Sensitivity
from projections.report import readings
from projections.report.block import Block, Cell, Column, Heading, Page, Paragraph, Row, Table, Tone
from projections.report.codes import coded
from projections.report.flip import WHATS, flip_line
from projections.report.readings import ReadingLine
from projections.report.standing import ENTRY, named, positions

NAMES = {
    "availability": N_("availability (TD)"),
    "backups": N_("backups made"),
    "retention": N_("copies kept"),
    "takeover_rate": N_("tickets taken over in time"),
    "remedy": N_("remedies in time"),
}
AMOUNTS = {
    "availability": N_("Downtime (TI)"),
    "backups": N_("Missed"),
    "retention": N_("Lost"),
    "takeover_rate": N_("Late"),
    "remedy": N_("Late"),
}
FIGURE = (
    Column("rate", say(N_("Rate")), right=True),
    Column("amount", say(N_("Against the provider")), right=True),
    Column("verdict", say(N_("Verdict"))),
)


@dataclass(frozen=True, slots=True)
class ReadingsFinding:
    """The readings in force for a contract and period, and what others would make of the figures."""

    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    readings: tuple[ReadingLine, ...]
    figures: tuple[Sensitivity, ...]


def readings_page(found: ReadingsFinding) -> Page:
    """What other readings make of the figures, then the readings themselves."""
    return (*sensitivity_page(found.figures), *readings.page(found.readings))


def title(figure: Figure) -> Text:
    """What a figure is: article, name, what it is about."""
    name = Text(NAMES[figure.name])
    return say(N_("Article {article}, {figure}, {period}"), article=figure.article, figure=name, period=figure.about)


def cells(figure: Figure | None) -> tuple[Cell, Cell, Cell]:
    """Rate, amount and verdict of a figure."""
    if figure is None:
        return None, None, None
    return figure.rate, figure.amount, coded("verdict", figure.verdict)


def tone(verdict: str | None) -> Tone:
    """How a verdict looks."""
    return "good" if verdict == "met" else "bad" if verdict == "missed" else "doubtful"


def sensitivity_page(found: Sequence[Sensitivity]) -> Page:
    """Each figure under other options: what flips its verdict, the best case of each side, what changes nothing."""
    blocks: list[Block] = [Heading(say(N_("What other readings make of the figures")))]
    for each in found:
        blocks += _sensitivity(each)
    return tuple(blocks)


def _sensitivity(found: Sensitivity) -> list[Block]:
    figure = found.figure
    columns = (Column("case", say(N_("Case"))), Column("options", say(N_("Options"))), *FIGURE)
    cases = [
        Row((say(N_("in force")), None, *cells(figure)), tone(figure.verdict)),
        *(
            Row((_best(side), _options(best), *cells(best.figure)), tone(best.figure.verdict))
            for side, best in found.best.items()
        ),
    ]
    blocks: list[Block] = [
        Heading(title(figure), 2),
        Paragraph(_flip_line(found)),
        Table("cases", columns, tuple(cases)),
    ]
    if found.singles:
        rows = tuple(
            Row((_options(each), *cells(each.figure), _flips(each)), tone(each.figure.verdict))
            for each in found.singles
        )
        heads = (Column("option", say(N_("Option"))), *FIGURE, Column("flips", say(N_("Flips the verdict"))))
        blocks.append(Table("singles", heads, rows, say(N_("Options that change the figure by themselves:"))))
    if found.sets:
        rows = tuple(Row((_options(each), *cells(each.figure)), tone(each.figure.verdict)) for each in found.sets)
        blocks.append(
            Table(
                "sets",
                (Column("options", say(N_("Options together"))), *FIGURE),
                rows,
                say(N_("Smallest sets of options that flip the verdict:")),
            )
        )
    if found.indifferent:
        why = (Column("reading", say(N_("Reading"))), Column("because", say(N_("Why it does not matter"))))
        rows = tuple(Row((each.reading, each.because), "quiet") for each in found.indifferent)
        blocks.append(Table("indifferent", why, rows, say(N_("Readings that do not matter here:"))))
    return blocks


def _flip_line(found: Sensitivity) -> Text:
    turning = as_flips(found.figure, _turning(found))
    if found.side is not None and not turning:
        whom = coded("side", found.side)
        return say(N_("No contestable reading flips this verdict to the good of {side}."), side=whom)
    return flip_line(turning, WHATS.get(found.figure.name))


def _turning(found: Sensitivity) -> list[Alternative]:
    """The single options that flip the verdict, and the sets that are looked for where none of them turns it."""
    return [*(each for each in found.singles if each.flips), *found.sets]


def _best(side: str) -> Text:
    return say(N_("best for the provider")) if side == "provider" else say(N_("best for the client"))


def _options(each: Alternative) -> str | None:
    return " ".join(f"{name}={option}" for name, option in each.options) or None


def _flips(each: Alternative) -> Text | None:
    return say(N_("yes")) if each.flips else None


def comparison_page(changes: Sequence[Change]) -> Page:
    """What changed between two moments, figure by figure and entry by entry."""
    return Heading(say(N_("What changed between the two moments"))), *changes_and_shares(changes)


def changes_and_shares(changes: Sequence[Change]) -> list[Block]:
    """Figures before and after, then of each that changed the entries with their shares."""
    columns = (
        Column("figure", say(N_("Figure"))),
        Column("before", say(N_("Rate before")), right=True),
        Column("after", say(N_("Rate after")), right=True),
        Column("difference", say(N_("Difference")), right=True),
        Column("verdict_before", say(N_("Verdict before"))),
        Column("verdict_after", say(N_("Verdict after"))),
    )
    blocks: list[Block] = [Table("changes", columns, tuple(_changed(each) for each in changes))]
    for change in changes:
        if change.shares or change.facts:
            heading, entries = _shares(change)
            blocks += [heading, *_facts(change), entries]
        elif change.untold is not None:
            blocks.append(Paragraph(untold(change.untold)))
    return blocks


def untold(count: int) -> Text:
    """That entries are too many for the share of each to be told."""
    return say(
        N_(
            "{count} entries are known since, too many to tell the share of each: "
            "compare with a moment that lies closer."
        ),
        count=count,
    )


def _changed(change: Change) -> Row:
    figure = change.after or change.before
    assert figure is not None  # a change is of a figure that one of the moments has
    before, after = cells(change.before), cells(change.after)
    row = (title(figure), before[0], after[0], change.difference, before[2], after[2])
    return Row(row, "plain" if change.before == change.after else "doubtful")


def _shares(change: Change) -> list[Block]:
    figure = change.after
    assert figure is not None  # only a figure that is known later has shares
    columns = (
        *ENTRY,
        Column("type", say(N_("Type"))),
        Column("subject", say(N_("Subject"))),
        Column("share", Text(AMOUNTS[figure.name]), right=True),
        Column("late_by", say(N_("Recorded late by")), right=True),
    )
    rows = [_share(each) for each in change.shares]
    if change.interaction:
        rows.append(Row((None, None, None, say(N_("interaction")), None, change.interaction, None), "doubtful"))
    explained = say(N_("Entries known since, each with what the figure would lack without it:"))
    return [Heading(title(figure), 2), Table("shares", columns, tuple(rows), explained)]


def _share(each: Share) -> Row:
    cells = (*named(each.entry), each.type, each.subject, share_of(each), each.late_by)
    return Row(cells, "doubtful" if each.late_by else "plain")


def _facts(change: Change) -> list[Block]:
    """The same by the fact that entries speak of; nothing where each of them speaks of another."""
    figure = change.after
    assert figure is not None  # only a figure that is known later has shares
    if not by_fact(change):
        return []
    columns = (
        Column("fact", say(N_("Fact"))),
        Column("entries", say(N_("Entries"))),
        Column("share", Text(AMOUNTS[figure.name]), right=True),
    )
    rows = [Row((each.subject, positions(each.entries), share_of(each))) for each in change.facts]
    if change.facts_interaction:
        rows.append(Row((say(N_("interaction")), None, change.facts_interaction), "doubtful"))
    explained = say(N_("By fact, what it weighs in the figure now, less what it weighed before:"))
    return [Table("facts", columns, tuple(rows), explained)]


def by_fact(change: Change) -> bool:
    """Whether the facts say more than the entries do: several entries speak of one, or they add up otherwise."""
    return any(len(each.entries) > 1 for each in change.facts) or change.interaction != change.facts_interaction


def share_of(each: Share | FactShare) -> Cell:
    """The share of an entry or a fact in a change."""
    return each.amount if each.amount is not None else say(N_("no figure without it"))
