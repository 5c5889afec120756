"""The JSON Schema (2020-12) of an event on the wire, made from its model (interface, sections 1 and 2)."""

from typing import Any

from pydantic.json_schema import GenerateJsonSchema

from ledger.events.catalogue import event_class
from ledger.events.event import Event
from ledger.events.personal import COMMITMENT_PATTERN, PATHS
from ledger.events.subject import scope_pattern, subject_pattern

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_SAID: dict[str, Any] = {"type": "string", "minLength": 1}
_INSTANT: dict[str, Any] = {"type": "string", "format": "date-time"}
_ALWAYS = ["specversion", "id", "source", "type", "scope", "subject", "time"]


class _Untitled(GenerateJsonSchema):
    """A field's name is title enough."""

    def field_title_should_be_set(self, schema: object) -> bool:
        return False


def json_schema(type: str) -> dict[str, Any]:
    """The schema of the whole CloudEvent of that type, envelope and data. Raises UnknownType.

    What a schema cannot say (that an end follows its start, that a key is no repetition) is checked on import.
    """
    cls = event_class(type)
    data = cls.model_json_schema(by_alias=True, schema_generator=_Untitled)
    definitions = data.pop("$defs", None)
    for already_said in ("title", "description"):
        data.pop(already_said, None)
    required = [*_ALWAYS, "data"] if data.get("required") else _ALWAYS
    schema: dict[str, Any] = {
        "$schema": _DIALECT,
        "title": cls.TYPE,
        "description": cls.__doc__,
        "type": "object",
        "properties": {**_envelope(cls), "data": data},
        "required": required,
        "additionalProperties": False,
    }
    return schema if definitions is None else schema | {"$defs": definitions}


def _envelope(cls: type[Event]) -> dict[str, Any]:
    scope = "|".join(scope_pattern(kind) for kind in cls.SCOPES)
    return {
        "specversion": {"const": "1.0"},
        "id": _SAID | {"description": "With `source`, what makes it the same event again."},
        "source": _SAID | {"format": "uri-reference", "description": "What reports the event."},
        "type": {"const": cls.TYPE},
        "scope": {"type": "string", "pattern": f"^(?:{scope})$", "description": "Whose history it belongs to."},
        "subject": {
            "type": "string",
            "pattern": f"^(?:{subject_pattern(cls).pattern})$",
            "description": "What it speaks of.",
        },
        "time": _INSTANT | {"description": "When it happened."},
        "recordedtime": _INSTANT | {"description": "When its source says that it learned of it."},
        "actor": _SAID | {"description": "Who did it, by staff code.", "personal": True},
        "assertedby": {
            "enum": ["provider", "client", "third_party"],
            "default": "provider",
            "description": "Whose word it is.",
        },
        "correlationid": _SAID | {"description": "What it belongs together with."},
        "causationid": _SAID | {"description": "The event that it comes from."},
        "datacontenttype": {"type": "string", "description": "The kind of its data."},
        "dataschema": _SAID | {"format": "uri", "description": "Where its data is described."},
        "personal": {
            "type": "object",
            "propertyNames": {"enum": sorted(PATHS)},
            "additionalProperties": {"type": "string", "pattern": COMMITMENT_PATTERN},
            "minProperties": 1,
            "description": "Commitments to values that are erased, by their places; an export writes them.",
        },
    }
