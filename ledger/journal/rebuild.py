"""Everything in a ledger that follows from its bodies, computed anew: columns, numbers, hashes, indexes.

What is recorded is the bodies in their order, with the instant, the user and the version of the data of each. The
rest is thrown away and made again in a fresh file, which is then compared with the ledger or takes its place. Nothing
here goes through the code that writes entries: what is computed twice can be compared.
"""

import contextlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby, zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from ledger.events.catalogue import family
from ledger.events.entry import Entry
from ledger.journal.filing import CHUNK, INSERT
from ledger.journal.leaf import envelope, leaf, originator, read_topic, source_key, spell_topic
from ledger.journal.schema import NAMES, ORDER, SEAL, TABLES
from ledger.journal.sqlite import open_for_reading, open_for_writing, translated
from ledger.journal.store import fill
from ledger.journal.stored import stored_entries
from ledger.journal.transaction import chunks
from ledger.refusal import IntegrityFailure

Progress = Callable[[int], None]
Row = tuple[Any, ...]
_LAST = 2**63 - 1


class Difference(NamedTuple):
    """Where the ledger does not hold what is computed anew; `where` is a number, a position or an instant."""

    table: str
    where: object
    column: str
    stored: object
    computed: object


def rebuild(ledger: Path, fresh: Path, until: int | None = None, progress: Progress | None = None) -> int:
    """Write a fresh ledger of the same identity and bodies, up to a position; the number of entries is returned.

    `progress` is told how many more entries are written. Raises LedgerUnavailable, and IntegrityFailure where the
    ledger does not hold what a rebuild starts from.
    """
    with translated(ledger), contextlib.closing(open_for_reading(ledger)) as source:
        source.execute("BEGIN")
        ((identity, created_at),) = source.execute("SELECT uuid, created_at FROM ledger").fetchall()
        fill(fresh, ledger, identity, created_at)
        with translated(fresh), contextlib.closing(open_for_writing(fresh)) as target:
            target.execute("BEGIN IMMEDIATE")
            count = _Rebuild(ledger, source, target, progress).run(_LAST if until is None else until)
            target.execute("COMMIT")
            target.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return count


class _Rebuild:
    """One ledger on its way into another file, in one transaction of that file."""

    def __init__(
        self, ledger: Path, source: sqlite3.Connection, target: sqlite3.Connection, progress: Progress | None
    ) -> None:
        self._ledger, self._source, self._target, self._progress = ledger, source, target, progress
        self._numbers: dict[str, dict[str, int]] = {table: {} for table in NAMES}
        self._streams: dict[bytes, int] = {}
        self._versions: dict[bytes, int] = {}
        self._next_index: dict[str, int] = {}
        self._position = 0
        self._families: dict[bytes, str | None] = dict.fromkeys(self._amended())

    def run(self, until: int) -> int:
        """Write every entry up to a position, commit by commit."""
        recorders = dict(self._source.execute("SELECT recorded_at, recorded_by FROM commits"))
        statement = """SELECT position, recorded_at, body, topics.name FROM entries
            LEFT JOIN topics ON topics.number = topic WHERE position <= ? ORDER BY position"""
        for recorded_at, rows in groupby(self._source.execute(statement, (until,)), key=lambda row: row[1]):
            first = self._position + 1
            for chunk in chunks(rows, CHUNK):
                self._target.executemany(INSERT, self._derived(chunk, recorded_at))
                if self._progress is not None:
                    self._progress(len(chunk))
            if recorded_at not in recorders:
                raise self._lost(first, "no transaction recorded it")
            stamp = (first, self._position, recorded_at, recorders[recorded_at])
            self._target.execute(
                "INSERT OR FAIL INTO commits (first, last, recorded_at, recorded_by) VALUES (?, ?, ?, ?)", stamp
            )
        self._take_over_seals()
        return self._position

    def _take_over_seals(self) -> None:
        """What was sealed stays as it was: signatures cannot be made anew, and `verify` holds the trees to them."""
        kept = "SELECT number FROM epochs WHERE position <= ?", "SELECT max(position) FROM epochs WHERE position <= ?"
        conditions = {"epochs": "position <= ?", "nodes": f"position <= ({kept[1]})"}
        for table in SEAL:
            condition = conditions.get(table, f"epoch IN ({kept[0]})")
            rows = self._source.execute(
                f"SELECT * FROM {table} WHERE {condition} ORDER BY {ORDER.get(table, 'number')}",  # noqa: S608
                (self._position,),
            )
            marks = ", ".join("?" * len(rows.description))
            self._target.executemany(f"INSERT OR FAIL INTO {table} VALUES ({marks})", rows)  # noqa: S608

    def _amended(self) -> Iterator[bytes]:
        """The keys of the entries whose family others take over."""
        statement = "SELECT position, recorded_at, body FROM entries WHERE instr(body, ?) ORDER BY position"
        for entry in stored_entries(self._source.execute(statement, (b'"type":"entry.',)), self._ledger):
            if entry.type.startswith("entry."):
                yield source_key(*entry.amends)

    def _derived(self, chunk: list[Row], recorded_at: int) -> list[Row]:
        entries = list(stored_entries((row[:3] for row in chunk), self._ledger))
        topics = [self._topic(entry, row[3]) for entry, row in zip(entries, chunk, strict=True)]
        families = [self._family(entry) for entry in entries]
        streams = [originator(entry.scope, entry.subject) for entry in entries]
        for table, names in zip(NAMES, ({each.scope for each in entries}, set(families), set(topics)), strict=True):
            self._number(table, names)
        self._number_streams(streams)
        scoped = zip(entries, chunk, topics, families, streams, strict=True)
        return [self._row(*each, recorded_at) for each in scoped]

    def _row(self, entry: Entry, row: Row, topic: str, family: str, stream: bytes, recorded_at: int) -> Row:
        self._position += 1
        index = self._next_index.get(entry.scope, 0)
        self._next_index[entry.scope] = index + 1
        version = self._versions.get(stream, 0) + 1
        self._versions[stream] = version
        scopes, families, topics = (self._numbers[table] for table in NAMES)
        hashed = leaf(envelope(entry.scope, index, self._position, recorded_at, topic), row[2])
        return (
            scopes[entry.scope], families[family], self._position, recorded_at, self._streams[stream], version,
            topics[topic], index, source_key(*entry.key), hashed, row[2],
        )  # fmt: skip

    def _topic(self, entry: Entry, stored: str | None) -> str:
        """The type that the body says; the version of its data is said by the topic alone."""
        if stored is None:
            raise self._lost(entry.position, "its topic is missing")
        return spell_topic(entry.type, read_topic(stored)[1])

    def _family(self, entry: Entry) -> str:
        found: str | None = family(entry.type)
        if entry.type.startswith("entry."):
            found = self._families[source_key(*entry.amends)]
        if found is None:
            raise self._lost(entry.position, "what it amends does not come before it")
        key = source_key(*entry.key)
        if key in self._families:
            self._families[key] = found
        return found

    def _number(self, table: str, names: set[str]) -> None:
        known = self._numbers[table]
        fresh = {name: number for number, name in enumerate(sorted(names - known.keys()), len(known) + 1)}
        known |= fresh
        self._target.executemany(
            f"INSERT OR FAIL INTO {table} (number, name) VALUES (?, ?)",  # noqa: S608
            [(number, name) for name, number in fresh.items()],
        )

    def _number_streams(self, streams: Iterable[bytes]) -> None:
        new = [each for each in dict.fromkeys(streams) if each not in self._streams]
        fresh = {each: number for number, each in enumerate(new, len(self._streams) + 1)}
        self._streams |= fresh
        self._target.executemany(
            "INSERT OR FAIL INTO streams (number, originator) VALUES (?, ?)",
            [(number, each) for each, number in fresh.items()],
        )

    def _lost(self, position: int, reason: str) -> IntegrityFailure:
        return IntegrityFailure(
            "{ledger}: position {position} cannot be computed anew ({reason}); restore the file from a copy",
            ledger=self._ledger,
            position=position,
            reason=reason,
        )


_PRIMARY = {"ledger": "*", "entries": "position, recorded_at, body", "commits": "*", **dict.fromkeys(SEAL, "*")}
"""What is recorded, and not derived from anything."""


def differences(ledger: Path, fresh: Path) -> Iterator[Difference]:
    """What the ledger holds otherwise than a fresh file, table by table, then what its own indexes get wrong."""
    yield from _compared(ledger, fresh, dict.fromkeys(TABLES, "*"))
    with translated(ledger), contextlib.closing(open_for_reading(ledger)) as connection:
        for check in ("integrity_check(20)", "foreign_key_check"):
            for found in connection.execute(f"PRAGMA {check}"):
                if found != ("ok",):
                    yield Difference("sqlite", check.partition("(")[0], "", " ".join(map(str, found)), "ok")


def check_same_history(ledger: Path, fresh: Path) -> None:
    """Raise IntegrityFailure where a fresh file does not hold what the ledger recorded, from first to last."""
    found = next(_compared(ledger, fresh, _PRIMARY), None)
    if found is not None:
        raise IntegrityFailure(
            "{ledger}: what was written anew differs in {table} at {where}, and was thrown away; verify the ledger",
            ledger=ledger,
            table=found.table,
            where=found.where,
        )


def _compared(ledger: Path, fresh: Path, tables: dict[str, str]) -> Iterator[Difference]:
    with (
        translated(ledger),
        contextlib.closing(open_for_reading(ledger)) as ours,
        contextlib.closing(open_for_reading(fresh)) as theirs,
    ):
        for table, columns in tables.items():
            order = ORDER.get(table, "number")
            statement = f"SELECT {order}, {columns} FROM {table} ORDER BY {order}"  # noqa: S608
            rows = ours.execute(statement)
            names = [column[0] for column in rows.description]
            for stored, computed in zip_longest(rows, theirs.execute(statement)):
                if stored != computed:
                    yield _difference(table, names, stored, computed)


def _difference(table: str, names: list[str], stored: Row | None, computed: Row | None) -> Difference:
    if stored is None or computed is None:
        present = stored or computed or (None,)
        held = "a row", None
        return Difference(table, present[0], "", *(held if stored else held[::-1]))
    column, one, other = next(
        (name, one, other) for name, one, other in zip(names, stored, computed, strict=True) if one != other
    )
    return Difference(table, stored[0], column, _shown(one), _shown(other))


def _shown(value: object) -> object:
    return value.hex()[:32] if isinstance(value, bytes) else value
