"""The keys that a ledger is sealed with: which of them may sign an epoch, and the files that hold them.

Keys are issued, replaced and revoked by entries of the provider's scope, so that the log itself says whom to trust:
the epoch that holds the issue of a new key is signed by the old one. What is recorded of keys cannot be amended.
"""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from ledger.events.entry import Entry
from ledger.events.unfit import Unfit
from ledger.refusal import N_, InputRefused
from ledger.seal.checkpoint import SigningKey
from ledger.seal.note import ED25519, VerifierKey, read_key

_WRONG_PASSPHRASE = N_("{path}: the passphrase does not open this key; give the right one")
_NO_KEY = N_("{path}: this is no private key; make one with `livret key new`")
ISSUED, REVOKED, RESTORED = "key.issued", "key.revoked", "ledger.restored"


class KeyLife(NamedTuple):
    """A key, and the positions at which it was issued, replaced by another, and revoked."""

    key: VerifierKey
    issued: int
    replaced: int | None = None
    revoked: int | None = None


def key_lives(entries: Iterable[Entry], log: str) -> list[KeyLife]:
    """The keys of a log that entries of the family `key` tell of, in the order of issue; those of others are left out.

    A ledger may hold the entries of another's keys, imported with the rest of its history.
    """
    lives: dict[str, KeyLife] = {}
    for entry in entries:
        name = entry.subject.partition("/")[2]
        if entry.type == ISSUED:
            try:
                key = read_key(entry.data["key"])
            except Unfit:
                continue
            if (key.kind, key.name, key.id.hex()) == (ED25519, log, name):
                lives.setdefault(name, KeyLife(key, entry.position))
            replaced = lives.get(entry.data.get("replaces") or "")
            if replaced is not None and replaced.replaced is None:
                lives[replaced.key.id.hex()] = replaced._replace(replaced=entry.position)
        elif entry.type == REVOKED and name in lives and lives[name].revoked is None:
            lives[name] = lives[name]._replace(revoked=entry.position)
    return list(lives.values())


def in_force(lives: Iterable[KeyLife], after: int, until: int) -> tuple[VerifierKey, ...]:
    """The keys that may sign the epoch over the entries after one position and up to another.

    Those that stood when the epoch began and are not revoked in it; where there is none such, those issued in it.
    """
    unrevoked = [life for life in lives if life.issued <= until and (life.revoked is None or life.revoked > until)]
    standing = [life for life in unrevoked if life.issued <= after and (life.replaced is None or life.replaced > after)]
    fresh = [life for life in unrevoked if life.issued > after and (life.replaced is None or life.replaced > until)]
    return tuple(life.key for life in standing or fresh)


def lost_epochs(entries: Iterable[Entry]) -> int:
    """How many epochs copies of the ledger that are lost may have signed, from entries of the family `ledger`."""
    return max((entry.data["epochs"] for entry in entries if entry.type == RESTORED), default=0)


def write_key(file: Path, key: SigningKey, passphrase: str | None) -> None:
    """Write a private key into a new file that nobody else may read. Raises InputRefused where there is a file."""
    octets = key.private_bytes(passphrase)
    try:
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise InputRefused("{path}: there is a key already; rotate it, or name another file", path=file) from None
    with os.fdopen(descriptor, "wb") as opened:
        opened.write(octets)
        opened.flush()
        os.fsync(opened.fileno())


def read_key_file(file: Path, name: str, passphrase: str | None, kind: int = ED25519) -> SigningKey | None:
    """The private key in a file, under that name; None where it takes a passphrase and none is given.

    Raises InputRefused for what is no such key, for a wrong passphrase, and for a file that others may read.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    if os.name == "posix" and file.stat().st_mode & 0o077:
        raise InputRefused("{path}: others may read this key; make it yours alone: chmod 600", path=file)
    octets = file.read_bytes()
    locked = b"ENCRYPTED" in octets.partition(b"\n")[0]
    if locked and not passphrase:
        return None
    try:
        private = load_pem_private_key(octets, passphrase.encode() if locked and passphrase else None)
    except (ValueError, TypeError) as error:
        raise InputRefused(_WRONG_PASSPHRASE if locked else _NO_KEY, path=file) from error
    if not isinstance(private, Ed25519PrivateKey):
        raise InputRefused("{path}: this is no Ed25519 key; make one with `livret key new`", path=file)
    return SigningKey(name, private, kind)


def new_key(name: str, kind: int = ED25519) -> SigningKey:
    """A key drawn now."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    return SigningKey(name, Ed25519PrivateKey.generate(), kind)
