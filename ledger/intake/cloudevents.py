"""CloudEvents files: one JSON object a line, or one array; UTF-8."""

import io
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from ledger.commands import Offered
from ledger.events.wire import submission
from ledger.intake.strict_json import Unfit, strict_value
from ledger.intake.turns import by_turns, worth_it
from ledger.intake.window import BLANK, NOT_UTF8, NotJson, NotUtf8, TooLong, Window, after_blanks
from ledger.refusal import N_, InputRefused, Refusal

LONGEST_LINE = 4 * 1024 * 1024
"""Bytes an event may take in a file; a longer one is refused without being read into memory whole."""
ENDLESS = 4 * 1024 * 1024 * 1024
"""Bytes after which the end of a line that is too long is not looked for any more: a device has none."""
_PIECE = 64 * 1024
_TOO_LONG = N_("is longer than {longest} bytes")
_NO_END = N_("is longer than {longest} bytes, and no end of it was found: nothing after it is read")
_LONG_ELEMENT = N_("is longer than {longest} bytes: nothing after it is read from the array")
_DEEP = N_("is nested too deeply")
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
    number, start = 1, stream.readline(_PIECE).removeprefix(b"\xef\xbb\xbf")  # the mark that some tools write
    while start and not (held := start.lstrip(BLANK.encode())):
        number += start.count(b"\n")
        start = stream.readline(_PIECE)
    if not start:
        return
    if held.startswith(b"["):
        yield from _array(name, held[1:], stream, number)
    elif worth_it(stream):
        stream.seek(-len(held), os.SEEK_CUR)
        rest = yield from by_turns(name, stream, number, LONGEST_LINE, _offered)
        if rest is not None:
            yield from _lines(name, stream, b"", rest)
    else:
        yield from _lines(name, stream, held, number)


def read_file(path: str | Path) -> Iterator[Offered]:
    """Every event of a file. Raises InputRefused where it cannot be read."""
    try:
        with Path(path).open("rb") as stream:
            yield from read(str(path), stream)
    except OSError as error:
        raise InputRefused("cannot be read: {failure}", failure=error.strerror or error).at(str(path), None) from None


def _lines(name: str, stream: IO[bytes], start: bytes, number: int) -> Iterator[Offered]:
    while line := start if start.endswith(b"\n") else start + stream.readline(LONGEST_LINE - len(start)):
        start = b""
        if len(line) >= LONGEST_LINE and not line.endswith(b"\n"):
            ends = _skip(stream)
            too_long = InputRefused(_TOO_LONG if ends else _NO_END, longest=LONGEST_LINE).at(name, number)
            yield Offered(name, number, line[:200].decode("utf-8", "replace"), None, too_long)
            if not ends:
                return
        elif line.strip():
            yield _offered(name, number, line)
        number += 1


def _skip(stream: IO[bytes]) -> bool:
    """Read to the end of the line; False where there is none."""
    skipped = 0
    while (piece := stream.readline(_PIECE)) and not piece.endswith(b"\n") and skipped < ENDLESS:
        skipped += len(piece)
    return skipped < ENDLESS


def _offered(name: str, number: int, line: bytes) -> Offered:
    try:
        return Offered(name, number, line, submission(_object(_decoded(line)), name, number), None)
    except Refusal as refusal:
        return Offered(name, number, line, None, refusal.at(name, number))


def _decoded(line: bytes) -> Any:
    try:
        text = line.decode().rstrip(BLANK)
        event, end = strict_value(text, after_blanks(text))
        if end < len(text):
            raise json.JSONDecodeError("Extra data", text, after_blanks(text, end))
    except UnicodeDecodeError as error:
        raise InputRefused(NOT_UTF8, place=error.start + 1) from None
    except json.JSONDecodeError as error:
        raise _not_json(error.msg, error.colno) from None
    except RecursionError:
        raise InputRefused(_DEEP) from None
    return event


def _array(name: str, start: bytes, stream: IO[bytes], number: int) -> Iterator[Offered]:
    """The elements of an array, each with the line on which it begins; `number` is that of the bracket."""
    begin = io.BytesIO(start)
    window = Window(lambda size: begin.read(size) or stream.read(size), column=1, piece=_PIECE)
    try:
        closed = window.next() == "]"
        while not closed:
            yield _element(name, number, window)
            follows = window.next()
            closed = follows == "]"
            if not closed and follows != ",":
                why = InputRefused("the array is not closed, or a comma is missing")
                return (yield _broken(name, number + window.row(), why))
            if not closed:
                window.place += 1
                window.next()
        ends = window.row()
        window.place += 1
        if window.holds_more():
            yield _broken(name, number + ends, InputRefused("something follows the end of the array"))
    # What follows a broken element cannot be told apart from it.
    except NotUtf8 as error:
        yield _broken(
            name,
            number + error.row,
            InputRefused(NOT_UTF8, place=error.byte + 2),
        )
    except NotJson as error:
        yield _broken(name, number + error.row, _not_json(error.why, error.column))
    except TooLong:
        yield _broken(name, number + window.row(), InputRefused(_LONG_ELEMENT, longest=LONGEST_LINE))
    except RecursionError:
        yield _broken(name, number + window.row(), InputRefused(_DEEP))
    except Refusal as refusal:
        yield _broken(name, number + window.row(), refusal)


def _element(name: str, number: int, window: Window) -> Offered:
    """The next event; `number` is the line of the first one."""
    number += window.row()
    event = window.value(strict_value, LONGEST_LINE)
    text = window.text[window.begins : window.place]
    try:
        return Offered(name, number, text, submission(_object(event), name, number), None)
    except Refusal as refusal:
        return Offered(name, number, text, None, refusal.at(name, number))


def _broken(name: str, number: int, refusal: Refusal) -> Offered:
    return Offered(name, number, "", None, refusal.at(name, number))


def _not_json(theirs: str, column: int) -> Refusal:
    return InputRefused(
        next((ours for begins, ours in _JSON_FAULTS.items() if theirs.startswith(begins)), _NO_JSON), column=column
    )


def _object(event: Any) -> dict[str, Any]:
    if isinstance(event, Unfit):
        raise event.refusal
    if type(event) is not dict:
        raise InputRefused("is not an event: one JSON object was expected")
    return event
