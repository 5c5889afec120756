"""Long documents of JSON: a list that is long is not held as values, but read anew whenever it is gone through."""

import io
import sys
from collections.abc import Iterator
from typing import Any

from ledger.intake.room import BRACKETS, MOST, room
from ledger.intake.window import Decode, TooLong, Window
from ledger.refusal import N_, InputRefused

SHORT = 64 * 1024
"""Characters of a list or an object that is read at once, and held as values."""
LONGEST_TEXT = 4 * 1024 * 1024
"""Characters of one text or number of a long document."""
_PAIR = 136
"""Bytes that a place in an object takes at most, beside its name and what stands there."""
_TEXT = N_("holds a text or a number of more than {longest} characters")


class LongList:
    """A list of a document, which is read again, element by element, whenever it is gone through."""

    def __init__(self, text: bytes, begins: int, decode: Decode) -> None:
        self._text, self._begins, self._decode = text, begins, decode
        self.length = 0
        self.kinds: set[type] = set()
        """What its elements are."""

    def __len__(self) -> int:
        return self.length

    def __iter__(self) -> Iterator[Any]:
        stream = io.BytesIO(self._text)
        stream.seek(self._begins)
        yield from _Reader(self._text, Window(stream.read), self._decode, self._begins).elements()


def long_value(text: bytes, decode: Decode) -> Any:
    """The document that the text is, in which every long list is a `LongList`.

    Raises NotJson, NotUtf8, InputRefused, and what `decode` raises.
    """
    reader = _Reader(text, Window(io.BytesIO(text).read), decode)
    reader.window.next()
    value = reader.value()
    if reader.window.next():
        raise reader.window.wrong("Extra data")
    return value


class _Reader:
    """One pass through a text, or through a list of it."""

    def __init__(self, text: bytes, window: Window, decode: Decode, begins: int = 0) -> None:
        self.text, self.window, self._decode, self._begins = text, window, decode, begins
        self._kept, self._at_once = 0, True

    def value(self) -> Any:
        """The value at the place: by itself where it is short, else by its parts."""
        begins = self.window.text[self.window.place : self.window.place + 1]
        try:
            held = self._one(SHORT if begins in ("{", "[") else LONGEST_TEXT)
            self._at_once = True
        except TooLong:
            held = self._list() if begins == "[" else self._object()
            self._at_once = False
        return held

    def _one(self, longest: int) -> Any:
        try:
            return self.window.value(self._decode, longest)
        except TooLong:
            if longest == LONGEST_TEXT:
                raise InputRefused(_TEXT, longest=LONGEST_TEXT) from None
            raise

    def elements(self) -> Iterator[Any]:
        """Those of the list whose bracket is before the place, which then is behind the list."""
        window, kept = self.window, self._kept
        if window.next() == "]":
            window.place += 1
            return
        while True:
            window.next()
            yield self.value()
            self._kept = kept  # an element is let go before the next one
            follows = window.next()
            if follows not in ("]", ","):
                raise window.wrong("Expecting ',' delimiter")
            window.place += 1
            if follows == "]":
                return

    def _list(self) -> LongList:
        self.window.place += 1
        held = LongList(self.text, self._begins + self.window.byte(), self._decode)
        for each in self.elements():
            held.length += 1
            held.kinds.add(type(each))
        return held

    def _object(self) -> dict[str, Any]:
        window = self.window
        held: dict[str, Any] = {}
        window.place += 1
        follows = window.next()
        while follows != "}":
            if window.next() != '"':
                raise window.wrong("Expecting property name enclosed in double quotes")
            name = self._one(LONGEST_TEXT)
            if window.next() != ":":
                raise window.wrong("Expecting ':' delimiter")
            window.place += 1
            window.next()
            held[name] = self.value()
            self._keep(name, held[name])
            follows = window.next()
            if follows not in ("}", ","):
                raise window.wrong("Expecting ',' delimiter")
            window.place += follows == ","
        window.place += 1
        return held

    def _keep(self, name: str, value: Any) -> None:
        self._kept += sys.getsizeof(name) + _PAIR
        if type(value) in (str, list, dict) and self._at_once:
            self._kept += room(self.window.text[self.window.begins : self.window.place])
        if self._kept > MOST * len(self.text):
            raise InputRefused(BRACKETS, times=self._kept // len(self.text) + 1)
