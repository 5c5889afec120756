"""JSON as tools write it: one document, or one a line; and its parts, each with the reason where it is another."""

import json
from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from typing import IO, Any, TypeGuard

from ledger.intake.found import Files, Found, Place
from ledger.intake.long_json import SHORT, LongList, long_value
from ledger.intake.room import LONG
from ledger.intake.window import NOT_UTF8, NotJson, NotUtf8
from ledger.refusal import N_, InputRefused

LONGEST_LINE = 64 * 1024 * 1024
"""Bytes of one document on a line of its own."""
LARGEST = 256 * 1024 * 1024
"""Bytes of one document that takes a whole file: unlike lines, it is read whole."""
_SHOWN = 400
_PIECE = 1024 * 1024
_NO_JSON = N_("is not JSON at line {row}, column {column}: {why}")


def documents(files: Files) -> Iterator[tuple[Place, Any] | Found]:
    """Every document of the files with its place, and a refusal for each that is none.

    A file whose first line is a document by itself holds one a line.
    """
    for name, stream in files:
        yield from _of_file(name, stream)


def _of_file(name: str, stream: IO[bytes]) -> Iterator[tuple[Place, Any] | Found]:
    line = stream.readline(LONGEST_LINE + 1).removeprefix(b"\xef\xbb\xbf")
    number = 1
    while line and not line.strip():
        line, number = stream.readline(LONGEST_LINE + 1), number + 1
    if not line:
        return
    try:
        first = _decoded(line)
    except InputRefused as refusal:
        # The first line of a document that takes several; or of one that takes one line, and a long one.
        goes_on = line.endswith(b"\n") or len(line) > LONGEST_LINE
        if goes_on and refusal.template.startswith(("is not JSON", "is not UTF-8")):
            yield _whole(name, number, [line], stream)
            return
        yield Place(name, number, _shown(line)).refused(refusal)
    else:
        yield Place(name, number, _shown(line)), first
    yield from _lines(name, stream, number + 1)


def _whole(name: str, number: int, pieces: list[bytes], stream: IO[bytes]) -> tuple[Place, Any] | Found:
    place, length = Place(name, number, _shown(pieces[0])), len(pieces[0])
    while piece := stream.read(_PIECE):
        length += len(piece)
        if length > LARGEST:
            return place.refused(InputRefused("is longer than {longest} bytes", longest=LARGEST))
        pieces.append(piece)
    try:
        return place, _decoded(b"".join(pieces))
    except InputRefused as refusal:
        return place.refused(refusal)


def _lines(name: str, stream: IO[bytes], number: int) -> Iterator[tuple[Place, Any] | Found]:
    while line := stream.readline(LONGEST_LINE + 1):
        place = Place(name, number, _shown(line))
        if len(line) > LONGEST_LINE and not line.endswith(b"\n"):
            while stream.readline(LONGEST_LINE)[-1:] not in (b"", b"\n"):
                pass
            yield place.refused(InputRefused("is longer than {longest} bytes", longest=LONGEST_LINE))
        elif line.strip():
            try:
                yield place, _decoded(line)
            except InputRefused as refusal:
                yield place.refused(refusal)
        number += 1


def _decoded(text: bytes) -> Any:
    try:
        if len(text) > LONG:
            return long_value(text, _DECODE)
        return json.loads(text.decode(), parse_float=_exact, parse_constant=str)
    except UnicodeDecodeError as error:
        raise InputRefused(NOT_UTF8, place=error.start + 1) from None
    except NotUtf8 as error:
        raise InputRefused(NOT_UTF8, place=error.byte + 1) from None
    except json.JSONDecodeError as error:
        raise InputRefused(_NO_JSON, row=error.lineno, column=error.colno, why=error.msg) from None
    except NotJson as error:
        raise InputRefused(_NO_JSON, row=error.row + 1, column=error.column, why=error.why) from None
    except RecursionError:
        raise InputRefused("is nested too deeply") from None
    except ValueError:
        raise InputRefused("holds a number of too many digits") from None


@lru_cache(maxsize=1024)
def _exact(number: str) -> Decimal | str:
    try:
        return Decimal(number)
    except ArithmeticError:  # an exponent that nothing can hold
        return number


_DECODE = json.JSONDecoder(parse_float=_exact, parse_constant=str).raw_decode


def _shown(text: bytes) -> str:
    return text[:_SHOWN].decode("utf-8", "replace")


# The parts of a document


Several = list[Any] | LongList
"""What can be gone through, as often as one likes, and has a length."""


def mapping(value: Any, field: str = "") -> dict[str, Any]:
    """The value, if it is an object. Raises InputRefused."""
    if type(value) is not dict:
        raise InputRefused("is not an object", field=field or None)
    return value


def texts(value: dict[str, Any], field: str) -> str:
    """The text in a field. Raises InputRefused where there is none."""
    held = value.get(field)
    if isinstance(held, int) and not isinstance(held, bool) and abs(held) < 10**18:
        return str(held)
    if not isinstance(held, str) or not held:
        raise InputRefused("is missing, or is not a text", field=field)
    return held


def is_list(value: Any) -> TypeGuard[Several]:
    """Whether it is a list, long or not."""
    return type(value) is list or type(value) is LongList


def several(value: dict[str, Any], field: str) -> Several:
    """The objects listed in a field; none where it is absent or null. Raises InputRefused for anything else."""
    return _listed(value, field, dict, N_("is not a list of objects"))


def words(value: dict[str, Any], field: str) -> list[str]:
    """The texts listed in a field; none where it is absent or null. Raises InputRefused for anything else."""
    held = _listed(value, field, str, N_("is not a list of texts"))
    if type(held) is LongList:
        raise InputRefused("is longer than {longest} bytes", field=field, longest=SHORT)
    return list(held)


def _listed(value: dict[str, Any], field: str, kind: type, otherwise: str) -> Several:
    held = value.get(field)
    if held is None:
        return []
    if not is_list(held) or (held.kinds if type(held) is LongList else set(map(type, held))) - {kind}:
        raise InputRefused(otherwise, field=field)
    return held


def count(value: dict[str, Any], field: str) -> int | None:
    """The number of things in a field, None where there is none that an entry takes."""
    held = value.get(field)
    return held if type(held) is int and 0 <= held < 2**53 else None
