"""The high-water mark: an old copy, or another history, in a ledger's place is noticed by who saw more of it."""

import json
import shutil
from pathlib import Path

import pytest

from ledger.journal import mark
from ledger.journal.application import Journal
from ledger.journal.mark import Mark, keep_mark, mark_file, read_mark
from ledger.journal.read import open_reader
from ledger.refusal import IntegrityFailure
from tests.seal.sealed import record, seal


def identity_of(ledger: Path) -> bytes:
    with open_reader(ledger) as reader:
        return reader.uuid()


def test_a_journal_that_recorded_leaves_a_mark(ledger: Path, state: Path):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0, 1])
        assert not state.exists()
    found = read_mark(identity_of(ledger), ledger)
    with open_reader(ledger) as reader:
        assert found == Mark(2, reader.raw(2).leaf.hex(), 0, "")


def test_a_seal_leaves_its_mark_at_once(ledger: Path, journal: Journal):
    record(journal, "a", [0])
    closed = seal(journal)
    assert closed is not None
    assert read_mark(identity_of(ledger), ledger) == Mark(1, _leaf(ledger, 1), 1, closed.root.hex())


def _leaf(ledger: Path, position: int) -> str:
    with open_reader(ledger) as reader:
        return reader.raw(position).leaf.hex()


def grown(ledger: Path, path: Path, prefix: str, *, sealed: bool = False) -> Path:
    """A copy of the ledger in its place of now, which then grows."""
    copy = Path(shutil.copy(ledger, path))
    with Journal.open(ledger) as journal:
        record(journal, prefix, [0])
        if sealed:
            seal(journal)
    return copy


@pytest.mark.parametrize("sealed", [False, True])
def test_an_old_copy_in_its_place_is_not_added_to(ledger: Path, tmp_path: Path, sealed: bool):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0])
    old = grown(ledger, tmp_path / "old.db", "b", sealed=sealed)
    old.replace(ledger)
    with pytest.raises(IntegrityFailure, match=r"it ends at #1 with 0 epochs, and was seen at #2"):
        Journal.open(ledger)
    with open_reader(ledger) as reader:
        assert reader.head().position == 1, "what is there can still be read"


def test_another_history_in_its_place_is_not_added_to(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0])
    other = grown(ledger, tmp_path / "other.db", "b")
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("LIVRET_STATE", str(tmp_path / "elsewhere"))
        with Journal.open(other) as journal:
            record(journal, "x", [0])
            record(journal, "y", [0])
    other.replace(ledger)
    with pytest.raises(IntegrityFailure, match="its history is another"):
        Journal.open(ledger)


def test_an_epoch_sealed_otherwise_is_not_added_to(ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0])
    other = grown(ledger, tmp_path / "other.db", "b")
    Path(shutil.copy(ledger, other))
    with Journal.open(ledger) as journal:
        seal(journal, 1)
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("LIVRET_STATE", str(tmp_path / "elsewhere"))
        with Journal.open(other) as journal:
            seal(journal, 2)
    other.replace(ledger)
    with pytest.raises(IntegrityFailure, match="its history is another"):
        Journal.open(ledger)


def test_copies_in_other_places_grow_apart(ledger: Path, tmp_path: Path):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0])
    copies = [grown(ledger, tmp_path / f"{name}.db", name) for name in ("tried", "kept")]
    for copy in copies:
        with Journal.open(copy) as journal:
            record(journal, "x", [0, 1])
            seal(journal)
    with Journal.open(ledger) as journal:
        record(journal, "y", [0])
        seal(journal)


def test_a_place_is_one_whatever_leads_there(ledger: Path, tmp_path: Path):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0])
    link = tmp_path / "link.db"
    link.symlink_to(ledger)
    grown(ledger, tmp_path / "old.db", "b").replace(ledger)
    with pytest.raises(IntegrityFailure, match="was seen at #2"):
        Journal.open(link)


def test_what_was_put_back_can_be_taken_as_it_is(ledger: Path, tmp_path: Path):
    with Journal.create(ledger) as journal:
        record(journal, "a", [0])
    old = grown(ledger, tmp_path / "old.db", "b", sealed=True)
    old.replace(ledger)
    with Journal.open(ledger, below_mark=True) as journal:
        with pytest.raises(IntegrityFailure, match="was seen at #2 with 1"):
            seal(journal)
        record(journal, "c", [0])
        journal.forget_mark()
        seal(journal)
    with Journal.open(ledger) as journal:
        record(journal, "d", [0])


def test_a_mark_is_not_lowered_unless_it_must(ledger: Path, journal: Journal):
    identity = identity_of(ledger)
    high, low = Mark(9, "aa", 2, "bb"), Mark(8, "cc", 2, "bb")
    assert keep_mark(identity, ledger, high, durable=True)
    assert keep_mark(identity, ledger, low, durable=True)
    assert read_mark(identity, ledger) == high
    assert keep_mark(identity, ledger, low, durable=True, lower=True)
    assert read_mark(identity, ledger) == low


@pytest.mark.parametrize(
    "content",
    [b"", b"{}", b"[]", b'{"position": "1"}', b"\xff", json.dumps(dict(Mark(1, "", 0, "")._asdict(), leaf=3)).encode()],
)
def test_a_mark_that_cannot_be_read_is_none(ledger: Path, journal: Journal, state: Path, content: bytes):
    state.mkdir()
    mark_file(identity_of(ledger), ledger).write_bytes(content)
    assert read_mark(identity_of(ledger), ledger) is None
    record(journal, "a", [0])
    journal.close()
    found = read_mark(identity_of(ledger), ledger)
    assert found is not None
    assert found.position == 1


def test_a_folder_that_cannot_be_written_to_is_no_error(ledger: Path, journal: Journal, state: Path):
    state.write_text("a file where the folder should be")
    record(journal, "a", [0])
    assert seal(journal) is not None
    assert not keep_mark(identity_of(ledger), ledger, Mark(1, "", 0, ""), durable=False)
    journal.close()
    Journal.open(ledger).close()


@pytest.mark.parametrize(
    ("named", "state_home", "where"),
    [("/marks", "/state", "/marks"), ("", "/state", "/state/livret"), ("", "", "/somebody/.local/state/livret")],
)
def test_where_marks_are_kept(monkeypatch: pytest.MonkeyPatch, named: str, state_home: str, where: str):
    monkeypatch.setenv("LIVRET_STATE", named)
    monkeypatch.setenv("XDG_STATE_HOME", state_home)
    monkeypatch.setenv("HOME", "/somebody")
    assert str(mark.folder()) == where
