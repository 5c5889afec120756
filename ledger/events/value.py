"""The kinds of value that several families of events share. All are plain JSON, and none is a float."""

import re
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    StringConstraints,
    ValidationInfo,
    WithJsonSchema,
)

from ledger.events.event import IDENTIFIER
from ledger.events.instant import parse_date, parse_instant
from ledger.events.subject import ARTICLE, PERIOD
from ledger.events.unfit import Unfit

LARGEST = 2**53 - 1  # beyond it JSON numbers are not the same everywhere
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,17})(?:\.[0-9]{1,12})?")
_WORD = re.compile(r"[a-z][a-z0-9_]{0,63}")
_DEEPEST = 16


class Part(BaseModel):
    """Base of an object inside an event's data, as strict as the event."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


Channel = Literal["portal", "mail", "other"]
"""How the client is told (articles 5 and 10.2)."""
Party = Literal["provider", "client"]
Count = Annotated[int, Field(ge=0, le=LARGEST)]
Word = Annotated[str, StringConstraints(pattern=f"^(?:{_WORD.pattern})$")]
"""A name of ours, such as an option or a verdict."""
Article = Annotated[str, StringConstraints(pattern=f"^(?:{ARTICLE})$")]
Period = Annotated[str, StringConstraints(pattern=f"^(?:{PERIOD})$")]
"""`2026-03`, `2026-Q1`, `2026` or `2026-03-01..2026-03-15`."""

BackupRef = Annotated[str, StringConstraints(pattern=rf"^(?:backup/)?{IDENTIFIER}$")]
EnvironmentRef = Annotated[str, StringConstraints(pattern=rf"^(?:environment/)?{IDENTIFIER}$")]
MaintenanceRef = Annotated[str, StringConstraints(pattern=rf"^(?:maintenance/)?{IDENTIFIER}$")]
TicketRef = Annotated[str, StringConstraints(pattern=rf"^(?:ticket/)?{IDENTIFIER}$")]
UpdateRef = Annotated[str, StringConstraints(pattern=rf"^(?:update/)?{IDENTIFIER}$")]


@cache
def _zones() -> frozenset[str]:
    from importlib.resources import files  # slow to import, and few events name a zone

    # The list of the pinned package, not the machine's files: the same names are known everywhere.
    return frozenset((files("tzdata") / "zones").read_text(encoding="utf-8").split())


def _zone(key: str) -> str:
    if key not in _zones():
        raise Unfit("is not a time zone: give an IANA name such as Europe/Paris")
    return key


def _date_or_instant(text: str) -> str:
    (parse_instant if "T" in text.upper() else parse_date)(text)
    return text


def _figure(value: object) -> object:
    if isinstance(value, dict):
        plain = bool(value) and all(
            isinstance(name, str) and _WORD.fullmatch(name) and (_is_number(part) or _is_word(part))
            for name, part in value.items()
        )
    else:
        plain = _is_number(value)
    if not plain:
        raise Unfit('is not a decimal text such as "99.9389", a whole number, or an object of such')
    return value


def _is_number(value: object) -> bool:
    if isinstance(value, str):
        return _DECIMAL.fullmatch(value) is not None
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) <= LARGEST


def _is_word(value: object) -> bool:
    return isinstance(value, str) and _WORD.fullmatch(value) is not None


def without_floats(value: Any) -> Any:
    """The same JSON value. Raises Unfit if it is nested too deep, or holds a float or too large an integer."""
    rest = [(value, 1)]
    while rest:
        each, depth = rest.pop()
        if depth > _DEEPEST:
            raise Unfit("is nested more than {levels} deep", levels=_DEEPEST)
        if isinstance(each, float) or (isinstance(each, int) and abs(each) > LARGEST):
            raise Unfit("holds {number}, which is not exact: write it as a text", number=str(each))
        if isinstance(each, dict):
            rest.extend((part, depth + 1) for part in each.values())
        elif isinstance(each, list):
            rest.extend((part, depth + 1) for part in each)
    return value


def distinct(values: list[Any]) -> list[Any]:
    """The same list. Raises Unfit where it says something twice."""
    if len(set(values)) < len(values):
        raise Unfit("says the same thing twice")
    return values


def not_before(start: str, end: str | None, info: ValidationInfo) -> str | None:
    """`end`, unless it comes before the instant in the field `start`, which stands above it: Unfit."""
    begun = info.data.get(start)
    if end is not None and begun is not None and parse_instant(end) < parse_instant(begun):
        raise Unfit("comes before `{start}`", start=start.rstrip("_"))
    return end


Timezone = Annotated[str, AfterValidator(_zone)]
"""An IANA time zone."""
DateOrInstant = Annotated[
    str,
    AfterValidator(_date_or_instant),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"format": "date-time"}]}),
]
_NUMBER: list[dict[str, Any]] = [{"type": "string", "pattern": f"^(?:{_DECIMAL.pattern})$"}, {"type": "integer"}]
_FIGURE_SCHEMA: dict[str, Any] = {
    "anyOf": [
        *_NUMBER,
        {
            "type": "object",
            "propertyNames": {"pattern": f"^(?:{_WORD.pattern})$"},
            "additionalProperties": {"anyOf": [*_NUMBER, {"type": "string", "pattern": f"^(?:{_WORD.pattern})$"}]},
            "minProperties": 1,
        },
    ]
}
Figure = Annotated[str | int | dict[str, str | int], BeforeValidator(_figure), WithJsonSchema(_FIGURE_SCHEMA)]
"""A decimal text, a whole number, or an object of such as the figure of a finding."""
Json = Annotated[JsonValue, BeforeValidator(without_floats)]
"""Any JSON value without floats."""
