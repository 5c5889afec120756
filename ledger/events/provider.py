"""What the provider publishes for all contracts: support hours (articles 1, 13, 16) and public holidays."""

import re
from itertools import pairwise
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, WithJsonSchema

from ledger.events.event import FIRST_FAULT, DateText, Event, Text
from ledger.events.unfit import Unfit
from ledger.events.value import Part, Timezone

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]|24:00")


def _opening_hours(spans: list[list[str]]) -> list[list[str]]:
    for span in spans:
        if len(span) != 2 or not all(_CLOCK.fullmatch(clock) for clock in span):
            raise Unfit('is not a list of pairs such as ["09:00", "12:30"]')
        if not span[0] < span[1]:
            raise Unfit(
                "opens at {opens} and closes at {closes}: a day's hours run from 00:00 to 24:00",
                opens=span[0],
                closes=span[1],
            )
    for earlier, later in pairwise(sorted(spans)):
        if later[0] < earlier[1]:
            raise Unfit("opens at {opens} before it has closed at {closes}", opens=later[0], closes=earlier[1])
    return spans


Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_CLOCK_SCHEMA = {"type": "string", "pattern": f"^(?:{_CLOCK.pattern})$"}
OpeningHours = Annotated[
    list[Annotated[list[str], FIRST_FAULT]],
    FIRST_FAULT,
    AfterValidator(_opening_hours),
    WithJsonSchema({"type": "array", "items": {"type": "array", "items": _CLOCK_SCHEMA, "minItems": 2, "maxItems": 2}}),
]
Week = Annotated[dict[Weekday, OpeningHours], Field(min_length=1)]


class SupportHoursPublished(Event):
    """The opening hours of support, published for all clients; they replace those before them whole."""

    TYPE = "support_hours.published"
    SCOPES = ("provider",)
    SUBJECT = "support-hours"
    ARTICLES = ("1", "13", "14", "16")

    effective_on: DateText = Field(description="The first day on which they hold.")
    week: Week = Field(
        description='From and until of each opening, by weekday: {"mon": [["09:00", "12:30"], ["14:00", "18:00"]]}. '
        "A weekday not named is closed."
    )
    closed_on: Annotated[list[DateText], FIRST_FAULT] | None = Field(
        default=None, description="Single days on which support is closed."
    )
    timezone: Timezone = Field(default="Europe/Paris", description="The time zone of these hours.")


class Holiday(Part):
    """A public holiday."""

    name: Text = Field(description="Its name.")
    kind: Literal["national", "territorial", "customary"] = Field(
        description="Whether the law makes it a holiday in all of France, in the territory, or custom does."
    )


class PublicHolidaysAdopted(Event):
    """The public holidays of a territory for a year, as they are counted from now on."""

    TYPE = "public_holidays.adopted"
    SCOPES = ("provider",)
    SUBJECT = "public-holidays/{territory}/{year}"
    ARTICLES = ("1", "5", "6", "13", "14")

    days: Annotated[dict[DateText, Holiday], Field(min_length=1)] = Field(
        description='Name and kind (national, territorial, customary) of each day: {"2026-05-01": {"name": "Fête du '
        'Travail", "kind": "national"}}.'
    )
    origin: Text = Field(description="Where the calendar comes from, with its version.")

    def check_subject(self, subject: str) -> None:
        """Every day lies in the year that the subject names."""
        year = subject.rpartition("/")[2]
        for day in sorted(self.days):
            if not day.startswith(f"{year}-"):
                raise Unfit(
                    "{day} does not lie in {year}, the year of `{subject}`", day=day, year=year, subject=subject
                )
