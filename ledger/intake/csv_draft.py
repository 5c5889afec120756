"""A mapping file to begin with, guessed from the names and the first values of a table."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC

from ledger.intake.found import digest
from ledger.intake.options import Options
from ledger.intake.time_format import TimeFormat
from ledger.intake.wall import instant_text
from ledger.refusal import InputRefused

_WORDS = (
    (r"re-?open|rouv", "ticket.reopened"),
    (r"clos|ferm|clôt", "ticket.closed"),
    (r"resol|résol|solved|fix|corrig", "ticket.fix_delivered"),
    (r"wait|pending|attente|hold", "ticket.waiting_for_client"),
    (r"take|taken|in progress|charge|en cours|started", "ticket.taken_over"),
)
"""What the words of a status mean, the first that fits."""
_FORMATS = tuple(
    f"{day} %H:%M{second}"
    for day in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d-%b-%Y", "%d %b %Y", "%d/%m/%y")
    for second in ("", ":%S")
)
"""Formats of times that are tried, the first that fits: in France the day comes first."""
_ONCE = frozenset({"ticket.registered", "ticket.taken_over"})
_CASE = re.compile(r"case|ticket|demande|incident|number|num[eé]ro|key|^id$|_id$|ref", re.IGNORECASE)
_STATUS = re.compile(r"activit|status|statut|state|[eé]tat|action|event|concept:name", re.IGNORECASE)
_MOST_VALUES = 40


def draft(rows: Sequence[Mapping[str, str]], file: str) -> str:
    """The text of a mapping for a table that begins with these rows. Raises InputRefused where nothing can be guessed.

    It says what it guessed: what is wrong is to be mended by hand.
    """
    if not rows:
        raise InputRefused("has no row to draft a mapping from").at(file, None)
    time, form = _time(rows)
    if time is None:
        raise InputRefused("no column holds dates with times, and without one no row is an event").at(file, None)
    named = [column for column in rows[0] if column != time]
    if not named:
        raise InputRefused("has no column but that of times: nothing names what the rows are about").at(file, None)
    cases = [column for column in named if _names_cases(column)]
    case = next((column for column in cases if _several(rows, column)), next(iter(cases), named[0]))
    statuses = [column for column in named if _STATUS.search(column) and column != case and _few(rows, column)]
    local = form is not None or not any(_has_offset(row[time]) for row in rows)
    lines = [
        "# A draft: the columns are guesses, to be checked against what the tool means by them.",
        f"source = {_quoted(f'/csv/{digest(*sorted(rows[0]))[:8]}')}  # a name for what wrote the file",
        'scope = "contract/C1"  # whose history it is',
        *(['zone = "Europe/Paris"  # of times without offset'] if local else []),
        *([f"time_format = {_quoted(form)}  # is it the day or the month that comes first?"] if form else []),
        "",
        f"# Columns: {', '.join(_plain(column) for column in rows[0])}",
        "",
    ]
    place = (case, time)
    lines += _event("ticket.registered", place, None, None)
    if not statuses:
        return "\n".join(lines)
    status = statuses[0]
    values = list(dict.fromkeys(row[status].strip() for row in rows))
    guesses = {value: guess for value in values if (guess := _guess(value)) is not None}
    for value, guess in guesses.items():
        lines += _event(guess, place, status, value)
    lines += [f"# No event is made of {_plain(status)} = {_plain(value)}" for value in values if value not in guesses]
    return "\n".join([*lines, ""])


def _event(type_: str, place: tuple[str, str], status: str | None, value: str | None) -> list[str]:
    case, time = place
    return [
        "[[event]]",
        f"type = {_quoted(type_)}",
        f"subject = {_quoted(f'ticket/{{{case}}}')}",
        f"time = {_quoted(f'{{{time}}}')}",
        *([] if status is None or value is None else [f"when = {{ {_quoted(status)} = {_quoted(value)} }}"]),
        *(['keep = "first"  # of several such rows of one subject'] if type_ in _ONCE else []),
        "",
    ]


def _guess(value: str) -> str | None:
    return next((type_ for words, type_ in _WORDS if re.search(words, value, re.IGNORECASE)), None)


def _time(rows: Sequence[Mapping[str, str]]) -> tuple[str | None, str | None]:
    """The column of times, and their format where it is not that of ISO 8601."""
    for form in (None, *_FORMATS):
        options = Options(zone=UTC, fold="first", time_format=None if form is None else TimeFormat(form))

        def fits(column: str, options: Options = options) -> bool:
            return all(_is_time(row[column], options) for row in rows if row[column].strip())

        if (column := _first(rows, fits)) is not None:
            return column, form
    return None, None


def _first(rows: Sequence[Mapping[str, str]], fits: Callable[[str], bool]) -> str | None:
    return next((column for column in rows[0] if any(row[column].strip() for row in rows) and fits(column)), None)


def _names_cases(column: str) -> bool:
    found = _CASE.search(column)
    return found is not None and ((found.start() == 0 and found[0].lower() == "case") or not _STATUS.search(column))


def _few(rows: Sequence[Mapping[str, str]], column: str) -> bool:
    return len({row[column] for row in rows}) <= _MOST_VALUES


def _several(rows: Sequence[Mapping[str, str]], column: str) -> bool:
    return len(rows) == 1 or len({row[column] for row in rows}) > 1


def _is_time(text: str, options: Options) -> bool:
    try:
        instant_text(text, options)
    except InputRefused:
        return False
    return True


def _has_offset(text: str) -> bool:
    try:
        instant_text(text, Options())
    except InputRefused:
        return False
    return True


def _quoted(text: str) -> str:
    """The text as TOML writes it."""
    escaped = "".join(
        f"\\u{ord(each):04x}" if ord(each) < 32 or ord(each) == 127 else f"\\{each}" if each in '"\\' else each
        for each in text
    )
    return f'"{escaped}"'


def _plain(text: str) -> str:
    return "".join(each if each.isprintable() else "?" for each in text)[:80]
