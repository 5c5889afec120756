"""Rows of a database as tools and their users write them: JSON, one a line or in lists, or a table (CSV)."""

import io
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import IO, Any, cast

from ledger.commands import Offered
from ledger.intake.csv_table import Table
from ledger.intake.document import documents
from ledger.intake.found import Files, Place
from ledger.refusal import InputRefused, Refusal


def peekable(stream: IO[bytes]) -> io.BufferedReader:
    """The same stream, into which one may look ahead."""
    return stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))


def records(
    files: Files, listed: Callable[[Any], Iterable[Any]]
) -> Iterator[tuple[Place, Mapping[str, Any] | Refusal]]:
    """Every row with its place, or why there is none. `listed` gives the rows of a document."""
    for name, stream in files:
        yield from _of_file(name, stream, listed)


def _of_file(
    name: str, stream: IO[bytes], listed: Callable[[Any], Iterable[Any]]
) -> Iterator[tuple[Place, Mapping[str, Any] | Refusal]]:
    buffered = peekable(stream)
    if buffered.peek(64).removeprefix(b"\xef\xbb\xbf").lstrip()[:1] not in (b"{", b"["):
        row = None
        for row in Table(name, buffered).rows():
            yield row
        if row is None:
            yield Place(name, 1), InputRefused("holds neither JSON nor rows below the names of columns")
        return
    for found in documents([(name, buffered)]):
        if isinstance(found[0], Place):
            place, document = found
            try:
                rows = listed(document)
            except InputRefused as refusal:
                yield place, refusal
                continue
            for row in rows:
                yield place, row if type(row) is dict else InputRefused("is not an object")
        elif isinstance(found, Offered) and found.refusal is not None:
            yield Place(found.file, found.line), found.refusal
