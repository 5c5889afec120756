"""Naive selection of what is known, application of amendments, and lookup of readings: the ground of the oracles.

Written from the public contract alone, with the standard library alone, and slowly on purpose.
An entry is `(position, recorded_at_us, event)` with `event` the CloudEvents dict; every instant is an integer of
microseconds since 1970 UTC.

Where the contract leaves room, and what is chosen here:

- `known_by="source"`: only adopted calendars (and what amends them) are reference data that stands as at the head;
  published support hours and agreed readings are selected like any entry.
- An entry without `recordedtime` is known by its source when the ledger recorded it.
- `#position` keeps the positions up to it; with `known_by="source"` it stands for the `recorded_at` of that position.
- An amendment may itself be amended: retracting a retraction undoes it too.
- A restated field set to null is a field that is absent.
- Two agreements on one reading: of those effective by the day, the last in the order of the facts decides.
- The day an agreement takes effect is a day of the zone of the article (7, 13, 14: the provider's), not the client's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, reset_tzpath

reset_tzpath(())

Event = dict[str, Any]
Entry = tuple[int, int, Event]

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECOND_US = 1_000_000
MINUTE_US = 60 * SECOND_US
HOUR_US = 60 * MINUTE_US
PARIS = ZoneInfo("Europe/Paris")

DEFAULTS = {
    "working_day_holidays": "metropolitan",
    "night": "evening_to_morning",
    "backup_zone": "provider",
    "nightly_retention": "calendar_days",
    "monthly_retention": "same_date",
    "restore_deadline": "request_date",
    "counted_tickets": "all_registered",
    "clock_start": "registered",
    "out_of_hours_ticket": "next_opening",
    "measuring_period": "fixed",
    "immediate_answer": "met",
    "pending_ticket": "late_once_due",
    "missing_prerequisite": "left_out",
    "suspended_support": "left_out",
    "waiting_for_client": "no_pause",
    "severity_source": "provider",
    "remedy_start": "qualified_and_reproduced",
    "blocking_met_by": "plan_or_remedy",
    "working_day_count": "next_day_to_midnight",
    "requalification": "from_requalification",
}

ZONES = {
    "GP": "America/Guadeloupe", "MQ": "America/Martinique", "GF": "America/Cayenne", "RE": "Indian/Reunion",
    "YT": "Indian/Mayotte", "PM": "America/Miquelon", "BL": "America/St_Barthelemy", "MF": "America/Marigot",
    "WF": "Pacific/Wallis", "NC": "Pacific/Noumea",
}  # fmt: skip


def instant(text: str) -> int:
    """Microseconds since 1970 UTC of an RFC 3339 text with an offset."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"instant without offset: {text}")
    return (moment - EPOCH) // timedelta(microseconds=1)


def local(at_us: int, zone: ZoneInfo) -> datetime:
    """The wall time of an instant."""
    return (EPOCH + timedelta(microseconds=at_us)).astimezone(zone)


def wall(day: date, zone: ZoneInfo, hour: int = 0, minute: int = 0) -> int:
    """The instant of a wall time (the first of two, where the clock goes back)."""
    moment = datetime(day.year, day.month, day.day, hour, minute, tzinfo=zone)
    return (moment - EPOCH) // timedelta(microseconds=1)


@dataclass(frozen=True)
class Fact:
    """One event as amended."""

    type: str
    scope: str
    subject: str
    at: int
    source: str
    id: str
    data: Mapping[str, Any]

    @property
    def order(self) -> tuple[int, str, str]:
        return self.at, self.source, self.id


def _is_calendar(event: Event) -> bool:
    return str(event["subject"]).startswith("public-holidays/")


def known(entries: Sequence[Entry], known_at: int | str | None = None, known_by: str = "ledger") -> list[Event]:
    """The events known at `known_at`, an instant in microseconds or `#position`; None knows all."""
    if known_at is None:
        return [event for _, _, event in entries]
    if isinstance(known_at, str):
        last = int(known_at.removeprefix("#"))
        if known_by == "ledger":
            return [event for position, _, event in entries if position <= last]
        known_at = max(recorded for position, recorded, _ in entries if position <= last)
    chosen = []
    for _, recorded, event in entries:
        learned = recorded
        if known_by == "source":
            if "recordedtime" in event:
                learned = min(recorded, instant(event["recordedtime"]))
            if _is_calendar(event):
                learned = known_at
        if learned <= known_at:
            chosen.append(event)
    return chosen


def _key(event: Event) -> tuple[str, str]:
    return event["source"], event["id"]


def _target(event: Event) -> tuple[str, str]:
    entry = event["data"]["entry"]
    return entry["source"], entry["id"]


def _stands(event: Event, events: Sequence[Event]) -> bool:
    """Whether no standing retraction names the event."""
    return not any(
        other["type"] == "entry.retracted" and _target(other) == _key(event) and _stands(other, events)
        for other in events
    )


def _amended(event: Event, events: Sequence[Event]) -> Fact:
    data, at = dict(event.get("data") or {}), instant(event["time"])
    restatements = [
        _amended(other, events)
        for other in events
        if other["type"] == "entry.restated" and _target(other) == _key(event) and _stands(other, events)
    ]
    for restatement in sorted(restatements, key=lambda fact: fact.order):
        for field, value in restatement.data["changes"].items():
            if field == "time":
                at = instant(value)
            else:
                data[field] = value
    present = {field: value for field, value in data.items() if value is not None}
    return Fact(event["type"], event["scope"], event["subject"], at, event["source"], event["id"], present)


def facts(entries: Sequence[Entry], known_at: int | str | None = None, known_by: str = "ledger") -> list[Fact]:
    """What is known, amended, without the amendments themselves, in the order of (`occurred_at`, source, id)."""
    events = known(entries, known_at, known_by)
    amendments = [event for event in events if event["type"].startswith("entry.")]
    plain = [event for event in events if not event["type"].startswith("entry.")]
    standing = [_amended(event, amendments) for event in plain if _stands(event, amendments)]
    return sorted(standing, key=lambda fact: fact.order)


def reading(
    history: Iterable[Fact], contract: str, name: str, day: date, overrides: Mapping[str, str] | None = None
) -> str:
    """The option of a reading on a day: asked for, else agreed, else the default."""
    if overrides and name in overrides:
        return overrides[name]
    option = DEFAULTS[name]
    for fact in history:
        named = fact.type == "reading.agreed" and fact.subject == f"reading/{name}"
        if named and fact.scope == f"contract/{contract}" and date.fromisoformat(fact.data["effective_on"]) <= day:
            option = fact.data["option"]
    return option


def contract_terms(history: Iterable[Fact], contract: str) -> dict[str, Any]:
    """The fields of the contract as signed. Amendments of the contract itself are not folded in here."""
    for fact in history:
        if fact.type == "contract.signed" and fact.scope == f"contract/{contract}":
            terms = dict(fact.data)
            terms.setdefault("support_starts_on", terms["service_starts_on"])
            terms.setdefault("timezone", ZONES.get(terms["territory"], "Europe/Paris"))
            return terms
    raise LookupError(f"contract {contract} is not known; ask later")
