"""What a verification reads: every entry in the order in which it lies on the disk, and what SQLite finds."""

from collections.abc import Iterator
from typing import NamedTuple

from ledger.journal.leaf import envelope
from ledger.journal.read import Reader
from ledger.journal.sealed import Rows, Seals
from ledger.journal.transaction import chunks

_CHUNK = 4_000
_MOST = 20

Stored = tuple[int, int, int, int, int, bytes, bytes, int, bytes]
"""position, recorded_at, topic, scope_index, family, leaf, body, stream, source_key."""


class Commit(NamedTuple):
    """One transaction: the positions that it recorded."""

    first: int
    last: int


class Oddity(NamedTuple):
    """What the tables say that cannot be; `where` is a position, a number or a table."""

    table: str
    where: object
    column: str


class Scan:
    """A ledger to be read from its first byte to its last."""

    def __init__(self, reader: Reader) -> None:
        self.seals: Seals = reader.seals()
        self._rows: Rows = self.seals.rows

    def names(self, table: str) -> dict[int, str]:
        """The names that a table numbers."""
        return dict(self._rows(f"SELECT number, name FROM {table}"))  # noqa: S608

    def streams(self) -> dict[int, bytes]:
        """The streams by number."""
        return dict(self._rows("SELECT number, originator FROM streams"))

    def commits(self) -> dict[int, Commit]:
        """The transactions by their instants."""
        return {
            recorded_at: Commit(first, last)
            for recorded_at, first, last in self._rows("SELECT recorded_at, first, last FROM commits")
        }

    def entries(self, scope: int) -> Iterator[list[Stored]]:
        """The entries of the scope of that number, many at a time, family by family."""
        statement = """SELECT position, recorded_at, topic, scope_index, family, leaf, body, stream, source_key
            FROM entries WHERE scope = ? ORDER BY family, position"""
        return chunks(self._rows(statement, (scope,)), _CHUNK)

    def families_of(self, source_keys: list[bytes]) -> dict[bytes, int]:
        """The family that the entry with each key is filed under."""
        found: dict[bytes, int] = {}
        for some in chunks(source_keys, 500):
            statement = f"SELECT source_key, family FROM entries WHERE source_key IN (?{',?' * (len(some) - 1)})"  # noqa: S608
            found.update(self._rows(statement, some))
        return found

    def first_gap(self) -> int | None:
        """The first position without an entry before the last one."""
        statement = """SELECT before + 1 FROM (
            SELECT position, lag(position, 1, 0) OVER (ORDER BY position) AS before FROM entries)
            WHERE position <> before + 1 LIMIT 1"""
        found = next(iter(self._rows(statement)), None)
        return found and int(found[0])

    def heads(self) -> Iterator[tuple[int, int, int, bytes]]:
        """Every head, epoch by epoch: epoch, slot, size, root."""
        return iter(self._rows("SELECT epoch, slot, size, root FROM heads ORDER BY epoch, slot"))

    def count_nodes(self, tree: int) -> int:
        """How many subtrees of a tree are stored."""
        return int(next(iter(self._rows("SELECT count(*) FROM nodes WHERE tree = ?", (tree,))))[0])

    def trees(self) -> list[int]:
        """The trees that have stored subtrees."""
        return [tree for (tree,) in self._rows("SELECT DISTINCT tree FROM nodes ORDER BY tree")]

    def damage(self) -> Iterator[str]:
        """What SQLite finds wrong with the file: its pages, its indexes, references that lead nowhere."""
        for check in (f"integrity_check({_MOST})", "foreign_key_check"):
            for found in self._rows(f"PRAGMA {check}"):
                if found != ("ok",):
                    yield " ".join(map(str, found))

    def oddities(self) -> Iterator[Oddity]:
        """Positions that are missing, versions out of turn, transactions that do not meet, names of nothing."""
        for table, column, statement in _ODD:
            for (where,) in self._rows(f"{statement} LIMIT {_MOST}"):
                yield Oddity(table, where, column)


_ODD = [
    (
        "entries",
        "position",
        """SELECT position FROM (SELECT position, lag(position, 1, 0) OVER (ORDER BY position) AS before FROM entries)
        WHERE position <> before + 1""",
    ),
    (
        "entries",
        "version",
        """SELECT position FROM (
            SELECT position, version, lag(version, 1, 0) OVER w AS earlier, lag(position, 1, 0) OVER w AS before
            FROM entries WINDOW w AS (PARTITION BY stream ORDER BY version))
        WHERE version <> earlier + 1 OR position < before""",
    ),
    (
        "commits",
        "first",
        """SELECT recorded_at FROM (
            SELECT recorded_at, first, last, lag(last, 1, 0) OVER (ORDER BY recorded_at) AS before FROM commits)
        WHERE first <> before + 1 OR last < first""",
    ),
    (
        "commits",
        "last",
        """SELECT recorded_at FROM (SELECT recorded_at, last FROM commits ORDER BY recorded_at DESC LIMIT 1)
        WHERE last <> (SELECT max(position) FROM entries)""",
    ),
    ("commits", "", "SELECT 1 WHERE EXISTS (SELECT 1 FROM entries) AND NOT EXISTS (SELECT 1 FROM commits)"),
    ("scopes", "name", "SELECT number FROM scopes WHERE NOT EXISTS (SELECT 1 FROM entries WHERE scope = number)"),
    (
        "streams",
        "originator",
        "SELECT number FROM streams WHERE NOT EXISTS (SELECT 1 FROM entries WHERE stream = number)",
    ),
    ("ledger", "format", "SELECT number FROM ledger WHERE format <> (SELECT user_version FROM pragma_user_version)"),
]
"""Table, column, and the query that finds what is odd there."""


def hash_format(scope: str, topic: str) -> bytes:
    """What the hash of an entry begins with, as a format of its index, its position and its instant."""
    return b"\x00" + envelope(scope, 0, 0, 0, topic).replace(b"%", b"%%").replace(
        b'{"index":0,"position":0,"recorded_at":0', b'{"index":%d,"position":%d,"recorded_at":%d', 1
    )
