"""The key at hand, and the seal that a recording command leaves with it."""

import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.session import Session
from ledger import clock
from ledger.journal.location import ledger_path
from ledger.refusal import InputRefused, UsageRefused
from projections.edition.wording import N_

if TYPE_CHECKING:
    from ledger.journal.application import Journal
    from ledger.seal.checkpoint import SigningKey

KEY, PASSPHRASE = "LIVRET_KEY", "LIVRET_KEY_PASSPHRASE"


def key_file(session: Session) -> Path:
    """Where the private key is kept: $LIVRET_KEY, else beside the ledger."""
    if named := os.environ.get(KEY):
        return Path(named)
    ledger = ledger_path(session.ledger)
    return ledger.with_name(f"{ledger.name}.key")


def key_at_hand(session: Session, identity: bytes) -> "SigningKey | None":
    """The key, where its file is there and opens without a question. Raises InputRefused for a file that is no key."""
    file = key_file(session)
    if not file.is_file():
        return None
    from ledger.seal.epoch import origin
    from ledger.seal.keys import read_key_file

    return read_key_file(file, origin(identity), os.environ.get(PASSPHRASE))


def key_asked_for(session: Session, identity: bytes) -> "SigningKey":
    """The key, its passphrase being asked for where it takes one. Raises UsageRefused where there is none."""
    file = key_file(session)
    if not file.is_file():
        raise UsageRefused(N_("there is no key at {path}; make one with `livret key new`"), path=file)
    found = key_at_hand(session, identity)
    if found is not None:
        return found
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageRefused(
            N_("{path}: this key takes a passphrase; give it in {variable}"), path=file, variable=PASSPHRASE
        )
    from ledger.seal.epoch import origin
    from ledger.seal.keys import read_key_file

    passphrase = click.prompt(session.text(N_("Passphrase of the key")), hide_input=True, err=True)
    opened = read_key_file(file, origin(identity), passphrase)
    if opened is None:
        raise UsageRefused(N_("{path}: this key takes a passphrase"), path=file)
    return opened


def seal_what_is_new(session: Session, journal: "Journal") -> None:
    """Seal what was just recorded, if a key is at hand; that it is not must not undo what is recorded."""
    try:
        key = key_at_hand(session, journal.seals().identity())
        if key is None:
            return
        from ledger.seal.signing import seal

        seal(journal, key, clock.now())
    except InputRefused as refusal:
        session.complain(session.text(N_("recorded, and not sealed: {why}"), why=session.refusal(refusal)))
