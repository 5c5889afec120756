"""What stands of the entries of one subject while more are added: the same as `amended` leaves of them all.

Folding a whole history for each amendment takes the square of their number. Here an amendment costs what it amends:
the fact that it names, through amendments of amendments, is the only one that changes.
"""

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from typing import Any

from ledger.attribution import Key, Mark
from ledger.events.entry import AMENDMENTS, RETRACTED, Entry
from ledger.events.instant import parse_instant

_CHANGED = "data.changes."
Said = tuple[tuple[int, str, str], Entry, Any]
"""What a restatement says of a field, after the order of restatements."""


class Standing:
    """The entries of one subject, and what their amendments leave of them."""

    def __init__(self, entries: Iterable[Entry] = ()) -> None:
        """The entries come in the order of position, so that what amends comes after what it amends."""
        self.entries: dict[Key, Entry] = {}
        self._facts: dict[Key, Key] = {}
        self._depths: dict[Key, int] = {}
        """Of amendments of amendments: most amend a fact."""
        self._retracting: dict[Key, int] = {}
        """How many retractions that stand name an entry."""
        self._restated: dict[Key, dict[str, list[Said]]] = {}
        self._marks: dict[str, list[Mark]] = {}
        for entry in entries:
            self.add(entry)

    def add(self, entry: Entry) -> None:
        """Add an entry; one that amends names an entry that is here already, or else amends nothing."""
        key = entry.key
        self.entries[key] = entry
        if not entry.type.startswith("entry."):
            self._mark(key, entry, entry.occurred_at)
            return
        named = entry.amends
        depth = self.depth(named) + 1
        if depth > 1:
            self._depths[key] = depth
        self._facts[key] = self._facts.get(named, named)
        if entry.type in AMENDMENTS:
            self._turn(entry, stands=True)

    def take_back(self, amendment: Entry) -> None:
        """As if the amendment, the last entry that was added, had never been."""
        self._turn(amendment, stands=False)
        key = amendment.key
        del self.entries[key], self._facts[key]
        self._depths.pop(key, None)

    def depth(self, key: Key) -> int:
        """How many entries lie between this one and the fact that it amends; 0 for a fact."""
        return self._depths.get(key, 1 if key in self._facts else 0)

    def fact(self, key: Key) -> Key:
        """The key of the fact that an entry speaks of in the end: its own, unless it is an amendment."""
        return self._facts.get(key, key)

    def firsts(self) -> dict[str, Mark]:
        """The first fact of each type that stands."""
        return {type_: marks[0] for type_, marks in self._marks.items() if marks}

    def telling(self, fact: Key) -> list[Entry]:
        """The facts that stand by which the whole is to be judged: that one, and the first two of each type.

        In the order of facts. Of a type it is the first that may lack what it follows, and a second one that may be
        one too many: later ones tell no more.
        """
        keys = {mark.key for marks in self._marks.values() for mark in marks[:2]}
        standing = (self.standing(key) for key in (keys | {fact} if fact in self.entries else keys))
        return sorted((each for each in standing if each is not None), key=lambda each: each.order)

    def standing(self, key: Key) -> Entry | None:
        """The fact as its amendments leave it, `amended_by` holding those that decide; None where it is retracted."""
        entry, restated = self.entries[key], self._restated.get(key)
        if self._retracting.get(key):
            return None
        if not restated:
            return entry
        data, personal, by = dict(entry.data), dict(entry.personal), {}
        for field, said in restated.items():
            _, restatement, value = said[-1]
            by[restatement.key] = restatement
            personal.pop(f"data.{field}", None)
            if field == "time":
                continue
            data.pop(field, None)
            if value is not None:
                data[field] = value
            elif f"{_CHANGED}{field}" in restatement.personal:
                personal[f"data.{field}"] = restatement.personal[f"{_CHANGED}{field}"]
        amended_by = tuple(sorted(by.values(), key=lambda each: each.order))
        occurred_at = self._occurred_at(entry)
        return entry._replace(occurred_at=occurred_at, data=data, amended_by=amended_by, personal=personal)

    def _occurred_at(self, entry: Entry) -> int:
        said = self._restated.get(entry.key, {}).get("time")
        return parse_instant(said[-1][2]) if said else entry.occurred_at

    def _turn(self, amendment: Entry, *, stands: bool) -> None:
        """The amendment stands, or does so no more; and so on with what it retracts."""
        fact = self.entries.get(self.fact(amendment.key))
        if fact is None or fact.type.startswith("entry."):
            return
        self._unmark(fact)
        while True:
            if amendment.type != RETRACTED:
                if amendment.amends == fact.key:
                    self._say(fact.key, amendment, stands=stands)
                break
            named = amendment.amends
            count = self._retracting.get(named, 0) + (1 if stands else -1)
            self._retracting[named] = count
            if count != (1 if stands else 0) or self.entries[named].type not in AMENDMENTS:
                break
            amendment, stands = self.entries[named], not stands
        if not self._retracting.get(fact.key):
            self._mark(fact.key, fact, self._occurred_at(fact))

    def _say(self, fact: Key, restatement: Entry, *, stands: bool) -> None:
        fields = self._restated.setdefault(fact, {})
        for field, value in _changes(restatement):
            said = fields.setdefault(field, [])
            if stands:
                insort(said, (restatement.order, restatement, value), key=_by_order)
            else:
                del said[bisect_left(said, restatement.order, key=_by_order)]
                if not said:
                    del fields[field]

    def _mark(self, key: Key, fact: Entry, occurred_at: int) -> None:
        insort(self._marks.setdefault(fact.type, []), Mark(occurred_at, key))

    def _unmark(self, fact: Entry) -> None:
        if not self._retracting.get(fact.key):
            marks = self._marks[fact.type]
            del marks[bisect_left(marks, Mark(self._occurred_at(fact), fact.key))]


def _by_order(said: Said) -> tuple[int, str, str]:
    return said[0]


def _changes(restatement: Entry) -> Iterator[tuple[str, Any]]:
    """The fields that a restatement says anew; a personal one without its value, which stands elsewhere."""
    yield from restatement.data["changes"].items()
    for path in restatement.personal:
        if path.startswith(_CHANGED):
            yield path.removeprefix(_CHANGED), None
