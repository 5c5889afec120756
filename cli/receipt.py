"""Receipts: given for what was handed in, and held against a dossier."""

from datetime import timedelta
from pathlib import Path

import click

from cli.command import Argument, Command, Option
from cli.dossier_judge import judged, key_of, limited
from cli.implied import Implying
from cli.query import PROVIDER_ZONE, instant
from cli.sealing import key_asked_for
from cli.session import session_of
from cli.whole_file import write_whole
from ledger import clock
from ledger.events.event import Submission
from ledger.events.unfit import Unfit
from ledger.refusal import InputRefused, IntegrityFailure, UsageRefused
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text

_MICROSECOND = timedelta(microseconds=1)
_DAY = timedelta(days=1) // _MICROSECOND

receipt = Implying(
    "receipt",
    implied="give",
    help=N_(
        """
        Promise that what was handed in will be in the ledger by a date, or hold a promise against a dossier.

        A receipt is signed with the key of the ledger. Who holds it can show later that it was not kept.
        """
    ),
    examples=(
        "livret receipt ticket.json --by 2026-12-01 -o receipt",
        "livret receipt verify receipt C1-2026-11.zip",
    ),
)


@receipt.command(
    "give",
    cls=Command,
    help=N_(
        """
        Give a receipt for one event.

        `livret receipt FILE` does the same. Nothing is recorded by it; the receipt says that this will be done.
        """
    ),
)
@click.argument("file", cls=Argument, explain=N_("A file with one event, as `livret import` takes it."))
@click.option("--by", cls=Option, metavar="TIME", help=N_("By when it will be sealed; in a day, unless given."))
@click.option("-o", "--output", cls=Option, metavar="FILE", help=N_("The file to write, instead of standard output."))
@click.pass_context
def give(ctx: click.Context, file: str, by: str | None, output: str | None) -> None:
    """A signed receipt for the event in the file."""
    from ledger.journal.read import open_reader
    from ledger.seal.epoch import origin
    from ledger.seal.receipt import receipt_for, signed
    from ledger.seal.signing import standing

    session, now = session_of(ctx), clock.now()
    due = now + _DAY if by is None else instant(session, "--by", by, lambda: zone(PROVIDER_ZONE))
    if due <= now:
        raise UsageRefused(N_("--by: a promise is about what is to come; give a later time"))
    body = _one(file).body
    with open_reader(session.ledger) as reader:
        identity, keys = reader.uuid(), standing(reader.seals())
    key = key_asked_for(session, identity)
    if key.verifier not in keys:
        raise InputRefused(N_("key {key} does not stand: `livret key show`"), key=key.verifier.id.hex())
    note = signed(receipt_for(origin(identity), body, now, due), key).encode()
    if output is None:
        click.echo(note.decode(), nl=False)
    else:
        write_whole(Path(output), [note])
        click.echo(session.text(N_("wrote {file}: a receipt"), file=output))


def _one(file: str) -> Submission:
    from ledger.intake.cloudevents import read_file

    found = list(read_file(file))
    for each in found:
        if each.refusal is not None:
            raise each.refusal
    if len(found) != 1 or found[0].submission is None:
        raise InputRefused(N_("{path}: a receipt is for one event, and here are {count}"), path=file, count=len(found))
    return found[0].submission


@receipt.command(
    "verify",
    cls=Command,
    help=N_(
        """
        Hold a receipt against a dossier; no ledger is needed.

        A promise that was broken is told in one line, with exit status 5.
        """
    ),
)
@click.argument("file", cls=Argument, explain=N_("The receipt."))
@click.argument("dossier", cls=Argument, explain=N_("A dossier made after the date of the receipt."))
@click.option("--key", "keys", cls=Option, multiple=True, metavar="KEY", help=N_("The ledger's published key."))
@click.pass_context
def verify(ctx: click.Context, file: str, dossier: str, keys: tuple[str, ...]) -> None:
    """Whether the promise was kept, as far as the dossier shows."""
    from ledger.seal.dating import utc
    from ledger.seal.receipt import judge, read_receipt

    session, trusted = session_of(ctx), tuple(key_of("--key", each) for each in keys)
    octets = limited(Path(file))
    found = judged(limited(Path(dossier)), (), trusted)
    for fault in found.faults:
        session.complain(f"{dossier}: {session.say(fault)}")
    if found.log is None or found.faults:
        raise IntegrityFailure(N_("{path}: the dossier is not accepted, and tells nothing of a receipt"), path=dossier)
    try:
        promise = read_receipt(octets, found.keys)
        kept = judge(promise, found.files, found.places, found.log)
    except Unfit as fault:
        reason = Text(fault.template, fault.values)
        raise IntegrityFailure(N_("{path}: the receipt {reason}"), path=file, reason=reason) from None
    said = {"due": utc(promise.due_at), "sealed": utc(found.log.head.recorded_at)}
    if kept is None:
        click.echo(session.text(N_("not due yet: promised by {due}, and the dossier was sealed at {sealed}"), **said))
        return
    template = N_("kept: #{position}, promised by {due}, was sealed at {at}")
    click.echo(session.text(template, position=kept.position, at=utc(kept.sealed_at), **said))
