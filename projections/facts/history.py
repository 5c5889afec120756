"""What was known: the entries of a scope as they stood on a day, amendments folded in."""

from collections.abc import Iterable
from typing import Literal, NamedTuple, Protocol

from ledger.events.entry import Entry, amended
from ledger.events.instant import parse_instant
from ledger.journal.read import Head
from projections.calendar.unfit import Unfit

KnownBy = Literal["ledger", "source"]
_REFERENCE_DATA = "public-holidays/"


class Source(Protocol):
    """Where entries are read: a ledger, or a dossier that was taken from one."""

    def head(self) -> Head:
        """The last position, and when it was recorded."""

    def position_at(self, recorded_at_us: int) -> int:
        """The last position recorded at that instant or before."""

    def recorded_at_of(self, position: int) -> int:
        """When the position was recorded."""

    def entries(self, scope: str, families: Iterable[str], *, until: int | None = None) -> list[Entry]:
        """The entries of some families in a scope, in the order of position."""


class Known(NamedTuple):
    """What an answer rests on: the entries up to `position`, known at the instant `at` (microseconds).

    By `source`, the entries whose source claims to have known them at `at`; such answers are *claimed*, and
    reference data stands as at the ledger's head.
    """

    at: int
    position: int
    by: KnownBy = "ledger"

    def holds(self, entry: Entry) -> bool:
        """Whether the entry is among what was known."""
        if self.by == "ledger":
            return entry.position <= self.position
        return entry.subject.startswith(_REFERENCE_DATA) or self._claimed(entry)

    def _claimed(self, entry: Entry) -> bool:
        claimed = entry.recorded_at if entry.claimed_at is None else min(entry.claimed_at, entry.recorded_at)
        return claimed <= self.at and entry.position <= self.position


def known(reader: Source, now: int, at: int | None, position: int | None, by: KnownBy) -> Known:
    """What `--known-at` and `--known-by` select: an instant, a position, or (neither given) all there is.

    Raises Unfit for a position that the ledger does not have.
    """
    head = reader.head()
    if position is not None:
        if not 0 < position <= head.position:
            raise Unfit(
                "the ledger has no position #{position}: it ends at #{head}", position=position, head=str(head.position)
            )
        return Known(reader.recorded_at_of(position), position, by)
    if at is None:
        return Known(max(now, head.recorded_at), head.position, by)
    return Known(at, head.position if by == "source" else reader.position_at(at), by)


class Assumed(NamedTuple):
    """An entry that nobody recorded, and the family whose facts it is folded into."""

    family: str
    entry: Entry


class History:
    """The known entries of one ledger, read once for each scope and set of families.

    `without` are positions left out, and `assumed` entries folded in though nobody recorded them: a history that
    never was, for questions of the kind *what if*.
    """

    def __init__(
        self, reader: Source, known: Known, *, without: Iterable[int] = (), assumed: Iterable[Assumed] = ()
    ) -> None:
        self.known = known
        self.without = frozenset(without)
        self.assumed = tuple(assumed)
        self._reader = reader
        self._recorded: dict[tuple[str, frozenset[str]], list[Entry]] = {}
        self._amended: dict[tuple[str, frozenset[str]], list[Entry]] = {}

    def but(self, *, without: Iterable[int] = (), assumed: Iterable[Assumed] = ()) -> "History":
        """The same history with more left out or assumed; what was read already is not read again."""
        other = History(
            self._reader, self.known, without=self.without.union(without), assumed=(*self.assumed, *assumed)
        )
        other._recorded = self._recorded
        return other

    def of(self, scope: str, *families: str) -> list[Entry]:
        """The amended entries of these families in the scope, in the order of facts."""
        key = (scope, frozenset(families))
        if key not in self._amended:
            self._amended[key] = amended(self.unamended(scope, *families))
        return self._amended[key]

    def unamended(self, scope: str, *families: str) -> list[Entry]:
        """The known entries of these families in the scope as they were recorded, amendments beside them."""
        key = (scope, frozenset(families))
        if key not in self._recorded:
            self._recorded[key] = self._known_entries(scope, families)
        entries = [entry for entry in self._recorded[key] if entry.position not in self.without]
        entries += (each.entry for each in self.assumed if each.entry.scope == scope and each.family in families)
        return entries

    def read(self) -> list[Entry]:
        """Every entry that was read so far, left out or not, in the order of the ledger: what an answer looked at."""
        found = {entry.position: entry for entries in self._recorded.values() for entry in entries}
        return [found[position] for position in sorted(found)]

    def looked_in(self) -> frozenset[tuple[str, str]]:
        """The scopes and families that were asked for so far, whether or not they had entries."""
        return frozenset((scope, family) for scope, families in self._recorded for family in families)

    def _known_entries(self, scope: str, families: tuple[str, ...]) -> list[Entry]:
        if self.known.by == "ledger":
            return self._reader.entries(scope, families, until=self.known.position)
        return [entry for entry in self._reader.entries(scope, families) if self.known.holds(entry)]


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
