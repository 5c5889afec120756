"""Writing a random history down: events on the wire, and the entries a ledger would make of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

from .amended import HOUR_US, MINUTE_US, PARIS, Entry, Event, instant, local
from .french_days import adoption

DAY_US = 24 * HOUR_US
EARLIEST = "2023-06-01T00:00:00+02:00"
LATEST_US = instant("2026-10-30T00:00:00+01:00")
CONTRACT, ENVIRONMENT = "c-1", "prod-1"


def rfc3339(at_us: int) -> str:
    """The instant with Paris's offset, to the microsecond where it has any."""
    return local(at_us, PARIS).isoformat()


@dataclass(frozen=True)
class Ask:
    """When a question is put: an instant in microseconds (None: now), by which clock."""

    known_at: int | None
    known_by: str


@dataclass
class Teller:
    """Collects events with unique keys; how late a source learned of each is drawn when it is told."""

    rng: Random
    events: list[Event] = field(default_factory=list)
    lateness: float = 0.25

    def tell(
        self,
        type: str,
        subject: str,
        at_us: int,
        data: Mapping[str, Any] | None = None,
        scope: str = f"contract/{CONTRACT}",
        prompt: bool = False,
    ) -> Event:
        """One event; `prompt` ones are learned of as they happen. Raises ValueError beyond the time allowed."""
        if not instant(EARLIEST) <= at_us <= LATEST_US:
            raise ValueError(f"{rfc3339(at_us)} lies outside the histories' time")
        late_us = 0
        if not prompt and self.rng.random() < self.lateness:
            late_us = self.rng.choice([1, MINUTE_US, 3 * HOUR_US, DAY_US, 9 * DAY_US])
        event: Event = {
            "specversion": "1.0", "id": f"e-{len(self.events):04d}", "source": self.rng.choice(["/a", "/b"]),
            "type": type, "scope": scope, "subject": subject, "time": rfc3339(at_us),
            "recordedtime": rfc3339(at_us + late_us), "data": dict(data or {}),
        }  # fmt: skip
        self.events.append(event)
        return event

    def amend(self, event: Event, at_us: int, changes: Mapping[str, Any] | None) -> Event:
        """A restatement, or a retraction where there are no changes."""
        entry = {"source": event["source"], "id": event["id"]}
        data: dict[str, Any] = {"entry": entry, "because": "checked against the tool's own log"}
        if changes is not None:
            data["changes"] = dict(changes)
        kind = "entry.retracted" if changes is None else "entry.restated"
        return self.tell(kind, event["subject"], at_us, data, scope=event["scope"])

    def sign(self, service_starts_on: str, territory: str = "FR", **fields: Any) -> None:
        """The environment and the contract, known from the first day."""
        begins = instant(EARLIEST)
        scope = f"environment/{ENVIRONMENT}"
        self.tell("environment.declared", scope, begins, {"kind": "production"}, scope, prompt=True)
        signed = {
            "client": "Mairie", "territory": territory, "environment": ENVIRONMENT, "edition": "carrus-2026-03",
            "service_starts_on": service_starts_on,
        }  # fmt: skip
        subject = f"contract/{CONTRACT}"
        self.tell("contract.signed", subject, begins + HOUR_US, signed | fields, prompt=True)

    def adopt(self, years: Sequence[int], territories: Sequence[str] = ("FR", "FR-57")) -> None:
        for year in years:
            self.events += [adoption(territory, year, EARLIEST, EARLIEST) for territory in territories]

    def agree(self, name: str, option: str, effective_on: str, at_us: int) -> None:
        data = {"option": option, "effective_on": effective_on, "because": "agreed at the yearly review"}
        self.tell("reading.agreed", f"reading/{name}", at_us, data)


def entries_of(events: Sequence[Event], recorded_at_us: int) -> list[Entry]:
    """One import: every event recorded at one instant, positions from 1 in the order of (`time`, `source`, `id`)."""
    ordered = sorted(events, key=lambda event: (instant(event["time"]), event["source"], event["id"]))
    return [(position, recorded_at_us, event) for position, event in enumerate(ordered, start=1)]


def live_entries_of(events: Sequence[Event]) -> list[Entry]:
    """A ledger that learned each event as its source claims to have, no entry before those of its subject before it."""
    recorded: list[tuple[int, Event]] = []
    latest: dict[tuple[str, str], int] = {}
    for _, _, event in entries_of(events, 0):
        key = (event["scope"], event["subject"])
        at = max(instant(event["recordedtime"]), latest.get(key, 0))
        latest[key] = at
        recorded.append((at, event))
    recorded.sort(key=lambda pair: pair[0])
    return [(position, at, event) for position, (at, event) in enumerate(recorded, start=1)]
