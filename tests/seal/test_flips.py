"""Every single bit of a ledger's file turned over: what is still accepted says the same as before.

`make flips` turns every bit; otherwise a sample that any run repeats is turned. Accepted means that the ledger opens
and that a verification finds no fault, by the file alone: no mark, no key and no checkpoint from elsewhere helps.
"""

import os
import random
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from ledger.journal.read import Reader, open_reader
from ledger.refusal import Refusal
from ledger.seal.audit import Asked, audit
from ledger.seal.signing import seal as sign
from tests.seal.sealed import NOW, issue, record

EVERY = bool(os.environ.get("LIVRET_FLIPS"))
SAMPLE = 1600
PAGE = 512
"""Bytes of a page, the least that SQLite knows: a small file has every kind of page."""
Turn = tuple[int, int]
"""A byte of the file, and a bit of it."""


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of two epochs, all of it sealed, packed tightly."""
    made = tmp_path_factory.mktemp("small") / "made.db"
    with Journal.create(made) as journal:
        record(journal, "a", [0, 1, 0])
        key = issue(journal)
        sign(journal, key, NOW)
        record(journal, "b", [0, 2])
        sign(journal, key, NOW + 1)
    packed = made.with_name("small.db")
    with closing(sqlite3.connect(made, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
        connection.execute(f"PRAGMA page_size = {PAGE}")
        connection.execute(f"VACUUM INTO '{packed}'")
    with closing(sqlite3.connect(packed, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
    return packed


def content(reader: Reader) -> list[object]:
    """All that a ledger says to whoever asks, by every way of asking."""
    seals = reader.seals()
    entries = list(reader.everything())
    return [
        reader.head(),
        reader.uuid(),
        reader.scopes(),
        entries,
        [reader.raw(entry.position) for entry in entries],
        [reader.recorded_at_of(entry.position) for entry in entries],
        [reader.position_at(entry.recorded_at) for entry in entries],
        [reader.entry_by_key(*entry.key) for entry in entries],
        [reader.subject_entries(entry.scope, entry.subject) for entry in entries],
        [[(family, reader.entries(scope, [family])) for family in reader.families(scope)] for scope in reader.scopes()],
        list(seals.epochs()),
        [[seals.leaves(slot, 0, 10**6), seals.heads(slot)] for slot in seals.slots().values()],
        [list(seals.nodes(tree)) for tree in range(6)],
        seals.created_at(),
    ]


def said(path: Path, asked: Asked) -> list[object] | None:
    """What the ledger says, if it is accepted; what cannot even be read is not."""
    try:
        with open_reader(path) as reader:
            if audit(reader, asked).faults:
                return None
            return content(reader)
    except Refusal:
        return None
    finally:
        for suffix in ("-wal", "-shm", "-journal"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)


def accepted_otherwise(small: Path, path: Path, turns: Iterator[Turn], asked: Asked) -> Iterator[Turn]:
    """The turned bits with which the ledger is accepted, and says something else than before."""
    octets = small.read_bytes()
    path.write_bytes(octets)
    expected = said(path, asked)
    assert expected is not None
    for place, bit in turns:
        turned = bytearray(octets)
        turned[place] ^= 1 << bit
        path.write_bytes(turned)
        found = said(path, asked)
        if found is not None and found != expected:
            yield place, bit


def every(size: int) -> Iterator[Turn]:
    return ((place, bit) for place in range(size) for bit in range(8))


def some(size: int) -> Iterator[Turn]:
    """A sample, the same in every run."""
    chance = random.Random(6962)
    return ((chance.randrange(size), chance.randrange(8)) for _ in range(SAMPLE))


@pytest.mark.parametrize("part", range(8))
def test_no_turned_bit_is_accepted_with_another_content(small: Path, tmp_path: Path, part: int):
    size = small.stat().st_size
    turns: Callable[[int], Iterator[Turn]] = every if EVERY else some
    mine = (turn for number, turn in enumerate(turns(size)) if number % 8 == part)
    assert list(accepted_otherwise(small, tmp_path / "turned.db", mine, Asked())) == []


def test_without_the_check_of_the_file_some_are(small: Path, tmp_path: Path):
    """The control: indexes have no hash, and only SQLite's own check compares them with their tables."""
    with closing(sqlite3.connect(small)) as connection:
        pages = [
            page
            for (page,) in connection.execute(
                "SELECT pageno FROM dbstat WHERE name IN ('entries_source_key', 'sqlite_autoindex_streams_1')"
            )
        ]
    turns = ((page * PAGE - 1 - place, 0) for page in pages for place in range(0, 300, 3))
    assert list(accepted_otherwise(small, tmp_path / "turned.db", turns, Asked(file=False))) != []
