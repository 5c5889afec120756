"""Every article on one page."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command, Option
from cli.query import Query, asks, instant, usage
from ledger import clock
from ledger.refusal import UsageRefused
from projections.calendar.period import Period
from projections.calendar.zone import iso, zone
from projections.edition.wording import N_
from projections.inquiry.question import QUESTIONS, figures
from projections.inquiry.statement import state


@click.command(
    "statement",
    cls=Command,
    help=N_(
        """
        All articles on one page: the verdicts, every finding, and what is not computed.

        What holds for a day or an instant is told for the end of the period, or for now where that comes first.
        `livret windows` lists the windows of article 5, which would fill the page.

        With --report the figures of articles 6, 7, 13 and 14 are recorded as told to the client: `livret status`
        warns when later entries move one of them, and `livret compare --reported` shows how.
        """
    ),
    examples=(
        "livret statement C1 2026-03",
        "livret statement C1 2026-Q1 --format json",
        "livret statement C1 2026 --check",
        'livret statement C1 2026-03 --report --to "Mairie d\'Aubrière"',
    ),
)
@contract_argument
@period_argument
@click.option("--report", "reporting", cls=Option, is_flag=True, help=N_("Record the figures as told to the client."))
@click.option("--to", cls=Option, metavar="TEXT", help=N_("With --report: who was told."))
@click.option("--at", cls=Option, metavar="TIME", help=N_("With --report: when they were told; now, unless given."))
@asks(check=True)
def statement(query: Query, contract: str, period: Period, reporting: bool, to: str | None, at: str | None) -> None:
    """The statement of a contract and period."""
    if not reporting and (to or at):
        raise UsageRefused(N_("--to and --at say who was told and when; give --report as well"))
    asked = click.get_current_context().params
    if reporting and (asked["known_by"] != "ledger" or any(asked.get(name) for name in _OTHERWISE)):
        raise UsageRefused(
            N_("--report records what the ledger says: give no --reading, --assume or --known-by with it")
        )
    with query.reading() as reader, usage():
        history = query.history(reader, contract)
        found = query.gathered(lambda _, name: state(history, name, period, query.chosen), reader, contract)
        told = figures(history, contract, period, {}, tuple(QUESTIONS)) if reporting else []
    there = zone(found.timezone)
    if reporting:
        from cli.report import report  # checks events, which no question does

        when = clock.now() if at is None else instant(query.session, "--at", at, lambda: there)
        report(query.session, contract, told, found.position, iso(when, there), to)
    query.judge(line.verdict for line in found.verdicts)
    query.show(found, there)


_OTHERWISE = ("readings_chosen", "favour", "assumed_in")
"""What makes an answer another one than the ledger's own."""
