"""Personal data: that it was erased, or lost (GDPR, article 17). What it was is told nowhere."""

from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from ledger.events.event import FIRST_FAULT, Event, Text
from ledger.events.personal import PATHS
from ledger.events.unfit import Unfit
from ledger.events.value import Count

Mark = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]


def _of_known_parts(counts: dict[str, int]) -> dict[str, int]:
    for path in sorted(counts.keys() - PATHS):
        raise Unfit("`{path}` is no personal part of an event", path=path)
    return counts


class PersonalDataErased(Event):
    """Personal values of this scope were erased from the vault; the entries and their digests stay as they are."""

    TYPE = "personal_data.erased"
    SCOPES = ("contract", "environment", "provider")
    SUBJECT = "erasure/{id}"

    counts: Annotated[dict[str, Count], AfterValidator(_of_known_parts)] = Field(
        description='How many values were erased, by the part of the event: {"actor": 12, "data.summary": 1}.'
    )
    marks: Annotated[list[Mark], FIRST_FAULT] = Field(
        description="By what the erased secrets are known again, should an old copy bring them back."
    )
    because: Text | None = Field(default=None, description="Why, without naming the person.")


class PersonalDataLost(Event):
    """The vault was lost, and a new one begun: what it held can no longer be shown."""

    TYPE = "personal_data.lost"
    SCOPES = ("provider",)
    SUBJECT = "vault"

    because: Text = Field(description="How it was lost.")
