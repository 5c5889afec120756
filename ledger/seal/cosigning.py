"""Checkpoints countersigned by somebody else (c2sp.org/tlog-cosignature): the client's side, and what comes back.

Who countersigns says: this log had this root at this size, as I saw it then. Two of them that contradict each other
prove that there are two logs.
"""

from ledger.events.unfit import Unfit
from ledger.journal.sealed import Cosignature, Sealing
from ledger.refusal import N_, InputRefused
from ledger.seal.checkpoint import Checkpoint, SigningKey, cosigned_at, read_signed
from ledger.seal.note import Note, VerifierKey, verify

_UNREADABLE = N_("{name} {reason}")


def cosigned(note: bytes, name: str, signing: SigningKey, trusted: tuple[VerifierKey, ...], now: int) -> bytes:
    """The checkpoint with the cosignature under it; `trusted`, where given, are the keys of its log.

    `now` in seconds since 1970. Raises InputRefused for what is no checkpoint, or one that the log did not sign.
    """
    checkpoint, read = _read(note, name)
    try:
        signers = verify(read, trusted)
    except Unfit as fault:
        raise InputRefused(_UNREADABLE, name=name, reason=fault) from None
    if trusted and not any(key.name == checkpoint.origin for key in signers):
        raise InputRefused(N_("{name} is not signed by the key given"), name=name)
    return note + signing.cosign(read.text, now).line().encode()


def check_held(note: bytes, name: str, held: bytes, held_name: str) -> None:
    """Raise InputRefused where a checkpoint contradicts one held, as far as two checkpoints alone can.

    One of another log, one of fewer epochs, or another root for the same number; for more epochs it takes a dossier.
    """
    now, before = _read(note, name)[0], _read(held, held_name)[0]
    if now.origin != before.origin:
        raise InputRefused(N_("{name} is of another log than {held}"), name=name, held=held_name)
    if now.size < before.size or (now.size == before.size and now.root != before.root):
        raise InputRefused(
            N_("{name} contradicts {held}: the log was forked or rewritten; keep both, they prove it"),
            name=name,
            held=held_name,
        )
    if now.size > before.size:
        raise InputRefused(
            N_("{name} has more epochs than {held}; that the log goes on from it shows in a dossier alone: give that"),
            name=name,
            held=held_name,
        )


def keep_cosignatures(
    sealing: Sealing, note: bytes, name: str, cosigner: VerifierKey, now: int
) -> tuple[int, list[int]]:
    """Keep the cosignatures that a note has of a cosigner; the epoch, and when each was made, in seconds since 1970.

    `now` in microseconds. Raises InputRefused for a note that is none of the ledger's checkpoints, or has none of them.
    """
    checkpoint, read = _read(note, name)
    epoch = sealing.epoch(checkpoint.size - 1) if checkpoint.size else None
    if epoch is None or epoch.checkpoint is None or _read(epoch.checkpoint, name)[1].text != read.text:
        raise InputRefused(N_("{name} is no checkpoint that this ledger signed; verify where it comes from"), name=name)
    kept = sealing.cosignatures(epoch.number)
    known, times = {each.line for each in kept}, []
    for signature in read.signatures:
        try:
            at = cosigned_at(read.text, signature, cosigner)
        except Unfit as fault:
            raise InputRefused(_UNREADABLE, name=name, reason=fault) from None
        if at is not None:
            times.append(at)
            if signature.line() not in known:
                sealing.add([Cosignature(epoch.number, len(known), cosigner.line(), signature.line(), now)])
                known.add(signature.line())
    if not times:
        raise InputRefused(N_("{name} has no cosignature of {key}"), name=name, key=cosigner.name)
    return epoch.number, times


def _read(note: bytes, name: str) -> tuple[Checkpoint, Note]:
    try:
        return read_signed(note)
    except Unfit as fault:
        raise InputRefused(_UNREADABLE, name=name, reason=fault) from None
