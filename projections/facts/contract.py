"""The contract as it stood on each day: what was signed, amended and ended, and the readings agreed on."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from itertools import accumulate
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from ledger.events.entry import Entry
from projections.calendar.span import FOREVER
from projections.calendar.territory import territory
from projections.calendar.zone import local_date, midnight, zone
from projections.facts.history import History


class Subscription(NamedTuple):
    """What binds the parties from the day `effective_on` on; `entries` say so.

    That day begins at `from_`, in the zone in force before it. `service_until` is the first day after the
    service, `None` while no end is known.
    """

    effective_on: date
    from_: int
    contract: str
    client: str
    territory: str
    timezone: str
    environment: str
    edition: str
    service_starts_on: date
    support_starts_on: date
    service_until: date | None
    fields: Mapping[str, Any]
    entries: tuple[Entry, ...]

    @property
    def zone(self) -> ZoneInfo:
        """The client's zone, which decides the dates and wall times of articles 5 and 6."""
        return zone(self.timezone)


class Agreement(NamedTuple):
    """A reading that both sides agreed on, from the start of a day on."""

    name: str
    option: str
    effective_on: date
    entry: Entry


@dataclass(frozen=True)
class Contract:
    """One contract's subscriptions in the order in which they came into force, and its agreed readings."""

    id: str
    subscriptions: tuple[Subscription, ...]
    agreements: tuple[Agreement, ...]

    @property
    def scope(self) -> str:
        """Whose history it is: `contract/<id>`."""
        return f"contract/{self.id}"

    def on(self, day: date) -> Subscription:
        """The subscription in force on the day; before the first one, the first."""
        return self.subscriptions[bisect_right(self.subscriptions, day, key=_effective_on) - 1]

    def at(self, instant: int) -> Subscription:
        """The subscription in force at the instant, in microseconds; before the first one, the first."""
        return self.subscriptions[bisect_right(self._begun_by, instant) - 1]

    @cached_property
    def _begun_by(self) -> Sequence[int]:
        """By when each subscription, or one that replaces it, has begun: days of two zones can begin out of order."""
        return list(accumulate((each.from_ for each in reversed(self.subscriptions)), min))[::-1]

    def day_of(self, instant: int) -> date:
        """The client's date at the instant, in microseconds."""
        return local_date(instant, self.at(instant).zone)

    def in_service(self, day: date) -> bool:
        """Whether the service is owed on the day."""
        in_force = self.on(day)
        return in_force.service_starts_on <= day and (in_force.service_until is None or day < in_force.service_until)

    def agreed(self, day: date) -> dict[str, Agreement]:
        """The agreement in force on a day for each reading name: the one that takes effect last."""
        places = {name: bisect_right(found, day, key=_effective_on) for name, found in self._agreed_of.items()}
        return {name: self._agreed_of[name][place - 1] for name, place in places.items() if place}

    @cached_property
    def _agreed_of(self) -> Mapping[str, Sequence[Agreement]]:
        """The agreements on each reading, in the order in which they take effect."""
        found: dict[str, list[Agreement]] = {}
        for each in sorted(self.agreements, key=lambda each: (each.effective_on, each.entry.order)):
            found.setdefault(each.name, []).append(each)
        return found


def _effective_on(each: Subscription | Agreement) -> date:
    return each.effective_on


class UnknownContract(LookupError):
    """No contract of that id was signed, as far as was known."""


def contract(history: History, id: str) -> Contract:
    """The contract as known. Raises UnknownContract where no signature is known."""
    scope = f"contract/{id}"
    entries = history.of(scope, "contract")
    signed = next((entry for entry in entries if entry.type == "contract.signed"), None)
    if signed is None:
        raise UnknownContract(id)
    agreements = tuple(
        Agreement(
            entry.subject.partition("/")[2], entry.data["option"], date.fromisoformat(entry.data["effective_on"]), entry
        )
        for entry in history.of(scope, "reading")
        if entry.type == "reading.agreed"
    )
    return Contract(id, tuple(_subscriptions(id, signed, entries)), agreements)


def environment_scope(name: str) -> str:
    """The scope of an environment, whether its name was given bare or as `environment/<id>`."""
    return name if name.startswith("environment/") else f"environment/{name}"


def environment_kind(history: History, scope: str) -> str:
    """What an environment is for; one that nobody declared is the production that article 4 ¶4 gives by default."""
    declared = [entry for entry in history.of(scope, "environment") if entry.type == "environment.declared"]
    return str(declared[-1].data["kind"]) if declared else "production"


def _subscriptions(id: str, signed: Entry, entries: list[Entry]) -> Iterator[Subscription]:
    ended = next((entry for entry in entries if entry.type == "contract.ended"), None)
    amendments = sorted(
        (entry for entry in entries if entry.type == "contract.amended"),
        key=lambda entry: (entry.data["effective_on"], entry.order),
    )
    fields = dict(signed.data)
    because: tuple[Entry, ...] = (signed,) if ended is None else (signed, ended)
    until = None if ended is None else date.fromisoformat(ended.data["effective_on"]) + timedelta(days=1)
    current = _subscription(id, date.min, -FOREVER, fields, until, because)
    yield current
    last: dict[str, int] = {}  # the last amendment of each field, by its place
    for place, amendment in enumerate(amendments):
        fields = fields | {name: value for name, value in amendment.data.items() if name != "effective_on"}
        last |= dict.fromkeys(amendment.data, place)
        if "territory" in amendment.data and "timezone" not in amendment.data:
            fields.pop("timezone", None)  # the zone of the territory left does not follow
        day = date.fromisoformat(amendment.data["effective_on"])
        places = range(place + 1) if place < _NAMED else sorted(set(last.values()))
        named = (*because, *(amendments[each] for each in places))
        current = _subscription(id, day, midnight(day, current.zone), fields, until, named)
        yield current


_NAMED = 100
"""How many amendments are all named by the terms that they led to; of more, those that gave a field its value."""


def _subscription(
    id: str, day: date, from_: int, fields: Mapping[str, Any], until: date | None, because: tuple[Entry, ...]
) -> Subscription:
    starts_on = date.fromisoformat(fields["service_starts_on"])
    where = territory(fields["territory"])
    support = fields.get("support_starts_on")
    return Subscription(
        day,
        from_,
        id,
        fields["client"],
        where.code,
        fields.get("timezone") or where.default_zone or "Europe/Paris",
        environment_scope(fields["environment"]),
        fields["edition"],
        starts_on,
        date.fromisoformat(support) if support else starts_on,
        until,
        fields,
        because,
    )
