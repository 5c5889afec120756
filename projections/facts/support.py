"""How support went for one contract: everything articles 13 and 14 look at, gathered once."""

from dataclasses import dataclass

from ledger.events.entry import Entry
from projections.facts.calendars import Calendars, calendars
from projections.facts.contract import Contract, contract
from projections.facts.history import History, Known
from projections.facts.support_hours import PublishedHours, Suspension, published_hours, suspensions
from projections.facts.ticket import Submission, Ticket, tickets


@dataclass(frozen=True, slots=True)
class SupportFacts:
    """One contract as known: its terms over time, the adopted calendars, the hours of support, and its tickets."""

    known: Known
    contract: Contract
    calendars: Calendars
    published: tuple[PublishedHours, ...]
    suspensions: tuple[Suspension, ...]
    tickets: tuple[Ticket, ...]
    never_registered: tuple[Submission, ...]
    orphans: tuple[Entry, ...]


def gather_support(history: History, contract_id: str) -> SupportFacts:
    """The facts of articles 13 and 14. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    registered, submitted, orphans = tickets(history, found.scope)
    suspended, more_orphans = suspensions(history, found.scope)
    return SupportFacts(
        history.known,
        found,
        calendars(history),
        published_hours(history),
        suspended,
        tuple(registered),
        tuple(submitted),
        (*orphans, *more_orphans),
    )
