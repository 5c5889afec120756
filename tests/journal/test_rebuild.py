"""Everything derived can be thrown away: computed anew it is the same, byte for byte, and what is not is named."""

import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.journal.application import Journal
from ledger.journal.filing import CHUNK
from ledger.journal.read import open_reader
from ledger.journal.rebuild import Difference, check_same_history, differences, rebuild
from ledger.journal.swap import swap
from ledger.refusal import IntegrityFailure, LedgerUnavailable
from tests.journal.submissions import admit_all, retraction, submission, submissions


def grow(journal: Journal, *, big: bool = False) -> None:
    """Transactions of one and of many, in several scopes and families, with an amendment and its own retraction."""
    first, *others = submissions("b", "a", "c")
    journal.append([first], admit=admit_all)
    journal.append(
        [*others, submission("t", type="ticket.registered", scope="contract/c1", subject="ticket/t")], admit=admit_all
    )
    taken_back = retraction("r", first)
    journal.append([taken_back], admit=admit_all)
    undone = {"entry": {"source": taken_back.source, "id": taken_back.id}, "because": "it was one"}
    journal.append(
        [submission("u", type="entry.retracted", subject=first.subject, amended=first.type, data=undone)],
        admit=admit_all,
    )
    if big:
        many = [submission(f"m{n}", scope=f"environment/e{n % 7}") for n in range(CHUNK + 500)]
        journal.append(many, admit=admit_all)


def tampered(ledger: Path, statement: str) -> Path:
    """A copy in which someone got past the triggers."""
    copy = Path(shutil.copy(ledger, ledger.with_name("tampered.db")))
    with closing(sqlite3.connect(copy)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(statement)
        for _, text in triggers:
            connection.execute(text)
        connection.commit()
    return copy


def told(ledger: Path) -> list[Difference]:
    fresh = ledger.with_name("fresh.db")
    rebuild(ledger, fresh)
    return list(differences(ledger, fresh))


def dumped(ledger: Path) -> list[str]:
    with closing(sqlite3.connect(ledger)) as connection:
        return list(connection.iterdump())


@pytest.mark.parametrize("big", [False, True])
def test_what_is_computed_anew_is_what_was_written(ledger: Path, journal: Journal, big: bool):
    grow(journal, big=big)
    journal.close()
    fresh = ledger.with_name("fresh.db")
    seen: list[int] = []
    count = rebuild(ledger, fresh, progress=seen.append)
    assert (sum(seen), dumped(fresh)) == (count, dumped(ledger))
    assert list(differences(ledger, fresh)) == []


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(
        st.lists(
            st.tuples(st.sampled_from("xyz"), st.sampled_from(["outage.started", "maintenance.planned"])), max_size=4
        ),
        max_size=6,
    )
)
def test_any_history_is_computed_anew_alike(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[tuple[str, str]]]
):
    ledger = tmp_path_factory.mktemp("any") / "livret.db"
    with Journal.create(ledger) as journal:
        for number, batch in enumerate(batches):
            journal.append(
                [
                    submission(
                        f"{number}-{place}",
                        type=type_,
                        scope=f"environment/{scope}",
                        subject=f"{type_.split('.')[0]}/1",
                        data={"starts": "2026-03-10T09:12:00+01:00"} if type_.startswith("m") else {},
                    )
                    for place, (scope, type_) in enumerate(batch)
                ],
                admit=admit_all,
            )
    assert told(ledger) == []


@pytest.mark.parametrize(
    ("statement", "table", "where", "column"),
    [
        ("UPDATE entries SET scope_index = 9 WHERE position = 2", "entries", 2, "scope_index"),
        ("UPDATE entries SET leaf = x'00' WHERE position = 3", "entries", 3, "leaf"),
        ("UPDATE entries SET version = 7 WHERE position = 4", "entries", 4, "version"),
        ("UPDATE entries SET source_key = x'00' WHERE position = 1", "entries", 1, "source_key"),
        ("UPDATE entries SET family = 2 WHERE position = 5", "entries", 5, "family"),
        ("UPDATE commits SET first = 3 WHERE first = 2", "commits", None, "first"),
        ("UPDATE streams SET originator = x'01' WHERE number = 2", "streams", 2, "originator"),
        ("INSERT INTO scopes (number, name) VALUES (9, 'contract/nobody')", "scopes", 9, ""),
    ],
)
def test_what_differs_is_named(
    ledger: Path, journal: Journal, statement: str, table: str, where: int | None, column: str
):
    grow(journal)
    journal.close()
    found = told(tampered(ledger, statement))
    assert (found[0].table, found[0].column) == (table, column)
    assert where in (None, found[0].where)


def test_another_body_shows_in_its_leaf(ledger: Path, journal: Journal):
    grow(journal)
    journal.close()
    change = """UPDATE entries SET body = CAST(replace(CAST(body AS TEXT), '2026-03-10', '2026-03-11') AS BLOB)
        WHERE position = 3"""
    assert [(each.where, each.column) for each in told(tampered(ledger, change))] == [(3, "leaf")]


def test_a_rebuilt_ledger_takes_the_place_of_a_damaged_one(ledger: Path, journal: Journal):
    grow(journal)
    journal.close()
    damaged = tampered(ledger, "UPDATE entries SET scope_index = 9, leaf = x'00' WHERE position = 2")
    damaged.chmod(0o640)
    fresh = damaged.with_name("fresh.db")
    rebuild(damaged, fresh)
    swap(damaged, fresh)
    assert dumped(damaged) == dumped(ledger)
    assert damaged.stat().st_mode & 0o777 == 0o640
    assert sorted(path.name for path in ledger.parent.iterdir()) == ["livret.db", "tampered.db"]
    with Journal.open(damaged) as again:
        assert again.append(submissions("new"), admit=admit_all).first == 7


def test_whoever_still_has_the_old_file_cannot_write_into_it(ledger: Path, journal: Journal):
    grow(journal)
    journal.close()
    old = ledger.with_name("old.db")
    os.link(ledger, old)
    rebuild(ledger, fresh := ledger.with_name("fresh.db"))
    swap(ledger, fresh)
    with pytest.raises(LedgerUnavailable, match="not a ledger"):
        Journal.open(old)


def test_a_ledger_that_is_open_elsewhere_stays(ledger: Path, journal: Journal):
    grow(journal)
    before = dumped(ledger)
    rebuild(ledger, fresh := ledger.with_name("fresh.db"))
    with open_reader(ledger), pytest.raises(LedgerUnavailable, match="another program has it open"):
        swap(ledger, fresh)
    assert dumped(ledger) == before
    assert journal.append(submissions("new"), admit=admit_all).recorded == 1


def test_a_ledger_that_grew_meanwhile_stays(ledger: Path, journal: Journal):
    grow(journal)
    rebuild(ledger, fresh := ledger.with_name("fresh.db"))
    journal.append(submissions("new"), admit=admit_all)
    journal.close()
    with pytest.raises(IntegrityFailure, match="written anew differs"):
        swap(ledger, fresh)
    with open_reader(ledger) as reader:
        assert reader.head().position == 7


def test_a_fresh_file_of_another_history_is_refused(ledger: Path, journal: Journal):
    grow(journal)
    journal.close()
    rebuild(ledger, fresh := ledger.with_name("fresh.db"), until=3)
    with pytest.raises(IntegrityFailure, match="entries at 4"):
        check_same_history(ledger, fresh)


def test_a_rebuild_ends_where_it_is_told_to(ledger: Path, journal: Journal):
    grow(journal)
    journal.close()
    fresh = ledger.with_name("fresh.db")
    assert rebuild(ledger, fresh, until=3) == 3
    with open_reader(ledger) as ours, open_reader(fresh) as theirs:
        assert theirs.head() == (3, ours.recorded_at_of(3))
        assert [theirs.raw(position) for position in (1, 2, 3)] == [ours.raw(position) for position in (1, 2, 3)]


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("DELETE FROM commits WHERE first = 1", "no transaction recorded it"),
        ("UPDATE entries SET topic = 99 WHERE position = 2", "its topic is missing"),
        ("DELETE FROM entries WHERE position = 1", "what it amends does not come before it"),
    ],
)
def test_what_a_rebuild_cannot_start_from_is_told(ledger: Path, journal: Journal, statement: str, reason: str):
    grow(journal)
    journal.close()
    with pytest.raises(IntegrityFailure, match=reason):
        told(tampered(ledger, statement))
