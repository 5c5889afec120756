"""The statements of one transaction that holds the writer lock, handed to the driver as they are.

SQLAlchemy opens, guards and ends the transaction; going through it for each small statement as well would make
recording one event take half as long again.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

_CHUNK = 500


class Transaction:
    """What is asked and added inside one transaction; `?` stands for a value."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._cursor = connection.connection.cursor()

    def rows(self, statement: str, values: Sequence[Any] = ()) -> list[Any]:
        """All rows of a query."""
        self._cursor.execute(statement, values)
        return list(self._cursor.fetchall())

    def row(self, statement: str, values: Sequence[Any] = ()) -> Any:
        """The first row of a query; None where there is none."""
        self._cursor.execute(statement, values)
        return self._cursor.fetchone()

    def rows_in(self, statement: str, values: Iterable[Any]) -> Iterator[Any]:
        """The rows of a query whose `{marks}` is a list of values, asked for in bulk."""
        asked = list(values)
        for start in range(0, len(asked), _CHUNK):
            chunk = asked[start : start + _CHUNK]
            yield from self.rows(statement.format(marks="?" + ",?" * (len(chunk) - 1)), chunk)

    def insert(self, statement: str, rows: Sequence[Sequence[Any]]) -> None:
        """Add rows, by one statement for all."""
        self._cursor.executemany(statement, rows)

    def rollback(self) -> None:
        """Leave the ledger as it was."""
        self._connection.rollback()


def chunks(things: Iterable[Any], size: int) -> Iterator[list[Any]]:
    """The things in lists of `size`, the last one shorter."""
    iterator = iter(things)
    while chunk := list(islice(iterator, size)):
        yield chunk
