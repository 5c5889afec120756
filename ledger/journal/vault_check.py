"""The vault beside the ledger: does it hold what was committed to, all that is not erased, and nothing else?"""

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger.events.personal import PERSONAL
from ledger.journal.commitment import commitment
from ledger.journal.erasure import wipe
from ledger.journal.sealed import Rows
from ledger.journal.sqlite import translated
from ledger.journal.stored import stored_entries
from ledger.journal.vault import held

_COMMITTED = f'"{PERSONAL}":{{'.encode()


class VaultCheck(NamedTuple):
    """How many values the ledger commits to, the vault holds, and hold that no entry commits to (orphans).

    `wrong` are positions and paths at which the vault holds another value than the one committed to.
    """

    committed: int
    held: int
    orphans: int
    wrong: tuple[tuple[int, str], ...]


def check_vault(vault: sqlite3.Connection, path: Path, rows: Rows, *, collect: bool) -> VaultCheck:
    """Compare a vault with its ledger, in a transaction in which nobody else can write.

    With `collect` orphans are deleted, and the vault is wiped.
    """
    with translated(path):
        committed, found, wrong = 0, set(), []
        for key, position, commitments in _commitments(rows, path):
            committed += len(commitments)
            for _, each in held(vault, [key]):
                if each.path in commitments:
                    found.add((key, each.path))
                    if commitment(each.salt, each.path, each.value) != commitments[each.path]:
                        wrong.append((position, each.path))
        places = {(key, where): table for table in ("mentions", "texts") for key, where in _places(vault, table)}
        orphans = places.keys() - found
        if collect:
            _collect(vault, [(places[each], *each) for each in orphans])
            wipe(vault, path)
    return VaultCheck(committed, len(found), len(orphans), tuple(wrong))


def _commitments(rows: Rows, ledger: Path) -> Iterator[tuple[bytes, int, dict[str, str]]]:
    statement = """SELECT source_key, position, recorded_at, body FROM entries WHERE instr(body, ?) ORDER BY position"""
    for key, *row in rows(statement, (_COMMITTED,)):
        (entry,) = stored_entries([row], ledger)
        if entry.personal:
            yield key, entry.position, dict(entry.personal)


def _places(vault: sqlite3.Connection, table: str) -> Iterator[tuple[bytes, str]]:
    yield from vault.execute(f"SELECT source_key, path FROM {table}")  # noqa: S608


def _collect(vault: sqlite3.Connection, orphans: list[tuple[str, bytes, str]]) -> None:
    vault.execute("BEGIN IMMEDIATE")
    for table, key, where in orphans:
        vault.execute(f"DELETE FROM {table} WHERE source_key = ? AND path = ?", (key, where))  # noqa: S608
    vault.execute("DELETE FROM persons WHERE number NOT IN (SELECT person FROM mentions)")
    vault.execute("COMMIT")
