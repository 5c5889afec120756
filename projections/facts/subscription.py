"""What was ordered and how it changed: the terms of one contract, amendment by amendment (article 3)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.events.entry import Entry
from projections.facts.contract import Contract, contract, environment_scope
from projections.facts.history import History, Known

Value = tuple[str, ...] | str | int | None
"""What a field of the contract holds: a list of names, a name, a number, or nothing."""


@dataclass(frozen=True, slots=True)
class Change:
    """A field of the contract before and after an amendment."""

    field: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Amendment:
    """What changed from a day on, in the order in which it came into force; `made_at` is in microseconds."""

    effective_on: date
    made_at: int
    changes: tuple[Change, ...]
    entry: Entry


@dataclass(frozen=True, slots=True)
class SubscriptionFacts:
    """One contract as known, and its amendments."""

    known: Known
    contract: Contract
    amendments: tuple[Amendment, ...]


def gather_subscription(history: History, contract_id: str) -> SubscriptionFacts:
    """The facts of article 3. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    pairs = zip(found.subscriptions, found.subscriptions[1:], strict=False)
    amendments = tuple(
        Amendment(
            after.effective_on, after.entries[-1].occurred_at, _changes(before.fields, after.fields), after.entries[-1]
        )
        for before, after in pairs
    )
    return SubscriptionFacts(history.known, found, amendments)


def value(fields: Mapping[str, Any], name: str) -> Value:
    """What a field holds; an environment by its scope, however it was written."""
    held = fields.get(name)
    if name == "environment" and held is not None:
        return environment_scope(held)
    return tuple(held) if isinstance(held, list) else held


def _changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[Change, ...]:
    names = sorted({*before, *after})
    found = (Change(name, value(before, name), value(after, name)) for name in names)
    return tuple(change for change in found if change.before != change.after)
