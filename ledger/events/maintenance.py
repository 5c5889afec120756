"""Planned and emergency maintenance (article 5)."""

from pydantic import Field, ValidationInfo, field_validator

from ledger.events.event import Event, Follows, InstantText, Text
from ledger.events.value import Channel, not_before

_KNOWN = ("maintenance.planned", "maintenance.announced")


class _MaintenanceEvent(Event):
    SCOPES = ("environment", "contract")
    SUBJECT = "maintenance/{id}"
    FOLLOWS = Follows(_KNOWN)
    ARTICLES = ("5", "6")


class _Plan(_MaintenanceEvent):
    starts: InstantText = Field(description="When it is to start.")
    ends: InstantText | None = Field(default=None, description="When it is to end; without it nothing is covered.")

    @field_validator("ends")
    @classmethod
    def _in_order(cls, ends: str | None, info: ValidationInfo) -> str | None:
        return not_before("starts", ends, info)


class _Notice(_Plan):
    channel: Channel | None = Field(default=None, description="How clients were told.")
    received_at: InstantText | None = Field(default=None, description="When the notice was received.")


class MaintenancePlanned(_Plan):
    """A maintenance was planned internally; nobody was told yet."""

    TYPE = "maintenance.planned"
    FOLLOWS = Follows()


class MaintenanceAnnounced(_Notice):
    """Clients were told of a maintenance, or of another time for one that they knew of."""

    TYPE = "maintenance.announced"
    FOLLOWS = Follows()


class MaintenanceRescheduled(_Notice):
    """Clients were told of another time for a maintenance."""

    TYPE = "maintenance.rescheduled"


class MaintenanceCancelled(_MaintenanceEvent):
    """A maintenance will not take place."""

    TYPE = "maintenance.cancelled"

    because: Text | None = Field(default=None, description="Why it was cancelled.")


class MaintenanceStarted(_MaintenanceEvent):
    """Work on a maintenance began."""

    TYPE = "maintenance.started"
    FOLLOWS = Follows(_KNOWN, once=True)


class MaintenanceEnded(_MaintenanceEvent):
    """Work on a maintenance is over."""

    TYPE = "maintenance.ended"
    FOLLOWS = Follows((*_KNOWN, "maintenance.started"), once=True)


class EmergencyMaintenanceDeclared(_MaintenanceEvent):
    """The service is to be stopped for an urgent maintenance outside the windows."""

    TYPE = "emergency_maintenance.declared"
    FOLLOWS = Follows(once=True)

    starts: InstantText = Field(description="When it starts.")
    expected_end: InstantText | None = Field(default=None, description="When it is expected to end.")
    reason: Text = Field(description="Why it cannot wait.")

    @field_validator("expected_end")
    @classmethod
    def _in_order(cls, expected_end: str | None, info: ValidationInfo) -> str | None:
        return not_before("starts", expected_end, info)


class EmergencyMaintenanceEnded(_MaintenanceEvent):
    """An urgent maintenance is over."""

    TYPE = "emergency_maintenance.ended"
    FOLLOWS = Follows(("emergency_maintenance.declared",), once=True)
