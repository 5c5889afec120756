"""The integers that stand for names in the tables of a ledger."""

from collections.abc import Iterable
from typing import Any

from ledger.journal.schema import NAMES
from ledger.journal.transaction import Transaction


def numbers(transaction: Transaction, table: str, names: set[str]) -> dict[str, int]:
    """The number of each name, given to it now where it has none."""
    assert table in NAMES
    known = dict(transaction.rows_in(f"SELECT name, number FROM {table} WHERE name IN ({{marks}})", names))  # noqa: S608
    return known | _numbered(transaction, table, "name", sorted(names - known.keys()))


def stream_numbers(transaction: Transaction, originators: list[bytes]) -> dict[bytes, int]:
    """The number of each stream, given to it now, in the order asked, where it has none."""
    known = dict(
        transaction.rows_in("SELECT originator, number FROM streams WHERE originator IN ({marks})", originators)
    )
    return known | _numbered(transaction, "streams", "originator", [each for each in originators if each not in known])


def last_versions(transaction: Transaction, originators: Iterable[bytes]) -> dict[bytes, int]:
    """The version of the last entry of each stream that exists."""
    statement = """SELECT originator,
        (SELECT version FROM entries WHERE stream = streams.number ORDER BY version DESC LIMIT 1)
        FROM streams WHERE originator IN ({marks})"""
    return dict(transaction.rows_in(statement, originators))


def next_indexes(transaction: Transaction, scopes: dict[str, int]) -> dict[str, int]:
    """The index in its scope, counted from 0, that the next entry of each scope gets."""
    statement = """SELECT number, (
        SELECT max((
            SELECT scope_index FROM entries WHERE scope = scopes.number AND family = families.number
            ORDER BY position DESC LIMIT 1
        )) FROM families
    ) FROM scopes WHERE number IN ({marks})"""
    last: dict[int, int | None] = dict(transaction.rows_in(statement, scopes.values()))
    return {name: _after(last[number]) for name, number in scopes.items()}


def _after(index: int | None) -> int:
    return 0 if index is None else index + 1


def _numbered(transaction: Transaction, table: str, column: str, names: list[Any]) -> dict[Any, int]:
    if not names:
        return {}
    (last,) = transaction.row(f"SELECT coalesce(max(number), 0) FROM {table}")  # noqa: S608
    fresh = {name: number for number, name in enumerate(names, last + 1)}
    transaction.insert(
        f"INSERT OR FAIL INTO {table} (number, {column}) VALUES (?, ?)",  # noqa: S608
        [(number, name) for name, number in fresh.items()],
    )
    return fresh
