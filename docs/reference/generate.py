"""Write the reference pages that are made from the code: `python docs/reference/generate.py`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.events.catalogue import event_class, families, family, types
from ledger.events.schema import json_schema
from ledger.events.subject import shape

HERE = Path(__file__).parent
_HEAD = """\
# Events

<!-- Made from ledger/events by docs/reference/generate.py: edit the models, then run it. -->

Every type of event with its scope, its subject and its fields; `livret schema TYPE` prints the JSON Schema of one.
A field in **bold** is required. An event *follows* another of the same subject: without it, it is refused.
"""


def reference() -> str:
    """The page of all events, family by family."""
    return "\n".join([_HEAD, *(line for each in families() for line in _family(each))])


def _family(name: str) -> Iterator[str]:
    yield f"## {name}\n"
    for each in types():
        if family(each) == name:
            yield from _event(each)


def _event(name: str) -> Iterator[str]:
    cls = event_class(name)
    schema = json_schema(name)
    yield f"### `{name}`\n"
    yield f"{cls.__doc__}\n"
    yield f"- Scope: {', '.join(cls.SCOPES)}"
    yield f"- Subject: {'any' if cls.SUBJECT is None else f'`{shape(cls)}`'}"
    if cls.FOLLOWS.after:
        yield f"- Follows: {' or '.join(f'`{each}`' for each in cls.FOLLOWS.after)}"
    if cls.FOLLOWS.once:
        yield "- Once for each subject"
    if cls.ARTICLES:
        yield f"- Articles: {', '.join(cls.ARTICLES)}"
    yield ""
    data = schema["properties"]["data"]
    if data["properties"]:
        yield "| field | value | |"
        yield "|---|---|---|"
        required = data.get("required", ())
        for field, said in sorted(data["properties"].items(), key=lambda item: item[0] not in required):
            title = f"**`{field}`**" if field in required else f"`{field}`"
            yield f"| {title} | {_value(said)} | {said['description']} |"
        yield ""


def _value(said: dict[str, Any]) -> str:
    if said.get("default") is not None:
        return f"{_kind(said)}; default `{said['default']}`"
    return _kind(said)


def _kind(said: dict[str, Any]) -> str:
    if "$ref" in said:
        return "object"
    match said:
        case {"enum": options}:
            return ", ".join(f"`{option}`" for option in options)
        case {"const": option}:
            return f"`{option}`"
        case {"anyOf": choices}:
            said_of_all = {"type": said.get("type")}
            kinds = (_kind(said_of_all | each) for each in choices if each != {"type": "null"})
            return " or ".join(dict.fromkeys(kinds))
        case {"format": "date-time"}:
            return "instant"
        case {"type": "array", "items": item}:
            return f"list of {_kind(item)}"
        case {"type": "integer"}:
            return "whole number"
        case {"type": "boolean"}:
            return "true or false"
        case {"type": "string"}:
            return str(said.get("format", "text"))
        case {"type": kind}:
            return str(kind)
        case _:
            return "any JSON"


if __name__ == "__main__":
    (HERE / "events.md").write_text(reference(), "utf-8")
