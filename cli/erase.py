"""Personal data on the command line: a person erased, and the vault looked after."""

import re
import sys
from collections.abc import Mapping

import click

from cli.command import Command, Group, Option
from cli.session import Session, session_of
from cli.writing import ask, recording
from ledger.erasing import begin_vault
from ledger.erasing import erase as erase_person
from ledger.journal.read import open_reader
from ledger.refusal import IntegrityFailure, LedgerUnavailable, UsageRefused
from projections.edition.wording import N_

Counts = Mapping[str, Mapping[str, int]]
"""How many values, by scope and by part of the event."""
_MOST = 20


@click.command(
    "erase",
    cls=Command,
    help=N_(
        """
        Erase a person's data for good.

        Deletes from the vault all that names them, the texts of tickets that they reported, and texts in which their
        code stands. What the ledger says of the service stays, and so does every digest and every figure. Says first
        what would be erased, and asks.
        """
    ),
    examples=(
        "livret erase --person t.martin --because 'request of 2026-11-20'",
        "livret erase --person t.martin --yes",
    ),
)
@click.option(
    "--person", cls=Option, metavar="CODE", required=True, help=N_("The person, by the code that stands for them.")
)
@click.option("--because", cls=Option, metavar="TEXT", help=N_("Why, without naming the person; it is kept."))
@click.option("--yes", cls=Option, is_flag=True, help=N_("Erase without asking."))
@click.pass_context
def erase(ctx: click.Context, person: str, because: str | None, yes: bool) -> None:
    """Erase a person."""
    session = session_of(ctx)
    if because is not None and re.search(rf"(?<!\w){re.escape(person)}(?!\w)", because, re.IGNORECASE):
        raise UsageRefused(N_("--because names the person, and is kept for good; say it without"))
    with open_reader(session.ledger) as reader:
        found = reader.disclosing.find(person)
        if found is None:
            raise LedgerUnavailable(
                N_("{vault}: there is no vault, so that nothing can be erased from it"), vault=reader.disclosing.path
            )
        counts, clear = found.counts(), reader.naming(person)
    _say_what(session, counts, found.empty())
    _say_what_stays(session, clear)
    if found.empty():
        return
    if not yes:
        _ask(session)
    with recording(session) as journal:
        erased = erase_person(journal, person, because)
    total = 0 if erased is None else sum(sum(each.values()) for each in erased.counts().values())
    click.echo(session.text(N_("erased for good: {count} values; copies of the vault still have them"), count=total))


def _say_what(session: Session, counts: Counts, nothing: bool) -> None:
    if nothing:
        click.echo(session.text(N_("the vault holds nothing of this person")))
    for scope, paths in sorted(counts.items()):
        for path, count in sorted(paths.items()):
            click.echo(session.text(N_("{scope}: {path}: {count}"), scope=scope, path=path, count=count))


def _say_what_stays(session: Session, clear: list[int]) -> None:
    if clear:
        shown = ", ".join(f"#{position}" for position in clear[:_MOST])
        session.note(
            N_("the code also stands in the clear in {count} entries, which nothing can erase: {positions}"),
            count=len(clear),
            positions=shown if len(clear) <= _MOST else f"{shown}, …",
        )


def _ask(session: Session) -> None:
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageRefused(N_("nobody is there to be asked; give --yes to erase this"))
    ask(session, N_("erase this for good? [y/N]"))


vault = Group(
    "vault",
    help=N_(
        """
        Check the vault, which holds personal values, or begin a new one.

        The ledger holds commitments alone; the values lie in a file beside it, from which they can be erased.
        """
    ),
    examples=("livret vault check", "livret vault check --collect", "livret vault new --because 'the disk failed'"),
)


@vault.command(
    "check",
    cls=Command,
    help=N_(
        """
        Compare the vault with the ledger.

        Says how many values the ledger commits to and the vault holds, completes an erasure that was interrupted, and
        finds values of entries that were never recorded, as a crash leaves them.
        """
    ),
)
@click.option("--collect", cls=Option, is_flag=True, help=N_("Delete values of entries that were never recorded."))
@click.pass_context
def check(ctx: click.Context, collect: bool) -> None:
    """Check the vault."""
    session = session_of(ctx)
    with recording(session) as journal:
        found = journal.check_vault(collect=collect)
    if found is None:
        click.echo(session.text(N_("there is no vault")))
        return
    click.echo(
        session.text(
            N_("{committed} personal values were recorded, {held} are held; {others} are erased or lost"),
            committed=found.committed,
            held=found.held,
            others=found.committed - found.held,
        )
    )
    if found.orphans:
        template = (
            N_("{count} values of entries that were never recorded were deleted")
            if collect
            else N_("{count} values belong to entries that were never recorded; --collect deletes them")
        )
        click.echo(session.text(template, count=found.orphans))
    for position, path in found.wrong[:_MOST]:
        session.complain(
            session.text(N_("#{position}: `{path}` is not what was recorded"), position=position, path=path)
        )
    if found.wrong:
        raise IntegrityFailure(
            N_("the vault holds {count} values that are not what was recorded; restore it from a copy"),
            count=len(found.wrong),
        )


@vault.command(
    "new",
    cls=Command,
    help=N_(
        """
        Begin a new vault where the old one is lost.

        What the old one held can no longer be shown; the ledger tells of the loss, and figures stay as they are.
        """
    ),
)
@click.option("--because", cls=Option, metavar="TEXT", required=True, help=N_("How the vault was lost."))
@click.pass_context
def new(ctx: click.Context, because: str) -> None:
    """Begin a new vault."""
    session = session_of(ctx)
    with recording(session) as journal:
        begin_vault(journal, because)
    click.echo(session.text(N_("a new vault is begun; what the old one held shows as lost")))
