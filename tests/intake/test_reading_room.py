"""What reading takes by itself: each form's densest valid input, and hostile ones, read in a process that keeps none.

Until what is found goes on to the ledger no more than ten times the size of the file may be held, and what is put
aside before it goes to a file.
"""

import itertools
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.house.sources import ROOT

SIZE = 1_200_000
TIMES = 10
ASIDE = 16 * 1024 * 1024
"""Bytes for some thousand records that are put aside, and for the pieces in which a file is read."""
MOST_REFUSED = 5_000
READING = """
import sys
from itertools import islice
from ledger.intake import cloudevents
from ledger.intake.catalogue import adapter
from ledger.intake.csv_mapping import read_mapping_text
from ledger.intake.csv_rows import rows_as_events, settled
from ledger.intake.revision import read_into
from tests.fuzz.targets import MAPPING, NOW, _options

def taken():
    return 1024 * next(int(line.split()[1]) for line in open("/proc/self/status") if line.startswith("VmHWM"))

tool, path, most = sys.argv[1], sys.argv[2], int(sys.argv[3])
options = _options(tool)
if tool == "cloudevents":
    offered = cloudevents.read_file(path)
elif tool == "csv":
    mapped = read_mapping_text(MAPPING.replace('keep = "first"', ""))
    offered = rows_as_events([("f", open(path, "rb"))], mapped, settled(mapped, options))
else:
    offered = adapter(tool)([("f", open(path, "rb"))], options)
left = []
if tool != "cloudevents":
    offered = read_into(offered, lambda subjects: [], NOW, lambda one: left or left.append(one))
before, events, refused, last = taken(), 0, 0, ""
for each in offered:
    if each.submission is None:
        refused, last = refused + 1, str(each.refusal)
        if refused > most:
            break
    else:
        events += 1
print(taken() - before, events, refused, last or (left and left[0].why) or "", sep="|")
"""
EVENT = (
    '{"specversion":"1.0","id":"@","source":"s","type":"outage.started","scope":"environment/p",'
    '"subject":"outage/@","time":"2026-03-10T09:00:00Z","data":{"impact":"total"}}'
)
LISTED = (
    '{"specversion":"1.0","id":"1","source":"s","type":"backup.listed","scope":"environment/p",'
    '"subject":"backup-listing/a","time":"2026-03-10T09:00:00Z","data":{"tool":"a","present":[%s]}}'
)
AT = "2026-03-10T09:00Z"

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux what a process takes")


class Taken(NamedTuple):
    """What reading took beyond its beginning, in bytes, and what was found."""

    peak: int
    events: int
    refused: int
    why: str


@pytest.fixture
def reading(tmp_path: Path) -> Callable[[str, str], Taken]:
    def read(tool: str, content: str) -> Taken:
        (tmp_path / "f").write_text(content)
        command = [sys.executable, "-c", READING, tool, str(tmp_path / "f"), str(MOST_REFUSED)]
        done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
        peak, events, refused, why = done.stdout.rstrip("\n").split("|", 3)
        return Taken(int(peak), int(events), int(refused), why)

    return read


def many(unit: str, joint: str = ",", *, begin: str = "[", end: str = "]", size: int = SIZE) -> str:
    """So many of it that they take that size; @ in it is the number of each, ~ a time that is later each time."""
    parts, length = [], 0
    for number in itertools.count():
        minutes, seconds = divmod(number, 60)
        time = f"2026-03-{1 + minutes // 1440 % 28:02} {minutes // 60 % 24:02}:{minutes % 60:02}:{seconds:02}"
        parts.append(unit.replace("@", f"{number}").replace("~", time))
        length += len(parts[-1]) + len(joint)
        if length >= size:
            return begin + joint.join(parts) + end
    raise AssertionError


def rows(head: str, row: str) -> str:
    return many(row, "\n", begin=head + "\n", end="\n")


VALID: list[tuple[str, str, str]] = [
    ("events in lines", "cloudevents", many(EVENT, "\n", begin="", end="")),
    ("events in an array", "cloudevents", many(EVENT)),
    ("a table", "csv", rows("No,What,When", "@,x,2026-03-10 09:00")),
    ("snapshots", "restic", many(f'{{"id":"@","time":"{AT}"}}')),
    ("snapshots kept, a run a line", "restic", many(f'[{{"keep":[{{"id":"@","time":"{AT}"}}]}}]', "\n", begin="",
     end="")),
    ("archives", "borg", many(f'{{"name":"a","id":"@","time":"{AT}"}}', begin='{"repository":{"id":"r"},"archives":[',
     end="]}")),
    ("backups", "pgbackrest", many('{"label":"@","timestamp":{"start":1773000000,"stop":1773000001}}',
     begin='[{"name":"n","backup":[', end="]}]")),
    ("a site", "upptime", rows("slug,status,last_updated", "a,up,~Z")),
    ("many sites", "upptime", rows("slug,status,last_updated", f"@,up,{AT}")),
    ("incidents", "statuspage", many(f'{{"id":"@","impact":"minor","created_at":"{AT}"}}', begin='{"incidents":[',
     end="]}")),
    ("updates of an incident", "statuspage", many(f'{{"at":"{AT}"}}', end="]}]}",
     begin=f'{{"incidents":[{{"id":"1","impact":"minor","created_at":"{AT}","updates":[')),
    ("alerts", "alertmanager", many(f'{{"labels":{{"a":"@"}},"status":"firing","startsAt":"{AT}"}}',
     begin='{"alerts":[', end="]}")),
    ("samples", "prometheus", many('[1700@,"1"]', begin='{"resultType":"matrix","result":[{"metric":{},"values":[',
     end="]}]}")),
    ("heartbeats", "uptime-kuma", many('{"monitorID":1,"status":1,"time":"~"}')),
    ("heartbeats of many", "uptime-kuma", rows("monitorID,status,time", f"@,1,{AT}")),
    ("changes of an issue", "jira", many(
        f'{{"id":"@","created":"{AT}","items":[{{"field":"status","fromString":"open","toString":"closed"}}]}}',
        begin=f'{{"issues":[{{"key":"A-1","fields":{{"created":"{AT}"}},"changelog":{{"histories":[', end="]}}]}")),
    ("items of a change", "jira", many('{"field":"status"}', end="]}]}}]}",
     begin=f'{{"issues":[{{"key":"A-1","fields":{{"created":"{AT}"}},"changelog":{{"histories":[{{"id":"1","created":"{AT}",'
     '"items":[')),
    ("issues", "jira", many(f'{{"key":"A-@","fields":{{"created":"{AT}"}}}}', begin='{"issues":[', end="]}")),
    ("changes of a ticket", "glpi", rows("id,items_id,id_search_option,date_mod", "@,1,12,2026-03-10 09:00")),
    ("tickets", "glpi", rows("id,items_id,linked_action,date_mod", "1,@,20,2026-03-10 09:00")),
    ("history of a ticket", "zammad", many(f'{{"id":@,"o_id":1,"attribute":"state","created_at":"{AT}"}}',
     begin='{"history":[', end="]}")),
]  # fmt: skip


@pytest.mark.parametrize(("tool", "content"), [each[1:] for each in VALID], ids=[f"{e[1]}: {e[0]}" for e in VALID])
def test_what_is_dense_and_valid_is_read_in_ten_times_its_size(reading, tool, content):
    done = reading(tool, content)
    assert done.refused == 0, done
    assert done.peak < TIMES * len(content) + ASIDE, done


HOSTILE: list[tuple[str, str, str, str]] = [
    ("an array of numbers", "cloudevents", many("1.5"), "1.5 has a fraction"),
    ("an array without end", "cloudevents", "[" + "[]," * (SIZE // 3), "is not an event"),
    ("an array in an array", "cloudevents", "[[" + "[]," * (SIZE // 3), "little but brackets"),
    ("an element of 4.8 MB", "cloudevents", f'[{EVENT},"{"x" * 4 * SIZE}"]', "nothing after it is read"),
    ("names without end", "cloudevents", many('"@":1', begin="{", end="}", size=500_000), "more than 4,096 names"),
    ("faults without end", "cloudevents", LISTED % many("1", begin="", end="", size=500_000), "data.present[0]"),
    ("fractions without end", "cloudevents", LISTED % many("1.5", begin="", end="", size=500_000), "has a fraction"),
    ("brackets", "cloudevents", LISTED % many("[]", begin="", end=""), "little but brackets"),
    ("a text of digits", "cloudevents", f'[{"9" * SIZE}]', "too many digits"),
    ("fractions", "prometheus", many("@.5"), "is not a list of objects"),
    ("fractions", "glpi", many("@.5"), "is not an object"),
    ("names", "restic", many('"@":{}', begin="{", end="}"), "little but brackets"),
    ("objects in a row", "uptime-kuma", many('"@":[]', begin='{"heartbeatList":{', end="}}"), "little but brackets"),
    ("escapes", "zammad", many('"\\u0000"'), "is not an object"),
    ("wide letters", "statuspage", many('"ab"', begin='["😀",'), "is not an object"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("tool", "content", "why"), [each[1:] for each in HOSTILE], ids=[f"{each[1]}: {each[0]}" for each in HOSTILE]
)
def test_what_is_hostile_is_refused_in_ten_times_its_size(reading, tool, content, why):
    done = reading(tool, content)
    assert why in done.why
    assert done.refused
    assert done.peak < TIMES * len(content) + ASIDE, done
