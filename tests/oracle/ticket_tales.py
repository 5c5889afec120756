"""The tale of one random ticket, from submission to closing, told step by step in an order that may be admitted."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from .amended import HOUR_US, MINUTE_US, Event
from .support_clock import Support, Undetermined
from .told import DAY_US, Teller, rfc3339

SEVERITIES = ("blocking", "major", "minor", "not_an_anomaly")
REMEDIES = ("workaround_delivered", "fix_delivered")


@dataclass
class TicketTeller(Teller):
    """Tells tickets; remembers what later choices rest on, all instants in microseconds."""

    doubtful: bool = False
    contest: bool = True
    days_published: bool = True
    support: Support | None = None
    registered: dict[str, int] = field(default_factory=dict)
    prompt_tickets: list[str] = field(default_factory=list)
    stops: dict[str, list[int]] = field(default_factory=dict)
    due: list[int] = field(default_factory=list)
    at: int = 0
    name: str = ""
    remedied: bool = False

    def step(self, kind: str, at: int, prompt: bool = False, **data: object) -> Event:
        """The next entry of the ticket; never before the one told before it."""
        self.at = max(at, self.at + 1)
        return self.tell(f"ticket.{kind}", f"ticket/{self.name}", self.at, data, prompt=prompt)

    def later(self) -> int:
        """Some time after the last entry, mostly on a whole minute."""
        return self.at - self.at % MINUTE_US + self.rng.choice([1, 7, 45, 200, 900, 1500, 4000]) * MINUTE_US

    def near(self, due: int | None) -> int:
        """At a deadline, a microsecond beside it, or somewhere after the last entry."""
        if due is None or self.rng.random() < 0.4:
            return self.later()
        return due + self.rng.choice([0, 0, 1, -1, 2 * HOUR_US, -MINUTE_US])

    def hours_after(self, start: int, hours: int) -> int | None:
        if self.support is None or not self.days_published:
            return None
        try:
            due = self.support.due(start, hours * HOUR_US)
        except Undetermined:
            return None
        if due is not None:
            self.due.append(due)
        return due

    def ticket(self, name: str, registered: int) -> None:
        rng, self.name, self.remedied = self.rng, name, False
        self.at = registered - rng.choice([MINUTE_US, 30 * MINUTE_US, 5 * HOUR_US, 20 * HOUR_US]) - 1
        never = rng.random() < 0.06
        if never or rng.random() < 0.5:
            claim: dict[str, Any] = {"claimed_severity": rng.choice(SEVERITIES[:3])} if rng.random() < 0.6 else {}
            self.step("submitted", self.at + 1, channel=rng.choice(["portal", "phone"]), **claim)
        if never:
            return
        prompt = rng.random() < 0.8
        self.step("registered", registered, prompt, channel="portal")
        self.registered[name] = registered
        due = self.hours_after(registered, 8)
        if rng.random() < 0.4:
            self.step("acknowledged", registered + MINUTE_US, automatic=rng.random() < 0.5)
        if rng.random() < 0.1:
            self.missing()
        waiting = self.wait(due)
        ending = rng.choices(["takeover", "answer", "none"], [60, 12, 28])[0]
        if ending == "takeover":
            self.take_over(due)
            if not waiting and rng.random() < 0.75:
                self.qualify()
        elif ending == "answer":
            self.answer(waiting)
        else:
            self.give_up()
        if prompt:
            self.prompt_tickets.append(name)

    def missing(self) -> None:
        which = self.rng.choice(["training", "remote_access", "description"])
        self.step("prerequisite_missing", self.later(), which=which, evidence="call log")

    def wait(self, due: int | None) -> bool:
        """Perhaps a wait before any takeover; whether it is left without a reply."""
        if self.rng.random() < 0.8:
            return False
        self.step("waiting_for_client", self.later())
        if self.rng.random() < 0.25:
            return True
        self.step("client_replied", self.near(due), prompt=True)
        return False

    def take_over(self, due: int | None) -> None:
        rng = self.rng
        if rng.random() < 0.2:
            self.step("answered", self.later(), immediate=False)
        before = self.at
        event = self.step("taken_over", self.near(due), technician="t-7")
        stops = self.stops.setdefault(self.name, [self.at])
        if rng.random() < 0.15 and due is not None:
            for moved in rng.sample([due, due + 1, before + 1, self.at], rng.choice([1, 2])):
                if before < moved <= self.at:
                    restated = self.amend(event, self.at + rng.choice([1, 3]) * DAY_US, {"time": rfc3339(moved)})
                    stops.append(moved)
                    if rng.random() < 0.3:
                        self.amend(restated, self.at + 5 * DAY_US, None)

    def answer(self, waiting: bool) -> None:
        self.step("answered", self.at + self.rng.choice([1, 5, 20]) * MINUTE_US, immediate=True, technician="t-7")
        self.stops[self.name] = [self.at]
        if self.rng.random() < 0.4:
            self.step("taken_over", self.later())
            if not waiting and self.rng.random() < 0.6:
                self.qualify()
        elif self.rng.random() < 0.5:
            self.step("closed", self.later())
            if self.rng.random() < 0.3:
                self.step("reopened", self.later())

    def give_up(self) -> None:
        """No takeover: withdrawn, merged, closed, left alone, or a takeover that was retracted."""
        rng = self.rng
        ending = rng.choices(["withdrawn", "merged", "closed", "retracted", "alone"], [2, 2, 3, 2, 3])[0]
        known = [name for name in self.prompt_tickets if self.registered[name] < self.at]
        if ending == "retracted":
            event = self.step("taken_over", self.later())
            self.stops[self.name] = [self.at]
            self.at += 2 * HOUR_US
            self.amend(event, self.at, None)
            if rng.random() < 0.5:
                self.step("taken_over", self.later())
        elif ending == "merged" and known:
            self.step("merged", self.later(), into=rng.choice(known))
        elif ending in ("withdrawn", "closed"):
            self.step(ending, self.later())

    def qualify(self) -> None:
        rng = self.rng
        severity = rng.choices(SEVERITIES, [40, 35, 10, 15])[0]
        tried = rng.choices(["reproduced", "not_reproduced", None], [80, 10, 10])[0]
        early = rng.random() < 0.3
        if rng.random() < 0.06:
            self.missing()
        if tried and early:
            self.step(tried, self.later(), prompt=True)
        event = self.step("qualified", self.later(), prompt=True, severity=severity)
        if tried and not early:
            if tried == "reproduced" and rng.random() < 0.15:
                self.step("action_plan_delivered", self.later(), reference="plan-0")
            if self.doubtful and rng.random() < 0.3:
                severity = self.requalify(severity)
            self.step(tried, self.later(), prompt=True)
        if tried == "reproduced" or self.doubtful:
            self.remedies(severity, event)
        if self.doubtful and rng.random() < 0.15:
            self.step("withdrawn", self.later())
        elif rng.random() < 0.4:
            self.step("closed", self.later())
            if rng.random() < 0.3:
                self.step("reopened", self.later())

    def remedies(self, severity: str, qualified: Event) -> None:
        rng, start = self.rng, self.at
        if rng.random() < 0.45:
            self.deliver(severity, start)
        if self.contest and rng.random() < 0.15:
            self.step("severity_contested", self.later(), severity=rng.choice(SEVERITIES[:3]))
        if rng.random() < 0.5:
            due = self.hours_after(start, 12) if severity == "blocking" else None
            self.at = max(self.at, self.near(due) - 1)
            severity = self.requalify(severity)
            if rng.random() < 0.7:
                self.deliver(severity, rng.choice([start, self.at]))
        elif rng.random() < 0.2:
            other = rng.choice([each for each in SEVERITIES if each != severity])
            self.amend(qualified, self.at + DAY_US, {"severity": other})

    def requalify(self, severity: str) -> str:
        other = self.rng.choice([each for each in SEVERITIES if each != severity])
        self.step("requalified", self.at + 1, severity=other, because="seen again by a second technician")
        return other

    def six_days_after(self, start: int) -> int | None:
        if self.support is None:
            return None
        count_from_day = self.rng.random() < 0.3
        try:
            last = self.support.last_working_day(start, 6, count_from_day)
        except Undetermined:
            return None
        if last is None:
            return None
        due = self.support.midnight_after(last, start)
        if self.days_published and self.rng.random() < 0.3:
            due = self.support.closing_of(last, start) or due
        self.due.append(due)
        return due

    def deliver(self, severity: str, start: int) -> None:
        """A delivery near its deadline; a remedy may be rejected, the rejection retracted, another remedy follow."""
        rng = self.rng
        due = self.six_days_after(start) if severity == "major" else self.hours_after(start, 12)
        kind = rng.choice(["action_plan_delivered", *REMEDIES] if severity == "blocking" else REMEDIES)
        rejected = kind in REMEDIES and (self.doubtful or not self.remedied) and rng.random() < 0.3
        before = self.at
        event = self.step(kind, self.near(due), prompt=rejected, reference="r-1")
        if not rejected:
            self.remedied = self.remedied or kind in REMEDIES
            if rng.random() < 0.15 and due is not None and before < due:
                moved = rng.choice([due, due + 1, due - 1])
                self.amend(event, max(self.at, moved) + DAY_US, {"time": rfc3339(max(moved, before + 1))})
            return
        rejection = self.step("remedy_rejected", self.later(), because="the fault is still there")
        if rng.random() < 0.3:
            self.amend(rejection, self.at + DAY_US, None)
            self.remedied = True
        if rng.random() < 0.5:
            self.remedied = True
            self.step(rng.choice(REMEDIES), self.near(due), reference="r-2")
