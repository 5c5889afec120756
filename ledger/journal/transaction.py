"""The statements of one transaction that holds the writer lock."""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import chain, islice
from typing import Any

from ledger.journal.sqlite import CACHE_KIB, SMALL_CACHE_KIB

_CHUNK = 500
_TOGETHER = 50


class Transaction:
    """What is asked and added inside one transaction; `?` stands for a value."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._cursor = connection.cursor()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        return self._cursor.execute(statement, values).fetchall()

    def row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a query; None where there is none."""
        return self._cursor.execute(statement, values).fetchone()

    def rows_in(self, statement: str, values: Iterable[Any]) -> Iterable[Any]:
        """The rows of a query whose `{marks}` is a list of values, asked for in bulk."""
        asked = list(values)
        if len(asked) <= _CHUNK:
            return self.rows(_marked(statement, len(asked)), asked) if asked else ()
        parts = (asked[start : start + _CHUNK] for start in range(0, len(asked), _CHUNK))
        return chain.from_iterable(self.rows(_marked(statement, len(part)), part) for part in parts)

    def insert(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows in their order; the statement ends in the values of one."""
        insert_rows(self._cursor, statement, rows)

    def spare_memory(self, read: int) -> None:
        """Keep no more of the ledger in memory, from now on, than the bytes that were read."""
        cache_kib = min(max(SMALL_CACHE_KIB, read // 1024), CACHE_KIB)
        self._cursor.execute(f"PRAGMA cache_size = -{cache_kib}")

    def rollback(self) -> None:
        """Leave the ledger as it was."""
        self._connection.rollback()


@lru_cache
def _marked(statement: str, count: int) -> str:
    return statement.format(marks="?" + ",?" * (count - 1))


def insert_rows(cursor: sqlite3.Cursor, statement: str, rows: Sequence[Sequence[Any]]) -> None:
    """Add rows in their order, many by one statement: running one for each takes a tenth of the time of storing it."""
    if len(rows) < _TOGETHER:
        cursor.executemany(statement, rows)
        return
    whole = len(rows) // _TOGETHER * _TOGETHER
    for start in range(0, whole, _TOGETHER):
        values = tuple(chain.from_iterable(rows[start : start + _TOGETHER]))
        cursor.execute(_together(statement), values)
    cursor.executemany(statement, rows[whole:])


@lru_cache
def _together(statement: str) -> str:
    return statement + f", {statement.rpartition('VALUES ')[2]}" * (_TOGETHER - 1)


def chunks(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The things in lists of `size`, the last one shorter."""
    iterator = iter(things)
    while chunk := list(islice(iterator, size)):
        yield chunk
