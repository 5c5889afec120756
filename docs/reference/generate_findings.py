"""Write the reference of findings as JSON from their schemas: `python docs/reference/generate_findings.py`."""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from cli.schema import FINDINGS
from projections.report.schema import schema_of

PAGE = Path(__file__).parent / "findings.md"
_HEAD = """\
# Findings as JSON

<!-- Made from the findings by docs/reference/generate_findings.py: edit their dataclasses, then run it. -->

Every reading command answers in JSON with `--format json`; `livret schema finding` prints the JSON Schema of each.
The headings below are the names in it.
A command that is asked for several figures answers with a list.

- Keys are English whatever `--lang` says; only *sentences* (a `because`, for one) are in the language asked for.
- Every key is always there; what is not known or does not apply is `null`.
- Instants are RFC 3339 with the contract's offset.
- Durations are decimal seconds, exact, with up to six digits.
- Rates are texts, in percent, floored to four decimals.
- Spans are half-open: `until` is not part of them.
- `entries` name entries by `source`, `id` and `position`.
- `known_at`, `known_by` and `position` say what was known; `claimed` is true where the sources' word decided it.
- Keys may be added in any release; none changes its meaning.
"""


def reference() -> str:
    """The page of all findings, command by command."""
    return "\n".join([_HEAD, *(line for command in FINDINGS for line in _finding(command))])


def _finding(command: str) -> Iterator[str]:
    module, name = FINDINGS[command]
    schema = schema_of(getattr(import_module(module), name))
    yield f"## `{command}`\n"
    yield f"{schema['description']}\n"
    yield from _keys(schema)
    for part, said in schema.get("$defs", {}).items():
        yield f"### {part} of `{command}`\n"
        yield f"{said['description']}\n"
        yield from _keys(said)


def _keys(schema: dict[str, Any]) -> Iterator[str]:
    yield "| key | value |"
    yield "|---|---|"
    for key, said in schema["properties"].items():
        yield f"| `{key}` | {_kind(said)} |"
    yield ""


def _kind(said: dict[str, Any]) -> str:
    match said:
        case {"$ref": where}:
            return f"*{where.rpartition('/')[2]}*"
        case {"enum": options}:
            return ", ".join(f"`{option}`" for option in options)
        case {"anyOf": choices}:
            return " or ".join(_kind(each) for each in choices)
        case {"prefixItems": each}:
            return f"[{', '.join(map(_kind, each))}]"
        case {"items": item}:
            return f"list of {_kind(item)}"
        case {"additionalProperties": dict(value)}:
            return f"object, each value: {_kind(value)}"
        case {"format": "date-time"}:
            return "instant"
        case {"format": "date"}:
            return "date"
        case {"description": description}:
            return str(description)
    return {"string": "text", "integer": "whole number", "boolean": "true or false"}.get(said["type"], said["type"])


if __name__ == "__main__":
    PAGE.write_text(reference(), "utf-8")
