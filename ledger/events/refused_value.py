"""Why a value was refused, in our own words: pydantic's errors as one line each."""

import re
from typing import Any

from pydantic import ValidationError

from ledger.events.event import Event
from ledger.events.unfit import Unfit
from ledger.refusal import InputRefused

_QUOTED = re.compile(r"'[^']*'").findall
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
_UNEXPECTED = InputRefused("is not what this type of event takes here; see `livret schema {type}`")


def reason(error: ValidationError, cls: type[Event]) -> InputRefused:
    """The first thing that is wrong with the data of an event: which field, and why."""
    first = error.errors(include_url=False, include_input=False)[0]
    place = "data" + "".join(_step(step) for step in first["loc"])
    context: dict[str, Any] = dict(first.get("ctx", {}))
    if first["type"] == "value_error":
        return refused(context["error"], place)
    if "expected" in context:  # "'portal', 'mail' or 'other'": a list that needs no English
        context["expected"] = ", ".join(_QUOTED(context["expected"]))
    known = _SENTENCES.get(first["type"], _UNEXPECTED)
    return InputRefused(known.template, field=place, type=cls.TYPE, **context)


def refused(error: Unfit, field: str) -> InputRefused:
    """The refusal of a field that holds what no event can say."""
    return InputRefused(error.template, field=f"{field}.{error.part}" if error.part else field, **error.values)


def _step(step: str | int) -> str:
    return f"[{step}]" if isinstance(step, int) else f".{step}"
