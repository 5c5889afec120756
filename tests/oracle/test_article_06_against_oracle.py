"""Articles 5 and 6 against a naive oracle that shares no code with the program, on random histories.

Each seed is one history of a contract and a month, written to a real ledger batch by batch under the clock that
the history names, and asked as known at several moments, by ledger and by source. `LIVRET_SEEDS` says how many.
"""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import clock
from ledger.commands import Offered, import_events
from ledger.events.wire import submission
from ledger.journal.application import Journal
from ledger.journal.read import Reader, open_reader
from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.catalogue import readings
from projections.calendar.period import parse_period
from projections.edition.reading import Reading
from projections.facts.contract import UnknownContract
from projections.facts.history import History, known
from projections.facts.operation import gather
from tests.oracle.availability import availability
from tests.oracle.histories import History as Story
from tests.oracle.histories import random_history

SEEDS = int(os.environ.get("LIVRET_SEEDS", "200"))
KINDS = readings(("5", "6"))
OPTIONS = [member for kind in KINDS.values() for member in kind]


def no_calendar(territory: str, year: int) -> Any:
    raise LookupError(f"{territory} {year}: the history brings its own calendars")


def write(story: Story, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Journal.create(path) as journal:
        for recorded_at, events in story.batches:
            monkeypatch.setattr(clock, "now", lambda recorded_at=recorded_at: recorded_at)
            offered = [Offered("story", number, "", submission(event), None) for number, event in enumerate(events, 1)]
            import_events(journal, offered, propose=no_calendar)


def asks(story: Story, seed: int) -> Iterator[tuple[int | str | None, str, dict[str, str]]]:
    """Each moment under the story's readings, and four options in turn as known at the end."""
    for at, by in story.asks:
        yield at, by, story.readings
    for step in range(4):
        member = OPTIONS[(4 * seed + step) % len(OPTIONS)]
        yield None, "ledger", {**story.readings, member.declaration.name: member.option}


def answer(reader: Reader, story: Story, at: int | str | None, by: Any, chosen: dict[str, str]) -> AvailabilityFinding:
    instant = at if isinstance(at, int) else None
    position = int(at[1:]) if isinstance(at, str) else None
    history = History(reader, known(reader, story.now_us, instant, position, by))
    members: dict[str, Reading] = {name: KINDS[name].named(option) for name, option in chosen.items()}
    return assess(gather(history, story.contract), parse_period(story.month), members)


def figures(finding: AvailabilityFinding) -> dict[str, object]:
    return {
        "reference_us": finding.reference_seconds or 0,
        "downtime_us": finding.downtime_seconds or 0,
        "verdict": finding.verdict,
        "provisional": finding.provisional,
    }


def counted(cut: Any) -> list[tuple[str, int, int]]:
    """The counted parts of each outage, neighbours joined."""
    joined: list[tuple[str, int, int]] = []
    for subject, from_, until in sorted(cut):
        if joined and joined[-1][0] == subject and joined[-1][2] == from_:
            joined[-1] = (subject, joined[-1][1], until)
        else:
            joined.append((subject, from_, until))
    return joined


@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_program_and_the_oracle_give_the_same_figure(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = random_history(seed)
    write(story, tmp_path / "ledger.db", monkeypatch)
    with open_reader(tmp_path / "ledger.db") as reader:
        for at, by, chosen in asks(story, seed):
            told: dict[str, Any] = {"readings": chosen, "known_at": at, "known_by": by, "now": story.now_us}
            try:
                expected = availability(story.entries(), story.contract, story.month, **told)
            except LookupError:
                with pytest.raises(UnknownContract):
                    answer(reader, story, at, by, chosen)
                continue
            found = answer(reader, story, at, by, chosen)
            assert figures(found) == {name: expected[name] for name in figures(found)}, (seed, told)
            if "missing_calendar" not in expected:
                ours = [(span.outage, span.from_, span.until) for span in found.spans if span.treatment == "counted"]
                theirs = [part[:3] for part in expected["cut"] if part[3] == "counted"]
                assert counted(ours) == counted(theirs), (seed, told)
