"""Why a value was refused, in our own words: pydantic's errors as one line each."""

from typing import Any

from pydantic import ValidationError

from ledger.events.event import Event
from ledger.refusal import InputRefused

_SENTENCES = {
    "missing": InputRefused("is missing; this type of event needs it"),
    "extra_forbidden": InputRefused("is no field of this type of event; see `livret schema {type}`"),
    "string_type": InputRefused("is not a text"),
    "int_type": InputRefused("is not a whole number"),
    "bool_type": InputRefused("is neither true nor false"),
    "list_type": InputRefused("is not a list"),
    "dict_type": InputRefused("is not an object"),
    "model_type": InputRefused("is not an object"),
    "string_too_short": InputRefused("is empty"),
    "string_too_long": InputRefused("is longer than {max_length} characters"),
    "string_pattern_mismatch": InputRefused("is not of the form {pattern}"),
    "literal_error": InputRefused("is none of {expected}"),
    "greater_than_equal": InputRefused("is less than {ge}"),
    "less_than_equal": InputRefused("is more than {le}"),
    "too_short": InputRefused("is empty"),
}


def reason(error: ValidationError, cls: type[Event]) -> InputRefused:
    """The first thing that is wrong with the data of an event: which field, and why."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = "data" + "".join(_step(step) for step in first["loc"])
    context: dict[str, Any] = dict(first.get("ctx", {}))
    if first["type"] == "value_error":
        return InputRefused("{reason}", field=place, reason=context["error"])
    known = _SENTENCES.get(first["type"])
    if known is None:
        return InputRefused("{reason}", field=place, reason=first["msg"][:1].lower() + first["msg"][1:])
    return InputRefused(known.template, field=place, type=cls.TYPE, **context)


def _step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"
