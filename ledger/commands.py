"""What one may ask of a ledger: record, amend, import, adopt. The only place that asks the clock in order to write."""

import contextlib
import gc
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from ledger import clock
from ledger.admission import Judged, judge
from ledger.events.entry import Entry
from ledger.events.event import Submission
from ledger.events.instant import format_instant
from ledger.events.wire import submission
from ledger.journal.application import Admit, Admitted, Appended, Journal, Past
from ledger.refusal import InputRefused, InputsRefused, Refusal

Propose = Callable[[str, int], tuple[Mapping[str, Mapping[str, str]], str]]
"""Territory and year -> the days of its public holidays with name and kind, and where they come from."""
Vet = Callable[[Submission], None]
"""Refuses, by raising InputRefused, what only the reading side can tell to be wrong."""

MOST_REFUSED = 1_000
"""Refused lines after which the rest of an import is not read: it is of another kind, or an option is missing."""
MOST_REJECTS = 100_000
"""Refused lines that `keep_going` takes: they are held in memory until the others are recorded."""

COMMAND_LINE = "/livret/cli"
"""The source of what is recorded by hand."""
CALENDARS = "/livret/holidays"
"""The source of calendars that were proposed and adopted."""


class Offered(NamedTuple):
    """A line of a file: the submission that it holds, or why it holds none. `text` is the line itself."""

    file: str
    line: int
    text: str | bytes
    submission: Submission | None
    refusal: Refusal | None


class Imported(NamedTuple):
    """What an import did; `adopted` are the calendars (territory, year) that it brought along."""

    appended: Appended
    adopted: tuple[tuple[str, int], ...]
    rejects: tuple[Offered, ...]


def create_ledger(path: str | Path, propose: Propose, years: Iterable[int] | None = None) -> tuple[int, ...]:
    """Make a new ledger with the calendars of metropolitan France adopted; the years are returned.

    Without `years`: the three before this one, this one and the next. Raises LedgerUnavailable.
    """
    this_year = datetime.fromtimestamp(clock.now() // 1_000_000, UTC).year
    wanted = tuple(range(this_year - 3, this_year + 2)) if years is None else tuple(years)
    with Journal.create(path) as journal:
        adopt(journal, [("FR", year) for year in wanted], propose)
    return wanted


def record(journal: Journal, event: Mapping[str, Any], vet: Vet | None = None, dry_run: bool = False) -> Appended:
    """Record one event, given as a CloudEvents object. Raises InputRefused and LedgerUnavailable."""
    return record_together(journal, [event], vet, dry_run)


def record_together(
    journal: Journal, events: Sequence[Mapping[str, Any]], vet: Vet | None = None, dry_run: bool = False
) -> Appended:
    """Record several events in one transaction: all of them or none. Raises as `record`, and InputsRefused."""
    offered = [submission(event) for event in events]
    if vet is not None:
        for each in offered:
            vet(each)
    return journal.append(offered, admit=admission(), dry_run=dry_run)


def amendment(
    target: Entry, kind: str, data: Mapping[str, Any], *, time: str | None = None, **attributes: str
) -> dict[str, Any]:
    """The event by which `kind` (restated, retracted, contested, admitted) is said of an entry, now by default."""
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid4()),
        "source": COMMAND_LINE,
        "type": f"entry.{kind}",
        "scope": target.scope,
        "subject": target.subject,
        "time": time or format_instant(clock.now()),
        **attributes,
        "data": {"entry": {"source": target.source, "id": target.id}, **data},
    }


def adopt(journal: Journal, wanted: Sequence[tuple[str, int]], propose: Propose) -> Appended:
    """Adopt the proposed calendars of these territories and years, also where others were adopted before."""
    batch = [_adoption(territory, year, propose) for territory, year in wanted]
    return journal.append(batch, admit=admission())


@contextlib.contextmanager
def _without_collecting() -> Iterator[None]:
    """Pause the search for circular garbage: an import makes none, and its many live objects make it slow."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@_without_collecting()
def import_events(
    journal: Journal,
    offered: Iterable[Offered],
    *,
    propose: Propose,
    vet: Vet | None = None,
    keep_going: bool = False,
    dry_run: bool = False,
    progress: Callable[[int], None] | None = None,
) -> Imported:
    """Record what the lines of files hold, in one transaction, with the calendars that it needs.

    Raises InputRefused or InputsRefused, and nothing is recorded, unless `keep_going`: then the good lines are
    recorded and the others returned.
    """
    good: list[Submission] = []
    lines: dict[int, Offered] = {}  # by the identity of a submission: several may stand on one line
    rejects: list[Offered] = []
    for line in offered:
        checked = line if vet is None else _vetted(line, vet)
        if checked.submission is None:
            rejects.append(checked)
            if checked.refusal is not None:
                checked.refusal.forget()
            _check_rejects(rejects, keep_going)
        else:
            good.append(checked.submission)
            if keep_going:
                lines[id(checked.submission)] = line
    if rejects and not keep_going:
        raise _all_refused(rejects)
    adopted: list[tuple[str, int]] = []
    admit = admission(propose, adopted)
    appended = journal.append(good, admit=admit, keep_going=keep_going, dry_run=dry_run, progress=progress)
    for refused, refusal in appended.refused:
        line = lines[id(refused)]
        rejects.append(line._replace(submission=None, refusal=refusal.at(refused.file, refused.line)))
    rejects.sort(key=lambda each: (each.file, each.line))
    return Imported(appended, tuple(adopted), tuple(rejects))


def _check_rejects(rejects: list[Offered], keep_going: bool) -> None:
    if keep_going and len(rejects) > MOST_REJECTS:
        raise InputRefused("more than {most} lines are refused: mend what they have in common", most=MOST_REJECTS)
    if not keep_going and len(rejects) > MOST_REFUSED:
        raise _all_refused(rejects[:MOST_REFUSED], stopped=True)


def _all_refused(rejects: list[Offered], stopped: bool = False) -> Refusal:
    refusals = [each.refusal for each in rejects if each.refusal is not None]
    return refusals[0] if len(refusals) == 1 else InputsRefused(refusals, stopped)


def _vetted(line: Offered, vet: Vet) -> Offered:
    if line.submission is None:
        return line
    try:
        vet(line.submission)
    except InputRefused as refusal:
        return line._replace(submission=None, refusal=refusal.at(line.file, line.line))
    return line


def admission(propose: Propose | None = None, adopted: list[tuple[str, int]] | None = None) -> Admit:
    """Admission as the journal calls it; calendars adopted on the way are noted in `adopted`."""

    def admit(candidates: Sequence[Submission], past: Past) -> Admitted:
        judged: Judged = judge(candidates, past, clock.now())
        if propose is not None:
            for territory, year in _needed(judged.accepted, past):
                try:
                    judged.accepted.append(_adoption(territory, year, propose))
                except LookupError:
                    continue  # nobody knows that year's days yet; what needs them will say so
                if adopted is not None:
                    adopted.append((territory, year))
        return Admitted(*judged)

    return admit


# Calendars that a batch needs


def _needed(accepted: Sequence[Submission], past: Past) -> list[tuple[str, int]]:
    """The calendars nobody adopted yet, of the years that events happen in and the next.

    Territories: metropolitan France (support hours follow it), those of all contracts, and those already in use.
    """
    there = [entry.subject for entry in past.family("provider", "public_holidays")]
    there += [each.subject for each in accepted if each.family == "public_holidays"]
    held = {(territory, int(year)) for _, territory, year in (subject.split("/") for subject in there)}
    territories = {"FR", *(territory for territory, _ in held), *_territories_signed(past)}
    years: set[int] = set()
    for each in accepted:
        if each.family == "contract":
            territories.add(_said(each, "territory") or "FR")
            years.update(_years_named(each))
    for half_day in {each.occurred_at // _HALF_A_DAY for each in accepted}:
        # West of Greenwich a year begins later: until then the old one's days are needed.
        years.update((_year(half_day * _HALF_A_DAY), _year((half_day - 1) * _HALF_A_DAY)))
    wanted = {(territory, year + more) for territory in territories for year in years for more in (0, 1)}
    return sorted(wanted - held)


def _territories_signed(past: Past) -> set[str]:
    """The territories of all contracts in the ledger: one recorded by hand brought no calendar along."""
    contracts = (scope for scope in past.scopes() if scope.startswith("contract/"))
    said = (entry.data.get("territory") for scope in contracts for entry in past.family(scope, "contract"))
    return {territory for territory in said if territory is not None}


_HALF_A_DAY = 12 * 3600 * 1_000_000


def _year(instant: int) -> int:
    return datetime.fromtimestamp(instant // 1_000_000, UTC).year


def _years_named(submission: Submission) -> Iterable[int]:
    for field in ("service_starts_on", "support_starts_on", "effective_on"):
        day = _said(submission, field)
        if day is not None:
            yield int(day[:4])


def _said(submission: Submission, field: str) -> str | None:
    """What an event says in a field, or a restatement says anew."""
    event = submission.event
    said: str | None = getattr(event, "changes", {}).get(field) or getattr(event, field, None)
    return said


def _adoption(territory: str, year: int, propose: Propose) -> Submission:
    days, origin = propose(territory, year)
    now = clock.now()
    return submission(
        {
            "specversion": "1.0",
            "id": f"{territory}-{year}-{now}",
            "source": CALENDARS,
            "type": "public_holidays.adopted",
            "scope": "provider",
            "subject": f"public-holidays/{territory}/{year}",
            "time": format_instant(now),
            "data": {"days": dict(days), "origin": origin},
        }
    )
