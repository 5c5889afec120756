"""Every entry hashed anew, and everything derived from it computed anew, in one pass over the file."""

import json
from array import array
from collections.abc import Callable, Iterator
from functools import cached_property
from hashlib import sha256
from typing import Any, NamedTuple

from ledger.events.catalogue import AMENDMENT_FAMILY, family
from ledger.journal.leaf import leaf, originator, read_topic, source_key, spell_topic
from ledger.journal.scan import Scan, Stored, hash_format
from ledger.refusal import N_
from ledger.seal.finding import Finding, found

Progress = Callable[[int], None]
_NARROWED = 50
"""Of how many altered entries of a scope it is found out which column was altered."""
_OTHERWISE = N_("#{position} of {scope}: its `{column}` is not what its content says")


class Altered(NamedTuple):
    """An entry whose stored hash is not that of its content; `column` is what was altered, where that can be told."""

    position: int
    scope_index: int
    stored: bytes
    column: str | None


class ScopeRead(NamedTuple):
    """A scope's entries in order: their positions, their hashes computed anew, and those that are stored otherwise."""

    slot: int
    name: str
    positions: "array[int]"
    hashes: list[bytes]
    altered: list[Altered]


class EntryAudit:
    """Reads the scopes one after the other. `replay`: compute what is derived as well, not the hashes alone."""

    def __init__(self, scan: Scan, *, replay: bool = True, progress: Progress | None = None) -> None:
        self._scan, self._replay, self._progress = scan, replay, progress
        self.findings: list[Finding] = []
        self._scopes = scan.names("scopes")
        self._topics = scan.names("topics")
        self._families = scan.names("families")
        self._commits = scan.commits()
        self._streams = scan.streams() if replay else {}
        self._amending: list[tuple[int, str, int, bytes]] = []

    def scopes(self) -> Iterator[ScopeRead]:
        """Every scope, by slot."""
        for number in sorted(self._scopes):
            yield self._read(number, self._scopes[number])
        if self._amending:
            self._check_amending()

    def _read(self, number: int, name: str) -> ScopeRead:
        positions, indexes, hashes = array("q"), array("q"), list[bytes]()
        altered: list[Altered] = []
        formats = {topic: hash_format(name, spelled) for topic, spelled in self._topics.items()}
        subjects: dict[int, str] = {}
        for rows in self._scan.entries(number):
            computed = [
                sha256(formats.get(topic, b"%d%d%d") % (index, position, recorded_at) + body).digest()
                for position, recorded_at, topic, index, _, _, body, _, _ in rows
            ]
            if computed != [row[5] for row in rows]:
                altered += self._altered(name, rows, computed, len(altered))
            positions.extend([row[0] for row in rows])
            indexes.extend([row[3] for row in rows])
            hashes += computed
            self._check_rows(name, rows, {each.position for each in altered}, subjects)
            if self._progress is not None:
                self._progress(len(rows))
        return self._ordered(number, name, positions, indexes, hashes, altered)

    def _ordered(
        self, number: int, name: str, positions: "array[int]", indexes: "array[int]", hashes: list[bytes],
        altered: list[Altered],
    ) -> ScopeRead:  # fmt: skip
        order = sorted(range(len(positions)), key=positions.__getitem__)
        for expected, place in enumerate(order):
            if indexes[place] != expected:
                said = N_("#{position} of {scope}: its `{column}` is {stored}, in order it is {computed}")
                self._find("entry", said, position=positions[place], scope=name, column="scope_index",
                           stored=indexes[place], computed=expected)  # fmt: skip
                break
        if order == list(range(len(order))):
            return ScopeRead(number - 1, name, positions, hashes, altered)
        in_order = array("q", [positions[place] for place in order])
        return ScopeRead(number - 1, name, in_order, [hashes[place] for place in order], altered)

    def _altered(self, scope: str, rows: list[Stored], computed: list[bytes], count: int) -> Iterator[Altered]:
        for row, hashed in zip(rows, computed, strict=True):
            if row[5] != hashed:
                count += 1
                yield Altered(row[0], row[3], row[5], self._column(scope, row) if count <= _NARROWED else None)

    @cached_property
    def _gap(self) -> int | None:
        return self._scan.first_gap()

    def _column(self, scope: str, row: Stored) -> str | None:
        """The column that, put back to what the rest says, makes the stored hash right."""
        position, recorded_at, topic, index, _, stored, body, _, _ = row
        spelled = self._topics.get(topic, "")
        instants = [at for at, commit in self._commits.items() if commit.first <= position <= commit.last]
        version = read_topic(spelled)[1] if spelled else 1
        try:
            said = json.loads(body)
            types, scopes = [spell_topic(said["type"], version)], [said["scope"]]
        except (ValueError, KeyError, TypeError):
            types, scopes = [], []
        tried: list[tuple[str, list[tuple[str, str, int]]]] = [
            ("recorded_at", [(scope, spelled, at) for at in instants]),
            ("topic", [(scope, each, recorded_at) for each in types]),
            ("scope", [(each, spelled, recorded_at) for each in scopes]),
        ]
        for column, candidates in tried:
            for name, type_, at in candidates:
                if type_ and _hashed(name, type_, index, position, at, body) == stored:
                    return column
        gap = self._gap
        if gap is not None and spelled and _hashed(scope, spelled, index, gap, recorded_at, body) == stored:
            return "position"
        for other in range(max(0, index - 1), index + 2):
            if spelled and other != index and _hashed(scope, spelled, other, position, recorded_at, body) == stored:
                return "scope_index"
        return None

    def _check_rows(self, scope: str, rows: list[Stored], skipped: set[int], subjects: dict[int, str]) -> None:
        for row in rows:
            position, recorded_at = row[0], row[1]
            commit = self._commits.get(recorded_at)
            if commit is None or not commit[0] <= position <= commit[1]:
                self._find("entry", _OTHERWISE, position=position, scope=scope, column="recorded_at")
            if self._replay and position not in skipped:
                self._check_derived(scope, row, subjects)

    def _check_derived(self, scope: str, row: Stored, subjects: dict[int, str]) -> None:
        position, _, topic, _, filed, _, body, stream, key = row
        try:
            said = json.loads(body)
            type_, subject = said["type"], said["subject"]
            derived = source_key(said["source"], said["id"]), said["scope"]
        except (ValueError, KeyError, TypeError, AttributeError):
            self._find("entry", N_("#{position} of {scope}: its content is no event"), position=position, scope=scope)
            return
        column = None
        if derived != (key, scope):
            column = "source_key" if derived[1] == scope else "scope"
        elif subjects.get(stream) != subject:
            if stream in subjects or originator(scope, subject) != self._streams.get(stream):
                column = "stream"
            subjects[stream] = subject
        if column is None and self._topics.get(topic, "").partition("@")[0] != type_:
            column = "topic"
        if column is None and type_.startswith(f"{AMENDMENT_FAMILY}."):
            target = said["data"]["entry"]
            self._amending.append((position, scope, filed, source_key(target["source"], target["id"])))
        elif column is None and self._families.get(filed) != family(type_):
            column = "family"
        if column is not None:
            self._find("entry", _OTHERWISE, position=position, scope=scope, column=column)

    def _check_amending(self) -> None:
        filed_under = self._scan.families_of([key for _, _, _, key in self._amending])
        for position, scope, filed, key in self._amending:
            if filed_under.get(key) != filed:
                self._find("entry", _OTHERWISE, position=position, scope=scope, column="family")

    def _find(self, about: str, template: str, **values: Any) -> None:
        self.findings.append(found(about, template, **values))


def _hashed(scope: str, topic: str, index: int, position: int, recorded_at: int, body: bytes) -> bytes:
    return leaf(hash_format(scope, topic)[1:] % (index, position, recorded_at), body)
