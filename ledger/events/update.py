"""Updates of the service, and the client's own reports that an update can break (article 10)."""

from typing import Literal

from pydantic import Field

from ledger.events.event import DateText, Event, Follows, Text
from ledger.events.value import Channel, UpdateRef


class _UpdateEvent(Event):
    SCOPES = ("environment", "contract", "provider")
    SUBJECT = "update/{id}"
    ARTICLES = ("10",)

    kind: Literal["version", "patch"] = Field(description="A new version, or a corrective patch.")
    version: Text | None = Field(default=None, description="The number of the version.")
    channel: Channel | None = Field(default=None, description="How clients were told.")
    services_required: bool | None = Field(
        default=None, description="Whether it calls for services of implementation, such as training."
    )


class UpdateAnnounced(_UpdateEvent):
    """Clients were told of an update."""

    TYPE = "update.announced"

    planned_on: DateText | None = Field(default=None, description="The day on which it is to be installed.")


class UpdateInstalled(_UpdateEvent):
    """An update was installed."""

    TYPE = "update.installed"


class CustomReportDeclared(Event):
    """The client uses a report of its own, which is no part of the service."""

    TYPE = "custom_report.declared"
    SCOPES = ("contract",)
    SUBJECT = "custom-report/{id}"
    ARTICLES = ("10",)


class CustomReportApproved(Event):
    """The provider approved a client's report for an update."""

    TYPE = "custom_report.approved"
    SCOPES = ("contract",)
    SUBJECT = "custom-report/{id}"
    FOLLOWS = Follows(("custom_report.declared",))
    ARTICLES = ("10",)

    update: UpdateRef = Field(description="The update it was approved for.")
