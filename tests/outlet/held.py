"""A ledger in memory whose entries are to be exported, and the hostile texts that they may hold."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, cast

from hypothesis import strategies as st

from ledger.events.entry import Entry, read_entry
from ledger.events.instant import parse_instant
from ledger.events.wire import submission
from ledger.journal.read import Reader
from projections.facts.history import KnownBy, known
from projections.facts.selection import Selection
from tests.articles.ledger_of import Kept
from tests.events.examples import EXAMPLES

RECORDED = parse_instant("2026-06-01T10:00:00Z")
MINUTE = 60_000_000

SIGNS = "=+-@'\"\\ \t\n\r,;|<>&]\0\x1b\x7f\x9b\u2028\u202e\ufeff\ufffe\U0001f9fe\U000e0001é日"
HOSTILE = st.text(st.sampled_from(SIGNS) | st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)
"""What a field may hold that people write: formulas, quotes, escapes, marks of XML, halves of lines."""


class Held(Kept):
    """Entries in memory with their stored bytes; one transaction an entry, a minute apart."""

    def __init__(self, events: Iterable[Mapping[str, Any]]) -> None:
        self.bodies = [submission(event).body for event in events]
        super().__init__(
            read_entry(number + 1, RECORDED + number * MINUTE, body) for number, body in enumerate(self.bodies)
        )

    def scopes(self) -> list[str]:
        """The scopes that have entries, by name."""
        return sorted({entry.scope for entry in self.all})

    def families(self, scope: str) -> list[str]:
        """The families that have entries in the scope, by name."""
        return sorted({self.family(entry) for entry in self.all if entry.scope == scope})

    def contents(
        self, scopes: Iterable[str] = (), families: Iterable[str] = (), until: int | None = None
    ) -> Iterator[tuple[Entry, bytes]]:
        """The entries chosen, each with its stored bytes."""
        for entry, body in zip(self.all, self.bodies, strict=True):
            inside = (not scopes or entry.scope in scopes) and (not families or self.family(entry) in families)
            if inside and (until is None or entry.position <= until):
                yield entry, body


def selected(
    events: Iterable[Mapping[str, Any]],
    *,
    scopes: tuple[str, ...] = (),
    families: tuple[str, ...] = (),
    position: int | None = None,
    at: str | None = None,
    by: KnownBy = "ledger",
) -> Selection:
    """What an export lays out of a ledger that holds these events, in their order."""
    reader = cast("Reader", Held(events))
    moment = None if at is None else parse_instant(at)
    return Selection(reader, known(reader, RECORDED * 2, moment, position, by), scopes, families)


def event(type: str, id: str, time: str, /, **more: Any) -> dict[str, Any]:
    """An event on the wire: the example of its type, but for what is given."""
    example = EXAMPLES[type]
    envelope = {"specversion": "1.0", "id": id, "source": "/here", "type": type, "time": time}
    return {**envelope, "scope": example.scope, "subject": example.subject, "data": example.data, **more}


def every_type() -> list[dict[str, Any]]:
    """One event of every type but the amendments, an hour apart."""
    names = [name for name in EXAMPLES if not name.startswith("entry.")]
    return [event(name, f"e{n}", f"2026-04-{1 + n // 24:02}T{n % 24:02}:00:00Z") for n, name in enumerate(names)]


def amending(type: str, id: str, time: str, target: Mapping[str, Any], /, **data: Any) -> dict[str, Any]:
    """An amendment of an event."""
    named = {"source": target["source"], "id": target["id"]}
    where = {"scope": target["scope"], "subject": target["subject"]}
    return event(type, id, time, **where, data={"entry": named, "because": "it was wrong", **data})
