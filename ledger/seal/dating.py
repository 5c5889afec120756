"""What time-stamps say of epochs, and where they contradict the log or each other.

A token attests that its checkpoint existed at an instant. None can be older than the epoch that it is about, nor than
a token of an earlier epoch: each checkpoint holds all that went before it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from ledger.events.unfit import Unfit
from ledger.refusal import N_, Refusal
from ledger.seal.container import MANIFEST, TOKEN
from ledger.seal.epoch_log import APART, Log
from ledger.seal.timestamp import Token, read_reply, read_token
from ledger.seal.timestamp_check import Verdict, verified, verify

_REPLY = re.compile(r"log/([1-9][0-9]{0,17})\.[0-9]{1,9}\.tsr")


class Stamp(NamedTuple):
    """A token, the bytes that it must be about, and when their epoch was closed, in microseconds since 1970."""

    name: str
    message: bytes
    closed_at: int
    token: Token


def stamp_faults(stamps: Iterable[Stamp]) -> Iterator[Unfit]:
    """What is wrong with tokens in the order of their epochs, whoever made them."""
    latest = 0
    for each in stamps:
        if not each.token.is_about(each.message):
            yield Unfit(N_("{name} is a time-stamp of other bytes"), name=each.name)
            continue
        at = each.token.at
        if at < each.closed_at - APART:
            yield Unfit(
                N_("{name} is dated back: it says {at}, and its epoch was closed at {closed_at}"),
                name=each.name,
                at=utc(at),
                closed_at=utc(each.closed_at),
            )
        elif at < latest - APART:
            yield Unfit(
                N_("{name} is dated back: it says {at}, and an earlier epoch was stamped at {earlier}"),
                name=each.name,
                at=utc(at),
                earlier=utc(latest),
            )
        latest = max(latest, at)


def authority_faults(stamp: Stamp, verdicts: tuple[Verdict, ...]) -> Iterator[Unfit]:
    """A fault where no verifier took the token for one of the authorities trusted."""
    if not verified(verdicts):
        reasons = "; ".join(f"{each.verifier}: {each.reason}" for each in verdicts)
        yield Unfit(N_("{name} is not of an authority trusted here ({reasons})"), name=stamp.name, reasons=reasons)


def stamps_of(files: Mapping[str, bytes], log: Log) -> tuple[list[Stamp], list[Unfit]]:
    """The tokens of a dossier in the order of their epochs, that over its manifest last; and those that are none."""
    found, faults = [], []
    names = sorted((int(match[1]), name) for name in files if (match := _REPLY.fullmatch(name)))
    for size, name in names:
        message, record = files.get(f"log/{size}.checkpoint"), log.records.get(size - 1)
        try:
            if message is None or record is None:
                raise Unfit(N_("{file}: the checkpoint that it is about is missing"), file=name)
            found.append(Stamp(name, message, record.closed_at, read_reply(files[name], name)))
        except Unfit as fault:
            faults.append(fault)
        except Refusal as refusal:
            faults.append(_as_fault(refusal))
    if TOKEN in files:
        try:
            found.append(Stamp(TOKEN, files.get(MANIFEST, b""), log.head.recorded_at, read_token(files[TOKEN])))
        except (ValueError, IndexError):
            faults.append(Unfit(N_("{file} is no time-stamp"), file=TOKEN))
    return found, faults


def judged(stamps: Iterable[Stamp], roots: Path) -> Iterator[tuple[Stamp, tuple[Verdict, ...]]]:
    """What the verifiers say of each token. Raises UsageRefused where no certificate can be read."""
    for each in stamps:
        yield each, verify(each.token, each.message, roots)


def utc(microseconds: int) -> str:
    """An instant in UTC, to the microsecond where it has a fraction of a second."""
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=microseconds)
    return at.isoformat().replace("+00:00", "Z")


def _as_fault(refusal: Refusal) -> Unfit:
    fault = Unfit(refusal.template)
    fault.values = refusal.values
    return fault
