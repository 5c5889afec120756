"""restic and Borg: what their lists become, and what article 7 then sees."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from hypothesis import given, settings

from tests.cli.conftest import Run
from tests.intake.adapters import DATA, Told, found, is_fine, lines, shaken

SNAPSHOT = {"time": "2026-03-01T01:30:00+01:00", "id": "ab" * 32, "tags": ["quotidienne"], "paths": ["/srv"]}
MONTHLY = SNAPSHOT | {"id": "cd" * 32, "tags": ["Mensuelle"]}
ENDED = SNAPSHOT | {"summary": {"backup_end": "2026-03-01T01:42:00+01:00", "total_bytes_processed": 7}}
AT = "2026-04-05T02:30:00Z"
ARCHIVE = {"name": "n-2026-10-25", "id": "0f" * 32, "start": "2026-10-25T02:30:00.000000"}
BORG = {"repository": {"id": "ee" * 32, "location": "/srv/b"}, "archives": [ARCHIVE]}
BACKUPS = DATA / "backups"
absent = pytest.mark.skipif(not BACKUPS.exists(), reason="the shared data is not here")

NAME = "ab" * 8
NO_DATE = "refused: f:1: does not say when the snapshots were removed"
RESTIC = [
    ("a nightly", [SNAPSHOT], {"at": AT}, [f"backup.completed backup/{NAME} 2026-03-01T01:30:00+01:00"]),
    ("a monthly by its tag", [MONTHLY], {"at": AT}, ["kinds=['monthly']"]),
    ("a monthly by a pattern", [SNAPSHOT], {"at": AT, "monthly": ("quot*",)}, ["kinds=['monthly']"]),
    ("its end where restic says it", [ENDED], {"at": AT}, ["2026-03-01T01:42:00+01:00 digest"]),
    ("a list with its time", [SNAPSHOT], {"at": AT}, ["", f"present=['{NAME}']"]),
    ("a list without its time", [SNAPSHOT], {}, ["", "left out: f:1: does not say when the list was made"]),
    ("an empty list", [], {"at": AT}, ["present=[]"]),
    ("not asked for", [SNAPSHOT], {"at": AT, "only": ("m",)}, ["left out: f:1: is a snapshot", "present=[]"]),
    ("removed", [{"keep": None, "remove": [SNAPSHOT]}], {"at": AT}, ["", f"backup.deleted backup/{NAME} 2026-04-05T"]),
    ("removed, nobody says when", [{"keep": [], "remove": [SNAPSHOT]}], {}, ["", NO_DATE]),
    ("no snapshot", [42], {"at": AT}, ["refused: f:1: is not an object", "present=[]"]),
    ("no id", [{"time": AT}], {"at": AT}, ["refused: f:1: field `id`", "present=[]"]),
    ("no JSON", "{", {}, ["refused: f:1: is not JSON"]),
]  # fmt: skip


@pytest.mark.parametrize(("content", "said", "expected"), [case[1:] for case in RESTIC], ids=[c[0] for c in RESTIC])
def test_restic_says(content, said, expected):
    said_of = lines("restic", content, **said)
    assert [part in line for part, line in zip(expected, said_of, strict=False)] == [True] * len(expected), said_of


@pytest.mark.parametrize(
    ("said", "verdict"),
    [
        ({}, "give --zone"),
        ({"zone": "Europe/Paris"}, "happens twice"),
        ({"zone": "Europe/Paris", "fold": "second"}, "backup/n-2026-10-25-0f0f0f0f 2026-10-25T02:30:00.000000+01:00"),
        ({"zone": "UTC", "only": ("other*",)}, "is an archive that --only does not name"),
    ],
)  # fmt: skip
def test_borg_says_local_times(said, verdict):
    assert verdict in lines("borg", BORG, **said)[0]


def test_what_borg_info_knows_is_not_undone_by_a_list():
    ledger = Told()
    info = {**BORG, "archives": [ARCHIVE | {"end": "2026-10-25T02:41:00", "stats": {"original_size": 5}}]}
    first = {"zone": "Europe/Paris", "fold": "first"}
    assert len(ledger.take(found("borg", BORG, **first))) == 2
    (restated,) = ledger.take(found("borg", info, **first))
    assert restated.startswith("entry.restated")
    assert "'time': '2026-10-25T00:41:00Z'" in restated
    assert ledger.take(found("borg", info, **first)) == []
    assert ledger.take(found("borg", BORG, at=AT, **first)) == [told_listing()]


def told_listing() -> str:
    return lines("borg", BORG, at=AT, zone="Europe/Paris", fold="first")[-1]


@settings(max_examples=40)
@given(shaken(["time", "id", "keep", "remove", "tags", "paths", "summary", "backup_end"], ["ab" * 32]))
def test_restic_takes_any_json(content):
    assert is_fine(found("restic", json.dumps(content), at=AT))


@settings(max_examples=40)
@given(shaken(["repository", "archives", "archive", "id", "name", "start", "end", "stats", "location"]))
def test_borg_takes_any_json(content):
    assert is_fine(found("borg", json.dumps(content), zone="Europe/Paris"))
    whole = {"repository": {"id": "a"}, "archives": [content] if isinstance(content, dict) else content}
    assert is_fine(found("borg", json.dumps(whole), zone="Europe/Paris"))


CONTRACT = [
    ("environment.declared", "environment/prod-1", "environment/prod-1", {"kind": "production"}),
    ("contract.signed", "contract/C1", "contract/C1", {"client": "X", "territory": "FR", "environment": "prod-1",
                                                      "edition": "carrus-2026-03", "service_starts_on": "2025-06-01"}),
]  # fmt: skip


@pytest.fixture
def ledger(run: Run, tmp_path: Path) -> Path:
    """A ledger with a contract on an environment."""
    path = tmp_path / "l.db"
    assert run("--ledger", path, "init").exit_code == 0
    events = [
        {"specversion": "1.0", "id": f"{n}", "source": "/t", "type": type_, "scope": scope, "subject": subject,
         "time": "2025-01-02T00:00:00Z", "data": data}
        for n, (type_, scope, subject, data) in enumerate(CONTRACT)
    ]  # fmt: skip
    (tmp_path / "contract.json").write_text(json.dumps(events))
    assert run("--ledger", path, "import", tmp_path / "contract.json").exit_code == 0
    return path


def taken(run: Run, ledger: Path, tool: str, file: Path, *more: str) -> str:
    done = run("--ledger", ledger, "import", file, "--from", tool, "--scope", "environment/prod-1", *more)
    assert done.exit_code == 0, done.output
    return done.stdout.splitlines()[-1]


def nights(run: Run, ledger: Path, period: str, outcome: str) -> list[str]:
    answer = json.loads(run("--ledger", ledger, "backups", "C1", period, "--format", "json").stdout)
    return [night["night"] for night in answer["nights"] if night["outcome"] == outcome]


def kept(run: Run, ledger: Path, at: str, status: str) -> list[str]:
    answer = json.loads(run("--ledger", ledger, "retention", "C1", "--at", at, "--format", "json").stdout)
    return [each["completed_at"][:10] for each in answer["backups"] if each["status"] == status]


@absent
def test_the_nights_that_restic_lacks_are_missed(run, ledger):
    file = BACKUPS / "restic_snapshots_0.14.json"
    assert taken(run, ledger, "restic", file, "--at", AT).startswith("46 recorded, 0 skipped")
    assert taken(run, ledger, "restic", file, "--at", AT).startswith("0 recorded, 46 skipped")
    assert nights(run, ledger, "2026-03", "missed") == ["2026-03-05", "2026-03-12"]


@absent
@pytest.mark.parametrize(
    ("file", "at", "early"),
    [
        # Two nights are missing: thirty copies reach back one day more than thirty days.
        ("restic_forget_keepdaily30_0.14.json", "2026-04-05T04:30:00+02:00", []),
        ("restic_forget_keepwithin30d_0.14.json", "2026-04-05T04:30:00+02:00", ["2026-03-06"]),
    ],
)
def test_what_restic_forgot_before_its_term_is_deleted_early(run, ledger, file, at, early):
    taken(run, ledger, "restic", BACKUPS / file, "--at", at)
    assert kept(run, ledger, "2026-04-06T12:00:00+02:00", "deleted_early") == early


@absent
def test_the_nights_that_borg_lacks_are_missed(run, ledger):
    file = BACKUPS / "borg_list_1.2.4.json"
    done = run("--ledger", ledger, "import", file, "--from", "borg", "--scope", "environment/prod-1")
    assert done.exit_code == 3
    assert "give --zone" in done.stderr
    taken(run, ledger, "borg", file, "--zone", "Europe/Paris")
    assert nights(run, ledger, "2026-02-26..2026-04-06", "missed") == []


@absent
@pytest.mark.parametrize(
    ("command", "cycle", "first", "early"),
    [
        # Two nights of restic are missing: thirty copies reach back a day more until thirty nights in a row succeed.
        ("restic forget --keep-daily 30", "nightly", "2026-03-13 dropped 2026-04-12", (0, 24)),
        # Taken together, the monthly backup of 1 March pushes out that night's own, forty-five minutes old.
        ("restic forget --keep-daily 30", "all", "2026-03-01 dropped 2026-03-01", (3, 24)),
        ("restic forget --keep-within 30d", "nightly", "2026-02-20 dropped 2026-03-22", (14, 29)),
        ("borg prune --keep-daily 30", "all", "2026-02-25 dropped 2026-03-27", (11, 30)),
        ("borg prune --keep-within 30d", "all", "2026-02-25 dropped 2026-03-27", (11, 30)),
        ("restic forget --keep-daily 31", "nightly", None, (0, 0)),
        ("restic forget --keep-within 31d", "nightly", None, (0, 0)),
        ("borg prune --keep-daily 31", "all", None, (0, 0)),
        ("borg prune --keep-within 31d", "all", None, (0, 0)),
    ],
)
def test_what_a_policy_drops_of_the_listings_before_it_may(run, ledger, command, cycle, first, early):
    taken(run, ledger, "restic", BACKUPS / "restic_snapshots_0.14.json")
    taken(run, ledger, "borg", BACKUPS / "borg_list_1.2.4.json", "--zone", "Europe/Paris")
    asked = run("--ledger", ledger, "pruning", "C1", command, "--cycle", cycle, "--format", "json", "--check")
    answer = json.loads(asked.stdout)
    told = [f"{line['completed_at'][:10]} dropped {line['dropped_at'][:10]}" for line in answer["drops"]]
    ahead = sum(line["ahead"] for line in answer["drops"])
    assert (told[0] if told else None, (len(told) - ahead, ahead)) == (first, early)
    verdict = "missed" if told else "met"
    assert (answer["verdict"], asked.exit_code) == (verdict, int(verdict == "missed"))


def environment(folder: Path) -> dict[str, str]:
    return {**os.environ, "HOME": str(folder), "TZ": "Europe/Paris", "RESTIC_PASSWORD": "x",
            "RESTIC_REPOSITORY": str(folder / "r"), "BORG_REPO": str(folder / "b"),
            "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}  # fmt: skip


def ran(folder: Path, *command: str) -> str:
    done = subprocess.run(command, env=environment(folder), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def restic_forgets(run: Run, ledger: Path, folder: Path, nights_of: list[str], *policy: str) -> list[str]:
    """What of these nights is deleted early, after restic backed up each of them and forgot by a policy."""
    (folder / "data").write_text("x")
    ran(folder, "restic", "init")
    for night in nights_of:
        ran(folder, "restic", "backup", "--time", f"{night} 01:30:00", str(folder / "data"))
    (folder / "before.json").write_text(ran(folder, "restic", "snapshots", "--json"))
    (folder / "forgot.json").write_text(ran(folder, "restic", "forget", *policy, "--json"))
    taken(run, ledger, "restic", folder / "before.json", "--at", "2026-04-05T01:40:00+02:00")
    done = nights(run, ledger, f"{nights_of[0]}..{nights_of[-1]}", "done")
    assert done == nights_of
    taken(run, ledger, "restic", folder / "forgot.json", "--at", "2026-04-05T04:30:00+02:00")
    return kept(run, ledger, "2026-04-06T12:00:00+02:00", "deleted_early")


@pytest.mark.tool("restic")
def test_the_real_restic_keeps_thirty_days_a_day_too_few(run, ledger, tmp_path):
    nights_of = ["2026-03-06", "2026-03-07", "2026-04-05"]
    assert restic_forgets(run, ledger, tmp_path, nights_of, "--keep-within", "30d") == ["2026-03-06"]


@pytest.mark.tool("restic")
@pytest.mark.skipif("LIVRET_REQUIRE_TOOLS" not in os.environ, reason="takes half a minute: set LIVRET_REQUIRE_TOOLS")
def test_the_real_restic_keeps_thirty_dailies_a_day_too_few(run, ledger, tmp_path):
    nights_of = [f"2026-03-{day:02d}" for day in range(6, 32)] + [f"2026-04-{day:02d}" for day in range(1, 6)]
    assert restic_forgets(run, ledger, tmp_path, nights_of, "--keep-daily", "30") == ["2026-03-06"]


@pytest.mark.tool("borg")
def test_the_real_borg_prunes_what_a_listing_then_lacks(run, ledger, tmp_path):
    (tmp_path / "data").write_text("x")
    ran(tmp_path, "borg", "init", "-e", "none")
    for day in range(6, 11):  # borg reads --timestamp in UTC
        ran(
            tmp_path,
            "borg",
            "create",
            "--timestamp",
            f"2026-03-{day:02d}T00:30:00",
            f"::d{day}",
            str(tmp_path / "data"),
        )
    (tmp_path / "before.json").write_text(ran(tmp_path, "borg", "list", "--json"))
    ran(tmp_path, "borg", "prune", "--keep-daily", "4")
    (tmp_path / "after.json").write_text(ran(tmp_path, "borg", "list", "--json"))
    taken(run, ledger, "borg", tmp_path / "before.json", "--zone", "Europe/Paris", "--at", "2026-03-10T04:00:00+01:00")
    assert nights(run, ledger, "2026-03-05..2026-03-10", "missed") == ["2026-03-05"]
    taken(run, ledger, "borg", tmp_path / "after.json", "--zone", "Europe/Paris", "--at", "2026-03-10T05:00:00+01:00")
    assert kept(run, ledger, "2026-03-10T12:00:00+01:00", "vanished") == ["2026-03-06"]


# The documented form of `info --output=json` of pgBackRest 2.45, shortened.
PGBACKREST = [
    {
        "archive": [{"database": {"id": 1, "repo-key": 1}, "id": "15-1", "max": "0F", "min": "0A"}],
        "backup": [
            {
                "archive": {"start": "0A", "stop": "0A"}, "backrest": {"format": 5, "version": "2.45"},
                "database": {"id": 1, "repo-key": 1}, "error": False, "label": "20260310-013000F", "prior": None,
                "info": {"delta": 7, "repository": {"delta": 3, "size": 3}, "size": 24_117_248}, "type": "full",
                "timestamp": {"start": 1773102600, "stop": 1773103020},
            },
            {"error": True, "label": "20260311-013000F", "timestamp": {"start": 1773189000, "stop": 1773189300}},
        ],
        "cipher": "none", "name": "prod", "status": {"code": 0, "message": "ok"},
    }
]  # fmt: skip


def test_pgbackrest_says():
    said = lines("pgbackrest", PGBACKREST, at=AT)
    completed, failed, listed = [line for line in said if not line.startswith("withdrawn: ")]
    assert completed.startswith("backup.completed backup/prod-20260310-013000F 2026-03-10T00:37:00Z kinds=['nightly']")
    assert completed.endswith("location=pgbackrest:prod size_bytes=24117248 started=2026-03-10T00:30:00Z")
    assert failed.startswith("backup.failed backup/prod-20260311-013000F 2026-03-11T00:35:00Z error=pages with wrong")
    assert "present=['prod-20260310-013000F']" in listed
    assert lines("pgbackrest", PGBACKREST, only=("test",)) == ["left out: f:1: is a stanza that --only does not name"]


@settings(max_examples=40)
@given(shaken(["name", "backup", "label", "timestamp", "start", "stop", "info", "size", "error", "annotation"]))
def test_pgbackrest_takes_any_json(content):
    assert is_fine(found("pgbackrest", json.dumps(content), at=AT))
    assert is_fine(found("pgbackrest", json.dumps([{"name": "n", "backup": [content]}]), at=AT))
