"""The tables of the seal, and what of the history the seal is made of. It knows no tree: that is the seal's own.

Free of SQLAlchemy: the same questions are put to a reader's snapshot and inside the transaction of a writer.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple, Protocol

from ledger.events.entry import Entry, read_entry
from ledger.refusal import IntegrityFailure

EPOCHS, HEADS, SCOPES = 0, 1, 2
"""Numbers of trees: of the epochs, of the heads, and of the scope in slot 0; that in slot n is n further on."""


class Rows(Protocol):
    """Answers a query."""

    def __call__(self, statement: str, values: Sequence[Any] = (), /) -> Iterable[Any]: ...


class Insert(Protocol):
    """Adds rows."""

    def __call__(self, statement: str, rows: Sequence[Sequence[Any]], /) -> None: ...


class Epoch(NamedTuple):
    """One closed epoch: the history up to `position`, whose scopes have `heads_size` heads under `heads_root`.

    `record` is the leaf of the log of epochs, `root` that log's with this epoch in it, `checkpoint` what was signed;
    None where another copy of the ledger, which is lost, may have signed this size. Microseconds since 1970.
    """

    number: int
    closed_at: int
    position: int
    heads_size: int
    heads_root: bytes
    record: bytes
    root: bytes
    checkpoint: bytes | None


class Head(NamedTuple):
    """What a scope was when an epoch was closed in which it grew; slots count from 0."""

    slot: int
    epoch: int
    size: int
    root: bytes


class Commit(NamedTuple):
    """One transaction: when, its first and last position, and by whom."""

    recorded_at: int
    first: int
    last: int
    recorded_by: str


class Node(NamedTuple):
    """A subtree of a tree, what it hashes to, and from which position on."""

    tree: int
    level: int
    number: int
    position: int
    hash: bytes


class Leaf(NamedTuple):
    """The hash of an entry, where it is in its scope, counted from 0, and in the ledger."""

    scope_index: int
    position: int
    hash: bytes


class Token(NamedTuple):
    """A reply of an authority that stamps time, as it came."""

    epoch: int
    number: int
    authority: str
    reply: bytes
    recorded_at: int


class Cosignature(NamedTuple):
    """A line that somebody else signed under an epoch's checkpoint, and the public key that it is checked with."""

    epoch: int
    number: int
    key: str
    line: str
    recorded_at: int


class Seals:
    """What is sealed, at one moment."""

    def __init__(self, rows: Rows) -> None:
        self.rows = rows

    def identity(self) -> bytes:
        """The sixteen bytes that name the ledger."""
        return bytes(self._one("SELECT uuid FROM ledger")[0])

    def position(self) -> int:
        """The last position of the history; 0 in an empty one."""
        found = self._one("SELECT last FROM commits ORDER BY recorded_at DESC LIMIT 1")
        return int(found[0]) if found else 0

    def leaf_at(self, position: int) -> bytes | None:
        """The hash of the entry at a position."""
        found = self._one("SELECT leaf FROM entries WHERE position = ?", position)
        return bytes(found[0]) if found else None

    def epochs(self, first: int = 0) -> Iterator[Epoch]:
        """The epochs from a number on, in order."""
        return map(Epoch._make, self.rows("SELECT * FROM epochs WHERE number >= ? ORDER BY number", (first,)))

    def epoch(self, number: int) -> Epoch | None:
        """The epoch of that number."""
        found = self._one("SELECT * FROM epochs WHERE number = ?", number)
        return Epoch(*found) if found else None

    def last_epoch(self) -> Epoch | None:
        """The epoch closed last."""
        found = self._one("SELECT * FROM epochs ORDER BY number DESC LIMIT 1")
        return Epoch(*found) if found else None

    def created_at(self) -> int:
        """When the ledger was made."""
        return int(self._one("SELECT created_at FROM ledger")[0])

    def commits(self, after: int, until: int) -> Iterator[Commit]:
        """The transactions between two positions, the second included, in order."""
        statement = """SELECT recorded_at, first, last, recorded_by FROM commits
            WHERE recorded_at > coalesce((SELECT recorded_at FROM entries WHERE position = ?), 0)
            AND recorded_at <= (SELECT recorded_at FROM entries WHERE position = ?) ORDER BY recorded_at"""
        return map(Commit._make, self.rows(statement, (after, until)))

    def slots(self) -> dict[str, int]:
        """The slot of each scope."""
        return {name: number - 1 for name, number in self.rows("SELECT name, number FROM scopes ORDER BY number")}

    def scope(self, slot: int) -> str | None:
        """The scope in a slot."""
        found = self._one("SELECT name FROM scopes WHERE number = ?", slot + 1)
        return str(found[0]) if found else None

    def grown(self, after: int) -> list[int]:
        """The slots of the scopes that have entries after a position."""
        # Left to itself SQLite would read the whole table in the order of scopes.
        statement = "SELECT DISTINCT scope FROM entries INDEXED BY entries_position WHERE position > ?"
        return sorted(scope - 1 for (scope,) in self.rows(statement, (after,)))

    def entries(self, scope: str, family: str, until: int = 2**63 - 1) -> list[Entry]:
        """The entries of a family in a scope up to a position, in order."""
        statement = """SELECT position, recorded_at, body FROM entries
            WHERE scope = (SELECT number FROM scopes WHERE name = ?)
            AND family = (SELECT number FROM families WHERE name = ?) AND position <= ? ORDER BY position"""
        found = []
        for row in self.rows(statement, (scope, family, until)):
            try:
                found.append(read_entry(*row))
            except (ValueError, KeyError, TypeError, AttributeError) as error:
                raise IntegrityFailure(
                    "what is stored at position {position} is not an event; verify the ledger", position=row[0]
                ) from error
        return found

    def leaves(self, slot: int, after: int, until: int) -> list[Leaf]:
        """The hashes of a scope's entries between two positions, the second included, in order."""
        statement = """SELECT scope_index, position, leaf FROM entries WHERE scope = ?
            AND family IN (SELECT number FROM families) AND position > ? AND position <= ?"""
        return sorted(map(Leaf._make, self.rows(statement, (slot + 1, after, until))), key=lambda leaf: leaf.position)

    def head(self, slot: int, epoch: int) -> Head | None:
        """What a scope was when an epoch was closed; None where it had no entries yet."""
        found = self._one("SELECT * FROM heads WHERE slot = ? AND epoch <= ? ORDER BY epoch DESC LIMIT 1", slot, epoch)
        return Head(*found) if found else None

    def heads(self, slot: int) -> list[Head]:
        """What a scope was in every epoch in which it grew."""
        return [Head(*row) for row in self.rows("SELECT * FROM heads WHERE slot = ? ORDER BY epoch", (slot,))]

    def node(self, tree: int, level: int, number: int, position: int) -> Node | None:
        """A subtree as it was at a position."""
        statement = """SELECT * FROM nodes WHERE tree = ? AND level = ? AND number = ? AND position <= ?
            ORDER BY position DESC LIMIT 1"""
        found = self._one(statement, tree, level, number, position)
        return Node(*found) if found else None

    def nodes(self, tree: int) -> Iterator[Node]:
        """Every subtree of a tree, level by level."""
        return map(
            Node._make, self.rows("SELECT * FROM nodes WHERE tree = ? ORDER BY level, number, position", (tree,))
        )

    def tokens(self, epoch: int) -> list[Token]:
        """The time-stamps of an epoch's checkpoint."""
        return [Token(*row) for row in self.rows("SELECT * FROM tokens WHERE epoch = ? ORDER BY number", (epoch,))]

    def cosignatures(self, epoch: int) -> list[Cosignature]:
        """The cosignatures of an epoch's checkpoint."""
        statement = "SELECT * FROM cosignatures WHERE epoch = ? ORDER BY number"
        return [Cosignature(*row) for row in self.rows(statement, (epoch,))]

    def _one(self, statement: str, *values: object) -> Any:
        return next(iter(self.rows(statement, values)), None)


class Sealing(Seals):
    """The same inside a transaction that may add to it, and holds the writer lock."""

    def __init__(self, rows: Rows, insert: Insert) -> None:
        super().__init__(rows)
        self._insert = insert

    def add(self, rows: Iterable[Epoch | Head | Node | Token | Cosignature]) -> None:
        """Add rows, each to its table; what is there already, or comes out of turn, is refused by the database."""
        by_table: dict[str, list[tuple[Any, ...]]] = {}
        for row in rows:
            by_table.setdefault(_TABLE[type(row)], []).append(row)
        for table, found in by_table.items():
            marks = ", ".join("?" * len(found[0]))
            self._insert(f"INSERT OR FAIL INTO {table} VALUES ({marks})", found)  # noqa: S608


_TABLE: dict[type, str] = {
    Epoch: "epochs",
    Head: "heads",
    Node: "nodes",
    Token: "tokens",
    Cosignature: "cosignatures",
}
