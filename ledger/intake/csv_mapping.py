"""A mapping file: TOML that says which events the rows of a table hold."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal, get_args

from ledger.events.catalogue import event_class
from ledger.events.schema import json_schema
from ledger.intake.time_format import TimeFormat
from ledger.intake.toml_file import parse_toml, read_toml
from ledger.refusal import InputRefused, UsageRefused

Kind = Literal["text", "whole", "bool", "list", "instant"]
Keep = Literal["every", "first", "last"]
_PLACE = re.compile(r"\{([^{}]+)\}")
_ATTRIBUTES = ("id", "recordedtime", "actor", "assertedby", "correlationid")
_KEEP: tuple[Keep, ...] = get_args(Keep)
_TABLE = {"source", "scope", "zone", "fold", "time_format", "delimiter", "encoding", "empty", "event"}
_EVENT = {"type", "subject", "time", "when", "unless", "keep", "data", "scope", *_ATTRIBUTES}


@dataclass(frozen=True, slots=True)
class Template:
    """Text with places for columns: `ticket/{Case ID}`."""

    pieces: tuple[str, ...]

    def columns(self) -> tuple[str, ...]:
        """The columns it names."""
        return self.pieces[1::2]

    def filled(self, row: Mapping[str, str]) -> str:
        """The text for a row; blanks around it are taken off."""
        if len(self.pieces) == 3 and not self.pieces[0] and not self.pieces[2]:
            return row[self.pieces[1]].strip()
        return "".join(row[piece] if index % 2 else piece for index, piece in enumerate(self.pieces)).strip()


@dataclass(frozen=True, slots=True)
class Value:
    """What a field says of a row: a template, values in place of its values, and the kind of value it takes."""

    template: Template
    kind: Kind
    values: Mapping[str, Any] | None = None
    default: Any = None
    separator: str = ","


@dataclass(frozen=True, slots=True)
class Rule:
    """One event that a row may hold. `when`: the values its columns must have; `unless`: those they must not."""

    type: str
    subject: Template
    time: Template
    attributes: Mapping[str, Template]
    data: Mapping[str, Value]
    when: Mapping[str, frozenset[str]]
    unless: Mapping[str, frozenset[str]]
    keep: Keep
    scope: str | None

    def takes(self, row: Mapping[str, str]) -> bool:
        """Whether the row holds this event."""
        return all(row[column].strip() in values for column, values in self.when.items()) and not any(
            row[column].strip() in values for column, values in self.unless.items()
        )

    def columns(self) -> set[str]:
        """Every column it needs."""
        templates = [
            self.subject,
            self.time,
            *self.attributes.values(),
            *(each.template for each in self.data.values()),
        ]
        return {*self.when, *self.unless, *(column for each in templates for column in each.columns())}


@dataclass(frozen=True, slots=True)
class Mapped:
    """A whole mapping file."""

    source: str
    rules: tuple[Rule, ...]
    scope: str | None = None
    zone: str | None = None
    fold: str | None = None
    delimiter: str | None = None
    encoding: str = "utf-8"
    time_format: TimeFormat | None = None
    empty: frozenset[str] = frozenset()
    """What stands in a cell that holds no value."""
    named: Mapping[str, Set[str]] = field(default_factory=dict)
    """The values that the rules name of each column on which an event depends."""

    def unnamed(self, row: Mapping[str, str]) -> str | None:
        """A column on which an event depends, with a value in this row that no rule names."""
        return next((column for column, values in self.named.items() if row[column].strip() not in values), None)


def read_mapping(path: Path | None) -> Mapped:
    """The mapping in a file. Raises UsageRefused where none is given, InputRefused for what it gets wrong."""
    if path is None:
        raise UsageRefused("rows are no events by themselves: give --mapping FILE; `livret map` drafts one")
    try:
        return parse_mapping(read_toml(path))
    except InputRefused as refusal:
        raise refusal.at(str(path), None) from None


def read_mapping_text(text: str) -> Mapped:
    """The mapping in a text of TOML. Raises InputRefused."""
    return parse_mapping(parse_toml(text))


def parse_mapping(table: Mapping[str, Any]) -> Mapped:
    """The mapping that a table of TOML holds. Raises InputRefused with the field and the reason."""
    _only(table, _TABLE, "")
    rules = table.get("event")
    if type(rules) is not list or not rules:
        raise InputRefused("is missing: one [[event]] for each event that a row may hold", field="event")
    settings = {name: _text(table, name, name) for name in _TABLE - {"event", "empty"} if name in table}
    if "source" not in settings:
        raise InputRefused("is missing: a name for what wrote the file, such as /helpdesk", field="source")
    if settings.get("fold", "first") not in ("first", "second"):
        raise InputRefused("is none of {choices}", field="fold", choices="first, second")
    if len(settings.get("delimiter", ",")) != 1:
        raise InputRefused("is not one character", field="delimiter")
    form = settings.pop("time_format", None)
    try:
        time_format = None if form is None else TimeFormat(form)
    except InputRefused as refusal:
        refusal.field = "time_format"
        raise
    empty = table.get("empty", [])
    if type(empty) is not list or any(type(each) is not str for each in empty):
        raise InputRefused("is not a list of texts", field="empty")
    parsed = tuple(_rule(each, f"event[{index}]") for index, each in enumerate(rules))
    return Mapped(rules=parsed, time_format=time_format, empty=frozenset(empty), named=_named(parsed), **settings)


def _named(rules: Sequence[Rule]) -> dict[str, Set[str]]:
    columns = dict.fromkeys(column for rule in rules for column in rule.when)
    conditions = [each for rule in rules for each in (rule.when, rule.unless)]
    return {column: {value for each in conditions for value in each.get(column, ())} for column in columns}


def template(text: str) -> Template:
    """The template that a text stands for."""
    return Template(tuple(_PLACE.split(text)))


def _rule(table: Any, where: str) -> Rule:
    if type(table) is not dict:
        raise InputRefused("is not a table", field=where)
    _only(table, _EVENT, where)
    type_ = _text(table, "type", f"{where}.type")
    try:
        event_class(type_)
    except ValueError as error:
        raise InputRefused("{reason}", field=f"{where}.type", reason=error) from None
    data = table.get("data", {})
    if type(data) is not dict:
        raise InputRefused("is not a table", field=f"{where}.data")
    if table.get("keep", "every") not in _KEEP:
        raise InputRefused("is none of {choices}", field=f"{where}.keep", choices=", ".join(_KEEP))
    return Rule(
        type_,
        template(_text(table, "subject", f"{where}.subject")),
        template(_text(table, "time", f"{where}.time")),
        {name: template(_text(table, name, f"{where}.{name}")) for name in _ATTRIBUTES if name in table},
        {name: _value(value, type_, name, f"{where}.data.{name}") for name, value in data.items()},
        _conditions(table, "when", where),
        _conditions(table, "unless", where),
        table.get("keep", "every"),
        _text(table, "scope", f"{where}.scope") if "scope" in table else None,
    )


def _value(said: Any, type_: str, name: str, where: str) -> Value:
    kinds = field_kinds(type_)
    if name not in kinds:
        raise InputRefused("is no field of this type of event; see `livret schema {type}`", field=where, type=type_)
    if type(said) is not dict:
        return Value(template(str(said).lower() if type(said) is bool else str(said)), kinds[name])
    _only(said, {"column", "values", "default", "separator"}, where)
    values = said.get("values")
    if values is not None and type(values) is not dict:
        raise InputRefused("is not a table", field=f"{where}.values")
    column = Template(("", _text(said, "column", f"{where}.column"), ""))
    return Value(column, kinds[name], values, said.get("default"), str(said.get("separator", ",")))


@cache
def field_kinds(type_: str) -> Mapping[str, Kind]:
    """The kind of value that each field of an event takes."""
    instants = event_class(type_).instant_fields()
    words: dict[str, Kind] = {"integer": "whole", "boolean": "bool", "array": "list"}
    kinds: dict[str, Kind] = {}
    for name, schema in json_schema(type_)["properties"]["data"]["properties"].items():
        options = [schema, *schema.get("anyOf", ())]
        kind: Kind = next((words[each["type"]] for each in options if each.get("type") in words), "text")
        kinds[name] = "instant" if name in instants else kind
    return kinds


def _conditions(table: Mapping[str, Any], name: str, where: str) -> dict[str, frozenset[str]]:
    held = table.get(name, {})
    if type(held) is not dict:
        raise InputRefused("is not a table", field=f"{where}.{name}")
    return {column: frozenset(map(str, value if type(value) is list else [value])) for column, value in held.items()}


def _text(table: Mapping[str, Any], name: str, where: str) -> str:
    held = table.get(name)
    if type(held) is not str or not held:
        raise InputRefused("is missing, or is not a text", field=where)
    return held


def _only(table: Mapping[str, Any], known: Sequence[str] | set[str], where: str) -> None:
    for name in table:
        if name not in known:
            raise InputRefused(
                "`{name}` is no word of a mapping; {known} are",
                field=where or None,
                name=name[:60],
                known=", ".join(sorted(known)),
            )
