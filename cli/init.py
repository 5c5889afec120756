"""A new ledger."""

import click

from cli.command import Command
from cli.session import session_of
from cli.writing import calendar
from ledger.commands import create_ledger
from projections.edition.wording import N_


@click.command(
    "init",
    cls=Command,
    help=N_(
        """
        Create a ledger, with the public holidays of France adopted.

        The calendars are those of metropolitan France, from three years ago to next year, as the `holidays` library
        proposes them; `livret import` and `livret holidays adopt` bring others. A file that is there is left alone.
        """
    ),
    examples=("livret init", "livret --ledger service.db init"),
)
@click.pass_context
def init(ctx: click.Context) -> None:
    """Create the session's ledger."""
    session = session_of(ctx)
    years = create_ledger(session.ledger, calendar)
    click.echo(
        session.text(
            N_("created {ledger}; public holidays of FR adopted for {first} to {last}"),
            ledger=session.ledger,
            first=str(years[0]),
            last=str(years[-1]),
        )
    )
