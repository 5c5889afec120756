"""The security qualifications of a contract's environments: granted, suspended, withdrawn (articles 4 and 9)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from ledger.events.entry import Entry
from ledger.events.instant import parse_instant
from projections.facts.contract import Contract, contract
from projections.facts.history import History, Known, by_subject
from projections.facts.movements import environment_kinds


@dataclass(frozen=True, slots=True)
class Step:
    """What became of a scheme's qualification at `at`, in microseconds: granted, suspended or withdrawn.

    `valid_until` of a grant is its last day, or the instant (microseconds) at which it ends; `None`: no end is said.
    """

    scheme: str
    kind: str
    at: int
    valid_until: date | int | None
    entry: Entry


@dataclass(frozen=True, slots=True)
class QualificationFacts:
    """One contract as known; for each environment of it what it is for, and its steps in the order of facts."""

    known: Known
    contract: Contract
    environment_kinds: Mapping[str, str]
    steps: Mapping[str, tuple[Step, ...]]
    orphans: tuple[Entry, ...]


def gather_qualification(history: History, contract_id: str) -> QualificationFacts:
    """The facts of article 9. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    kinds = environment_kinds(history, found)
    orphans: list[Entry] = []
    steps = {scope: _steps(history, scope, orphans) for scope in kinds}
    return QualificationFacts(history.known, found, kinds, steps, tuple(orphans))


def _steps(history: History, scope: str, orphans: list[Entry]) -> tuple[Step, ...]:
    found: list[Step] = []
    for subject, entries in by_subject(history.of(scope, "qualification")).items():
        granted = [entry.occurred_at for entry in entries if entry.type == "qualification.granted"]
        for entry in entries:
            if granted and granted[0] <= entry.occurred_at:
                found.append(_step(subject.partition("/")[2], entry))
            else:
                orphans.append(entry)
    return tuple(sorted(found, key=lambda step: step.entry.order))


def _step(scheme: str, entry: Entry) -> Step:
    text = entry.data.get("valid_until")
    valid_until = None if text is None else parse_instant(text) if "T" in text.upper() else date.fromisoformat(text)
    return Step(scheme, entry.type.partition(".")[2], entry.occurred_at, valid_until, entry)
