"""Findings as JSON, straight from their dataclasses: a field's name is its key, a trailing underscore dropped.

Durations are written as decimal seconds digit by digit, rates as text floored to four decimals: no float is made.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import UTC, date, tzinfo
from enum import Enum
from fractions import Fraction
from functools import lru_cache
from unicodedata import category

from projections.articles.finding import EntryRef
from projections.calendar.span import Duration, Instant
from projections.calendar.zone import iso
from projections.calendar.zone import zone as named_zone
from projections.edition.reading import Reading
from projections.edition.wording import Text
from projections.report.exact import key_of, percent, seconds
from projections.report.language import Language, language

_UNSEEN = ("Cc", "Cf", "Cs", "Zl", "Zp")
"""Categories of characters that steer, reorder or hide."""


@dataclass(frozen=True, slots=True)
class _Voice:
    """The language, whether an object that names its zone is shown in it, and the entries written last."""

    language: Language
    own_zones: bool
    entries: dict[str, tuple[object, str]] = field(default_factory=dict)

    def zone_of(self, value: object, zone: tzinfo) -> tzinfo:
        if not self.own_zones:
            return zone
        own = value.get("timezone") if isinstance(value, Mapping) else getattr(value, "timezone", None)
        return named_zone(own) if isinstance(own, str) else zone


def json_text(value: object, zone: tzinfo, said_in: Language | None = None, *, own_zones: bool = False) -> str:
    """A finding, a list of them, or any value a finding may hold, indented, with a newline at its end.

    Instants stand in the zone with its offset, or with `own_zones` each object's in the `timezone` that it names;
    sentences stand in the language given, English by default.
    Raises TypeError for a value that has no place in a finding.
    """
    return "".join(json_pieces(value, zone, said_in, own_zones=own_zones))


def json_pieces(
    value: object, zone: tzinfo, said_in: Language | None = None, *, own_zones: bool = False
) -> Iterator[str]:
    """The same, piece by piece."""
    yield from _written(value, zone, _Voice(said_in or language("en"), own_zones), "")
    yield "\n"


def json_schema(finding: type) -> dict[str, object]:
    """The JSON Schema (2020-12) of a finding's class. Raises TypeError for a type that has no place in a finding."""
    from projections.report.schema import schema_of  # wanted by one command alone

    return schema_of(finding)


def _written(value: object, zone: tzinfo, voice: _Voice, indent: str) -> Iterator[str]:
    if is_dataclass(value) and not isinstance(value, type | Text):
        zone = voice.zone_of(value, zone)
        members = {key_of(field.name): getattr(value, field.name) for field in fields(value)}
        yield from _block("{}", [(f"{_quoted(key)}: ", each) for key, each in members.items()], zone, voice, indent)
    elif isinstance(value, Mapping):
        zone = voice.zone_of(value, zone)
        yield from _block("{}", [(f"{_quoted(key)}: ", each) for key, each in value.items()], zone, voice, indent)
    elif isinstance(value, tuple) and len(value) >= _MANY and isinstance(value[0], EntryRef):
        yield _entries(value, voice, indent)
    elif isinstance(value, tuple | list):
        yield from _block("[]", [("", each) for each in value], zone, voice, indent)
    else:
        yield _scalar(value, zone, voice.language)


_MANY = 10
"""How many entries are worth remembering."""


def _entries(value: tuple[EntryRef, ...], voice: _Voice, indent: str) -> str:
    """Many entries; where one row after the other names the same, they are written once."""
    last, text = voice.entries.get(indent, (None, ""))
    if last is not value:
        deeper = indent + "  "
        text = f"[{','.join(_entry(each, deeper) for each in value)}\n{indent}]"
        voice.entries[indent] = (value, text)
    return text


@lru_cache(maxsize=65_536)
def _entry(value: EntryRef, indent: str) -> str:
    """An entry on a line of its own, which is the same in every zone and language."""
    return f"\n{indent}" + "".join(_written(value, UTC, _Voice(language("en"), own_zones=False), indent))


def _block(brackets: str, members: list[tuple[str, object]], zone: tzinfo, voice: _Voice, indent: str) -> Iterator[str]:
    deeper = indent + "  "
    yield brackets[0]
    for number, (head, value) in enumerate(members):
        yield f"{',' if number else ''}\n{deeper}{head}"
        yield from _written(value, zone, voice, deeper)
    yield f"\n{indent}{brackets[1]}" if members else brackets[1]


def _scalar(value: object, zone: tzinfo, said_in: Language) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case Text():
            return _quoted(said_in.say(value, zone))
        case Reading():
            return _quoted(value.option)
        case Enum():
            return _scalar(value.value, zone, said_in)
        case Instant():
            return _quoted(iso(value, zone))
        case Duration():
            return seconds(value)
        case int():
            return str(value)
        case Fraction():
            return _quoted(percent(value))
        case date():
            return _quoted(value.isoformat())
        case str():
            return _quoted(value)
    raise TypeError(f"a {type(value).__name__} has no place in a finding")


def _quoted(text: str) -> str:
    """A JSON string in which nothing steers a terminal or hides."""
    shown = json.dumps(text, ensure_ascii=False)
    if shown.isprintable():
        return shown
    return "".join(json.dumps(char)[1:-1] if category(char) in _UNSEEN else char for char in shown)
