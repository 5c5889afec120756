"""The client's side of a checkpoint: looked at, countersigned, and handed back."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.command import Argument, Command, Option
from cli.dossier_judge import judged, key_of, limited
from cli.implied import Implying
from cli.sealing import PASSPHRASE
from cli.session import Session, session_of
from cli.whole_file import write_whole
from ledger import clock
from ledger.refusal import InputRefused, IntegrityFailure, UsageRefused
from projections.edition.wording import N_

if TYPE_CHECKING:
    from ledger.seal.checkpoint import SigningKey

_SECOND = 1_000_000
NAME = "LIVRET_COSIGNER"
"""The variable that names who countersigns."""

cosign = Implying(
    "cosign",
    implied="sign",
    help=N_(
        """
        Countersign a checkpoint of the other side's ledger, or take in a countersigned one.

        Who countersigns says what the log was when he saw it, and later shows if it is another one. That needs no
        ledger: a checkpoint or a dossier is enough.
        """
    ),
    examples=(
        "livret cosign key mairie.example --key mairie.key",
        "livret cosign C1-2026-03.zip --name mairie.example --key mairie.key -o countersigned",
        "livret cosign import countersigned --cosigner mairie.example+52ee3f5b+BKv…",
    ),
)

_KEY = click.option(
    "--key", cls=Option, required=True, metavar="FILE", help=N_("The file of the private key of who countersigns.")
)


@cosign.command("key", cls=Command, help=N_("Draw a key to countersign with, and print its public part."))
@click.argument("name", cls=Argument, explain=N_("Who countersigns, without a blank or a plus sign: mairie.example."))
@_KEY
@click.pass_context
def key_(ctx: click.Context, name: str, key: str) -> None:
    """A cosigner's key; no ledger is needed."""
    from ledger.seal.keys import new_key, write_key
    from ledger.seal.note import COSIGNATURE

    fresh = new_key(_checked(name), COSIGNATURE)
    write_key(Path(key), fresh, os.environ.get(PASSPHRASE))
    click.echo(fresh.verifier.line())
    session_of(ctx).note(N_("give the line above to the other side; keep {file} to yourself"), file=key)


@cosign.command(
    "sign",
    cls=Command,
    help=N_(
        """
        Countersign a checkpoint.

        `livret cosign FILE` does the same. A dossier is verified first, and with --held that its log goes on from
        what was countersigned before; a checkpoint alone shows only whether it contradicts that one.
        """
    ),
)
@click.argument("file", cls=Argument, explain=N_("A checkpoint, or a dossier whose checkpoint is countersigned."))
@_KEY
@click.option("--name", cls=Option, envvar=NAME, required=True, metavar="NAME", help=N_("Who countersigns."))
@click.option("--log-key", cls=Option, metavar="KEY", help=N_("The key of the log, as it was published."))
@click.option("--held", cls=Option, metavar="FILE", help=N_("The checkpoint that was countersigned last."))
@click.option("-o", "--output", cls=Option, metavar="FILE", help=N_("The file to write, instead of standard output."))
@click.pass_context
def sign(
    ctx: click.Context, file: str, key: str, name: str, log_key: str | None, held: str | None, output: str | None
) -> None:
    """Countersign; no ledger is needed."""
    from ledger.seal.cosigning import check_held, cosigned

    session = session_of(ctx)
    trusted = () if log_key is None else (key_of("--log-key", log_key),)
    octets = limited(Path(file))
    before = None if held is None else limited(Path(held))
    if octets.startswith(b"PK"):
        found = judged(octets, [] if before is None else [(str(held), before)], trusted)
        for fault in found.faults:
            session.complain(f"{file}: {session.say(fault)}")
        if found.faults:
            raise IntegrityFailure(N_("{path}: the dossier is not accepted, and nothing is countersigned"), path=file)
        note = found.files["log/checkpoint"]
    else:
        note = octets
        if before is not None:
            check_held(note, file, before, str(held))
    done = cosigned(note, file, _signing(session, Path(key), name), trusted, clock.now() // _SECOND)
    if output is None:
        click.echo(done.decode(), nl=False)
    else:
        write_whole(Path(output), [done])
        click.echo(session.text(N_("countersigned as {name}: {file}"), name=name, file=output))


@cosign.command(
    "import",
    cls=Command,
    help=N_(
        """
        Take in a checkpoint that the other side countersigned.

        It must be one of this ledger's. Dossiers carry the countersignature from then on.
        """
    ),
)
@click.argument("file", cls=Argument, explain=N_("The countersigned checkpoint."))
@click.option(
    "--cosigner",
    cls=Option,
    required=True,
    metavar="KEY",
    help=N_("The public key of who countersigned."),
)
@click.pass_context
def import_(ctx: click.Context, file: str, cosigner: str) -> None:
    """Keep cosignatures beside the checkpoint that they are of."""
    from ledger.journal.application import Journal
    from ledger.seal.cosigning import keep_cosignatures
    from ledger.seal.dating import utc
    from ledger.seal.note import COSIGNATURE

    session, key = session_of(ctx), key_of("--cosigner", cosigner)
    if key.kind != COSIGNATURE:
        raise UsageRefused(N_("--cosigner: {key} is the key of a log, not of who countersigns"), key=key.name)
    note = limited(Path(file))
    with Journal.open(session.ledger) as journal, journal.sealing() as sealing:
        epoch, times = keep_cosignatures(sealing, note, file, key, clock.now())
    at = utc(max(times) * _SECOND)
    click.echo(
        session.text(N_("epoch {number} was countersigned by {name} at {at}"), number=epoch, name=key.name, at=at)
    )


def _signing(session: Session, file: Path, name: str) -> "SigningKey":
    from ledger.seal.keys import read_key_file
    from ledger.seal.note import COSIGNATURE

    given = os.environ.get(PASSPHRASE)
    found = read_key_file(file, _checked(name), given, COSIGNATURE)
    if found is None:
        raise UsageRefused(
            N_("{path}: this key takes a passphrase; give it in {variable}"), path=file, variable=PASSPHRASE
        )
    return found


def _checked(name: str) -> str:
    if not name or "+" in name or any(each.isspace() for each in name):
        raise InputRefused(N_("`{name}` cannot name a key: a blank or a plus sign is in it"), name=name)
    return name
