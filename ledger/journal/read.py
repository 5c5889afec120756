"""The read side: what a ledger holds at a position, on the bare driver, so that a question is answered at once.

Imports neither SQLAlchemy, nor `eventsourcing`, nor pydantic, and hashes only for what asks for one: no figure does.
"""

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, NamedTuple, Self

from ledger.events.entry import Entry
from ledger.journal.location import ledger_path
from ledger.journal.sqlite import open_for_reading, translated
from ledger.journal.stored import stored_contents, stored_entries
from ledger.refusal import UsageRefused

if TYPE_CHECKING:
    from ledger.journal.disclosing import Disclosing
    from ledger.journal.sealed import Seals

_LAST = 2**63 - 1


class Head(NamedTuple):
    """The last position, and when it was recorded, in microseconds since 1970; both 0 in an empty ledger."""

    position: int
    recorded_at: int


class Raw(NamedTuple):
    """An entry as it is stored: the bytes that its leaf hashes, and who recorded it."""

    position: int
    body: bytes
    envelope: bytes
    leaf: bytes
    recorded_by: str


class Logged(NamedTuple):
    """An entry in the log of its scope: the stored bytes that its leaf hashes, and the family it is filed under."""

    position: int
    family: str
    envelope: bytes
    body: bytes
    leaf: bytes


class Reader:
    """A ledger at one moment: whatever is recorded meanwhile, all answers come from the same snapshot.

    `until` is the last position known, included; None means all of the snapshot.
    Every method raises IntegrityFailure where the file turns out to be damaged.
    """

    def __init__(self, ledger: Path) -> None:
        self.ledger = ledger
        self._connection = open_for_reading(ledger)
        try:
            self._all("BEGIN")
            last = self._one("SELECT last, recorded_at FROM commits ORDER BY recorded_at DESC LIMIT 1")
        except BaseException:
            self.close()
            raise
        self._head = Head(*last) if last else Head(0, 0)

    def head(self) -> Head:
        """The last transaction of the snapshot."""
        return self._head

    def position_at(self, recorded_at_us: int) -> int:
        """The last position recorded at that instant or before, in microseconds since 1970; 0 where there is none."""
        row = self._one(
            "SELECT last FROM commits WHERE recorded_at <= ? ORDER BY recorded_at DESC LIMIT 1", recorded_at_us
        )
        return row[0] if row else 0

    def recorded_at_of(self, position: int) -> int:
        """When the position was recorded, in microseconds since 1970. Raises UsageRefused where there is none such."""
        return int(self._commit_of(position)[0])

    def uuid(self) -> bytes:
        """The sixteen bytes that name this ledger, drawn when it was created."""
        return bytes(self._all("SELECT uuid FROM ledger")[0][0])

    def scopes(self) -> list[str]:
        """The scopes that have entries, by name."""
        return [name for (name,) in self._all("SELECT name FROM scopes ORDER BY name")]

    def families(self, scope: str) -> list[str]:
        """The families that have entries in the scope, by name."""
        statement = """SELECT name FROM families WHERE EXISTS (
            SELECT 1 FROM entries WHERE family = families.number
            AND scope = (SELECT number FROM scopes WHERE name = ?)) ORDER BY name"""
        return [name for (name,) in self._all(statement, scope)]

    def entries(self, scope: str, families: Iterable[str], *, until: int | None = None) -> list[Entry]:
        """The entries of some families in a scope, in the order of position."""
        numbers = sorted({self._families[family] for family in families if family in self._families})
        statement = f"""SELECT position, recorded_at, body FROM entries
            WHERE scope = (SELECT number FROM scopes WHERE name = ?)
            AND family IN ({",".join("?" * len(numbers))}) AND position <= ?"""  # noqa: S608
        found = list(self._entries(statement, scope, *numbers, _LAST if until is None else until))
        found.sort(key=lambda entry: entry.position)
        return found

    def subject_entries(self, scope: str, subject: str, until: int | None = None) -> list[Entry]:
        """The entries of one subject, in the order of position."""
        from ledger.journal.leaf import originator

        statement = """SELECT position, recorded_at, body FROM entries
            WHERE stream = (SELECT number FROM streams WHERE originator = ?) AND position <= ? ORDER BY version"""
        return list(self._entries(statement, originator(scope, subject), _LAST if until is None else until))

    def entries_beside(self, keys: Collection[tuple[str, str]], types: Collection[str]) -> list[Entry]:
        """The entries with these sources and ids, and those of some types that speak of the same subjects.

        In the order of position.
        """
        from ledger.journal.leaf import source_key

        marks = ",".join(f"?{number}" for number in range(1, len(keys) + 1))
        kinds = " OR ".join(f"name GLOB '{each}*'" for each in types)  # a topic may end in a version
        statement = f"""SELECT position, recorded_at, body FROM entries
            WHERE stream IN (SELECT stream FROM entries WHERE source_key IN ({marks}))
            AND (topic IN (SELECT number FROM topics WHERE {kinds}) OR source_key IN ({marks}))
            ORDER BY position"""  # noqa: S608
        return list(self._entries(statement, *(source_key(*key) for key in keys)))

    def entry_by_key(self, source: str, identifier: str) -> Entry | None:
        """The entry that came with this source and id."""
        from ledger.journal.leaf import source_key

        statement = "SELECT position, recorded_at, body FROM entries WHERE source_key = ?"
        return next(self._entries(statement, source_key(source, identifier)), None)

    def everything(self, until: int | None = None) -> Iterator[Entry]:
        """All entries in the order of position, as a stream."""
        statement = "SELECT position, recorded_at, body FROM entries WHERE position <= ? ORDER BY position"
        return self._entries(statement, _LAST if until is None else until)

    def contents(
        self, scopes: Iterable[str] = (), families: Iterable[str] = (), until: int | None = None
    ) -> Iterator[tuple[Entry, bytes]]:
        """The entries of some scopes and families (none named: all), each with its content as canonical JSON.

        In the order of position, as a stream. Personal values are in the content, as far as the vault has them.
        """
        statement = "SELECT position, recorded_at, body FROM entries WHERE position <= ?"
        values: list[object] = [_LAST if until is None else until]
        for column, table, names in (("scope", "scopes", [*scopes]), ("family", "families", [*families])):
            if names:
                marks = ",".join("?" * len(names))
                statement += f" AND {column} IN (SELECT number FROM {table} WHERE name IN ({marks}))"  # noqa: S608
                values += names
        with translated(self.ledger):
            rows = self._connection.execute(f"{statement} ORDER BY position", values)
            for entry, body in stored_contents(rows, self.ledger):
                yield entry, self.disclosing.content(entry, body) if entry.personal else body

    def raw(self, position: int) -> Raw:
        """The stored bytes at a position. Raises UsageRefused where there is none such."""
        from ledger.journal.leaf import envelope

        _, recorded_by = self._commit_of(position)
        statement = """SELECT body, leaf, scopes.name, scope_index, recorded_at, topics.name FROM entries
            JOIN scopes ON scopes.number = scope JOIN topics ON topics.number = topic WHERE position = ?"""
        body, leaf, scope, index, recorded_at, topic = self._all(statement, position)[0]
        return Raw(position, body, envelope(scope, index, position, recorded_at, topic), leaf, recorded_by)

    def seals(self) -> "Seals":
        """What is sealed in the snapshot."""
        from ledger.journal.sealed import Seals

        return Seals(self._rows)

    def log(self, scope: str, until: int) -> list[Logged]:
        """The log of a scope up to a position, in the order of index: the stored bytes of every entry."""
        from ledger.journal.leaf import envelope

        statement = """SELECT scope_index, position, recorded_at, families.name, topics.name, body, leaf FROM entries
            JOIN families ON families.number = family JOIN topics ON topics.number = topic
            WHERE scope = (SELECT number FROM scopes WHERE name = ?) AND position <= ? ORDER BY scope_index"""
        return [
            Logged(position, family, envelope(scope, index, position, recorded_at, topic), body, leaf)
            for index, position, recorded_at, family, topic, body, leaf in self._all(statement, scope, until)
        ]

    def naming(self, code: str) -> list[int]:
        """The positions of entries in whose stored bodies a code stands as a word, in the clear."""
        word = re.compile(rf"(?<!\w){re.escape(code)}(?!\w)").search
        statement = "SELECT position, body FROM entries WHERE instr(body, ?) ORDER BY position"
        return [position for position, body in self._rows(statement, (code.encode(),)) if word(body.decode())]

    def disclosed(self, entry: Entry) -> Entry:
        """The entry with its personal values; those that are erased, or whose vault is missing, stay committed."""
        return self.disclosing.disclosed(entry) if entry.personal else entry

    def shown(self, entry: Entry) -> Entry:
        """The entry with its personal values, or a word in their place that says why there is none."""
        return self.disclosing.shown(entry) if entry.personal else entry

    def unreadable_vault(self) -> Path | None:
        """The vault, where personal values were asked for and it is missing or may not be read."""
        asked: Disclosing | None = self.__dict__.get("disclosing")
        return None if asked is None or asked.readable else asked.path

    @cached_property
    def disclosing(self) -> "Disclosing":
        """The vault of the ledger. Raises LedgerUnavailable, IntegrityFailure."""
        from ledger.journal.disclosing import Disclosing  # few answers show a personal value

        return Disclosing(self.ledger, self.uuid(), self._rows)

    def close(self) -> None:
        """End the snapshot."""
        if "disclosing" in self.__dict__:
            self.disclosing.close()
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @cached_property
    def _families(self) -> dict[str, int]:
        return dict(self._all("SELECT name, number FROM families"))

    def _commit_of(self, position: int) -> tuple[int, str]:
        statement = """SELECT recorded_at, recorded_by FROM commits
            WHERE recorded_at = (SELECT recorded_at FROM entries WHERE position = ?)"""
        row = self._one(statement, position)
        if row is None:
            raise UsageRefused(
                "#{position} is not in the ledger; its last entry is #{last}",
                position=position,
                last=self._head.position,
            )
        return row[0], row[1]

    def _entries(self, statement: str, *values: object) -> Iterator[Entry]:
        with translated(self.ledger):
            yield from stored_entries(self._connection.execute(statement, values), self.ledger)

    def _rows(self, statement: str, values: Sequence[Any] = ()) -> Iterator[Any]:
        with translated(self.ledger):
            yield from self._connection.execute(statement, values)

    def _one(self, statement: str, *values: object) -> Any:
        with translated(self.ledger), contextlib.closing(self._connection.execute(statement, values)) as cursor:
            return cursor.fetchone()

    def _all(self, statement: str, *values: object) -> list[Any]:
        with translated(self.ledger):
            return self._connection.execute(statement, values).fetchall()


def open_reader(path_or_url: str | Path) -> Reader:
    """Open a ledger to be read, as it is now.

    Raises LedgerUnavailable where it is missing, no ledger, locked or of another version, and IntegrityFailure
    where its tables or triggers are not those that it was created with.
    """
    return Reader(ledger_path(path_or_url))
