"""Figures as they were told: whether they still stand, and which entries moved them."""

from collections.abc import Mapping, Sequence

from projections.edition.wording import N_, Text, say
from projections.facts.dispute import Value
from projections.inquiry.reported import MovedFigure, ReportedChange, ReportedFigure
from projections.report.block import Block, Cell, Column, Heading, Page, Paragraph, Row, Table
from projections.report.codes import coded
from projections.report.figures import NAMES, cells, changes_and_shares, tone

_REPORTED = (
    Column("figure", say(N_("Figure"))),
    Column("reported_at", say(N_("Reported"))),
    Column("to", say(N_("Told to"))),
    Column("position", say(N_("Rests on")), right=True),
    Column("said", say(N_("As reported"))),
    Column("verdict", say(N_("Verdict reported"))),
)


def page(found: Sequence[ReportedChange]) -> Page:
    """What was told of a period, and what changed since."""
    rows = tuple(_reported(each.reported, each.change.before == each.change.after) for each in found)
    unfaithful = [each.reported for each in found if each.faithful is False]
    blocks: list[Block] = [
        Heading(say(N_("What changed since the figures were reported"))),
        Table("reported", _REPORTED, rows),
    ]
    blocks += [
        Paragraph(
            say(
                N_("{figure}: what was reported is not what the ledger gave at position {position}."),
                figure=_title(each),
                position=each.rests_on,
            ),
            "bad",
        )
        for each in unfaithful
    ]
    return (*blocks, *changes_and_shares([each.change for each in found]))


def moved_blocks(found: Sequence[MovedFigure]) -> Page:
    """A warning with every reported figure that has moved; nothing where none has."""
    if not found:
        return ()
    warning = say(
        N_("Figures that were reported have moved since; `livret compare CONTRACT PERIOD --reported` shows why.")
    )
    columns = (
        Column("contract", say(N_("Contract"))),
        *_REPORTED,
        Column("now", say(N_("Rate now")), right=True),
        Column("verdict_now", say(N_("Verdict now"))),
    )
    rows = tuple(_moved(each) for each in found)
    return Paragraph(warning, "bad"), Table("moved", columns, rows)


def told(said: Value) -> str:
    """A figure in the words of whoever told it: `percent 99.9389, amount_seconds 600`."""
    if isinstance(said, Mapping):
        return ", ".join(f"{name} {value}" for name, value in said.items() if name != "name")
    return str(said)


def _moved(each: MovedFigure) -> Row:
    rate, _, verdict = cells(each.after)
    return Row(
        (each.contract, *_reported(each.reported, False).cells, rate, verdict),
        tone(None if each.after is None else each.after.verdict),
    )


def _reported(each: ReportedFigure, stands: bool) -> Row:
    position: Cell = f"#{each.rests_on}"
    said = (_title(each), each.reported_at, each.to, position, told(each.figure), coded("verdict", each.verdict))
    return Row(said, "plain" if stands else "doubtful")


def _title(each: ReportedFigure) -> Text:
    name = Text(NAMES[each.name]) if each.name in NAMES else each.name
    return say(N_("Article {article}, {figure}, {period}"), article=each.article, figure=name, period=each.about)
