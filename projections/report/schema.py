"""The JSON Schema (2020-12) of a finding, read off its dataclasses."""

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from enum import Enum
from fractions import Fraction
from inspect import getdoc
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from projections.calendar.span import Duration, Instant
from projections.edition.wording import Text
from projections.report.exact import key_of

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Schema = dict[str, Any]

_SCALARS: Mapping[type, Schema] = {
    Instant: {"type": "string", "format": "date-time"},
    Duration: {"type": "number", "description": "seconds, up to 6 decimals"},
    Fraction: {"type": "string", "pattern": r"^-?[0-9]+\.[0-9]{4}$", "description": "percent, floored to 4 decimals"},
    date: {"type": "string", "format": "date"},
    Text: {"type": "string", "description": "a sentence in the language asked for"},
    NoneType: {"type": "null"},
    bool: {"type": "boolean"},
    int: {"type": "integer"},
    str: {"type": "string"},
}


class _Definitions:
    """The schemas that others refer to; two articles may each have a line of the same name."""

    def __init__(self) -> None:
        self.schemas: dict[str, Schema] = {}
        self._kinds: dict[str, type] = {}

    def name(self, kind: type) -> str:
        """The name of a class in the schema: its own, with its article where another class has that one."""
        if self._kinds.setdefault(kind.__name__, kind) is kind:
            return kind.__name__
        return f"{kind.__name__}_{'_'.join(kind.__module__.rpartition('.')[2].split('_')[:2])}"


def schema_of(finding: type) -> Schema:
    """The schema of a finding's JSON. Raises TypeError for a field whose type has no place in a finding."""
    definitions = _Definitions()
    schema = _object(finding, definitions)
    return {"$schema": DIALECT, "title": finding.__name__, **schema} | (
        {"$defs": definitions.schemas} if definitions.schemas else {}
    )


def _object(kind: type, definitions: _Definitions) -> Schema:
    hints = get_type_hints(kind)
    properties = {key_of(each.name): _of(hints[each.name], definitions) for each in fields(kind)}
    described = {"description": " ".join((getdoc(kind) or "").split())}
    return described | {"type": "object", "properties": properties, "required": list(properties)}


def _of(kind: Any, definitions: _Definitions) -> Schema:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin is Literal:
        return {"enum": list(arguments)}
    if origin in (UnionType, Union):
        return {"anyOf": [_of(each, definitions) for each in arguments]}
    if (origin is tuple and arguments[-1] is Ellipsis) or origin is list:
        return {"type": "array", "items": _of(arguments[0], definitions)}
    if origin is tuple:
        each = [_of(argument, definitions) for argument in arguments]
        return {"type": "array", "prefixItems": each, "minItems": len(each), "maxItems": len(each)}
    if origin is not None and issubclass(origin, Mapping):
        return {"type": "object", "additionalProperties": _of(arguments[1], definitions)}
    if kind in _SCALARS:
        return dict(_SCALARS[kind])
    if isinstance(kind, type) and issubclass(kind, Enum):
        return {"enum": [each.value for each in kind]}
    if isinstance(kind, type) and is_dataclass(kind):
        name = definitions.name(kind)
        if name not in definitions.schemas:
            definitions.schemas[name] = {}
            definitions.schemas[name] = _object(kind, definitions)
        return {"$ref": f"#/$defs/{name}"}
    raise TypeError(f"{kind} has no place in a finding")
