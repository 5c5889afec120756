"""What parties tell each other: documents, figures reported, disputes about them."""

from hashlib import sha256
from typing import Annotated, Self

from pydantic import Field, StringConstraints, model_validator

from ledger.events.event import Event, Follows, Text
from ledger.events.unfit import Unfit
from ledger.events.value import Article, Count, Figure, Party, Period, Word

_LONGEST_DOCUMENT = 1 << 20
Readings = Annotated[dict[Word, Word], Field(min_length=1)]


class DocumentAttached(Event):
    """A document that shows something; the ledger keeps its digest, and its text where that is to be quoted."""

    TYPE = "document.attached"
    SCOPES = ("contract", "environment", "provider")

    name: Text = Field(description="The document's name.")
    sha256: Annotated[str, StringConstraints(pattern="^[0-9a-f]{64}$")] = Field(
        description="The SHA-256 digest of its bytes, 64 lower-case hexadecimal digits."
    )
    about: Text | None = Field(default=None, description="What it shows.")
    text: Annotated[str, StringConstraints(min_length=1, max_length=_LONGEST_DOCUMENT)] | None = Field(
        default=None, description="All of its text, where it is to be quoted; in UTF-8 it has that digest."
    )

    @model_validator(mode="after")
    def _has_that_digest(self) -> Self:
        if self.text is not None and sha256(self.text.encode("utf-8", "surrogatepass")).hexdigest() != self.sha256:
            raise Unfit("is not the digest of `text`", part="sha256")
        return self


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
