"""Verbs record what `record` records, show it first, ask first, and take what need not be typed from the ledger."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cli.field import fields
from cli.record import attributes
from cli.ticket_verbs import TICKET
from cli.verb import Verb
from cli.verbs import BACKUP, EMERGENCY, MAINTENANCE, OUTAGE
from ledger import clock
from ledger.events.catalogue import event_class, types
from ledger.events.instant import parse_instant
from ledger.events.schema import json_schema
from tests.cli.conftest import CONTRACT, Run, copied, program

GROUPS = {"outage": OUTAGE, "maintenance": MAINTENANCE, "emergency": EMERGENCY, "ticket": TICKET, "backup": BACKUP}
VERBS = [(group, name, verb) for group, verbs in GROUPS.items() for name, verb in verbs.items()]
ON, FOR = ("--on", "prod-1"), ("--for", CONTRACT)
T1 = "2026-04-14T10:00"

BEFORE: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
    ("outage.started", "outage/Z1", "environment/prod-1", {}),
    ("maintenance.announced", "maintenance/Z1", "environment/prod-1", {"starts": "2026-05-05T12:00:00+02:00"}),
    ("emergency_maintenance.declared", "maintenance/Z2", "environment/prod-1",
     {"starts": "2026-04-14T09:00:00+02:00", "reason": "r"}),
    ("ticket.registered", "ticket/Z1", f"contract/{CONTRACT}", {}),
    ("ticket.waiting_for_client", "ticket/Z1", f"contract/{CONTRACT}", {}),
    ("ticket.registered", "ticket/Z2", f"contract/{CONTRACT}", {}),
    ("ticket.closed", "ticket/Z2", f"contract/{CONTRACT}", {}),
    ("backup.completed", "backup/Z1", "environment/prod-1", {"kinds": ["nightly"]}),
)  # fmt: skip
"""What has happened an hour before: something for every verb to follow."""

SUBJECTS = {
    "outage.started": "N1", "maintenance.planned": "N1", "maintenance.announced": "N1", "ticket.submitted": "N1",
    "emergency_maintenance.declared": "N1", "emergency_maintenance.ended": "Z2", "ticket.registered": "N1",
    "ticket.reopened": "Z2", "backup.completed": "N1", "backup.failed": "N1", "backup.listed": "N1",
}  # fmt: skip
"""What the verb speaks of; Z1 where nothing else is said."""

TYPED = {
    "starts": "2026-05-07T12:00", "ends": "2026-05-07T13:00", "received_at": "2026-04-13 18:00",
    "expected_end": "2026-05-07T14:00", "last_seen_up": "2026-04-14T09:59", "last_seen_down": "2026-04-14 09:58:30.5",
    "from": "2026-04-14T09:10", "until": "2026-04-14T09:20", "started": "2026-04-14T03:00", "size_bytes": "12",
    "kinds": "nightly,monthly", "present": "B1,B2", "into": "Z2", "maintenance": "M1",
}  # fmt: skip
"""What is typed for a field; its first word where there are words, else some text."""


@pytest.fixture(scope="session")
def prepared(month: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The month of the demo with something for every verb to follow; not to be written to."""
    path = copied(month, tmp_path_factory.mktemp("prepared") / "prepared.db")
    events = path.with_name("before.jsonl")
    said = (
        {"specversion": "1.0", "id": f"b{number}", "source": "/before", "type": type_, "scope": scope,
         "subject": subject, "time": "2026-04-14T09:00:00+02:00", "data": data}
        for number, (type_, subject, scope, data) in enumerate(BEFORE)
    )  # fmt: skip
    events.write_text("\n".join(map(json.dumps, said)), "utf-8")
    done = program("--ledger", str(path), "import", str(events))
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def own(prepared: Path, tmp_path: Path) -> Path:
    """The same ledger, a test's own."""
    return copied(prepared, tmp_path / "own.db")


def events(run: Run, ledger: Path) -> list[dict[str, Any]]:
    """The entries of a ledger, as events."""
    return [json.loads(line) for line in run("--ledger", ledger, "export").stdout.splitlines()]


def typed_fields(type_: str) -> Iterator[str]:
    """An option for every field of a type."""
    for field in fields(json_schema(type_)):
        if field.schema.get("type") == "boolean":
            yield field.option_name
        else:
            yield from (field.option_name, TYPED.get(field.name) or (field.words or ("some text",))[-1])


@pytest.mark.parametrize(("group", "name", "verb"), VERBS, ids=lambda value: value if isinstance(value, str) else "")
def test_a_verb_records_what_record_records(
    run: Run, prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, group: str, name: str, verb: Verb
):
    cls = event_class(verb.type)
    kind, scope = (cls.SUBJECT or "").partition("/")[0], FOR if "environment" not in cls.SCOPES else ON
    full = f"contract/{CONTRACT}" if scope == FOR else "environment/prod-1"
    subject = SUBJECTS.get(verb.type, "Z1")
    more = [*typed_fields(verb.type), "--at", T1, "--id", "same", "--actor", "ops-1", "--asserted-by", "third_party"]
    ledgers = [copied(prepared, tmp_path / f"{each}.db") for each in "ab"]
    by_verb = run("--ledger", ledgers[0], group, name, subject, *scope, *more, "--yes")
    monkeypatch.setenv("LIVRET_STATE", str(tmp_path / "state"))  # the other copy is another ledger
    by_record = run("--ledger", ledgers[1], "record", verb.type, f"{kind}/{subject}", "--scope", full, *more)
    assert (by_verb.exit_code, by_record.exit_code) == (0, 0), by_verb.stderr + by_record.stderr
    assert by_verb.stdout == by_record.stdout
    assert by_verb.stdout.startswith("recorded #")
    one, other = (events(run, each)[-1] for each in ledgers)
    assert one == other
    assert set(one.get("data", {})) == {field.name for field in fields(json_schema(verb.type))}


def test_there_is_a_verb_for_every_type_of_its_families():
    families = {"outage", "maintenance", "emergency_maintenance", "ticket", "backup"}
    there = [verb.type for _, _, verb in VERBS]
    assert sorted(there) == sorted(each for each in types() if each.partition(".")[0] in families)


@pytest.mark.parametrize(("group", "name", "verb"), VERBS, ids=lambda value: value if isinstance(value, str) else "")
def test_no_field_hides_an_option_of_a_verb(group: str, name: str, verb: Verb):
    taken = {name for each in attributes() for name in each.opts}
    taken |= {"--on", "--for", "--at", "--yes", "--ledger", "--lang", "--help"}
    assert not {field.option_name for field in fields(json_schema(verb.type))} & taken


@pytest.mark.parametrize(("group", "name", "verb"), VERBS, ids=lambda value: value if isinstance(value, str) else "")
def test_the_types_between_which_a_subject_is_meant_are_of_one_family(group: str, name: str, verb: Verb):
    """So that reading one family is enough, and what is taken can be followed by the verb."""
    assert len({each.partition(".")[0] for each in (*verb.begins, *verb.ends)}) <= 1
    assert set(verb.begins) <= {*event_class(verb.type).FOLLOWS.after, "ticket.submitted"}
    assert verb.begins or not verb.implied


def test_what_was_understood_is_shown_with_every_offset(run: Run, own: Path):
    done = run("--ledger", own, "outage", "start", "X1", *ON, "--at", "2026-04-14 10:00", "--last-seen-up",
               "2026-04-14T07:59:00Z", "--yes")  # fmt: skip
    assert done.stderr.splitlines() == [
        "Something stopped working.",
        "  type          outage.started",
        "  subject       outage/X1",
        "  scope         environment/prod-1",
        "  time          2026-04-14T10:00:00+02:00 (Europe/Paris)",
        "  last_seen_up  2026-04-14T09:59:00+02:00",
    ]


def test_now_is_shown_in_full(run: Run, own: Path):
    done = run("--ledger", own, "outage", "start", *ON, "--last-seen-up", "now", "--yes")
    shown = dict(line.split(maxsplit=1) for line in done.stderr.splitlines()[1:])
    stored = events(run, own)[-1]
    assert parse_instant(shown["last_seen_up"]) == parse_instant(stored["time"])
    assert shown["time"] == f"{shown['last_seen_up']} (Europe/Paris)"
    assert re.search(r"\+0[12]:00$", shown["last_seen_up"])
    assert abs(parse_instant(stored["time"]) - clock.now()) < 60_000_000


def test_a_contract_on_la_reunion_has_its_own_clock(run: Run, quarter: Path):
    done = run("--ledger", quarter, "outage", "start", "--for", "C2", "--at", "2026-04-14T10:00", "--dry-run")
    assert "2026-04-14T10:00:00+04:00 (Indian/Reunion)" in done.stderr


# What need not be typed


def test_a_new_subject_gets_a_new_name_of_its_day(run: Run, own: Path):
    for _ in range(2):
        assert run("--ledger", own, "outage", "start", *ON, "--at", "2026-04-14T23:30Z", "--yes").exit_code == 0
    first, second = (each["subject"] for each in events(run, own)[-2:])
    assert first != second
    assert all(re.fullmatch(r"outage/2026-04-15-[0-9a-f]{6}", each) for each in (first, second))


def test_the_only_outage_that_has_not_ended_is_taken_and_named(run: Run, own: Path):
    done = run("--ledger", own, "outage", "end", "--at", T1, "--yes")
    assert done.stderr.startswith("outage/Z1 in environment/prod-1 is the only one that has not ended\n")
    assert done.stdout.startswith("recorded #28: outage.ended of outage/Z1 ")
    again = run("--ledger", own, "outage", "end", "--at", T1, "--yes")
    assert (again.exit_code, again.stdout) == (2, "")
    assert again.stderr.startswith("livret: no outage known in ")


def test_what_was_retracted_has_not_begun(run: Run, own: Path):
    assert run("--ledger", own, "retract", "/before", "b0", "--because", "a test of the probe").exit_code == 0
    by_id = run("--ledger", own, "outage", "end", "Z1", "--at", T1, "--yes")
    assert (by_id.exit_code, "outage/Z1 is not known" in by_id.stderr) == (2, True)
    assert "no outage known in" in run("--ledger", own, "outage", "end", "--at", T1, "--yes").stderr


def test_of_several_none_is_taken(run: Run, own: Path):
    assert run("--ledger", own, "outage", "start", "Z9", "--on", "prod-9", "--at", T1, "--yes").exit_code == 0
    refused = run("--ledger", own, "outage", "end", "--at", "2026-04-14T11:00", "--yes")
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert refused.stderr == (
        "livret: 2 have begun and not ended: outage/Z1 (environment/prod-1) and outage/Z9 (environment/prod-9); "
        "name the one that is meant\n"
    )
    there = run("--ledger", own, "outage", "end", "--on", "prod-9", "--at", "2026-04-14T11:00", "--yes")
    assert "outage.ended of outage/Z9" in there.stdout
    by_name = run("--ledger", own, "outage", "end", "outage/Z1", "--at", "2026-04-14T11:00", "--yes")
    assert "outage.ended of outage/Z1" in by_name.stdout


def test_a_maintenance_that_was_cancelled_is_not_taken_until_it_is_announced_again(run: Run, own: Path):
    def step(*words: str) -> str:
        done = run("--ledger", own, "maintenance", *words, "--yes")
        return done.stdout or done.stderr

    assert "maintenance.cancelled of maintenance/Z1" in step("cancel", "--at", "2026-04-14T09:30")
    assert "has begun and not ended" in step("start", "--at", "2026-04-14T10:00")
    announced = ("--starts", "2026-05-05T12:00", "--ends", "2026-05-05T13:00", "--at", "2026-04-14T09:40")
    assert "maintenance.announced of maintenance/Z1" in step("announce", "Z1", *announced)
    assert "maintenance.started of maintenance/Z1" in step("start", "--at", "2026-04-14T10:00")
    assert "maintenance.ended of maintenance/Z1" in step("end", "--at", "2026-04-14T10:10")


def test_a_cause_for_one_contract_alone_goes_into_its_history(run: Run, own: Path):
    cause = ("outage", "cause", "Z1", "--cause", "client_equipment", "--evidence", "log", "--at", T1, "--yes")
    assert run("--ledger", own, *cause).exit_code == 0
    assert run("--ledger", own, *cause, *FOR).exit_code == 0
    assert [each["scope"] for each in events(run, own)[-2:]] == ["environment/prod-1", f"contract/{CONTRACT}"]


def test_a_ticket_is_found_by_its_id_alone(run: Run, own: Path):
    assert run("--ledger", own, "ticket", "take-over", "Z1", "--at", T1, "--yes").exit_code == 0
    assert events(run, own)[-1]["scope"] == f"contract/{CONTRACT}"


def test_a_registration_without_id_asks_which_ticket_where_one_was_submitted(run: Run, own: Path):
    submitted = ("ticket", "submit", "N7", *FOR, "--channel", "portal", "--at", "2026-04-14T09:30", "--yes")
    assert run("--ledger", own, *submitted).exit_code == 0
    refused = run("--ledger", own, "ticket", "register", *FOR, "--at", T1, "--yes")
    assert (refused.exit_code, refused.stderr) == (2, "livret: ticket/N7 may be meant: name it, or give a new id\n")
    assert run("--ledger", own, "ticket", "register", "N7", "--at", T1, "--yes").exit_code == 0
    assert run("--ledger", own, "ticket", "register", *FOR, "--at", T1, "--yes").exit_code == 0


def test_the_same_id_again_is_skipped_without_a_question(run: Run, own: Path):
    end = ("outage", "end", "Z1", "--at", T1, "--id", "same")
    assert run("--ledger", own, *end, "--yes").stdout.startswith("recorded #")
    again = run("--ledger", own, *end, "--yes")
    assert (again.stdout[:16], again.stderr) == ("skipped: `same` ", "")


def test_a_scope_nobody_heard_of_is_told(run: Run, own: Path):
    done = run("--ledger", own, "outage", "start", "--on", "prod-l", "--at", T1, "--dry-run")
    assert "Nothing is known of environment/prod-l yet: is its name right?" in done.stderr


# What is refused, in one line and with nothing recorded

REFUSED = [
    (("outage", "start", *ON, "--at", T1), 2, "nobody can be asked in a pipe"),
    (("outage", "end"), 2, "nobody can be asked in a pipe"),
    (("outage", "start", "--yes"), 2, "--on is missing"),
    (("outage", "start", *ON, *FOR, "--yes"), 2, "not both"),
    (("outage", "start", "--on", "prod 1", "--yes"), 2, "`prod 1` is no name of an environment"),
    (("outage", "start", "--for", "a/b", "--yes"), 2, "`a/b` is no name of a contract"),
    (("outage", "start", *ON, "--at", "soon", "--yes"), 2, "--at: `soon` is no date or time: write now"),
    (("outage", "start", *ON, "--at", "tomorrow 10:00", "--yes"), 3, "ahead of the ledger's clock"),
    (("outage", "start", *ON, "--at", "2026-03-29T02:30", "--yes"), 2, "does not exist in Europe/Paris"),
    (("outage", "start", *ON, "--at", "2025-10-26T02:30", "--yes"), 2, "say --fold first (+02:00) or second (+01:00)"),
    (("outage", "start", *ON, "--at", T1, "--last-seen-up", "25:00", "--yes"), 2, "--last-seen-up: `25:00`"),
    (("outage", "start", *ON, "--impact", "huge", "--yes"), 2, "--impact: `huge` is not one of"),
    (("outage", "start", "Z1", "--at", T1, "--yes"), 3, "outage.started happens once"),
    (("outage", "start", "Z 1", *ON, "--at", T1, "--yes"), 3, "field `subject`"),
    (("outage", "end", "Z7", "--yes"), 2, "outage/Z7 is not known"),
    (("outage", "end", "Z7", *ON, "--yes"), 3, "needs an earlier outage.started"),
    (("outage", "end", "Z1", "--at", "2026-04-14T08:59:59", "--yes"), 3, "comes before what it follows"),
    (("outage", "impact", "Z1", "--yes"), 2, "--impact is missing"),
    (("outage", "stop", "--yes"), 2, "there is no command `stop`"),
    (("outage", "end", "Z1", "Z2", "--yes"), 2, "`Z2` is more than it takes"),
    (("ticket", "take-over", "--yes"), 2, "--for is missing"),
    (("ticket", "take-over", *FOR, "--yes"), 2, "ID is missing"),
    (("ticket", "register", "N1", *ON, "--yes"), 2, "no such option --on"),
    (("maintenance", "announce", *ON, "--yes"), 2, "--starts is missing"),
    (("maintenance", "announce", *ON, "--starts", "14:00 tomorrow", "--ends", "16:00", "--yes"), 3, "comes before"),
    (("maintenance", "announced"), 2, "PERIOD is missing"),
    (("maintenance", "announc", *ON, "--starts", T1, "--yes"), 2, "no command `announc`; did you mean `announce`?"),
    (("maintenance", CONTRACT, "2026-03", "--yes"), 2, "no such option --yes"),
    (("outage", "impact", "--yes"), 2, "--impact is missing"),
    (("outage", "cause", "--cause", "provider", "--evidence", "", "--yes"), 3, "field `data.evidence`"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "status", "why"), REFUSED, ids=[" ".join(each[0]) for each in REFUSED])
def test_what_is_wrong_is_told_in_one_line(run: Run, own: Path, words: tuple[str, ...], status: int, why: str):
    before = own.read_bytes()
    done = run("--ledger", own, *words)
    assert (done.exit_code, done.stdout) == (status, ""), done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert why in done.stderr
    assert own.read_bytes() == before


@pytest.mark.parametrize(
    ("at", "status", "told"),
    [
        ("00:10", 0, "2026-04-14T00:10:00+02:00 (Europe/Paris)"),
        ("0:10:01", 3, "--at: 0:10:01 is 2026-04-14T00:10:01+02:00, yet to come"),
        ("23:55", 3, "if it was the day before, write `yesterday 23:55`"),
        ("yesterday 23:55", 0, "2026-04-13T23:55:00+02:00 (Europe/Paris)"),
        ("today 23:55", 3, "ahead of the ledger's clock"),
    ],
)
def test_a_time_of_the_evening_typed_after_midnight_is_told_to_be_the_day_before(
    run: Run, own: Path, monkeypatch: pytest.MonkeyPatch, at: str, status: int, told: str
):
    monkeypatch.setattr(clock, "now", lambda: parse_instant("2026-04-14T00:05:00+02:00"))
    monkeypatch.setattr("ledger.journal.recorder._AHEAD", 10**18)  # the ledger was made later than that
    done = run("--ledger", own, "outage", "start", *ON, "--at", at, "--dry-run")
    assert (done.exit_code, told in done.stderr) == (status, True), done.stderr


def test_without_a_ledger_there_is_one_line(run: Run, tmp_path: Path):
    done = run("--ledger", tmp_path / "none.db", "outage", "start", *ON, "--yes")
    assert (done.exit_code, len(done.stderr.splitlines())) == (4, 1)


def test_a_fold_says_which_of_two(run: Run, own: Path):
    for fold, offset in (("first", "+02:00"), ("second", "+01:00")):
        start = ("outage", "start", *ON, "--at", "2025-10-26T02:30", "--fold", fold, "--dry-run")
        assert f"2025-10-26T02:30:00{offset} (Europe/Paris)" in run("--ledger", own, *start).stderr


def test_a_dry_run_records_nothing_and_needs_nobody(run: Run, own: Path):
    before = own.read_bytes()
    done = run("--ledger", own, "outage", "end", "--at", T1, "--dry-run")
    assert done.stdout == "nothing is recorded (--dry-run); outage.ended of outage/Z1 would be\n"
    assert own.read_bytes() == before


def test_it_is_said_in_french(run: Run, own: Path):
    done = run("--ledger", own, "--lang", "fr", "outage", "start", *ON, "--at", "hier 18h", "--yes")
    assert done.exit_code == 0
    assert done.stderr.startswith("Quelque chose a cessé de fonctionner.\n")
