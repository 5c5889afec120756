"""What changed between two moments of knowledge."""

import functools

import click

from cli.argument import contract_argument, period_argument
from cli.command import Choice, Command, Option
from cli.query import Query, asks, find_contract, usage
from ledger.refusal import UsageRefused
from projections.calendar.period import Period
from projections.edition.wording import N_
from projections.facts.dispute import as_known
from projections.facts.history import History
from projections.inquiry.comparison import compare as compared
from projections.inquiry.question import QUESTIONS
from projections.inquiry.reported import compare_reported


@click.command(
    "compare",
    cls=Command,
    help=N_(
        """
        Say what changed between two moments, figure by figure and entry by entry.

        Each entry that is known at the later moment and not at the earlier one stands with its share of the change:
        what the figure would lack without it. Shares of entries that act together do not add up; the rest is shown
        as their interaction. Where several entries speak of one fact, the change is told by fact as well.

        With --reported each figure as it was told to the client (`livret statement --report`) stands for the earlier
        moment: as known at the position that it rested on.
        """
    ),
    examples=(
        "livret compare C1 2026-04 --known-at 2026-05-02 --known-at 2026-06-30",
        "livret compare C1 2026-04 --known-at '#120' --article 6 --format json",
        "livret compare C1 2026-04 --reported",
    ),
)
@contract_argument
@period_argument
@click.option(
    "--known-at",
    "moments",
    cls=Option,
    multiple=True,
    metavar="TIME|#POSITION",
    help=N_("The two moments, earlier first; a single one is compared with now."),
)
@click.option(
    "--reported", cls=Option, is_flag=True, help=N_("Compare what was reported with now, or with one --known-at.")
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
def compare(
    query: Query, contract: str, period: Period, moments: tuple[str, ...], reported: bool, articles: tuple[str, ...]
) -> None:
    """Compare the figures of a contract and period at two moments."""
    most = 1 if reported else 2
    if len(moments) > most or not (moments or reported):
        template = N_("--known-at: give one moment or two; there are {count}")
        alone = N_("--known-at: give at most one moment with --reported; there are {count}")
        raise UsageRefused(alone if reported else template, count=len(moments))
    asked = articles or tuple(QUESTIONS)
    with query.reading() as reader, usage():
        after = query.history(reader, contract, moments[most - 1] if len(moments) == most else None)
        known = find_contract(after, reader, contract)
        if reported:
            fresh = functools.partial(History, reader, after.known, assumed=after.assumed)
            told = compare_reported(fresh, contract, period, query.chosen, asked, as_known(reader))
            if not told:
                raise UsageRefused(
                    N_(
                        "no figure of {contract} for {period} is known to be reported; "
                        "`livret statement {contract} {period} --report` records it"
                    ),
                    contract=contract,
                    period=period.text,
                )
            query.show(told, known.on(period.last).zone)
            return
        before = query.history(reader, contract, moments[0])
        changes = [
            change for article in asked for change in compared(before, after, contract, period, query.chosen, article)
        ]
    query.show(changes, known.on(period.last).zone)
