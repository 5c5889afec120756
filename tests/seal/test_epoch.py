"""Epochs are what a plain computation over the entries says, whenever they are closed; every proof of them holds."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.journal.sealed import Sealing
from ledger.refusal import IntegrityFailure
from ledger.seal.checkpoint import read_signed
from ledger.seal.epoch import close, head_text
from ledger.seal.merkle import (
    consistency_path,
    inclusion_path,
    leaf_hash,
    proof,
    root,
    verify_consistency,
    verify_inclusion,
)
from ledger.seal.note import verify
from ledger.seal.tree import epoch_hashes, head_hashes, prove_entry, scope_hashes
from tests.seal.by_go import note_line, proof_line, said, with_go
from tests.seal.sealed import expected_checkpoint, expected_heads, key_of, leaves_by_scope, record, seal


def check(ledger: Path) -> None:
    """Every epoch, and every proof that it can give, against the plain computation."""
    with open_reader(ledger) as reader:
        seals = reader.seals()
        key = key_of(seals.identity()).verifier
        epochs = list(seals.epochs())
        for epoch in epochs:
            heads, heads_root = expected_heads(ledger, epoch.position)
            assert (epoch.heads_size, epoch.heads_root) == (len(heads), heads_root)
            assert epoch.checkpoint is not None
            checkpoint, note = read_signed(epoch.checkpoint)
            assert note.text == expected_checkpoint(ledger, epochs[: epoch.number + 1])
            assert verify(note, (key,)) == (key,)
            assert (checkpoint.size, checkpoint.root) == (epoch.number + 1, epoch.root)
            over = head_hashes(seals, epoch.position)
            for slot, text in enumerate(heads):
                hashes = proof(inclusion_path(slot, len(heads)), over)
                assert verify_inclusion(leaf_hash(text.encode()), slot, len(heads), hashes, heads_root)
                head = seals.head(slot, epoch.number)
                scope = seals.scope(slot)
                assert head is not None
                assert scope is not None
                assert head_text(seals.identity(), scope, head.size, head.root) == text
        over = epoch_hashes(seals)
        for new in range(1, len(epochs) + 1):
            for old in range(new + 1):
                hashes = proof(consistency_path(old, new), over)
                before = root([]) if old == 0 else epochs[old - 1].root
                assert verify_consistency(old, new, before, epochs[new - 1].root, hashes)
            leaf = leaf_hash(epochs[new - 1].record)
            hashes = proof(inclusion_path(new - 1, len(epochs)), over)
            assert verify_inclusion(leaf, new - 1, len(epochs), hashes, epochs[-1].root)


@settings(max_examples=40)
@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=8), min_size=1, max_size=9))
def test_any_sequence_of_epochs_is_what_it_should_be(tmp_path_factory: pytest.TempPathFactory, epochs: list[list[int]]):
    ledger = tmp_path_factory.mktemp("any") / "livret.db"
    with Journal.create(ledger) as journal:
        for number, scopes in enumerate(epochs):
            record(journal, str(number), scopes)
            closed = seal(journal)
            assert closed is not None
            assert closed.number == number
    check(ledger)


GROWTH = (1, 254, 1, 1, 254, 1, 256, 255, 2, 700, 1)
"""Entries of one scope before each epoch: to every side of the blocks of 256."""


@pytest.fixture
def grown(ledger: Path, journal: Journal) -> Path:
    for number, count in enumerate(GROWTH):
        record(journal, f"a{number}", [0] * count)
        record(journal, f"b{number}", [1 + number % 4])
        seal(journal)
    journal.close()
    return ledger


def test_a_scope_of_many_blocks_is_what_it_should_be(grown: Path):
    check(grown)


def test_every_entry_is_proved_in_every_epoch(grown: Path):
    with open_reader(grown) as reader:
        seals = reader.seals()
        sizes = [sum(GROWTH[: number + 1]) for number in range(len(GROWTH))]
        assert [head.size for head in seals.heads(0)] == sizes
        leaves = leaves_by_scope(grown, 10**6)["environment/prod-1"]
        for head in seals.heads(0):
            epoch = seals.epoch(head.epoch)
            assert epoch is not None
            for index in {0, 1, 255, 256, 257, 511, 512, 1000, head.size - 2, head.size - 1} & set(range(head.size)):
                hashes = prove_entry(seals, 0, index, head.size, epoch.position)
                assert verify_inclusion(leaves[index], index, head.size, hashes, head.root)
        last = seals.heads(0)[-1]
        over = scope_hashes(seals, 0, reader.head().position)
        for head in seals.heads(0):
            hashes = proof(consistency_path(head.size, last.size), over)
            assert verify_consistency(head.size, last.size, head.root, last.root, hashes)


@with_go
def test_go_opens_every_checkpoint(grown: Path, built: Path):
    with open_reader(grown) as reader:
        key = key_of(reader.uuid()).verifier
        lines = [note_line(key, epoch.checkpoint) for epoch in reader.seals().epochs() if epoch.checkpoint]
    assert said(built, lines) == ["ok"] * len(GROWTH)


@with_go
def test_go_follows_every_entry_to_the_signed_root(grown: Path, built: Path):
    """Entry in its scope, head in its slot, record in the log, and each log in the next: as the ledger proves them."""
    lines = []
    with open_reader(grown) as reader:
        seals, until = reader.seals(), reader.head().position
        *_, last = seals.epochs()
        heads = head_hashes(seals, last.position)
        for slot, scope in enumerate(seals.slots()):
            head = seals.head(slot, last.number)
            assert head is not None
            leaves = leaves_by_scope(grown, until)[scope]
            over = scope_hashes(seals, slot, until)
            for index in range(0, head.size, 37):
                hashes = proof(inclusion_path(index, head.size), over)
                lines.append(proof_line("inclusion", index, head.size, leaves[index], head.root, hashes))
            for earlier in seals.heads(slot):
                hashes = proof(consistency_path(earlier.size, head.size), over)
                lines.append(proof_line("consistency", earlier.size, head.size, earlier.root, head.root, hashes))
            leaf = leaf_hash(head_text(seals.identity(), scope, head.size, head.root).encode())
            hashes = proof(inclusion_path(slot, last.heads_size), heads)
            lines.append(proof_line("inclusion", slot, last.heads_size, leaf, last.heads_root, hashes))
        over, size = epoch_hashes(seals), last.number + 1
        for epoch in seals.epochs():
            hashes = proof(inclusion_path(epoch.number, size), over)
            lines.append(proof_line("inclusion", epoch.number, size, leaf_hash(epoch.record), last.root, hashes))
            hashes = proof(consistency_path(epoch.number + 1, size), over)
            lines.append(proof_line("consistency", epoch.number + 1, size, epoch.root, last.root, hashes))
    assert len(lines) > 80
    assert said(built, lines) == ["ok"] * len(lines)


def test_nothing_new_is_nothing_to_seal(journal: Journal):
    assert seal(journal) is None
    record(journal, "a", [0])
    assert seal(journal) is not None
    assert seal(journal) is None


def test_time_does_not_run_backwards(journal: Journal):
    record(journal, "a", [0])
    first = seal(journal, 2_000)
    record(journal, "b", [0])
    second = seal(journal, 1_000)
    assert first is not None
    assert second is not None
    assert (first.closed_at, second.closed_at) == (2_000, 2_000)


def test_no_size_that_a_lost_copy_may_have_signed_is_signed_again(ledger: Path, journal: Journal):
    record(journal, "a", [0])
    seal(journal)
    record(journal, "b", [0, 1])
    closed = seal(journal, least=4)
    assert closed is not None
    assert closed.number == 4
    with open_reader(ledger) as reader:
        epochs = list(reader.seals().epochs())
        assert [epoch.number for epoch in epochs if epoch.checkpoint] == [0, 4]
        assert {epoch.position for epoch in epochs[1:]} == {3}
        assert closed.checkpoint is not None
        assert read_signed(closed.checkpoint)[1].text == expected_checkpoint(ledger, epochs)
    record(journal, "c", [2])
    closed = seal(journal, least=4)
    assert closed is not None
    assert closed.number == 5
    with open_reader(ledger) as reader:
        assert read_signed(closed.checkpoint or b"")[1].text == expected_checkpoint(ledger, reader.seals().epochs())


def test_two_roots_for_one_size_are_refused(journal: Journal):
    """Two who seal the same history at once: the second waits, then finds it sealed; forced, the database refuses."""
    record(journal, "a", [0])
    with journal.sealing() as sealing:
        closed = close(sealing, key_of(sealing.identity()), 1)
    assert closed is not None

    def again(sealing: Sealing) -> None:
        sealing.add([closed._replace(root=b"x" * 32)])

    with pytest.raises(IntegrityFailure, match="contradicts"), journal.sealing() as sealing:
        again(sealing)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("DELETE FROM nodes WHERE tree = 2 AND number = 0 AND level = 8", "tree 2 of what is sealed is incomplete"),
        ("DELETE FROM nodes WHERE tree = 1 AND level = 0 AND number = 1", "tree 1 of what is sealed is incomplete"),
        ("DELETE FROM nodes WHERE tree = 0", "tree 0 of what is sealed is incomplete"),
        ("DELETE FROM heads WHERE slot = 0", "tree 2 of what is sealed is incomplete|contradicts"),
        ("UPDATE entries SET scope_index = 5000 WHERE position = 301", "tree 2 of what is sealed is incomplete"),
    ],
)
def test_nothing_is_sealed_upon_what_is_missing(ledger: Path, journal: Journal, statement: str, said: str):
    record(journal, "a", [0] * 300)
    seal(journal)
    record(journal, "b", [0, 1])
    seal(journal)
    record(journal, "c", [0])
    journal.close()
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute(statement)
        for _, text in triggers:
            connection.execute(text)
    with Journal.open(ledger) as again, pytest.raises(IntegrityFailure, match=said):
        seal(again)
