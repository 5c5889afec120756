"""A dossier taken apart and checked, without the ledger it came from: nothing in it is believed that nothing proves.

Whatever is wrong is a fault, told and collected; what depends on something wrong is not looked at any further.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.events.entry import Entry
from ledger.events.unfit import Unfit
from ledger.refusal import N_
from ledger.seal.dossier_files import attempted, lines_of_text
from ledger.seal.epoch_log import Log, note_faults, read_log
from ledger.seal.excerpt import Place
from ledger.seal.keys import key_lives
from ledger.seal.note import VerifierKey, read_key
from ledger.seal.scope_log import (
    ScopeHead,
    entries_of,
    head_faults,
    is_withheld,
    lines_of,
    order_faults,
    read_heads,
    root_faults,
    time_faults,
)


class Examined(NamedTuple):
    """What is in a dossier: its faults, its log where that could be read, its entries, and how many are withheld."""

    faults: list[Unfit]
    log: Log | None
    entries: list[Entry]
    withheld: Mapping[str, int]


def examine(files: Mapping[str, bytes], places: Sequence[Place], keys: Sequence[VerifierKey]) -> Examined:
    """Everything that can be checked of the logs of a dossier; `keys` are believed to be the ledger's, or a cosigner's.

    Raises nothing: whatever the files hold.
    """
    faults: list[Unfit] = []
    log = attempted(faults, lambda: read_log(files, keys))
    heads = attempted(faults, lambda: [*read_heads(files)])
    if log is None or heads is None:
        return Examined(faults, log, [], {})
    faults += note_faults(files, log, keys)
    for scope in sorted({head.scope for head in heads} - {place.scope for place in places}):
        faults.append(Unfit(N_("log/heads has a head of {scope}, of which the dossier has nothing"), scope=scope))
    entries: list[Entry] = []
    withheld = {}
    for place in places:
        lines = attempted(faults, lambda place=place: lines_of(files, place))  # type: ignore[misc]
        if lines is not None:
            entries += _entries(faults, log, place, [head for head in heads if head.scope == place.scope], lines)
            withheld[place.scope] = sum(map(is_withheld, lines))
    faults += _key_faults(log, entries)
    faults += order_faults(sorted(entries, key=lambda entry: entry.position), log.head.position)
    return Examined(faults, log, entries, withheld)


def _entries(
    faults: list[Unfit], log: Log, place: Place, heads: Sequence[ScopeHead], lines: Sequence[bytes]
) -> Sequence[Entry]:
    heads = sorted(heads, key=lambda head: head.epoch)
    faults += head_faults(log, place, heads)
    faults += root_faults(place, heads, lines)
    entries = attempted(faults, lambda: [*entries_of(place, lines)])
    if entries is not None:
        faults += time_faults(log, place, heads, lines)
    return entries or []


def _key_faults(log: Log, entries: Sequence[Entry]) -> Iterator[Unfit]:
    """The key that signed the checkpoint was not revoked by then, by what the entries of the provider's scope say."""
    told = [entry for entry in entries if entry.scope == "provider" and entry.type.startswith("key.")]
    try:
        lives = key_lives(told, log.checkpoint.origin)
    except (KeyError, TypeError, AttributeError):
        yield Unfit(N_("what an entry says of a key cannot be read"))
        return
    for life in lives:
        if life.key in log.signers and life.revoked is not None:
            yield Unfit(
                N_("the checkpoint is signed by key {key}, which was revoked at #{position}"),
                key=life.key.id.hex(),
                position=life.revoked,
            )


def read_keys(files: Mapping[str, bytes]) -> tuple[VerifierKey, ...]:
    """The keys that a dossier carries. Raises Unfit."""
    return tuple(map(read_key, lines_of_text(files, "log/keys")))
