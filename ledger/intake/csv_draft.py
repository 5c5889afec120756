"""A mapping file to begin with, guessed from the names and the first values of a table."""

import re
from collections.abc import Mapping, Sequence
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
    (r"(wait|pending|attente|hold).*(vendor|supplier|third|problem|evidence|fourni|tiers|intern)", None),
    (r"wait|pending|attente|hold", "ticket.waiting_for_client"),
    (r"take|taken|in progress|charge|en cours|started|^(active|assigned|accepted|attribué)", "ticket.taken_over"),
)
"""What the words of a status mean, the first that fits; waiting for others than the client is no event."""
_FORMATS = tuple(
    f"{day} %H:%M{second}"
    for day in ("%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%d-%b-%Y", "%d %b %Y", "%d/%m/%y")
    for second in ("", ":%S")
)
"""Formats of times that are tried, the first that fits: in France the day comes first."""
_ONCE = frozenset({"ticket.registered", "ticket.taken_over"})
_CASE = re.compile(r"case|ticket|demande|incident|number|num[eé]ro|key|^id$|_id$|ref", re.IGNORECASE)
_OPENED = re.compile(r"open|creat|regist|submi|ouver|cré|soumis", re.IGNORECASE)
_PRIORITY = re.compile(r"priorit|severity|gravit|sévérit|criticit", re.IGNORECASE)
_NOTHING = ("?", "-", "NULL", "null", "None", "N/A", "n/a", "NaN", "\\N")
"""What tools write for no value."""
_STATUS = re.compile(r"activit|status|statut|state|[eé]tat|action|event|concept:name", re.IGNORECASE)
_MOST_VALUES, _MOST_LEVELS, _LONGEST_STATUS = 40, 9, 100


def draft(rows: Sequence[Mapping[str, str]], file: str, encoding: str | None = None) -> str:
    """The text of a mapping for a table that begins with these rows. Raises InputRefused where nothing can be guessed.

    It says what it guessed: what is wrong is to be mended by hand. `encoding` is that of the table, where not UTF-8.
    """
    if not rows:
        raise InputRefused("has no row to draft a mapping from").at(file, None)
    empty = [text for text in _NOTHING if any(text in (value.strip() for value in row.values()) for row in rows)]
    rows = [{name: "" if value.strip() in empty else value.strip() for name, value in row.items()} for row in rows]
    times, form = _times(rows)
    if not times:
        raise InputRefused("no column holds dates with times, and without one no row is an event").at(file, None)
    named = [column for column in rows[0] if column not in times] or [each for each in rows[0] if each != times[0]]
    if not named:
        raise InputRefused("has no column but that of times: nothing names what the rows are about").at(file, None)
    cases = [column for column in named if _names_cases(column)]
    case = next((column for column in cases if _several(rows, column)), next(iter(cases), named[0]))
    statuses = [column for column in named if _STATUS.search(column) and column != case and _few(rows, column)]
    # A time that is the same in all rows of a case is not that of a row.
    changed = max(times, key=lambda column: len({(row[case], row[column]) for row in rows}))
    opened = next((column for column in times if _OPENED.search(column) and all(row[column] for row in rows)), changed)
    local = form is not None or not any(_has_offset(row[changed]) for row in rows)
    lines = [
        "# A draft: the columns are guesses, to be checked against what the tool means by them.",
        f"source = {_quoted(f'/csv/{digest(*sorted(rows[0]))[:8]}')}  # a name for what wrote the file",
        'scope = "contract/C1"  # whose history it is',
        *([f"encoding = {_quoted(encoding)}  # the table is not in UTF-8"] if encoding else []),
        *(['zone = "Europe/Paris"  # of times without offset'] if local else []),
        *([f"time_format = {_quoted(form)}  # is it the day or the month that comes first?"] if form else []),
        *([f"empty = [{', '.join(map(_quoted, empty))}]  # what stands where there is no value"] if empty else []),
        "",
        f"# Columns: {', '.join(_plain(column) for column in rows[0])}",
        *([f"# Columns of times: {', '.join(map(_plain, times))}"] if len(times) > 1 else []),
        "",
    ]
    lines += _event("ticket.registered", (case, opened), None, None)
    status = statuses[0] if statuses else None
    lines += _statuses(rows, (case, changed), status)
    lines += _severities(rows, (case, changed), [each for each in named if each not in (case, status)])
    return "\n".join(lines)


def _statuses(rows: Sequence[Mapping[str, str]], place: tuple[str, str], status: str | None) -> list[str]:
    if status is None:
        return []
    values = list(dict.fromkeys(row[status] for row in rows))
    guesses = {value: guess for value in values if (guess := _guess(value)) is not None}
    lines = [line for value, guess in guesses.items() for line in _event(guess, place, status, value)]
    lines += [f"# No event is made of {_plain(status)} = {_plain(value)}" for value in values if value not in guesses]
    return [*lines, ""]


def _severities(rows: Sequence[Mapping[str, str]], place: tuple[str, str], columns: Sequence[str]) -> list[str]:
    """As comments: which severity a priority is, in the words of the contract, nobody can guess."""
    priority = next(
        (each for each in columns if _PRIORITY.search(each) and 1 < _values(rows, each) <= _MOST_LEVELS), None
    )
    if priority is None:
        return []
    values = sorted({row[priority] for row in rows} - {""})
    told = ", ".join(f'{_quoted(_plain(value))} = "minor"' for value in values)
    lines = [
        *_event("ticket.qualified", place, None, None)[:-1],
        'keep = "first"',
        "[event.data.severity]",
        f"column = {_quoted(_plain(priority))}",
        f"values = {{ {told} }}  # blocking, major, minor or not_an_anomaly",
    ]
    return [
        "# Say which severity each value is, and take off the # before these lines.",
        *(f"# {each}" for each in lines),
        "",
    ]


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
    if len(value) > _LONGEST_STATUS:  # a text, and the search for words in it takes the square of its length
        return None
    return next((type_ for words, type_ in _WORDS if re.search(words, value, re.IGNORECASE)), None)


def _times(rows: Sequence[Mapping[str, str]]) -> tuple[list[str], str | None]:
    """The columns of times, those first that have one in each row, and their format where it is not ISO 8601's."""
    for form in (None, *_FORMATS):
        options = Options(zone=UTC, fold="first", time_format=None if form is None else TimeFormat(form))
        columns = [column for column in rows[0] if _holds_times(rows, column, options)]
        if columns:
            return sorted(columns, key=lambda column: any(not row[column] for row in rows)), form
    return [], None


def _holds_times(rows: Sequence[Mapping[str, str]], column: str, options: Options) -> bool:
    said = [row[column] for row in rows if row[column]]
    return bool(said) and all(_is_time(each, options) for each in said)


def _names_cases(column: str) -> bool:
    found = _CASE.search(column)
    return found is not None and ((found.start() == 0 and found[0].lower() == "case") or not _STATUS.search(column))


def _few(rows: Sequence[Mapping[str, str]], column: str) -> bool:
    return _values(rows, column) <= _MOST_VALUES


def _values(rows: Sequence[Mapping[str, str]], column: str) -> int:
    return len({row[column] for row in rows})


def _several(rows: Sequence[Mapping[str, str]], column: str) -> bool:
    return len(rows) == 1 or _values(rows, column) > 1


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
