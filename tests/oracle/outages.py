"""Outages as known, and what one of them is at an instant."""

from __future__ import annotations

from dataclasses import dataclass

from tests.oracle.case import Case
from tests.oracle.knowledge import Fact, to_us

COUNTED_IMPACTS = {
    "total_or_essential": ("total", "essential"),
    "total_only": ("total",),
    "any_function": ("total", "essential", "partial"),
}


@dataclass(frozen=True)
class Outage:
    """An outage with its attributions for one contract; an interruption of monitoring takes the same shape."""

    scope: str
    subject: str
    started: Fact
    ended: Fact | None
    impacts: tuple[Fact, ...] = ()
    attributions: tuple[Fact, ...] = ()

    def begin(self, bounds: str) -> int:
        up = self.started.data.get("last_seen_up")
        return to_us(up) if bounds == "widest" and up is not None else self.started.time

    def end(self, bounds: str, run_on: int) -> int:
        if self.ended is None:
            return run_on
        down = self.ended.data.get("last_seen_down")
        return to_us(down) if bounds == "narrowest" and down is not None else self.ended.time

    def impact(self, t: int) -> str:
        impact = self.started.data.get("impact", "total")
        for change in self.impacts:
            if change.time <= t:
                impact = change.data["impact"]
        return str(impact)

    def cause(self, t: int) -> str | None:
        cause = None
        for fact in self.attributions:
            begins, until = fact.data.get("from"), fact.data.get("until")
            if (begins is None or to_us(begins) <= t) and (until is None or t < to_us(until)):
                cause = str(fact.data["cause"])
        return cause


def outages(case: Case) -> list[Outage]:
    """The outages of component `service` in every scope; those without a known start are orphans, left out."""
    found = []
    family = [fact for fact in case.facts if fact.type.startswith("outage.")]
    for started in (fact for fact in family if fact.type == "outage.started"):
        if started.data.get("component", "service") != "service":
            continue
        own = [fact for fact in family if (fact.scope, fact.subject) == (started.scope, started.subject)]
        for_contract = [
            fact for fact in family if fact.subject == started.subject and fact.scope in (started.scope, case.scope)
        ]
        ends = [fact for fact in own if fact.type == "outage.ended"]
        found.append(
            Outage(
                started.scope,
                started.subject,
                started,
                ends[-1] if ends else None,
                tuple(fact for fact in own if fact.type == "outage.impact_changed"),
                tuple(fact for fact in for_contract if fact.type == "outage.attributed"),
            )
        )
    return found


def interruptions(case: Case) -> list[Outage]:
    """The spans in which monitoring was interrupted: each interruption up to the next resumption of the same probe."""
    found = []
    family = [fact for fact in case.facts if fact.type.startswith("monitoring.")]
    for interrupted in (fact for fact in family if fact.type == "monitoring.interrupted"):
        later = [
            fact
            for fact in family
            if fact.type == "monitoring.resumed"
            and (fact.scope, fact.subject) == (interrupted.scope, interrupted.subject)
            and fact.order > interrupted.order
        ]
        found.append(Outage(interrupted.scope, interrupted.subject, interrupted, later[0] if later else None))
    return found
