"""XES (IEEE 1849-2016), an event log in XML for process mining: one trace a subject, of the amended history.

An entry is an event of the standard extensions for names, times, life cycles and resources; what else it says stands
under its own names. Characters that XML cannot hold, and other controls, are left out; all others are ASCII or a
reference, so that no terminal obeys them.
"""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

from ledger.events.entry import Entry
from projections.calendar.span import Instant
from projections.facts.history import by_subject
from projections.facts.selection import Selection
from projections.outlet.attribute import Value, as_text, attributes, object_id

_UNWRITABLE = [*range(0x20), *range(0x7F, 0xA0), *range(0xD800, 0xE000), 0xFFFE, 0xFFFF]
_WRITTEN: Final = dict.fromkeys(_UNWRITABLE) | {ord(char): f"&#{ord(char)};" for char in "\t\n\r\"&'<>"}
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<log xes.version="1849.2016" xes.features="" xmlns="http://www.xes-standard.org/">
<extension name="Concept" prefix="concept" uri="http://www.xes-standard.org/concept.xesext"/>
<extension name="Lifecycle" prefix="lifecycle" uri="http://www.xes-standard.org/lifecycle.xesext"/>
<extension name="Time" prefix="time" uri="http://www.xes-standard.org/time.xesext"/>
<extension name="Organizational" prefix="org" uri="http://www.xes-standard.org/org.xesext"/>
<global scope="trace">
<string key="concept:name" value="unknown"/>
</global>
<global scope="event">
<string key="concept:name" value="unknown"/>
<string key="lifecycle:transition" value="complete"/>
<date key="time:timestamp" value="1970-01-01T00:00:00Z"/>
</global>
<classifier name="Type" keys="concept:name"/>
<string key="concept:name" value="livret"/>
<string key="lifecycle:model" value="standard"/>
"""


def written(selection: Selection) -> Iterator[bytes]:
    """The log, a trace at a time; what is held of a ledger are the chosen families of one scope."""
    yield _HEAD.encode()
    for scope, parts in groupby(selection.amended(), key=lambda part: part.scope):
        entries = sorted((entry for part in parts for entry in part.entries), key=lambda entry: entry.order)
        for subject, told in by_subject(entries).items():
            yield "".join(_trace(scope, subject, told)).encode("ascii", "xmlcharrefreplace")
    yield b"</log>\n"


def _trace(scope: str, subject: str, entries: list[Entry]) -> Iterator[str]:
    yield "<trace>\n"
    yield _attribute("concept:name", object_id(scope, subject))
    yield _attribute("scope", scope)
    yield _attribute("subject", subject)
    for entry in entries:
        yield "<event>\n"
        yield from (_attribute(key, value) for key, value in _event(entry).items())
        yield "</event>\n"
    yield "</trace>\n"


def _event(entry: Entry) -> dict[str, Value]:
    said = {key: value for key, value in attributes(entry).items() if key not in ("scope", "subject")}
    standard: dict[str, Value] = {
        "concept:name": entry.type,
        "lifecycle:transition": "complete",
        "time:timestamp": Instant(entry.occurred_at),
    }
    if "actor" in said:
        standard["org:resource"] = said.pop("actor")
    return standard | said


def _attribute(key: str, value: Value) -> str:
    return f'<{_element(value)} key="{key.translate(_WRITTEN)}" value="{as_text(value).translate(_WRITTEN)}"/>\n'


def _element(value: Value) -> str:
    match value:
        case bool():
            return "boolean"
        case Instant():
            return "date"
        case int():
            return "int"
    return "string"
