"""The power fails at any moment: what was acknowledged is on the disk, and what is there is whole.

A writer runs under strace, which tells every write to the ledger's files and every sync. Of those the disk is
played back: what was synced is there; of what was written since as much as chance wants, in order, the last one torn.
Before each acknowledgement the power fails once; with NORMAL instead of FULL some of what was acknowledged is lost.
"""

import random
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.seal.audit import audit

ROUNDS = 40
WRITER = """
import os, sys
from ledger.journal.application import Journal
from tests.seal.sealed import NOW, issue, record, sign
with Journal.open(sys.argv[1]) as journal:
    if sys.argv[2] == "NORMAL":
        journal._store._writer.execute("PRAGMA synchronous = NORMAL")
    key = issue(journal)
    for number in range(int(sys.argv[3])):
        record(journal, str(number), [0, 1] * (1 + number % 3))
        if number % 4 == 0:
            sign(journal, key, NOW + number)
        seals = journal.seals()
        last = seals.last_epoch()
        os.write(1, f"ACK {seals.position()} {last.number if last else -1}\\n".encode())
"""
_CALL = re.compile(r"^(?:\d+ +)?(pwrite64|fsync|fdatasync|ftruncate|write)\((\d+)<(.*?)>(?:, (.*))?\) = (-?\d+)")
_DATA = re.compile(r'"((?:\\x[0-9a-f]{2})*)", (\d+)(?:, (\d+))?$')


class Call(NamedTuple):
    """One call: what, on which file, with which bytes, at which place."""

    what: str
    path: str
    data: bytes
    place: int


class Cut(NamedTuple):
    """The power fails: what was acknowledged by then, and the files as they are found."""

    position: int
    epoch: int
    files: dict[str, bytes]


def text(hexed: str) -> bytes:
    return bytes.fromhex(hexed.replace("\\x", ""))


def calls(trace: Path) -> Iterator[Call]:
    for line in trace.read_text().splitlines():
        found = _CALL.match(line)
        if found is None:
            assert "unfinished" not in line
            continue
        what, _, path, rest, _ = found.groups()
        if path.startswith("\\x"):
            path = text(path).decode()
        if what in ("pwrite64", "write"):
            data = _DATA.match(rest)
            assert data is not None, line[:200]
            assert len(text(data[1])) == int(data[2]), "strace cut it short"
            yield Call(what, path, text(data[1]), int(data[3] or 0))
        else:
            yield Call(what, path, b"", int(rest or 0) if what == "ftruncate" else 0)


def written(content: bytes, call: Call, data: bytes) -> bytes:
    if call.what == "ftruncate":
        return content[: call.place]
    return content[: call.place].ljust(call.place, b"\0") + data + content[call.place + len(data) :]


def cuts(trace: Path, start: dict[str, bytes], chance: random.Random | None) -> Iterator[Cut]:
    """The power failing after each acknowledgement; without chance, all that was not synced is lost."""
    synced = dict(start)
    pending: dict[str, list[Call]] = {path: [] for path in start}
    for call in calls(trace):
        if call.what == "write":
            if call.data.startswith(b"ACK "):
                position, epoch = map(int, call.data.split()[1:])
                yield Cut(position, epoch, {path: left(synced[path], pending[path], chance) for path in start})
        elif call.path in pending:
            if call.what in ("fsync", "fdatasync"):
                for each in pending[call.path]:
                    synced[call.path] = written(synced[call.path], each, each.data)
                pending[call.path] = []
            else:
                pending[call.path].append(call)


def left(content: bytes, pending: list[Call], chance: random.Random | None) -> bytes:
    """What is found of a file: what was synced, and some of what was not."""
    if chance is None or not pending:
        return content
    whole = chance.randrange(len(pending) + 1)
    for each in pending[:whole]:
        content = written(content, each, each.data)
    if whole < len(pending):
        torn = pending[whole]
        content = written(content, torn, torn.data[: chance.randrange(len(torn.data) + 1)])
    return content


def traced(folder: Path, synchronous: str) -> tuple[Path, dict[str, bytes]]:
    """The trace of a writer, and the ledger's files as it found them."""
    ledger, trace = folder / "livret.db", folder / "trace"
    Journal.create(ledger).close()
    start = {str(ledger): ledger.read_bytes(), f"{ledger}-wal": b""}
    traced = "trace=pwrite64,write,fsync,fdatasync,ftruncate"
    command = ["strace", "-f", "-y", "-xx", "-s", "100000", "-e", traced, "-e", "signal=none", "-o", str(trace)]
    writer = [sys.executable, "-c", WRITER, str(ledger), synchronous, str(ROUNDS)]
    subprocess.run([*command, *writer], check=True, capture_output=True, cwd=Path(__file__).parents[2])
    return trace, start


def survived(cut: Cut, folder: Path) -> bool:
    """Whether what was acknowledged is there; whatever is there must be whole."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    for path, content in cut.files.items():
        (folder / Path(path).name).write_bytes(content)
    with open_reader(folder / "livret.db") as reader:
        found = audit(reader)
        assert found.faults == []
        return found.entries >= cut.position and found.epochs > cut.epoch


@pytest.mark.tool("strace")
@pytest.mark.parametrize("chance", [None, random.Random(1), random.Random(2)], ids=["nothing", "some", "other"])
def test_what_was_acknowledged_survives_a_power_failure(tmp_path: Path, monkeypatch, chance: random.Random | None):
    trace, start = traced(tmp_path, "FULL")
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / "another machine"))
    failures = list(cuts(trace, start, chance))
    assert len(failures) == ROUNDS
    assert all(survived(cut, tmp_path / "found") for cut in failures)


@pytest.mark.tool("strace")
def test_with_normal_instead_of_full_some_of_it_is_lost(tmp_path: Path, monkeypatch):
    """The control: the same playback notices where the ledger does not wait for the disk."""
    trace, start = traced(tmp_path, "NORMAL")
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / "another machine"))
    failures = list(cuts(trace, start, None))
    lost = [cut for cut in failures if not survived(cut, tmp_path / "found")]
    assert len(lost) > ROUNDS // 2
