"""What others have said of a ledger's epochs: their time-stamps and countersignatures, verified where they are kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.events.unfit import Unfit
from ledger.journal.sealed import Cosignature, Epoch, Seals, Token
from ledger.refusal import N_, InputRefused
from ledger.seal.checkpoint import cosigned_at
from ledger.seal.dating import Stamp, authority_faults, stamp_faults
from ledger.seal.finding import Finding, found, remark
from ledger.seal.note import read_key, read_note
from ledger.seal.timestamp import read_reply
from ledger.seal.timestamp_check import verify


def attested(roots: Path | None) -> Callable[[Seals, Epoch], Iterator[Finding]]:
    """What is wrong with the time-stamps and countersignatures of one epoch after another, asked in their order.

    `roots` is a PEM file of the authorities trusted; without it whose the time-stamps are is a remark.
    """
    earlier: list[Stamp] = []

    def judge(seals: Seals, epoch: Epoch) -> Iterator[Finding]:
        for token in seals.tokens(epoch.number):
            yield from _token(epoch, token, earlier, roots)
        for cosignature in seals.cosignatures(epoch.number):
            yield from _cosignature(epoch, cosignature)

    return judge


def _token(epoch: Epoch, token: Token, earlier: list[Stamp], roots: Path | None) -> Iterator[Finding]:
    name = Finding("token", N_("time-stamp {number} of epoch {epoch}"), {"number": token.number, "epoch": epoch.number})
    try:
        stamp = Stamp("", epoch.checkpoint or b"", epoch.closed_at, read_reply(token.reply, token.authority))
    except InputRefused:
        yield found("token", N_("{name} cannot be read"), name=name)
        return
    faults = list(stamp_faults([*earlier, stamp]))
    if roots is None:
        yield remark("token", N_("{name}: whose it is was not verified; name certificates by --ca"), name=name)
    else:
        faults += authority_faults(stamp, verify(stamp.token, stamp.message, roots))
    for fault in faults:
        yield Finding("token", fault.template, {**fault.values, "name": name})
    if not faults:
        earlier[:] = [stamp]


def _cosignature(epoch: Epoch, kept: Cosignature) -> Iterator[Finding]:
    try:
        note = read_note((epoch.checkpoint or b"") + kept.line.encode())
        fits = cosigned_at(note.text, note.signatures[-1], read_key(kept.key)) is not None
    except Unfit:
        fits = False
    if not fits:
        yield found(
            "cosignature",
            N_("cosignature {number} of epoch {epoch} is not that of the key kept with it"),
            number=kept.number,
            epoch=epoch.number,
        )
