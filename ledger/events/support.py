"""Support suspended and resumed (article 13)."""

from pydantic import Field

from ledger.events.event import Event, Follows, Text


class SupportSuspended(Event):
    """The provider suspended support for a client."""

    TYPE = "support.suspended"
    SCOPES = ("contract",)
    SUBJECT = "support"
    ARTICLES = ("13",)

    because: Text = Field(description="Which condition of support was not met.")


class SupportResumed(Event):
    """The provider resumed support for a client."""

    TYPE = "support.resumed"
    SCOPES = ("contract",)
    SUBJECT = "support"
    FOLLOWS = Follows(("support.suspended",))
    ARTICLES = ("13",)

    because: Text = Field(description="What put an end to the suspension.")
