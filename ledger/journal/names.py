"""The integers that stand for names in the tables of a ledger."""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.journal.read import Head
from ledger.journal.schema import NAMES
from ledger.journal.transaction import Transaction


class Known(NamedTuple):
    """What is known of a ledger whose last transaction is `head`: numbers by table and name, and next indexes."""

    head: Head
    numbers: dict[str, dict[str, int]]
    next_index: dict[str, int]
    last_stream: int | None


class Names:
    """The numbers of names, looked up or given in one transaction, and remembered."""

    def __init__(self, transaction: Transaction, head: Head, known: Known | None = None) -> None:
        """`known` serves where nobody has written since; streams are too many to be kept."""
        if known is None or known.head != head:
            known = Known(head, {table: {} for table in NAMES}, {}, None)
        self._transaction = transaction
        self.head = head
        self.numbers = known.numbers
        self.streams: dict[bytes, int] = {}
        self._last_stream = known.last_stream
        self._unheard_of: set[bytes] = set()
        self.next_index = known.next_index
        """The index in its scope, counted from 0, that the next entry of each scope gets."""

    def known(self) -> Known:
        """What the next transaction may know, once this one is committed."""
        return Known(self.head, self.numbers, self.next_index, self._last_stream)

    def number(self, table: str, names: set[str]) -> None:
        """Have a number for each name, given to it now where it has none."""
        known = self.numbers[table]
        if not (unknown := names - known.keys()):
            return
        statement = f"SELECT name, number FROM {table} WHERE name IN ({{marks}})"  # noqa: S608
        found = dict(self._transaction.rows_in(statement, unknown))
        known |= found
        known |= self._given(table, sorted(unknown - found.keys()))

    def number_scopes(self, names: set[str]) -> None:
        """Have a number and the next index for each scope."""
        if not (unknown := names - self.next_index.keys()):
            return
        statement = """SELECT name, number, (
            SELECT 1 + max((
                SELECT scope_index FROM entries WHERE scope = scopes.number AND family = families.number
                ORDER BY position DESC LIMIT 1
            )) FROM families
        ) FROM scopes WHERE name IN ({marks})"""
        for name, number, index in self._transaction.rows_in(statement, unknown):
            self.numbers["scopes"][name] = number
            self.next_index[name] = index
        new = unknown - self.next_index.keys()
        self.numbers["scopes"] |= self._given("scopes", sorted(new))
        self.next_index |= dict.fromkeys(new, 0)

    def last_versions(self, originators: Iterable[bytes]) -> dict[bytes, int]:
        """The version of the last entry of each stream that exists."""
        asked = set(originators)
        statement = """SELECT originator, number,
            (SELECT version FROM entries WHERE stream = streams.number ORDER BY version DESC LIMIT 1)
            FROM streams WHERE originator IN ({marks})"""
        found = list(self._transaction.rows_in(statement, asked))
        self.streams.update((each, number) for each, number, _ in found)
        self._unheard_of |= asked - self.streams.keys()
        return {each: version for each, _, version in found}

    def number_streams(self, originators: Iterable[bytes]) -> None:
        """Have a number for each stream, given to it now, in the order asked, where it has none."""
        missing = [each for each in dict.fromkeys(originators) if each not in self.streams]
        if never_asked := [each for each in missing if each not in self._unheard_of]:
            self.last_versions(never_asked)
            missing = [each for each in missing if each not in self.streams]
        if not missing:
            return
        if self._last_stream is None:
            self._last_stream = self._last("streams")
        fresh = list(enumerate(missing, self._last_stream + 1))
        self._transaction.insert("INSERT OR FAIL INTO streams (number, originator) VALUES (?, ?)", fresh)
        self._last_stream += len(fresh)
        self.streams.update((each, number) for number, each in fresh)

    def _given(self, table: str, names: list[str]) -> dict[str, int]:
        if not names:
            return {}
        fresh = list(enumerate(names, self._last(table) + 1))
        self._transaction.insert(f"INSERT OR FAIL INTO {table} (number, name) VALUES (?, ?)", fresh)  # noqa: S608
        return {name: number for number, name in fresh}

    def _last(self, table: str) -> int:
        (last,) = self._transaction.row(f"SELECT coalesce(max(number), 0) FROM {table}")  # noqa: S608
        return int(last)
