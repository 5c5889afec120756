"""Entries from the rows that hold them. Kept free of SQLAlchemy and pydantic: the read side starts fast."""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from ledger.events.entry import Entry, read_entry
from ledger.refusal import IntegrityFailure


def stored_entries(rows: Iterable[Sequence[Any]], ledger: Path) -> Iterator[Entry]:
    """The entries of rows (position, recorded_at, body). Raises IntegrityFailure for a body that is no event."""
    return (entry for entry, _ in stored_contents(rows, ledger))


def stored_contents(rows: Iterable[Sequence[Any]], ledger: Path) -> Iterator[tuple[Entry, bytes]]:
    """The entries of rows, each with its public content as canonical JSON: the one place where a body is opened.

    Raises IntegrityFailure for a body that is no event.
    """
    position = None
    try:
        for position, recorded_at, body in rows:
            yield read_entry(position, recorded_at, body), body
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise IntegrityFailure(
            "{ledger}: what is stored at position {position} is not an event; restore the file from a copy",
            ledger=ledger,
            position=position,
        ) from error
