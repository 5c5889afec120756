"""What the ledger holds, as seen from inside the transaction that is about to add to it."""

from collections.abc import Iterable
from pathlib import Path

from ledger.events.entry import Entry
from ledger.journal.leaf import originator, source_key
from ledger.journal.stored import stored_entries
from ledger.journal.transaction import Transaction

Subject = tuple[str, str]
"""A scope and a subject in it."""
Key = tuple[str, str]
"""A source and an id."""


class Past:
    """Stored entries, asked for in bulk; nobody else can write while it is read."""

    def __init__(self, transaction: Transaction, ledger: Path) -> None:
        self._transaction = transaction
        self._ledger = ledger

    def histories(self, keys: Iterable[Subject]) -> dict[Subject, list[Entry]]:
        """All entries of each (scope, subject), in the order of position; an empty list for one never heard of."""
        histories: dict[Subject, list[Entry]] = {key: [] for key in keys}
        statement = """SELECT position, recorded_at, body FROM entries
            WHERE stream IN (SELECT number FROM streams WHERE originator IN ({marks})) ORDER BY position"""
        for entry in self._entries(statement, (originator(*key) for key in histories)):
            histories[entry.scope, entry.subject].append(entry)
        return histories

    def by_key(self, keys: Iterable[Key]) -> dict[Key, Entry]:
        """The entries that came with these (source, id); a key never heard of is left out."""
        statement = "SELECT position, recorded_at, body FROM entries WHERE source_key IN ({marks})"
        return {entry.key: entry for entry in self._entries(statement, (source_key(*key) for key in keys))}

    def family(self, scope: str, family: str) -> list[Entry]:
        """All entries of a family in a scope, in the order of position."""
        statement = """SELECT position, recorded_at, body FROM entries
            WHERE scope = (SELECT number FROM scopes WHERE name = ?)
            AND family = (SELECT number FROM families WHERE name = ?) ORDER BY position"""
        return list(stored_entries(self._transaction.rows(statement, (scope, family)), self._ledger))

    def scopes(self) -> list[str]:
        """The scopes that have entries, by name."""
        return [name for (name,) in self._transaction.rows("SELECT name FROM scopes ORDER BY name")]

    def _entries(self, statement: str, values: Iterable[bytes]) -> Iterable[Entry]:
        return stored_entries(self._transaction.rows_in(statement, values), self._ledger)
