"""The signed text of a booklet, on its way into the ledger."""

import uuid
from hashlib import sha256
from pathlib import Path

import click

from cli.argument import contract_argument
from cli.command import Argument, Command, Option
from cli.query import find_contract, usage
from cli.session import Session, session_of
from cli.whole_file import read_whole
from ledger import clock
from ledger.events.instant import format_instant
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused
from projections.calendar.zone import local_date
from projections.edition.terms import edition as edition_of
from projections.edition.wording import N_
from projections.facts.document import edition_subject
from projections.facts.history import History, known

SOURCE = "/livret/booklet"


@click.command(
    "attach",
    cls=Command,
    help=N_(
        """
        Attach the text of the booklet that a contract's parties signed.

        The text and its SHA-256 are recorded as `document.attached`, so that answers can quote an article from it.
        """
    ),
    examples=(
        "livret edition attach C1 livret-signed.txt",
        "livret edition attach C1 old.txt --edition carrus-2026-03",
    ),
)
@contract_argument
@click.argument("file", cls=Argument, explain=N_("The text of the booklet, in UTF-8."))
@click.option(
    "--edition",
    "edition_id",
    cls=Option,
    metavar="ID",
    show_default="the one in force today",
    help=N_("The edition that it is the text of."),
)
@click.option("--dry-run", cls=Option, is_flag=True, help=N_("Say whether it would be recorded, and record nothing."))
@click.pass_context
def attach(ctx: click.Context, contract: str, file: str, edition_id: str | None, dry_run: bool) -> None:
    """Record the text of a booklet."""
    session = session_of(ctx)
    path = Path(file)
    octets = read_whole(path)
    try:
        text = octets.decode("utf-8")
    except UnicodeDecodeError:
        raise InputRefused(
            N_("{path}: this is not UTF-8 text; give the text of the booklet, not its layout"), path=file
        ) from None
    bound = edition_id or _in_force(session, contract)
    with usage("--edition"):
        edition_of(bound)
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": SOURCE,
        "type": "document.attached",
        "scope": f"contract/{contract}",
        "subject": edition_subject(bound),
        "time": format_instant(clock.now()),
        "data": {"name": path.name, "sha256": sha256(octets).hexdigest(), "about": bound, "text": text},
    }
    from cli.record import keep  # checks events, which the questions of its group do not

    keep(session, event, dry_run)


def _in_force(session: Session, contract: str) -> str:
    with open_reader(session.ledger) as reader:
        found = find_contract(History(reader, known(reader, clock.now(), None, None, "ledger")), reader, contract)
        return found.on(local_date(clock.now(), found.subscriptions[-1].zone)).edition
