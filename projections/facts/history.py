"""What was known: the entries of a scope as they stood on a day, amendments folded in."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Literal

from ledger.events.entry import Entry, amended
from ledger.events.instant import parse_instant
from ledger.journal.read import Reader

KnownBy = Literal["ledger", "source"]
_REFERENCE_DATA = "public-holidays/"


@dataclass(frozen=True, slots=True)
class Known:
    """What an answer rests on: the entries up to `position`, known at the instant `at` (microseconds).

    By `source`, the entries whose source claims to have known them at `at`; such answers are *claimed*, and
    reference data stands as at the ledger's head.
    """

    at: int
    position: int
    by: KnownBy = "ledger"


def known(reader: Reader, now: int, at: int | None, position: int | None, by: KnownBy) -> Known:
    """What `--known-at` and `--known-by` select: an instant, a position, or (neither given) all there is.

    Raises ValueError for a position that the ledger does not have.
    """
    head = reader.head()
    if position is not None:
        if not 0 < position <= head.position:
            raise ValueError(f"the ledger has no position #{position}: it ends at #{head.position}")
        return Known(reader.recorded_at_of(position), position, by)
    if at is None:
        return Known(max(now, head.recorded_at), head.position, by)
    return Known(at, head.position if by == "source" else reader.position_at(at), by)


class History:
    """The known entries of one ledger, read once for each scope and set of families."""

    def __init__(
        self, reader: Reader, known: Known, assumed: Callable[[str], Iterable[Entry]] = lambda scope: ()
    ) -> None:
        self.known = known
        self._reader = reader
        self._assumed = assumed
        self._read: dict[tuple[str, frozenset[str]], list[Entry]] = {}

    def of(self, scope: str, *families: str) -> list[Entry]:
        """The amended entries of these families in the scope, in the order of facts."""
        key = (scope, frozenset(families))
        if key not in self._read:
            self._read[key] = amended(self.unamended(scope, *families))
        return self._read[key]

    def unamended(self, scope: str, *families: str) -> list[Entry]:
        """The known entries of these families in the scope as they were recorded, amendments beside them."""
        if self.known.by == "source":
            entries = [
                entry
                for entry in self._reader.entries(scope, families)
                if entry.subject.startswith(_REFERENCE_DATA) or self._claimed(entry)
            ]
        else:
            entries = self._reader.entries(scope, families, until=self.known.position)
        entries += (entry for entry in self._assumed(scope) if entry.type.partition(".")[0] in families)
        return entries

    def _claimed(self, entry: Entry) -> bool:
        claimed = entry.recorded_at if entry.claimed_at is None else min(entry.claimed_at, entry.recorded_at)
        return claimed <= self.known.at and entry.position <= self.known.position


def by_subject(entries: Iterable[Entry]) -> dict[str, list[Entry]]:
    """The entries of each subject, subjects in the order in which they first appear."""
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        found.setdefault(entry.subject, []).append(entry)
    return found


def instant_of(entry: Entry, field: str) -> int | None:
    """The instant that a field of the entry gives, in microseconds; `None` where it is not given."""
    text = entry.data.get(field)
    return None if text is None else parse_instant(text)
