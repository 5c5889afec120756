"""Tables: `--from csv`, with a mapping file that says what events their rows hold."""

import codecs
from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import islice
from typing import Any, TypeVar

from ledger.commands import Offered
from ledger.events.instant import parse_instant
from ledger.intake.csv_kept import Kept
from ledger.intake.csv_mapping import Mapped, Rule, Value, read_mapping
from ledger.intake.csv_table import Table
from ledger.intake.found import Files, Found, Place, Remark, digest
from ledger.intake.options import Options
from ledger.intake.wall import instant_text
from ledger.refusal import InputRefused, Refusal, UsageRefused

_YES = frozenset({"true", "yes", "1", "oui", "vrai", "y", "x"})
_NO = frozenset({"false", "no", "0", "non", "faux", "n", ""})


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every event that the mapping finds in the rows. Raises InputRefused for a mapping that is wrong."""
    mapped = read_mapping(options.mapping)
    yield from rows_as_events(files, mapped, settled(mapped, options))


def settled(mapped: Mapped, options: Options) -> Options:
    """The options, with what the mapping says where the command line is silent. Raises InputRefused, UsageRefused."""
    if options.only:
        raise UsageRefused("--only names series, and a table has none: the `when` of a mapping says which rows to take")
    if options.instance:
        raise UsageRefused("--instance tells tools apart; of a table the mapping names the `source`")
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


def _events(table: Table, mapped: Mapped, options: Options, kept: Kept, most: int | None) -> Iterator[Found]:
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
            wrong = "" if event.refusal is None else str(event.refusal)
            if wrong not in told:  # several rules find the same wrong in a row
                yield event
            if wrong:
                told.add(wrong)
        unnamed = mapped.unnamed(row)
        if waits and taken:
            kept.is_told()
        elif waits and unnamed is not None:
            kept.unless_kept(_no_when(row, unnamed, InputRefused), _no_when(row, unnamed, Remark))
        elif not taken and not waits:
            untaken = InputRefused("no event of the mapping takes this row")
            yield place.left_out(untaken if unnamed is None else _no_when(row, unnamed, InputRefused))


R = TypeVar("R", bound=Refusal)


def _no_when(row: Mapping[str, str], column: str, kind: type[R]) -> R:
    """That no rule asks for what the row has in a column that others are told by."""
    return kind(
        "no event of the mapping has a `when` for `{value}` in the column `{column}`",
        value=row[column].strip()[:60],
        column=column,
    )


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
    said = (moment, *map(_listed, (data, attributes))) if rule.keep == "every" else ()
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


def _listed(said: Mapping[str, Any]) -> str:
    """What was said, but for when: a system that tells when a ticket was changed last tells it anew each time."""
    return repr(sorted((name, each) for name, each in said.items() if each is not None and name != "recordedtime"))


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
