"""What one may ask of a ledger: record, amend, import, adopt. The only place that asks the clock in order to write."""

import contextlib
import gc
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from itertools import islice
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from ledger import clock
from ledger.admission import Admission
from ledger.events.entry import Entry
from ledger.events.event import Accept, Refuse, Submission
from ledger.events.instant import format_instant
from ledger.events.wire import submission
from ledger.holidays_needed import holidays_needed
from ledger.journal.application import Appended, Batch, Journal, Past
from ledger.pile import Pile
from ledger.refusal import InputRefused, InputsRefused, Refusal

Propose = Callable[[str, int], tuple[Mapping[str, Mapping[str, str]], str]]
"""Territory and year -> the days of its public holidays with name and kind, and where they come from."""
Vet = Callable[[Submission], None]
"""Refuses, by raising InputRefused, what only the reading side can tell to be wrong."""

MOST_REFUSED = 1_000
"""Refused lines after which the rest of an import is not read: it is of another kind, or an option is missing."""
MOST_REJECTS = 100_000
"""Refused lines that `keep_going` takes: of more, it is all of the file that is wrong."""
_TAKES = 1_536
"""Bytes that a line takes in memory beside its text and the body of its submission."""
_PLACE = attrgetter("file", "line")

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


def taken_by(offered: Offered) -> int:
    """Bytes that a line takes in memory, about, while it waits for others."""
    return (len(offered.submission.body) if offered.submission is not None else 0) + len(offered.text) + _TAKES


class Imported(NamedTuple):
    """What an import did: `adopted` are the calendars (territory, year) that it brought along.

    `rejects` are the refused lines, in the order of file and line; they may lie in a temporary file, until closed.
    """

    appended: Appended
    adopted: tuple[tuple[str, int], ...]
    rejects: Pile[Offered]


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
    return journal.append(offered, admit=Admitting(), dry_run=dry_run)


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
    return journal.append(batch, admit=Admitting())


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
    checked: Callable[[int], None] | None = None,
    stored: Callable[[int], None] | None = None,
) -> Imported:
    """Record what the lines of files hold, in one transaction, with the calendars that it needs.

    `checked` is told how many more steps of checking are done (see `Batch`), `stored` how many more events are stored.
    Raises InputRefused or InputsRefused, and nothing is recorded, unless `keep_going`: then the good lines are
    recorded and the others returned.
    """
    rejects = Pile(_PLACE, Offered._make, taken_by)
    admit = Admitting(propose)

    def reject(refused: Offered) -> None:
        assert refused.refusal is not None
        refused.refusal.forget()
        rejects.add(refused)
        _check_rejects(rejects, keep_going)

    def refuse(submission: Submission, refusal: Refusal) -> None:
        file, line, text = submission.file or "", submission.line or 0, submission.text or ""
        reject(Offered(file, line, text, None, refusal.at(submission.file, submission.line)))

    furthest: dict[str, int] = {}
    with Batch(progress=checked) as batch:
        for line in offered:
            vetted = line if vet is None else _vetted(line, vet)
            if vetted.submission is None:
                reject(vetted)
                continue
            read = 0
            if line.line > furthest.get(line.file, 0):  # a document on one line is read once, and holds many events
                furthest[line.file], read = line.line, len(line.text)
            batch.add(vetted.submission._replace(text=line.text) if keep_going else vetted.submission, read)
        if rejects and not keep_going:
            raise _all_refused(rejects)
        refusing = refuse if keep_going else None
        appended = journal.append(batch, admit=admit, refuse=refusing, dry_run=dry_run, progress=stored)
    return Imported(appended, tuple(admit.adopted), rejects)


def _check_rejects(rejects: Pile[Offered], keep_going: bool) -> None:
    if keep_going and len(rejects) > MOST_REJECTS:
        raise InputRefused("more than {most} lines are refused: mend what they have in common", most=MOST_REJECTS)
    if not keep_going and len(rejects) > MOST_REFUSED:
        raise _all_refused(rejects, stopped=True)


def _all_refused(rejects: Iterable[Offered], stopped: bool = False) -> Refusal:
    refusals = [each.refusal for each in islice(rejects, MOST_REFUSED) if each.refusal is not None]
    return refusals[0] if len(refusals) == 1 else InputsRefused(refusals, stopped)


def _vetted(line: Offered, vet: Vet) -> Offered:
    if line.submission is None:
        return line
    try:
        vet(line.submission)
    except InputRefused as refusal:
        return line._replace(submission=None, refusal=refusal.at(line.file, line.line))
    return line


class Admitting:
    """Admission as the journal asks for it; with `propose`, calendars that the accepted need are adopted after them.

    `adopted` are the territories and years of these.
    """

    def __init__(self, propose: Propose | None = None) -> None:
        self.adopted: list[tuple[str, int]] = []
        self._propose = propose

    def heed(self, candidates: Iterable[Submission]) -> None:
        """See `Admission`; the clock is asked, inside the transaction."""
        self._admission = Admission(clock.now())
        self._admission.heed(candidates)

    def judge(self, part: Iterable[Submission], past: Past, accept: Accept, refuse: Refuse) -> None:
        """See `Admission`."""
        self._admission.judge(part, past, accept, refuse)

    def follow(self, accepted: Iterable[Submission], past: Past) -> list[Submission]:
        """The adoptions of calendars, as far as they can be proposed."""
        adoptions: list[Submission] = []
        if self._propose is not None:
            for territory, year in holidays_needed(accepted, past):
                try:
                    adoptions.append(_adoption(territory, year, self._propose))
                except LookupError:
                    continue  # nobody knows that year's days yet; what needs them will say so
                self.adopted.append((territory, year))
        return adoptions


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
