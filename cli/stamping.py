"""A time-stamp over the last checkpoint: from an authority on the network, or carried there and back by hand."""

import functools
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import click

from cli.command import Option
from cli.session import Session
from cli.whole_file import read_whole, write_whole
from ledger import clock
from ledger.refusal import UsageRefused
from projections.edition.wording import N_, Text

if TYPE_CHECKING:
    from ledger.journal.application import Journal
    from ledger.seal.stamping import Stamped
    from ledger.seal.timestamp_check import Verdict


class Stamping(NamedTuple):
    """How a time-stamp is asked for: of an address, or by a file with the request and one with the reply."""

    url: str | None
    ca: str | None
    request: str | None
    reply: str | None

    @property
    def roots(self) -> Path | None:
        """The file of the certificates trusted."""
        return None if self.ca is None else Path(self.ca)

    def by_hand(self, session: Session) -> bool:
        """Write the request, or read the reply, where that is asked for. Raises Refusal."""
        if self.ca is not None and not (self.url or self.reply):
            raise UsageRefused(N_("--ca says whose time-stamps are trusted; give --timestamp or --timestamp-reply"))
        if self.request is not None:
            _write_request(session, self.request)
        if self.reply is not None:
            _read_reply(session, self.reply, self.roots)
        return bool(self.request or self.reply)

    def stamp(self, session: Session, journal: "Journal") -> None:
        """Ask the authority, if one is named, unless it has stamped the last checkpoint already."""
        if self.url is None:
            return
        from ledger.seal.authority import ask
        from ledger.seal.stamping import NONCE_BITS, ask_for_stamp, is_stamped, keep_stamp, last_checkpoint

        if is_stamped(journal.seals(), self.url):
            number = last_checkpoint(journal.seals())[0].number
            already = N_("epoch {number} has a time-stamp of {url} already")
            click.echo(session.text(already, number=number, url=self.url))
            return
        reply = ask_for_stamp(journal.seals(), self.url, secrets.randbits(NONCE_BITS), ask)
        with journal.sealing() as sealing:
            kept = keep_stamp(sealing, reply, self.url, self.roots, clock.now())
        _tell(session, kept)


def stamping(function: Callable[..., None]) -> Callable[..., None]:
    """Give a command the options of a time-stamp; it gets them as `stamp`."""

    @functools.wraps(function)
    def asked(*arguments: Any, **values: Any) -> None:
        names = ("timestamp", "ca", "timestamp_request", "timestamp_reply")
        function(*arguments, stamp=Stamping(*(values.pop(name) for name in names)), **values)

    decorated: Callable[..., None] = asked
    for option in reversed(_OPTIONS):
        decorated = option(decorated)
    return decorated


_OPTIONS = (
    click.option(
        "--timestamp", cls=Option, metavar="URL", help=N_("Have this authority (RFC 3161) stamp the last checkpoint.")
    ),
    click.option(
        "--ca", cls=Option, metavar="FILE", help=N_("The certificates of the authority, as PEM: keep no other's stamp.")
    ),
    click.option(
        "--timestamp-request",
        cls=Option,
        metavar="FILE",
        help=N_("Write the request for a time-stamp into a file, to be carried to an authority; nothing is sealed."),
    ),
    click.option(
        "--timestamp-reply",
        cls=Option,
        metavar="FILE",
        help=N_("Read an authority's reply from a file."),
    ),
)


def _write_request(session: Session, file: str) -> None:
    from ledger.journal.read import open_reader
    from ledger.seal.stamping import NONCE_BITS, last_checkpoint, stamp_request

    with open_reader(session.ledger) as reader:
        request = stamp_request(reader.seals(), secrets.randbits(NONCE_BITS))
        number = last_checkpoint(reader.seals())[0].number
    write_whole(Path(file), [request])
    wrote = N_("wrote {file}: the request for a time-stamp over epoch {number}")
    click.echo(session.text(wrote, file=file, number=number))


def _read_reply(session: Session, file: str, roots: Path | None) -> None:
    from ledger.journal.application import Journal
    from ledger.seal.authority import LARGEST_REPLY
    from ledger.seal.stamping import keep_stamp

    reply = read_whole(Path(file), LARGEST_REPLY)
    with Journal.open(session.ledger) as journal, journal.sealing() as sealing:
        kept = keep_stamp(sealing, reply, file, roots, clock.now())
    _tell(session, kept)


def _tell(session: Session, kept: "Stamped") -> None:
    from ledger.seal.dating import utc

    said = {"number": kept.epoch, "at": utc(kept.token.at)}
    if not kept.verdicts:
        click.echo(session.text(N_("epoch {number} was stamped at {at}; whose stamp it is was not verified"), **said))
        return
    click.echo(session.text(N_("epoch {number} was stamped at {at}"), **said))
    for each in kept.verdicts:
        click.echo(f"  {session.say(outcome_of(each))}")


_OUTCOMES = {
    "verified": N_("{verifier}: verified"),
    "refused": N_("{verifier}: refused ({reason})"),
    "unavailable": N_("{verifier}: not asked ({reason})"),
}


def outcome_of(verdict: "Verdict") -> Text:
    """What one verifier says of a token."""
    return Text(_OUTCOMES[verdict.outcome], {"verifier": verdict.verifier, "reason": verdict.reason})
