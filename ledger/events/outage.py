"""Outages of the service, and the monitoring that sees them (article 6)."""

from typing import Literal

from pydantic import Field, ValidationInfo, field_validator

from ledger.events.event import Event, Follows, InstantText, Text
from ledger.events.value import MaintenanceRef, not_before

Component = Literal["service", "portal", "phone", "faq"]
Impact = Literal["total", "essential", "partial", "degraded"]
Cause = Literal[
    "provider",
    "planned_maintenance",
    "emergency_maintenance",
    "force_majeure",
    "client_equipment",
    "outside_perimeter",
]


class _OutageEvent(Event):
    SCOPES = ("environment", "contract")
    SUBJECT = "outage/{id}"
    FOLLOWS = Follows(("outage.started",))
    ARTICLES = ("6",)


class OutageStarted(_OutageEvent):
    """Something stopped working."""

    TYPE = "outage.started"
    FOLLOWS = Follows(once=True)

    component: Component = Field(default="service", description="What stopped working.")
    impact: Impact = Field(default="total", description="How much of it stopped working.")
    last_seen_up: InstantText | None = Field(default=None, description="When it was last seen working before.")
    description: Text | None = Field(default=None, description="What was seen.")


class OutageImpactChanged(_OutageEvent):
    """From now on an outage stops more or less of the service."""

    TYPE = "outage.impact_changed"

    impact: Impact = Field(description="How much of it stopped working, from now on.")


class OutageEnded(_OutageEvent):
    """What had stopped works again."""

    TYPE = "outage.ended"
    FOLLOWS = Follows(("outage.started",), once=True)

    last_seen_down: InstantText | None = Field(default=None, description="When it was last seen not working.")


class OutageAttributed(_OutageEvent):
    """The cause of an outage, or of a part of it, is stated with its evidence."""

    TYPE = "outage.attributed"

    cause: Cause = Field(description="What caused it.")
    from_: InstantText | None = Field(
        default=None, alias="from", description="From when on this was the cause, if not from the start."
    )
    until: InstantText | None = Field(
        default=None, description="Until when this was the cause, if not to the end; the instant itself is excluded."
    )
    maintenance: MaintenanceRef | None = Field(default=None, description="The maintenance that caused it.")
    evidence: Text = Field(description="What shows it.")

    @field_validator("until")
    @classmethod
    def _in_order(cls, until: str | None, info: ValidationInfo) -> str | None:
        return not_before("from_", until, info)


class MonitoringInterrupted(Event):
    """A probe stopped watching: what happens now is not observed."""

    TYPE = "monitoring.interrupted"
    SCOPES = ("environment", "contract")
    SUBJECT = "monitoring/{probe}"
    ARTICLES = ("6",)

    because: Text | None = Field(default=None, description="Why it stopped watching.")


class MonitoringResumed(Event):
    """A probe watches again."""

    TYPE = "monitoring.resumed"
    SCOPES = ("environment", "contract")
    SUBJECT = "monitoring/{probe}"
    FOLLOWS = Follows(("monitoring.interrupted",))
    ARTICLES = ("6",)

    because: Text | None = Field(default=None, description="Why it watches again.")
