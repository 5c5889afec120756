"""A dispute laid out: what each side claims, what the ledger says at every moment, and what lies between."""

from collections.abc import Mapping, Sequence

from projections.edition.wording import N_, Text, say
from projections.inquiry.comparison import Change, Share
from projections.inquiry.dispute import ClaimLine, DisputeAccount, DisputedFigure, Gap, View
from projections.report.block import Block, Cell, Column, Heading, Page, Paragraph, Row, Table
from projections.report.codes import coded
from projections.report.figures import AMOUNTS, FIGURE, by_fact, cells, share_of, title, tone, untold
from projections.report.reported import told
from projections.report.standing import positions

KINDS = {
    "opened": N_("opened"),
    "claimed": N_("claimed"),
    "settled": N_("settled"),
}
_CASES = {
    "in_force": N_("in force"),
    "provider": N_("claimed by the provider"),
    "client": N_("claimed by the client"),
}


def page(found: DisputeAccount) -> Page:
    """Both sides' claims, then each figure in dispute with its gaps."""
    heading = say(
        N_("Dispute {dispute}: contract {contract}, article {article}, {period}"),
        dispute=found.dispute,
        contract=found.contract,
        article=found.article,
        period=found.period,
    )
    if found.settled:
        state = Paragraph(say(N_("Settled: {outcome}"), outcome=found.outcome or "–"), "good")
    else:
        state = Paragraph(say(N_("Open.")), "doubtful")
    known = say(
        N_("As known at {known_at}, position {position} of the ledger."),
        known_at=found.known_at,
        position=found.position,
    )
    claimed = [_SOURCE] if found.known_by == "source" else []
    blocks: list[Block] = [Heading(heading), state, Paragraph(known), *claimed, _claims(found.claims)]
    if not found.figures:
        blocks.append(Paragraph(say(N_("This article gives no figure to put beside the claims.")), "quiet"))
    for each in found.figures:
        blocks += _figure(each)
    return tuple(blocks)


_SOURCE = Paragraph(
    say(N_("Claimed: what was known when is taken from the sources, not from the ledger's own clock.")), "doubtful"
)


def _claims(claims: Sequence[ClaimLine]) -> Table:
    columns = (
        Column("claim", say(N_("Claim")), right=True),
        Column("kind", say(N_("What"))),
        Column("party", say(N_("Side"))),
        Column("figure", say(N_("Figure"))),
        Column("readings", say(N_("Readings"))),
        Column("because", say(N_("Because"))),
        Column("made_at", say(N_("Made"))),
        Column("known_at", say(N_("Known since"))),
        Column("entries", say(N_("Entries"))),
    )
    rows = tuple(
        Row(
            (
                each.number,
                Text(KINDS[each.kind]),
                coded("side", each.party),
                None if each.figure is None else told(each.figure),
                _options(each.readings),
                each.because or each.outcome,
                each.made_at,
                each.known_at,
                positions([each.entry]),
            )
        )
        for each in claims
    )
    return Table("claims", columns, rows, say(N_("What each side says:")))


def _figure(found: DisputedFigure) -> list[Block]:
    columns = (
        Column("claim", say(N_("As known at"))),
        Column("case", say(N_("Readings"))),
        Column("options", say(N_("Options"))),
        *FIGURE,
    )
    rows = tuple(map(_view, found.views))
    table = Table(
        "views", columns, rows, say(N_("The ledger's own figure at each moment, under each side's readings:"))
    )
    blocks: list[Block] = [Heading(title(found.figure), 2), table]
    for gap in found.gaps:
        blocks += _gap(gap, found)
    return blocks


def _view(view: View) -> Row:
    when = say(N_("now")) if view.claim is None else say(N_("claim {number}"), number=view.claim)
    verdict = None if view.figure is None else view.figure.verdict
    return Row((when, Text(_CASES[view.case]), _options(view.readings), *cells(view.figure)), tone(verdict))


def _gap(gap: Gap, found: DisputedFigure) -> list[Block]:
    columns = (
        Column("step", say(N_("Step"))),
        Column("entries", say(N_("Entries"))),
        Column("amount", Text(AMOUNTS[found.figure.name]), right=True),
    )
    first, last = (None if figure is None else figure.amount for figure in (gap.rested_on, gap.now))
    rows = [
        Row((say(N_("as known then, under the readings claimed")), None, _or_none(first)), "quiet"),
        *_known_since(gap.by_entries),
        *(
            Row((f"{each.reading}: {each.option} → {each.in_force}", None, _or_none(each.amount)), "doubtful")
            for each in gap.by_readings
        ),
        *_interaction(gap.interaction, say(N_("readings that act together"))),
        Row((say(N_("now, under the readings in force")), None, _or_none(last)), "quiet"),
    ]
    table = Table("gap", columns, tuple(rows), say(N_("From claim {number} to the figure now:"), number=gap.claim))
    return [*_agreement(gap), table]


def _agreement(gap: Gap) -> list[Block]:
    if gap.agrees is None:
        return []
    if gap.agrees:
        text = N_("Claim {number} is the ledger's own figure as known then, under the readings it names.")
        return [Paragraph(Text(text, {"number": gap.claim}), "good")]
    text = N_("Claim {number} is not the ledger's own figure as known then, under the readings it names.")
    return [Paragraph(Text(text, {"number": gap.claim}), "bad")]


def _known_since(change: Change) -> list[Row]:
    """The entries known since, each with its share; by the fact that they speak of, where several speak of one."""
    if change.untold is not None:
        return [Row((untold(change.untold), None, change.difference), "doubtful")]
    if by_fact(change):
        rows = [Row((each.subject, positions(each.entries), share_of(each)), "doubtful") for each in change.facts]
        return [*rows, *_interaction(change.facts_interaction, say(N_("facts that act together")))]
    rows = [_entry(each) for each in change.shares]
    return [*rows, *_interaction(change.interaction, say(N_("entries that act together")))]


def _entry(each: Share) -> Row:
    late = say(
        N_("{type} of {subject}, recorded late by {late}"), type=each.type, subject=each.subject, late=each.late_by
    )
    plain = say(N_("{type} of {subject}"), type=each.type, subject=each.subject)
    return Row((late if each.late_by else plain, positions([each.entry]), share_of(each)), "doubtful")


def _interaction(amount: Cell, what: Text) -> list[Row]:
    return [Row((what, None, amount), "doubtful")] if amount else []


def _or_none(amount: Cell) -> Cell:
    return say(N_("no figure")) if amount is None else amount


def _options(readings: Mapping[str, str]) -> str | None:
    return " ".join(f"{name}={option}" for name, option in readings.items()) or None
