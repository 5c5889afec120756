"""Numbers of names outlive a transaction only where nobody else has written since, and nothing was taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused
from tests.journal.submissions import admit_all, submission

A, B = "environment/a", "environment/b"


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Journal, Journal]]:
    """Two programs with the same ledger open."""
    with Journal.create(tmp_path / "l.db") as one, Journal.open(tmp_path / "l.db") as other:
        yield one, other


def add(journal: Journal, identifier: str, scope: str, dry_run: bool = False) -> None:
    journal.append([submission(identifier, scope=scope)], admit=admit_all, dry_run=dry_run)


def indexes(ledger: Path) -> dict[str, list[int]]:
    """The index in its scope of each entry, in the order of position, by scope."""
    with open_reader(ledger) as reader:
        statement = """SELECT name, scope_index FROM entries JOIN scopes ON scopes.number = scope ORDER BY position"""
        found: dict[str, list[int]] = {}
        for name, index in reader._connection.execute(statement):
            found.setdefault(name, []).append(index)
        return found


@pytest.mark.parametrize("turns", ["1a", "1a 1a 1a", "1a 2a 1a", "1a 1b 2b 1b 1a", "2b 1a 2a 1b 1b 2b", "1a 2b 2b 1a"])
def test_whoever_writes_counts_on(two: tuple[Journal, Journal], tmp_path: Path, turns: str):
    for number, turn in enumerate(turns.split()):
        add(two[int(turn[0]) - 1], str(number), f"environment/{turn[1]}")
    found = indexes(tmp_path / "l.db")
    assert found == {scope: list(range(len(each))) for scope, each in found.items()}
    assert sum(map(len, found.values())) == len(turns.split())


def test_what_a_dry_run_numbered_is_forgotten(two: tuple[Journal, Journal], tmp_path: Path):
    add(two[0], "1", A)
    add(two[0], "2", B, dry_run=True)
    add(two[0], "3", B)
    add(two[0], "4", A)
    assert indexes(tmp_path / "l.db") == {A: [0, 1], B: [0]}


def test_what_was_numbered_before_an_error_is_forgotten(
    two: tuple[Journal, Journal], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    add(two[0], "1", A)
    with monkeypatch.context() as patched:
        patched.setattr("ledger.journal.recorder.system_user", lambda: 1 // 0)
        with pytest.raises(ZeroDivisionError):
            add(two[0], "2", B)
    add(two[0], "3", B)
    add(two[0], "4", A)
    assert indexes(tmp_path / "l.db") == {A: [0, 1], B: [0]}


def test_what_was_refused_is_forgotten(two: tuple[Journal, Journal], tmp_path: Path):
    add(two[0], "1", A)
    changed = submission("1", scope=A)
    with pytest.raises(InputRefused):
        two[0].append([changed._replace(body=changed.body.replace(b"outage", b"other_"))], admit=admit_all)
    add(two[0], "2", A)
    assert indexes(tmp_path / "l.db") == {A: [0, 1]}
