"""One fact explained."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command, Option
from cli.query import Query, asks, find_contract, usage
from ledger.events.subject import full_subject
from ledger.refusal import UsageRefused
from projections.calendar.period import Period
from projections.edition.wording import N_
from projections.inquiry.explanation import explain as explained


@click.command(
    "explain",
    cls=Command,
    help=N_(
        """
        Explain one fact: the whole way from its entries to the figure.

        Shows the entries about an outage, a ticket or a backup and those it rests on, what each rule made of it with
        article and paragraph, the readings applied, how good the evidence is, and what the figure would be without it.
        """
    ),
    examples=(
        "livret explain C1 2026-04 --outage 2026-0042",
        "livret explain C1 2026-04 --ticket 17 --format json",
    ),
)
@contract_argument
@period_argument
@click.option("--outage", cls=Option, metavar="ID", help=N_("The outage to explain."))
@click.option("--ticket", cls=Option, metavar="ID", help=N_("The ticket to explain."))
@click.option("--backup", cls=Option, metavar="ID", help=N_("The backup to explain."))
@asks()
def explain(query: Query, contract: str, period: Period, **named: str | None) -> None:
    """Explain an outage, a ticket or a backup of a contract."""
    given = [full_subject(kind, name) for kind, name in named.items() if name is not None]
    if len(given) != 1:
        raise UsageRefused(N_("name one fact: --outage, --ticket or --backup"))
    with query.reading() as reader:
        history = query.history(reader, contract)
        known = find_contract(history, reader, contract)
        try:
            with usage():
                found = explained(history, contract, period, given[0], query.chosen, reader.shown)
        except LookupError:
            raise UsageRefused(
                N_("nothing is known of {subject} for contract {contract}; see `livret trail {contract}`"),
                subject=given[0],
                contract=contract,
            ) from None
    query.show(found, known.on(period.last).zone)
