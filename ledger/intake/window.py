"""JSON read from a stream value by value: no more of its text is held than one value, and the piece it came in."""

import codecs
import json
import re
from collections.abc import Callable
from typing import Any

from ledger.refusal import N_

PIECE = 64 * 1024
"""Bytes that are read at a time, unless a value needs more."""
BLANK = " \t\r\n"
NOT_UTF8 = N_("is not UTF-8 at byte {place}: write it in UTF-8")
_BLANKS = re.compile(f"[{BLANK}]*").match
_MARGIN = 16
"""What fails so close to the end of what is read may be whole further on: \\ud83d\\ude00 has 12 characters."""
_CLOSING = frozenset('"]}')
"""Ends of values that nothing can prolong, as a digit prolongs a number."""

Decode = Callable[[str, int], tuple[Any, int]]
"""Text and place -> the value that begins there, and where it ends."""


def after_blanks(text: str, place: int = 0) -> int:
    """Where the next character stands that is no blank."""
    blanks = _BLANKS(text, place)
    return place if blanks is None else blanks.end()


class NotJson(Exception):
    """What the json module says is wrong, and where: `row` and `column` from 0 and 1, in the whole text."""

    def __init__(self, why: str, row: int, column: int) -> None:
        super().__init__(why)
        self.why, self.row, self.column = why, row, column


class NotUtf8(Exception):
    """The byte, from 0, at which the text is not UTF-8, and its row, from 0."""

    def __init__(self, byte: int, row: int) -> None:
        super().__init__()
        self.byte, self.row = byte, row


class TooLong(Exception):
    """The value does not end within the characters that it may take."""


class Window:
    """The part of a text that is looked at: `text`, and the `place` in it before which all is done.

    `read` gives at most so many bytes, and none at the end; `column` characters of its first line were read before.
    """

    def __init__(self, read: Callable[[int], bytes], *, column: int = 0, piece: int = PIECE) -> None:
        self.text, self.place, self.ended = "", 0, False
        self.begins = 0
        """Where in the text the last value began."""
        self._read, self._piece = read, piece
        self._row, self._column, self._counted = 0, column, 0
        self._bytes, self._rest = 0, b""

    def more(self) -> bool:
        """Read on, and let go of what is done; False at the end. Raises NotUtf8 once nothing else is left."""
        if self.ended:
            return False
        self.row()
        line = self.text.rfind("\n", 0, self.place)
        self._column = self.place - line - 1 if line >= 0 else self._column + self.place
        kept = self.text[self.place :]
        self.text, self.place, self._counted = kept, 0, 0
        read = self._read(max(self._piece, len(kept)))
        self.ended = not read
        try:
            text, used = codecs.utf_8_decode(self._rest + read, "strict", self.ended)
        except UnicodeDecodeError as error:
            if not error.start:
                raise NotUtf8(self._bytes, self._row + kept.count("\n")) from None
            text, used = error.object[: error.start].decode(), error.start
            self.ended = False
        self._rest = (self._rest + read)[used:]
        self._bytes += used
        self.text = kept + text
        return True

    def row(self) -> int:
        """Lines that end before the place."""
        self._row += self.text.count("\n", self._counted, self.place)
        self._counted = self.place
        return self._row

    def byte(self) -> int:
        """Bytes before the place."""
        return self._bytes - len(self.text[self.place :].encode())

    def next(self) -> str:
        """The next character that is no blank, where the place then is; nothing at the end."""
        while True:
            self.place = after_blanks(self.text, self.place)
            if self.place < len(self.text):
                return self.text[self.place]
            if not self.more():
                return ""

    def holds_more(self) -> bool:
        """Whether anything but blanks follows."""
        while not self.text[self.place :].strip():
            self.place = len(self.text)
            if not self.more():
                return False
        return True

    def value(self, decode: Decode, longest: int) -> Any:
        """The value that begins at the place, which then is behind it.

        Raises NotJson, NotUtf8, TooLong for one that takes more than `longest` characters, and what `decode` raises.
        """
        while True:
            try:
                value, end = decode(self.text, self.place)
            except json.JSONDecodeError as error:
                within = error.pos + _MARGIN - self.place <= min(len(self.text) - self.place - 1, longest)
                if within and not error.msg.startswith("Unterminated"):
                    raise self.fault(error) from None
                if len(self.text) - self.place > longest:
                    raise TooLong from None
                if not self.more():
                    raise self.fault(error) from None
                continue
            if end - self.place > longest:
                raise TooLong
            if len(self.text) - end >= _MARGIN or self.text[end - 1] in _CLOSING or not self.more():
                self.begins, self.place = self.place, end
                return value

    def wrong(self, why: str) -> NotJson:
        """What is wrong at the place."""
        return self.fault(json.JSONDecodeError(why, self.text, self.place))

    def fault(self, error: json.JSONDecodeError) -> NotJson:
        """The same in the whole text."""
        row = self._row - self.text.count("\n", 0, self._counted) + error.lineno - 1
        return NotJson(error.msg, row, error.colno + (self._column if error.lineno == 1 else 0))
