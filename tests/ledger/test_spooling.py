"""An import that went through files is the one that stayed in memory: same entries, same numbers, same refusals."""

import json
import sqlite3
import tracemalloc
from collections.abc import Iterable, Sequence
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock, pile
from ledger.commands import Offered, create_ledger, import_events
from ledger.events.wire import submission
from ledger.journal import application, batch, sifting
from ledger.journal.application import Journal
from tests.events.examples import EXAMPLES
from tests.ledger.conftest import AFTERWARDS
from tests.ledger.said import restated, retracted, said
from tests.oracle.histories import random_history

Event = dict[str, Any]
SIGNED = said("contract.signed", "01T00:00", "signed", data=EXAMPLES["contract.signed"].data)
START = said("outage.started", "10T09:00", "start")
END = said("outage.ended", "10T09:00", "end")
CAUSE = said("outage.attributed", "10T09:00", "a", scope="contract/carrus-1")
TOLD: list[Event] = [
    SIGNED,
    START,
    START,
    END,
    END | {"id": "b", "time": "2026-03-10T09:00:00.000001Z"},
    said("outage.impact_changed", "10T09:00", "c"),
    CAUSE,
    said("outage.started", "10T09:30", "second"),
    said("outage.ended", "12T09:00", "stray", subject="outage/9"),
    said("outage.started", "11T09:00", "x", subject="outage/2"),
    said("outage.started", "11T09:00", "x", subject="outage/3"),
    said("outage.started", "11T09:00", "x", subject="outage/2"),
    restated(START, "11T00:00", "r", time="2026-03-10T08:00:00Z"),
    restated(START, "11T00:00", "q", time="2026-03-10T09:00:01Z"),
    retracted(END, "11T00:00", "gone"),
    retracted(retracted(END, "11T00:00", "gone"), "11T00:00", "back"),
    said("ticket.registered", "10T09:00", "t", data=EXAMPLES["ticket.registered"].data),
]


def no_calendar(territory: str, year: int) -> Any:
    raise LookupError(year)


Import = tuple[int, int, list[tuple[int, Any, str]]]
"""What was recorded and skipped, and what was refused."""


def recorded(path: Path, events: Sequence[Event], *, room: int | None, twice: bool = False) -> tuple[list[Import], Any]:
    """What one or two imports did, and everything that the ledger holds then; in files with that much `room`."""

    def offered() -> Iterable[Offered]:
        for number, event in enumerate(events, start=1):
            yield Offered("f", number, json.dumps(event), submission(event, "f", number), None)

    ticks = count(AFTERWARDS, 1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: next(ticks))
        create_ledger(path, no_calendar, [])
        if room is not None:
            patch.setattr(batch, "ROOM", room)
            patch.setattr(batch, "TIMES", 0)
            patch.setattr(pile, "ROOM", room)
        imports: list[Import] = []
        with Journal.open(path) as journal:
            for _ in range(1 + twice):
                done = import_events(journal, offered(), propose=no_calendar, keep_going=True)
                rejects = [(each.line, each.text, str(each.refusal)) for each in done.rejects]
                imports.append((done.appended.recorded, done.appended.skipped, rejects))
    with sqlite3.connect(path) as connection:
        tables = ("entries", "streams", "scopes", "families", "topics")
        columns = "position, scope, family, stream, version, topic, scope_index, source_key"
        held = [connection.execute(f"SELECT {columns} FROM entries ORDER BY position").fetchall()]
        held += [connection.execute(f"SELECT * FROM {table} ORDER BY number").fetchall() for table in tables[1:]]
    return imports, held


@settings(max_examples=40, deadline=None)
@given(st.permutations(TOLD), st.sampled_from([0, 300, 1_000]))
def test_a_batch_that_went_through_files_is_recorded_as_one_in_memory(tmp_path_factory, events, room):
    folder = tmp_path_factory.mktemp("spooled")
    expected = recorded(folder / "memory.db", events, room=None, twice=True)
    assert recorded(folder / "files.db", events, room=room, twice=True) == expected


@settings(max_examples=10, deadline=None)
@given(st.integers(0, 400).map(random_history), st.data())
def test_a_history_that_went_through_files_is_recorded_as_one_in_memory(tmp_path_factory, told, data):
    folder = tmp_path_factory.mktemp("spooled")
    events = data.draw(st.permutations(told.events))
    expected = recorded(folder / "memory.db", events, room=None)
    assert recorded(folder / "files.db", events, room=500) == expected


@pytest.mark.parametrize("room", [None, 4_000])
def test_every_step_of_checking_is_told_to_the_last_also_of_what_is_skipped(tmp_path, monkeypatch, room):
    monkeypatch.setattr(batch, "_AT_ONCE", 1)
    if room is not None:
        monkeypatch.setattr(batch, "ROOM", -1)
        monkeypatch.setattr(batch, "TIMES", 0)
    others = [said("outage.started", "12T09:00", f"{n}", subject=f"outage/{n}") for n in range(9)]
    fine = [SIGNED, START, START, END, *others]
    lines = [Offered("f", n, "", submission(event, "f", n), None) for n, event in enumerate(fine, start=1)]
    create_ledger(tmp_path / "l.db", no_calendar, [])
    with Journal.open(tmp_path / "l.db") as journal:
        for _ in range(2):
            told: list[int] = []
            import_events(journal, lines, propose=no_calendar, checked=told.append)
            assert sum(told) == batch.STEPS * len(lines)


def test_the_tests_of_spooling_see_events_refused_retried_and_amended(tmp_path):
    (first, again), _ = recorded(tmp_path / "l.db", TOLD, room=None, twice=True)
    assert (first[0], first[1], len(first[2])) == (10, 1, 6)
    assert again[0] == 0 < again[1]


def test_of_long_events_no_more_lie_in_memory_than_of_short_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: AFTERWARDS)
    create_ledger(tmp_path / "l.db", no_calendar, [])
    for module, name in [(batch, "ROOM"), (batch, "MOST"), (pile, "ROOM"), (sifting, "ROOM"), (application, "ROOM")]:
        monkeypatch.setattr(module, name, 100_000)

    def offered() -> Iterable[Offered]:
        for number in range(60):
            text = f"{number:04d}" * 50_000
            document = {"name": "log", "sha256": sha256(text.encode()).hexdigest(), "text": text}
            event = said("document.attached", "10T09:00", f"{number}", subject=f"document/{number}", data=document)
            yield Offered("f", number, json.dumps(event), submission(event, "f", number), None)

    with Journal.open(tmp_path / "l.db") as journal:
        for recorded, skipped in [(60, 0), (0, 60)]:
            tracemalloc.start()
            done = import_events(journal, offered(), propose=no_calendar)
            _, peak = tracemalloc.get_traced_memory()
            tracemalloc.stop()
            assert (done.appended.recorded, done.appended.skipped) == (recorded, skipped)
            assert peak < 20 * 200_000
