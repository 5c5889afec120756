"""Each command with right and with wrong input: its exit status, and what it says."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import CONTRACT, EVENTS, Run

MONTH = (CONTRACT, "2026-03")


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (("status",), 0, CONTRACT),
        (("status", "--format", "xml"), 2, "--format: `xml` is not one of table, json, csv, markdown"),
        (("contract", "list"), 0, "Val d'Aubrière"),
        (("contract", "show", CONTRACT), 0, "environment/prod-1"),
        (("contract", "show", f"contract/{CONTRACT}"), 0, "environment/prod-1"),
        (("contract", "show", "C-2026-071"), 2, f"did you mean {CONTRACT}?"),
        (("contract", "show", "no such"), 2, "CONTRACT: `no such` is no name of a contract"),
        (("contract", "sho"), 2, "there is no command `sho`; did you mean `show`?"),
        (("edition", "list"), 0, "carrus-2026-03"),
        (("edition", "show", "carrus-2026-03"), 0, "99.85"),
        (("edition", "show", "carrus-1999"), 2, "unknown edition"),
        (("readings",), 0, "unobserved_time"),
        (("readings", *MONTH), 0, "in force: the default"),
        (("readings", CONTRACT), 2, "PERIOD is missing"),
        (("schema",), 0, "outage.started"),
        (("schema", "outage.started"), 0, "last_seen_up"),
        (("schema", "finding"), 0, "downtime_seconds"),
        (("schema", "outage.strated"), 2, "did you mean `outage.started`"),
        (("availability", *MONTH), 0, "99.9300 %"),
        (("availability", *MONTH, "--check"), 0, "met"),
        (("availability", *MONTH, "--known-at", "#5", "--check"), 2, "no signature of contract"),
        (("availability", *MONTH, "--reading", "unavailability=any_function"), 0, "99.8135 %"),
        (("availability", *MONTH, "--reading", "unavailability=any_function", "--check"), 1, "missed"),
        (("availability", *MONTH, "--reading", "unavailability=sometimes"), 2, "total_or_essential, total_only"),
        (("availability", *MONTH, "--reading", "mood=good"), 2, "there is no reading `mood`"),
        (("availability", *MONTH, "--reading", "mood"), 2, "not of the form name=option"),
        (("availability", *MONTH, "--known-at", "#4711"), 2, "no position #4711"),
        (("availability", *MONTH, "--known-at", "#last"), 2, "`#last` is no position"),
        (("availability", *MONTH, "--known-at", "yesterday"), 2, "is no date or time"),
        (("availability", *MONTH, "--known-at", "2026-10-25T02:30"), 2, "happens twice in Europe/Paris"),
        (("availability", *MONTH, "--known-at", "2026-03-29T02:30"), 2, "does not exist in Europe/Paris"),
        (("availability", CONTRACT, "2026-13"), 2, "PERIOD: `2026-13` is no period"),
        (("availability", "2026-03"), 2, "give the contracts, or --all"),
        (("availability", "--all", *MONTH), 2, "give the contracts, or --all"),
        (("availability", "--all", "2026-03"), 0, CONTRACT),
        (("availability",), 2, "PERIOD is missing"),
        (("availability", *MONTH, "--chek"), 2, "no such option --chek; did you mean --check"),
        (("availability", *MONTH, "--format"), 2, "--format needs a value; `livret availability --help`"),
        (("availability", *MONTH, "--check=yes"), 2, "--check takes no value"),
        (("windows", *MONTH), 0, "Sunday"),
        (("windows", CONTRACT, "2026-Q5"), 2, "is no period"),
        (("windows", *MONTH, "more"), 2, "`more` is more than it takes; `livret windows --help`"),
        (("maintenance", *MONTH), 0, "maintenance/M-2026-07"),
        (("maintenance", "C2", "2026-03"), 2, "there is no contract C2"),
        (("trail", CONTRACT), 0, "outage/2026-0042"),
        (("trail", "outage/2026-0042"), 0, "/monitoring/probe"),
        (("trail", "environment/prod-1"), 0, "environment.declared"),
        (("trail", "provider"), 0, "public_holidays.adopted"),
        (("trail", "outage/nowhere"), 2, "knows nothing of outage/nowhere"),
        (("export", "--family", "outage"), 0, "2026-0042-start"),
        (("export", "--family", "outages"), 2, "--family: `outages` is not one of"),
        (("export", "--scope", "C1"), 2, "--scope: `C1` is not contract/<id>"),
        (("holidays", "propose", "GP", "2026"), 0, "Abolition de l'esclavage"),
        (("holidays", "propose", "XX", "2026"), 2, "TERRITORY: `XX` is not one of FR, FR-57"),
        (("holidays", "propose", "GP", "MMXXVI"), 2, "YEAR: `MMXXVI` is not a year"),
        (("completion", "bash"), 0, "_LIVRET_COMPLETE"),
        (("completion", "tcsh"), 2, "SHELL: `tcsh` is not one of bash, zsh, fish"),
        (("availabilty", *MONTH), 2, "there is no command `availabilty`; did you mean `availability`"),
        (("demo",), 0, "livret demo --keep trial"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_a_command_answers(run: Run, month: Path, arguments: tuple[str, ...], status: int, says: str):
    done = run("--ledger", month, *arguments)
    assert (done.exit_code, says in (done.stderr if status >= 2 else done.stdout)) == (status, True), done.output
    if status >= 2:
        assert done.stdout == ""
        assert done.stderr.startswith("livret: ")
        assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("command", ["availability", "windows", "maintenance"])
@pytest.mark.parametrize("form", ["table", "json", "csv", "markdown"])
def test_every_reading_command_has_four_forms(run: Run, month: Path, command: str, form: str):
    done = run("--ledger", month, command, *MONTH, "--format", form)
    assert done.exit_code == 0
    if form == "json":
        assert json.loads(done.stdout)["contract"] == CONTRACT


@pytest.mark.parametrize(
    "what", ["status", "contract list", f"trail {CONTRACT}", "edition list", f"contract show {CONTRACT}"]
)
def test_lists_have_four_forms_too(run: Run, month: Path, what: str):
    assert json.loads(run("--ledger", month, *what.split(), "--format", "json").stdout)
    for form in ("csv", "markdown"):
        assert run("--ledger", month, *what.split(), "--format", form).exit_code == 0


@pytest.mark.parametrize(
    ("period", "shape"),
    [
        ("2026-03", "object"),
        ("2026-Q1", "list of 3"),
        ("2026", "list of 12"),
        ("2026-03-01..2026-03-15", "object without verdict"),
        ("2026-01-01..2026-03-31", "object without verdict"),
        ("2026-03-10", "object without verdict"),
    ],
)
def test_months_have_verdicts_and_longer_periods_are_lists(run: Run, month: Path, period: str, shape: str):
    answer = json.loads(run("--ledger", month, "availability", CONTRACT, period, "--format", "json").stdout)
    if isinstance(answer, list):
        assert f"list of {len(answer)}" == shape
    else:
        assert ("object" if answer["verdict"] else "object without verdict") == shape


def test_the_default_ledger_is_in_the_working_directory(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    assert run("init").exit_code == 0
    assert (tmp_path / "livret.db").exists()


def test_the_environment_names_a_ledger_and_an_option_beats_it(run: Run, month: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIVRET_LEDGER", str(month))
    assert run("status").exit_code == 0
    assert run("--ledger", "nowhere.db", "status").exit_code == 4
    assert run("status", "--ledger", "nowhere.db").exit_code == 4
    monkeypatch.setenv("LIVRET_LEDGER", "nowhere.db")
    assert run("--ledger", month, "status").exit_code == 0
    assert run("status", "--ledger", month).exit_code == 0


def test_a_local_time_is_read_in_the_contracts_zone_and_echoed(run: Run, month: Path):
    done = run("--ledger", month, "availability", *MONTH, "--known-at", "2099-07-01T09:00", "--format", "json")
    assert done.stderr == "--known-at 2099-07-01T09:00 is read as 2099-07-01T09:00:00+02:00 (Europe/Paris)\n"
    assert json.loads(done.stdout)["known_at"] == "2099-07-01T09:00:00+02:00"
    given = run("--ledger", month, "availability", *MONTH, "--known-at", "2099-07-01T09:00+02:00")
    assert given.stderr == ""


def test_a_local_time_of_an_overseas_contract_is_read_there(run: Run, ledger: Path):
    fields = ["--client", "C", "--territory", "RE", "--environment", "prod-2", "--edition", "carrus-2026-03"]
    signed = run(
        *("--ledger", ledger, "record", "contract.signed", "contract/R1", "--at", "2026-01-02T09:00+04:00", *fields),
        *("--service-starts-on", "2026-01-05"),
    )
    assert signed.exit_code == 0, signed.stderr
    done = run("--ledger", ledger, "availability", "R1", "2026-03", "--known-at", "2099-07-01T09:00")
    assert "2099-07-01T09:00:00+04:00 (Indian/Reunion)" in done.stderr


def test_known_by_source_goes_by_what_the_sources_claim(run: Run, month: Path):
    def verdict(*asked: str) -> str:
        done = run("--ledger", month, "availability", *MONTH, "--format", "json", "--known-by", "source", *asked)
        return json.loads(done.stdout)["verdict"]

    assert verdict("--known-at", "2026-04-09T11:24:59+02:00") == "missed"
    assert verdict("--known-at", "2026-04-09T11:25:00+02:00") == "met"


def test_all_leaves_out_what_nobody_signed(run: Run, ledger: Path, tmp_path: Path):
    orphan = json.loads(EVENTS.read_text("utf-8").splitlines()[-1]) | {
        "type": "support.suspended",
        "scope": "contract/C-9",
        "subject": "support",
        "id": "s",
        "data": {"because": "x"},
    }
    (tmp_path / "one.jsonl").write_text(json.dumps(orphan) + "\n", "utf-8")
    assert run("--ledger", ledger, "import", tmp_path / "one.jsonl").exit_code == 0
    answers = json.loads(run("--ledger", ledger, "availability", "--all", "2026-03", "--format", "json").stdout)
    assert [each["contract"] for each in answers] == [CONTRACT]


def test_adopting_a_calendar_again_changes_what_is_known_now_alone(run: Run, ledger: Path):
    assert run("--ledger", ledger, "holidays", "adopt", "GP", "2026").stdout.startswith("recorded #")
    assert "public_holidays.adopted" in run("--ledger", ledger, "trail", "public-holidays/GP/2026").stdout
