"""Which years of movements were purged, when and by whom (article 4)."""

from collections.abc import Mapping
from dataclasses import dataclass

from ledger.events.entry import Entry
from projections.facts.contract import Contract, contract, environment_kind
from projections.facts.history import History, Known


@dataclass(frozen=True, slots=True)
class Purge:
    """The movements of a year were purged at `at` (microseconds) by the client or the provider."""

    year: int
    at: int
    by: str
    entry: Entry


@dataclass(frozen=True, slots=True)
class MovementFacts:
    """One contract as known, what each of its environments is for, and the purges in the order of facts."""

    known: Known
    contract: Contract
    environment_kinds: Mapping[str, str]
    purges: tuple[Purge, ...]


def gather_movements(history: History, contract_id: str) -> MovementFacts:
    """The facts of article 4. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    purges = tuple(
        Purge(int(entry.subject.partition("/")[2]), entry.occurred_at, entry.data["by"], entry)
        for entry in history.of(found.scope, "movements")
        if entry.type == "movements.purged"
    )
    return MovementFacts(history.known, found, environment_kinds(history, found), purges)


def environment_kinds(history: History, contract: Contract) -> Mapping[str, str]:
    """What each environment that the contract ever ran on is for, by scope."""
    scopes = sorted({subscription.environment for subscription in contract.subscriptions})
    return {scope: environment_kind(history, scope) for scope in scopes}
