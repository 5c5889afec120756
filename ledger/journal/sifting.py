"""What of a batch is new: the ledger, or the batch itself, may hold the same, or something else under its key."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from itertools import chain, groupby
from operator import attrgetter, itemgetter
from typing import Any, NamedTuple

from ledger.events.canonical import canonical
from ledger.events.catalogue import event_class
from ledger.events.entry import RETRACTED, standing_amendments
from ledger.events.event import Refuse, Submission
from ledger.events.instant import parse_instant
from ledger.events.personal import PERSONAL, put_back, without
from ledger.journal.leaf import source_key
from ledger.journal.past import Past
from ledger.journal.transaction import Transaction
from ledger.pile import ROOM, Pile, blocks
from ledger.refusal import N_, InputRefused, Refusal

HeldOf = Callable[[bytes], Mapping[str, str]]
"""The key of an entry -> its personal values that the vault holds, by their paths."""
_COMMITTED = f'"{PERSONAL}":{{'.encode()
_STORED = "SELECT source_key, position, body FROM entries WHERE source_key IN ({marks})"
_LOOKED_UP = 2_000
"""Keys that are looked up at once."""
_BODY = attrgetter("body")


def key_of(submission: Submission) -> bytes:
    """The bytes that tell it from all others: it is sifted in their order."""
    return source_key(submission.source, submission.id)


def length_of(submission: Submission) -> int:
    """Bytes of what is stored of it."""
    return len(submission.body)


class _Stored(NamedTuple):
    """The entry of a key, and the keys of such entries that were retracted and still are."""

    position: int
    body: bytes
    retracted: set[tuple[str, str]]


_Looked = tuple[bytes, _Stored | None, Submission]


class _Place(NamedTuple):
    """Where a submission came from."""

    file: str | None
    line: int | None
    text: str | bytes | None


class Sifting:
    """Drops the submissions whose key is taken: the same content is skipped, other content is refused.

    `held_of` tells the personal values that the vault holds of a stored entry; one that is erased is not compared.
    Nothing here depends on the order of the batch.
    """

    def __init__(self, transaction: Transaction, past: Past, held_of: HeldOf, refuse: Refuse) -> None:
        self._transaction, self._past, self._held_of, self._refuse = transaction, past, held_of, refuse
        self.skipped = 0

    def all_new(self, submissions: list[Submission]) -> bool:
        """Whether there is nothing to drop."""
        # In order, so that neighbours in the index are looked up one after the other.
        distinct = sorted(set(map(key_of, submissions)))
        stored = self._transaction.rows_in(_STORED, distinct)
        return len(distinct) == len(submissions) and next(iter(stored), None) is None

    def new_of(self, by_key: Iterable[Submission]) -> Iterator[Submission]:
        """Those that are new, of submissions that come in the order of their keys."""
        for _, group in groupby(self._looked_up(by_key), key=itemgetter(0)):
            members = iter(group)
            key, stored, first = next(members)
            others = map(itemgetter(2), members)
            if stored is not None:
                self._compare(chain((first,), others), key, stored)
                continue
            other = next(others, None)
            new = first if other is None else self._one_of(first, chain((other,), others))
            if new is not None:
                yield new

    def _looked_up(self, by_key: Iterable[Submission]) -> Iterator[_Looked]:
        for chunk in blocks(by_key, length_of, ROOM, _LOOKED_UP):
            keys = [key_of(each) for each in chunk]
            rows = self._transaction.rows_in(_STORED, dict.fromkeys(keys))
            stored = {key: (position, body) for key, position, body in rows}
            retracted = self._retracted(body for _, body in stored.values()) if self._any_retracted else set()
            for key, each in zip(keys, chunk, strict=True):
                yield key, _Stored(*stored[key], retracted) if key in stored else None, each

    @cached_property
    def _any_retracted(self) -> bool:
        statement = "SELECT 1 FROM topics WHERE name = ? OR name LIKE ?"
        return self._transaction.row(statement, (RETRACTED, f"{RETRACTED}@%")) is not None

    def _retracted(self, bodies: Iterable[bytes]) -> set[tuple[str, str]]:
        """The keys of entries that were retracted and still are, of the subjects of which these stored ones speak."""
        said = map(json.loads, bodies)
        histories = self._past.histories({(each["scope"], each["subject"]) for each in said})
        return {
            key
            for history in histories.values()
            for key, amendments in standing_amendments(history).items()
            if any(amendment.type == RETRACTED for amendment in amendments)
        }

    def _compare(self, same: Iterable[Submission], key: bytes, stored: _Stored) -> None:
        body = _whole(stored.body, key, self._held_of)
        for each in same:
            if each.key in stored.retracted:
                template = N_(
                    "`{id}` of {source} was recorded at position {position} and retracted; give this event a new id"
                )
            elif not _alike(each, body):
                template = N_(
                    "`{id}` of {source} is at position {position} with other content; "
                    "restate that entry, or give this event a new id"
                )
            else:
                self.skipped += 1
                continue
            self._refuse(each, InputRefused(template, id=each.id, source=each.source, position=stored.position))

    def _one_of(self, first: Submission, others: Iterator[Submission]) -> Submission | None:
        """The one submission that all of them are; None where two of them contradict, and all are refused."""
        kept, alike = first, Pile[_Place](lambda _: 0, _Place._make, lambda place: 256 + len(place.text or ""))
        for each in others:
            if not _alike(first, each.body):
                self._refuse_all(first, alike, chain((each,), others))
                return None
            kept = min(kept, each, key=_BODY)
            alike.add(_Place(each.file, each.line, each.text))
        self.skipped += len(alike)
        return kept

    def _refuse_all(self, first: Submission, alike: Pile[_Place], others: Iterator[Submission]) -> None:
        """Refuse the first one and those like it, with another one, and all that come after it."""
        other = next(others)
        self._refuse(first, _said_twice(first, other))
        for file, line, text in alike:
            self._refuse(first._replace(file=file, line=line, text=text), _said_twice(first, other))
        self._refuse(other, _said_twice(other, first))
        for each in others:
            self._refuse(each, _said_twice(each, other if _alike(first, each.body) else first))


def _said_twice(submission: Submission, other: Submission) -> Refusal:
    return InputRefused(
        "`{id}` of {source} comes twice, here and at {other}, with different content; give one of them a new id",
        id=submission.id,
        source=submission.source,
        other=f"{other.file or '-'}:{other.line or '-'}",
    )


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
