"""A large file of lines read by two processes that take turns, block by block, so that two cores check its events.

The other process only ever says of a whole block what its events are. A block of which it cannot say so, because a
line of it is refused, because it died or there never was one, is read here: what comes out, and in which order, is
what one process alone would have read.
"""

import contextlib
import io
import marshal
import os
import signal
import sys
import threading
from collections.abc import Callable, Generator, Iterator
from pathlib import Path
from typing import IO, Any

from ledger.commands import Offered
from ledger.events.event import Submission

LEAST = 2 * 1024 * 1024
"""Bytes from which on a second process is worth its start."""
BLOCK = 128 * 1024
"""Bytes of a turn, to the end of the line that they end in."""
AHEAD = 1024 * 1024
"""Bytes that the other process may be ahead with, where the system allows it."""
_SIZE = 8

Read = Callable[[str, int, bytes], Offered]
"""Name of the file, number of the line and the line -> what it holds."""


def worth_it(stream: IO[bytes]) -> bool:
    """Whether the stream is a large file, and this machine and process can divide it."""
    try:
        size = os.fstat(stream.fileno()).st_size
    except OSError:
        return False
    # Elsewhere forking is not offered or not safe, nor is it anywhere beside other threads.
    able = sys.platform == "linux" and threading.active_count() == 1 and len(os.sched_getaffinity(0)) > 1
    return able and stream.seekable() and size >= LEAST


def by_turns(
    name: str, stream: IO[bytes], number: int, longest: int, read: Read
) -> Generator[Offered, None, int | None]:
    """What `read` makes of each line that is not blank; the first one has that number.

    A line longer than `longest` bytes ends the turns: the stream then stands before it, or somewhat before, and the
    number of the line there is returned; None where the stream is read to its end.
    """
    with _other_process(name, stream, number, longest, read) as told:
        mine = True
        while True:
            begins = stream.tell()
            block = _block(stream, longest, mine)
            if block is None:
                stream.seek(begins)
                return number
            if not block:
                return None
            lines = [(at, line) for at, line in enumerate(io.BytesIO(block), number) if line.strip()]
            events = None if mine else _events(told, begins, len(block))
            if events is None or len(events) != len(lines):
                for at, line in lines:
                    yield read(name, at, line)
            else:
                for (at, line), event in zip(lines, events, strict=True):
                    yield Offered(name, at, line, Submission._make(event), None)
            number += block.count(b"\n")
            mine = not mine


def _block(stream: IO[bytes], longest: int, mine: bool) -> bytes | None:
    """The next lines, whole; None where the last of them is too long."""
    block = stream.read(BLOCK if mine else BLOCK * 6 // 5)  # taking what the other tells takes time as well
    if block and not block.endswith(b"\n"):
        begins = block.rfind(b"\n") + 1
        block += stream.readline(longest)
        last = len(block) - begins
        if last > longest or (last == longest and not block.endswith(b"\n")):
            return None
    return block


def _events(told: IO[bytes], begins: int, length: int) -> list[tuple[Any, ...]] | None:
    """What the other process tells of the block at that place, of that length; None where it does not."""
    size = int.from_bytes(told.read(_SIZE), "big")
    message = told.read(size)
    if not size or len(message) < size:
        return None
    place, events = marshal.loads(message)  # noqa: S302 - from a process of our own
    return events if place == (begins, length) else None


@contextlib.contextmanager
def _other_process(name: str, stream: IO[bytes], number: int, longest: int, read: Read) -> Iterator[IO[bytes]]:
    """A process that reads every second block of the stream from here on; what it tells of them."""
    begins = stream.tell()
    import fcntl  # not everywhere

    receive, send = os.pipe()
    with contextlib.suppress(OSError):  # a user may have too many already
        fcntl.fcntl(send, fcntl.F_SETPIPE_SZ, AHEAD)
    process = os.fork()
    if not process:
        try:
            os.close(receive)
            # Opened anew, because a descriptor that two processes share has one place in the file.
            with Path(f"/proc/self/fd/{stream.fileno()}").open("rb") as own, os.fdopen(send, "wb") as told:
                own.seek(begins)
                _tell(name, own, number, longest, read, told)
        finally:
            os._exit(0)  # whatever went wrong: what it does not tell is read by its parent
    os.close(send)
    try:
        with os.fdopen(receive, "rb") as told:
            yield told
    finally:
        os.kill(process, signal.SIGKILL)
        os.waitpid(process, 0)


def _tell(name: str, stream: IO[bytes], number: int, longest: int, read: Read, told: IO[bytes]) -> None:
    mine = False
    begins = stream.tell()
    while block := _block(stream, longest, not mine):
        if mine:
            lines = [(at, line) for at, line in enumerate(io.BytesIO(block), number) if line.strip()]
            submissions = [read(name, at, line).submission for at, line in lines]
            events = [tuple(each) for each in submissions if each is not None]
            # Where one is refused the count is wrong, and its parent reads them all.
            message = marshal.dumps(((begins, len(block)), events))
            told.write(len(message).to_bytes(_SIZE, "big") + message)
            told.flush()
        begins += len(block)
        number += block.count(b"\n")
        mine = not mine
