"""What one may ask of a ledger: everything or nothing, once, in an order that lines and files do not change."""

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import clock, commands
from ledger.commands import Imported, Offered, adopt, amendment, create_ledger, import_events, record
from ledger.events.entry import Entry
from ledger.events.event import Submission
from ledger.events.instant import format_instant, parse_instant
from ledger.intake.cloudevents import read
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused, InputsRefused
from projections.calendar.holidays import propose
from tests.events.examples import EXAMPLES
from tests.ledger.in_files import room  # noqa: F401 - runs every test twice
from tests.ledger.said import line, restated, retracted, said
from tests.oracle.histories import random_history

START = said("outage.started", "10T09:00", "start")
END = said("outage.ended", "10T10:00", "end")
OTHER = said("outage.started", "11T09:00", "other", subject="outage/2")
SIGNED = said("contract.signed", "01T00:00", "signed", data=EXAMPLES["contract.signed"].data)
Lines = Sequence[str | dict[str, Any]]


def propose_nothing(territory: str, year: int) -> tuple[dict[str, dict[str, str]], str]:
    """A calendar of one day, whatever is asked."""
    return {f"{year}-05-01": {"name": "Fête du Travail", "kind": "national"}}, f"by hand, for {territory}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    found = tmp_path / "ledger.db"
    create_ledger(found, propose_nothing, [])
    return found


@pytest.fixture
def journal(path: Path) -> Iterator[Journal]:
    with Journal.open(path) as opened:
        yield opened


def offered(**files: Lines) -> Iterator[Offered]:
    """The lines of files, each by its name."""
    import io

    return chain.from_iterable(
        read(f"{name}.jsonl", io.BytesIO("\n".join(map(text_of, lines)).encode("utf-8", "surrogatepass")))
        for name, lines in files.items()
    )


def text_of(said: str | dict[str, Any]) -> str:
    return said if isinstance(said, str) else line(said)


def brought(journal: Journal, *, keep_going: bool = False, dry_run: bool = False, **files: Lines) -> Imported:
    return import_events(journal, offered(**files), propose=propose_nothing, keep_going=keep_going, dry_run=dry_run)


def held(path: Path, *, calendars: bool = False) -> list[Entry]:
    with open_reader(path) as reader:
        return [each for each in reader.everything() if calendars or each.source != "/livret/holidays"]


def ids(path: Path) -> list[str]:
    return [each.id for each in held(path)]


# Everything or nothing


BAD: list[tuple[str, str | dict[str, Any], str]] = [
    ("a broken line", "{", "a.jsonl:2: is not JSON"),
    ("an unknown field", START | {"data": {"severity": 1}}, "a.jsonl:2: field `data.severity`: is no field"),
    ("an end without its start", END | {"id": "stray", "subject": "outage/9"}, "a.jsonl:2: outage.ended needs"),
    ("a key with other content", OTHER | {"data": {}}, "a.jsonl:2: `other` of /probe comes twice, here"),
    ("what has not happened yet", said("outage.started", "2199-01-01T00:00:00Z", subject="outage/9"),
     "a.jsonl:2: field `time`: 2199-01-01T00:00:00Z is more than 5 minutes ahead"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "bad", "why"), BAD, ids=[case[0] for case in BAD])
def test_one_bad_line_and_nothing_is_recorded(journal: Journal, path: Path, what: str, bad: Any, why: str):
    with pytest.raises(InputRefused) as refusal:
        brought(journal, a=[START, bad, OTHER], b=[END])
    first = refusal.value.refusals[0] if isinstance(refusal.value, InputsRefused) else refusal.value
    assert str(first).startswith(why)
    assert held(path, calendars=True) == []


def test_several_bad_lines_are_told_in_the_order_of_files_and_lines(journal: Journal, path: Path):
    with pytest.raises(InputsRefused) as refusal:
        brought(journal, a=[START, "{"], b=[OTHER, "x", END])
    assert [(each.file, each.line) for each in refusal.value.refusals] == [("a.jsonl", 2), ("b.jsonl", 2)]
    with pytest.raises(InputsRefused) as refusal:
        brought(journal, a=[END], b=[said("ticket.taken_over", "10T09:00", "t")])
    assert [(each.file, each.line) for each in refusal.value.refusals] == [("a.jsonl", 1), ("b.jsonl", 1)]
    assert held(path, calendars=True) == []


def test_after_many_refused_lines_the_rest_is_not_read(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(commands, "MOST_REFUSED", 2)
    monkeypatch.setattr(commands, "MOST_REJECTS", 3)
    for bad, unread in ((2, 0), (3, 1)):
        rest = offered(a=["{"] * bad + [START])
        with pytest.raises(InputsRefused) as refusal:
            import_events(journal, rest, propose=propose_nothing)
        assert (len(refusal.value.refusals), "not read" in str(refusal.value)) == (2, bad == 3)
        assert len(list(rest)) == unread
    assert len(brought(journal, keep_going=True, a=["{"] * 3 + [START]).rejects) == 3
    with pytest.raises(InputRefused, match="more than 3 lines are refused"):
        brought(journal, keep_going=True, a=["{"] * 4 + [OTHER])


def test_keep_going_records_the_good_lines_and_returns_the_others_as_they_were(journal: Journal, path: Path):
    orphan = said("outage.ended", "10T10:00", "orphan", subject="outage/9")
    imported = brought(journal, keep_going=True, a=["{", START, orphan], b=[END, START | {"actor": ""}])
    assert ids(path) == ["start", "end"]
    assert [(each.file, each.line, each.text) for each in imported.rejects] == [
        ("a.jsonl", 1, b"{\n"),
        ("a.jsonl", 3, line(orphan).encode()),
        ("b.jsonl", 2, line(START | {"actor": ""}).encode()),
    ]
    assert all(each.refusal is not None and each.submission is None for each in imported.rejects)
    assert (imported.appended.recorded, imported.appended.skipped) == (2 + len(imported.adopted), 0)


def test_keep_going_returns_the_element_that_was_refused_and_not_its_neighbour_on_the_line(journal: Journal):
    orphan = said("outage.ended", "10T10:00", "orphan", subject="outage/9")
    imported = brought(journal, keep_going=True, a=[f"[{line(orphan)}, {line(START)}]"])
    assert [each.text for each in imported.rejects] == [line(orphan)]


def test_what_rests_on_a_refused_line_is_refused_too(journal: Journal, path: Path):
    imported = brought(journal, keep_going=True, a=[START | {"data": {"impact": "?"}}, END, OTHER])
    assert ids(path) == ["other"]
    assert [each.line for each in imported.rejects] == [1, 2]


def test_a_rehearsal_records_nothing_and_says_what_would_be(journal: Journal, path: Path):
    imported = brought(journal, dry_run=True, a=[START, END])
    assert imported.appended.recorded == 2 + len(imported.adopted)
    assert held(path, calendars=True) == []


def test_a_vet_may_refuse_a_line(journal: Journal, path: Path):
    def vet(submission: Submission) -> None:
        if submission.id == "other":
            raise InputRefused("no such option", field="data.option")

    with pytest.raises(InputRefused, match=r"a\.jsonl:2: field `data\.option`: no such option"):
        import_events(journal, offered(a=[START, OTHER]), propose=propose_nothing, vet=vet)
    imported = import_events(journal, offered(a=[START, OTHER]), propose=propose_nothing, vet=vet, keep_going=True)
    assert (ids(path), [each.line for each in imported.rejects]) == (["start"], [2])


@pytest.mark.parametrize("lines", [[], ["", "  "], ["[]"]])
def test_a_file_without_events_records_nothing(journal: Journal, path: Path, lines: list[str]):
    assert brought(journal, a=lines).appended.recorded == 0
    assert held(path, calendars=True) == []


# Once


def test_the_same_again_is_skipped_and_counted(journal: Journal, path: Path):
    brought(journal, a=[START, END])
    again = START | {"time": "2026-03-10T10:00:00+01:00", "assertedby": "provider"}
    imported = brought(journal, a=[again, END, END], b=[OTHER])
    assert (imported.appended.recorded, imported.appended.skipped) == (1, 3)
    assert ids(path) == ["start", "end", "other"]


@pytest.mark.parametrize(
    ("change", "verdict"),
    [
        ({}, "skipped"),
        ({"time": "2026-03-10T09:00:00.000Z"}, "skipped"),
        ({"time": "2026-03-10T09:00:00.000001Z"}, "other content"),
        ({"data": {"impact": "partial"}}, "other content"),
        ({"actor": "probe-9"}, "other content"),
        ({"assertedby": "client"}, "other content"),
        ({"subject": "outage/3"}, "other content"),
        ({"source": "/another"}, "happens once"),
    ],
)
def test_the_same_key_with_other_content_is_a_conflict(journal: Journal, change: dict[str, Any], verdict: str):
    brought(journal, a=[START])
    if verdict == "skipped":
        assert brought(journal, a=[START | change]).appended.skipped == 1
    else:
        with pytest.raises(InputRefused, match=verdict):
            brought(journal, a=[START | change])


def test_a_key_that_was_retracted_is_refused_until_the_retraction_is(journal: Journal):
    gone = retracted(START, "11T00:00", "gone")
    brought(journal, a=[START, gone])
    with pytest.raises(InputRefused, match="recorded at position 1 and retracted"):
        brought(journal, a=[START])
    brought(journal, a=[retracted(gone, "12T00:00", "back")])
    assert brought(journal, a=[START]).appended.skipped == 1


# Calendars


def test_an_import_brings_the_calendars_it_needs_in_the_same_transaction(journal: Journal, path: Path):
    imported = brought(journal, a=[SIGNED, START])
    assert imported.adopted == (("FR", 2026), ("FR", 2027), ("RE", 2026), ("RE", 2027))
    calendars = [each for each in held(path, calendars=True) if each.source == "/livret/holidays"]
    assert [each.subject for each in calendars] == [
        f"public-holidays/{place}/{year}" for place, year in imported.adopted
    ]
    assert len({each.recorded_at for each in held(path, calendars=True)}) == 1
    assert brought(journal, a=[OTHER]).adopted == ()
    moved = restated(SIGNED, "12T00:00", "moved", territory="GP")
    assert brought(journal, a=[moved]).adopted == (("GP", 2026), ("GP", 2027))


def test_a_contract_recorded_by_hand_has_its_calendars_with_the_next_import(journal: Journal):
    record(journal, SIGNED)
    assert brought(journal, a=[START]).adopted == (("FR", 2026), ("FR", 2027), ("RE", 2026), ("RE", 2027))


NEEDED = [
    ("a year west of Greenwich begins later", "2026-01-01T03:00:00Z", {2025, 2026, 2027}),
    ("at noon of 1 January it has begun everywhere", "2026-01-01T12:00:00Z", {2026, 2027}),
    ("a year east of Greenwich begins earlier, and is the next one", "2025-12-31T20:00:00Z", {2025, 2026}),
]


@pytest.mark.parametrize(("why", "time", "years"), NEEDED)
def test_the_years_of_what_happened_and_the_next(journal: Journal, why: str, time: str, years: set[int]):
    assert {year for _, year in brought(journal, a=[START | {"time": time}]).adopted} == years


def test_a_calendar_in_the_file_goes_before_a_proposed_one(journal: Journal):
    own = said("public_holidays.adopted", "01T00:00", "own", subject="public-holidays/FR/2026")
    assert brought(journal, a=[own, START]).adopted == (("FR", 2027),)


def test_a_year_that_nobody_can_propose_is_left_to_who_needs_it(journal: Journal, path: Path):
    def unknown(territory: str, year: int) -> Any:
        raise LookupError(year)

    assert import_events(journal, offered(a=[START]), propose=unknown).adopted == ()
    assert ids(path) == ["start"]


def test_calendars_may_be_adopted_again(journal: Journal, path: Path):
    for _ in range(2):
        adopt(journal, [("FR", 2026)], propose)
    assert [each.subject for each in held(path, calendars=True)] == ["public-holidays/FR/2026"] * 2


# One entry


def test_five_minutes_ahead_of_the_clock_and_not_a_microsecond_more(journal: Journal, monkeypatch: pytest.MonkeyPatch):
    now = parse_instant("2026-03-31T12:00:00Z")
    monkeypatch.setattr(clock, "now", lambda: now)
    record(journal, START | {"time": format_instant(now + 300_000_000)})
    with pytest.raises(InputRefused, match=r"field `time`: 2026-03-31T12:05:00\.000001Z is more than 5 minutes ahead"):
        record(journal, OTHER | {"time": format_instant(now + 300_000_001)})


def test_an_entry_is_recorded_amended_and_amended_again(journal: Journal, path: Path):
    record(journal, START)
    target = held(path)[0]
    record(journal, amendment(target, "restated", {"changes": {"impact": "partial"}, "because": "the log"}))
    record(journal, amendment(target, "contested", {}, assertedby="client"))
    record(journal, amendment(target, "retracted", {"because": "a drill"}))
    assert [each.type for each in held(path)] == ["outage.started", *(f"entry.{kind}" for kind in
                                                  ("restated", "contested", "retracted"))]  # fmt: skip
    assert {each.subject for each in held(path)} == {"outage/2026-0042"}


# Order


HISTORIES = [random_history(seed) for seed in (1, 4, 9)]


@settings(max_examples=12)
@given(st.data())
def test_the_order_of_lines_and_files_changes_nothing_that_is_stored(tmp_path_factory, data):
    history = data.draw(st.sampled_from(HISTORIES))
    events = data.draw(st.permutations(history.events))
    cut = data.draw(st.integers(0, len(events)))
    stored = []
    for files in ({"a": history.events}, {"b": events[:cut], "a": events[cut:]}):
        path = tmp_path_factory.mktemp("order") / "ledger.db"
        create_ledger(path, propose_nothing, [])
        with Journal.open(path) as journal:
            brought(journal, **files)
        with open_reader(path) as reader:
            contents = [content for each, content in reader.contents() if each.source != "/livret/holidays"]
            stored.append(contents)
    assert stored[0] == stored[1]
    assert len(stored[0]) == len(history.events)
