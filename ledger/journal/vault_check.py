"""The vault beside the ledger: does it hold what was committed to, all that is not erased, and nothing else?"""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from ledger.events.personal import PERSONAL
from ledger.journal.commitment import commitment
from ledger.journal.erasure import wipe
from ledger.journal.sealed import Rows
from ledger.journal.sqlite import translated
from ledger.journal.vault import held

_TABLES = ("mentions", "texts")
_COMMITTED = f'"{PERSONAL}":{{'.encode()


class VaultCheck(NamedTuple):
    """How many values the ledger commits to, the vault holds, and hold that no entry commits to (orphans).

    `wrong` are positions and paths at which the vault holds another value than the one committed to.
    """

    committed: int
    held: int
    orphans: int
    wrong: tuple[tuple[int, str], ...]


def check_vault(vault: sqlite3.Connection | None, path: Path, rows: Rows) -> VaultCheck:
    """Compare a vault, None where there is none, with its ledger; nobody else should be recording meanwhile."""
    with translated(path):
        committed, there, wrong = 0, 0, []
        for key, position, commitments in _commitments(rows):
            committed += len(commitments)
            for _, each in () if vault is None else held(vault, [key]):
                if each.path in commitments:
                    there += 1
                    if commitment(each.salt, each.path, each.value) != commitments[each.path]:
                        wrong.append((position, each.path))
        rows_held = 0 if vault is None else sum(_count(vault, table) for table in _TABLES)
    return VaultCheck(committed, there, rows_held - there, tuple(wrong))


def collect(vault: sqlite3.Connection, path: Path, rows: Rows) -> None:
    """Delete the values that no entry commits to, and wipe the vault; nobody else may be recording meanwhile."""
    committed = {(key, where) for key, _, commitments in _commitments(rows) for where in commitments}
    with translated(path):
        vault.execute("BEGIN IMMEDIATE")
        for table in _TABLES:
            orphans = [place for place in _places(vault, table) if place not in committed]
            vault.executemany(f"DELETE FROM {table} WHERE source_key = ? AND path = ?", orphans)  # noqa: S608
        vault.execute("DELETE FROM persons WHERE number NOT IN (SELECT person FROM mentions)")
        vault.execute("COMMIT")
        wipe(vault, path)


def _commitments(rows: Rows) -> Iterator[tuple[bytes, int, dict[str, str]]]:
    statement = "SELECT source_key, position, body FROM entries WHERE instr(body, ?)"
    for key, position, body in rows(statement, (_COMMITTED,)):
        # The last one: text after it could hold no quotation mark without a backslash before it.
        text = body[body.rindex(_COMMITTED) + len(_COMMITTED) - 1 :]
        yield key, position, json.loads(text[: text.index(b"}") + 1])


def _count(vault: sqlite3.Connection, table: str) -> int:
    (count,) = vault.execute(f"SELECT count(*) FROM {table}").fetchone()  # noqa: S608
    return int(count)


def _places(vault: sqlite3.Connection, table: str) -> Iterator[tuple[bytes, str]]:
    yield from vault.execute(f"SELECT source_key, path FROM {table}")  # noqa: S608
