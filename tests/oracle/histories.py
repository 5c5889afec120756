"""Random histories of one contract and one month, admissible by the public contract, repeatable by their seed.

`batches` are the transactions: (`recorded_at` in microseconds, events), as a ledger with that clock would take them;
`events` are the same in no order, for a ledger that takes them all at once (then the instants in `asks` that go with
`known_by="ledger"` select nothing, and the oracle is to be asked over `one_import`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.calendar import TIMEZONES, holiday_days
from tests.oracle.case import OPTIONS
from tests.oracle.corrections import corrections
from tests.oracle.incidents import across_the_clock_change, at_the_limit, emergency, maintenance, monitoring, outage
from tests.oracle.knowledge import Entry, to_us, wall
from tests.oracle.scribe import CONTRACT, DAY, ENVIRONMENT, HOUR, OTHER_ENVIRONMENT, Scribe

Event = dict[str, Any]
Ask = tuple[int | str | None, str]
TERRITORIES = tuple(TIMEZONES)
MONTHS = (
    *[f"{year}-{month:02}" for year in (2024, 2025) for month in range(1, 13)],
    *[f"2026-{month:02}" for month in range(1, 10)],
    *["2024-03", "2024-10", "2025-03", "2025-10", "2026-03", "2026-03", "2024-12", "2025-12", "2026-01", "2026-05"] * 2,
)
CLOCKS_CHANGE = dict.fromkeys(("FR", "FR-57", "FR-6AE"), ("2024-03", "2024-10", "2025-03", "2025-10", "2026-03"))
CLOCKS_CHANGE["PM"] = ("2024-03", "2024-11", "2025-03", "2025-11", "2026-03")


@dataclass(frozen=True)
class History:
    """A random history with what to ask of it; `now_us` stands for an omitted `known_at`."""

    seed: int
    events: list[Event]
    batches: list[tuple[int, list[Event]]]
    contract: str
    month: str
    readings: dict[str, str]
    asks: list[Ask]
    now_us: int

    def entries(self) -> list[Entry]:
        """The entries of a ledger that took the batches one after the other."""
        return numbered(self.batches)

    def one_import(self, recorded_at: int) -> list[Entry]:
        """The entries of a ledger that took everything in one transaction."""
        return numbered([(recorded_at, self.events)])


def numbered(batches: Sequence[tuple[int, Sequence[Event]]]) -> list[Entry]:
    """Positions from 1, each batch in the order of (`time`, `source`, `id`)."""
    found: list[Entry] = []
    for recorded, events in batches:
        for event in sorted(events, key=lambda event: (to_us(event["time"]), event["source"], event["id"])):
            found.append((len(found) + 1, recorded, event))
    return found


def random_history(seed: int) -> History:
    """The history of a seed; seeds go through the territories in turn."""
    random = Random(seed)
    territory = TERRITORIES[seed % len(TERRITORIES)]
    month = random.choice(MONTHS)
    if territory in CLOCKS_CHANGE and random.randrange(2):
        month = random.choice(CLOCKS_CHANGE[territory])
    first = date.fromisoformat(f"{month}-01")
    name = TIMEZONES[territory] or random.choice(
        ("Pacific/Tahiti", "Pacific/Marquesas") if territory == "PF" else ("Indian/Kerguelen", "Indian/Reunion")
    )
    zone = ZoneInfo(name)
    begin, until = wall(first, 0, zone), wall((first + timedelta(days=32)).replace(day=1), 0, zone)
    between = sorted(random.randrange(begin - 5 * DAY, until + 30 * DAY) for _ in range(random.choice((0, 1, 3, 6))))
    scribe = Scribe(random, zone, first, [begin - 45 * DAY, *between, until + 40 * DAY])
    stated = name if TIMEZONES[territory] is None or scribe.chance(15) else None
    in_other_environment = sign(scribe, territory, stated)
    if scribe.chance(8):
        at_the_limit(scribe, ordinary_reference_us(territory, first))
    else:
        turmoil(scribe, for_contract=not in_other_environment)
    return bound(seed, scribe, month)


def ordinary_reference_us(territory: str, first: date) -> int:
    """13 hours a working day of a month, service being there throughout, under the default readings."""
    kinds = holiday_days(territory, first.year)
    days = [first + timedelta(days=number) for number in range(31)]
    working = [day for day in days if day.month == first.month and day.weekday() < 5]
    return sum(13 * HOUR for day in working if kinds.get(day, "customary") == "customary")


def turmoil(scribe: Scribe, *, for_contract: bool) -> None:
    """Everything that can befall a contract in a month, then what is corrected of it."""
    random = scribe.random
    kind = environment_kind(scribe)
    own_scope = scribe.scope if kind in ("test", "training") else ENVIRONMENT
    agree(scribe)
    for number in range(random.choice((0, 1, 2, 3, 4))):
        maintenance(scribe, number, own_scope)
    if scribe.chance(50):
        across_the_clock_change(scribe, own_scope)
    for number in range(random.choice((0, 1, 1, 2))):
        emergency(scribe, number, own_scope)
    aims = [*(aim for aim in scribe.told if scribe.chance(60)), *[None] * random.choice((0, 1, 2, 3, 5))]
    for number, aim in enumerate(aims):
        outage(scribe, number, for_contract=for_contract, aim=aim)
    if scribe.chance(35):
        monitoring(scribe, own_scope)
    corrections(scribe)


def sign(scribe: Scribe, territory: str, timezone: str | None) -> bool:
    """The contract, another one beside it, their calendars, amendments and end; whether it changes environment."""
    random, signed_at = scribe.random, scribe.begin - 60 * DAY
    fields = {"client": "Ville d'Exemple", "territory": territory, "timezone": timezone, "edition": "carrus-2026-03"}
    starts_on = scribe.day().isoformat() if scribe.chance(10) else "2023-09-01"
    subject = scribe.scope
    scribe.add("contract.signed", scribe.scope, subject, signed_at,
               {**fields, "environment": "prod-1", "service_starts_on": starts_on}, at_once=True)  # fmt: skip
    scribe.add("contract.signed", "contract/beta", "contract/beta", signed_at + random.randrange(2),
               {**fields, "environment": "prod-1", "service_starts_on": "2023-01-01"}, at_once=True)  # fmt: skip
    territories = {"FR", territory}
    changes: dict[str, Any] = {}
    if scribe.chance(15):
        changes = random.choice((
            {"named_users": 40}, {"environment": "prod-2"}, {"environment": "prod-2"}, {"timezone": "Indian/Mayotte"},
            {"territory": "RE", "timezone": "Indian/Reunion"},
        ))  # fmt: skip
        territories.add(changes.get("territory", "FR"))
        amended_at = scribe.begin + random.randrange(-30 * DAY, 20 * DAY)
        scribe.add("contract.amended", scribe.scope, subject, amended_at,
                   {**changes, "effective_on": scribe.day().isoformat()})  # fmt: skip
    if scribe.chance(8):
        ended_at = scribe.begin + 20 * DAY + random.randrange(15 * DAY)
        last_day = max(scribe.day().isoformat(), starts_on)
        scribe.add("contract.ended", scribe.scope, subject, ended_at, {"effective_on": last_day})
    for place in sorted(territories):
        for year in range(scribe.first.year - 1, scribe.first.year + 2):
            adopt(scribe, place, year, signed_at - 1)
    return "environment" in changes


def adopt(scribe: Scribe, territory: str, year: int, time: int) -> None:
    """A calendar; at times with a made-up day in the month asked, so that every kind of day is met."""
    days = {day.isoformat(): kind for day, kind in holiday_days(territory, year).items()}
    if year == scribe.first.year and territory != "FR" and scribe.chance(30):
        days.setdefault(scribe.day().isoformat(), scribe.random.choice(("territorial", "customary")))
    named = {day: {"name": f"Jour {day}", "kind": kind} for day, kind in sorted(days.items())}
    scribe.add("public_holidays.adopted", "provider", f"public-holidays/{territory}/{year}", time,
               {"days": named, "origin": "drawn at random"}, at_once=True)  # fmt: skip


def environment_kind(scribe: Scribe) -> str | None:
    """What the environments are declared to be, if they are."""
    kind = scribe.random.choice((None, "production", "production", "production", "production", "test", "training"))
    time = scribe.begin - 60 * DAY - HOUR
    if kind is not None:
        scribe.add("environment.declared", ENVIRONMENT, ENVIRONMENT, time, {"kind": kind}, at_once=True)
    if scribe.chance(50):
        scribe.add(
            "environment.declared", OTHER_ENVIRONMENT, OTHER_ENVIRONMENT, time, {"kind": "production"}, at_once=True
        )
    return kind


def agree(scribe: Scribe) -> None:
    """Readings agreed before, within or after the month, at most one agreement a reading."""
    for name in scribe.random.sample(tuple(OPTIONS), scribe.random.choice((0, 0, 1, 2, 4))):
        effective = scribe.random.choice((scribe.day(), scribe.day(), scribe.first, scribe.first - timedelta(days=9)))
        time = scribe.begin + scribe.random.randrange(-20 * DAY, 35 * DAY)
        scribe.add("reading.agreed", scribe.scope, f"reading/{name}", time, {
            "option": scribe.random.choice(OPTIONS[name]),
            "effective_on": effective.isoformat(),
            "because": "minutes of the meeting",
        })  # fmt: skip


def bound(seed: int, scribe: Scribe, month: str) -> History:
    """The finished history: its transactions in order, its events in none, and moments worth asking."""
    random = scribe.random
    numbers = sorted({note.batch for note in scribe.notes})
    batches = [
        (scribe.batch_instants[number], [note.event for note in scribe.notes if note.batch == number])
        for number in numbers
    ]
    for _, events in batches:
        random.shuffle(events)
    recorded, sizes = [instant for instant, _ in batches], [len(events) for _, events in batches]
    moment = random.choice(recorded)
    asks: list[Ask] = [(None, "ledger"), (moment, "ledger"), (max(moment - 1, recorded[0]), "ledger")]
    asks.append((f"#{sum(sizes[: random.randint(1, len(sizes))])}", "ledger"))
    asks += [(random.randint(recorded[0], scribe.last), known_by) for known_by in ("ledger", "source", "source")]
    events = [note.event for note in scribe.notes]
    random.shuffle(events)
    percent = random.choice((0, 5, 20, 40))
    readings = {name: random.choice(options) for name, options in OPTIONS.items() if scribe.chance(percent)}
    return History(seed, events, batches, CONTRACT, month, readings, asks, scribe.last + random.randrange(10 * DAY))
