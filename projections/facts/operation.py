"""How the service ran for one contract: everything articles 5 and 6 look at, gathered once."""

from collections.abc import Mapping
from typing import NamedTuple

from ledger.events.entry import Entry
from projections.facts.calendars import Calendars, calendars
from projections.facts.contract import Contract, contract, environment_kind
from projections.facts.history import History, Known
from projections.facts.maintenance import Emergency, Maintenance, maintenances
from projections.facts.outage import Interruption, Outage, interruptions, outages


class Operation(NamedTuple):
    """What happened to a contract and to one environment of its; nothing of one that is not production."""

    outages: tuple[Outage, ...]
    interruptions: tuple[Interruption, ...]
    maintenances: tuple[Maintenance, ...]
    emergencies: tuple[Emergency, ...]
    orphans: tuple[Entry, ...]


class Facts(NamedTuple):
    """One contract as known: its terms over time, the adopted calendars, and what happened by environment."""

    known: Known
    contract: Contract
    calendars: Calendars
    operations: Mapping[str, Operation]


def gather(history: History, contract_id: str) -> Facts:
    """The facts of articles 5 and 6. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    environments = {subscription.environment for subscription in found.subscriptions}
    operations = {scope: _operation(history, found.scope, scope) for scope in sorted(environments)}
    return Facts(history.known, found, calendars(history), operations)


def _operation(history: History, contract_scope: str, environment: str) -> Operation:
    # Article 6 ¶5: only the production environment is measured.
    production = environment if environment_kind(history, environment) == "production" else None
    scopes = (contract_scope, production) if production else (contract_scope,)
    happened, orphans = outages(history, contract_scope, production)
    planned, emergencies, more_orphans = maintenances(history, *scopes)
    return Operation(
        tuple(happened),
        tuple(interruptions(history, *scopes)),
        tuple(planned),
        tuple(emergencies),
        (*orphans, *more_orphans),
    )
