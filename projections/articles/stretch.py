"""A period cut where its rules change: within one stretch the same subscription and the same readings hold."""

import itertools
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from projections.calendar.zone import local_date, midnight, zone
from projections.edition.reading import Reading, Readings
from projections.edition.terms import Edition, edition
from projections.facts.contract import Contract, Subscription


class Stretch(NamedTuple):
    """`[from_, until)` in microseconds, the subscription in force in it, and the readings taken."""

    from_: int
    until: int
    subscription: Subscription
    readings: Readings

    @property
    def zone(self) -> ZoneInfo:
        """The client's zone."""
        return self.subscription.zone

    @property
    def provider_zone(self) -> ZoneInfo:
        """The provider's zone."""
        return zone(self.edition.provider_timezone)

    @property
    def edition(self) -> Edition:
        """The edition of the booklet in force."""
        return edition(self.subscription.edition)


def readings_on(
    contract: Contract, day: date, kinds: Iterable[type[Reading]], chosen: Mapping[str, Reading]
) -> Readings:
    """The readings in force on a day: chosen by who asks, else agreed on, else the default.

    Raises ValueError where an agreement names an option that its reading does not have.
    """
    agreed = contract.agreed(day)
    taken: list[Reading] = []
    for kind in kinds:
        name = kind.declaration.name
        if name in chosen:
            taken.append(chosen[name])
        elif name in agreed:
            taken.append(kind.named(agreed[name].option))
    return Readings(taken)


def stretches(
    contract: Contract, first: date, until: date, kinds: Sequence[type[Reading]], chosen: Mapping[str, Reading]
) -> list[Stretch]:
    """The days `[first, until)` of the service, local to the client, cut where the rules change."""
    starts = {each.effective_on: each.from_ for each in contract.subscriptions[1:]}
    days = [first, *_changes(contract, first, until, kinds), until]
    found: list[Stretch] = []
    for begins, ends in itertools.pairwise(days):
        in_force = contract.on(begins)
        begins = max(begins, in_force.service_starts_on)
        if in_force.service_until is not None:
            ends = min(ends, in_force.service_until)
        if begins < ends:
            from_, end = (starts.get(day) or midnight(day, in_force.zone) for day in (begins, ends))
            readings = readings_on(contract, begins, kinds, chosen)
            found.append(Stretch(from_, end, in_force, readings))
    return _joined(found)


class EditionDays(NamedTuple):
    """The days, from first to last, on which an edition of the booklet was in force."""

    edition: str
    first: date
    last: date


def editions_in_force(cut: Iterable[Stretch]) -> tuple[EditionDays, ...]:
    """Which editions rule which days of a period that is cut into stretches."""
    found: list[EditionDays] = []
    for stretch in cut:
        first, last = local_date(stretch.from_, stretch.zone), local_date(stretch.until - 1, stretch.zone)
        if found and found[-1].edition == stretch.subscription.edition:
            first = found.pop().first
        found.append(EditionDays(stretch.subscription.edition, first, last))
    return tuple(found)


def _changes(contract: Contract, first: date, until: date, kinds: Sequence[type[Reading]]) -> list[date]:
    names = {kind.declaration.name for kind in kinds}
    days = {agreement.effective_on for agreement in contract.agreements if agreement.name in names}
    days.update(day for each in contract.subscriptions for day in (each.effective_on, each.service_starts_on))
    return sorted(day for day in days if first < day < until)


def _joined(found: list[Stretch]) -> list[Stretch]:
    joined: list[Stretch] = []
    for stretch in found:
        last = joined[-1] if joined else None
        if last and last.until == stretch.from_ and _same_rules(last, stretch):
            joined[-1] = Stretch(last.from_, stretch.until, last.subscription, last.readings)
        else:
            joined.append(stretch)
    return joined


def _same_rules(a: Stretch, b: Stretch) -> bool:
    return a.readings == b.readings and a.subscription == b.subscription
