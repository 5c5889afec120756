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
_Held = tuple[Any, int, int, Record]
"""What it is sorted by, first and then; the number of the record, and the record."""


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
