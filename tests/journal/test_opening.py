"""What opening a ledger says when it will not: one line, what to do, and the exit status of it."""

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from ledger.journal import sqlite
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.journal.store import Store
from ledger.refusal import IntegrityFailure, LedgerUnavailable
from tests.journal.submissions import admit_all, submissions

OPENERS = pytest.mark.parametrize("open_", [Journal.open, open_reader], ids=["writing", "reading"])


def one_line(error: pytest.ExceptionInfo[Exception]) -> None:
    assert "\n" not in str(error.value)
    assert getattr(error.value, "exit_status", None) in (4, 5)


@OPENERS
def test_opening_never_creates(open_, ledger):
    with pytest.raises(LedgerUnavailable, match="there is no ledger; create it with") as error:
        open_(ledger)
    one_line(error)
    assert not ledger.exists()


@OPENERS
@pytest.mark.parametrize("content", [b"", b"hello", b"x" * 5000, b"SQLite format 3\0" + b"x" * 5000])
def test_another_file_is_no_ledger(open_, ledger, content):
    ledger.write_bytes(content)
    with pytest.raises((LedgerUnavailable, IntegrityFailure)) as error:
        open_(ledger)
    one_line(error)
    assert ledger.read_bytes() == content


@OPENERS
def test_another_database_is_no_ledger(open_, ledger):
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("CREATE TABLE t (x)")
    with pytest.raises(LedgerUnavailable, match="not a ledger"):
        open_(ledger)


@OPENERS
def test_a_folder_is_no_ledger(open_, tmp_path):
    with pytest.raises(LedgerUnavailable, match="this is a folder"):
        open_(tmp_path)


@OPENERS
@pytest.mark.parametrize(
    ("version", "said"),
    [(1, "version 1, this program knows 2; export it with"), (3, "version 3, this program knows 2; use the program")],
)
def test_another_format_is_named(open_, ledger, journal, version, said):
    journal.close()
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute(f"PRAGMA user_version = {version}")
    with pytest.raises(LedgerUnavailable, match=said):
        open_(ledger)


@OPENERS
def test_another_kind_of_database_is_refused_without_its_password(open_):
    with pytest.raises(LedgerUnavailable, match="postgresql://` are not supported") as error:
        open_("postgresql://me:secret@server/livret")
    assert "secret" not in str(error.value)


def test_a_url_names_the_same_ledger(ledger):
    Journal.create(f"sqlite:///{ledger}").close()
    with open_reader(ledger) as reader:
        assert reader.head() == (0, 0)


@pytest.mark.parametrize("name", ["a b.db", "50%.db", "what?.db", "#1.db", "é.db"])
def test_any_name_will_do(tmp_path, name):
    with Journal.create(tmp_path / name) as journal:
        journal.append(submissions(1), admit=admit_all)
    with open_reader(tmp_path / name) as reader:
        assert reader.head().position == 1


def test_creating_refuses_a_file_that_is_there(ledger):
    ledger.write_text("mine")
    with pytest.raises(LedgerUnavailable, match="already a file"):
        Journal.create(ledger)
    assert ledger.read_text() == "mine"


def test_creating_refuses_a_missing_folder(tmp_path):
    with pytest.raises(LedgerUnavailable, match="create it first"):
        Journal.create(tmp_path / "none" / "livret.db")
    assert list(tmp_path.iterdir()) == []


def test_creating_leaves_one_file_and_no_other(ledger):
    Journal.create(ledger).close()
    assert list(ledger.parent.iterdir()) == [ledger]


def test_each_ledger_has_a_name_of_its_own(tmp_path):
    names = set()
    for path in (tmp_path / "a", tmp_path / "b"):
        Journal.create(path).close()
        with open_reader(path) as reader:
            names.add(reader.uuid())
    assert len(names) == 2


def test_a_writer_that_waits_too_long_says_so(ledger, journal, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.2)
    with Journal.open(ledger) as other, Store(ledger).writing():
        with pytest.raises(LedgerUnavailable, match="another program is writing") as error:
            other.append(submissions(1), admit=admit_all)
        one_line(error)
        # Who reads does not wait for who writes.
        with open_reader(ledger) as reader:
            assert reader.head() == (0, 0)
    assert journal.append(submissions(1), admit=admit_all).recorded == 1


def test_safety_is_read_back(ledger, journal):
    with journal._store.writing() as transaction:
        found = {pragma: transaction.row(f"PRAGMA {pragma}")[0] for pragma in [*sqlite._SAFETY, "journal_mode"]}
    assert found == {
        "synchronous": 2,
        "foreign_keys": 1,
        "recursive_triggers": 1,
        "trusted_schema": 0,
        "cell_size_check": 1,
        "journal_mode": "wal",
    }


def test_a_ledger_taken_out_of_its_journal_mode_is_not_written(ledger, journal):
    journal.close()
    with closing(sqlite3.connect(ledger)) as connection:
        connection.execute("PRAGMA journal_mode = DELETE")
    with pytest.raises(LedgerUnavailable, match="journal_mode"):
        Journal.open(ledger)


def test_a_damaged_page_is_an_integrity_failure(ledger):
    with Journal.create(ledger) as journal:
        journal.append(submissions(*range(200)), admit=admit_all)
    content = bytearray(ledger.read_bytes())
    for page in range(1, len(content) // 4096):
        content[page * 4096 : page * 4096 + 12] = b"\xff" * 12
    ledger.write_bytes(content)
    with pytest.raises(IntegrityFailure), open_reader(ledger) as reader:
        list(reader.everything())


AS_NOBODY = """
import os, sys
import sqlalchemy.dialects.sqlite
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.refusal import Refusal
from tests.journal.submissions import admit_all, submissions
one_more = submissions("x")  # all is loaded before: another user may not be let into the folder of this project
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
path = sys.argv[1]
try:
    with open_reader(path) as reader:
        print("read", len(list(reader.everything())))
except Refusal as refusal:
    print("unread", refusal.exit_status, refusal)
try:
    with Journal.open(path) as journal:
        journal.append(one_more, admit=admit_all)
    print("written")
except Refusal as refusal:
    print("unwritten", refusal.exit_status, refusal)
"""


@pytest.fixture
def shared() -> Iterator[Path]:
    """A folder that another user may enter, and nobody but its owner may write to."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        with Journal.create(folder / "livret.db") as journal:
            journal.append(submissions(1, 2), admit=admit_all)
        yield folder


def as_somebody_else(path: Path) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", AS_NOBODY, str(path)], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


needs_root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can become nobody")


@needs_root
def test_a_ledger_in_a_read_only_folder_is_read_and_not_written(shared):
    read, written = as_somebody_else(shared / "livret.db")
    assert read == "read 2"
    assert written.startswith("unwritten 4 ")
    assert list(shared.iterdir()) == [shared / "livret.db"]


@needs_root
def test_a_read_only_file_is_read_and_not_written(shared):
    shared.chmod(0o777)
    read, written = as_somebody_else(shared / "livret.db")
    assert read == "read 2"
    assert written.startswith("unwritten 4 ")


@needs_root
def test_a_log_left_behind_in_a_read_only_folder_is_not_passed_over(shared):
    """Read as if at rest, the ledger would lack what only its write-ahead log holds."""
    with Journal.open(shared / "livret.db") as journal:
        journal.append(submissions(3), admit=admit_all)
        left = {path: path.read_bytes() for path in shared.iterdir() if not path.name.endswith("-shm")}
    for path in shared.iterdir():
        path.unlink()
    for path, content in left.items():
        path.write_bytes(content)
    assert len(left) == 2
    read, _ = as_somebody_else(shared / "livret.db")
    assert read == "read 3" or read.startswith("unread 4 ")


@needs_root
def test_a_file_that_may_not_be_read_says_so(shared):
    (shared / "livret.db").chmod(0o600)
    for line in as_somebody_else(shared / "livret.db"):
        assert line.split()[1] == "4"


@pytest.mark.skipif(sys.platform != "linux", reason="sets a limit on file sizes")
def test_a_full_disk_undoes_the_transaction_and_says_so(ledger):
    Journal.create(ledger).close()
    script = """
import resource, signal, sys
from ledger.journal.application import Journal
from ledger.refusal import LedgerUnavailable
from tests.journal.submissions import admit_all, submissions
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
with Journal.open(sys.argv[1]) as journal:
    journal.append(submissions(1), admit=admit_all)
    resource.setrlimit(resource.RLIMIT_FSIZE, (500_000, 500_000))
    try:
        journal.append(submissions(*range(2, 20_000)), admit=admit_all)
    except LedgerUnavailable as refusal:
        print(refusal)
"""
    done = subprocess.run(
        [sys.executable, "-c", script, str(ledger)], capture_output=True, text=True, cwd=Path(__file__).parents[2]
    )
    assert "nothing of this was recorded" in done.stdout, done.stderr
    with open_reader(ledger) as reader:
        assert [entry.id for entry in reader.everything()] == ["1"]


def test_a_database_that_may_not_grow_says_that_the_disk_is_full(ledger, journal):
    with journal._store.writing() as transaction:
        pages = transaction.row("PRAGMA page_count")[0]
        transaction.row(f"PRAGMA max_page_count = {pages + 1}")
    with pytest.raises(LedgerUnavailable, match="the disk is full") as error:
        journal.append(submissions(*range(1000)), admit=admit_all)
    one_line(error)
    with open_reader(ledger) as reader:
        assert reader.head() == (0, 0)


def test_a_copy_of_a_ledger_opens_like_the_ledger(ledger, journal, tmp_path):
    journal.append(submissions(1), admit=admit_all)
    journal.close()
    shutil.copy(ledger, tmp_path / "copy.db")
    with open_reader(tmp_path / "copy.db") as reader:
        assert reader.head().position == 1
