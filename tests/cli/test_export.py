"""`livret export`: each form from the command line, whole or not at all."""

import csv
import io
import json
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from icalendar import Calendar

from ledger.events.canonical import canonical
from projections.outlet.cloudevents import harmless_json
from tests.cli.conftest import CONTRACT, Run, program
from tests.outlet.held import HOSTILE
from tests.outlet.story import story

SCOPE = f"contract/{CONTRACT}"
FORMS = ("cloudevents", "csv", "ocel", "xes", "ics")


def entries(form: str, text: str) -> int:
    """How many entries (in a calendar: maintenances) an export holds."""
    match form:
        case "cloudevents":
            return len(text.splitlines())
        case "csv":
            return len(list(csv.DictReader(io.StringIO(text, newline=""))))
        case "ocel":
            return len(json.loads(text)["events"])
        case "xes":
            return sum(each.tag.endswith("event") for each in fromstring(text).iter())
    calendar: Any = Calendar.from_ical(text)
    return len(calendar.walk("VEVENT"))


@pytest.mark.parametrize(
    ("form", "asked", "count"),
    [
        ("cloudevents", (), 19),
        ("csv", (), 19),
        ("ocel", (), 19),
        ("xes", (), 0),
        ("xes", ("--family", "outage"), 9),
        ("xes", ("--family", "outage", "--family", "maintenance"), 12),
        ("ics", (), 1),
        ("ics", ("--scope", SCOPE), 1),
        ("ics", ("--scope", "environment/prod-1"), 1),
        ("ics", ("--scope", "provider"), 0),
        ("ics", ("--family", "emergency_maintenance"), 0),
        ("ics", ("--scope", SCOPE, "--windows", "2026-03-30..2026-04-05"), 3),
        ("csv", ("--scope", SCOPE, "--scope", "environment/prod-1"), 14),
        ("ocel", ("--known-at", "#6"), 6),
        ("csv", ("--known-at", "2026-03-10T09:42:10+01:00", "--known-by", "source"), 9),
        ("csv", ("--known-at", "2026-03-10T09:42:09+01:00", "--known-by", "source"), 8),
    ],
)
def test_what_a_form_holds(run: Run, month: Path, form: str, asked: tuple[str, ...], count: int):
    done = run("--ledger", month, "export", "--to", form, *asked)
    assert (done.exit_code, done.stderr.count("livret:")) == (0, 0)
    assert entries(form, done.stdout) == count


@pytest.mark.parametrize("form", FORMS)
def test_a_file_is_what_stdout_would_be(run: Run, month: Path, tmp_path: Path, form: str):
    file = tmp_path / "out"
    done = run("--ledger", month, "export", "--to", form, "-o", file)
    assert (done.exit_code, done.stdout) == (0, "")
    assert program("--ledger", str(month), "export", "--to", form).stdout == file.read_text("utf-8").replace(
        "\r\n", "\n"
    )


@pytest.mark.parametrize("form", FORMS)
def test_an_export_of_nothing_is_well_formed(run: Run, tmp_path: Path, form: str):
    empty = tmp_path / "empty.db"
    assert run("--ledger", empty, "init").exit_code == 0
    assert entries(form, run("--ledger", empty, "export", "--to", form, "--scope", "contract/none").stdout) == 0


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (("--to", "xml"), "--to: `xml` is not one of cloudevents, csv, ocel, xes, ics"),
        (("--to", "ics", "--family", "outage"), "--family: `outage` is not one of maintenance, emergency_maintenance"),
        (("--to", "csv", "--windows", "2026"), "--windows: only a calendar shows them; add --to ics"),
        (("--to", "ics", "--windows", "2026"), "--windows: they depend on the contract"),
        (
            ("--to", "ics", "--windows", "2026", "--scope", "contract/a", "--scope", "contract/b"),
            "--windows: they depend",
        ),
        (("--to", "ics", "--windows", "2026", "--scope", "contract/none"), "there is no contract none"),
        (("--to", "ics", "--windows", "soon", "--scope", SCOPE), "--windows: `soon` is no period"),
        (("--known-at", "#4711"), "the ledger has no position #4711"),
    ],
)
def test_what_cannot_be_exported_is_said_in_one_line(
    run: Run, month: Path, tmp_path: Path, asked: tuple[str, ...], said: str
):
    done = run("--ledger", month, "export", *asked, "-o", tmp_path / "out")
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (2, "", 1)
    assert said in done.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("where", ["nowhere/out", "."])
def test_a_file_that_cannot_be_written_is_named_as_it_was_asked_for(
    run: Run, month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: str
):
    monkeypatch.chdir(tmp_path)
    done = run("--ledger", month, "export", "-o", where)
    assert (done.exit_code, done.stdout, done.stderr.count("\n")) == (74, "", 1)
    assert f"cannot read or write {where}: " in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_a_log_of_no_tickets_says_what_else_there_is(run: Run, month: Path):
    note = "there are no tickets; --family names other cases, such as outage\n"
    assert run("--ledger", month, "export", "--to", "xes").stderr == note
    assert run("--ledger", month, "export", "--to", "xes", "--family", "ticket").stderr == ""


def test_windows_without_a_calendar_say_so(run: Run, month: Path):
    done = run("--ledger", month, "export", "--to", "ics", "--scope", SCOPE, "--windows", "2031-05-01")
    assert done.exit_code == 0
    assert "no public holidays of FR 2031 are adopted" in done.stderr


OUTAGES = """
source = "/export"
scope = "environment/prod-1"
[[event]]
type = "outage.started"
subject = "{subject}"
time = "{occurred_at}"
id = "{id}"
when = { type = "outage.started" }
data = { component = "{data.component}", impact = "{data.impact}" }
[[event]]
type = "outage.ended"
subject = "{subject}"
time = "{occurred_at}"
id = "{id}"
when = { type = "outage.ended" }
[[event]]
type = "outage.attributed"
subject = "{subject}"
time = "{occurred_at}"
id = "{id}"
when = { type = "outage.attributed", scope = "environment/prod-1" }
data = { cause = "{data.cause}", evidence = "{data.evidence}", maintenance = "{data.maintenance}" }
[[event]]
type = "outage.attributed"
scope = "SCOPE"
subject = "{subject}"
time = "{occurred_at}"
id = "{id}"
when = { type = "outage.attributed", scope = "SCOPE" }
data = { cause = "{data.cause}", evidence = "{data.evidence}", until = "{data.until}" }
"""


def test_outages_come_back_from_csv_with_the_same_figure(run: Run, month: Path, tmp_path: Path):
    outages, others, mapping, other = (tmp_path / name for name in ("o.csv", "others.jsonl", "map.toml", "other.db"))
    mapping.write_text(OUTAGES.replace("SCOPE", SCOPE), "utf-8")
    families = ("contract", "environment", "maintenance", "public_holidays")
    assert run("--ledger", month, "export", "--to", "csv", "--family", "outage", "-o", outages).exit_code == 0
    rest = [word for family in families for word in ("--family", family)]
    assert run("--ledger", month, "export", *rest, "-o", others).exit_code == 0
    assert run("--ledger", other, "init").exit_code == 0
    assert run("--ledger", other, "import", others).exit_code == 0
    done = run("--ledger", other, "import", outages, "--from", "csv", "--mapping", mapping)
    assert "9 recorded, 0 skipped as already there, 0 refused" in done.stdout

    def figure(ledger: Path) -> Any:
        return json.loads(run("--ledger", ledger, "availability", CONTRACT, "2026-03", "--format", "json").stdout)[
            "figure"
        ]

    assert figure(other) == figure(month)


@given(HOSTILE)
def test_an_event_on_a_terminal_says_the_same_and_steers_nothing(text: str):
    line = canonical({"data": {"description": text}}) + b"\n"
    shown = harmless_json(line)
    assert json.loads(shown) == json.loads(line)
    assert shown.count(b"\n") == 1
    assert all(each.isprintable() or each.isspace() for each in shown.decode())
    assert not set(shown.decode()) & set("\0\r\x1b\x7f\x85\x9b\u2028\u202e")


def test_a_record_with_amendments_is_the_same_elsewhere(run: Run, tmp_path: Path):
    first, other, events, again = (tmp_path / name for name in ("first.db", "other.db", "events.jsonl", "again.jsonl"))
    events.write_text("".join(f"{json.dumps(each)}\n" for each in story()), "utf-8")
    for ledger, file, put in ((first, events, again), (other, again, None)):
        assert run("--ledger", ledger, "init").exit_code == 0
        assert run("--ledger", ledger, "import", file).exit_code == 0
        if put is not None:
            assert run("--ledger", ledger, "export", "-o", put).exit_code == 0

    def said(form: str, ledger: Path) -> list[str]:
        # Not the calendars: each ledger has adopted its own.
        asked = ("--to", form, "--scope", "contract/C1", "--scope", "environment/prod-1")
        return run("--ledger", ledger, "export", *asked).stdout.splitlines()

    def told(ledger: Path) -> Any:
        log = json.loads("".join(said("ocel", ledger)))
        return log["objects"], [(each["id"], each["time"], each["relationships"]) for each in log["events"]]

    assert len(said("cloudevents", first)) == len(story())
    assert sorted(said("cloudevents", other)) == sorted(said("cloudevents", first))
    assert told(other) == told(first)
    kept = ("UID", "DTSTART", "DTEND", "SEQUENCE", "STATUS")
    first_events, other_events = (
        [line for line in said("ics", each) if line.startswith(kept)] for each in (first, other)
    )
    assert first_events == other_events != []
