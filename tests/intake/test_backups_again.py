"""Lists of backups imported again: what they say otherwise, and what they cannot speak of.

Each step is a tool, what it told and how that was imported; the last column is what the step adds.
"""

from typing import Any

import pytest

from tests.intake.adapters import Told, found

FIRST, SECOND = "ab" * 32, "cd" * 32
A, B = "ab" * 8, "cd" * 8
EARLY, LATER, LATEST = "2026-03-10T08:00:00Z", "2026-05-10T08:00:00Z", "2026-06-10T08:00:00Z"


def snapshot(name: str, **more: Any) -> dict[str, Any]:
    return {"time": "2026-03-01T01:30:00Z", "id": name, "paths": ["/srv"], "hostname": "web", **more}


THIRD = "ef" * 32
REWRITTEN = snapshot(SECOND, original=FIRST, tags=["rewrite"])
TAGGED = snapshot(SECOND, original=FIRST, tags=["monthly"])
FORGOT = [{"keep": [], "remove": [snapshot(FIRST)]}]


def borg(repository: str, *names: str) -> dict[str, Any]:
    archives = [{"name": each, "id": each.encode().hex() * 8, "start": "2026-03-01T02:30:00"} for each in names]
    return {"repository": {"id": repository * 32, "location": "/backup/borg"}, "archives": archives}


def stanza(*backups: dict[str, Any]) -> list[dict[str, Any]]:
    timestamp = {"start": 1773102600, "stop": 1773103020}
    return [{"name": "main", "backup": [{"label": "1F", "timestamp": timestamp, **each} for each in backups]}]


IN_TWO = stanza({"database": {"repo-key": 1}}, {"database": {"repo-key": 2}})
STEPS: list[tuple[str, list[tuple[str, Any, dict[str, Any], list[str]]]]] = [
    ("a deletion that is read again later is no later one", [
        ("restic", FORGOT, {"at": LATER}, [f"backup.completed backup/{A}", f"backup.deleted backup/{A} {LATER}"]),
        ("restic", FORGOT, {"at": LATEST}, []),
        ("restic", FORGOT, {"at": EARLY}, [f"entry.restated backup/{A} "]),
        ("restic", FORGOT, {"at": LATER}, []),
    ]),
    ("a tag given later names the same backup", [
        ("restic", [snapshot(FIRST)], {"at": EARLY}, [f"backup.completed backup/{A}", f"backup.listed present={A}"]),
        ("restic", [TAGGED], {"at": LATER}, [f"entry.restated backup/{A}", f"backup.listed present={A}"]),
        ("restic", [TAGGED], {"at": LATER}, []),
    ]),
    ("a copy beside what it was made of is another backup", [
        ("restic", [snapshot(FIRST), TAGGED], {"at": EARLY},
         [f"backup.completed backup/{A}", f"backup.completed backup/{B}", f"backup.listed present={A} {B}"]),
    ]),
    ("a copy in another repository is another backup", [
        ("restic", [snapshot(FIRST)], {"at": EARLY, "location": "paris"},
         [f"backup.completed backup/paris-{A}", f"backup.listed present=paris-{A}"]),
        ("restic", [TAGGED], {"at": LATER, "location": "lyon"},
         [f"backup.completed backup/lyon-{A}", f"backup.listed present=lyon-{A}"]),
        ("restic", [snapshot(FIRST)], {"at": EARLY, "location": "paris"}, []),
        ("restic", [{"keep": [], "remove": [TAGGED]}], {"at": LATEST, "location": "lyon"},
         [f"backup.deleted backup/lyon-{A}"]),
    ]),
    ("what rewrite made stays apart when the first is gone", [
        ("restic", [snapshot(FIRST), REWRITTEN], {"at": EARLY}, [f"backup.completed backup/{A}",
         f"backup.completed backup/{B}", f"backup.listed present={A} {B}"]),
        ("restic", [REWRITTEN], {"at": LATER}, [f"backup.listed present={B}"]),
    ]),
    ("two copies of one that is gone are two", [
        ("restic", [TAGGED, TAGGED | {"id": THIRD}], {"at": EARLY}, [f"backup.completed backup/{B}",
         f"backup.completed backup/{THIRD[:16]}", f"backup.listed present={B} {THIRD[:16]}"]),
    ]),
    ("a list in another order", [
        ("restic", [snapshot(FIRST), snapshot(SECOND)], {"at": EARLY},
         [f"backup.completed backup/{A}", f"backup.completed backup/{B}", "backup.listed"]),
        ("restic", [snapshot(SECOND), snapshot(FIRST)], {"at": EARLY}, []),
    ]),
    ("a part of a place is not that place", [
        ("restic", [snapshot(FIRST, tags=["web"])], {"at": EARLY, "only": ("web",), "location": "paris"},
         ["backup.completed", "location=paris (web)"]),
    ]),
    ("what was kept, removed and is there in one list", [
        ("restic", [*FORGOT, snapshot(SECOND)], {"at": EARLY},
         [f"backup.completed backup/{A}", f"backup.deleted backup/{A}", f"backup.completed backup/{B}",
          f"backup.listed present={B}"]),
    ]),
    ("two lists of one place at one time", [
        ("restic", [snapshot(FIRST)], {"at": EARLY}, [f"backup.completed backup/{A}", "backup.listed present="]),
        ("restic", [snapshot(SECOND)], {"at": EARLY},
         [f"backup.completed backup/{B}", "refused: f:1: is another list of the same place at the same time"]),
        ("restic", [snapshot(SECOND)], {"at": EARLY, "location": "elsewhere"},
         [f"backup.completed backup/elsewhere-{B}", f"backup.listed present=elsewhere-{B}"]),
    ]),
    ("repositories of two machines at one path", [
        ("borg", borg("aa", "web"), {"at": EARLY, "zone": "UTC"},
         ["backup.completed", "location=/backup/borg (aaaaaaaa)"]),
        ("borg", borg("bb", "db"), {"at": LATER, "zone": "UTC"},
         ["backup.completed", "location=/backup/borg (bbbbbbbb)"]),
    ]),
    ("what is taken of a place is a place of its own", [
        ("restic", [snapshot(FIRST, tags=["web"])], {"at": EARLY, "only": ("web",)},
         ["backup.completed", "location=restic (web)"]),
    ]),
    ("one backup in two repositories keeps to the last one", [
        ("pgbackrest", IN_TWO, {}, ["backup.completed backup/main-1F", "entry.restated backup/main-1F"]),
        ("pgbackrest", IN_TWO, {}, []),
    ]),
    ("pages that turn out to be wrong", [
        ("pgbackrest", stanza({}), {}, ["backup.completed backup/main-1F"]),
        ("pgbackrest", stanza({"error": True}), {}, ["entry.retracted backup/main-1F", "backup.failed backup/main-1F"]),
        ("pgbackrest", stanza({"error": True}), {}, []),
        ("pgbackrest", stanza({}), {}, ["entry.retracted backup/main-1F", "entry.retracted backup/main-1F"]),
    ]),
]  # fmt: skip


@pytest.mark.parametrize("steps", [case[1] for case in STEPS], ids=[case[0] for case in STEPS])
def test_what_an_import_adds(steps):
    ledger = Told()
    for tool, content, said, expected in steps:
        added = [line for line in ledger.take(found(tool, content, **said)) if not line.startswith("left out: ")]
        assert len(added) == len(expected), added
        for line, parts in zip(added, expected, strict=True):
            plain = "".join(letter for letter in line if letter not in "[]',")
            assert all(part in plain for part in parts.split(" present=")), added
