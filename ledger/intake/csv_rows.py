"""Tables: `--from csv`, with a mapping file that says what events their rows hold."""

import codecs
import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, islice
from typing import IO, Any

from ledger.commands import Offered
from ledger.events.instant import parse_instant
from ledger.intake.csv_kept import Kept
from ledger.intake.csv_mapping import Mapped, Rule, Value, read_mapping
from ledger.intake.found import Files, Found, Place, digest
from ledger.intake.options import Options
from ledger.intake.wall import instant_text
from ledger.refusal import InputRefused, Refusal, UsageRefused

LONGEST_LINE = 1024 * 1024
"""Bytes of a line; a row may take several."""
_DELIMITERS = ",;\t|"
_MARKUP = ("<?xml", "<!doctype", "<html", "<feed", "<rss")
_WIDE_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_YES = frozenset({"true", "yes", "1", "oui", "vrai", "y", "x"})
_NO = frozenset({"false", "no", "0", "non", "faux", "n", ""})


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every event that the mapping finds in the rows. Raises InputRefused for a mapping that is wrong."""
    mapped = read_mapping(options.mapping)
    yield from rows_as_events(files, mapped, settled(mapped, options))


def settled(mapped: Mapped, options: Options) -> Options:
    """The options, with what the mapping says where the command line says nothing. Raises InputRefused."""
    zone = options.zone
    if zone is None and mapped.zone is not None:
        try:
            zone = options.find_zone(mapped.zone)
        except (KeyError, ValueError, OSError):
            raise InputRefused("is not a time zone: give an IANA name such as Europe/Paris", field="zone") from None
    scope, fold = options.scope or mapped.scope, options.fold or mapped.fold
    return replace(options, zone=zone, scope=scope, fold=fold, time_format=mapped.time_format)


def rows_as_events(files: Files, mapped: Mapped, options: Options, most: int | None = None) -> Iterator[Found]:
    """Every event of tables of rows, or of the first rows of each."""
    if not _is_known(mapped.encoding):
        raise InputRefused("there is no encoding `{name}`", field="encoding", name=mapped.encoding)
    scopes = {each.scope or options.scope for each in mapped.rules}
    if None in scopes:
        raise UsageRefused("the file does not say whose history it is: give --scope, such as environment/prod-1")
    kept = Kept()
    for name, stream in files:
        table = Table(name, stream, mapped.encoding, mapped.delimiter)
        yield from _events(table, mapped, options, kept, most)
    yield from kept.found()


def _events(table: "Table", mapped: Mapped, options: Options, kept: Kept, most: int | None) -> Iterator[Found]:
    """The events of one table, but for those of rows of which one is kept."""
    checked = False
    for place, row in islice(table.rows(), most):
        if isinstance(row, Refusal):
            yield place.refused(row)
            continue
        if not checked:
            _check_columns(mapped, row, place.file)
            checked = True
        if mapped.empty:
            row = {name: "" if value.strip() in mapped.empty else value for name, value in row.items()}
        taken = waits = False
        told: set[str] = set()
        for number, rule in enumerate(mapped.rules):
            if not rule.takes(row):
                continue
            event = _event(place, row, rule, mapped, options)
            if event.submission is not None and rule.keep != "every":
                kept.offer(number, rule.keep, event)
                waits = True
                continue
            taken = True
            why = "" if event.refusal is None else str(event.refusal)
            if why not in told:  # several rules find the same wrong in a row
                yield event
            if why:
                told.add(why)
        if waits and taken:
            kept.is_taken()
        elif not waits and not taken:
            yield place.left_out(InputRefused("no event of the mapping takes this row"))


def _is_known(encoding: str) -> bool:
    """Whether it is an encoding of texts; of two, which take texts apart letter by letter, a line takes hours."""
    try:
        return codecs.lookup(encoding).name not in ("punycode", "idna")
    except (LookupError, ValueError):
        return False


def _check_columns(mapped: Mapped, row: Mapping[str, str], name: str) -> None:
    for rule in mapped.rules:
        missing = rule.columns() - row.keys()
        if missing:
            raise InputRefused(
                "there is no column `{column}`, which the mapping names; there are {columns}",
                column=min(missing),
                columns=", ".join(row)[:400],
            ).at(name, 1)


def _event(place: Place, row: Mapping[str, str], rule: Rule, mapped: Mapped, options: Options) -> Offered:
    try:
        subject = rule.subject.filled(row)
        time = instant_text(rule.time.filled(row), options)
        attributes = {name: each.filled(row) or None for name, each in rule.attributes.items()}
        if attributes.get("recordedtime"):
            attributes["recordedtime"] = instant_text(attributes["recordedtime"], options, "recordedtime")
        data = {name: _said(each, row, options, f"data.{name}") for name, each in rule.data.items()}
        moment = str(parse_instant(time))
    except ValueError as error:
        return place.refused(InputRefused("{reason}", field="time", reason=error))
    except InputRefused as refusal:
        return place.refused(refusal)
    # The first or last of several rows may be another one in a later export: a restatement of the same entry.
    said = (moment, repr(sorted(data.items()))) if rule.keep == "every" else ()
    attributes["id"] = attributes.get("id") or digest(rule.type, subject, *said)
    return place.event(
        source=mapped.source,
        type=rule.type,
        scope=rule.scope or options.scope,
        subject=subject,
        time=time,
        data=data,
        **attributes,
    )


def _said(value: Value, row: Mapping[str, str], options: Options, field: str) -> Any:
    text: Any = value.template.filled(row)
    if value.values is not None:
        if text in value.values:
            text = value.values[text]
        elif value.default is None and text:
            raise InputRefused("`{text}` is none of the values that the mapping names", field=field, text=text[:60])
        else:
            text = value.default
    elif text == "" and value.default is not None:
        text = value.default
    if not isinstance(text, str):
        return text
    match value.kind:
        case _ if not text:
            return None
        case "whole":
            return _whole(text, field)
        case "bool":
            if text.lower() not in _YES | _NO:
                raise InputRefused("is neither true nor false", field=field)
            return text.lower() in _YES
        case "list":
            return [part.strip() for part in text.split(value.separator) if part.strip()]
        case "instant":
            return instant_text(text, options, field)
    return text


def _whole(text: str, field: str) -> int:
    if len(text) > 18 or not text.lstrip("-").isascii() or not text.lstrip("-").isdigit():
        raise InputRefused("is not a whole number", field=field)
    return int(text)


class Table:
    """Rows of a file with a first row of names. What cannot be read is a refusal in place of a row."""

    def __init__(self, name: str, stream: IO[bytes], encoding: str = "utf-8", delimiter: str | None = None) -> None:
        self._name = name
        self._stream = stream
        self._encoding = "utf-8-sig" if encoding.lower().replace("_", "-") in ("utf-8", "utf8") else encoding
        self._delimiter = delimiter
        self._line = 0
        self._wide_mark = False
        self._wide = encoding.lower().replace("-", "").replace("_", "").startswith(("utf16", "utf32", "ucs"))

    def rows(self) -> Iterator[tuple[Place, dict[str, str] | Refusal]]:
        """Every row by its columns, with the line it ends on."""
        try:
            yield from self._rows()
        except csv.Error as error:
            yield self._place(), InputRefused("is not CSV: {why}", why=error)
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
        columns = [column.strip() for column in columns]
        columns = _told_apart(columns)
        told = _tabbed(lines, len(columns)) if delimiter == "\t" else csv.reader(lines, delimiter=delimiter)
        for values in told:
            if not any(values):
                continue
            place = Place(self._name, self._line, _line(values, delimiter))
            if len(values) != len(columns):
                refusal = InputRefused(
                    "has {found} values for {expected} columns", found=len(values), expected=len(columns)
                )
                yield place, refusal
            else:
                yield place, dict(zip(columns, values, strict=True))

    def _lines(self) -> Iterator[str]:
        if self._wide:  # a line cannot be told by its bytes
            raise InputRefused("is in {encoding}: write it in UTF-8, or one byte a character", encoding=self._encoding)
        while line := self._stream.readline(LONGEST_LINE + 1):
            self._line += 1
            if len(line) > LONGEST_LINE:
                raise InputRefused("is longer than {longest} bytes", longest=LONGEST_LINE)
            self._wide_mark = self._wide_mark or (self._line == 1 and line[:2] in _WIDE_MARKS)
            yield line.decode(self._encoding if self._line == 1 else self._encoding.removesuffix("-sig"))

    def _unread(self) -> InputRefused:
        if self._wide_mark:
            return InputRefused("is in UTF-16: write it in UTF-8, or one byte a character")
        return InputRefused(
            'is not in the encoding {encoding}: a mapping says which it is, such as encoding = "cp1252"',
            encoding=self._encoding.removesuffix("-sig"),
        )

    def _place(self) -> Place:
        return Place(self._name, max(self._line, 1))


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
