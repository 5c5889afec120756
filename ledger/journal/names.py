"""The integers that stand for names, within one transaction that holds the writer lock."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import Connection

from ledger.journal.schema import NAMES

_CHUNK = 500


def chunks(things: Iterable[Any], size: int = _CHUNK) -> Iterator[list[Any]]:
    """The things in lists of `size`, the last one shorter."""
    iterator = iter(things)
    while chunk := list(islice(iterator, size)):
        yield chunk


def rows_in(connection: Connection, statement: str, values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """The rows of a statement whose `{marks}` is a list of values, asked for in bulk."""
    for chunk in chunks(values):
        marks = ",".join("?" * len(chunk))
        yield from connection.exec_driver_sql(statement.format(marks=marks), tuple(chunk)).cursor.fetchall()  # type: ignore[union-attr]


def numbers(connection: Connection, table: str, names: set[str]) -> dict[str, int]:
    """The number of each name, given to it now where it has none."""
    assert table in NAMES
    known: dict[str, int] = dict(
        rows_in(connection, f"SELECT name, number FROM {table} WHERE name IN ({{marks}})", names)  # type: ignore[arg-type]  # noqa: S608
    )
    return known | _numbered(connection, table, "name", sorted(names - known.keys()))


def streams(connection: Connection, originators: Iterable[bytes]) -> dict[bytes, tuple[int, int]]:
    """The number of each stream that exists, and the version of its last entry."""
    statement = """SELECT originator, number,
        (SELECT version FROM entries WHERE stream = streams.number ORDER BY version DESC LIMIT 1)
        FROM streams WHERE originator IN ({marks})"""
    return {row[0]: (row[1], row[2]) for row in rows_in(connection, statement, originators)}


def new_streams(connection: Connection, originators: list[bytes]) -> dict[bytes, int]:
    """Numbers for streams that have none, in the order given."""
    return _numbered(connection, "streams", "originator", originators)


def _numbered(connection: Connection, table: str, column: str, names: list[Any]) -> dict[Any, int]:
    if not names:
        return {}
    (last,) = connection.exec_driver_sql(f"SELECT coalesce(max(number), 0) FROM {table}").one()  # noqa: S608
    fresh = {name: number for number, name in enumerate(names, last + 1)}
    connection.exec_driver_sql(
        f"INSERT OR FAIL INTO {table} (number, {column}) VALUES (?, ?)",  # noqa: S608
        [(number, name) for name, number in fresh.items()],
    )
    return fresh
