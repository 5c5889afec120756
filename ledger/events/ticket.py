"""Tickets: what the client asks of support, and what becomes of it (articles 12 to 14)."""

from typing import Literal

from pydantic import Field

from ledger.events.event import Event, Follows, PersonalText, Text
from ledger.events.value import TicketRef

TicketChannel = Literal["portal", "phone"]
Severity = Literal["blocking", "major", "minor", "not_an_anomaly"]
_REGISTERED = ("ticket.registered",)


class _TicketEvent(Event):
    SCOPES = ("contract",)
    SUBJECT = "ticket/{id}"
    FOLLOWS = Follows(_REGISTERED)
    ARTICLES = ("13", "14")


class TicketSubmitted(_TicketEvent):
    """The client handed in a ticket."""

    TYPE = "ticket.submitted"
    FOLLOWS = Follows(once=True)

    channel: TicketChannel = Field(description="How it came in.")
    summary: PersonalText | None = Field(default=None, description="What it is about.")
    claimed_severity: Severity | None = Field(default=None, description="How severe the client says it is.")
    reporter: PersonalText | None = Field(default=None, description="Who handed it in.")


class TicketRegistered(_TicketEvent):
    """The provider entered a ticket in its tools: the clock of article 13 can run."""

    TYPE = "ticket.registered"
    FOLLOWS = Follows(once=True)

    channel: TicketChannel | None = Field(default=None, description="How it came in.")
    summary: PersonalText | None = Field(default=None, description="What it is about.")


class TicketAcknowledged(_TicketEvent):
    """The client was told that the ticket came in."""

    TYPE = "ticket.acknowledged"

    automatic: bool | None = Field(default=None, description="Whether a machine sent it.")


class TicketAnswered(_TicketEvent):
    """The client got an answer."""

    TYPE = "ticket.answered"

    immediate: bool | None = Field(default=None, description="Whether it was given at once, which needs no takeover.")
    technician: PersonalText | None = Field(default=None, description="Who answered, by staff code.")


class TicketTakenOver(_TicketEvent):
    """A technician took the ticket over."""

    TYPE = "ticket.taken_over"
    FOLLOWS = Follows(_REGISTERED, once=True)

    technician: PersonalText | None = Field(default=None, description="Who took it over, by staff code.")


class TicketWaitingForClient(_TicketEvent):
    """The provider waits for something from the client."""

    TYPE = "ticket.waiting_for_client"


class TicketClientReplied(_TicketEvent):
    """The client gave what the provider waited for."""

    TYPE = "ticket.client_replied"
    FOLLOWS = Follows(("ticket.waiting_for_client",))


class TicketQualified(_TicketEvent):
    """The provider decided how severe the anomaly is."""

    TYPE = "ticket.qualified"

    severity: Severity = Field(description="How severe the anomaly is.")


class TicketSeverityContested(_TicketEvent):
    """The client holds the anomaly to be of another severity."""

    TYPE = "ticket.severity_contested"

    severity: Severity = Field(description="How severe the client says it is.")
    because: Text | None = Field(default=None, description="Why.")


class TicketReproduced(_TicketEvent):
    """The provider reproduced the anomaly."""

    TYPE = "ticket.reproduced"


class TicketNotReproduced(_TicketEvent):
    """The provider tried to reproduce the anomaly and could not."""

    TYPE = "ticket.not_reproduced"


class TicketRequalified(_TicketEvent):
    """The provider changed how severe the anomaly is."""

    TYPE = "ticket.requalified"

    severity: Severity = Field(description="How severe the anomaly is, from now on.")
    because: Text = Field(description="Why it was changed.")


class _Delivery(_TicketEvent):
    reference: Text | None = Field(default=None, description="Where it can be found.")


class TicketActionPlanDelivered(_Delivery):
    """The client got a plan of corrective action."""

    TYPE = "ticket.action_plan_delivered"


class TicketWorkaroundDelivered(_Delivery):
    """The client got a workaround."""

    TYPE = "ticket.workaround_delivered"


class TicketFixDelivered(_Delivery):
    """The client got a fix."""

    TYPE = "ticket.fix_delivered"


class TicketRemedyRejected(_TicketEvent):
    """The client does not accept the remedy: it does not work."""

    TYPE = "ticket.remedy_rejected"

    because: Text = Field(description="What does not work.")


class TicketPrerequisiteMissing(_TicketEvent):
    """The client lacks something that support needs."""

    TYPE = "ticket.prerequisite_missing"

    which: Literal["training", "remote_access", "description"] = Field(description="What is lacking.")
    evidence: Text = Field(description="What shows it.")


class TicketClosed(_TicketEvent):
    """Work on the ticket is over."""

    TYPE = "ticket.closed"


class TicketReopened(_TicketEvent):
    """Work on a closed ticket goes on."""

    TYPE = "ticket.reopened"
    FOLLOWS = Follows(("ticket.closed",))


class TicketWithdrawn(_TicketEvent):
    """The client withdrew the ticket."""

    TYPE = "ticket.withdrawn"


class TicketMerged(_TicketEvent):
    """The ticket is about the same thing as another and goes on there."""

    TYPE = "ticket.merged"

    into: TicketRef = Field(description="The ticket it goes on in.")
