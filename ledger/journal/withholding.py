"""The vault of a ledger that is added to.

It is written while the ledger's writer lock is held, and committed first. A crash between the two commits leaves
values of entries that never were; the same entries overwrite them once they come, or `collect` does away with them.
"""

import contextlib
import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from ledger.events.personal import PERSONAL
from ledger.journal.erasure import Found, complete, erasures, find, finish, remove
from ledger.journal.sqlite import translated
from ledger.journal.store import newly_made
from ledger.journal.taking import Taking
from ledger.journal.transaction import Transaction
from ledger.journal.vault import TABLES, create_vault, open_vault, vault_path
from ledger.refusal import LedgerUnavailable

_COMMITTED = f'"{PERSONAL}":{{'.encode()


class Withholding:
    """Keeps the vault of one ledger open, from the first personal value on."""

    def __init__(self, ledger: Path) -> None:
        self.path = vault_path(ledger)
        self._vault: sqlite3.Connection | None = None

    def within(self, transaction: Transaction, *, dry_run: bool = False) -> Taking:
        """What one transaction takes out; left without an error, it is in the vault for good.

        With `dry_run` nothing is kept, and no vault is made.
        """
        return Taking(
            self.path,
            _nowhere if dry_run else lambda: self.open(transaction),
            lambda: self.existing(transaction),
        )

    def open(self, transaction: Transaction) -> sqlite3.Connection:
        """The vault, to be written to: made where the ledger has none, and needs none yet.

        Raises LedgerUnavailable where it is missing, or cannot be written to, and IntegrityFailure where it is damaged.
        """
        vault = self.existing(transaction)
        if vault is None:
            if transaction.row("SELECT 1 FROM entries WHERE instr(body, ?) LIMIT 1", (_COMMITTED,)):
                raise LedgerUnavailable(
                    "{vault}: the vault of this ledger is missing, and no personal value can be recorded without it; "
                    "restore it from a copy, or begin a new one with `livret vault new`",
                    vault=self.path,
                )
            self.begin(transaction)
            vault = self.existing(transaction)
            assert vault is not None
        return vault

    def begin(self, transaction: Transaction) -> None:
        """Make an empty vault. Raises LedgerUnavailable where there is one."""
        with newly_made(self.path) as unfinished:
            create_vault(unfinished, self.path, _identity(transaction))

    def existing(self, transaction: Transaction) -> sqlite3.Connection | None:
        """The vault where there is one; erasures that a crash or an old copy has left undone are done first."""
        if self._vault is None and self.path.exists():
            self._vault = open_vault(self.path, _identity(transaction), write=True)
            complete(self._vault, self.path, erasures(transaction.rows))
        return self._vault

    @contextlib.contextmanager
    def erasing(self) -> Iterator["Erasing"]:
        """An erasure: once the ledger tells of it, that is where this is left without an error, it is carried out.

        Raises LedgerUnavailable where another program reads the vault meanwhile, IntegrityFailure.
        """
        erasing = Erasing(self)
        try:
            yield erasing
            erasing.carry_out()
        finally:
            erasing.abandon()

    def close(self) -> None:
        """Close the vault; its write-ahead log is folded into the file."""
        if self._vault is not None:
            self._vault.close()
            self._vault = None


class Erasing:
    """One erasure, in a transaction of the vault that is committed after the ledger's."""

    def __init__(self, withholding: Withholding) -> None:
        self._withholding = withholding
        self._vault: sqlite3.Connection | None = None
        self._told: list[bytes] = []

    def find(self, transaction: Transaction, code: str) -> Found | None:
        """What is erased of a person, now that nobody else can write; None where there is no vault."""
        self._vault = self._withholding.existing(transaction)
        if self._vault is None:
            return None
        with translated(self._withholding.path):
            self._vault.execute("BEGIN IMMEDIATE")
            found = find(self._vault, transaction.rows, code)
            remove(self._vault, found)
        return found

    def tell(self, entries: Iterable[bytes]) -> None:
        """Note the keys of the entries by which the ledger tells of it."""
        self._told = list(entries)

    def carry_out(self) -> None:
        """Have it done for good, and no byte left."""
        if self._vault is not None:
            with translated(self._withholding.path):
                self._vault.execute("COMMIT")
            finish(self._vault, self._withholding.path, self._told)

    def abandon(self) -> None:
        """Leave the vault as it was, unless it was carried out."""
        if self._vault is not None and self._vault.in_transaction:
            self._vault.execute("ROLLBACK")


def _identity(transaction: Transaction) -> bytes:
    return bytes(transaction.row("SELECT uuid FROM ledger")[0])


def _nowhere() -> sqlite3.Connection:
    connection = sqlite3.connect(":memory:", isolation_level=None)
    for statement in TABLES.values():
        connection.execute(statement)
    return connection
