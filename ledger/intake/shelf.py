"""What may be asked for again by its name, kept in a temporary file: its place there alone is in memory."""

import os
import pickle
from typing import IO, Any

from ledger.pile import append, temporary_disk, temporary_file


class Shelf:
    """Things by names of hexadecimal digits. Raises LedgerUnavailable where the disk of temporary files fails."""

    def __init__(self) -> None:
        self._places: dict[bytes, tuple[int, int]] = {}
        """Where each thing begins in the file, and how long it is."""
        self._file: IO[bytes] | None = None

    def __contains__(self, name: str) -> bool:
        return bytes.fromhex(name) in self._places

    def __setitem__(self, name: str, thing: Any) -> None:
        with temporary_disk():
            if self._file is None:
                self._file = temporary_file(self)
            place = self._file.seek(0, os.SEEK_END)
            self._places[bytes.fromhex(name)] = place, append(self._file, pickle.dumps(thing, pickle.HIGHEST_PROTOCOL))

    def __getitem__(self, name: str) -> Any:
        assert self._file is not None
        with temporary_disk():
            place, length = self._places[bytes.fromhex(name)]
            self._file.seek(place)
            return pickle.loads(self._file.read(length))  # noqa: S301 - written above, to a file without a name
