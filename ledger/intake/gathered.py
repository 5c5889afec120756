"""What an adapter must see whole before it can tell any of it: put aside in a file, and given back in order."""

import marshal
import tempfile
import weakref
from collections.abc import Iterator
from heapq import merge
from itertools import groupby
from operator import itemgetter
from typing import IO, Any

_MOST = 16 * 1024
"""Records that are held in memory before they go to the file."""
_BLOCK = 128
"""Records that are read from the file at once."""

Record = tuple[Any, ...]
_Held = tuple[int, int, int, Record]
"""The number of the name, the instant, the number of the record, and the record."""


class Gathered:
    """Records of things by their names, each at an instant: texts, numbers and None, and tuples of such.

    What is held in memory is some thousand records and the names.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._held: list[_Held] = []
        self._count = 0
        self._file: IO[bytes] | None = None
        self._runs: list[list[int]] = []

    def put(self, name: str, instant: int, record: Record) -> None:
        """Put one aside."""
        number = self._numbers.setdefault(name, len(self._numbers))
        self._held.append((number, instant, self._count, record))
        self._count += 1
        if len(self._held) == _MOST:
            self._write()

    def groups(self) -> Iterator[tuple[str, Iterator[tuple[int, Record]]]]:
        """Every name, as they first came, with its records in the order of time, and then as they came.

        May be asked for again; a group is to be read before the next one is.
        """
        names = list(self._numbers)
        self._held.sort()
        for number, group in groupby(merge(*map(self._read, self._runs), self._held), key=itemgetter(0)):
            yield names[number], ((instant, record) for _, instant, _, record in group)

    def _write(self) -> None:
        self._held.sort()  # by no more than the third part, which no two records share
        if self._file is None:
            self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed once nobody knows it any more
            weakref.finalize(self, self._file.close)
        self._file.seek(0, 2)
        blocks = []
        for first in range(0, len(self._held), _BLOCK):
            blocks.append(self._file.tell())
            block = marshal.dumps(self._held[first : first + _BLOCK])
            self._file.write(len(block).to_bytes(8, "big") + block)
        self._runs.append(blocks)
        self._held = []

    def _read(self, blocks: list[int]) -> Iterator[_Held]:
        assert self._file is not None
        for begins in blocks:
            self._file.seek(begins)
            size = int.from_bytes(self._file.read(8), "big")
            yield from marshal.loads(self._file.read(size))  # noqa: S302 - our own
