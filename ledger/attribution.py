"""Causes given for one contract to an outage of its environment: what they follow stands in another scope."""

from collections.abc import Iterable, Mapping
from itertools import chain, islice
from typing import NamedTuple, Protocol

from ledger.events.entry import AMENDMENTS, Entry, amended
from ledger.events.event import Submission
from ledger.events.subject import full_subject

Key = tuple[str, str]
"""A source and an id, or a scope and a subject."""
Environments = Mapping[str, set[str]]
"""The scope of a contract -> the names of the environments that are said to be its own."""
_NAMED = frozenset({"outage.attributed", *AMENDMENTS})
_SAYS_ENVIRONMENT = b'"environment":'
_TOGETHER = 10_000
"""Histories that are asked for at once, to be looked into and forgotten."""
MOST_ASKED = 10_000
"""Pairs of a contract and an outage that are asked for one by one; beyond, contracts are read for what they tell."""


class Histories(Protocol):
    """What is stored, asked for in bulk."""

    def histories(self, keys: Iterable[Key]) -> dict[Key, list[Entry]]: ...
    def by_key(self, keys: Iterable[Key]) -> dict[Key, Entry]: ...
    def family(self, scope: str, family: str) -> list[Entry]: ...
    def scopes(self) -> list[str]: ...


class Mark(NamedTuple):
    """The first event of a type in a history: what later ones rest on."""

    occurred_at: int
    key: Key


def environments_named(candidates: Iterable[Submission]) -> dict[str, set[str]]:
    """The environments that the candidates themselves say to be a contract's."""
    named: dict[str, set[str]] = {}
    for each in candidates:
        if (
            each.family in ("contract", "entry")
            and each.scope.startswith("contract/")
            and _SAYS_ENVIRONMENT in each.body
        ):
            event = each.event
            changes = getattr(event, "changes", {"environment": getattr(event, "environment", None)})
            if changes.get("environment"):
                named.setdefault(each.scope, set()).add(changes["environment"])
    return named


def attributed_starts(ordered: Iterable[Submission], past: Histories, named: Environments) -> dict[Key, Mark]:
    """For each outage named in a contract's scope (scope and subject): when that of its environment started."""
    asking = {
        (each.scope, each.subject)
        for each in ordered
        if each.type in _NAMED and each.scope.startswith("contract/") and each.subject.startswith("outage/")
    }
    if not asking:
        return {}
    environments = _environments({scope for scope, _ in asking}, named, past)
    if sum(len(environments[scope]) for scope, _ in asking) > MOST_ASKED:
        there = {each.scope for each in ordered}.union(past.scopes())  # of the others nothing is known
        environments = {scope: names & there for scope, names in environments.items()}
    started: dict[str, dict[str, Mark]] = {}
    for each in ordered:
        if each.type == "outage.started":
            marks = started.setdefault(each.subject, {})
            marks.setdefault(each.scope, Mark(each.occurred_at, each.key))  # a second one is refused
    wanted = ((environment, subject) for scope, subject in asking for environment in environments[scope])
    while some := set(islice(wanted, _TOGETHER)):
        for (environment, subject), entries in past.histories(some).items():
            starts = (entry for entry in amended(entries) if entry.type == "outage.started")
            for entry in starts:
                started.setdefault(subject, {})[environment] = Mark(entry.occurred_at, entry.key)
    found = {
        (scope, subject): [mark for each, mark in started.get(subject, {}).items() if each in environments[scope]]
        for scope, subject in asking
    }
    return {key: min(marks) for key, marks in found.items() if marks}


def attributing(
    ordered: Iterable[Submission], past: Histories, named: Environments, known: dict[str, set[str]]
) -> dict[Key, list[Key]]:
    """For each outage of an environment that is amended (scope and subject): those in contracts that attribute it.

    `known`, of which the same is given for every part of a batch, keeps the environments of contracts.
    """
    amended_here = {
        (each.scope, each.subject)
        for each in ordered
        if each.type in AMENDMENTS and each.scope.startswith("environment/") and each.subject.startswith("outage/")
    }
    if not amended_here:
        return {}
    naming = {
        (each.scope, each.subject)
        for each in ordered
        if each.type == "outage.attributed" and each.scope.startswith("contract/")
    }
    contracts = {scope for scope in past.scopes() if scope.startswith("contract/")}
    contracts.update(scope for scope, _ in naming)
    known.update(_environments(contracts - known.keys(), named, past))
    subjects: dict[str, set[str]] = {}
    for environment, subject in amended_here:
        subjects.setdefault(environment, set()).add(subject)
    naming.update(_stored_naming({each: known[each] & subjects.keys() for each in contracts}, subjects, past))
    found: dict[Key, list[Key]] = {each: [] for each in amended_here}
    for contract, subject in sorted(naming):
        for environment in known[contract]:
            if (environment, subject) in found:
                found[environment, subject].append((contract, subject))
    return found


def _stored_naming(serving: Environments, subjects: Environments, past: Histories) -> set[Key]:
    """What is stored of outages in contracts (scope and subject) that attributes one of these of an environment."""
    if sum(len(subjects[each]) for environments in serving.values() for each in environments) <= MOST_ASKED:
        pairs = ((contract, environment) for contract, environments in serving.items() for environment in environments)
        asked = ((contract, subject) for contract, environment in pairs for subject in subjects[environment])
        entries = chain.from_iterable(past.histories(asked).values())
    else:
        told = (past.family(contract, "outage") for contract, environments in serving.items() if environments)
        entries = chain.from_iterable(told)
    return {
        (entry.scope, entry.subject)
        for entry in entries
        if entry.type == "outage.attributed" and any(entry.subject in subjects[each] for each in serving[entry.scope])
    }


def _environments(contracts: set[str], named: Environments, past: Histories) -> dict[str, set[str]]:
    """The scopes of all environments that these contracts ever named."""
    names: dict[str, set[str]] = {scope: set(named.get(scope, ())) for scope in contracts}
    for scope in contracts:
        for data in (entry.data for entry in past.family(scope, "contract")):
            names[scope].update((data.get("environment", ""), data.get("changes", {}).get("environment", "")))
    return {scope: {full_subject("environment", name) for name in held if name} for scope, held in names.items()}
