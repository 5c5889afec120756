"""Files that are read whole, and files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

from ledger.refusal import InputRefused


def read_whole(path: Path, largest: int | None = None) -> bytes:
    """The bytes of a file. Raises InputRefused where it cannot be read, or is larger than anything it could be."""
    try:
        size = path.stat().st_size
        if largest is not None and size > largest:
            raise InputRefused("is larger than {limit} bytes, the most that is read of it", limit=largest).at(
                str(path), None
            )
        return path.read_bytes()
    except OSError as error:
        raise InputRefused("cannot be read: {failure}", failure=error.strerror or error).at(str(path), None) from None


def write_whole(path: Path, lines: Iterable[bytes]) -> None:
    """Write a file in one piece: until it is complete, what was at its path stays. Raises OSError, which names it."""
    try:
        descriptor, unfinished = tempfile.mkstemp(dir=path.absolute().parent, prefix=f".{path.name}.")
    except OSError as error:
        raise _of(path, error) from error
    try:
        with os.fdopen(descriptor, "wb") as stream:
            stream.writelines(lines)
            stream.flush()
            os.fsync(stream.fileno())
        mask = os.umask(0)
        os.umask(mask)
        Path(unfinished).chmod(0o666 & ~mask)
        Path(unfinished).replace(path)
    except BaseException as error:
        Path(unfinished).unlink(missing_ok=True)
        if isinstance(error, OSError) and error.filename == unfinished:
            raise _of(path, error) from error
        raise


def _of(path: Path, error: OSError) -> OSError:
    """What went wrong with the unfinished file, said of the one that was asked for."""
    return OSError(error.errno, error.strerror, str(path))
