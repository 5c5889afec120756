"""A contract as it stands at an instant: its fields, its zone, its service, its readings, its calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from tests.oracle.calendar import TIMEZONES
from tests.oracle.knowledge import Fact, local

PARIS = ZoneInfo("Europe/Paris")

OPTIONS: dict[str, tuple[str, ...]] = {
    "public_holidays": ("national_and_territory", "national", "customary"),
    "sunday_holiday_zone": ("client", "provider"),
    "window_zone": ("client", "provider"),
    "notice_from": ("announced", "planned", "received"),
    "notice_proof": ("stated", "recorded"),
    "notice_hours": ("elapsed", "wall_clock"),
    "rescheduled_notice": ("uncovered_needs_notice", "restarts", "first_notice"),
    "overrun": ("announced_end", "actual_end"),
    "short_notice": ("counts", "as_emergency"),
    "emergency_declaration": ("by_start", "any_time"),
    "emergency_after_outage": ("keeps_counting", "from_start", "whole_outage"),
    "downtime_scope": ("reference_hours", "all_hours"),
    "reference_time": ("gross", "net_of_exclusions"),
    "overlapping_outages": ("union", "sum"),
    "concurrent_cause": ("cause_decides", "any_exclusion", "any_fault"),
    "unavailability": ("total_or_essential", "total_only", "any_function"),
    "unattributed_outage": ("counts", "undetermined"),
    "unobserved_time": ("up", "undetermined"),
    "outage_bounds": ("reported", "widest", "narrowest"),
    "rate_precision": ("exact", "two_decimals"),
}
DEFAULTS = {name: options[0] for name, options in OPTIONS.items()}


class MissingCalendar(LookupError):
    """No calendar was adopted for a territory and year that an instant needs."""


class Case:
    """One contract, with what is known of it, asked instant by instant (microseconds since 1970 UTC)."""

    def __init__(self, facts: Sequence[Fact], contract: str, overrides: Mapping[str, str], known_us: int) -> None:
        self.facts = facts
        self.scope = f"contract/{contract}"
        self.overrides = dict(overrides)
        self.known_us = known_us
        signed = self._own("contract.signed")
        if not signed:
            raise LookupError(f"no contract {contract} in what is known")
        self.signed = signed[0]
        for name, option in self.overrides.items():
            if option not in OPTIONS[name]:
                raise ValueError(f"{name} has no option {option}")

    def _own(self, type_: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.type == type_ and fact.scope == self.scope]

    def state(self, t: int) -> dict[str, Any]:
        """The fields of the contract in force at t."""
        fields = dict(self.signed.data)
        for fact in sorted(self._own("contract.amended"), key=lambda fact: str(fact.data["effective_on"])):
            changes = dict(fact.data)
            effective_on = date.fromisoformat(changes.pop("effective_on"))
            if local(t, zone_of(fields)).date() >= effective_on:
                fields.update(changes)
        return fields

    def zone(self, t: int) -> ZoneInfo:
        return zone_of(self.state(t))

    def local_date(self, t: int) -> date:
        return local(t, self.zone(t)).date()

    def in_service(self, t: int) -> bool:
        """Whether service had started and not ended, by local dates; the end's date is the last day of service."""
        today = self.local_date(t)
        if today < date.fromisoformat(self.state(t)["service_starts_on"]):
            return False
        ended = self._own("contract.ended")
        return not ended or today <= date.fromisoformat(ended[-1].data["effective_on"])

    def reading(self, name: str, t: int) -> str:
        """The option in force at t: the override, else the last agreed one in effect, else the default."""
        if name in self.overrides:
            return self.overrides[name]
        option = DEFAULTS[name]
        agreed = [fact for fact in self._own("reading.agreed") if fact.subject == f"reading/{name}"]
        for fact in sorted(agreed, key=lambda fact: str(fact.data["effective_on"])):
            if self.local_date(t) >= date.fromisoformat(fact.data["effective_on"]):
                option = str(fact.data["option"])
        return option

    def scopes(self, t: int) -> set[str]:
        """The scopes that concern the contract at t: its own and that of its production environment."""
        environment = str(self.state(t)["environment"])
        if not environment.startswith("environment/"):
            environment = f"environment/{environment}"
        kinds = [
            fact.data["kind"]
            for fact in self.facts
            if fact.type == "environment.declared" and fact.scope == environment
        ]
        return {self.scope, environment} if not kinds or kinds[-1] == "production" else {self.scope}

    def is_holiday(self, day: date, t: int) -> bool:
        """Whether a calendar date is a public holiday under the reading at t. Raises MissingCalendar."""
        reading = self.reading("public_holidays", t)
        territory = "FR" if reading == "national" else str(self.state(t)["territory"])
        subject = f"public-holidays/{territory}/{day.year}"
        adopted = [fact for fact in self.facts if fact.type == "public_holidays.adopted" and fact.subject == subject]
        if not adopted:
            raise MissingCalendar(subject)
        entry = adopted[-1].data["days"].get(day.isoformat())
        kinds = {
            "national": ("national",),
            "national_and_territory": ("national", "territorial"),
            "customary": ("national", "territorial", "customary"),
        }[reading]
        return entry is not None and entry["kind"] in kinds

    def would_be_reference(self, t: int) -> bool:
        """Monday to Friday, 07:00 to 20:00 on the client's wall, in service; public holidays not yet taken out."""
        here = local(t, self.zone(t))
        return here.weekday() < 5 and 7 <= here.hour < 20 and self.in_service(t)

    def in_reference_hours(self, t: int) -> bool:
        """Article 6, paragraph 2. Raises MissingCalendar."""
        holiday = self.is_holiday(self.local_date(t), t)
        return self.would_be_reference(t) and not holiday


def zone_of(fields: Mapping[str, Any]) -> ZoneInfo:
    """The zone of a contract's fields: the stated one, else the territory's."""
    name = fields.get("timezone") or TIMEZONES[str(fields["territory"])]
    if name is None:
        raise ValueError(f"territory {fields['territory']} needs a timezone")
    return ZoneInfo(str(name))
