"""What is known: the entries of a moment, with restatements and retractions applied, in the order of folding."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
Entry = tuple[int, int, dict[str, Any]]
Key = tuple[str, str]


def to_us(text: str) -> int:
    """RFC 3339 with an offset -> microseconds since 1970 UTC."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"no offset: {text}")
    return (moment - EPOCH) // timedelta(microseconds=1)


def local(us: int, zone: ZoneInfo) -> datetime:
    """The wall time of an instant."""
    return (EPOCH + timedelta(microseconds=us)).astimezone(zone)


def wall(day: date, hour: int, zone: ZoneInfo) -> int:
    """The instant of an hour on the wall."""
    return (datetime(day.year, day.month, day.day, hour, tzinfo=zone) - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Fact:
    """An event as amended; `time` and `recorded` in microseconds since 1970 UTC."""

    time: int
    source: str
    id: str
    recorded: int
    type: str
    scope: str
    subject: str
    data: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, str, str]:
        return (self.time, self.source, self.id)


def known_instant(entries: Iterable[Entry], known_at: int | str | None, now: int) -> int:
    """The instant a figure is known at: the one asked, the recording of the position asked, or now."""
    if known_at is None:
        return now
    if isinstance(known_at, int):
        return known_at
    return next(recorded for position, recorded, _ in entries if position == int(known_at[1:]))


def _is_known(entry: Entry, known_at: int | str | None, known_by: str) -> bool:
    position, recorded, event = entry
    if known_at is None:
        return True
    if isinstance(known_at, str):
        return position <= int(known_at[1:])
    learned = recorded
    if known_by == "source" and "recordedtime" in event:
        learned = min(learned, to_us(event["recordedtime"]))
    return learned <= known_at


def _key(event: Mapping[str, Any]) -> Key:
    return (event["source"], event["id"])


def _target(event: Mapping[str, Any]) -> Key:
    return (event["data"]["entry"]["source"], event["data"]["entry"]["id"])


def facts(entries: Iterable[Entry], known_at: int | str | None, known_by: str) -> list[Fact]:
    """The facts known, amended, in the order of (`time`, `source`, `id`).

    Under `known_by="source"` adopted calendars stand as at the head of the ledger, whatever `known_at` says.
    """
    entries = list(entries)
    calendars = {_key(event) for _, _, event in entries if event["type"] == "public_holidays.adopted"}

    def is_reference(event: dict[str, Any]) -> bool:
        amends = event["type"] in ("entry.restated", "entry.retracted")
        return _key(event) in calendars or (amends and _target(event) in calendars)

    if known_by == "source" and isinstance(known_at, str):
        known_at = known_instant(entries, known_at, 0)
    known = [
        entry
        for entry in entries
        if _is_known(entry, known_at, known_by) or (known_by == "source" and is_reference(entry[2]))
    ]
    events = [event for _, _, event in known]
    retractions = [event for event in events if event["type"] == "entry.retracted"]

    def retracted(key: Key) -> bool:
        return any(_target(event) == key and not retracted(_key(event)) for event in retractions)

    restatements = [event for event in events if event["type"] == "entry.restated" and not retracted(_key(event))]
    restatements.sort(key=lambda event: (to_us(event["time"]), event["source"], event["id"]))
    found = []
    for _, recorded, event in known:
        if event["type"].startswith("entry.") or retracted(_key(event)):
            continue
        time, data = event["time"], dict(event.get("data") or {})
        for restatement in restatements:
            if _target(restatement) == _key(event):
                changes = dict(restatement["data"]["changes"])
                time = changes.pop("time", time)
                data.update(changes)
        found.append(Fact(to_us(time), *_key(event), recorded, event["type"], event["scope"], event["subject"], data))
    return sorted(found, key=lambda fact: fact.order)
