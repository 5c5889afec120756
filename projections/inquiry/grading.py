"""How good the evidence for each deadline is: articles 7, 13 and 14, row by row and in total."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar, get_args

from projections.articles.article_07_backups import BackupsFinding, MonthLine, NightLine
from projections.articles.article_07_restores import RestoreLine, RestoresFinding
from projections.articles.article_07_retention import BackupLine, RetentionFinding
from projections.articles.article_13_takeover import TakeoverFinding, TicketLine
from projections.articles.article_14_remedy import RemedyFinding, RemedyLine
from projections.articles.finding import EntryRef, Grade, Grades
from projections.facts.entry import Entry
from projections.facts.history import History
from projections.inquiry.evidence import contested, grade

Line = NightLine | MonthLine | BackupLine | RestoreLine | TicketLine | RemedyLine
WithDeadlines = TypeVar(
    "WithDeadlines", BackupsFinding, RetentionFinding, RestoresFinding, TakeoverFinding, RemedyFinding
)

_ROWS: Mapping[type, tuple[str, ...]] = {
    BackupsFinding: ("nights", "months"),
    RetentionFinding: ("backups",),
    RestoresFinding: ("restores",),
    TakeoverFinding: ("tickets",),
    RemedyFinding: ("tickets",),
}
"""Finding -> its fields that hold rows."""

_BESIDE: Mapping[type, frozenset[str]] = {
    TicketLine: frozenset(
        f"ticket.{what}"
        for what in (
            "acknowledged", "qualified", "requalified", "severity_contested", "reproduced", "not_reproduced",
            "action_plan_delivered", "workaround_delivered", "fix_delivered", "remedy_rejected", "closed", "reopened",
        )
    ),
    RemedyLine: frozenset(
        f"ticket.{what}" for what in ("acknowledged", "answered", "prerequisite_missing", "closed", "reopened")
    ),
}  # fmt: skip
"""Row -> the entries about its ticket that decide nothing of it, unless it is left out for one of them."""

_UNDECIDED = frozenset({"missed", "pending", "undetermined", "lost", "lapsed"})
"""Outcomes that rest on something not having happened, where no entry says that it has."""


def graded(finding: WithDeadlines, history: History) -> WithDeadlines:
    """The finding with the grade of each row's evidence, and how many rows there are of each."""
    entries = {entry.position: entry for entry in history.read()}
    disputed = contested(entries.values())
    rows: dict[str, Any] = {
        field: tuple(replace(line, evidence=grade_of(line, entries, disputed)) for line in getattr(finding, field))
        for field in _ROWS[type(finding)]
    }
    counted = Counter(line.evidence for lines in rows.values() for line in lines)
    total = Grades(**{name: counted[name] for name in get_args(Grade)})
    return replace(finding, evidence=total, **rows)


def grade_of(line: Line, entries: Mapping[int, Entry], disputed: frozenset[tuple[str, str]]) -> Grade:
    """The grade of one row: that of its weakest entry, unless what decides it is that nothing was recorded."""
    named = _named(line.entries, entries)
    found = grade(_deciding(line, named), disputed)
    return "unobserved" if found != "contested" and _unobserved(line, named) else found


def _deciding(line: Line, named: list[Entry]) -> list[Entry]:
    """The entries that decide what becomes of a row, with what amends them."""
    if isinstance(line, TicketLine) and line.outcome == "left_out":
        return named
    beside = {entry.key for entry in named if entry.type in _BESIDE.get(type(line), ())}
    return [entry for entry in named if entry.key not in beside and not (_amends(entry) and entry.amends in beside)]


def _unobserved(line: Line, named: list[Entry]) -> bool:
    """Whether the row rests on the absence of an entry: nobody recorded that it was done, or looked."""
    match line:
        case NightLine() | MonthLine():
            return not named
        case BackupLine():
            return line.deleted_at is None and not any(entry.type == "backup.listed" for entry in named)
        case RestoreLine():
            ended = line.completed_at is not None or line.failed_at is not None
        case TicketLine():
            ended = line.taken_over_at is not None or line.answered_at is not None
        case _:
            ended = line.delivered_at is not None
    return line.outcome in _UNDECIDED and not ended


def _amends(entry: Entry) -> bool:
    return entry.type.startswith("entry.")


def _named(refs: Iterable[EntryRef], entries: Mapping[int, Entry]) -> list[Entry]:
    return [entries[ref.position] for ref in refs if ref.position in entries]
