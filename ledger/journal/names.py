"""The integers that stand for names in the tables of a ledger."""

from collections.abc import Collection, Iterable

from ledger.journal.read import Head
from ledger.journal.transaction import Transaction

_RECALLED = 2**13
"""Streams that are known at a time, more or less: a large import has more of them than there is room for."""


class Names:
    """The numbers of names in a ledger whose last transaction is `head`, looked up or given, and remembered.

    They serve the next transaction too, once this one is committed and where nobody has written since.
    """

    def __init__(self, head: Head) -> None:
        self.head = head
        self.scopes: dict[str, int] = {}
        self.families: dict[str, int] = {}
        self.topics: dict[str, int] = {}
        self.streams: dict[bytes, int] = {}
        self.versions: dict[bytes, int] = {}
        """The version of the last entry of each of these streams."""
        self._last_stream: int | None = None
        self.next_index: dict[str, int] = {}
        """The index in its scope, counted from 0, that the next entry of each scope gets."""

    def serve(self, transaction: Transaction) -> None:
        """Ask this transaction from now on."""
        self._transaction = transaction

    def rest(self) -> None:
        """Let go of the transaction, whose statements keep its connection open, and of streams, which are too many."""
        del self._transaction
        self.streams.clear()
        self.versions.clear()

    def number(self, scopes: set[str], families: set[str], topics: set[str], streams: Iterable[bytes]) -> None:
        """Have a number for each of these that had none, and the next index of scopes; the streams are new."""
        if scopes:
            self._number_scopes(scopes)
        for table, known, unknown in (("families", self.families, families), ("topics", self.topics, topics)):
            if unknown:
                statement = f"SELECT name, number FROM {table} WHERE name IN ({{marks}})"  # noqa: S608
                known.update(self._transaction.rows_in(statement, unknown))
                known |= self._given(table, sorted(unknown - known.keys()))
        if streams:
            self._number_streams(streams)

    def _number_scopes(self, unknown: set[str]) -> None:
        statement = """SELECT name, number, (
            SELECT 1 + max((
                SELECT scope_index FROM entries WHERE scope = scopes.number AND family = families.number
                ORDER BY position DESC LIMIT 1
            )) FROM families
        ) FROM scopes WHERE name IN ({marks})"""
        for name, number, index in self._transaction.rows_in(statement, unknown):
            self.scopes[name] = number
            self.next_index[name] = index
        new = unknown - self.next_index.keys()
        self.scopes |= self._given("scopes", sorted(new))
        self.next_index |= dict.fromkeys(new, 0)

    def recall(self, originators: Collection[bytes]) -> None:
        """Know the version of the last entry of each stream, 0 for a new one, and the number of those that exist.

        What was recalled before may be forgotten: what was to be filed under it is filed.
        """
        if len(self.versions) > _RECALLED:
            self.streams.clear()
            self.versions.clear()
        unknown = sorted(set(originators).difference(self.versions))
        self.versions |= dict.fromkeys(unknown, 0)
        statement = """SELECT originator, number,
            (SELECT version FROM entries WHERE stream = streams.number ORDER BY version DESC LIMIT 1)
            FROM streams WHERE originator IN ({marks})"""
        for each, number, version in self._transaction.rows_in(statement, unknown):
            self.streams[each] = number
            self.versions[each] = version

    def _number_streams(self, new: Iterable[bytes]) -> None:
        if self._last_stream is None:
            self._last_stream = self._last("streams")
        fresh = list(enumerate(dict.fromkeys(new), self._last_stream + 1))
        self._transaction.insert("INSERT OR FAIL INTO streams (number, originator) VALUES (?, ?)", fresh)
        self._last_stream += len(fresh)
        for number, each in fresh:
            self.streams[each] = number

    def _given(self, table: str, names: list[str]) -> dict[str, int]:
        if not names:
            return {}
        fresh = list(enumerate(names, self._last(table) + 1))
        self._transaction.insert(f"INSERT OR FAIL INTO {table} (number, name) VALUES (?, ?)", fresh)  # noqa: S608
        return {name: number for number, name in fresh}

    def _last(self, table: str) -> int:
        (last,) = self._transaction.row(f"SELECT coalesce(max(number), 0) FROM {table}")  # noqa: S608
        return int(last)
