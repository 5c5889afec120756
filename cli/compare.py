"""What changed between two moments of knowledge."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Choice, Command, Option
from cli.query import Query, asks, find_contract, usage
from ledger.refusal import UsageRefused
from projections.calendar.period import Period
from projections.edition.wording import N_
from projections.inquiry.comparison import compare as compared
from projections.inquiry.figure import QUESTIONS


@click.command(
    "compare",
    cls=Command,
    help=N_(
        """
        Say what changed between two moments, figure by figure and entry by entry.

        Each entry that is known at the later moment and not at the earlier one stands with its share of the change:
        what the figure would lack without it. Shares of entries that act together do not add up; the rest is shown
        as their interaction.
        """
    ),
    examples=(
        "livret compare C1 2026-04 --known-at 2026-05-02 --known-at 2026-06-30",
        "livret compare C1 2026-04 --known-at '#120' --article 6 --format json",
    ),
)
@contract_argument
@period_argument
@click.option(
    "--known-at",
    "moments",
    cls=Option,
    multiple=True,
    required=True,
    metavar="TIME|#POSITION",
    help=N_("The two moments, earlier first; a single one is compared with now."),
)
@click.option(
    "--article",
    "articles",
    cls=Option,
    type=Choice(tuple(QUESTIONS)),
    multiple=True,
    help=N_("The articles whose figures are compared; all that give a figure, unless named."),
)
@asks(known_at=False)
def compare(query: Query, contract: str, period: Period, moments: tuple[str, ...], articles: tuple[str, ...]) -> None:
    """Compare the figures of a contract and period at two moments."""
    if len(moments) > 2:
        raise UsageRefused(N_("--known-at: give one moment or two; there are {count}"), count=len(moments))
    with query.reading() as reader, usage():
        before = query.history(reader, contract, moments[0])
        after = query.history(reader, contract, moments[1] if len(moments) == 2 else None)
        known = find_contract(after, reader, contract)
        changes = [
            change
            for article in articles or tuple(QUESTIONS)
            for change in compared(before, after, contract, period, query.chosen, article)
        ]
    query.show(changes, known.on(period.last).zone)
