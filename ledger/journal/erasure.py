"""To erase a person: what that takes, and to do it so that no byte of it is left in the vault.

The ledger tells of an erasure first, and the vault carries it out at once: if a crash comes between, or an old copy
brings the values back, the vault is asked to catch up before it is next written to, and shows nothing of it meanwhile.
"""

import json
import re
import sqlite3
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from ledger.events.entry import Entry, read_entry
from ledger.journal.commitment import erasure_mark
from ledger.journal.leaf import originator
from ledger.journal.sealed import Rows
from ledger.journal.sqlite import translated
from ledger.refusal import LedgerUnavailable

_FAMILY = "personal_data"
ERASED, LOST = f"{_FAMILY}.erased", f"{_FAMILY}.lost"
_CHUNK = 500
Place = tuple[bytes, str]
"""The key of an entry, and the path of a personal part of it."""


class Erasures(NamedTuple):
    """What the ledger tells of: the entries that say so, and the marks of all that is erased.

    `lost` is the position up to which a vault was lost, 0 where none was.
    """

    entries: frozenset[bytes]
    marks: frozenset[str]
    lost: int


class Found(NamedTuple):
    """What is to be erased of one person; `person` is None where only texts speak of them."""

    person: int | None
    mentions: tuple[Place, ...]
    texts: tuple[Place, ...]
    entries: dict[bytes, Entry]
    marks: dict[Place | None, str]

    def counts(self) -> dict[str, dict[str, int]]:
        """How many values, by scope and path; of entries that the ledger has."""
        counted: dict[str, dict[str, int]] = {}
        for key, path in (*self.mentions, *self.texts):
            if (entry := self.entries.get(key)) is not None:
                paths = counted.setdefault(entry.scope, {})
                paths[path] = paths.get(path, 0) + 1
        return counted

    def empty(self) -> bool:
        """Whether there is nothing to erase, not even what no entry commits to."""
        return self.person is None and not self.texts

    def marks_in(self, scope: str) -> list[str]:
        """The marks of what is erased in a scope: of the person, and of each text."""
        found = {mark for place, mark in self.marks.items() if place is None or self._scope(place) == scope}
        return sorted(found)

    def _scope(self, place: Place) -> str | None:
        entry = self.entries.get(place[0])
        return None if entry is None else entry.scope


def find(vault: sqlite3.Connection, rows: Rows, code: str) -> Found:
    """What is to be erased of a person: all that names them, and texts that speak of them.

    Those are the texts of tickets that they reported, and texts in which their code stands as a word.
    """
    number, key = vault.execute("SELECT number, key FROM persons WHERE code = ?", (code,)).fetchone() or (None, b"")
    mentions = tuple(vault.execute("SELECT source_key, path FROM mentions WHERE person = ?", (number,)))
    entries = dict(_entries(rows, {each for each, _ in mentions}))
    reported = [entries[each] for each, path in mentions if _reports(path) and each in entries]
    subjects = {(entry.scope, entry.subject) for entry in reported}
    theirs = {each for subject in subjects for each in _keys_of(rows, *subject)}
    word = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)", re.IGNORECASE).search
    marks: dict[Place | None, str] = {} if number is None else {None: erasure_mark(key)}
    for source_key, path, salt, said in vault.execute("SELECT source_key, path, salt, said FROM texts"):
        if source_key in theirs or word(said):
            marks[source_key, path] = erasure_mark(salt)
    texts = tuple(place for place in marks if place is not None)
    entries |= dict(_entries(rows, {each for each, _ in texts} - entries.keys()))
    return Found(number, mentions, texts, entries, marks)


def remove(vault: sqlite3.Connection, found: Found) -> None:
    """Delete what was found, in the transaction that is open."""
    _remove(vault, found.person, found.texts)


def wipe(vault: sqlite3.Connection, path: Path) -> None:
    """Have no byte of what was deleted left in the vault's files. Raises LedgerUnavailable where others read them."""
    with translated(path):
        vault.execute("PRAGMA temp_store = MEMORY")
        vault.execute("VACUUM")
        (busy, _, _) = vault.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
    if busy:
        raise LedgerUnavailable(
            "{vault}: another program reads it, so that traces are left in its log; "
            "close that program, then run `livret vault check`",
            vault=path,
        )


def erasures(rows: Rows) -> Erasures:
    """Every erasure that the ledger tells of."""
    statement = """SELECT source_key, position, body FROM entries WHERE scope IN (SELECT number FROM scopes)
        AND family = (SELECT number FROM families WHERE name = ?)"""
    found = [(key, position, json.loads(body)) for key, position, body in rows(statement, (_FAMILY,))]
    told = [(key, event["data"]["marks"]) for key, _, event in found if event["type"] == ERASED]
    return Erasures(
        frozenset(key for key, _ in told),
        frozenset(mark for _, marks in told for mark in marks),
        max((position for _, position, event in found if event["type"] == LOST), default=0),
    )


def pending(vault: sqlite3.Connection, told: Erasures) -> bool:
    """Whether something erased may still be here: after a crash, or in an old copy."""
    return not told.entries <= {key for (key,) in vault.execute("SELECT source_key FROM erasures")}


def complete(vault: sqlite3.Connection, path: Path, told: Erasures) -> bool:
    """Carry out the erasures that the ledger tells of and the vault has not seen; whether there were any.

    Raises LedgerUnavailable.
    """
    with translated(path):
        if not pending(vault, told):
            return False
        vault.execute("BEGIN IMMEDIATE")
        persons = vault.execute("SELECT number, key FROM persons").fetchall()
        texts = vault.execute("SELECT source_key, path, salt FROM texts").fetchall()
        for person in [number for number, key in persons if erasure_mark(key) in told.marks]:
            _remove(vault, person, [])
        _remove(vault, None, [(key, path) for key, path, salt in texts if erasure_mark(salt) in told.marks])
        vault.execute("COMMIT")
        finish(vault, path, told.entries)
    return True


def finish(vault: sqlite3.Connection, path: Path, entries: Iterable[bytes]) -> None:
    """Wipe the vault, and only then have these erasures carried out. Raises LedgerUnavailable."""
    wipe(vault, path)
    with translated(path):
        vault.executemany("INSERT OR IGNORE INTO erasures VALUES (?)", [(each,) for each in sorted(entries)])


def _remove(vault: sqlite3.Connection, person: int | None, texts: Sequence[Place]) -> None:
    vault.execute("DELETE FROM mentions WHERE person = ?", (person,))
    vault.execute("DELETE FROM persons WHERE number = ?", (person,))
    vault.executemany("DELETE FROM texts WHERE source_key = ? AND path = ?", texts)


def _reports(path: str) -> bool:
    return path.rpartition(".")[2] == "reporter"


def _entries(rows: Rows, keys: Iterable[bytes]) -> Iterable[tuple[bytes, Entry]]:
    asked = sorted(keys)
    for start in range(0, len(asked), _CHUNK):
        chunk = asked[start : start + _CHUNK]
        marks = ",".join("?" * len(chunk))
        statement = f"SELECT source_key, position, recorded_at, body FROM entries WHERE source_key IN ({marks})"  # noqa: S608
        for key, position, recorded_at, body in rows(statement, chunk):
            yield key, read_entry(position, recorded_at, body)


def _keys_of(rows: Rows, scope: str, subject: str) -> Iterable[bytes]:
    statement = """SELECT source_key FROM entries
        WHERE stream = (SELECT number FROM streams WHERE originator = ?)"""
    return (key for (key,) in rows(statement, (originator(scope, subject),)))
