"""The entries of one ticket, as a story one can put naive questions to.

Where the contract leaves room, and what is chosen here:

- A rejection rejects the last fix or workaround delivered before it; an action plan is no remedy and is not rejected.
- Under `client_claimed` the severity is what the client last claimed, at submission or by contesting; until the client
  claims one, what the provider says.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from .amended import Fact

REMEDIES = ("ticket.workaround_delivered", "ticket.fix_delivered")
SAID_BY_PROVIDER = ("ticket.qualified", "ticket.requalified")
SAID_BY_CLIENT = ("ticket.submitted", "ticket.severity_contested")


@dataclass(frozen=True)
class Story:
    """A registered ticket: its entries in the order of the facts."""

    subject: str
    registered: int
    entries: list[Fact]

    def first(self, kind: str) -> int | None:
        return next((fact.at for fact in self.entries if fact.type == kind), None)

    @property
    def submitted(self) -> int | None:
        return self.first("ticket.submitted")

    def _stopper(self) -> Fact | None:
        for fact in self.entries:
            answered = fact.type == "ticket.answered" and fact.data.get("immediate") is True
            if fact.type == "ticket.taken_over" or answered:
                return fact
        return None

    def stopped(self) -> int | None:
        """The takeover or the immediate answer, whichever is first."""
        stopper = self._stopper()
        return None if stopper is None else stopper.at

    def stopped_by_answer(self) -> bool:
        stopper = self._stopper()
        return stopper is not None and stopper.type == "ticket.answered"

    def waits(self) -> list[tuple[int, int | None]]:
        spans: list[tuple[int, int | None]] = []
        since: int | None = None
        for fact in self.entries:
            if fact.type == "ticket.waiting_for_client" and since is None:
                since = fact.at
            if fact.type == "ticket.client_replied" and since is not None:
                spans.append((since, fact.at))
                since = None
        if since is not None:
            spans.append((since, None))
        return spans

    def _last(self, *kinds: str) -> Fact | None:
        return next((fact for fact in reversed(self.entries) if fact.type in kinds), None)

    def closed(self) -> bool:
        last = self._last("ticket.closed", "ticket.reopened")
        return last is not None and last.type == "ticket.closed"

    def no_anomaly(self) -> bool:
        """Not reproduced, or not an anomaly, by the last word of the provider."""
        tried = self._last("ticket.reproduced", "ticket.not_reproduced")
        said = self._last(*SAID_BY_PROVIDER)
        if tried is not None and tried.type == "ticket.not_reproduced":
            return True
        return said is not None and said.data["severity"] == "not_an_anomaly"

    def severities(self, source: str) -> list[tuple[int, str]]:
        """Each severity with the instant from which the ticket had it."""
        spells: list[tuple[int, str]] = []
        claimed = False
        for fact in self.entries:
            severity = fact.data.get("claimed_severity") or fact.data.get("severity")
            if severity is None:
                continue
            by_client = fact.type in SAID_BY_CLIENT
            if by_client and source == "provider":
                continue
            if not by_client and (claimed or fact.type not in SAID_BY_PROVIDER):
                continue
            claimed = claimed or by_client
            if not spells or spells[-1][1] != severity:
                spells.append((fact.at, severity))
        return spells

    def deliveries(self, plan: bool, remedy: bool) -> list[int]:
        """Action plans and remedies asked for, without the remedies whose rejection stands."""
        rejected = set()
        for index, fact in enumerate(self.entries):
            if fact.type == "ticket.remedy_rejected":
                before = [each for each in self.entries[:index] if each.type in REMEDIES]
                if before:
                    rejected.add((before[-1].source, before[-1].id))
        found = []
        for fact in self.entries:
            if plan and fact.type == "ticket.action_plan_delivered":
                found.append(fact.at)
            if remedy and fact.type in REMEDIES and (fact.source, fact.id) not in rejected:
                found.append(fact.at)
        return found


def stories(history: Sequence[Fact], contract: str) -> list[Story]:
    """The registered tickets of the contract; entries of a ticket that is not known as registered are orphans."""
    by_subject: dict[str, list[Fact]] = {}
    for fact in history:
        if fact.type.startswith("ticket.") and fact.scope == f"contract/{contract}":
            by_subject.setdefault(fact.subject, []).append(fact)
    told = []
    for subject, entries in sorted(by_subject.items()):
        registered = [fact.at for fact in entries if fact.type == "ticket.registered"]
        if registered:
            told.append(Story(subject, registered[0], entries))
    return told
