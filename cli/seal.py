"""What is recorded, closed under a signature."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import click

from cli.command import Command, Option
from cli.sealing import key_asked_for
from cli.session import Session, session_of
from cli.stamping import Stamping, stamping
from ledger import clock
from ledger.journal.read import open_reader
from ledger.refusal import UsageRefused
from projections.edition.wording import N_

if TYPE_CHECKING:
    from ledger.journal.sealed import Epoch

_EVERY = re.compile(r"([1-9][0-9]{0,3})(m|h|d)")
_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


@click.command(
    "seal",
    cls=Command,
    help=N_(
        """
        Close an epoch over what is recorded, and sign it.

        Nothing of what was recorded until then can be changed, left out or put in another order afterwards without
        the signature failing. Where a key is at hand each recording command seals by itself; for cron there is
        --every. Give the signed checkpoint to the client, who can hold the ledger to it.
        """
    ),
    examples=(
        "livret seal",
        "livret seal --every 1h",
        "livret seal --timestamp https://tsa.example.org --ca authority.pem",
        "livret seal --show",
    ),
)
@click.option(
    "--every",
    cls=Option,
    metavar="TIME",
    help=N_("Do nothing where the last epoch is younger than this: 30m, 1h, 1d."),
)
@click.option(
    "--show", cls=Option, is_flag=True, help=N_("Print the last checkpoint, as it was signed; nothing is sealed.")
)
@stamping
@click.pass_context
def seal(ctx: click.Context, every: str | None, show: bool, stamp: Stamping) -> None:
    """Seal the session's ledger."""
    session = session_of(ctx)
    if show:
        _show(session.ledger)
        return
    if stamp.by_hand(session):
        return
    from ledger.journal.application import Journal
    from ledger.seal.signing import seal as sealed

    age = None if every is None else _age(every)
    with Journal.open(session.ledger) as journal:
        seals, now = journal.seals(), clock.now()
        last = seals.last_epoch()
        if age is not None and last is not None and now - last.closed_at < age:
            click.echo(session.text(N_("nothing is sealed: the last epoch is younger than {every}"), every=every))
            stamp.stamp(session, journal)
            return
        closed = sealed(journal, key_asked_for(session, seals.identity()), now)
        _tell(session, last, closed)
        stamp.stamp(session, journal)


def _tell(session: Session, last: "Epoch | None", closed: "Epoch | None") -> None:
    if closed is None:
        click.echo(session.text(N_("nothing is sealed: nothing was recorded since the last epoch")))
        return
    template = N_("sealed #{first} to #{last}: epoch {number}, {heads} scopes, root {root}")
    first = last.position + 1 if last else 1
    said = {"first": first, "last": closed.position, "number": closed.number, "heads": closed.heads_size}
    click.echo(session.text(template, **said, root=closed.root.hex()))


def _show(ledger: str) -> None:
    with open_reader(ledger) as reader:
        last = reader.seals().last_epoch()
    if last is None or last.checkpoint is None:
        raise UsageRefused(N_("nothing is sealed yet: `livret seal`"))
    click.echo(last.checkpoint.decode(), nl=False)


def _age(every: str) -> int:
    """Microseconds."""
    found = _EVERY.fullmatch(every)
    if found is None:
        raise UsageRefused(N_("--every: `{value}` is no time; write 30m, 1h or 1d"), value=every)
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) // timedelta(microseconds=1)
