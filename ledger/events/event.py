"""What every event has: its type, whose history it belongs to, what it may follow.

An `Event` is what happened (the `data` of interface and article); who said it, when and about what is the
`Submission` that carries it to the journal.
"""

import json
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints, WithJsonSchema

from ledger.events.catalogue import event_class
from ledger.events.instant import parse_date, parse_instant
from ledger.events.subject import IDENTIFIER as IDENTIFIER
from ledger.refusal import Refusal

Scope = Literal["contract", "environment", "provider"]


def _instant_text(text: str) -> str:
    parse_instant(text)
    return text


def _date_text(text: str) -> str:
    parse_date(text)
    return text


_IS_INSTANT = AfterValidator(_instant_text)
InstantText = Annotated[str, _IS_INSTANT, WithJsonSchema({"type": "string", "format": "date-time"})]
"""An RFC 3339 date-time with an offset, kept as it was written."""
DateText = Annotated[str, AfterValidator(_date_text), WithJsonSchema({"type": "string", "format": "date"})]
"""A date `YYYY-MM-DD`, local to the contract's zone."""
Text = Annotated[str, StringConstraints(min_length=1, max_length=4096)]
"""Something said, for people to read."""
PERSONAL = Field(json_schema_extra={"personal": True})
"""Marks a field as personal data: what is stored of it is a commitment (`ledger.events.personal`)."""
PersonalText = Annotated[Text, PERSONAL]
"""Something said of, or by, a person."""
Identifier = Annotated[str, StringConstraints(pattern=rf"^{IDENTIFIER}$")]
"""A name within a kind of subject."""


FIRST_FAULT = Field(fail_fast=True)
"""Of a list: its first fault is told, and those of a million others are not gathered."""


class Follows(NamedTuple):
    """What an event may follow in the amended history of its subject.

    `after`: one of these types must have happened, at its instant or before it (empty: it may come first).
    `once`: no second one of its type.
    """

    after: tuple[str, ...] = ()
    once: bool = False


class Event(BaseModel):
    """Base of all events: immutable, and strict about what it does not know.

    `TYPE` is the stored name, never an import path; `VERSION` the version of its data; `SUBJECT` the shape of
    the subject it speaks of, with `{id}`, `{territory}`, `{year}` ... standing for identifiers and `{scope}` for the
    scope itself (`None`: any subject); `ARTICLES` the articles of the booklet that read it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, defer_build=True)

    TYPE: ClassVar[str] = ""
    VERSION: ClassVar[int] = 1
    SCOPES: ClassVar[tuple[Scope, ...]] = ()
    SUBJECT: ClassVar[str | None] = None
    FOLLOWS: ClassVar[Follows] = Follows()
    ARTICLES: ClassVar[tuple[str, ...]] = ()

    def check_subject(self, subject: str) -> None:
        """Refuse data that cannot be said of this subject: Unfit, in one line."""

    def check_time(self, occurred_at: int) -> None:
        """Refuse data that cannot be said of this instant, the event's `time`: Unfit, in one line."""

    @classmethod
    @cache
    def instant_fields(cls) -> frozenset[str]:
        """The fields, by their stored names, that hold instants: compared as instants, not as text."""
        return frozenset(
            field.alias or name
            for name, field in cls.model_fields.items()
            if _IS_INSTANT in field.metadata or _holds(field.annotation, _IS_INSTANT)
        )

    @classmethod
    @cache
    def personal_fields(cls) -> frozenset[str]:
        """The fields, by their stored names, that hold personal data: declared as `PersonalText`."""
        return frozenset(
            field.alias or name for name, field in cls.model_fields.items() if _holds(field.annotation, PERSONAL)
        )


def _holds(annotation: Any, mark: object) -> bool:
    return annotation is mark or any(_holds(part, mark) for part in get_args(annotation))


class Submission(NamedTuple):
    """An event on its way to the journal: checked by itself, not yet against the history.

    `body` is the canonical JSON of the whole public content, the bytes that are stored and hashed;
    `occurred_at` in microseconds since 1970; `file` and `line` say where it came from. `happened` is the model
    where it is at hand: a million of them would take more room than all bodies, and few are looked at again.
    `text` is the line itself, where it is to be written out if it is refused. `turn` counts from 0 the rounds among
    the events of its instant that came before it was admitted.
    """

    source: str
    id: str
    type: str
    scope: str
    subject: str
    family: str
    occurred_at: int
    body: bytes
    happened: Event | None = None
    file: str | None = None
    line: int | None = None
    text: str | bytes | None = None
    turn: int = 0

    @property
    def event(self) -> Event:
        """What happened, read from the body where it is not at hand. Of its class alone ask the catalogue."""
        if self.happened is not None:
            return self.happened
        return event_class(self.type).model_validate(json.loads(self.body).get("data", {}))

    @property
    def key(self) -> tuple[str, str]:
        """What makes it the same event again: its source and id."""
        return (self.source, self.id)

    @property
    def order(self) -> tuple[int, int, str, str]:
        """The order in which what is admitted is numbered."""
        return (self.occurred_at, self.turn, self.source, self.id)


Accept = Callable[[Submission], object]
"""Takes a submission that may enter."""
Refuse = Callable[[Submission, Refusal], object]
"""Takes a submission that may not, and why."""
