"""A person erased: nothing of them is left in any file, and nothing else has changed."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.commands import record
from ledger.erasing import erase
from ledger.events.entry import Entry
from ledger.events.personal import ERASED
from ledger.journal import withholding
from ledger.journal.application import Journal
from ledger.journal.erasure import erasures, pending
from ledger.journal.leaf import leaf
from ledger.journal.read import open_reader
from ledger.journal.rebuild import differences, rebuild
from ledger.journal.taking import Taking
from ledger.journal.vault import open_vault, vault_path
from ledger.refusal import LedgerUnavailable
from tests.journal.submissions import admit_all, submission
from tests.journal.test_vault import CONTRACT, restatement, ticket

ROUNDS = int(os.environ.get("LIVRET_CRASHES", "5"))
"""`LIVRET_CRASHES=200` is the soak."""
PEOPLE = ("zz-alpha-zz", "zz-béta-zz", "zz-gamma-zz")
TEXTS = (
    "said nothing of note qq",
    "zz-alpha-zz cannot sign in qq",
    "asks for (ZZ-Gamma-ZZ) qq",
    "zz-alpha-zzz is no code qq",
)


def raw(ledger: Path) -> bytes:
    """Every byte of every file of the ledger and its vault."""
    return b"".join(path.read_bytes() for path in sorted(ledger.parent.glob(f"{ledger.name}*")))


def entries(ledger: Path) -> list[Entry]:
    with open_reader(ledger) as reader:
        return list(reader.everything())


def shown(ledger: Path) -> list[Entry]:
    with open_reader(ledger) as reader:
        return [reader.shown(entry) for entry in reader.everything()]


def nothing(_: object) -> list[Any]:
    return []


person = st.none() | st.sampled_from(PEOPLE)
EVENTS = st.lists(
    st.fixed_dictionaries(
        {
            "kind": st.sampled_from(["ticket", "takeover", "outage", "restated"]),
            "subject": st.integers(1, 4),
            "actor": person,
            "who": person,
            "text": st.none() | st.sampled_from(TEXTS),
        }
    ),
    min_size=1,
    max_size=25,
)


def told(number: int, drawn: dict[str, Any]) -> Any:
    said = {} if drawn["actor"] is None else {"actor": drawn["actor"]}
    data: dict[str, Any] = {"reporter": drawn["who"], "summary": drawn["text"]}
    subject = f"ticket/{drawn['subject']}"
    type_: str
    match drawn["kind"]:
        case "ticket":
            type_, data = "ticket.submitted", {"channel": "portal", **data}
        case "takeover":
            type_, data = "ticket.taken_over", {"technician": drawn["who"]}
        case "restated":
            key = {"source": "/monitoring/probe", "id": "0"}
            type_ = "entry.restated"
            data = {"because": "x", "changes": {**data, "channel": "phone"}, "entry": key}
        case _:
            return submission(str(number), **said)
    data = {name: value for name, value in data.items() if value is not None}
    amended = "ticket.submitted" if drawn["kind"] == "restated" else None
    return submission(str(number), type=type_, scope=CONTRACT, subject=subject, amended=amended, data=data, **said)


@settings(max_examples=40)
@given(drawn=EVENTS, gone=st.lists(st.sampled_from(PEOPLE), min_size=1, max_size=3, unique=True))
def test_nothing_of_an_erased_person_is_left_and_nothing_else_changes(tmp_path_factory, drawn, gone):
    ledger = tmp_path_factory.mktemp("erased") / "livret.db"
    first = {"kind": "ticket", "subject": 1, "actor": PEOPLE[1], "who": PEOPLE[0], "text": TEXTS[0]}
    drawn = [first, *(each | {"subject": 1} if each["kind"] == "restated" else each for each in drawn)]
    batch = [told(number, each) for number, each in enumerate(drawn)]
    with Journal.create(ledger) as journal:
        for start in range(0, len(batch), 7):
            journal.append(batch[start : start + 7], admit=admit_all)
        before, seen = entries(ledger), shown(ledger)
        for code in gone:
            erase(journal, code)
        after = entries(ledger)
        assert after[: len(before)] == before
        assert journal.append(batch, admit=admit_all).skipped == len(batch)
        bytes_open = raw(ledger)
    for code in gone:
        for found in (bytes_open, raw(ledger)):
            assert code.encode() not in found.replace(b"zz-alpha-zzz", b"")
    assert not [text for text in _texts_of(gone) if text.encode() in raw(ledger)]
    with open_reader(ledger) as reader:
        for position in range(1, len(after) + 1):
            each = reader.raw(position)
            assert each.leaf == leaf(each.envelope, each.body)
    for old, new in zip(seen, shown(ledger), strict=False):
        if not _names(old, gone):
            assert new.actor == old.actor
    fresh = ledger.with_name("fresh.db")
    rebuild(ledger, fresh)
    assert list(differences(ledger, fresh)) == []


def _texts_of(gone: list[str]) -> set[str]:
    """The texts that speak of one of them, wherever they were said."""
    speak = {PEOPLE[0]: TEXTS[1], PEOPLE[2]: TEXTS[2]}
    return {speak[code] for code in gone if code in speak}


def _names(entry: Entry, gone: list[str]) -> bool:
    return entry.actor in gone


def test_texts_of_tickets_that_they_reported_go_and_others_stay(journal, ledger):
    journal.append(
        [
            ticket("1", data={"reporter": PEOPLE[0], "summary": "one qq"}),
            submission("2", type="ticket.registered", scope=CONTRACT, subject="ticket/1", data={"summary": "two qq"}),
            submission("3", type="ticket.registered", scope=CONTRACT, subject="ticket/9", data={"summary": "two qq"}),
            submission(
                "4", type="ticket.registered", scope="contract/C2", subject="ticket/1", data={"summary": "four"}
            ),
        ],
        admit=admit_all,
    )
    journal.append([restatement("5", "1", {"summary": "five qq"})], admit=admit_all)
    found = journal.erase(PEOPLE[0], nothing, admit_all)
    assert found.counts() == {CONTRACT: {"data.reporter": 1, "data.summary": 2, "data.changes.summary": 1}}
    said = {entry.id: entry.data.get("summary") for entry in shown(ledger)}
    assert said == {"1": ERASED, "2": ERASED, "3": "two qq", "4": "four", "5": None}
    assert b"one qq" not in raw(ledger)
    assert b"five qq" not in raw(ledger)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("asked by t.martin", "erased"),
        ("T.MARTIN asked", "erased"),
        ("(t.martin)", "erased"),
        ("t.martin", "erased"),
        ("t.martine", "kept"),
        ("at.martin", "kept"),
        ("txmartin", "kept"),
    ],
)
def test_a_text_names_a_person_where_the_code_stands_as_a_word(journal, ledger, text, verdict):
    journal.append([ticket(data={"reporter": None, "summary": text})], admit=admit_all)
    found = journal.erase("t.martin", nothing, admit_all)
    assert ("erased" if found.texts else "kept") == verdict


def test_the_ledger_tells_of_it_in_each_scope_and_names_nobody(journal, ledger):
    batch = [ticket(actor=PEOPLE[0]), submission("2", actor=PEOPLE[0]), submission("3", actor=PEOPLE[1])]
    journal.append(batch, admit=admit_all)
    erase(journal, PEOPLE[0], "a request")
    said = entries(ledger)[3:]
    assert [(entry.scope, entry.type) for entry in said] == [
        (CONTRACT, "personal_data.erased"),
        ("environment/prod-1", "personal_data.erased"),
    ]
    assert [entry.data["counts"] for entry in said] == [{"actor": 1}, {"actor": 1}]
    assert {entry.data["because"] for entry in said} == {"a request"}
    assert len({entry.subject for entry in said}) == 1
    assert PEOPLE[0] not in str(said)
    erase(journal, PEOPLE[0])
    assert len(entries(ledger)) == 5


def test_who_comes_again_is_somebody_new(journal, ledger):
    journal.append([submission("1", actor=PEOPLE[0])], admit=admit_all)
    erase(journal, PEOPLE[0])
    journal.append([submission("2", actor=PEOPLE[0])], admit=admit_all)
    assert [entry.actor for entry in shown(ledger)] == [ERASED, None, PEOPLE[0]]


def vault_of(ledger: Path) -> sqlite3.Connection:
    with open_reader(ledger) as reader:
        return open_vault(vault_path(ledger), reader.uuid())


def test_an_old_copy_of_the_vault_shows_nothing_and_catches_up(journal, ledger):
    journal.append(
        [ticket(actor=PEOPLE[0], data={"summary": TEXTS[1]}), submission("2", actor=PEOPLE[1])], admit=admit_all
    )
    journal.close()
    old = vault_path(ledger).read_bytes()
    with Journal.open(ledger) as again:
        erase(again, PEOPLE[0])
    vault_path(ledger).write_bytes(old)
    assert [entry.actor for entry in shown(ledger)][:2] == [ERASED, PEOPLE[1]]
    assert shown(ledger)[0].data["summary"] == ERASED
    with Journal.open(ledger) as again:
        again.append([submission("3", actor=PEOPLE[1])], admit=admit_all)
    assert PEOPLE[0].encode() not in raw(ledger)
    assert [entry.actor for entry in shown(ledger) if entry.actor] == [ERASED, PEOPLE[1], PEOPLE[1]]


class Crash(Exception):
    """The power is gone."""


@pytest.mark.parametrize("where", ["finish", "complete"])
def test_an_erasure_that_was_interrupted_is_completed(journal, ledger, monkeypatch, where):
    journal.append([submission("1", actor=PEOPLE[0])], admit=admit_all)
    journal.close()

    def crash(*_: object) -> None:
        raise Crash

    crashed = {"finish": (withholding, "finish"), "complete": (withholding.Erasing, "carry_out")}[where]
    with monkeypatch.context() as patch:
        patch.setattr(*crashed, crash)
        with Journal.open(ledger) as again, pytest.raises(Crash):
            erase(again, PEOPLE[0])
    assert [entry.actor for entry in shown(ledger)] == [ERASED, None]
    with Journal.open(ledger) as again:
        assert again.check_vault(collect=False) == (1, 0, 0, ())
    assert PEOPLE[0].encode() not in raw(ledger)
    with open_reader(ledger) as reader, closing(vault_of(ledger)) as vault:
        assert not pending(vault, erasures(reader._rows))


def test_a_reader_keeps_traces_and_that_is_said(journal, ledger):
    journal.append([submission("1", actor=PEOPLE[0])], admit=admit_all)
    with closing(vault_of(ledger)) as other:
        other.execute("BEGIN")
        other.execute("SELECT * FROM persons").fetchall()
        other.execute("PRAGMA busy_timeout = 1")
        with pytest.raises(LedgerUnavailable, match=r"another program.*livret vault check"):
            erase(journal, PEOPLE[0])
    journal.close()
    with Journal.open(ledger) as again:
        again.check_vault(collect=False)
    assert PEOPLE[0].encode() not in raw(ledger)


# Crashes between the two commits


def test_values_of_entries_that_never_were_are_found_collected_or_overwritten(journal, ledger, monkeypatch):
    journal.append([submission("1", actor=PEOPLE[0])], admit=admit_all)

    def full(self: Taking) -> None:
        committed(self)
        raise Crash

    committed = Taking.commit
    for _ in range(2):
        with monkeypatch.context() as patch:
            patch.setattr(Taking, "commit", full)
            with pytest.raises(Crash):
                journal.append([ticket("2", actor=PEOPLE[1])], admit=admit_all)
    assert journal.check_vault(collect=False) == (1, 1, 3, ())
    assert journal.check_vault(collect=True) == (1, 1, 3, ())
    assert journal.check_vault(collect=False) == (1, 1, 0, ())
    assert PEOPLE[1].encode() not in raw(ledger)
    assert [entry.actor for entry in shown(ledger)] == [PEOPLE[0]]


WRITER = """
import itertools, os, sys
from ledger.erasing import erase
from ledger.journal.application import Journal
from tests.journal.submissions import admit_all, submission
with Journal.open(sys.argv[1]) as journal:
    os.write(1, b"ready\\n")
    for number in itertools.count():
        name, person = f"{sys.argv[2]}-{number}", f"person-{sys.argv[2]}-{number}-x"
        batch = [submission(f"{name}-{part}", subject=f"outage/{part}", actor=person) for part in range(30)]
        journal.append(batch, admit=admit_all)
        os.write(1, f"recorded {name} {person}\\n".encode())
        if number % 3 == 2:
            erase(journal, person)
            os.write(1, f"erased {name} {person}\\n".encode())
"""


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs kill -9")
def test_whatever_the_moment_of_kill_9_every_value_is_there_or_erased(ledger):
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    moments = random.Random(seed)
    Journal.create(ledger).close()
    recorded: set[str] = set()
    erased: set[str] = set()
    for round_ in range(ROUNDS):
        command = [sys.executable, "-c", WRITER, str(ledger), str(round_)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=Path(__file__).parents[2]) as writer:
            assert writer.stdout is not None
            assert writer.stdout.readline() == "ready\n"
            time.sleep(moments.uniform(0, 0.3))
            writer.kill()
            for line in writer.stdout.read().splitlines():
                what, _, person = line.split()
                (recorded if what == "recorded" else erased).add(person)
        with Journal.open(ledger) as journal:
            found = journal.check_vault(collect=True)
        assert found is None or found.wrong == ()
        seen = list(zip(entries(ledger), shown(ledger), strict=True))
        told = sum(entry.data["counts"]["actor"] for entry, _ in seen if entry.type == "personal_data.erased")
        actors = [after.actor for before, after in seen if before.personal]
        assert actors.count(ERASED) == told
        assert recorded - erased <= {*actors, *_just_erased(ledger, recorded - erased)}
        assert not any(person.encode() in raw(ledger) for person in erased)
        assert found is None or found.committed == len(actors) == found.held + told
    assert recorded


def _just_erased(ledger: Path, people: set[str]) -> set[str]:
    """Those whose erasure the ledger tells of though nobody was told: of them nothing is left either."""
    found = raw(ledger)
    return {person for person in people if person.encode() not in found}


# Where nothing can be written


def test_a_full_disk_refuses_and_keeps_neither_entry_nor_value(journal, ledger):
    journal.append([submission("1", actor=PEOPLE[0])], admit=admit_all)
    vault = journal._withholding._vault
    (pages,) = vault.execute("PRAGMA page_count").fetchone()
    vault.execute(f"PRAGMA max_page_count = {pages}")
    many = [submission(f"n-{number}", actor=PEOPLE[1]) for number in range(2000)]
    with pytest.raises(LedgerUnavailable, match=r"vault.*disk is full"):
        journal.append(many, admit=admit_all)
    assert len(entries(ledger)) == 1
    vault.execute("PRAGMA max_page_count = 4294967294")
    assert journal.append(many, admit=admit_all).recorded == 2000
    assert journal.check_vault(collect=False) == (2001, 2001, 0, ())


def test_a_vault_that_cannot_be_written_to_refuses_in_one_line(journal, ledger, monkeypatch):
    journal.append([submission("1", actor=PEOPLE[0])], admit=admit_all)
    journal._withholding._vault.execute("PRAGMA query_only = ON")
    with pytest.raises(LedgerUnavailable, match=r"vault.*read-only"):
        journal.append([submission("2", actor=PEOPLE[0])], admit=admit_all)
    assert len(entries(ledger)) == 1
    assert journal.append([submission("3")], admit=admit_all).recorded == 1


def test_without_a_vault_nothing_can_be_erased(journal, ledger):
    journal.append([submission("1")], admit=admit_all)
    assert erase(journal, PEOPLE[0]) is None
    assert journal.check_vault(collect=True) is None


def test_who_records_may_be_named(journal, ledger):
    event = {
        "specversion": "1.0", "id": "1", "source": "/s", "type": "outage.started", "scope": "environment/p",
        "subject": "outage/1", "time": "2026-03-10T09:12:00+01:00", "actor": PEOPLE[0],
    }  # fmt: skip
    record(journal, event)
    assert record(journal, event).skipped == 1
    assert [*chain.from_iterable([entry.actor] for entry in shown(ledger))] == [PEOPLE[0]]
