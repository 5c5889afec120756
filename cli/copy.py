"""A copy of the ledger as it is now."""

import sys
from pathlib import Path

import click

from cli.command import Argument, Command
from cli.session import session_of
from ledger.journal.location import ledger_path
from projections.edition.wording import N_


@click.command(
    "copy",
    cls=Command,
    help=N_(
        """
        Copy the ledger into a new file, while others may record.

        The copy is the same ledger: same identity, same positions, same times of recording, so that it answers as
        this one for every moment. Record into one of them only. `livret export` writes events instead, which another
        ledger records anew.
        """
    ),
    examples=("livret copy backups/2026-04-01.db",),
)
@click.argument("to", cls=Argument, metavar="FILE", explain=N_("The file to make; one that is there is left alone."))
@click.pass_context
def copy(ctx: click.Context, to: str) -> None:
    """Copy the session's ledger."""
    from ledger.journal.copy import copy as copied

    session = session_of(ctx)
    ledger = ledger_path(session.ledger)
    if not sys.stderr.isatty():
        head = copied(ledger, Path(to))
    else:
        with click.progressbar(length=0, label=session.text(N_("copying")), file=sys.stderr, width=0) as bar:

            def shown(done: int, total: int) -> None:
                bar.length = total
                bar.update(done - bar.pos)

            head = copied(ledger, Path(to), shown)
    click.echo(
        session.text(N_("copied {ledger} to {to}, up to #{position}"), ledger=ledger, to=to, position=head.position)
    )
