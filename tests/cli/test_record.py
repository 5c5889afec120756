"""One event at a time: what may be typed, what is asked for, and what amending does."""

import contextlib
import json
import os
import pty
import subprocess
from pathlib import Path
from typing import Any

import pytest

from cli.field import fields
from cli.record import attributes
from ledger.events.catalogue import types
from ledger.events.schema import json_schema
from tests.cli.conftest import CONTRACT, Run, command, environment

STARTED = ("record", "outage.started", "outage/Z1", "--scope", "environment/prod-1", "--at", "2026-04-14T10:00")


def last(run: Run, ledger: Path) -> dict[str, Any]:
    """The last entry, as an event."""
    event: dict[str, Any] = json.loads(run("--ledger", ledger, "export").stdout.splitlines()[-1])
    return event


def test_an_event_is_recorded_with_its_fields(run: Run, ledger: Path):
    done = run("--ledger", ledger, *STARTED, "--impact", "essential", "--last-seen-up", "2026-04-14T09:59", "--id", "z")
    assert done.exit_code == 0, done.stderr
    assert done.stdout == "recorded #20: outage.started of outage/Z1 (`z` of /livret/cli)\n"
    assert done.stderr.splitlines() == [
        "--last-seen-up 2026-04-14T09:59 is read as 2026-04-14T09:59:00+02:00 (Europe/Paris)",
        "--at 2026-04-14T10:00 is read as 2026-04-14T10:00:00+02:00 (Europe/Paris)",
    ]
    event = last(run, ledger)
    assert (event["time"], event["data"]["impact"]) == ("2026-04-14T10:00:00+02:00", "essential")


def test_the_same_id_again_is_skipped_and_a_new_one_is_not(run: Run, ledger: Path):
    probe = ("record", "backup.verified", "backup/B1", "--scope", "environment/prod-1", "--at", "2026-04-14T10:00Z")
    completed = (*probe[:1], "backup.completed", *probe[2:6], "2026-04-14T09:00Z", "--kinds", "nightly,monthly")
    assert run("--ledger", ledger, *completed).exit_code == 0
    assert last(run, ledger)["data"]["kinds"] == ["nightly", "monthly"]
    assert run("--ledger", ledger, *probe, "--id", "same").stdout.startswith("recorded #")
    assert run("--ledger", ledger, *probe, "--id", "same").stdout.startswith("skipped: `same`")
    assert run("--ledger", ledger, *probe).stdout.startswith("recorded #")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("record", "outage.started"), 2, "SUBJECT is missing"),
        (("record", "outage.started", "outage/Z1"), 2, "--scope is missing"),
        (("record", "outage.started", "outage/Z1", "--scope", "environment/prod-1"), 2, "--at is missing"),
        ((*STARTED, "--impact", "huge"), 2, "--impact: `huge` is not one of total, essential"),
        ((*STARTED[:-1], "2026-03-29T02:30"), 2, "does not exist in Europe/Paris"),
        ((*STARTED[:-1], "soon"), 2, "--at: `soon` is no date or time"),
        ((*STARTED[:4], "C1", *STARTED[5:]), 3, "field `scope`"),
        (("record", "outage.started", "ticket/1", *STARTED[3:]), 3, "field `subject`"),
        (("record", "outage.ended", "outage/Z9", *STARTED[3:]), 3, "needs an earlier outage.started"),
        (("record", "outage.attributed", "outage/2026-0042", *STARTED[3:]), 2, "--cause is missing"),
        (("record", "movements.purged", "movements/2020", "--scope", f"contract/{CONTRACT}", "--at", "now"), 2, "--by"),
        ((*STARTED, "--by", "me"), 2, "no such option --by"),
        (
            ("restate", "/nobody", "x", "--set", "impact=partial", "--because", "y"),
            3,
            "there is no entry `x` of /nobody",
        ),
        (("restate", "/monitoring/probe", "2026-0042-start", "--because", "y"), 2, "--set is missing"),
        (("restate", "/monitoring/probe", "2026-0042-start", "--set", "impact=partial"), 2, "--because is missing"),
        (
            ("restate", "/monitoring/probe", "2026-0042-start", "--set", "size=1", "--because", "y"),
            2,
            "no field `size`",
        ),
        (("restate", "/monitoring/probe", "2026-0042-start", "--set", "impact", "--because", "y"), 2, "field=value"),
        (("restate", "a", "b", *("--set", "time=1") * 2, "--because", "y"), 3, "there is no entry `b` of a"),
        (("retract", "/monitoring/probe", "2026-0042-start", "--because", "y"), 3, "would orphan `2026-0042-end`"),
        (("retract", "/monitoring/probe", "2026-0042-end"), 2, "--because is missing"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_cannot_be_recorded_is_told(run: Run, ledger: Path, arguments: tuple[str, ...], status: int, says: str):
    before = ledger.read_bytes()
    done = run("--ledger", ledger, *arguments)
    complaint = [line for line in done.stderr.splitlines() if line.startswith("livret: ")]
    assert (done.exit_code, done.stdout, len(complaint)) == (status, "", 1), done.output
    assert says in complaint[0]
    assert ledger.read_bytes() == before


def test_a_contract_being_signed_brings_its_own_zone(run: Run, ledger: Path):
    done = run(
        *("--ledger", ledger, "record", "contract.signed", "contract/N1", "--at", "2026-01-02T09:00", "--client", "N"),
        *("--territory", "NC", "--environment", "prod-3", "--edition", "carrus-2026-03"),
        *("--service-starts-on", "2026-01-05", "--modules", "a,b", "--named-users", "12"),
    )
    assert "2026-01-02T09:00:00+11:00 (Pacific/Noumea)" in done.stderr
    assert last(run, ledger)["data"] | {"named_users": 12, "modules": ["a", "b"]} == last(run, ledger)["data"]


def test_a_dry_run_says_so(run: Run, ledger: Path):
    before = ledger.read_bytes()
    assert "nothing is recorded (--dry-run)" in run("--ledger", ledger, *STARTED, "--dry-run").stdout
    assert ledger.read_bytes() == before


def test_restating_and_retracting_show_in_the_trail_and_in_the_figure(run: Run, ledger: Path):
    def seconds() -> object:
        done = run("--ledger", ledger, "availability", CONTRACT, "2026-03", "--format", "json")
        return json.loads(done.stdout)["downtime_seconds"]

    assert seconds() == 720
    restated = ("restate", "/monitoring/probe", "2026-0042-end", "--set", "time=2026-03-10T09:40", "--because", "clock")
    assert run("--ledger", ledger, *restated, "--id", "r1").exit_code == 0
    assert seconds() == 600
    assert run("--ledger", ledger, "retract", "/livret/cli", "r1", "--because", "it was right").exit_code == 0
    assert seconds() == 720
    trail = json.loads(run("--ledger", ledger, "trail", "outage/2026-0042", "--format", "json").stdout)
    standing = {each["id"]: each["standing"] for each in trail}
    assert (standing["2026-0042-end"], standing["r1"]) == ("stands", "undone")
    assert all(len(each["digest"]) == 64 for each in trail)


@pytest.mark.parametrize("type_", types())
def test_no_field_hides_an_option(type_: str):
    names = [field.option_name for field in fields(json_schema(type_))]
    taken = {name for each in attributes() for name in each.opts} | {"--scope", "--at", "--ledger", "--lang", "--help"}
    assert not set(names) & taken
    assert len(set(names)) == len(names)


def test_a_terminal_is_asked_for_what_is_missing(ledger: Path):
    ours, theirs = pty.openpty()
    arguments = command("--ledger", str(ledger), "record", "outage.impact_changed", "outage/2026-0042")
    with subprocess.Popen(arguments, env=environment(), stdin=theirs, stdout=subprocess.PIPE, stderr=theirs) as asking:
        os.write(ours, b"environment/prod-1\n2026-03-10T09:20\npartial\n")
        out, _ = asking.communicate(timeout=60)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError), os.fdopen(ours, "rb", 0) as terminal:
        while more := terminal.read(4096):
            seen += more
    assert out.startswith(b"recorded #"), seen
    assert b"(total, essential, partial, degraded)" in seen
