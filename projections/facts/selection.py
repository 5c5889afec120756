"""Entries chosen by scope, family and when they were known: what an export lays out."""

from collections.abc import Iterator
from typing import NamedTuple

from ledger.events.entry import Entry
from ledger.journal.read import Reader
from projections.facts.history import History, Known


class Part(NamedTuple):
    """The amended entries of one family in one scope, in the order of facts."""

    scope: str
    family: str
    entries: list[Entry]


class Selection:
    """Some scopes and families of a ledger (none named: all) as known at a moment; nothing is kept of what is read."""

    def __init__(
        self, reader: Reader, known: Known, scopes: tuple[str, ...] = (), families: tuple[str, ...] = ()
    ) -> None:
        self.known = known
        self._reader = reader
        self._scopes = scopes
        self._families = families

    def recorded(self) -> Iterator[tuple[Entry, bytes]]:
        """Every entry as it was recorded, and its content as JSON to be imported again, in the order of the ledger.

        Of a personal value that is not at hand the entry says why, and the content keeps the commitment.
        """
        until = self.known.position if self.known.by == "ledger" else None
        for entry, content in self._reader.contents(self._scopes, self._families, until):
            if self.known.holds(entry):
                yield self._shown(entry), content

    def amended(self) -> Iterator[Part]:
        """The history that the amendments leave, one family of one scope after the other, by name."""
        for scope, family in self.parts():
            yield Part(scope, family, [self._shown(entry) for entry in self.history().of(scope, family)])

    def parts(self) -> Iterator[tuple[str, str]]:
        """Every scope and family that is chosen and has entries, by name."""
        for scope in sorted(set(self._scopes)) or self._reader.scopes():
            for family in self._reader.families(scope):
                if not self._families or family in self._families:
                    yield scope, family

    def history(self) -> History:
        """What was known, with nothing read yet: whatever is asked of it is kept as long as it is."""
        return History(self._reader, self.known)

    def last_recorded(self) -> int:
        """When the last entry known was recorded, in microseconds; 0 where none is."""
        return self._reader.recorded_at_of(self.known.position) if self.known.position else 0

    def _shown(self, entry: Entry) -> Entry:
        return self._reader.shown(entry) if entry.personal else entry
