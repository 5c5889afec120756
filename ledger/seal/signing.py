"""Sealing a ledger with a key: whether the key may, and what must not be signed again."""

from typing import TYPE_CHECKING

from ledger.journal.sealed import Epoch, Seals
from ledger.refusal import InputRefused
from ledger.seal.checkpoint import SigningKey
from ledger.seal.epoch import close, origin
from ledger.seal.keys import KeyLife, in_force, key_lives, lost_epochs
from ledger.seal.note import VerifierKey

if TYPE_CHECKING:
    from ledger.journal.application import Journal


def seal(journal: "Journal", key: SigningKey, now: int) -> Epoch | None:
    """Close an epoch over all that is new, signed with the key; None where nothing is. `now` in microseconds.

    Raises InputRefused for a key that may not sign it, IntegrityFailure where the ledger is not what was sealed.
    """
    with journal.sealing() as sealing:
        last, position = sealing.last_epoch(), sealing.position()
        if last is not None and position == last.position:
            return None
        allowed = in_force(lives_of(sealing), last.position if last else 0, position)
        if key.verifier not in allowed:
            raise InputRefused(
                "key {key} may not sign the next epoch; {allowed} may: `livret key show`",
                key=key.verifier.id.hex(),
                allowed=", ".join(each.id.hex() for each in allowed) or "-",
            )
        return close(sealing, key, now, lost_epochs(sealing.entries("provider", "ledger")))


def lives_of(seals: Seals) -> list[KeyLife]:
    """The keys that a ledger tells of."""
    return key_lives(seals.entries("provider", "key"), origin(seals.identity()))


def standing(seals: Seals) -> tuple[VerifierKey, ...]:
    """The keys that are neither replaced nor revoked."""
    return tuple(life.key for life in lives_of(seals) if life.replaced is None and life.revoked is None)
