"""What parties tell each other: documents, figures reported, disputes about them."""

from typing import Annotated

from pydantic import Field, StringConstraints

from ledger.events.event import Event, Follows, Text
from ledger.events.value import Article, Count, Figure, Party, Period, Word

Readings = Annotated[dict[Word, Word], Field(min_length=1)]


class DocumentAttached(Event):
    """A document that shows something; the ledger keeps its digest, not its content."""

    TYPE = "document.attached"
    SCOPES = ("contract", "environment", "provider")

    name: Text = Field(description="The document's name.")
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = Field(
        description="The SHA-256 digest of its bytes, 64 lower-case hexadecimal digits."
    )
    about: Text | None = Field(default=None, description="What it shows.")


class FigureReported(Event):
    """A figure was given to someone, as the ledger stood then."""

    TYPE = "figure.reported"
    SCOPES = ("contract",)
    SUBJECT = "figure/{article}/{period}"

    figure: Figure = Field(description='The figure: a decimal text such as "99.9389", a whole number, or an object.')
    verdict: Word = Field(description="What the figure came to, such as met or missed.")
    position: Count = Field(description="The position of the ledger that the figure rests on.")
    to: Text | None = Field(default=None, description="Who was told.")


class _DisputeEvent(Event):
    SCOPES = ("contract",)
    SUBJECT = "dispute/{id}"
    FOLLOWS = Follows(("dispute.opened",))

    article: Article = Field(description="The article in dispute.")
    period: Period = Field(description="The period in dispute, such as 2026-03.")
    party: Party | None = Field(default=None, description="Who says so.")
    figure: Figure | None = Field(
        default=None, description='The figure it holds to be right: a decimal text such as "99.9389", or an object.'
    )
    readings: Readings | None = Field(
        default=None, description='The readings it rests on: {"notice_from": "received"}.'
    )
    because: Text | None = Field(default=None, description="Why.")
    outcome: Text | None = Field(default=None, description="What it came to.")


class DisputeOpened(_DisputeEvent):
    """One side disputes what an article says of a period."""

    TYPE = "dispute.opened"
    FOLLOWS = Follows()


class DisputeClaimed(_DisputeEvent):
    """One side of a dispute says which figure it holds to be right."""

    TYPE = "dispute.claimed"


class DisputeSettled(_DisputeEvent):
    """A dispute is over."""

    TYPE = "dispute.settled"
