"""Accounts of the client's users: what the client asked for, what was done, and the first sign-in (article 11)."""

from dataclasses import dataclass

from ledger.events.entry import Entry
from projections.facts.contract import Contract, contract
from projections.facts.history import History, Known, by_subject


@dataclass(frozen=True, slots=True)
class Instruction:
    """The client asked at `at` (microseconds) for an account of that kind to be created or deleted."""

    action: str
    kind: str
    at: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Act:
    """An account was created, deleted or disabled at `at` (microseconds), by the provider or the client."""

    done: str
    by: str
    at: int
    entry: Entry


@dataclass(frozen=True, slots=True)
class Account:
    """One account; instructions and acts, first sign-ins and changes of the initial password in the order of facts."""

    subject: str
    instructions: tuple[Instruction, ...]
    acts: tuple[Act, ...]
    signed_in: tuple[Entry, ...]
    password_changed: tuple[Entry, ...]

    def kind_at(self, instant: int) -> str | None:
        """The kind last asked for by the instant, else the first one asked for later; `None` where none ever was."""
        by_then = [each.kind for each in self.instructions if each.at <= instant]
        later = [each.kind for each in self.instructions if each.at > instant]
        return by_then[-1] if by_then else later[0] if later else None


@dataclass(frozen=True, slots=True)
class AccountFacts:
    """One contract as known, and its accounts in the order in which they first appear."""

    known: Known
    contract: Contract
    accounts: tuple[Account, ...]


def gather_accounts(history: History, contract_id: str) -> AccountFacts:
    """The facts of article 11. Raises UnknownContract where no signature is known."""
    found = contract(history, contract_id)
    subjects = by_subject(history.of(found.scope, "account"))
    return AccountFacts(history.known, found, tuple(_account(*each) for each in subjects.items()))


_ACTS = {"account.created": "created", "account.deleted": "deleted", "account.disabled": "disabled"}


def _account(subject: str, entries: list[Entry]) -> Account:
    return Account(
        subject,
        tuple(
            Instruction(entry.data["action"], entry.data["kind"], entry.occurred_at, entry)
            for entry in entries
            if entry.type == "account.instructed"
        ),
        tuple(
            Act(_ACTS[entry.type], entry.data["by"], entry.occurred_at, entry)
            for entry in entries
            if entry.type in _ACTS
        ),
        tuple(entry for entry in entries if entry.type == "account.first_signed_in"),
        tuple(entry for entry in entries if entry.type == "account.initial_password_changed"),
    )
