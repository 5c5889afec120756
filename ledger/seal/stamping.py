"""Time-stamps of a ledger's checkpoints: asked for, judged, and kept beside them as the authority sent them."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from ledger.journal.sealed import Epoch, Sealing, Seals
from ledger.journal.sealed import Token as Kept
from ledger.refusal import N_, InputRefused, UsageRefused
from ledger.seal.dating import Stamp, stamp_faults
from ledger.seal.timestamp import Token, read_reply, request
from ledger.seal.timestamp_check import Verdict, verified, verify

NONCE_BITS = 63


class Stamped(NamedTuple):
    """A token that was kept, and what the verifiers said of it; nothing where no certificates were named."""

    epoch: int
    token: Token
    verdicts: tuple[Verdict, ...]


def last_checkpoint(seals: Seals) -> tuple[Epoch, bytes]:
    """The epoch closed last, and its checkpoint as it was signed. Raises UsageRefused where nothing is sealed."""
    last = seals.last_epoch()
    if last is None or last.checkpoint is None:
        raise UsageRefused(N_("nothing is sealed yet: `livret seal`"))
    return last, last.checkpoint


def is_stamped(seals: Seals, authority: str) -> bool:
    """Whether the last checkpoint has a token of that authority."""
    last = seals.last_epoch()
    return last is not None and any(each.authority == authority for each in seals.tokens(last.number))


def stamp_request(seals: Seals, nonce: int) -> bytes:
    """The request of a token over the last checkpoint. Raises UsageRefused where nothing is sealed."""
    return request(last_checkpoint(seals)[1], nonce)


def ask_for_stamp(seals: Seals, url: str, nonce: int, ask: Callable[[str, bytes], bytes]) -> bytes:
    """An authority's reply about the last checkpoint, which repeats the number of the request.

    Raises InputRefused where there is no such reply.
    """
    reply = ask(url, stamp_request(seals, nonce))
    if read_reply(reply, url).nonce != nonce:
        raise InputRefused(N_("{url}: the reply is to another request; ask again"), url=url)
    return reply


def keep_stamp(sealing: Sealing, reply: bytes, authority: str, roots: Path | None, now: int) -> Stamped:
    """Keep a reply about a checkpoint; `authority` says where it came from, `now` is in microseconds.

    Raises InputRefused for a reply about other bytes, for one dated back, and, where certificates are named, for one
    that no verifier takes for theirs.
    """
    token = read_reply(reply, authority)
    epoch = _epoch_of(sealing, token, authority)
    message = epoch.checkpoint or b""
    stamp = Stamp(authority, message, epoch.closed_at, token)
    for fault in stamp_faults([*earlier_stamps(sealing, epoch.number), stamp]):
        if fault.values["name"] == authority:
            raise InputRefused(fault.template, **fault.values)
    verdicts = () if roots is None else verify(token, message, roots)
    if verdicts and not verified(verdicts):
        reasons = "; ".join(f"{each.verifier}: {each.reason}" for each in verdicts)
        raise InputRefused(
            N_("{url}: the time-stamp is not of an authority trusted here ({reasons})"), url=authority, reasons=reasons
        )
    kept = sealing.tokens(epoch.number)
    sealing.add([Kept(epoch.number, len(kept), authority, reply, now)])
    return Stamped(epoch.number, token, verdicts)


def _epoch_of(seals: Seals, token: Token, authority: str) -> Epoch:
    """The epoch whose checkpoint a token is about, none before the last one that is stamped: that covers them all."""
    for epoch in reversed(list(seals.epochs())):
        if epoch.checkpoint is not None and token.is_about(epoch.checkpoint):
            return epoch
        if seals.tokens(epoch.number):
            break
    raise InputRefused(
        N_("{name}: it is a time-stamp of no checkpoint since the last one stamped; ask for another"), name=authority
    )


def earlier_stamps(seals: Seals, before: int) -> list[Stamp]:
    """The tokens of the last epoch, before that of a number, that has any."""
    for epoch in reversed([each for each in seals.epochs() if each.number < before]):
        kept = seals.tokens(epoch.number)
        if kept and epoch.checkpoint is not None:
            return [
                Stamp(f"#{each.number}", epoch.checkpoint, epoch.closed_at, read_reply(each.reply, each.authority))
                for each in kept
            ]
    return []
