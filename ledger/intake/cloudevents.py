"""CloudEvents files: one JSON object a line, or one array; UTF-8."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any, NoReturn

from ledger.commands import Offered
from ledger.events.wire import submission
from ledger.refusal import InputRefused, Refusal

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes an event may take in a file; a longer line is refused without being read into memory whole."""
LARGEST_ARRAY = 512 * 1024 * 1024
"""Bytes an array may take: unlike lines, it is read whole."""


def read(name: str, stream: IO[bytes]) -> Iterator[Offered]:
    """Every event of a stream of bytes: a submission, or why the line holds none."""
    first = stream.read(1)
    while first and first in b" \t\r\n\xef\xbb\xbf":  # blanks and the byte order mark that some tools write
        if first == b"\n":
            return (yield from _lines(name, stream, b"", 2))
        first = stream.read(1)
    if first == b"[":
        yield from _array(name, first + stream.read(LARGEST_ARRAY))
    else:
        yield from _lines(name, stream, first, 1)


def read_file(path: str | Path) -> Iterator[Offered]:
    """Every event of a file. Raises InputRefused where it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            yield from read(str(path), stream)
    except OSError as error:
        raise InputRefused("cannot be read: {error}", error=error.strerror or error).at(str(path), None) from None


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
        return _DECODER.decode(line.decode())
    except UnicodeDecodeError as error:
        raise InputRefused("is not UTF-8 at byte {place}", place=error.start + 1) from None
    except (ValueError, RecursionError) as error:
        raise _not_json(error) from None


def _array(name: str, text: bytes) -> Iterator[Offered]:
    """The elements of an array, each with the line on which it begins."""
    try:
        whole = text.decode()
    except UnicodeDecodeError as error:
        number = text.count(b"\n", 0, error.start) + 1
        return (yield _broken(name, number, InputRefused("is not UTF-8 at byte {place}", place=error.start + 1)))
    place, number, counted = 1, 1, 0
    while True:
        place = _BLANKS(whole, place).end()  # type: ignore[union-attr]
        number, counted = number + whole.count("\n", counted, place), place
        if whole[place : place + 1] == "]":
            break
        begins = place
        try:
            event, place = _DECODER.raw_decode(whole, place)
        except (ValueError, RecursionError, Refusal) as error:
            # What follows a broken element cannot be told apart from it.
            return (yield _broken(name, number, _not_json(error)))
        yield _element(name, number, whole[begins:place], event)
        place = _BLANKS(whole, place).end()  # type: ignore[union-attr]
        if whole[place : place + 1] == ",":
            place += 1
        elif whole[place : place + 1] != "]":
            number += whole.count("\n", counted, place)
            return (yield _broken(name, number, InputRefused("the array is not closed, or a comma is missing")))
    if whole[place + 1 :].strip():
        yield _broken(name, number, InputRefused("something follows the end of the array"))


def _element(name: str, number: int, text: str, event: Any) -> Offered:
    try:
        return Offered(name, number, text, submission(_object(event), name, number), None)
    except Refusal as refusal:
        return Offered(name, number, text, None, refusal.at(name, number))


def _broken(name: str, number: int, refusal: Refusal) -> Offered:
    return Offered(name, number, "", None, refusal.at(name, number))


def _not_json(error: Exception) -> Refusal:
    match error:
        case Refusal():
            return error
        case json.JSONDecodeError():
            return InputRefused("is not JSON at column {column}: {why}", column=error.colno, why=error.msg)
        case RecursionError():
            return InputRefused("is nested too deeply")
        case _:
            return InputRefused("holds a number of too many digits")


def _object(event: Any) -> dict[str, Any]:
    if type(event) is not dict:
        raise InputRefused("is not an event: one JSON object was expected")
    return event


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) != len(pairs):
        twice = next(name for index, (name, _) in enumerate(pairs) if name in dict(pairs[:index]))
        raise InputRefused("stands twice in one object", field=twice)
    return held


def _no_fraction(text: str) -> NoReturn:
    raise InputRefused("the number {number} has a fraction or an exponent: write it as a text", number=text[:40])


def _no_constant(text: str) -> NoReturn:
    raise InputRefused("{constant} is no JSON number", constant=text)


_BLANKS = re.compile(r"[ \t\r\n]*").match
_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_float=_no_fraction, parse_constant=_no_constant)
