"""Two processes that take turns at a file say of it what one would say, whatever is in it and whatever befalls."""

import marshal
import os
import random
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.commands import Offered
from ledger.intake import cloudevents, turns
from tests.ledger.said import line, said

pytestmark = [
    pytest.mark.skipif(sys.platform != "linux", reason="files are read by one process here"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),  # the test runner has threads
]
Divided = Callable[..., list[Offered]]
GOOD = line(said("outage.started", "10T09:00", id="good"))
BAD = ("{", GOOD[:-1] + ', "id": "twice"}', line(said("outage.started", "10T09:00", id="")), "[1]", '"\udcff"', "null")
BLANK = ("", "  ", "\r", "\t")


@pytest.fixture
def divided(monkeypatch: pytest.MonkeyPatch) -> Iterator[Divided]:
    """Reads a file by turns of so many bytes."""
    processes: list[int] = []
    fork = os.fork

    def counted() -> int:
        processes.append(fork())
        return processes[-1]

    def read(path: Path, block: int) -> list[Offered]:
        monkeypatch.setattr(cloudevents, "worth_it", lambda _: True)
        monkeypatch.setattr(turns, "BLOCK", block)
        return list(cloudevents.read_file(path))

    monkeypatch.setattr(os, "fork", counted)
    yield read
    assert processes
    for process in processes:
        with pytest.raises(ChildProcessError):
            os.waitpid(process, 0)


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The number of events in each block that the other process told of."""
    counts: list[int] = []
    events = turns._events

    def noted(*asked: object) -> object:
        told = events(*asked)  # type: ignore[arg-type]
        counts.append(-1 if told is None else len(told))
        return told

    monkeypatch.setattr(turns, "_events", noted)
    return counts


def written(path: Path, lines: list[str], end: str = "\n") -> Path:
    path.write_bytes("\n".join(lines).encode("utf-8", "surrogateescape") + end.encode())
    return path


def told(offered: list[Offered]) -> list[tuple[object, ...]]:
    return [(each.file, each.line, each.text, each.submission, str(each.refusal)) for each in offered]


@pytest.mark.parametrize("seed", range(12))
def test_by_turns_is_as_alone(tmp_path: Path, divided: Divided, used: list[int], seed: int):
    chance = random.Random(seed)
    good = [line(said("outage.started", "10T09:00", id=f"é{n}", subject=f"outage/{n}")) for n in range(60)]
    strange = chance.choice([(), BLANK, BAD + BLANK])
    lines = [chance.choice(strange) if strange and chance.random() < 0.2 else each for each in good]
    path = written(tmp_path / "f.jsonl", lines, chance.choice(["", "\n", "\n\n \n"]))
    if chance.random() < 0.3:
        path.write_bytes(b"\xef\xbb\xbf\n" + path.read_bytes())
    alone = list(cloudevents.read_file(path))
    for block in (1, 300, 1000, 5000, 1_000_000):
        assert told(divided(path, block)) == told(alone), (seed, block)
    assert max(used) > 1


@pytest.mark.parametrize("lines", [["x" * 2000], ["x" * 9000], ["x" * 2000, "x" * 9000], []], ids=len)
def test_a_line_too_long_ends_the_turns(
    tmp_path: Path, divided: Divided, used: list[int], monkeypatch: pytest.MonkeyPatch, lines: list[str]
):
    monkeypatch.setattr(cloudevents, "LONGEST_LINE", 2000)
    path = written(tmp_path / "f.jsonl", [GOOD] * 9 + ["x" * 1999, *lines, "x" * 1999] + [GOOD] * 3)
    alone = list(cloudevents.read_file(path))
    assert sum(each.refusal is not None for each in alone) == 2 + len(lines)
    for block in (300, 700, 1500):
        assert told(divided(path, block)) == told(alone)
    assert used


@pytest.mark.parametrize("frames", [0, 1, 2])
def test_what_the_other_process_leaves_out_is_read_here(
    tmp_path: Path, divided: Divided, used: list[int], monkeypatch: pytest.MonkeyPatch, frames: int
):
    path = written(tmp_path / "f.jsonl", [GOOD] * 40)
    alone = list(cloudevents.read_file(path))
    left = [frames]

    def dies(*asked: object) -> bytes:
        left[0] -= 1
        if left[0] < 0:
            os._exit(1)
        return dumps(*asked)  # type: ignore[arg-type]

    dumps = marshal.dumps
    monkeypatch.setattr(marshal, "dumps", dies)
    assert told(divided(path, 1000)) == told(alone)
    assert (used[:frames].count(-1), set(used[frames:])) == (0, {-1})


def test_what_it_tells_of_another_place_is_not_taken(tmp_path: Path, divided: Divided, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path / "f.jsonl", [line(said("outage.started", "10T09:00", id=str(n))) for n in range(10, 50)])
    alone = list(cloudevents.read_file(path))
    dumps = marshal.dumps
    monkeypatch.setattr(marshal, "dumps", lambda told: dumps(((told[0][0] + 1, told[0][1]), told[1])))
    assert told(divided(path, 1000)) == told(alone)


def test_who_stops_reading_leaves_no_process_behind(tmp_path: Path, divided: Divided, monkeypatch: pytest.MonkeyPatch):
    path = written(tmp_path / "f.jsonl", [GOOD] * 4000)
    assert len(divided(path, 1000)) == 4000
    reading = cloudevents.read_file(path)
    next(reading)
    reading.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("size", "verdict"), [(turns.LEAST - 1, False), (turns.LEAST, True)])
def test_only_a_large_file_is_worth_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int, verdict: bool):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    (tmp_path / "f").write_bytes(b" " * size)
    with (tmp_path / "f").open("rb") as stream:
        assert turns.worth_it(stream) is verdict


@pytest.mark.parametrize(
    ("target", "name", "value"),
    [(threading, "active_count", lambda: 2), (os, "sched_getaffinity", lambda _: {0}), (sys, "platform", "win32")],
)
def test_where_forking_is_no_gain_or_not_safe_one_process_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: object, name: str, value: object
):
    monkeypatch.setattr(turns, "LEAST", 0)
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 1})
    (tmp_path / "f").write_bytes(b" ")
    with (tmp_path / "f").open("rb") as stream:
        assert turns.worth_it(stream)
        monkeypatch.setattr(target, name, value)
        assert not turns.worth_it(stream)


def test_what_is_no_file_is_read_by_one_process(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(turns, "LEAST", 0)
    receive, send = os.pipe()
    with os.fdopen(receive, "rb") as stream, os.fdopen(send, "wb"):
        assert not turns.worth_it(stream)
