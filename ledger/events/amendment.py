"""What is said of entries already in the ledger. Nothing is edited: the entry amended and the amendment both stay."""

from typing import Annotated

from pydantic import Field, field_validator

from ledger.events.event import Event, Text
from ledger.events.instant import parse_instant
from ledger.events.unfit import Unfit
from ledger.events.value import Json, Part

Named = Annotated[str, Field(min_length=1, max_length=4096)]
Changes = Annotated[dict[str, Json], Field(min_length=1)]


class EntryKey(Part):
    """What names an entry: the source and id it came with."""

    source: Named = Field(description="The entry's source.")
    id: Named = Field(description="The entry's id.")


class _Amendment(Event):
    SCOPES = ("contract", "environment", "provider")

    entry: EntryKey = Field(
        description='The entry in question: {"source": "/monitoring/probe", "id": "2026-0042-start"}.'
    )


class EntryRestated(_Amendment):
    """What an entry says was wrong, and is said anew."""

    TYPE = "entry.restated"

    changes: Changes = Field(
        description='The time or the fields that were wrong, as they should be: {"time": "2026-03-10T09:12:00+01:00"}. '
        "A field restated as null is no longer said."
    )
    because: Text = Field(description="Why it was wrong.")

    @field_validator("changes")
    @classmethod
    def _time_is_an_instant(cls, changes: dict[str, Json]) -> dict[str, Json]:
        if "time" in changes:
            time = changes["time"]
            if not isinstance(time, str):
                raise Unfit("is not a text", part="time")
            try:
                parse_instant(time)
            except Unfit as error:
                error.part = "time"
                raise
        return changes


class EntryRetracted(_Amendment):
    """An entry should never have been recorded."""

    TYPE = "entry.retracted"

    because: Text = Field(description="Why it should not have been recorded.")


class EntryContested(_Amendment):
    """One side does not accept an entry."""

    TYPE = "entry.contested"

    because: Text | None = Field(default=None, description="Why it is not accepted.")


class EntryAdmitted(_Amendment):
    """One side accepts an entry."""

    TYPE = "entry.admitted"

    because: Text | None = Field(default=None, description="Why it is accepted.")
