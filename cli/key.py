"""The keys that a ledger is sealed with."""

import os
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.command import Argument, Command, Group, Option
from cli.query import PROVIDER_ZONE, Query, asks
from cli.sealing import PASSPHRASE, key_asked_for, key_file
from cli.session import Session, session_of
from ledger import clock
from ledger.commands import COMMAND_LINE, record
from ledger.events.instant import format_instant
from ledger.journal.application import Journal
from ledger.refusal import InputRefused, UsageRefused
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text, say
from projections.report.block import Column, Heading, Page, Paragraph, Row, Table

if TYPE_CHECKING:
    from ledger.journal.sealed import Seals

STATES = {"stands": N_("stands"), "replaced": N_("replaced"), "revoked": N_("revoked")}

key = Group(
    "key",
    help=N_(
        """
        Issue, show, replace or revoke the keys that the ledger is sealed with.

        The private key lies beside the ledger, as livret.db.key, or where LIVRET_KEY says; nobody else may read it.
        The public key is published: it is what others verify checkpoints with.
        """
    ),
    examples=("livret key new", "livret key show", "livret key rotate", "livret key revoke c74f20a3 --because stolen"),
)

_LOCKED = click.option(
    "--passphrase",
    "locked",
    cls=Option,
    is_flag=True,
    help=N_("Lock the key with a passphrase: that in LIVRET_KEY_PASSPHRASE, else it is asked for."),
)


@dataclass(frozen=True)
class IssuedKey:
    """A public key of the ledger, and what became of it."""

    key: str
    line: str
    state: str
    issued: int
    replaced: int | None
    revoked: int | None


@key.command("new", cls=Command, help=N_("Draw a key, record that it was issued, and seal with it."))
@_LOCKED
@click.pass_context
def new(ctx: click.Context, locked: bool) -> None:
    """The first key of a ledger, or one after all others were revoked."""
    from ledger.seal.epoch import origin
    from ledger.seal.keys import new_key, write_key
    from ledger.seal.signing import seal, standing

    session = session_of(ctx)
    file = key_file(session)
    with Journal.open(session.ledger) as journal:
        identity = journal.seals().identity()
        for each in standing(journal.seals()):
            raise InputRefused(
                N_("key {key} stands; replace it with `livret key rotate`, or revoke it if it is lost"),
                key=each.id.hex(),
            )
        fresh = new_key(origin(identity))
        write_key(file, fresh, _passphrase(session) if locked else None)
        try:
            _record(journal, "key.issued", fresh.verifier.id.hex(), {"key": fresh.verifier.line()})
        except BaseException:
            file.unlink()
            raise
        seal(journal, fresh, clock.now())
    _tell_new(session, fresh.verifier.line(), file)


@key.command("show", cls=Command, help=N_("List the public keys, to be published, and what became of each."))
@click.option(
    "--line",
    "alone",
    cls=Option,
    is_flag=True,
    help=N_("Print the public line of the key that stands, whole, and nothing else."),
)
@asks(readings=False, known=False)
def show(query: Query, alone: bool) -> None:
    """The keys that the ledger tells of."""
    with query.reading() as reader:
        found = _issued(reader.seals())
    if alone:
        for each in found:
            if each.state == "stands":
                click.echo(each.line)
        return
    query.show(found, zone(PROVIDER_ZONE), lambda: _page(found))


@key.command(
    "rotate",
    cls=Command,
    help=N_(
        """
        Replace the key by a new one.

        The old key signs once more: the epoch that holds the issue of the new one. Then it is overwritten.
        """
    ),
)
@_LOCKED
@click.pass_context
def rotate(ctx: click.Context, locked: bool) -> None:
    """A new key in the place of the one at hand."""
    from ledger.seal.epoch import origin
    from ledger.seal.keys import new_key, write_key
    from ledger.seal.signing import seal, standing

    session = session_of(ctx)
    file = key_file(session)
    with Journal.open(session.ledger) as journal:
        identity = journal.seals().identity()
        old = key_asked_for(session, identity)
        if old.verifier not in standing(journal.seals()):
            raise InputRefused(N_("{path}: this key does not stand: `livret key show`"), path=file)
        fresh = new_key(origin(identity))
        unused = file.with_name(f"{file.name}.{fresh.verifier.id.hex()}")
        write_key(unused, fresh, _passphrase(session) if locked else None)
        said = {"key": fresh.verifier.line(), "replaces": old.verifier.id.hex()}
        try:
            _record(journal, "key.issued", fresh.verifier.id.hex(), said)
        except BaseException:
            unused.unlink()
            raise
        seal(journal, old, clock.now())
        unused.replace(file)
    _tell_new(session, fresh.verifier.line(), file)


@key.command(
    "revoke",
    cls=Command,
    help=N_(
        """
        Say that a key must no longer be trusted.

        What it signed before stays sealed; no later epoch may be signed with it.
        """
    ),
)
@click.argument("name", cls=Argument, metavar="KEY", explain=N_("The eight digits that stand for the key."))
@click.option("--because", cls=Option, metavar="TEXT", required=True, help=N_("Why: lost, stolen, no longer needed."))
@click.pass_context
def revoke(ctx: click.Context, name: str, because: str) -> None:
    """Record that a key is revoked."""
    from ledger.seal.signing import standing

    session = session_of(ctx)
    with Journal.open(session.ledger) as journal:
        names = [each.id.hex() for each in standing(journal.seals())]
        if not names:
            raise UsageRefused(N_("no key stands that could be revoked; make one with `livret key new`"))
        if name not in names:
            raise UsageRefused(N_("no key {key} stands; these do: {keys}"), key=name, keys=", ".join(names))
        _record(journal, "key.revoked", name, {"because": because})
    click.echo(session.text(N_("revoked key {key}; `livret key new` draws another, and seals with it"), key=name))


def _record(journal: Journal, type: str, name: str, data: Mapping[str, Any]) -> None:
    event = {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": COMMAND_LINE,
        "type": type,
        "scope": "provider",
        "subject": f"key/{name}",
        "time": format_instant(clock.now()),
        "data": dict(data),
    }
    record(journal, event)


def _passphrase(session: Session) -> str:
    if given := os.environ.get(PASSPHRASE):
        return given
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageRefused(N_("--passphrase: give it in {variable}"), variable=PASSPHRASE)
    said = session.text(N_("Passphrase of the new key"))
    again = session.text(N_("The same again"))
    return str(click.prompt(said, hide_input=True, err=True, confirmation_prompt=again))


def _tell_new(session: Session, line: str, file: Path) -> None:
    click.echo(line)
    session.note(N_("issued; publish the line above; the private key is in {path}: keep a copy elsewhere"), path=file)


def _issued(seals: "Seals") -> tuple[IssuedKey, ...]:
    from ledger.seal.signing import lives_of

    return tuple(
        IssuedKey(
            life.key.id.hex(),
            life.key.line(),
            "revoked" if life.revoked else "replaced" if life.replaced else "stands",
            life.issued,
            life.replaced,
            life.revoked,
        )
        for life in lives_of(seals)
    )


def _page(found: tuple[IssuedKey, ...]) -> Page:
    heading = Heading(say(N_("Keys of the ledger")))
    if not found:
        return (heading, Paragraph(say(N_("None was issued: `livret key new`.")), "doubtful"))
    titles = {
        "key": say(N_("Key")),
        "state": say(N_("State")),
        "issued": say(N_("Issued at")),
        "ended": say(N_("Ended at")),
        "line": say(N_("As it is published")),
    }
    rows = tuple(
        Row((each.key, Text(STATES[each.state]), f"#{each.issued}", _ended(each), each.line)) for each in found
    )
    return (heading, Table("keys", tuple(Column(name, title) for name, title in titles.items()), rows))


def _ended(each: IssuedKey) -> str | None:
    ended = each.revoked or each.replaced
    return None if ended is None else f"#{ended}"
