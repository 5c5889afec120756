"""The ambiguous sentences of the booklet, and how they are read."""

import click

from cli.command import Argument, Command
from cli.query import PROVIDER_ZONE, Query, asks, find_contract, usage
from cli.value import CONTRACT, PERIOD
from ledger.refusal import UsageRefused
from projections.articles import catalogue
from projections.calendar.period import Period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.report.readings import lines


@click.command(
    "readings",
    cls=Command,
    help=N_(
        """
        List the readings, or say which are in force for a contract and why.

        A reading settles a sentence that can be understood in more than one way. An option asked for by --reading
        beats the one that the parties agreed on, which beats the default; of a period, its last day decides.
        """
    ),
    examples=("livret readings", "livret readings C1 2026-03", "livret readings C1 2026-03 --format csv"),
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
@asks()
def readings(query: Query, contract: str | None, period: Period | None) -> None:
    """All readings, or those in force; without a contract, no ledger is needed."""
    kinds = catalogue.readings().values()
    if contract is None:
        found = lines(kinds, None, query.chosen)
        query.show(found, zone(PROVIDER_ZONE))
        return
    if period is None:
        raise UsageRefused(N_("PERIOD is missing: readings are in force for a contract and a period"))
    with query.reading() as reader, usage():
        known = find_contract(query.history(reader, contract), reader, contract)
        found = lines(kinds, known.agreed(period.last), query.chosen)
    query.show(found, known.on(period.last).zone)
