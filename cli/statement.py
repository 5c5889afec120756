"""Every article on one page."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command
from cli.query import Query, asks, usage
from projections.calendar.period import Period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.inquiry.statement import state


@click.command(
    "statement",
    cls=Command,
    help=N_(
        """
        All articles on one page: the verdicts, every finding, and what is not computed.

        What holds for a day or an instant is told for the end of the period, or for now where that comes first.
        `livret windows` lists the windows of article 5, which would fill the page.
        """
    ),
    examples=(
        "livret statement C1 2026-03",
        "livret statement C1 2026-Q1 --format json",
        "livret statement C1 2026 --check",
    ),
)
@contract_argument
@period_argument
@asks(check=True)
def statement(query: Query, contract: str, period: Period) -> None:
    """The statement of a contract and period."""
    with query.reading() as reader, usage():
        found = query.gathered(lambda history, name: state(history, name, period, query.chosen), reader, contract)
    query.judge(line.verdict for line in found.verdicts)
    query.show(found, zone(found.timezone))
