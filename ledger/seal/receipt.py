"""A receipt: the signed promise that what was handed in will be in the log by a date; whoever holds it can hold it up.

It is a signed note of two lines, the log's name with `/receipt` after it and canonical JSON, under the key of the log.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, NamedTuple

from ledger.events.personal import PATHS, without
from ledger.events.unfit import Unfit
from ledger.refusal import N_
from ledger.seal.checkpoint import SigningKey
from ledger.seal.epoch_log import Log
from ledger.seal.excerpt import Place
from ledger.seal.note import Note, VerifierKey, read_note, verify
from ledger.seal.scope_log import is_withheld, lines_of, read_heads


class Receipt(NamedTuple):
    """What was handed in, and by when it will be sealed, in microseconds since 1970; `content` is a digest of it."""

    log: str
    scope: str
    source: str
    id: str
    content: str
    given_at: int
    due_at: int

    def text(self) -> str:
        """What is signed."""
        said = {name: value for name, value in self._asdict().items() if name != "log"}
        return f"{self.log}/receipt\n{json.dumps(said, sort_keys=True, separators=(',', ':'), ensure_ascii=False)}\n"


class Kept(NamedTuple):
    """A promise that was kept: the position of the entry, and when its epoch was closed, in microseconds since 1970."""

    position: int
    sealed_at: int


def receipt_for(log: str, body: bytes, given_at: int, due_at: int) -> Receipt:
    """The promise about an event, whose canonical JSON is given."""
    event = json.loads(body)
    return Receipt(log, event["scope"], event["source"], event["id"], content_of(event), given_at, due_at)


def content_of(event: Mapping[str, Any]) -> str:
    """A digest of what an event says, personal data aside: of that a ledger keeps commitments alone."""
    said = without(event, PATHS)
    return sha256(json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()


def signed(receipt: Receipt, key: SigningKey) -> Note:
    """The receipt as it is handed out."""
    return key.sign_text(receipt.text())


def read_receipt(octets: bytes, keys: Sequence[VerifierKey]) -> Receipt:
    """The receipt in a note that one of these keys, of its log, signed. Raises Unfit."""
    note = read_note(octets)
    first, _, said = note.text.partition("\n")
    try:
        receipt = Receipt(log=first.removesuffix("/receipt"), **json.loads(said))
    except (ValueError, TypeError, RecursionError):
        raise Unfit(N_("cannot be read as one")) from None
    kinds = [type(value) for value in receipt]
    if kinds != [str, str, str, str, str, int, int] or receipt.text() != note.text:
        raise Unfit(N_("cannot be read as one"))
    if not any(key.name == receipt.log for key in verify(note, tuple(keys))):
        raise Unfit(N_("is not signed by a key of its log that is known here"))
    return receipt


def judge(receipt: Receipt, files: Mapping[str, bytes], places: Sequence[Place], log: Log) -> Kept | None:
    """Whether a dossier, which was examined, keeps a promise; None while it is not due by the dossier's last epoch.

    Raises Unfit where the promise was broken, or where the dossier cannot tell.
    """
    if receipt.log != log.checkpoint.origin:
        raise Unfit(N_("is of another ledger than the dossier"))
    place = next((each for each in places if each.scope == receipt.scope), None)
    if place is None:
        raise Unfit(N_("is about {scope}, of which the dossier has nothing; ask for another"), scope=receipt.scope)
    lines = lines_of(files, place)
    for index, line in enumerate(lines):
        if is_withheld(line):
            continue
        envelope, end = json.JSONDecoder().raw_decode(line.decode())
        event = json.loads(line.decode()[end:])
        if (event["source"], event["id"]) == (receipt.source, receipt.id):
            if not _says(event, receipt.content):
                raise Unfit(N_("was broken: #{position} says something else"), position=envelope["position"])
            return _in_time(receipt, place, envelope["position"], index, files, log)
    if any(map(is_withheld, lines)):
        raise Unfit(N_("cannot be judged: entries of {scope} are withheld; ask for all of them"), scope=receipt.scope)
    if log.head.recorded_at < receipt.due_at:
        return None
    raise Unfit(N_("was broken: the log has no `{id}` of {source}"), id=receipt.id, source=receipt.source)


def _says(event: Mapping[str, Any], content: str) -> bool:
    try:
        return content_of(event) == content
    except (TypeError, ValueError, AttributeError):  # whoever sealed this made it up
        return False


def _in_time(receipt: Receipt, place: Place, position: int, index: int, files: Mapping[str, bytes], log: Log) -> Kept:
    heads = (head for head in read_heads(files) if head.scope == place.scope and head.size > index)
    sealed_at = log.records[min(head.epoch for head in heads)].closed_at
    if sealed_at > receipt.due_at:
        raise Unfit(N_("was broken: #{position} came too late"), position=position)
    return Kept(position, sealed_at)
