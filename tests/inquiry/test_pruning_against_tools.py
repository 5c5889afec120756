"""What is kept by our rules is what restic and Borg themselves keep, copy by copy, of one history by many policies."""

import json
import os
import random
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import clock
from projections.calendar.span import DAY, HOUR, MINUTE, SECOND
from projections.calendar.zone import iso, local, parse_local, zone
from projections.facts.backup import gather_backups
from projections.inquiry.pruning_policy import parse_policy
from projections.inquiry.pruning_run import Plan, foresee
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

SCOPE = f"environment/{ENVIRONMENT}"
PARIS = zone("Europe/Paris")
SEED = 20260329
WALL = "%Y-%m-%d %H:%M:%S"

RESTIC = [
    "--keep-last 3",
    "--keep-hourly 5",
    "--keep-daily 4",
    "--keep-daily 30",
    "--keep-weekly 4",
    "--keep-monthly 3 --keep-daily 2",
    "--keep-yearly 2",
    "--keep-within 30d",
    "--keep-within 31d",
    "--keep-within 1m",
    "--keep-within 1y1m1d1h",
    "--keep-within-daily 40d --keep-last 1",
    "--keep-within-hourly 2d --keep-within-monthly 13m",
    "--keep-within-weekly 2m",
]  # fmt: skip
BORG = [
    "--keep-last 3",
    "--keep-minutely 6",
    "--keep-hourly 5",
    "--keep-daily 4",
    "--keep-daily 30",
    "--keep-daily 3 --keep-weekly 3",
    "--keep-monthly 3 --keep-daily 2",
    "--keep-yearly 1",
    "--keep-yearly 5",
    "--keep-within 30d",
    "--keep-within 1m --keep-monthly 2",
    "--keep-within 5w --keep-daily 3 --keep-yearly 2",
]  # fmt: skip


def history(newest: int) -> list[int]:
    """Copies before an instant, from the newest: most nights, some days several, gaps, and some long ago."""
    drawn = random.Random(SEED)
    nights = [newest - n * DAY for n in range(6) if n != 3] + [newest - n * DAY for n in (29, 30, 31, 32)]
    several = [drawn.choice(nights) - drawn.randrange(1, 20) * HOUR - drawn.randrange(60) * MINUTE for _ in range(4)]
    ago = [newest - drawn.randrange(40, 420) * DAY - drawn.randrange(HOUR // SECOND) * SECOND for _ in range(5)]
    edge = [newest - 30 * DAY - HOUR, newest - 30 * DAY - HOUR + SECOND]  # thirty days before by the clock in October
    return sorted({each // SECOND * SECOND for each in [*nights, *several, *ago, *edge]}, reverse=True)


def in_(folder: Path) -> Callable[..., str]:
    """Runs a command with its state in a folder, on a machine in Paris."""
    surroundings = {**os.environ, "HOME": str(folder), "TZ": "Europe/Paris", "RESTIC_PASSWORD": "x",
                    "RESTIC_REPOSITORY": str(folder / "r"), "BORG_REPO": str(folder / "b"),
                    "BORG_UNKNOWN_UNENCRYPTED_REPO_ACCESS_IS_OK": "yes"}  # fmt: skip

    def run(*command: str) -> str:
        done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        return done.stdout + done.stderr

    (folder / "data").write_text("x")
    return run


@pytest.mark.tool("restic")
def test_restic_keeps_what_our_rules_keep(tmp_path):
    # The newest copy is of the hour that the clock shows twice; restic takes a wall time for the second one.
    made, run = history(parse_local("2025-10-26T02:30:00+01:00", PARIS)), in_(tmp_path)
    run("restic", "init")
    for time in sorted(made):
        run("restic", "backup", "--time", local(time, PARIS).strftime(WALL), str(tmp_path / "data"))
    listed = json.loads(run("restic", "snapshots", "--json"))
    times = sorted((parse_local(each["time"], PARIS) for each in listed), reverse=True)
    assert len(times) == len(made)
    for policy in RESTIC:
        (group,) = json.loads(run("restic", "forget", *policy.split(), "--dry-run", "--json").splitlines()[0])
        kept = sorted((parse_local(each["time"], PARIS) for each in group["keep"]), reverse=True)
        ours = parse_policy(f"restic forget {policy}").keeps(times, clock.now(), PARIS)
        assert [iso(each, PARIS) for each in kept] == [iso(times[n], PARIS) for n in sorted(ours)], policy


@pytest.mark.tool("borg")
def test_borg_keeps_what_our_rules_keep(tmp_path):
    # Borg counts a span of time from now, so the history ends now; half an hour keeps each copy on its side of a span.
    times, run = history(clock.now() - HOUR // 2), in_(tmp_path)
    run("borg", "init", "-e", "none")
    for n, time in enumerate(times):
        stamp = local(time, zone("UTC")).strftime("%Y-%m-%dT%H:%M:%S")  # borg reads it in UTC
        run("borg", "create", "--timestamp", stamp, f"::a{n}", str(tmp_path / "data"))
    for policy in BORG:
        told = run("borg", "prune", "--dry-run", "--list", *policy.split())
        kept = {int(n) for n in re.findall(r"^Keeping archive .*?: +a([0-9]+) ", told, re.MULTILINE)}
        ours = parse_policy(f"borg prune {policy}").keeps(times, clock.now(), PARIS)
        assert sorted(kept) == sorted(ours), (policy, told)


@pytest.mark.tool("restic")
def test_night_after_night_restic_drops_what_is_foreseen(tmp_path):
    told, run = Told(), in_(tmp_path)
    real: dict[int, int] = {}
    run("restic", "init")
    for day, clock_time in [(2, "01:30"), (3, "01:30"), (5, "01:30"), (5, "02:15"), (6, "01:30"), (7, "01:30")]:
        when = f"2026-03-{day:02d} {clock_time}"
        told.tell("backup.completed", f"backup/{day}-{clock_time[1:2]}", when, scope=SCOPE, kinds=["nightly"])
        run("restic", "backup", "--time", f"{when}:00", str(tmp_path / "data"))
        (group,) = json.loads(run("restic", "forget", "--keep-daily", "3", "--json").splitlines()[0])
        real |= {parse_local(each["time"], PARIS): told.at(when) for each in group["remove"] or []}
    plan = Plan(parse_policy("restic forget --keep-daily 3"), "all", PARIS, None)
    (place,) = foresee(gather_backups(told.history(), CONTRACT), plan)
    assert {drop.backup.completed: drop.at for drop in place.drops if not drop.ahead} == real
    assert len(real) == 3
