"""A field of an event as an option of a command: what may be typed for it, and what that becomes."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import click

from cli.command import Choice, Option
from ledger.refusal import UsageRefused
from projections.edition.wording import N_

Instants = Callable[[str, str], str]
"""Option and text of a time -> the same instant with its offset."""


@dataclass(frozen=True)
class Field:
    """One field of an event's data; `schema` is the JSON Schema of its values, null left out."""

    name: str
    required: bool
    description: str
    schema: Mapping[str, Any]
    default: object

    @property
    def option_name(self) -> str:
        """`--last-seen-up` for `last_seen_up`."""
        return f"--{self.name.replace('_', '-')}"

    @property
    def words(self) -> tuple[str, ...]:
        """The values that there are, where they are counted."""
        return _words(self.schema) or _words(self.schema.get("items", {}))

    def option(self) -> click.Option:
        """The option that sets the field."""
        kind = self.schema.get("type")
        name = f"field_{self.name}"
        shared: dict[str, Any] = {"help": self.description, "show_default": self.default or None}
        if kind == "boolean":
            return Option([f"{self.option_name}/{self.option_name.replace('--', '--no-', 1)}", name], **_flag(shared))
        if kind == "array":
            metavar = "|".join(self.words) or self._metavar(self.schema["items"])
            return Option([self.option_name, name], multiple=True, metavar=metavar, **shared)
        if self.words:
            return Option([self.option_name, name], type=Choice(self.words), **shared)
        return Option([self.option_name, name], metavar=self._metavar(self.schema), **shared)

    def value(self, typed: Any, instants: Instants) -> Any:
        """What the event says in this field. Raises UsageRefused for what cannot be such a value."""
        kind = self.schema.get("type")
        if kind == "array":
            return [part.strip() for text in typed for part in text.split(",") if part.strip()]
        if kind == "boolean":
            return typed
        if kind == "integer":
            return self._whole_number(typed)
        if self._is_instant() and (self.schema.get("format") or "T" in typed.strip().upper().replace(" ", "T")):
            return instants(self.option_name, typed)
        if kind == "object" or "$ref" in self.schema or (self._is_figure() and typed.lstrip().startswith("{")):
            return self._object(typed)
        return typed

    def _whole_number(self, typed: str) -> int:
        try:
            return int(typed)
        except ValueError:
            raise UsageRefused(
                N_("{option}: `{value}` is not a whole number"), option=self.option_name, value=typed
            ) from None

    def _object(self, typed: str) -> Any:
        try:
            return json.loads(typed)
        except (ValueError, RecursionError):
            raise UsageRefused(
                N_('{option}: `{value}` is not JSON; write an object such as {{"name": "value"}}'),
                option=self.option_name,
                value=typed,
            ) from None

    def _is_instant(self) -> bool:
        return _formats(self.schema) & {"date-time"} != set()

    def _is_figure(self) -> bool:
        return any(each.get("type") == "object" for each in self.schema.get("anyOf", ()))

    @staticmethod
    def _metavar(schema: Mapping[str, Any]) -> str:
        formats = _formats(schema)
        if formats:
            return "|".join(name for form, name in (("date", "DATE"), ("date-time", "TIME")) if form in formats)
        if schema.get("type") == "integer":
            return "N"
        return "JSON" if schema.get("type") == "object" or "$ref" in schema else "TEXT"


def fields(schema: Mapping[str, Any]) -> list[Field]:
    """The fields of an event, the required ones first, from the JSON Schema of the whole event."""
    data = schema["properties"]["data"]
    required = data.get("required", ())
    found = [
        Field(name, name in required, said.get("description", ""), _without_null(said), said.get("default"))
        for name, said in data.get("properties", {}).items()
    ]
    return sorted(found, key=lambda field: not field.required)


def _flag(shared: Mapping[str, Any]) -> dict[str, Any]:
    return {"help": shared["help"], "default": None}


def _words(schema: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(schema.get("enum", ())) or ((schema["const"],) if "const" in schema else ())


def _formats(schema: Mapping[str, Any]) -> set[str]:
    parts: Iterable[Mapping[str, Any]] = (schema, *schema.get("anyOf", ()))
    return {part["format"] for part in parts if part.get("format") in ("date", "date-time")}


def _without_null(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = [each for each in schema.get("anyOf", ()) if each != {"type": "null"}]
    if len(choices) == 1:
        return {**choices[0], **{key: value for key, value in schema.items() if key not in ("anyOf", "default")}}
    return schema
