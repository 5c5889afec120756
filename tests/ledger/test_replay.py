"""What is known decides, and nothing else: neither how it came in, nor what came in later, nor what was taken back."""

import io
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.commands import create_ledger, import_events
from ledger.events.catalogue import event_class
from ledger.intake.cloudevents import read
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.catalogue import readings
from projections.calendar.period import parse_period
from projections.facts.history import History as Known
from projections.facts.history import known
from projections.facts.operation import gather
from tests.articles.ledger_of import history_of
from tests.ledger.in_files import room  # noqa: F401 - runs every test twice
from tests.ledger.said import line
from tests.oracle.histories import History, random_history

Event = dict[str, Any]
Recorded = Sequence[tuple[int, int, Event]]
HISTORIES = st.integers(0, 400).map(random_history)


def found(history: Known, told: History, **readings_: str) -> AvailabilityFinding:
    """Article 6 for the month of a random history, under its readings."""
    kinds = readings(["5", "6"])
    chosen = {name: kinds[name].named(option) for name, option in (told.readings | readings_).items()}
    return assess(gather(history, told.contract), parse_period(told.month), chosen)


def figures(finding: AvailabilityFinding) -> tuple[object, ...]:
    """What a finding says, without the positions it rests on and without who was late."""
    spans = [(each.outage, each.scope, each.from_, each.until, each.treatment, each.because) for each in finding.spans]
    return (
        finding.figure,
        finding.downtime_seconds,
        finding.allowed_downtime_seconds,
        finding.verdict,
        finding.provisional,
        finding.public_holidays,
        finding.literally,
        spans,
        len(finding.orphans),
    )


@settings(max_examples=30)
@given(HISTORIES, st.data())
def test_nothing_recorded_later_changes_what_was_found_at_a_moment(told: History, data: st.DataObject):
    entries = told.entries()
    moment = data.draw(st.sampled_from(told.batches))[0]
    before = [entry for entry in entries if entry[1] <= moment]
    then, now = (found(history_of(each, told.now_us, moment), told) for each in (before, entries))
    assert then == now


@settings(max_examples=20)
@given(HISTORIES)
def test_a_history_in_one_transaction_or_in_many_gives_the_same_figures(told: History):
    many, one = (
        figures(found(history_of(entries, told.now_us, None), told, notice_proof="stated"))
        for entries in (told.entries(), told.one_import(told.now_us))
    )
    assert many == one


REPEATED = ("outage.", "maintenance.", "emergency_maintenance.", "monitoring.", "reading.")


def taken_back(entries: Recorded, subject: tuple[str, str], recorded_at: int) -> list[tuple[int, int, Event]]:
    """Everything that was said of a subject said once more, of another one, and taken back again."""
    copies = [
        event | {"id": f"{event['id']}-copy", "subject": f"{subject[1]}-copy"}
        for _, _, event in entries
        if (event["scope"], event["subject"]) == subject and not event["type"].startswith("entry.")
    ]
    retractions = [
        {name: copy[name] for name in ("specversion", "source", "scope", "subject", "time")}
        | {"id": f"{copy['id']}-gone", "type": "entry.retracted"}
        | {"data": {"entry": {"source": copy["source"], "id": copy["id"]}, "because": "a copy"}}
        for copy in reversed(copies)
    ]
    last = entries[-1][0]
    return [(last + number, recorded_at, event) for number, event in enumerate([*copies, *retractions], start=1)]


@settings(max_examples=30)
@given(HISTORIES, st.data())
def test_what_was_recorded_and_retracted_might_never_have_been_recorded(told: History, data: st.DataObject):
    entries = told.entries()
    subjects = {(event["scope"], event["subject"]) for _, _, event in entries if event["type"].startswith(REPEATED[:4])}
    if not subjects:
        return
    subject = data.draw(st.sampled_from(sorted(subjects)))
    extended = [*entries, *taken_back(entries, subject, entries[-1][1] + 1)]
    plain, replayed = (figures(found(history_of(each, told.now_us, None), told)) for each in (entries, extended))
    assert plain == replayed


def nothing(territory: str, year: int) -> Any:
    raise LookupError(year)


def brought(journal: Journal, *files: Sequence[Event]) -> None:
    offered = (
        each
        for number, events in enumerate(files)
        for each in read(f"{number}.jsonl", io.BytesIO("\n".join(map(line, events)).encode()))
    )
    import_events(journal, offered, propose=nothing)


def asked(path: Path, told: History) -> tuple[object, ...]:
    with open_reader(path) as reader:
        everything = known(reader, told.now_us, None, None, "ledger")
        return figures(found(Known(reader, everything), told, notice_proof="stated"))


@settings(max_examples=6)
@given(HISTORIES, st.data())
def test_a_ledger_gives_the_same_figures_however_its_files_were_cut_and_brought(
    tmp_path_factory: pytest.TempPathFactory, told: History, data: st.DataObject
):
    folder = tmp_path_factory.mktemp("replay")
    shuffled = data.draw(st.permutations(told.events))
    cut = data.draw(st.integers(0, len(shuffled)))
    ways: dict[str, list[list[Sequence[Event]]]] = {
        "at once": [[told.events]],
        "in two files": [[shuffled[cut:], shuffled[:cut]]],
        "as it came": [[events] for _, events in told.batches],
        "at once, and again": [[told.events, told.events]],
    }
    given_: dict[str, tuple[object, ...]] = {}
    for way, imports in ways.items():
        path = folder / f"{way}.db"
        create_ledger(path, nothing, [])
        with Journal.open(path) as journal:
            for files in imports:
                brought(journal, *files)
        given_[way] = asked(path, told)
    in_memory = figures(found(history_of(told.entries(), told.now_us, None), told, notice_proof="stated"))
    assert given_ == dict.fromkeys(ways, in_memory)


def test_the_random_histories_say_something_of_every_family_they_are_meant_to():
    types = {event["type"] for seed in range(40) for event in random_history(seed).events}
    assert all(any(each.startswith(prefix) for each in types) for prefix in (*REPEATED, "contract.", "entry."))
    assert all(event_class(each) for each in types)
