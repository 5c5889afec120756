"""Personal values where they are shown: looked up in the vault, or a word that says why they cannot be."""

import os
import sqlite3
from json import loads
from pathlib import Path

from ledger.events.canonical import canonical
from ledger.events.entry import Entry
from ledger.events.personal import ERASED, LOST, VAULT_MISSING, VAULT_UNREADABLE, disclosed, put_back
from ledger.journal.commitment import commitment
from ledger.journal.erasure import Found, erasures, find, pending
from ledger.journal.leaf import source_key
from ledger.journal.sealed import Rows
from ledger.journal.sqlite import translated
from ledger.journal.vault import Held, held, open_vault, vault_path
from ledger.journal.vault_check import VaultCheck, check_vault
from ledger.refusal import IntegrityFailure


class Disclosing:
    """The vault of one ledger that is read, opened when the first personal value is asked for."""

    def __init__(self, ledger: Path, identity: bytes, rows: Rows) -> None:
        """`rows` asks the ledger, which tells of erasures."""
        self.path = vault_path(ledger)
        self._vault: sqlite3.Connection | None = None
        self._rows = rows
        self._erased: frozenset[str] = frozenset()
        self._lost = 0
        self.instead = ERASED
        """What is shown in the place of a value that is not here."""
        if not self.path.exists():
            self.instead = VAULT_MISSING
        elif not os.access(self.path, os.R_OK):
            self.instead = VAULT_UNREADABLE
        else:
            self._vault = open_vault(self.path, identity)
            told = erasures(rows)
            self._lost = told.lost
            self._erased = told.marks if pending(self._vault, told) else frozenset()

    @property
    def readable(self) -> bool:
        """Whether there is a vault, and it may be read."""
        return self._vault is not None

    def disclosed(self, entry: Entry) -> Entry:
        """The entry with its personal values; those that are not here stay under `personal`.

        Raises IntegrityFailure where the vault holds another value than the one committed to.
        """
        return disclosed(entry, {each.path: each.value for each in self.held(entry)})

    def shown(self, entry: Entry) -> Entry:
        """The entry with its personal values, or a word in their place that says why there is none."""
        entry = self.disclosed(entry)
        instead = LOST if entry.position < self._lost else self.instead
        return disclosed(entry, dict.fromkeys(entry.personal, instead))

    def find(self, code: str) -> Found | None:
        """What is to be erased of a person; None where there is no vault to erase it from."""
        with translated(self.path):
            return None if self._vault is None else find(self._vault, self._rows, code)

    def check(self) -> VaultCheck:
        """Compare the vault with the ledger; what is being recorded just now counts as an orphan."""
        return check_vault(self._vault, self.path, self._rows)

    def content(self, entry: Entry, body: bytes) -> bytes:
        """The stored body of the entry with its personal values, as canonical JSON; what is not here is committed."""
        values = {each.path: each.value for each in self.held(entry)}
        return canonical(put_back(loads(body), values)) if values else body

    def held(self, entry: Entry) -> list[Held]:
        """The values that may be shown, with the salts from which their commitments follow.

        Of an amended entry, those that its restatements said last.
        """
        if self._vault is None:
            return []
        stored: dict[tuple[str, str], dict[str, Held]] = {}
        found = []
        for path, committed in entry.personal.items():
            origin, place = _origin(entry, path, committed)
            if origin.key not in stored:
                stored[origin.key] = self._held(origin)
            each = stored[origin.key].get(place)
            if each is not None and each.mark not in self._erased:
                if commitment(each.salt, place, each.value) != committed:
                    raise self._not_what_was_given(origin, place)
                found.append(each._replace(path=path))
        return found

    def _held(self, entry: Entry) -> dict[str, Held]:
        assert self._vault is not None
        with translated(self.path):
            return {each.path: each for _, each in held(self._vault, [source_key(*entry.key)])}

    def _not_what_was_given(self, entry: Entry, path: str) -> IntegrityFailure:
        return IntegrityFailure(
            "{vault}: `{path}` of #{position} is not the value that was recorded; restore the vault from a copy",
            vault=self.path,
            path=path,
            position=entry.position,
        )

    def close(self) -> None:
        """Close the vault."""
        if self._vault is not None:
            self._vault.close()


def _origin(entry: Entry, path: str, committed: str) -> tuple[Entry, str]:
    """The entry, itself or a restatement of it, that committed to a value, and the path that it stands at there."""
    changed = path.replace("data.", "data.changes.", 1)
    for restatement in reversed(entry.amended_by):
        if restatement.personal.get(changed) == committed:
            return restatement, changed
    return entry, path
