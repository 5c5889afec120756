"""What a file may take of the machine's memory: ten times its size and a base, whatever it holds.

Measured on whole commands, each in a process of its own.
"""

import subprocess
import sys
from collections.abc import Callable, Iterable
from itertools import chain, repeat
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.conftest import Run
from tests.fuzz.targets import MAPPING

BASE = 64 * 1024 * 1024
"""What the command takes for an import of one line, with room to spare."""
TIMES = 10
SIZE = 2_000_000
PIECE = 1024 * 1024
MEASURED = """
import sys
from cli.main import main
try:
    main()
finally:
    print(next(line.split()[1] for line in open("/proc/self/status") if line.startswith("VmHWM")), flush=True)
"""
"""The command, and last what it took in KiB: what a system tells of a child begins with what its parent took."""

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what a process takes")


class Taken(NamedTuple):
    """How a command went: its exit status, the most memory it held, and what it said, in bytes."""

    status: int
    peak: int
    said: str


@pytest.fixture
def taken(run: Run, tmp_path: Path) -> Callable[..., Taken]:
    ledger, mapping = tmp_path / "l.db", tmp_path / "m.toml"
    mapping.write_text(MAPPING)
    assert run("--ledger", ledger, "init").exit_code == 0

    def measured(tool: str, file: Path | str, pieces: Iterable[bytes] = (), *more: str) -> Taken:
        said = ["--mapping", mapping] if tool == "csv" else [] if tool == "cloudevents" else ["--scope", "contract/C1"]
        said += [] if tool == "cloudevents" else ["--zone", "Europe/Paris"]
        command = [sys.executable, "-c", MEASURED, "--ledger", ledger, "import", file, "--from", tool, *said, *more]
        with (tmp_path / "said").open("w+") as output:
            child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=output, stderr=output)
            assert child.stdin is not None
            try:
                with child.stdin as pipe:
                    pipe.writelines(pieces)
            except BrokenPipeError:
                pass
            child.wait()
            output.seek(0)
            *lines, last = output.read().splitlines()
            return Taken(child.returncode, int(last) * 1024, "\n".join(lines))

    return measured


def test_the_base_is_enough_for_a_small_table(taken, tmp_path):
    (tmp_path / "f.csv").write_text("No,What,When\n17,new,2026-03-10 09:00\n")
    done = taken("csv", tmp_path / "f.csv")
    assert (done.status, "1 recorded" in done.said) == (0, True), done.said
    assert done.peak < BASE


def rows(unit: str, head: str = "") -> bytes:
    return (head + unit * (SIZE // len(unit))).encode()


def elements(unit: str) -> bytes:
    return ("[" + ",".join([unit] * (SIZE // (len(unit) + 1))) + "]").encode()


HOSTILE = [
    ("rows that are refused", "csv", rows("17,x,y\n", "No,What,When\n")),
    ("rows of which one is taken", "csv", rows("17,x,2026-03-10 09:00\n", "No,What,When\n")),
    ("rows without values", "csv", rows("\n", "No,What,When\n")),
    ("a row of many values", "csv", rows(",")),
    ("empty objects in lines", "restic", rows("{}\n")),
    ("empty objects", "jira", elements("{}")),
    ("empty lists", "zammad", elements("[]")),
    ("small objects", "alertmanager", elements('{"a":1}')),
    ("numbers", "pgbackrest", elements("1234")),
    ("texts", "uptime-kuma", elements('"ab"')),
    ("depth", "borg", b"[" * SIZE),
    ("events that are none", "cloudevents", rows("{}\n")),
    ("changes that move no clock", "glpi", rows("1,Ticket,17,0,,2026-03-10 09:00:00,7,,\n",
     "id,itemtype,items_id,linked_action,user_name,date_mod,id_search_option,old_value,new_value\n")),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "content"), [each[1:] for each in HOSTILE], ids=[each[0] for each in HOSTILE])
def test_what_holds_no_events_takes_ten_times_its_size_at_most(taken, tmp_path, tool, content):
    (tmp_path / "f").write_bytes(content)
    done = taken(tool, tmp_path / "f")
    assert done.status in (0, 3), done.said
    assert "unexpected" not in done.said
    assert done.peak < BASE + TIMES * len(content), done.said[-400:]


FIRST, EVERY = MAPPING, MAPPING.replace('keep = "first"\n', "")
TIMES_OF_DAY = [f"{hour:02}:{minute:02}" for hour in range(24) for minute in range(60)]
EVENTS: list[tuple[str, str, Callable[[int], str], int, str]] = [
    ("one of each subject", EVERY, lambda n: f"{n},x,2026-03-10 {TIMES_OF_DAY[n % 1440]}\n", 0, "{count} recorded"),
    ("the first of each subject", FIRST, lambda n: f"{n},x,2026-03-10 09:00\n", 0, "{count} recorded"),
    ("the same again and again", EVERY, lambda n: "1,x,2026-03-10 09:00\n", 0, "1 recorded, {others} skipped"),
    ("one subject that is told once", EVERY, lambda n: f"1,{n},2026-03-10 09:00\n", 3, "{others} lines were refused"),
]


@pytest.mark.parametrize(
    ("mapping", "row", "status", "said"), [each[1:] for each in EVENTS], ids=[e[0] for e in EVENTS]
)
def test_events_of_short_rows_take_ten_times_their_size_at_most(taken, tmp_path, mapping, row, status, said):
    content = "No,What,When\n"
    content += "".join(row(number) for number in range(SIZE // len(row(99_999))))
    count = content.count("\n") - 1
    (tmp_path / "f.csv").write_text(content)
    (tmp_path / "m.toml").write_text(mapping)
    done = taken("csv", tmp_path / "f.csv")
    assert done.status == status
    assert said.format(count=f"{count:,}", others=f"{count - 1:,}") in done.said
    assert done.peak < BASE + TIMES * len(content)


@pytest.mark.parametrize("size", [250_000, 1_000_000])
@pytest.mark.parametrize("options", [[], ["--keep-going"]], ids=["as it is", "keep going"])
def test_a_small_file_of_short_rows_takes_no_more(taken, tmp_path, size, options):
    content = "No,What,When\n"
    content += "".join(f"{number},x,2026-03-10 09:00\n" for number in range(size // 25))
    (tmp_path / "f.csv").write_text(content)
    done = taken("csv", tmp_path / "f.csv", (), *options)
    assert (done.status, "recorded" in done.said) == (0, True), done.said
    assert done.peak < BASE + TIMES * len(content)


ON_ONE_LINE = [
    ("restic", "[", '{"id":"@","time":"2026-03-10T09:00Z"}', "]"),
    ("alertmanager", '{"alerts":[', '{"labels":{"a":"@"},"status":"firing","startsAt":"2026-03-10T09:00Z"}', "]}"),
]
"""Where each form's list begins, an element of it with @ for its number, and where the list ends."""


@pytest.mark.parametrize(("tool", "begin", "element", "end"), ON_ONE_LINE, ids=[each[0] for each in ON_ONE_LINE])
def test_events_of_one_long_line_take_ten_times_its_size_at_most(taken, tmp_path, tool, begin, element, end):
    count = SIZE // (len(element) + 5)
    content = begin + ",".join(element.replace("@", f"{number}") for number in range(count)) + end
    (tmp_path / "f").write_text(content)
    done = taken(tool, tmp_path / "f")
    assert done.status == 0
    assert f"{count:,} recorded" in done.said
    assert done.peak < BASE + TIMES * len(content)


def test_an_entry_restated_over_and_over_takes_ten_times_its_size_at_most(taken, tmp_path):
    line = (
        '{{"specversion":"1.0","id":"{id}","source":"s","type":"{type}","scope":"environment/p","subject":"outage/1",'
        '"time":"2026-03-10T09:00:00Z","data":{data}}}\n'
    ).format
    told = '{{"entry":{{"source":"s","id":"a"}},"changes":{{"description":"v{number}"}},"because":"x"}}'.format
    lines = [line(id="a", type="outage.started", data='{"impact":"total"}')]
    lines += (
        line(id=f"r{number}", type="entry.restated", data=told(number=number)) for number in range(4 * SIZE // 250)
    )
    content = "".join(lines)
    (tmp_path / "f").write_text(content)
    done = taken("cloudevents", tmp_path / "f")
    assert (done.status, f"{len(lines):,} recorded" in done.said) == (0, True), done.said
    assert done.peak < BASE + TIMES * len(content)


GIGABYTE = [
    ("csv", b"", b"x"),
    ("upptime", b'slug,status\n"', b"x"),
    ("restic", b"", b"x"),
    ("statuspage", b'{"incidents": "', b"x"),
    ("jira", b"", b"["),
    ("cloudevents", b'{"id": "', b"x"),
]


@pytest.mark.parametrize(("tool", "begins", "letter"), GIGABYTE, ids=[f"{e[0]} {e[1][:2]!r}{e[2]!r}" for e in GIGABYTE])
def test_a_line_of_a_gigabyte_is_refused_in_bounded_memory(taken, tool, begins, letter):
    line = repeat(letter * PIECE, 1024)
    done = taken(tool, "-", chain([begins], line))
    assert done.status == 3
    assert "longer than" in done.said
    assert done.peak < BASE + 400 * 1024 * 1024
