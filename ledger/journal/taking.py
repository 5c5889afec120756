"""What one transaction takes out of its events: each personal value becomes a commitment, and a row of the vault."""

import sqlite3
from collections.abc import Callable
from functools import cache
from json import loads
from json.decoder import scanstring  # type: ignore[attr-defined]  # the one that `json` itself uses
from pathlib import Path
from typing import NamedTuple, Self

from ledger.events.canonical import canonical
from ledger.events.catalogue import event_class
from ledger.events.entry import RESTATED
from ledger.events.personal import PERSONAL, is_text, taken_out, values_of
from ledger.journal.commitment import commitment, new_key, new_salt, salt_of
from ledger.journal.sqlite import translated
from ledger.journal.transaction import insert_rows
from ledger.journal.vault import held

TakeOut = Callable[[str, bytes, bytes], bytes]
"""Type, key and body of an event -> the body that is stored."""
Opening = Callable[[], sqlite3.Connection | None]

_HELD = 2**12
"""Values that are held, more or less, before they are written: a large import has more than there is room for."""
_ACTOR = b'{"actor":"'
_RECORDED = ',"recordedtime":"'


class _Person(NamedTuple):
    number: int
    key: bytes


class Taking:
    """Takes personal values out, in one transaction of the vault, which is begun with the first of them."""

    def __init__(self, path: Path, vault: Opening, existing: Opening) -> None:
        """`vault` makes one where there is none; `existing` tells of one that there is."""
        self._path, self._open, self._existing = path, vault, existing
        self._vault: sqlite3.Connection | None = None
        self._persons: dict[str, _Person] = {}
        self._mentions: list[tuple[bytes, str, int]] = []
        self._texts: list[tuple[bytes, str, bytes, str]] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        try:
            if kind is None:
                self.commit()
        finally:
            self.rollback()

    def out(self, type_: str, key: bytes, body: bytes) -> bytes:
        """The body that is stored of an event of that type. Raises LedgerUnavailable, IntegrityFailure."""
        if len(self._mentions) + len(self._texts) > _HELD:
            with translated(self._path):
                self._write()
            self._persons.clear()
        if _says_more(type_):
            return self._all_taken_out(key, body)
        return self._actor_taken_out(key, body) if body.startswith(_ACTOR) else body

    def held(self, key: bytes) -> dict[str, str]:
        """The personal values that the vault holds of the entry with that key, by their paths."""
        with translated(self._path):
            vault = self._vault or self._existing()
            return {} if vault is None else {each.path: each.value for _, each in held(vault, [key])}

    def commit(self) -> None:
        """Have what was taken out in the vault for good."""
        if self._vault is None:
            return
        with translated(self._path):
            self._write()
            self._vault.execute("COMMIT")
        self._vault = None

    def rollback(self) -> None:
        """Leave the vault as it was."""
        if self._vault is not None and self._vault.in_transaction:
            self._vault.execute("ROLLBACK")
        self._vault = None

    def _write(self) -> None:
        assert self._vault is not None
        # In order, so that neighbours in the tree are written one after the other.
        self._mentions.sort()
        cursor = self._vault.cursor()
        insert_rows(cursor, "INSERT OR REPLACE INTO mentions VALUES (?, ?, ?)", self._mentions)
        insert_rows(cursor, "INSERT OR REPLACE INTO texts VALUES (?, ?, ?, ?)", self._texts)
        cursor.close()  # a vault with an open statement would stay open
        self._mentions.clear()
        self._texts.clear()

    def _all_taken_out(self, key: bytes, body: bytes) -> bytes:
        event = loads(body)
        values = values_of(event)
        commitments = {path: self._committed(key, path, value) for path, value in values.items()}
        return canonical(taken_out(event, commitments)) if values else body

    def _actor_taken_out(self, key: bytes, body: bytes) -> bytes:
        """The same for the usual case, in which the actor is all there is: the text is cut, and not read."""
        text = body.decode()
        cut = _after_id(text)
        if text[cut - 1] == "}":  # commitments came along already
            return self._all_taken_out(key, body)
        actor, end = scanstring(text, len(_ACTOR))
        person = self._persons.get(actor) or self._person(actor)
        self._mentions.append((key, "actor", person.number))
        committed = commitment(salt_of(person.key, key, "actor"), "actor", actor)
        return f'{{{text[end + 1 : cut]},"{PERSONAL}":{{"actor":"{committed}"}}{text[cut:]}'.encode()

    def _committed(self, key: bytes, path: str, value: str) -> str:
        if is_text(path):
            salt = new_salt()
            self._begun()
            self._texts.append((key, path, salt, value))
        else:
            person = self._persons.get(value) or self._person(value)
            salt = salt_of(person.key, key, path)
            self._mentions.append((key, path, person.number))
        return commitment(salt, path, value)

    def _person(self, code: str) -> _Person:
        vault = self._begun()
        with translated(self._path):
            row = vault.execute("SELECT number, key FROM persons WHERE code = ?", (code,)).fetchone()
            if row is None:
                key = new_key()
                row = vault.execute("INSERT INTO persons (code, key) VALUES (?, ?)", (code, key)).lastrowid, key
        person = self._persons[code] = _Person(*row)
        return person

    def _begun(self) -> sqlite3.Connection:
        if self._vault is None:
            vault = self._open()
            assert vault is not None
            with translated(self._path):
                vault.execute("BEGIN IMMEDIATE")
            self._vault = vault
        return self._vault


@cache
def _says_more(type_: str) -> bool:
    """Whether events of that type can say more of a person than who their actor is."""
    return type_ == RESTATED or bool(event_class(type_).personal_fields())


def _after_id(text: str) -> int:
    """Where `personal` goes in a canonical body: before `recordedtime` and `scope`, which all others follow.

    What follows `scope` is text, in which a quotation mark stands behind a backslash; so the last one is found.
    """
    scope = text.rfind(',"scope":"')
    recorded = text.rfind(_RECORDED, 0, scope)
    there = recorded >= 0 and text.find('"', recorded + len(_RECORDED)) == scope - 1
    return recorded if there else scope
