"""Things taken out in an order, however many they are: what memory has no room for lies in a temporary file.

A sort by merging: what is held is sorted and written out whenever it takes too much room, and the runs are merged.
"""

import contextlib
import errno
import heapq
import os
import pickle
import tempfile
import weakref
from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby
from operator import itemgetter
from typing import IO, Any, Generic, NamedTuple, TypeVar

from ledger.refusal import LedgerUnavailable

ROOM = 1024 * 1024
"""Bytes that a pile holds in memory, about, where nothing else is said."""
_BLOCK = 48 * 1024
"""Bytes of things that are read back at once, about, of each run; a longer thing comes alone."""

Thing = TypeVar("Thing", bound=tuple[Any, ...])
Order = Callable[[Thing], Any]


class _Run(NamedTuple):
    """Where in the file a run begins, and of each of its blocks where its first thing belongs and how long it is."""

    begins: int
    blocks: list[tuple[Any, int]]


class Pile(Generic[Thing]):
    """Tuples in the order of `order`; those that are equal in it, as they came.

    `make` makes one of its values, `takes` says how many bytes it takes in memory, about; as many as `room` are held
    there, the fewer the slower. What writes or reads raises LedgerUnavailable where the disk of temporary files is
    full or fails.
    """

    def __init__(
        self,
        order: Order[Thing],
        make: Callable[[Iterable[Any]], Thing],
        takes: Callable[[Thing], int],
        room: int | None = None,
    ) -> None:
        self._order, self._make, self._takes = order, make, takes
        self._room = ROOM if room is None else room
        self._held: list[Thing] = []
        self._taken = self._count = 0
        self._file: IO[bytes] | None = None
        self._runs: list[_Run] = []

    def __len__(self) -> int:
        return self._count

    def add(self, thing: Thing) -> None:
        """Take one more."""
        self._held.append(thing)
        self._count += 1
        self._taken += self._takes(thing)
        if self._taken > self._room:
            self._write()

    def __iter__(self) -> Iterator[Thing]:
        """All of them, in order, as often as one asks; nothing is added meanwhile."""
        self._held.sort(key=self._order)
        if not self._runs:
            return iter(self._held)
        held = ((self._order(thing), thing) for thing in self._held)
        merged = heapq.merge(*map(self._read, self._runs), held, key=itemgetter(0))
        return (thing for _, thing in merged if thing is not None)

    def parts(self, key: Order[Thing], order: Order[Thing]) -> "Iterator[list[Thing] | Pile[Thing]]":
        """All of them in lists, as many in each as there is room for, but those of one `key` always in one.

        Where one key alone has more, they come as a pile, in `order`; it is closed when the next part is asked for.
        The own order is such that those of one key stand together.
        """
        part: list[Thing] = []
        taken = 0
        for _, group in groupby(self, key=key):
            rest = iter(group)
            same, fits, more = self._fitting(rest)
            if more is not None:
                large = Pile(order, self._make, self._takes, self._room)
                for thing in chain(same, (more,), rest):
                    large.add(thing)
                yield large
                large.close()
                continue
            part += same
            taken += fits
            if taken > self._room:
                yield part
                part, taken = [], 0
        if part:
            yield part

    def _fitting(self, things: Iterator[Thing]) -> tuple[list[Thing], int, Thing | None]:
        """As many of the things as there is room for, what they take, and the first that there is none for."""
        fitting: list[Thing] = []
        taken = 0
        for thing in things:
            takes = self._takes(thing)
            if fitting and taken + takes > self._room:
                return fitting, taken, thing
            fitting.append(thing)
            taken += takes
        return fitting, taken, None

    def close(self) -> None:
        """Let go of everything."""
        self._held, self._runs, self._count = [], [], 0
        if self._file is not None:
            self._file.close()
            self._file = None

    def _write(self) -> None:
        held, self._held, self._taken = self._held, [], 0
        held.sort(key=self._order)
        with temporary_disk():
            if self._file is None:
                self._file = temporary_file(self)
            run = _Run(self._file.seek(0, os.SEEK_END), [])
            for block in blocks(held, self._takes, _BLOCK):
                length = append(self._file, pickle.dumps(list(map(tuple, block)), pickle.HIGHEST_PROTOCOL))
                run.blocks.append((self._order(block[0]), length))
        self._runs.append(run)

    def _read(self, run: _Run) -> Iterator[tuple[Any, Thing | None]]:
        """The things with where they belong, and before each block nothing: it is read when its first thing is due.

        A first block of every run would be all there is, where things are long.
        """
        place = run.begins
        for first, length in run.blocks:
            yield first, None
            yield from self._block(place, length)
            place += length

    def _block(self, place: int, length: int) -> Iterator[tuple[Any, Thing]]:
        assert self._file is not None
        with temporary_disk():
            self._file.seek(place)
            block = self._file.read(length)
        for values in pickle.loads(block):  # noqa: S301 - written above, to a file without a name
            thing = self._make(values)
            yield self._order(thing), thing


def blocks(
    things: Iterable[Thing], takes: Callable[[Thing], int], room: int, most: int | None = None
) -> Iterator[list[Thing]]:
    """The things in lists, of `most` at most, that take as much as there is `room` for; a longer thing comes alone."""
    block: list[Thing] = []
    taken = 0
    for thing in things:
        more = takes(thing)
        if block and (taken + more > room or len(block) == most):
            yield block
            block, taken = [], 0
        block.append(thing)
        taken += more
    if block:
        yield block


def temporary_file(owner: object) -> IO[bytes]:
    """A file without a name, which is gone once nobody knows its owner any more."""
    file = tempfile.TemporaryFile(buffering=0)  # noqa: SIM115 - nothing is left to be written when it is closed
    weakref.finalize(owner, file.close)
    return file


def append(file: IO[bytes], block: bytes) -> int:
    """Write a block, whole; its length. Raises OSError."""
    if file.write(block) < len(block):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return len(block)


@contextlib.contextmanager
def temporary_disk() -> Iterator[None]:
    """Raise what a disk of temporary files raises as LedgerUnavailable, which names its folder."""
    try:
        yield
    except OSError as error:
        raise LedgerUnavailable(
            "{folder}: temporary files cannot be kept there ({failure}), and nothing of this was recorded; "
            "free some space, or have TMPDIR name a folder on a larger disk",
            folder=tempfile.tempdir or os.environ.get("TMPDIR") or "/tmp",  # noqa: S108 - it is named, not used
            failure=error.strerror or error,
        ) from None
