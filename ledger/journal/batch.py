"""What is asked of the journal in one go, and what became of it."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Protocol

from ledger.events.canonical import canonical
from ledger.events.catalogue import event_class
from ledger.events.entry import RETRACTED, standing_amendments
from ledger.events.event import Submission
from ledger.events.instant import parse_instant
from ledger.events.personal import PERSONAL, put_back, without
from ledger.journal.leaf import source_key
from ledger.journal.past import Past
from ledger.journal.transaction import Transaction
from ledger.refusal import N_, InputRefused, InputsRefused, Refusal

Refused = tuple[Submission, Refusal]
HeldOf = Callable[[bytes], Mapping[str, str]]
"""The key of an entry -> its personal values that the vault holds, by their paths."""
_COMMITTED = f'"{PERSONAL}":{{'.encode()


class Admitted(NamedTuple):
    """The submissions that may enter, in the order to be numbered, and those that may not."""

    accepted: list[Submission]
    refused: list[Refused]


class Admit(Protocol):
    """Judges which candidates may follow the history; called inside the transaction that records them."""

    def __call__(self, candidates: Sequence[Submission], past: Past) -> Admitted: ...


class Appended(NamedTuple):
    """What one transaction did: `skipped` were in the ledger already.

    Positions and `recorded_at`, in microseconds since 1970, are None where nothing was new.
    """

    recorded: int
    skipped: int
    first: int | None
    last: int | None
    recorded_at: int | None
    refused: list[Refused]


class Sifted(NamedTuple):
    """A batch without what the ledger, or the batch itself, already holds."""

    candidates: list[Submission]
    skipped: int
    refused: list[Refused]


def sift(batch: Sequence[Submission], transaction: Transaction, past: Past, held_of: HeldOf) -> Sifted:
    """Drop the submissions whose key is taken: the same content is skipped, other content is refused.

    `held_of` tells the personal values that the vault holds of a stored entry; one that is erased is not compared.

    Nothing here depends on the order of the batch.
    """
    keys = [source_key(each.source, each.id) for each in batch]
    # In order, so that neighbours in the index are looked up one after the other.
    distinct = sorted(set(keys))
    statement = "SELECT source_key, position, body FROM entries WHERE source_key IN ({marks})"
    held = {key: (position, body) for key, position, body in transaction.rows_in(statement, distinct)}
    if not held and len(distinct) == len(batch):
        return Sifted(list(batch), 0, [])
    by_key: dict[bytes, list[Submission]] = {}
    for key, submission in zip(keys, batch, strict=True):
        by_key.setdefault(key, []).append(submission)
    retracted: set[tuple[str, str]] = set()
    if transaction.row("SELECT 1 FROM topics WHERE name = ? OR name LIKE ?", (RETRACTED, f"{RETRACTED}@%")):
        retracted = _retracted([each for key in held for each in by_key[key]], past)
    candidates: list[Submission] = []
    refused: list[Refused] = []
    for key, same in by_key.items():
        if key in held:
            position, body = held[key]
            refused += _conflicts(same, position, _whole(body, key, held_of), retracted)
        elif len(same) == 1 or _all_alike(same):
            candidates.append(min(same, key=lambda each: each.body))
        else:
            refused += [(each, _said_twice(each, same)) for each in same]
    return Sifted(candidates, len(batch) - len(candidates) - len(refused), refused)


def _retracted(submissions: list[Submission], past: Past) -> set[tuple[str, str]]:
    """The keys, among those of the submissions, of entries that were retracted and still are."""
    retracted: set[tuple[str, str]] = set()
    for history in past.histories({(each.scope, each.subject) for each in submissions}).values():
        retracted |= {
            key
            for key, amendments in standing_amendments(history).items()
            if any(amendment.type == RETRACTED for amendment in amendments)
        }
    return retracted


def _conflicts(
    submissions: list[Submission], position: int, body: bytes, retracted: set[tuple[str, str]]
) -> Iterable[Refused]:
    for each in submissions:
        if each.key in retracted:
            template = N_(
                "`{id}` of {source} was recorded at position {position} and retracted; give this event a new id"
            )
        elif not _alike(each, body):
            template = N_(
                "`{id}` of {source} is at position {position} with other content; "
                "restate that entry, or give this event a new id"
            )
        else:
            continue
        yield each, InputRefused(template, id=each.id, source=each.source, position=position)


def _said_twice(submission: Submission, same: list[Submission]) -> Refusal:
    other = next(each for each in same if each is not submission and not _alike(each, submission.body))
    return InputRefused(
        "`{id}` of {source} comes twice, here and at {other}, with different content; give one of them a new id",
        id=submission.id,
        source=submission.source,
        other=f"{other.file or '-'}:{other.line or '-'}",
    )


def _all_alike(same: list[Submission]) -> bool:
    return all(_alike(same[0], other.body) for other in same[1:])


def _whole(body: bytes, key: bytes, held_of: HeldOf) -> bytes:
    """A stored body with its personal values, as far as the vault has them."""
    return canonical(put_back(json.loads(body), held_of(key))) if _COMMITTED in body else body


def _alike(submission: Submission, body: bytes) -> bool:
    """Whether two bodies say the same, instants being compared as instants.

    A personal value that either of them only commits to is left out of both: it may be erased.
    """
    if submission.body == body:
        return True
    one, other = json.loads(submission.body), json.loads(body)
    unknown = one.get(PERSONAL, {}).keys() | other.get(PERSONAL, {}).keys()
    return _content(submission, without(one, unknown)) == _content(submission, without(other, unknown))


def _content(submission: Submission, said: Mapping[str, Any]) -> str:
    # A restatement carries the fields of another type: which of them are instants shows in their values.
    instants = event_class(submission.type).instant_fields() | {"changes"}
    data = said.get("data") or {}
    content: dict[str, Any] = {
        **said,
        **{name: _instants(said[name]) for name in ("time", "recordedtime") if name in said},
        "data": {name: _instants(value) if name in instants else value for name, value in data.items()},
    }
    # As text, because to Python 1 is true.
    return json.dumps(content, sort_keys=True)


def _instants(value: Any) -> Any:
    """The value with each text that is an instant replaced by its microseconds since 1970."""
    match value:
        case str():
            try:
                return {"instant": parse_instant(value)}
            except ValueError:
                return value
        case list():
            return [_instants(each) for each in value]
        case dict():
            return {name: _instants(each) for name, each in value.items()}
        case _:
            return value


def all_refused(refused: list[Refused]) -> Refusal:
    """The one refusal, or all of them as one, each with the place it concerns, in the order of file and line."""
    placed = sorted(refused, key=lambda each: (each[0].file or "", each[0].line or 0))
    refusals = [refusal.at(submission.file, submission.line) for submission, refusal in placed]
    return refusals[0] if len(refusals) == 1 else InputsRefused(refusals)
