"""What an adapter must see whole before it can tell any of it: put aside in a file, and given back in order."""

import errno
import marshal
import os
import tempfile
import weakref
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import IO, Any

from ledger.refusal import InputRefused

_MOST = 8 * 1024
"""Records that are held in memory before they go to the file."""
_BLOCK = 128
"""Records that are read from the file at once."""

Record = tuple[Any, ...]
_Held = tuple[Any, int, int, Record]
"""What it is sorted by, first and then; the number of the record, and the record."""


def _passing_file(owner: object) -> IO[bytes]:
    """A file that is gone once nobody knows its owner any more."""
    try:
        file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115
    except OSError as error:
        raise _no_room(error.strerror or str(error)) from None
    weakref.finalize(owner, file.close)
    return file


def _no_room(failure: str) -> InputRefused:
    return InputRefused(
        "nothing can be put aside in {folder}: {failure}; make room there, or name another folder in TMPDIR",
        folder=tempfile.gettempdir(),
        failure=failure,
    )


def _append(file: IO[bytes], records: Any) -> None:
    block = marshal.dumps(records)
    block = len(block).to_bytes(8, "big") + block
    try:
        written = file.write(block)
    except OSError as error:
        raise _no_room(error.strerror or str(error)) from None
    if written < len(block):
        raise _no_room(os.strerror(errno.ENOSPC))


def _read_at(file: IO[bytes], begins: int) -> Any:
    file.seek(begins)
    size = int.from_bytes(file.read(8), "big")
    return marshal.loads(file.read(size))  # noqa: S302 - our own


class Aside:
    """Records put aside: texts, bytes, numbers and None, and tuples of such. Some thousand are held in memory."""

    def __init__(self) -> None:
        self._held: list[_Held] = []
        self._count = 0
        self._file: IO[bytes] | None = None
        self._runs: list[list[int]] = []

    def add(self, name: str | int, instant: int, record: Record) -> None:
        """Put one aside. The names are all texts, or all numbers."""
        self._held.append((name, instant, self._count, record))
        self._count += 1
        if len(self._held) == _MOST:
            self._write()

    def ordered(self) -> Iterator[_Held]:
        """All of them, by name, then in the order of time, and then as they came. May be asked for again."""
        self._held.sort()
        return merge(*map(self._read, self._runs), self._held)

    def _write(self) -> None:
        self._held.sort()  # by no more than the third part, which no two records share
        if self._file is None:
            self._file = _passing_file(self)
        self._file.seek(0, 2)
        blocks = []
        for first in range(0, len(self._held), _BLOCK):
            blocks.append(self._file.tell())
            _append(self._file, self._held[first : first + _BLOCK])
        self._runs.append(blocks)
        self._held = []

    def _read(self, blocks: list[int]) -> Iterator[_Held]:
        assert self._file is not None
        for begins in blocks:
            yield from _read_at(self._file, begins)


class Shelf:
    """Records by a name of hexadecimal digits, each in a file, and its place there in memory."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}
        self._file: IO[bytes] | None = None

    def __contains__(self, name: str) -> bool:
        return bytes.fromhex(name) in self._places

    def __setitem__(self, name: str, record: Record) -> None:
        if self._file is None:
            self._file = _passing_file(self)
        self._places[bytes.fromhex(name)] = self._file.seek(0, 2)
        _append(self._file, record)

    def __getitem__(self, name: str) -> Record:
        assert self._file is not None
        record: Record = _read_at(self._file, self._places[bytes.fromhex(name)])
        return record


class Gathered:
    """Records of things by their names, each at an instant; beside some thousand, the names are held in memory."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._aside = Aside()

    def put(self, name: str, instant: int, record: Record) -> None:
        """Put one aside."""
        self._aside.add(self._numbers.setdefault(name, len(self._numbers)), instant, record)

    def groups(self) -> Iterator[tuple[str, Iterator[tuple[int, Record]]]]:
        """Every name, as they first came, with its records in the order of time, and then as they came.

        May be asked for again; a group is to be read before the next one is.
        """
        names = list(self._numbers)
        for number, group in groupby(self._aside.ordered(), key=itemgetter(0)):
            yield names[number], ((instant, record) for _, instant, _, record in group)
