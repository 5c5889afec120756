"""What binds: the contract, the readings agreed on, and the duties that follow from article 4."""

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, Field, ValidationInfo, field_validator, model_validator

from ledger.events.event import FIRST_FAULT, DateText, Event, Follows, Identifier, Text
from ledger.events.subject import Territory
from ledger.events.unfit import Unfit
from ledger.events.value import Count, EnvironmentRef, Party, Timezone, Word, distinct

Form = Literal["adhesion", "negotiated"]
Options = Annotated[list[Literal["pra_pca"]], FIRST_FAULT, AfterValidator(distinct)]
_SEVERAL_ZONES = ("PF", "TF")
_ARTICLES = ("3", "4", "5", "6", "7", "8", "10", "11", "13", "14")


class _Terms(Event):
    SCOPES = ("contract",)
    SUBJECT = "{scope}"
    ARTICLES = _ARTICLES

    timezone: Timezone | None = Field(
        default=None, description="The client's time zone, if not that of the territory; PF and TF need one."
    )
    support_starts_on: DateText | None = Field(
        default=None, description="The first day of support, if not the first day of service."
    )
    options: Options | None = Field(default=None, description="The options ordered.")
    modules: Annotated[list[Text], FIRST_FAULT] | None = Field(default=None, description="The modules ordered.")
    named_users: Count | None = Field(default=None, description="How many named users were ordered.")
    agents: Count | None = Field(default=None, description="How many agents were ordered.")

    @field_validator("territory", check_fields=False)
    @classmethod
    def _has_a_zone(cls, territory: str | None, info: ValidationInfo) -> str | None:
        if territory in _SEVERAL_ZONES and info.data.get("timezone", ...) is None:
            raise Unfit("{territory} has several time zones: give `timezone` as well", territory=territory)
        return territory


class ContractSigned(_Terms):
    """A client signed for the service."""

    TYPE = "contract.signed"
    FOLLOWS = Follows(once=True)

    client: Text = Field(description="The client's name.")
    territory: Territory = Field(description="Whose public holidays and time zone apply to the client.")
    environment: EnvironmentRef = Field(description="The production environment that serves the client.")
    edition: Identifier = Field(description="The edition of the booklet that binds.")
    service_starts_on: DateText = Field(description="The first day of service.")
    form: Form = Field(default="adhesion", description="Whether the terms were taken as offered or negotiated.")


class ContractAmended(_Terms):
    """Terms of a signed contract change from a date on."""

    TYPE = "contract.amended"
    FOLLOWS = Follows(("contract.signed",))

    effective_on: DateText = Field(description="The first day on which the new terms hold.")
    client: Text | None = Field(default=None, description="The client's name.")
    territory: Territory | None = Field(
        default=None, description="Whose public holidays and time zone apply to the client."
    )
    environment: EnvironmentRef | None = Field(
        default=None, description="The production environment that serves the client."
    )
    edition: Identifier | None = Field(default=None, description="The edition of the booklet that binds.")
    service_starts_on: DateText | None = Field(default=None, description="The first day of service.")
    form: Form | None = Field(default=None, description="Whether the terms were taken as offered or negotiated.")

    @model_validator(mode="after")
    def _changes_something(self) -> Self:
        if not self.model_dump(exclude={"effective_on"}, exclude_none=True):
            raise Unfit("amends nothing: give at least one field of contract.signed")
        return self


class ContractEnded(Event):
    """A contract ends."""

    TYPE = "contract.ended"
    SCOPES = ("contract",)
    SUBJECT = "{scope}"
    FOLLOWS = Follows(("contract.signed",), once=True)
    ARTICLES = _ARTICLES

    effective_on: DateText = Field(description="The last day of service.")


class ReadingAgreed(Event):
    """Provider and client agreed how an ambiguous sentence of the booklet is read."""

    TYPE = "reading.agreed"
    SCOPES = ("contract",)
    SUBJECT = "reading/{name}"
    ARTICLES = ("1", "5", "6", "7", "13", "14")

    option: Word = Field(description="The option agreed on.")
    effective_on: DateText = Field(description="The first day on which it holds.")
    because: Text = Field(description="Where and why it was agreed.")


class MovementsPurged(Event):
    """The movements of a year were purged."""

    TYPE = "movements.purged"
    SCOPES = ("contract",)
    SUBJECT = "movements/{year}"
    ARTICLES = ("4",)

    by: Party = Field(description="Who purged them.")
