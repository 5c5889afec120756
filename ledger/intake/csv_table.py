"""Tables as they are read: rows by the names in the first one, with the line each ends on."""

import codecs
import csv
from collections.abc import Callable, Iterator, Sequence
from itertools import chain
from typing import IO

from ledger.intake.found import Place, Remark
from ledger.refusal import N_, InputRefused, Refusal

LONGEST_ROW = 1024 * 1024
"""Bytes of a row, which may take several lines."""
csv.field_size_limit(LONGEST_ROW)
_DELIMITERS = ",;\t|"
_MARKUP = ("<?xml", "<!doctype", "<html", "<feed", "<rss")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TOO_LONG = N_("is longer than {longest} bytes: nothing more is read")
_OPEN = N_("a quotation mark that is opened in this row is not closed within {longest} bytes: nothing more is read")
_NEVER_CLOSED = N_("a quotation mark that is opened in this row is never closed: nothing more is read")
_ONE_ROW = N_(
    "lines {first} to {last} are read as one row, since a quoted value goes over their ends, "
    "but each after the first would be a row by itself: is a quotation mark missing, or one too many?"
)


class Table:
    """Rows of a file with a first row of names. What cannot be read is a refusal in place of a row."""

    def __init__(self, name: str, stream: IO[bytes], encoding: str = "utf-8", delimiter: str | None = None) -> None:
        self._name = name
        self._stream = stream
        self._encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
        self._delimiter = delimiter
        self._line = 0
        self._begins = 1
        """The line on which the row that is read begins."""
        self._length = 0
        """Bytes of it that were read."""
        self._all_rows = True
        """Whether each of its lines after the first would be a row by itself."""
        self._is_row: Callable[[str], bool] = bool
        self._undecoded = 0
        """The first line of it that is not in the encoding."""
        self._ended = False
        self._wide_mark = False
        self._wide = encoding.lower().replace("-", "").replace("_", "").startswith(("utf16", "utf32", "ucs"))

    def rows(self) -> Iterator[tuple[Place, dict[str, str] | Refusal]]:
        """Every row by its columns, with the line it ends on; a Remark comes before the row it is about."""
        try:
            yield from self._rows()
        except csv.Error as error:
            yield self._place(), InputRefused("is not CSV ({why}): nothing more is read", why=error)
        except (UnicodeError, LookupError):
            yield self._place(), self._unread()
        except InputRefused as refusal:
            yield self._place(), refusal

    def _rows(self) -> Iterator[tuple[Place, dict[str, str] | Refusal]]:
        lines = self._lines()
        head = next(lines, None)
        if head is None:
            return
        if head.lstrip().lower().startswith(_MARKUP):
            raise InputRefused("is markup (HTML or XML), and no table: export a table, or JSON")
        delimiter = self._delimiter or max(_DELIMITERS, key=head.count)
        columns = next(csv.reader([head], delimiter=delimiter, strict=True))
        columns = _told_apart([column.strip() for column in columns])
        self._is_row = lambda line: _count(line, delimiter) == len(columns)
        told = _tabbed(lines, len(columns)) if delimiter == "\t" else csv.reader(lines, delimiter=delimiter)
        self._begins, self._length = 2, 0
        for values in told:
            if self._ended:  # whoever asks for a line after the last one is within a value
                raise InputRefused(_NEVER_CLOSED)
            if self._begins < self._line and self._all_rows:
                yield self._place(), Remark(_ONE_ROW, first=self._begins, last=self._line)
            self._begins, self._length, self._all_rows = self._line + 1, 0, True
            if self._undecoded:
                yield Place(self._name, self._undecoded), self._unread()
                self._undecoded = 0
            elif any(values):
                yield Place(self._name, self._line, _line(values, delimiter)), _row(columns, values)

    def _lines(self) -> Iterator[str]:
        if self._wide:  # a line cannot be told by its bytes
            raise InputRefused("is in {encoding}: write it in UTF-8, or one byte a character", encoding=self._encoding)
        while line := self._stream.readline(LONGEST_ROW + 1):
            self._line += 1
            self._length += len(line)
            if self._length > LONGEST_ROW:
                raise InputRefused(_TOO_LONG if self._line == self._begins else _OPEN, longest=LONGEST_ROW)
            text = self._text(line)
            if self._line > self._begins:
                self._all_rows = self._all_rows and self._is_row(text)
            yield text
        self._ended = True

    def _text(self, line: bytes) -> str:
        """The line; what cannot be decoded is noted, but of the first one, for its row is refused."""
        if self._line == 1:
            self._wide_mark = line[:2] in _WIDE_MARKS
            return line.decode(self._encoding)
        encoding = self._encoding.removesuffix("-sig")
        try:
            return line.decode(encoding)
        except UnicodeError:
            self._undecoded = self._undecoded or self._line
            return line.decode(encoding, "replace")

    def _unread(self) -> InputRefused:
        if self._wide_mark:
            return InputRefused("is in UTF-16: write it in UTF-8, or one byte a character")
        return InputRefused(
            'is not in the encoding {encoding}: a mapping says which it is, such as encoding = "cp1252"',
            encoding=self._encoding.removesuffix("-sig"),
        )

    def _place(self) -> Place:
        return Place(self._name, self._begins)


def _row(columns: Sequence[str], values: Sequence[str]) -> dict[str, str] | InputRefused:
    if len(values) == len(columns):
        return dict(zip(columns, values, strict=True))
    return InputRefused("has {found} values for {expected} columns", found=len(values), expected=len(columns))


def _count(line: str, delimiter: str) -> int:
    """How many values a line holds by itself."""
    try:
        return len(next(csv.reader([line], delimiter=delimiter)))
    except csv.Error:
        return 0


def _tabbed(lines: Iterator[str], columns: int) -> Iterator[list[str]]:
    """Rows between tabs: a database tool quotes nothing there, and a spreadsheet what holds a tab or a line break."""
    for line in lines:
        values = line.rstrip("\r\n").split("\t")
        if len(values) == columns:
            yield [_unquoted(value) for value in values]
        else:
            yield next(csv.reader(chain([line], lines), delimiter="\t"))


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] == '"'
    return value[1:-1].replace('""', '"') if quoted else value


def _told_apart(columns: Sequence[str]) -> list[str]:
    """The names of columns, a second one of a name with its number, as Jira writes a column for each comment."""
    told: dict[str, int] = {}
    for column in columns:
        name = column
        while name in told:
            told[column] += 1
            name = f"{column} ({told[column]})"
        told[name] = 1
    return list(told)


def _line(values: Sequence[str], delimiter: str) -> str:
    return delimiter.join(values)[:4096]
