"""How the service ran, told in lines: what a scenario of articles 5 and 6 starts from.

    told = Service("2026-03", "announce m at 01T09:00: 10T09:00 -> 10T09:30", "down 10T09:00 -> 10T10:00")
    seconds(availability(told, "2026-03").downtime_seconds) == "1800"

A time is a day of the month and a wall time in Paris, or a whole date and time, which may carry its own offset.
Metropolitan calendars of the year and those around it are adopted, and those of the client's territory.

down FROM -> UNTIL     an outage of the environment (UNTIL may be `...`): impact, component, up, seen, scope, cause
cause NAME             given to the last outage: from, until, at, scope, id
impact NAME at TIME    of the last outage, from then on
plan, announce, move NAME at TIME: FROM -> UNTIL      (UNTIL may be `...`): received, recorded, scope
cancel, begin, finish NAME at TIME
urgent NAME at TIME: FROM -> EXPECTED                 an emergency (EXPECTED may be `...`); `over NAME at TIME` ends it
blind FROM -> UNTIL    monitoring was interrupted
"""

from collections.abc import Callable
from functools import cache
from typing import Any

from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.catalogue import readings
from projections.calendar.holidays import propose
from projections.calendar.period import parse_period
from projections.edition.reading import Reading
from projections.facts.operation import Facts, gather
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

_TOLD = {
    "plan": "maintenance.planned",
    "announce": "maintenance.announced",
    "move": "maintenance.rescheduled",
    "cancel": "maintenance.cancelled",
    "begin": "maintenance.started",
    "finish": "maintenance.ended",
    "urgent": "emergency_maintenance.declared",
    "over": "emergency_maintenance.ended",
}


class Service(Told):
    """A contract and how its service ran around a month; `fields` are those of `contract.signed`."""

    def __init__(
        self, month: str, *lines: str, territory: str = "FR", calendars: bool = True, starts_on: str = "2025-01-01",
        **fields: Any,
    ) -> None:  # fmt: skip
        super().__init__(starts_on, territory, **fields)
        self.month = month
        self.outages = 0
        year = int(month[:4])
        for place in sorted({"FR", territory}) if calendars else ():
            for each in (year - 1, year, year + 1):
                self.adopt(place, dict(holidays(place, each)), each)
        self.and_then(*lines)

    def and_then(self, *lines: str) -> "Service":
        """What happened besides."""
        for line in lines:
            verb, *words = line.split()
            said = dict(word.split("=", 1) for word in words if "=" in word)
            words = [word.rstrip(":") for word in words if "=" not in word and word not in ("->", "at")]
            if verb in _TOLD:
                self._maintenance(verb, words, said)
            else:
                tell: Callable[..., None] = getattr(self, f"_{verb}")
                tell(*words, **said)
        return self

    def when(self, time: str) -> str:
        """A time as `Told` reads it."""
        return time if time.startswith("20") and "-" in time[:5] else f"{self.month}-{time.replace('T', ' ')}"

    def _scope(self, name: str = "environment") -> str:
        return f"contract/{CONTRACT}" if name == "contract" else f"environment/{ENVIRONMENT}"

    def _down(self, began: str, ended: str = "...", cause: str = "", scope: str = "environment", **said: str) -> None:
        self.outages += 1
        self.last = (f"outage/{self.outages}", self._scope(scope), began)
        subject, place, _ = self.last
        first: dict[str, str] = {name: said[name] for name in ("impact", "component") if name in said}
        if "up" in said:
            first["last_seen_up"] = self.when(said["up"])
        self.tell("outage.started", subject, self.when(began), scope=place, **first)
        if ended != "...":
            seen = {"last_seen_down": self.when(said["seen"])} if "seen" in said else {}
            self.tell("outage.ended", subject, self.when(ended), scope=place, **seen)
        if cause:
            self._cause(cause)

    def _cause(self, cause: str, at: str = "", scope: str = "", **said: str) -> None:
        subject, place, began = self.last
        span = {f"{name}_": self.when(said[name]) for name in ("from", "until") if name in said}
        place = self._scope(scope) if scope else place
        self.tell(
            "outage.attributed", subject, self.when(at or began), scope=place, id=said.get("id"),
            cause=cause, evidence="log", **span,
        )  # fmt: skip

    def _impact(self, impact: str, at: str) -> None:
        subject, place, _ = self.last
        self.tell("outage.impact_changed", subject, self.when(at), scope=place, impact=impact)

    def _blind(self, began: str, ended: str = "...") -> None:
        self.tell("monitoring.interrupted", "monitoring/p1", self.when(began), scope=self._scope())
        if ended != "...":
            self.tell("monitoring.resumed", "monitoring/p1", self.when(ended), scope=self._scope())

    def _maintenance(self, verb: str, words: list[str], said: dict[str, str]) -> None:
        name, at, *span = words
        end = "expected_end" if verb == "urgent" else "ends"
        data = dict(zip(("starts", end), map(self.when, (time for time in span if time != "...")), strict=False))
        if "received" in said:
            data["received_at"] = self.when(said["received"])
        if verb == "urgent":
            data["reason"] = "a vulnerability"
        recorded = self.when(said["recorded"]) if "recorded" in said else None
        place = self._scope(said.get("scope", "environment"))
        self.tell(_TOLD[verb], f"maintenance/{name}", self.when(at), scope=place, recorded=recorded, **data)


@cache
def holidays(territory: str, year: int) -> tuple[tuple[str, str], ...]:
    """The public holidays of a territory in a year, with their kind."""
    return tuple((day, told["kind"]) for day, told in propose(territory, year)[0].items())


def facts_of(told: Told, known_at: str | None = None) -> Facts:
    """What is known of the contract."""
    return gather(told.history(known_at), CONTRACT)


def chosen(**options: str) -> dict[str, Reading]:
    """Readings by name and option, as `assess` takes them."""
    kinds = readings(["5", "6"])
    return {name: kinds[name].named(option) for name, option in options.items()}


def availability(told: Told, period: str, known_at: str | None = None, **options: str) -> AvailabilityFinding:
    """Article 6 for a period."""
    return assess(facts_of(told, known_at), parse_period(period), chosen(**options))


def seconds(microseconds: int | None) -> str:
    """Seconds in decimals, exact."""
    if microseconds is None:
        return "-"
    whole, rest = divmod(microseconds, 1_000_000)
    return f"{whole}.{rest:06d}".rstrip("0").rstrip(".")


def downtime(told: Told, period: str, known_at: str | None = None, **options: str) -> str:
    """The downtime of article 6, in seconds."""
    return seconds(availability(told, period, known_at, **options).downtime_seconds)
