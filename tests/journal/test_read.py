"""The read side: what was known at a position, from one snapshot."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import clock
from ledger.events.instant import parse_instant
from ledger.events.personal import put_back
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.refusal import IntegrityFailure, UsageRefused
from tests.journal.submissions import SCOPE, SOURCE, TIME, admit_all, submission, submissions

FIRST, SECOND = 1_800_000_000_000_000, 1_800_000_060_000_000
CONTRACT = "contract/c1"


@pytest.fixture
def reader(ledger, monkeypatch):
    """Positions 1 to 3 recorded at FIRST, 4 to 6 at SECOND."""
    with Journal.create(ledger) as journal:
        monkeypatch.setattr(clock, "now", lambda: FIRST)
        batch = [submission("1"), submission("2", type="ticket.registered", scope=CONTRACT, subject="ticket/1")]
        journal.append([*batch, submission("3", scope=CONTRACT)], admit=admit_all)
        monkeypatch.setattr(clock, "now", lambda: SECOND)
        late = submission("4", type="ticket.closed", scope=CONTRACT, subject="ticket/1", recordedtime=TIME, actor="me")
        journal.append([late, *submissions(5, 6)], admit=admit_all)
    with open_reader(ledger) as opened:
        yield opened


def ids(entries):
    return [entry.id for entry in entries]


def test_the_head_is_the_last_position_and_its_time(reader):
    assert reader.head() == (6, SECOND)


def test_an_empty_ledger(journal, ledger):
    with open_reader(ledger) as reader:
        assert reader.head() == (0, 0)
        assert (reader.scopes(), reader.families(SCOPE), list(reader.everything())) == ([], [], [])
        assert (reader.entries(SCOPE, ["outage"]), reader.entry_by_key(SOURCE, "1")) == ([], None)
        assert reader.position_at(SECOND) == 0


@pytest.mark.parametrize(
    ("instant", "position"), [(FIRST - 1, 0), (FIRST, 3), (FIRST + 1, 3), (SECOND - 1, 3), (SECOND, 6), (SECOND + 1, 6)]
)
def test_what_was_known_at_an_instant(reader, instant, position):
    assert reader.position_at(instant) == position


@pytest.mark.parametrize(("position", "instant"), [(1, FIRST), (3, FIRST), (4, SECOND), (6, SECOND)])
def test_when_a_position_was_recorded(reader, position, instant):
    assert reader.recorded_at_of(position) == instant


@pytest.mark.parametrize("position", [-1, 0, 7])
def test_a_position_that_is_not_there_is_refused(reader, position):
    for ask in (reader.recorded_at_of, reader.raw):
        with pytest.raises(UsageRefused, match=rf"#{position} is not in the ledger; its last entry is #6"):
            ask(position)


def test_scopes_and_families_are_listed_by_name(reader):
    assert reader.scopes() == [CONTRACT, SCOPE]
    assert reader.families(CONTRACT) == ["outage", "ticket"]
    assert reader.families(SCOPE) == ["outage"]
    assert reader.families("contract/none") == []


@pytest.mark.parametrize(
    ("families", "until", "expected"),
    [
        (["ticket"], None, ["2", "4"]),
        (["ticket", "outage"], None, ["2", "3", "4"]),
        (["outage", "outage"], None, ["3"]),
        (["ticket", "outage"], 3, ["2", "3"]),
        (["ticket"], 4, ["2", "4"]),
        (["ticket"], 0, []),
        (["backup"], None, []),
        ([], None, []),
    ],
)
def test_the_entries_of_families_in_a_scope(reader, families, until, expected):
    assert ids(reader.entries(CONTRACT, families, until=until)) == expected


def test_an_entry_has_both_clocks(reader):
    entry = reader.entries(CONTRACT, ["ticket"])[1]
    assert (entry.position, entry.recorded_at, entry.occurred_at) == (4, SECOND, parse_instant(TIME))
    assert (entry.claimed_at, entry.actor, entry.assertedby) == (parse_instant(TIME), None, "provider")
    assert reader.disclosed(entry).actor == "me"
    assert (entry.scope, entry.subject, entry.type, entry.key) == (CONTRACT, "ticket/1", "ticket.closed", (SOURCE, "4"))


@pytest.mark.parametrize(("until", "expected"), [(None, ["2", "4"]), (4, ["2", "4"]), (3, ["2"]), (1, [])])
def test_the_entries_of_a_subject(reader, until, expected):
    assert ids(reader.subject_entries(CONTRACT, "ticket/1", until)) == expected
    assert reader.subject_entries(SCOPE, "ticket/1", until) == []


@pytest.mark.parametrize(("key", "types", "expected"), [
    ("4", ["entry.restated"], ["4"]),
    ("4", ["ticket.registered"], ["2", "4"]),
    ("2", ["entry.restated", "ticket.closed"], ["2", "4"]),
    ("none", ["ticket.registered"], []),
])  # fmt: skip
def test_an_entry_with_those_of_some_types_beside_it(reader, key, types, expected):
    assert ids(reader.entries_beside([(SOURCE, key)], types)) == expected


def test_an_entry_by_its_key(reader):
    assert reader.entry_by_key(SOURCE, "4").position == 4
    assert reader.entry_by_key(SOURCE, "none") is None


@pytest.mark.parametrize(("until", "expected"), [(None, 6), (6, 6), (4, 4), (0, 0)])
def test_everything_comes_in_the_order_of_position(reader, until, expected):
    assert [entry.position for entry in reader.everything(until)] == list(range(1, expected + 1))


@pytest.mark.parametrize(
    ("scopes", "families", "until", "expected"),
    [
        ([], [], None, "123456"),
        ([], [], 4, "1234"),
        ([], [], 0, ""),
        ([CONTRACT], [], None, "234"),
        ([CONTRACT, SCOPE], [], None, "123456"),
        ([], ["ticket"], None, "24"),
        ([], ["outage", "ticket"], 3, "123"),
        ([CONTRACT], ["outage"], None, "3"),
        ([CONTRACT], ["maintenance"], None, ""),
        (["contract/none"], [], None, ""),
    ],
)
def test_contents_are_entries_with_what_is_stored_of_them(reader, scopes, families, until, expected):
    found = list(reader.contents(scopes, families, until))
    assert "".join(entry.id for entry, _ in found) == expected
    for entry, body in found:
        stored = json.loads(reader.raw(entry.position).body)
        # What is stored of whoever did it is a commitment; the content says who.
        assert json.loads(body) == put_back(stored, dict.fromkeys(entry.personal, "me"))


def test_who_recorded_it_is_the_systems_answer(reader, monkeypatch):
    pwd = pytest.importorskip("pwd")
    import os

    assert reader.raw(1).recorded_by == pwd.getpwuid(os.geteuid()).pw_name


def test_all_answers_come_from_one_snapshot(journal, ledger):
    journal.append(submissions(1), admit=admit_all)
    with open_reader(ledger) as reader:
        before = reader.everything()
        journal.append(submissions(2), admit=admit_all)
        assert ids(before) == ["1"]
        assert (reader.head().position, ids(reader.entries(SCOPE, ["outage"]))) == (1, ["1"])
        assert reader.entry_by_key(SOURCE, "2") is None
    with open_reader(ledger) as reader:
        assert reader.head().position == 2


def test_reading_changes_no_byte_of_the_ledger(reader, ledger):
    before = ledger.read_bytes()
    list(reader.everything())
    reader.close()
    assert ledger.read_bytes() == before


def test_a_stored_body_that_is_no_event_names_its_position(journal, ledger):
    said = submission("1")
    journal.append([said._replace(body=b"{}")], admit=admit_all)
    with open_reader(ledger) as reader, pytest.raises(IntegrityFailure, match="position 1 is not an event"):
        reader.entries(SCOPE, ["outage"])


def test_reading_imports_no_heavy_library(ledger, journal):
    script = f"""
import sys
from ledger.journal.read import open_reader
with open_reader({str(ledger)!r}) as reader:
    list(reader.everything())
print(*sorted(sys.modules.keys() & {{"sqlalchemy", "eventsourcing", "pydantic"}}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    assert (done.stdout.strip(), done.stderr) == ("", "")
