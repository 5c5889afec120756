"""The environments of the service, and the security qualification they carry (articles 4 and 9)."""

from typing import Literal

from pydantic import Field

from ledger.events.event import Event, Follows
from ledger.events.value import DateOrInstant


class EnvironmentDeclared(Event):
    """An environment of the service exists; only production counts for availability."""

    TYPE = "environment.declared"
    SCOPES = ("environment",)
    SUBJECT = "{scope}"
    FOLLOWS = Follows(once=True)
    ARTICLES = ("4", "6")

    kind: Literal["production", "test", "training"] = Field(description="What the environment is for.")


class QualificationGranted(Event):
    """An environment received a security qualification, such as SecNumCloud."""

    TYPE = "qualification.granted"
    SCOPES = ("environment",)
    SUBJECT = "qualification/{scheme}"
    ARTICLES = ("4", "9")

    valid_until: DateOrInstant | None = Field(
        default=None, description="The last day it is valid, or the instant at which it ends."
    )


class QualificationSuspended(Event):
    """A security qualification of an environment was suspended."""

    TYPE = "qualification.suspended"
    SCOPES = ("environment",)
    SUBJECT = "qualification/{scheme}"
    FOLLOWS = Follows(("qualification.granted",))
    ARTICLES = ("4", "9")


class QualificationWithdrawn(Event):
    """A security qualification of an environment was withdrawn."""

    TYPE = "qualification.withdrawn"
    SCOPES = ("environment",)
    SUBJECT = "qualification/{scheme}"
    FOLLOWS = Follows(("qualification.granted",))
    ARTICLES = ("4", "9")
