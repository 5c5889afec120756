"""The ambiguous sentences of the booklet, and how they are read."""

from typing import Literal

import click

from cli.command import Argument, Choice, Command, Option
from cli.query import PROVIDER_ZONE, Query, asks, find_contract, usage
from cli.value import CONTRACT, PERIOD
from ledger.refusal import UsageRefused
from projections.articles import catalogue
from projections.calendar.period import Period
from projections.calendar.span import Instant
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.inquiry.question import QUESTIONS
from projections.inquiry.sensitivity import sensitivity
from projections.report.figures import ReadingsFinding
from projections.report.readings import lines


@click.command(
    "readings",
    cls=Command,
    help=N_(
        """
        List the readings, or say which are in force for a contract and why, and what the others would change.

        A reading settles a sentence that can be understood in more than one way. An option asked for by --reading
        beats the one that the parties agreed on, which beats the default; of a period, its last day decides.
        For a contract and period, each figure is shown under every option that changes it: the options that flip a
        verdict alone, the smallest sets that flip it together, and the best case of each side.
        """
    ),
    examples=(
        "livret readings",
        "livret readings C1 2026-03",
        "livret readings C1 2026-03 --favour client --article 6",
        "livret readings C1 2026-03 --format csv",
    ),
)
@click.argument(
    "contract",
    cls=Argument,
    type=CONTRACT,
    required=False,
    explain=N_("The contract, as C1 or contract/C1; without it, all readings with their options."),
)
@click.argument(
    "period",
    cls=Argument,
    type=PERIOD,
    required=False,
    explain=N_("2026-03, 2026-Q1, 2026, 2026-03-10 or 2026-03-01..2026-03-15."),
)
@click.option(
    "--article",
    "articles",
    cls=Option,
    type=Choice(tuple(QUESTIONS)),
    multiple=True,
    help=N_("The articles whose figures are computed; all that give a figure, unless named."),
)
@click.option(
    "--favour",
    "side",
    cls=Option,
    type=Choice(("provider", "client")),
    help=N_("Only what serves this side better than what is in force, and its best case."),
)
@asks()
def readings(
    query: Query,
    contract: str | None,
    period: Period | None,
    articles: tuple[str, ...],
    side: Literal["provider", "client"] | None,
) -> None:
    """All readings, or those in force; without a contract, no ledger is needed."""
    kinds = catalogue.readings().values()
    if contract is None:
        if side is not None:
            raise UsageRefused(N_("--favour says what serves a side of a contract: give CONTRACT and PERIOD with it"))
        query.show(lines(kinds, None, query.chosen), zone(PROVIDER_ZONE))
        return
    if period is None:
        raise UsageRefused(N_("PERIOD is missing: readings are in force for a contract and a period"))
    with query.reading() as reader, usage():
        history = query.history(reader, contract)
        known = find_contract(history, reader, contract)
        found = ReadingsFinding(
            contract,
            period.text,
            Instant(history.known.at),
            history.known.by,
            history.known.position,
            lines(kinds, known.agreed(period.last), query.chosen),
            tuple(
                each if side is None else each.favouring(side)
                for article in articles or tuple(QUESTIONS)
                for each in sensitivity(history, contract, period, query.chosen, article)
            ),
        )
    query.show(found, known.on(period.last).zone)
