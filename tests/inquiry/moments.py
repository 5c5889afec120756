"""A ledger written under a clock of the test's own, and the check that each past moment answers as it did then."""

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Any, Self

import pytest

from ledger import clock
from ledger.commands import Offered, import_events
from ledger.events.entry import Entry
from ledger.events.instant import format_instant
from ledger.events.wire import submission
from ledger.journal.application import Appended, Journal
from ledger.journal.read import Reader, open_reader
from projections.calendar.period import parse_period
from projections.facts.contract import UnknownContract, contract
from projections.facts.history import History, known
from projections.inquiry.question import QUESTIONS
from projections.inquiry.statement import state
from projections.report.jsontext import json_text

CONTRACT = "c1"
SCOPE, ENVIRONMENT, SPARE = f"contract/{CONTRACT}", "environment/e1", "environment/e2"
MARCH = parse_period("2026-03")
MINUTE = 60_000_000
HOUR = 60 * MINUTE
BEGINNING = int(datetime(2026, 3, 9, 8, tzinfo=UTC).timestamp()) * 1_000_000

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
NATIONAL = {
    2025: ("01-01", "04-21", "05-01", "05-08", "05-29", "06-09", "07-14", "08-15", "11-01", "11-11", "12-25"),
    2026: ("01-01", "04-06", "05-01", "05-08", "05-14", "05-25", "07-14", "08-15", "11-01", "11-11", "12-25"),
    2027: ("01-01", "03-29", "05-01", "05-06", "05-08", "05-17", "07-14", "08-15", "11-01", "11-11", "12-25"),
}
Answers = Mapping[str, object]
"""What is asked about -> the answer, or why there is none."""


def answers(reader: Reader, now: int, at: int | None = None, position: int | None = None) -> Answers:
    """The figures of articles 6, 7, 13 and 14, and the findings of all articles to the byte, as known then."""
    history = History(reader, known(reader, now, at, position, "ledger"))
    found: dict[str, object] = {}
    try:
        for article, question in QUESTIONS.items():
            found[article] = question(history, CONTRACT, MARCH)({})
        there = contract(history, CONTRACT).on(MARCH.last).zone
        found["statement"] = json_text(state(history, CONTRACT, MARCH, {}), there)
    except UnknownContract:
        found["unknown"] = CONTRACT
    return found


def event(type: str, scope: str, subject: str, at: int, id: str, data: Mapping[str, Any]) -> dict[str, Any]:
    """An event on the wire; a `timedelta` in its data is an instant, so long after the event itself."""
    said = {
        name: format_instant(at + value // timedelta(microseconds=1)) if isinstance(value, timedelta) else value
        for name, value in data.items()
    }
    return {
        "specversion": "1.0", "id": id, "source": "/test", "type": type, "scope": scope, "subject": subject,
        "time": format_instant(at), "data": said,
    }  # fmt: skip


def calendar(year: int, *more: str) -> dict[str, Any]:
    """The national days of France, and more of them."""
    days = {f"{year}-{day}": {"name": "jour férié", "kind": "national"} for day in (*NATIONAL[year], *more)}
    return {"days": dict(sorted(days.items())), "origin": "by hand"}


def founding(at: int) -> list[dict[str, Any]]:
    """What every story rests on: environments and a contract."""
    signed = {
        "client": "a town", "territory": "FR", "environment": "environment/e1", "edition": "carrus-2026-03",
        "service_starts_on": "2026-01-05",
    }  # fmt: skip
    return [
        event("environment.declared", ENVIRONMENT, ENVIRONMENT, at, "e1", {"kind": "production"}),
        event("environment.declared", SPARE, SPARE, at, "e2", {"kind": "production"}),
        event("contract.signed", SCOPE, SCOPE, at, "signed", signed),
    ]


def adoptions(at: int) -> list[dict[str, Any]]:
    """The calendars of France, and hours of support."""
    hours = {"effective_on": "2025-12-01", "week": {day: [["09:00", "18:00"]] for day in WEEKDAYS}}
    return [
        *(
            event("public_holidays.adopted", "provider", f"public-holidays/FR/{year}", at, f"FR-{year}", said)
            for year, said in ((year, calendar(year)) for year in NATIONAL)
        ),
        event("support_hours.published", "provider", "support-hours", at, "hours", hours),
    ]


def no_calendar(territory: str, year: int) -> Any:
    raise LookupError(f"{territory} {year}: a story brings its own calendars")


def write(journal: Journal, events: Sequence[Mapping[str, Any]]) -> Appended:
    offered = [Offered("story", line, "", submission(each), None) for line, each in enumerate(events, 1)]
    return import_events(journal, offered, propose=no_calendar).appended


def copied(ledger: Path, to: Path) -> Path:
    """A copy of all that was committed, also of what still stands in the write-ahead log."""
    with closing(sqlite3.connect(ledger)) as there, closing(sqlite3.connect(to)) as here:
        there.backup(here)
    return to


@dataclass
class Chronicle:
    """One ledger, from its first transaction on. `answered` is what it said after each, by its last position."""

    path: Path
    now: int = BEGINNING
    answered: dict[int, Answers] = field(default_factory=dict)

    def __enter__(self) -> Self:
        self._patch = pytest.MonkeyPatch()
        self._patch.setattr(clock, "now", lambda: self.now)
        self._journal: Journal | None = Journal.create(self.path)
        return self

    def __exit__(self, *_: object) -> None:
        self._close()
        self._patch.undo()

    def _close(self) -> None:
        if self._journal is not None:
            self._journal.close()
            self._journal = None

    def record(self, *events: Mapping[str, Any]) -> None:
        """One transaction, now. Raises InputRefused, and nothing is recorded."""
        assert self._journal is not None
        last = write(self._journal, events).last
        assert last is not None
        with open_reader(self.path) as reader:
            self.answered[last] = answers(reader, self.now)

    def check(self) -> int:
        """Ask at every position and at every instant between two transactions; how many moments were asked about."""
        self._close()
        with open_reader(self.path) as reader:
            asked_about = 0
            for told, asked, expected in self._moments(reader):
                assert dict(answers(reader, self.now, **asked)) == dict(expected), told
                asked_about += 1
        return asked_about

    def _moments(self, reader: Reader) -> Iterator[tuple[str, dict[str, int], Answers]]:
        """Every moment with its answer out of a ledger that holds the entries known then, and no other."""
        again = self.path.with_name("again.db")
        groups = [list(group) for _, group in groupby(reader.everything(), key=lambda each: each.recorded_at)]
        with Journal.create(again) as journal:
            for number, group in enumerate(groups):
                recorded_at, last = group[0].recorded_at, group[-1].position
                for size in range(1, len(group)):
                    position = group[size - 1].position
                    part = copied(again, self.path.with_name(f"until-{position}.db"))
                    with pytest.MonkeyPatch.context() as elsewhere:
                        # A copy that goes its own way is another machine's: here its ledger would be known to differ.
                        elsewhere.setenv("LIVRET_STATE", str(part.with_suffix(".state")))
                        with Journal.open(part) as half:
                            found = self._grown(half, part, reader, group[:size])
                    yield f"#{position}", {"position": position}, found
                whole = self._grown(journal, again, reader, group)
                assert dict(self.answered[last]) == dict(whole), f"at the time of #{last}"
                yield f"#{last}", {"position": last}, whole
                yield f"when #{last} was recorded", {"at": recorded_at}, whole
                later = groups[number + 1][0].recorded_at - 1 if number + 1 < len(groups) else self.now + HOUR
                if later > recorded_at:
                    with open_reader(again) as fresh:
                        found = answers(fresh, later)
                    yield f"just before what came after #{last}", {"at": later}, found

    def _grown(self, journal: Journal, ledger: Path, reader: Reader, group: Sequence[Entry]) -> Answers:
        """What a ledger says once it has recorded these entries as well, at the instant at which they were."""
        now, self.now = self.now, group[0].recorded_at
        bodies = [reader.raw(entry.position) for entry in group]
        write(journal, [json.loads(raw.body) for raw in bodies])
        with open_reader(ledger) as fresh:
            assert [fresh.raw(raw.position) for raw in bodies] == bodies, "another history"
            found = answers(fresh, self.now)
        self.now = now
        return found
