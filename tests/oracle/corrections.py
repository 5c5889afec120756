"""Random restatements and retractions that leave every other entry standing."""

from __future__ import annotations

from typing import Any

from tests.oracle.case import OPTIONS
from tests.oracle.incidents import CAUSES, IMPACTS
from tests.oracle.knowledge import to_us
from tests.oracle.scribe import DAY, HOUR, MINUTE, Note, Scribe

LEAVES = ("outage.attributed", "outage.impact_changed", "reading.agreed")
RETRACTED_WHEN_LAST = (
    "outage.started", "outage.ended", "maintenance.ended", "maintenance.cancelled", "maintenance.rescheduled",
    "emergency_maintenance.ended", "monitoring.resumed", "contract.ended",
)  # fmt: skip
Changes = tuple[dict[str, Any], int]


def corrections(scribe: Scribe) -> None:
    """Restate or retract a few entries; an entry is either restated (perhaps thrice) or retracted, never both."""
    targets = list(scribe.notes)
    scribe.random.shuffle(targets)
    for note in targets[: scribe.random.choice((0, 0, 1, 2, 4, 8))]:
        if scribe.chance(35) and may_go(scribe, note):
            amend(scribe, note, "entry.retracted", {}, note.time)
            continue
        for _ in range(scribe.random.choice((1, 1, 2, 3))):
            change = changes_of(scribe, note)
            if change is None:
                break
            restatement = amend(scribe, note, "entry.restated", {"changes": change[0]}, change[1])
            if scribe.chance(30):
                amend(scribe, restatement, "entry.retracted", {}, restatement.time)


def chain_of(scribe: Scribe, note: Note) -> list[Note]:
    return scribe.chains[note.event["subject"]]


def may_go(scribe: Scribe, note: Note) -> bool:
    """Whether nothing rests on an entry."""
    kind = note.event["type"]
    others = [other for other in chain_of(scribe, note) if other is not note and not other.amended]
    if kind in LEAVES:
        return True
    if kind == "outage.ended":
        return not any(other.time >= note.time and other.event["type"] != "outage.attributed" for other in others)
    if kind == "outage.started":
        return not others
    return kind in RETRACTED_WHEN_LAST and all(other.time < note.time for other in others)


def amend(scribe: Scribe, target: Note, kind: str, data: dict[str, Any], not_before: int) -> Note:
    """Write an amendment after its target and after `not_before`, recorded after all that its subject holds."""
    event = target.event
    time = max(target.time, not_before) + scribe.random.choice((1, HOUR, DAY, 9 * DAY))
    entry = {"source": event["source"], "id": event["id"]}
    note = scribe.add(
        kind, event["scope"], event["subject"], min(time, scribe.last), {"entry": entry, **data, "because": "checked"}
    )
    note.amended = True
    return note


def changes_of(scribe: Scribe, note: Note) -> Changes | None:
    """A change that keeps the history possible, with the instant before which nobody could have known it."""
    random, kind, data = scribe.random, note.event["type"], note.event["data"]
    simple: dict[str, dict[str, Any]] = {
        "outage.impact_changed": {"impact": random.choice(IMPACTS)},
        "outage.attributed": {"cause": random.choice(CAUSES)},
        "contract.signed": {"named_users": random.randrange(1, 90)},
    }
    if kind in simple:
        return simple[kind], note.time
    if kind == "reading.agreed":
        return {"option": random.choice(OPTIONS[note.event["subject"].split("/")[1]])}, note.time
    if kind == "outage.started":
        if "last_seen_up" not in data and scribe.chance(50):
            return {"time": scribe.written(note.time - random.choice((1, MINUTE, HOUR)))}, note.time
        if scribe.chance(20):
            return {"component": random.choice(("service", "portal"))}, note.time
        return {"impact": random.choice(IMPACTS)}, note.time
    if kind in ("outage.ended", "monitoring.resumed"):
        if kind == "monitoring.resumed" and any(
            other.time > note.time and not other.amended for other in chain_of(scribe, note)
        ):
            return None
        later = note.time + random.choice((1, MINUTE, 30 * MINUTE))
        return {"time": scribe.written(later)}, later
    return moved_span(scribe, note)


def moved_span(scribe: Scribe, note: Note) -> Changes | None:
    """Another start, end or receipt of a maintenance or an emergency; the start only ever earlier, the end later."""
    random, data = scribe.random, note.event["data"]
    if note.event["type"] not in (
        "maintenance.planned", "maintenance.announced", "maintenance.rescheduled", "emergency_maintenance.declared",
    ):  # fmt: skip
        return None
    earlier = to_us(data["starts"]) - random.choice((1, MINUTE, HOUR))
    options: list[dict[str, Any]] = [{"starts": scribe.written(earlier)}]
    options += [
        {field: scribe.written(to_us(data[field]) + random.choice((1, 10 * MINUTE, HOUR)))}
        for field in ("ends", "expected_end")
        if field in data
    ]
    if note.event["type"] in ("maintenance.announced", "maintenance.rescheduled"):
        options.append({"received_at": scribe.written(note.time + random.choice((0, HOUR)))})
    return random.choice(options), note.time
