"""Which parts of an event are personal data, and how they are taken out of its body and put back.

A *path* names a part: `actor`, `data.reporter`, and in a restatement `data.changes.reporter`. In a stored body a
commitment stands in its place, under `personal`; the value itself is in the vault, as long as it is not erased.
Kept free of pydantic: reading starts fast.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from ledger.events.entry import RESTATED, Entry

CODES = ("reporter", "technician")
"""Fields that name a person, as the attribute `actor` does."""
TEXTS = ("summary",)
"""Fields in which people write freely, also about people."""
PERSONAL = "personal"
"""The attribute of a stored event that holds its commitments by their paths."""

_FIELDS = (*CODES, *TEXTS)
PATHS = frozenset(("actor", *(f"data.{name}" for name in _FIELDS), *(f"data.changes.{name}" for name in _FIELDS)))
COMMITMENT_PATTERN = "^[A-Za-z0-9_-]{42}[AEIMQUYcgkosw048]$"
"""32 bytes, and no bit more, in base64url without padding."""
_COMMITMENT = re.compile(COMMITMENT_PATTERN.strip("^$")).fullmatch


class Withheld(str):
    """Stands where a personal value is shown that cannot be: a word that says why, and no value."""

    __slots__ = ()


ERASED, LOST = Withheld("erased"), Withheld("lost")
VAULT_MISSING, VAULT_UNREADABLE = Withheld("vault missing"), Withheld("vault not readable")


def is_text(path: str) -> bool:
    """Whether people write freely there."""
    return path.rpartition(".")[2] in TEXTS


def is_commitment(value: object) -> bool:
    """Whether a value has the form of a commitment."""
    return isinstance(value, str) and _COMMITMENT(value) is not None


def is_withholding(value: object) -> bool:
    """Whether a value may stand under `personal`: commitments by paths."""
    return (
        isinstance(value, dict)
        and len(value) > 0
        and all(path in PATHS and is_commitment(commitment) for path, commitment in value.items())
    )


def values_of(event: Mapping[str, Any]) -> dict[str, str]:
    """The personal values that an event says, by their paths."""
    return dict(_said(event))


def _said(event: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if "actor" in event:
        yield "actor", event["actor"]
    data = event.get("data") or {}
    for name in _FIELDS:
        if isinstance(data.get(name), str):
            yield f"data.{name}", data[name]
    if event["type"] == RESTATED:
        for name in _FIELDS:
            # A field restated as null says nothing of anybody.
            if isinstance(data["changes"].get(name), str):
                yield f"data.changes.{name}", data["changes"][name]


def taken_out(event: Mapping[str, Any], commitments: Mapping[str, str]) -> dict[str, Any]:
    """The event with a commitment in the place of each of these parts."""
    return without(event, commitments) | {PERSONAL: {**event.get(PERSONAL, {}), **commitments}}


def without(event: Mapping[str, Any], paths: Iterable[str]) -> dict[str, Any]:
    """The event with neither value nor commitment for these parts."""
    left = dict(event)
    for path in paths:
        _drop(left, path.split("."))
    left.pop(PERSONAL, None)
    if left.get("data") == {}:
        del left["data"]
    return left


def put_back(event: Mapping[str, Any], values: Mapping[str, str]) -> dict[str, Any]:
    """The event with these values in the place of their commitments; what stays committed stays under `personal`."""
    whole = dict(event)
    for path, value in values.items():
        _set(whole, path.split("."), value)
    left = {path: commitment for path, commitment in event.get(PERSONAL, {}).items() if path not in values}
    whole.pop(PERSONAL, None)
    return whole | {PERSONAL: left} if left else whole


def disclosed(entry: Entry, values: Mapping[str, str]) -> Entry:
    """The entry with these values in the place of their commitments."""
    if not values:
        return entry
    whole = put_back({"actor": entry.actor, "data": entry.data, PERSONAL: entry.personal}, values)
    return entry._replace(actor=whole["actor"], data=whole["data"], personal=whole.get(PERSONAL, {}))


def _drop(event: dict[str, Any], steps: list[str]) -> None:
    for step in steps[:-1]:
        if step not in event:
            return
        inner = dict(event[step])
        event[step] = inner
        event = inner
    event.pop(steps[-1], None)


def _set(event: dict[str, Any], steps: list[str], value: str) -> None:
    for step in steps[:-1]:
        inner = dict(event.get(step) or {})
        event[step] = inner
        event = inner
    event[steps[-1]] = value
