"""CloudEvents files: one JSON object a line, or one array; UTF-8."""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NamedTuple, NoReturn

from ledger.commands import Offered
from ledger.events.wire import submission
from ledger.intake.turns import by_turns, worth_it
from ledger.refusal import N_, InputRefused, Refusal

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes an event may take in a file; a longer line is refused without being read into memory whole."""
LARGEST_ARRAY = 512 * 1024 * 1024
"""Bytes an array may take: unlike lines, it is read whole."""
_NO_JSON = N_("is not JSON at column {column}")
_JSON_FAULTS = {
    "Expecting value": N_("is not JSON at column {column}: a value was expected"),
    "Expecting property name": N_("is not JSON at column {column}: a name in double quotes was expected"),
    "Expecting ':'": N_("is not JSON at column {column}: a colon was expected"),
    "Expecting ','": N_("is not JSON at column {column}: a comma was expected"),
    "Illegal trailing comma": N_("is not JSON at column {column}: there is a comma too many"),
    "Unterminated string": N_("is not JSON at column {column}: the text that begins there has no end"),
    "Invalid control character": N_("is not JSON at column {column}: a text holds a control character"),
    "Invalid \\": N_("is not JSON at column {column}: a backslash stands before what it cannot escape"),
    "Extra data": N_("is not JSON at column {column}: something follows the end of the event"),
}
"""How the message of the json module begins -> what is said instead, in any language."""


def read(name: str, stream: IO[bytes]) -> Iterator[Offered]:
    """Every event of a stream of bytes: a submission, or why the line holds none."""
    number, first = 1, stream.read(1)
    if first == b"\xef":  # the byte order mark that some tools write
        first += stream.read(2)
        first = stream.read(1) if first == b"\xef\xbb\xbf" else first
    while first and first in b" \t\r\n":
        number += first == b"\n"
        first = stream.read(1)
    if first == b"[":
        yield from _array(name, first + stream.read(LARGEST_ARRAY), number)
    elif first and worth_it(stream):
        stream.seek(-1, os.SEEK_CUR)
        rest = yield from by_turns(name, stream, number, LONGEST_LINE, _offered)
        if rest is not None:
            yield from _lines(name, stream, b"", rest)
    else:
        yield from _lines(name, stream, first, number)


def read_file(path: str | Path) -> Iterator[Offered]:
    """Every event of a file. Raises InputRefused where it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            yield from read(str(path), stream)
    except OSError as error:
        raise InputRefused("cannot be read: {failure}", failure=error.strerror or error).at(str(path), None) from None


def _lines(name: str, stream: IO[bytes], start: bytes, number: int) -> Iterator[Offered]:
    while True:
        line = start + stream.readline(LONGEST_LINE)
        start = b""
        if not line:
            return
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            while stream.readline(LONGEST_LINE)[-1:] not in (b"", b"\n"):
                pass
            too_long = InputRefused("is longer than {longest} bytes", longest=LONGEST_LINE).at(name, number)
            yield Offered(name, number, line[:200].decode("utf-8", "replace"), None, too_long)
        elif line.strip():
            yield _offered(name, number, line)
        number += 1


def _offered(name: str, number: int, line: bytes) -> Offered:
    try:
        return Offered(name, number, line, submission(_object(_decoded(line)), name, number), None)
    except Refusal as refusal:
        return Offered(name, number, line, None, refusal.at(name, number))


def _decoded(line: bytes) -> Any:
    try:
        text = line.decode().rstrip(_BLANK)
        event, end = _value(text, _BLANKS(text).end())  # type: ignore[union-attr]
        if end < len(text):
            raise json.JSONDecodeError("Extra data", text, _BLANKS(text, end).end())  # type: ignore[union-attr]
    except UnicodeDecodeError as error:
        raise InputRefused("is not UTF-8 at byte {place}", place=error.start + 1) from None
    except (ValueError, RecursionError) as error:
        raise _not_json(error) from None
    return event


def _array(name: str, text: bytes, number: int) -> Iterator[Offered]:
    """The elements of an array, each with the line on which it begins; `number` is that of the bracket."""
    try:
        whole = text.decode()
    except UnicodeDecodeError as error:
        number += text.count(b"\n", 0, error.start)
        return (yield _broken(name, number, InputRefused("is not UTF-8 at byte {place}", place=error.start + 1)))
    first, counted = number, 0
    place = _BLANKS(whole, 1).end()  # type: ignore[union-attr]
    closed = whole[place : place + 1] == "]"
    while not closed:
        number, counted = number + whole.count("\n", counted, place), place
        begins = place
        try:
            event, place = _value(whole, place)
        except (ValueError, RecursionError) as error:
            # What follows a broken element cannot be told apart from it.
            line = first + error.lineno - 1 if isinstance(error, json.JSONDecodeError) else number
            return (yield _broken(name, line, _not_json(error)))
        yield _element(name, number, whole[begins:place], event)
        place = _BLANKS(whole, place).end()  # type: ignore[union-attr]
        closed = whole[place : place + 1] == "]"
        if not closed and whole[place : place + 1] != ",":
            number += whole.count("\n", counted, place)
            return (yield _broken(name, number, InputRefused("the array is not closed, or a comma is missing")))
        if not closed:
            place = _BLANKS(whole, place + 1).end()  # type: ignore[union-attr]
    if whole[place + 1 :].strip():
        number += whole.count("\n", counted, place)
        yield _broken(name, number, InputRefused("something follows the end of the array"))


def _element(name: str, number: int, text: str, event: Any) -> Offered:
    try:
        return Offered(name, number, text, submission(_object(event), name, number), None)
    except Refusal as refusal:
        return Offered(name, number, text, None, refusal.at(name, number))


def _broken(name: str, number: int, refusal: Refusal) -> Offered:
    return Offered(name, number, "", None, refusal.at(name, number))


def _not_json(error: Exception) -> Refusal:
    if isinstance(error, json.JSONDecodeError):
        why = next((ours for theirs, ours in _JSON_FAULTS.items() if error.msg.startswith(theirs)), _NO_JSON)
        return InputRefused(why, column=error.colno)
    return InputRefused("is nested too deeply")


def _object(event: Any) -> dict[str, Any]:
    if isinstance(event, _Unfit):
        raise event.refusal
    if type(event) is not dict:
        raise InputRefused("is not an event: one JSON object was expected")
    return event


# JSON values that no event can hold


class _Unfit(NamedTuple):
    """Stands where such a value stood."""

    refusal: InputRefused


def _value(text: str, place: int) -> tuple[Any, int]:
    """The JSON value that begins there, or `_Unfit` where some part of it is, and where it ends."""
    try:
        return _DECODER.raw_decode(text, place)
    except json.JSONDecodeError:
        raise
    except (ValueError, Refusal):
        whole, end = _MARKING_DECODER.raw_decode(text, place)
        return _unfit_part(whole), end


def _unfit_part(whole: Any) -> Any:
    """The first part that is unfit, its refusal naming the field."""
    rest = [("", whole)]
    while rest:
        field, each = rest.pop()
        if isinstance(each, _Unfit):
            each.refusal.field = field.removeprefix(".") or None
            return each
        parts: list[tuple[str, Any]] = []
        if isinstance(each, dict):
            parts = [(f"{field}.{name}", part) for name, part in each.items()]
        elif isinstance(each, list):
            parts = [(f"{field}[{index}]", part) for index, part in enumerate(each)]
        rest += reversed(parts)
    return whole


def _refuse(unfit: _Unfit) -> NoReturn:
    raise unfit.refusal


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held: dict[str, Any] = {}
    for name, value in pairs:
        held[name] = _Unfit(InputRefused("stands twice in one object")) if name in held else value
    return held


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        raise InputRefused("stands twice in one object")
    return held


def _fraction(text: str) -> _Unfit:
    return _Unfit(
        InputRefused("the number {number} has a fraction or an exponent: write it as a text", number=text[:40])
    )


def _constant(text: str) -> _Unfit:
    return _Unfit(InputRefused("{constant} is no JSON number", constant=text))


def _whole(text: str) -> int | _Unfit:
    try:
        return int(text)
    except ValueError:
        return _Unfit(InputRefused("holds a number of too many digits"))


_BLANK = " \t\r\n"
_BLANKS = re.compile(f"[{_BLANK}]*").match
_DECODER = json.JSONDecoder(
    object_pairs_hook=_unique,
    parse_float=lambda text: _refuse(_fraction(text)),
    parse_constant=lambda text: _refuse(_constant(text)),
)
_MARKING_DECODER = json.JSONDecoder(
    object_pairs_hook=_said_once, parse_float=_fraction, parse_constant=_constant, parse_int=_whole
)
"""Slower, and says where: for an event that the other decoder refused."""
