"""What may be asked for again by its name, kept in a temporary file: its place there alone is in memory."""

import os
import pickle
import tempfile
import weakref
from typing import IO, Any

from ledger.pile import temporary_disk


class Shelf:
    """Things by names of hexadecimal digits. Raises LedgerUnavailable where the disk of temporary files fails."""

    def __init__(self) -> None:
        self._places: dict[bytes, int] = {}
        self._file: IO[bytes] | None = None

    def __contains__(self, name: str) -> bool:
        return bytes.fromhex(name) in self._places

    def __setitem__(self, name: str, thing: Any) -> None:
        with temporary_disk():
            if self._file is None:
                self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed once nobody knows it any more
                weakref.finalize(self, self._file.close)
            self._places[bytes.fromhex(name)] = self._file.seek(0, os.SEEK_END)
            pickle.dump(thing, self._file, pickle.HIGHEST_PROTOCOL)

    def __getitem__(self, name: str) -> Any:
        assert self._file is not None
        with temporary_disk():
            self._file.seek(self._places[bytes.fromhex(name)])
            return pickle.load(self._file)  # noqa: S301 - written above, to a file without a name
