"""Files that are written whole or not at all."""

import os
import tempfile
from collections.abc import Iterable
from pathlib import Path


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
