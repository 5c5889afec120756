"""The entries of a dossier, read as a ledger is: whoever holds a dossier computes the same figures from it.

What a dossier withholds is not there, as if it had never been recorded.
"""

from bisect import bisect_right
from collections.abc import Iterable, Mapping

from ledger.events.catalogue import family
from ledger.events.entry import Entry
from ledger.journal.read import Head


class Exhibit:
    """The same answers as `ledger.journal.read.Reader` gives, from entries in memory.

    `head` is that of the ledger when it was sealed; its last entries need not be of these scopes.
    """

    def __init__(self, entries: Iterable[Entry], head: Head) -> None:
        self._entries = sorted(entries, key=lambda entry: entry.position)
        self._head = head
        self._filed = _filed(self._entries)

    def head(self) -> Head:
        """The last position sealed, and when its epoch was closed, in microseconds since 1970."""
        return self._head

    def position_at(self, recorded_at_us: int) -> int:
        """The last position, among these entries, recorded at that instant or before; 0 where there is none."""
        count = bisect_right(self._entries, recorded_at_us, key=lambda entry: entry.recorded_at)
        return self._entries[count - 1].position if count else 0

    def recorded_at_of(self, position: int) -> int:
        """When the last of these entries up to the position was recorded, in microseconds since 1970."""
        count = bisect_right(self._entries, position, key=lambda entry: entry.position)
        return self._entries[count - 1].recorded_at if count else 0

    def scopes(self) -> list[str]:
        """The scopes of the entries, by name."""
        return sorted({entry.scope for entry in self._entries})

    def families(self, scope: str) -> list[str]:
        """The families that have entries in the scope, by name."""
        return sorted({name for where, name in self._filed if where == scope})

    def entries(self, scope: str, families: Iterable[str], *, until: int | None = None) -> list[Entry]:
        """The entries of some families in a scope, in the order of position."""
        found = [entry for name in set(families) for entry in self._filed.get((scope, name), ())]
        return sorted(
            (entry for entry in found if until is None or entry.position <= until), key=lambda entry: entry.position
        )

    def entry_by_key(self, source: str, identifier: str) -> Entry | None:
        """The entry that came with this source and id."""
        return next((entry for entry in self._entries if entry.key == (source, identifier)), None)


def _filed(entries: list[Entry]) -> Mapping[tuple[str, str], list[Entry]]:
    """Scope and family -> the entries filed there; what amends an entry is filed where that one is."""
    known: dict[tuple[str, str], str] = {}
    filed: dict[tuple[str, str], list[Entry]] = {}
    for entry in entries:
        where = family(entry.type)
        if entry.type.startswith("entry."):
            where = known.get(entry.amends, where)
        known[entry.key] = where
        filed.setdefault((entry.scope, where), []).append(entry)
    return filed
