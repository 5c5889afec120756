"""An old copy that was put in a ledger's place, declared."""

import uuid

import click

from cli.command import Command, Option
from cli.sealing import seal_what_is_new
from cli.session import session_of
from ledger import clock
from ledger.commands import COMMAND_LINE, record
from ledger.events.instant import format_instant
from ledger.journal.application import Journal
from ledger.journal.mark import below
from ledger.refusal import UsageRefused
from projections.edition.wording import N_


@click.command(
    "restored",
    cls=Command,
    help=N_(
        """
        Declare that an old copy of the ledger was put back.

        Where the ledger does not hold what it was seen to hold, nothing more is recorded until this is said. It is
        itself recorded: what came after the copy is lost, and whoever holds a later checkpoint sees that. No epoch of
        a size that may have been signed before is signed again.
        """
    ),
    examples=("livret restored --because 'the disk failed on 3 May; this is the copy of 2 May'",),
)
@click.option("--because", cls=Option, metavar="TEXT", required=True, help=N_("Why the copy was put back."))
@click.pass_context
def restored(ctx: click.Context, because: str) -> None:
    """Record that the session's ledger is an older copy."""
    session = session_of(ctx)
    with Journal.open(session.ledger, below_mark=True) as journal:
        seals = journal.seals()
        mark = journal.mark()
        if mark is None or below(seals, mark) is None:
            raise UsageRefused(
                N_("{ledger} holds all that it was seen to hold; there is nothing to declare"), ledger=session.ledger
            )
        position = seals.position()
        event = {
            "specversion": "1.0",
            "id": str(uuid.uuid4()),
            "source": COMMAND_LINE,
            "type": "ledger.restored",
            "scope": "provider",
            "subject": "ledger",
            "time": format_instant(clock.now()),
            "data": {"position": position, "seen": mark.position, "epochs": mark.epochs, "because": because},
        }
        appended = record(journal, event)
        journal.forget_mark()
        seal_what_is_new(session, journal)
    template = N_("recorded #{last}: the ledger was put back as it was at #{position}; it was seen at #{seen}")
    click.echo(session.text(template, last=appended.last, position=position, seen=mark.position))
