"""Files of a dossier, read with suspicion: whatever they hold, a fault comes of it and nothing worse."""

import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from ledger.events.unfit import Unfit
from ledger.refusal import N_

Read = TypeVar("Read")
_TWICE = "a name stands twice in one object"
MALFORMED = N_("{file} cannot be read as what a dossier has there, or is missing")


def attempted(faults: list[Unfit], read: Callable[[], Read]) -> Read | None:
    """What is read, or None with one fault more."""
    try:
        return read()
    except Unfit as fault:
        faults.append(fault)
        return None


def text_of(files: Mapping[str, bytes], name: str) -> str:
    """A file that is text. Raises Unfit."""
    try:
        return files[name].decode()
    except (KeyError, UnicodeDecodeError):
        raise Unfit(MALFORMED, file=name) from None


def lines_of_text(files: Mapping[str, bytes], name: str) -> list[str]:
    """The lines of a file that is text, each with its end. Raises Unfit."""
    *lines, end = text_of(files, name).split("\n")
    if end:
        raise Unfit(MALFORMED, file=name)
    return lines


def read_json(files: Mapping[str, bytes], name: str) -> dict[str, Any]:
    """A file that is a JSON object. Raises Unfit."""
    return read_object(text_of(files, name), name)


def read_object(text: str, name: str) -> dict[str, Any]:
    """A JSON object, which stands in a file of that name. Raises Unfit."""
    try:
        found = json.loads(text, object_pairs_hook=once)
    except (ValueError, RecursionError):
        raise Unfit(MALFORMED, file=name) from None
    if not isinstance(found, dict):
        raise Unfit(MALFORMED, file=name)
    return found


def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of JSON that says each thing once, so that no two readers see two things. Raises ValueError."""
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError(_TWICE)
    return found


def whole(value: object) -> int:
    """A value that is a whole number, and none below zero. Raises Unfit."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Unfit(N_("`{value}` is not a number of anything"), value=value)
    return value
