"""The ways to reach support: outages of portal, phone and FAQ, and the hours published (articles 12, 15 and 16)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.events.entry import Entry
from projections.facts.calendars import Calendars, calendars
from projections.facts.contract import Contract, contract
from projections.facts.history import History, Known
from projections.facts.outage import Outage, outages
from projections.facts.support_hours import PublishedHours, published_hours

CHANNELS = ("portal", "phone", "faq")


@dataclass(frozen=True, slots=True)
class ChannelFacts:
    """One contract as known, the adopted calendars, the hours of support, and outages of channels by environment."""

    known: Known
    contract: Contract
    calendars: Calendars
    published: tuple[PublishedHours, ...]
    outages: Mapping[str, tuple[Outage, ...]]
    orphans: tuple[Entry, ...]


def gather_channels(history: History, contract_id: str) -> ChannelFacts:
    """The facts of articles 12, 15 and 16. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    happened: dict[str, tuple[Outage, ...]] = {}
    orphans: list[Entry] = []
    for environment in sorted({subscription.environment for subscription in found.subscriptions}):
        known, lost = outages(history, found.scope, environment)
        happened[environment] = tuple(outage for outage in known if outage.component in CHANNELS)
        orphans += lost
    return ChannelFacts(history.known, found, calendars(history), published_hours(history), happened, tuple(orphans))
