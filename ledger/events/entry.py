"""An entry of the ledger as it is read back, and the history that its amendments leave.

Kept free of pydantic: what is stored was validated when it was written, and reading starts fast.
"""

import json
from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from ledger.events.instant import parse_instant

RESTATED, RETRACTED = "entry.restated", "entry.retracted"
AMENDMENTS = frozenset({RESTATED, RETRACTED})
_NOTHING: Mapping[str, str] = MappingProxyType({})
_CHANGED = "data.changes."


class Entry(NamedTuple):
    """One stored event with both clocks, instants in microseconds since 1970.

    `occurred_at` is when it happened, `recorded_at` when the ledger learned of it, `claimed_at` when its
    source says that it learned of it (`recordedtime`). `amended_by` are the restatements applied to it.
    `personal` holds, by path, the commitments that stand for its personal values (`ledger.events.personal`).
    """

    position: int
    recorded_at: int
    occurred_at: int
    claimed_at: int | None
    scope: str
    subject: str
    type: str
    source: str
    id: str
    data: Mapping[str, Any]
    actor: str | None
    assertedby: str
    amended_by: tuple["Entry", ...] = ()
    personal: Mapping[str, str] = _NOTHING

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same event again: its source and id."""
        return (self.source, self.id)

    @property
    def order(self) -> tuple[int, str, str]:
        """The order in which facts fold entries; the position only decides what is known."""
        return (self.occurred_at, self.source, self.id)

    @property
    def amends(self) -> tuple[str, str]:
        """The key of the entry that this amendment names."""
        target = self.data["entry"]
        return (target["source"], target["id"])


def read_entry(position: int, recorded_at: int, body: bytes) -> Entry:
    """The entry held by the stored bytes of an event, which are its canonical JSON."""
    event = json.loads(body)
    claimed = event.get("recordedtime")
    return Entry(
        position,
        recorded_at,
        parse_instant(event["time"]),
        None if claimed is None else parse_instant(claimed),
        event["scope"],
        event["subject"],
        event["type"],
        event["source"],
        event["id"],
        event.get("data") or {},
        event.get("actor"),
        event.get("assertedby") or "provider",
        (),
        event.get("personal") or _NOTHING,
    )


def standing_amendments(entries: Iterable[Entry]) -> dict[tuple[str, str], list[Entry]]:
    """For each amended key the amendments that stand, in their own order.

    A retraction may itself be retracted, and so may a restatement: an amendment stands unless one that
    stands retracts it. The entries come in the order of position, so that what amends comes after what it amends.
    """
    amendments = [entry for entry in entries if entry.type in AMENDMENTS]
    naming: dict[tuple[str, str], list[Entry]] = {}
    for entry in amendments:
        naming.setdefault(entry.amends, []).append(entry)
    standing: set[tuple[str, str]] = set()
    for entry in reversed(amendments):
        later = naming.get(entry.key, ())
        if not any(other.type == RETRACTED and other.key in standing for other in later):
            standing.add(entry.key)
    return {
        key: sorted((each for each in amending if each.key in standing), key=lambda each: each.order)
        for key, amending in naming.items()
    }


def amended(entries: Iterable[Entry]) -> list[Entry]:
    """The history that the entries leave once their amendments are folded in, in the order of facts.

    Retracted entries are gone, and so is whatever is said of entries: an amendment, and also that an entry is
    contested or admitted, is no fact. Of several restatements of one field the last one wins. A field restated
    as null is a field no longer said.
    """
    entries = list(entries)
    standing = standing_amendments(entries)
    history = [
        _restated(entry, standing.get(entry.key, ()))
        for entry in entries
        if not entry.type.startswith("entry.")
        and not any(amendment.type == RETRACTED for amendment in standing.get(entry.key, ()))
    ]
    history.sort(key=lambda entry: entry.order)
    return history


def _restated(entry: Entry, amendments: Iterable[Entry]) -> Entry:
    restatements = tuple(amendments)
    if not restatements:
        return entry
    data, personal = dict(entry.data), dict(entry.personal)
    occurred_at = entry.occurred_at
    for restatement in restatements:
        for field, value in restatement.data["changes"].items():
            personal.pop(f"data.{field}", None)
            if field == "time":
                occurred_at = parse_instant(value)
            elif value is None:
                data.pop(field, None)
            else:
                data[field] = value
        for path, commitment in restatement.personal.items():
            if path.startswith(_CHANGED):
                field = path.removeprefix(_CHANGED)
                data.pop(field, None)
                personal[f"data.{field}"] = commitment
    return entry._replace(occurred_at=occurred_at, data=data, amended_by=restatements, personal=personal)
