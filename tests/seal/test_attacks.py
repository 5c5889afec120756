"""Who notices what, with what: each test is an attack by someone who can write to the ledger's file."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.leaf import envelope, leaf
from ledger.journal.read import open_reader
from ledger.journal.rebuild import rebuild
from ledger.refusal import IntegrityFailure
from ledger.seal.audit import Asked
from ledger.seal.checkpoint import read_signed
from ledger.seal.merkle import (
    consistency_path,
    inclusion_path,
    inclusion_proof,
    leaf_hash,
    proof,
    verify_consistency,
    verify_inclusion,
)
from ledger.seal.signing import seal as sign
from ledger.seal.tree import epoch_hashes, head_hashes
from tests.journal.submissions import admit_all, submission
from tests.seal.sealed import NOW, SCOPES, issue, kept, key_of, past_the_triggers, record, verified


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return kept(tmp_path / "livret.db")


def test_a_ledger_that_nobody_touched_has_no_fault(ledger: Path):
    assert verified(ledger) == []


def test_insert_or_replace_is_refused_by_the_database(ledger: Path):
    """The guard before each insert notices, whatever the settings of the connection."""
    with closing(sqlite3.connect(ledger)) as connection:
        for table, order in {"entries": "position", "epochs": "number", "heads": "slot", "nodes": "level"}.items():
            with pytest.raises(sqlite3.IntegrityError, match="never again"):
                connection.execute(f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} ORDER BY {order} LIMIT 1")
    assert verified(ledger) == []


@pytest.mark.parametrize("trigger", ["entries_update", "entries_insert", "epochs_delete"])
def test_a_dropped_trigger_is_noticed_by_whoever_opens_the_ledger(ledger: Path, trigger: str):
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(f"DROP TRIGGER {trigger}")
    for open_ in (Journal.open, open_reader):
        with pytest.raises(IntegrityFailure, match=trigger):
            open_(ledger)


EDITS = [
    ("entries SET body = CAST(replace(CAST(body AS TEXT), '2026-03-10', '2026-03-11') AS BLOB)", 2, "`body`"),
    ("entries SET body = x'7b7d'", 2, "`body`"),
    ("entries SET leaf = zeroblob(32)", 2, "`leaf`"),
    ("entries SET recorded_at = recorded_at + 1", 2, "`recorded_at`"),
    ("entries SET topic = topic + 1", 2, "`topic`"),
    ("entries SET scope_index = scope_index + 1", 3, "`scope_index`"),
    ("entries SET version = version + 50", 2, "entries 2: its `version`"),
    ("entries SET source_key = zeroblob(16)", 2, "`source_key`"),
    ("entries SET stream = 1, version = 99", 2, "`stream`"),
    ("entries SET family = family + 1", 2, "`family`"),
    ("entries SET position = 900", 2, "entries 900: its `position`|`position` was altered"),
    ("entries SET body = CAST(replace(CAST(body AS TEXT), '2026-03-10', '2026-03-11') AS BLOB)", 311, "`body`"),
    ("entries SET leaf = zeroblob(32)", 311, "its `body`, `leaf`"),
]
"""What is changed, at which position, and what is said of it. #311 is not sealed yet."""


@pytest.mark.parametrize(("change", "position", "said"), EDITS)
def test_an_edited_row_is_named_with_its_column(ledger: Path, change: str, position: int, said: str):
    """`livret verify` notices, with the hash of the content, the seal, and what is derived computed anew."""
    with past_the_triggers(ledger) as attacker:
        attacker.execute(f"UPDATE {change} WHERE position = {position}")
    found = verified(ledger)
    wanted = said.split("|")
    assert any(any(each in line for each in wanted) for line in found), found
    if "entries" not in said:
        assert any(line.startswith(f"#{position} of ") for line in found), found
        assert not any(line.startswith("#") and not line.startswith(f"#{position} ") for line in found), found


def test_an_entry_rewritten_with_its_hash_is_noticed_by_the_seal(ledger: Path):
    """An edit that keeps every column consistent: the root of the scope's head is another."""
    with past_the_triggers(ledger) as attacker:
        scope, name, index, recorded_at, topic, body = attacker.execute(
            """SELECT scope, scopes.name, scope_index, recorded_at, topics.name, body FROM entries
            JOIN scopes ON scopes.number = scope JOIN topics ON topics.number = topic WHERE position = 200"""
        ).fetchone()
        other = body.replace(b"2026-03-10", b"2026-03-11")
        hashed = leaf(envelope(name, index, 200, recorded_at, topic), other)
        attacker.execute("UPDATE entries SET body = ?, leaf = ? WHERE position = 200", (other, hashed))
    assert scope == 1
    (found,) = verified(ledger)
    assert found == "environment/prod-1: its entries from #1 to #261 are not those that epoch 3 sealed"


def test_an_unsealed_entry_rewritten_with_its_hash_is_noticed_by_nobody_but_the_mark(ledger: Path):
    """What is not sealed yet is only as safe as the mark: hence a seal after every command."""
    with past_the_triggers(ledger) as attacker:
        name, index, recorded_at, topic, body = attacker.execute(
            """SELECT scopes.name, scope_index, recorded_at, topics.name, body FROM entries
            JOIN scopes ON scopes.number = scope JOIN topics ON topics.number = topic WHERE position = 311"""
        ).fetchone()
        other = body.replace(b"2026-03-10", b"2026-03-11")
        hashed = leaf(envelope(name, index, 311, recorded_at, topic), other)
        attacker.execute("UPDATE entries SET body = ?, leaf = ? WHERE position = 311", (other, hashed))
    assert verified(ledger) == ["#311 was seen to be another entry: the history is another"]


def cut(attacker: sqlite3.Connection, last: int) -> None:
    """Everything after a position, as if it had never been."""
    attacker.execute("DELETE FROM entries WHERE position > ?", (last,))
    attacker.execute("DELETE FROM commits WHERE first > ?", (last,))
    attacker.execute("DELETE FROM streams WHERE number NOT IN (SELECT stream FROM entries)")


def cut_epochs(attacker: sqlite3.Connection, last: int) -> None:
    for table in ("heads WHERE epoch", "epochs WHERE number"):
        attacker.execute(f"DELETE FROM {table} > ?", (last,))
    attacker.execute("DELETE FROM nodes WHERE position > (SELECT max(position) FROM epochs)")


def test_a_deleted_tail_that_was_not_sealed_is_noticed_by_the_mark(ledger: Path, monkeypatch: pytest.MonkeyPatch):
    with past_the_triggers(ledger) as attacker:
        cut(attacker, 309)
    assert verified(ledger) == [
        "the ledger was seen to reach #311: what came last is missing, or an old copy was put back"
    ]
    with pytest.raises(IntegrityFailure, match="it ends at #309"):
        Journal.open(ledger)
    monkeypatch.setenv("LIVRET_STATE", str(ledger.parent / "another machine"))
    assert verified(ledger) == [], "who never saw more cannot tell"


def test_a_deleted_tail_that_was_sealed_is_noticed_by_the_seal(ledger: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIVRET_STATE", str(ledger.parent / "another machine"))
    with past_the_triggers(ledger) as attacker:
        cut(attacker, 9)
    (found,) = [line for line in verified(ledger) if "missing" in line]
    assert found.startswith("environment/prod-1: epoch 3 sealed 304 entries, and there are ")


def test_a_tail_deleted_with_its_epochs_is_noticed_by_who_holds_a_checkpoint(
    ledger: Path, monkeypatch: pytest.MonkeyPatch
):
    """A shorter history, whole in itself: the mark notices, and a client with the last checkpoint."""
    with open_reader(ledger) as reader:
        last = reader.seals().last_epoch()
        assert last is not None
        held = read_signed(last.checkpoint or b"")[0]
    assert verified(ledger, Asked(held=held)) == []
    with past_the_triggers(ledger) as attacker:
        cut(attacker, 9)
        cut_epochs(attacker, 2)
    assert "the ledger was seen to reach #311" in verified(ledger)[0]
    monkeypatch.setenv("LIVRET_STATE", str(ledger.parent / "another machine"))
    assert verified(ledger) == []
    assert verified(ledger, Asked(held=held)) == ["the log is not the one that the checkpoint held is of, at 4 epochs"]


def test_an_old_copy_swapped_in_is_noticed_by_the_mark(ledger: Path, tmp_path: Path):
    old = Path(shutil.copy(ledger, tmp_path / "old.db"))
    with Journal.open(ledger) as journal:
        record(journal, "e", [0])
        sign(journal, key_of(journal.seals().identity()), NOW + 4)
    old.replace(ledger)
    assert verified(ledger) == [
        "the ledger was seen to reach #312: what came last is missing, or an old copy was put back"
    ]
    with pytest.raises(IntegrityFailure, match="was seen at #312 with 5"):
        Journal.open(ledger)


def test_two_heads_of_one_log_are_noticed_by_who_compares_them(ledger: Path, tmp_path: Path, monkeypatch):
    """Two copies grow apart, each sealed by the same key: no proof leads from one checkpoint to the other."""
    other = Path(shutil.copy(ledger, tmp_path / "other.db"))
    checkpoints = []
    for path, prefix in ((ledger, "e"), (other, "f")):
        monkeypatch.setenv("LIVRET_STATE", str(tmp_path / prefix))
        with Journal.open(path) as journal:
            for more in range(3):
                record(journal, f"{prefix}{more}", [0, 1])
                sign(journal, key_of(journal.seals().identity()), NOW + 4 + more)
            closed = journal.seals().last_epoch()
            assert closed is not None
            checkpoints.append(read_signed(closed.checkpoint or b"")[0])
        assert verified(path) == [], "each is whole in itself"
    ours, theirs = checkpoints
    assert (ours.origin, ours.size) == (theirs.origin, theirs.size)
    assert ours.root != theirs.root
    with open_reader(ledger) as reader:
        over = epoch_hashes(reader.seals())
        for size in range(ours.size + 1):
            hashes = proof(consistency_path(size, ours.size), over)
            assert not verify_consistency(theirs.size, ours.size, theirs.root, ours.root, hashes)
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / "e"))
    assert verified(ledger, Asked(held=theirs)) == [
        "the log is not the one that the checkpoint held is of, at 7 epochs"
    ]


def test_two_heads_in_one_ledger_are_refused_by_the_database(ledger: Path):
    with closing(sqlite3.connect(ledger)) as connection:
        for table, number in {"epochs": "number", "heads": "epoch"}.items():
            with pytest.raises(sqlite3.IntegrityError, match="never again"):
                connection.execute(f"INSERT INTO {table} SELECT * FROM {table} ORDER BY {number} LIMIT 1")


def test_swapped_slots_are_noticed_by_the_seal_and_by_every_client(ledger: Path):
    """Two scopes change places in the tree of heads: each head names its scope, and a client knows its slot."""
    with open_reader(ledger) as reader:
        seals = reader.seals()
        epoch = seals.last_epoch()
        assert epoch is not None
        over = head_hashes(seals, epoch.position)
        size = epoch.heads_size
        heads = [seals.node(1, 0, slot, epoch.position) for slot in range(size)]
        for slot, head in enumerate(heads):
            assert head is not None
            for claimed in range(size):
                hashes = proof(inclusion_path(claimed, size), over)
                shown = verify_inclusion(head.hash, claimed, size, hashes, epoch.heads_root)
                assert shown is (claimed == slot)
    with past_the_triggers(ledger) as attacker:
        for table, column in (("heads", "slot"),):
            for old, new in ((0, 99), (1, 0), (99, 1)):
                attacker.execute(f"UPDATE {table} SET {column} = {new} WHERE {column} = {old}")
    found = verified(ledger)
    assert any("epoch 0: its `heads_root` is not that of its heads" in line for line in found)
    assert any(line.startswith(f"{SCOPES[1]}: ") for line in found)


def test_swapped_names_of_scopes_are_noticed_by_every_hash(ledger: Path):
    with past_the_triggers(ledger) as attacker:
        (one,), (other,) = attacker.execute("SELECT name FROM scopes WHERE number IN (1, 2) ORDER BY number").fetchall()
        for name, number in ((f"{one}x", 1), (one, 2), (other, 1)):
            attacker.execute("UPDATE scopes SET name = ? WHERE number = ?", (name, number))
    found = verified(ledger)
    assert f"#2 of {one}: its `scope` was altered: it is not what its hash was made of" in found
    assert any("its `heads_root` is not that of its heads" in line for line in found)


def forked(ledger: Path, path: Path, seed: int) -> Path:
    """Another history under the same name, from its first entry on, sealed throughout by whoever has that key."""
    rebuild(ledger, path, until=1)
    with Journal.open(path, below_mark=True) as journal:
        other = submission("a-0-other", scope=SCOPES[0], subject="outage/0-0", time="2026-03-11T09:12:00+01:00")
        journal.append([other], admit=admit_all)
        issue(journal, seed)
        journal.forget_mark()
        for number in range(4):
            record(journal, f"x{number}", [0, 1, 2])
            sign(journal, key_of(journal.seals().identity(), seed), NOW + number)
    return path


@pytest.mark.parametrize(
    ("who", "asked", "said"),
    [
        ("whoever remembers how far it reached", lambda held, key: Asked(), "#311"),
        ("a client with a checkpoint", lambda held, key: Asked(held=held), "the log is not the one"),
        ("who was given the published key", lambda held, key: Asked(key=key), "not signed by the key"),
    ],
)
def test_a_fork_signed_by_another_key_is_noticed(
    ledger: Path, tmp_path: Path, state: Path, monkeypatch, who: str, asked: Callable[..., Asked], said: str
):
    """A forger without the key writes the whole history anew: whole in itself, and not the one that was seen."""
    with open_reader(ledger) as reader:
        (*_, last) = reader.seals().epochs()
        held = read_signed(last.checkpoint or b"")[0]
        key = key_of(reader.uuid()).verifier
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / "the forger's machine"))
    fork = forked(ledger, tmp_path / "fork.db", seed=8)
    assert verified(fork) == []
    if "remembers" in who:
        monkeypatch.setenv("LIVRET_STATE", str(state))
        fork = fork.replace(ledger)
    assert any(said in line for line in verified(fork, asked(held, key))), who


def test_a_fork_signed_by_the_stolen_key_is_noticed_by_who_saw_the_other(ledger: Path, tmp_path: Path, monkeypatch):
    """The key alone makes a history; only what others saw of the other one, and when, tells it from this."""
    with open_reader(ledger) as reader:
        epoch = reader.seals().epoch(1)
        assert epoch is not None
        held = read_signed(epoch.checkpoint or b"")[0]
        key = key_of(reader.uuid()).verifier
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / "the thief's machine"))
    fork = forked(ledger, tmp_path / "fork.db", seed=7)
    assert verified(fork, Asked(key=key)) == []
    assert verified(fork, Asked(held=held)) == ["the log is not the one that the checkpoint held is of, at 2 epochs"]


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("UPDATE epochs SET closed_at = closed_at + 1 WHERE number = 1", "epoch 1: its `record` is not what"),
        ("UPDATE epochs SET record = x'7b7d' WHERE number = 1", "epoch 1: its `record` is not what"),
        ("UPDATE epochs SET root = zeroblob(32) WHERE number = 1", "epoch 1: its `root` is not that of the log"),
        ("UPDATE epochs SET heads_root = zeroblob(32) WHERE number = 1", "epoch 1: its `heads_root`"),
        ("UPDATE epochs SET heads_size = 0 WHERE number = 1", "epoch 1: its `heads_root`"),
        ("UPDATE epochs SET heads_size = -7 WHERE number = 1", "epoch 1: its `heads_root`"),
        ("UPDATE epochs SET heads_size = 1 << 61 WHERE number = 1", "epoch 1: its `heads_root`"),
        ("UPDATE epochs SET heads_size = 2 WHERE number = 1", "epoch 1: its `record` is not what"),
        ("UPDATE epochs SET position = 9 WHERE number = 1", "epoch 1: its `record` is not what"),
        ("UPDATE epochs SET checkpoint = NULL WHERE number = 1", "epoch 1 was never signed"),
        ("UPDATE epochs SET checkpoint = x'00' WHERE number = 1", "epoch 1: its checkpoint holds a control character"),
        (
            "UPDATE epochs SET checkpoint = (SELECT checkpoint FROM epochs WHERE number = 0) WHERE number = 1",
            "epoch 1: what was signed is not its size and root",
        ),
        (
            "UPDATE epochs SET checkpoint = CAST(replace(checkpoint, 'livret', 'Livret') AS BLOB) WHERE number = 1",
            "epoch 1",
        ),
        ("UPDATE heads SET root = zeroblob(32) WHERE slot = 0 AND epoch = 1", "epoch 1: its `heads_root`"),
        ("UPDATE heads SET size = size - 1 WHERE slot = 0 AND epoch = 1", "environment/prod-1: "),
        ("DELETE FROM heads WHERE slot = 0 AND epoch = 3", "environment/prod-1: epoch 3 sealed 4 of its entries"),
        ("INSERT INTO heads VALUES (0, 9, 400, zeroblob(32))", "environment/prod-1: "),
        ("UPDATE nodes SET hash = zeroblob(32) WHERE tree = 2", "nodes: subtree 8/0 of environment/prod-1"),
        ("DELETE FROM nodes WHERE tree = 2", "nodes: subtrees of environment/prod-1 are missing"),
        ("UPDATE nodes SET position = position + 1 WHERE tree = 2", "nodes: subtree 8/0 of environment/prod-1"),
        ("UPDATE nodes SET hash = zeroblob(32) WHERE tree = 1 AND level = 1 AND number = 1", "subtree 1/1 of tree 1"),
        ("UPDATE nodes SET hash = zeroblob(32) WHERE tree = 0 AND level = 1", "nodes: subtree 1/0 of tree 0"),
        ("INSERT INTO nodes VALUES (1, 7, 0, 5, zeroblob(32))", "nodes: tree 1 has subtrees of no epoch"),
        ("INSERT INTO nodes VALUES (40, 8, 0, 5, zeroblob(32))", "nodes: tree 40 is of no scope"),
        ("DELETE FROM epochs WHERE number = 1", "epoch 1 is missing"),
        ("DELETE FROM epochs WHERE number = 3", "epoch 3 was seen, and is missing"),
        ("UPDATE commits SET first = first - 1 WHERE first = 4", "its `first` cannot be"),
        ("DELETE FROM commits WHERE first = 1", "its `recorded_at` is not what"),
        ("UPDATE streams SET originator = zeroblob(16) WHERE number = 1", "its `stream` is not what"),
        ("INSERT INTO scopes VALUES (9, 'contract/nobody')", "scopes 9: its `name` cannot be"),
        ("INSERT INTO streams VALUES (999, zeroblob(16))", "streams 999: its `originator` cannot be"),
        ("UPDATE topics SET name = 'outage.ended' WHERE name = 'outage.started'", "its `topic` was altered"),
        ("UPDATE families SET name = 'ticket' WHERE name = 'outage'", "its `family` is not what"),
        ("UPDATE commits SET recorded_by = 'x' WHERE first = 2", "epoch 0: when or by whom #1 to #4 were recorded"),
        ("UPDATE commits SET recorded_by = 'x' WHERE first = 5", "epoch 1: when or by whom #5 to #8 were recorded"),
        ("UPDATE ledger SET created_at = created_at + 1", "epoch 0: when or by whom #1 to #4 were recorded"),
        ("UPDATE ledger SET uuid = zeroblob(16)", "epoch 0: its `heads_root` is not that of its heads"),
        ("UPDATE ledger SET format = 3", "ledger 1: its `format` cannot be"),
    ],
)  # fmt: skip
def test_what_is_sealed_cannot_be_edited_unnoticed(ledger: Path, statement: str, said: str):
    with past_the_triggers(ledger) as attacker:
        assert attacker.execute(statement).rowcount
    found = verified(ledger)
    assert any(said in line for line in found), found


def test_a_key_that_may_not_sign_is_noticed(ledger: Path):
    with past_the_triggers(ledger) as attacker:
        (number, root) = attacker.execute("SELECT number, root FROM epochs ORDER BY number DESC LIMIT 1").fetchone()
        (identity,) = attacker.execute("SELECT uuid FROM ledger").fetchone()
        other = key_of(identity, 8)
        checkpoint = read_signed(attacker.execute("SELECT checkpoint FROM epochs").fetchone()[0])[0]
        signed = other.sign(checkpoint._replace(size=number + 1, root=root)).encode()
        attacker.execute("UPDATE epochs SET checkpoint = ? WHERE number = ?", (signed, number))
    name = other.verifier.id.hex()
    assert verified(ledger) == [f"epoch 3 is not signed by a key that may: it is said to be by {name}"]


def test_a_leaf_slipped_in_between_is_noticed_in_every_proof(ledger: Path):
    """A hash that no entry has, in the middle of a scope's log, changes its root."""
    with open_reader(ledger) as reader:
        seals = reader.seals()
        head = seals.heads(0)[-1]
        hashes = [each.hash for each in seals.leaves(0, 0, 309)]
    assert len(hashes) == head.size
    slipped = [*hashes[:10], leaf_hash(b"another"), *hashes[10:-1]]
    for index in (9, 10, 11):
        proved = inclusion_proof(slipped, index)
        assert not verify_inclusion(slipped[index], index, head.size, proved, head.root)
