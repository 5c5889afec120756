"""Files go in whole or not at all, and come out so that they can go in again."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.intake.catalogue import CLOUDEVENTS, names
from tests.cli.conftest import CONTRACT, EVENTS, Run
from tests.fuzz.targets import MAPPING

GOOD: dict[str, Any] = {
    "specversion": "1.0",
    "id": "x1",
    "source": "/test",
    "type": "outage.started",
    "scope": "environment/prod-1",
    "subject": "outage/X1",
    "time": "2026-04-14T10:00:00+02:00",
}


def lines(path: Path, *events: Any) -> Path:
    path.write_text("".join(f"{each if isinstance(each, str) else json.dumps(each)}\n" for each in events), "utf-8")
    return path


def entries(run: Run, ledger: Path) -> int:
    return int(json.loads(run("--ledger", ledger, "status", "--format", "json").stdout)["entries"])


def test_the_same_file_again_is_skipped(run: Run, ledger: Path):
    before = entries(run, ledger)
    done = run("--ledger", ledger, "import", EVENTS)
    assert (done.exit_code, done.stdout) == (0, "0 recorded, 14 skipped as already there, 0 refused\n")
    assert entries(run, ledger) == before


def test_a_dry_run_records_nothing(run: Run, ledger: Path, tmp_path: Path):
    before = entries(run, ledger)
    done = run("--ledger", ledger, "import", "--dry-run", lines(tmp_path / "f.jsonl", GOOD))
    assert done.stdout == "nothing is recorded (--dry-run); it would be: 1 recorded, 0 skipped, 0 refused\n"
    assert entries(run, ledger) == before


def test_standard_input_is_a_file_too(run: Run, ledger: Path):
    assert run("--ledger", ledger, "import", "-", stdin=json.dumps(GOOD)).stdout.startswith("1 recorded")


@pytest.mark.parametrize(
    ("line", "says"),
    [
        (GOOD | {"type": "outage.strated"}, "did you mean `outage.started`?"),
        (GOOD | {"time": "2026-04-14T10:00:00"}, "field `time`: is not an RFC 3339 date and time with an offset"),
        (GOOD | {"time": "2099-04-14T10:00:00Z"}, "more than 5 minutes ahead"),
        (GOOD | {"colour": "red"}, "field `colour`"),
        (GOOD | {"data": {"impact": "huge"}}, "field `data.impact`"),
        ("{not json", "is not JSON"),
        ('{"id": 1, "id": 2}', "twice"),
        (GOOD | {"type": "outage.ended"}, "needs an earlier outage.started"),
        (GOOD | {"source": "/monitoring/probe", "id": "2026-0042-start"}, "is at position"),
        (
            GOOD | {"type": "reading.agreed", "scope": f"contract/{CONTRACT}", "subject": "reading/mood"}
            | {"data": {"option": "good", "effective_on": "2026-03-01", "because": "x"}},
            "there is no reading `mood`",
        ),
        (
            GOOD | {"type": "reading.agreed", "scope": f"contract/{CONTRACT}", "subject": "reading/unavailability"}
            | {"data": {"option": "good", "effective_on": "2026-03-01", "because": "x"}},
            "total_or_essential, total_only, any_function",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_one_bad_line_refuses_the_file_and_says_where(run: Run, ledger: Path, tmp_path: Path, line: Any, says: str):
    before = entries(run, ledger)
    file = lines(tmp_path / "f.jsonl", GOOD | {"id": "x0", "subject": "outage/X0"}, line)
    done = run("--ledger", ledger, "import", file)
    assert (done.exit_code, done.stdout) == (3, "")
    assert done.stderr.startswith(f"livret: {file}:2: ")
    assert says in done.stderr
    assert entries(run, ledger) == before


def test_several_bad_lines_are_all_told(run: Run, ledger: Path, tmp_path: Path):
    file = lines(tmp_path / "f.jsonl", *(GOOD | {"id": f"x{n}", "colour": "red"} for n in range(25)))
    told = run("--ledger", ledger, "import", file).stderr.splitlines()
    assert len(told) == 22
    assert told[-2:] == ["livret: … and 5 more", "livret: 25 lines were refused; nothing was recorded"]


DOUBTS = [
    ("what another tool wrote", [], ['{"id": "a"}', '{"id": "b"}'], "nothing here is an event; what a tool wrote goes"),
    ("what is no JSON", [], ["no JSON"], "nothing here is an event; what a tool wrote goes"),
    ("events with a fault", [], [GOOD | {"colour": "red"}], ""),
    ("an event among others", [], [GOOD, "no JSON"], ""),
    ("what that tool did not write", ["--from", "borg", "--zone", "UTC", "--scope", "environment/p"], ["{}"],
     "nothing here is what borg writes"),
]  # fmt: skip


@pytest.mark.parametrize(("said", "content", "doubt"), [each[1:] for each in DOUBTS], ids=[each[0] for each in DOUBTS])
def test_whoever_names_the_wrong_tool_is_told(run: Run, ledger: Path, tmp_path: Path, said, content, doubt):
    done = run("--ledger", ledger, "import", lines(tmp_path / "f.jsonl", *content), *said)
    assert done.exit_code == 3
    assert done.stderr.startswith(doubt or "livret: ")


def test_whoever_gives_a_mapping_that_does_not_fit_is_told_row_by_row(run: Run, ledger: Path, tmp_path: Path):
    (tmp_path / "m.toml").write_text(
        'source = "/x"\nscope = "contract/C1"\n[[event]]\n'
        'type = "ticket.registered"\nsubject = "ticket/{No}"\ntime = "{No}"\n'
    )
    (tmp_path / "f.csv").write_text("No\n17\n")
    done = run("--ledger", ledger, "import", tmp_path / "f.csv", "--from", "csv", "--mapping", tmp_path / "m.toml")
    assert (done.exit_code, done.stderr.count("\n")) == (3, 1)


def test_keep_going_records_the_good_lines_and_writes_the_others(run: Run, ledger: Path, tmp_path: Path):
    file = lines(tmp_path / "f.jsonl", "{not json", GOOD, GOOD | {"id": "x2", "type": "outage.ended", "time": "x"})
    rejects = tmp_path / "rejects.jsonl"
    done = run("--ledger", ledger, "import", file, "--keep-going", "--rejects", rejects)
    assert (done.exit_code, done.stdout) == (3, "1 recorded, 0 skipped as already there, 2 refused\n")
    refused = [json.loads(line) for line in rejects.read_text("utf-8").splitlines()]
    assert [(each["line"], each["field"]) for each in refused] == [(1, None), (3, "time")]
    assert refused[0]["text"] == "{not json"


@pytest.mark.parametrize(("refused", "rest"), [(20, []), (21, ["livret: … and 1 more"])])
def test_keep_going_says_how_many_refusals_it_does_not_show(run: Run, ledger: Path, tmp_path: Path, refused, rest):
    file = lines(tmp_path / "f.jsonl", GOOD, *["{not json"] * refused)
    done = run("--ledger", ledger, "import", file, "--keep-going")
    assert done.stderr.splitlines()[20:] == rest


def test_only_is_refused_for_tables_whose_mapping_says_which_rows_to_take(run: Run, ledger: Path, tmp_path: Path):
    (tmp_path / "m.toml").write_text(MAPPING, "utf-8")
    (tmp_path / "t.csv").write_text("a,b\n", "utf-8")
    said = (tmp_path / "t.csv", "--mapping", tmp_path / "m.toml", "--only", "17*")
    for done in (run("--ledger", ledger, "import", *said, "--from", "csv"), run("map", *said)):
        assert (done.exit_code, done.stderr.partition(":")[0]) == (2, "livret"), done.stderr
        assert "--only names series, and a table has none" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--rejects", "r.jsonl", "-"), "only with --keep-going"),
        (("-", "-"), "only once"),
        (("--keep-going", "--rejects", "same.jsonl", "same.jsonl"), "would overwrite"),
        ((), "FILE is missing"),
        (("nowhere.jsonl",), "nowhere.jsonl: cannot be read"),
    ],
)
def test_an_import_that_makes_no_sense_is_told(run: Run, ledger: Path, arguments: tuple[str, ...], says: str):
    done = run("--ledger", ledger, "import", *arguments)
    assert (done.exit_code in (2, 3), says in done.stderr) == (True, True), done.stderr


def test_calendars_that_are_needed_are_adopted_and_named(run: Run, ledger: Path, tmp_path: Path):
    signed = json.loads(EVENTS.read_text("utf-8").splitlines()[0])
    overseas = signed | {"id": "R1", "scope": "contract/R1", "subject": "contract/R1"}
    overseas["data"] = {**signed["data"], "territory": "RE"}
    done = run("--ledger", ledger, "import", lines(tmp_path / "f.jsonl", overseas))
    assert "RE 2025, RE 2026, RE 2027" in done.stdout
    assert "1 recorded" in done.stdout


def test_what_is_exported_gives_the_same_figures_elsewhere(run: Run, month: Path, tmp_path: Path):
    copy, file = tmp_path / "copy.db", tmp_path / "all.jsonl"
    assert run("--ledger", month, "export", "--output", file).stdout == ""
    assert run("--ledger", copy, "init").exit_code == 0
    assert run("--ledger", copy, "import", file).exit_code == 0

    def figures(ledger: Path) -> list[Any]:
        asked = ("availability", CONTRACT, "2026-Q1", "--format", "json")
        answers = json.loads(run("--ledger", ledger, *asked).stdout)
        return [(each["figure"], each["verdict"], len(each["spans"])) for each in answers]

    assert figures(copy) == figures(month)
    assert run("--ledger", month, "export").stdout == file.read_text("utf-8")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        (("--family", "outage"), 9),
        (("--family", "outage", "--scope", "environment/prod-1"), 8),
        (("--scope", f"contract/{CONTRACT}"), 2),
        (("--scope", "contract/none"), 0),
        (("--known-at", "#6"), 6),
        (("--known-at", "2001-01-01"), 0),
    ],
)
def test_an_export_can_be_narrowed(run: Run, month: Path, asked: tuple[str, ...], count: int):
    assert len(run("--ledger", month, "export", *asked).stdout.splitlines()) == count


def test_an_export_that_fails_leaves_the_old_file(
    run: Run, month: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    file = tmp_path / "all.jsonl"
    file.write_text("old\n", "utf-8")

    def fails(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("cli.whole_file.os.fsync", fails)
    done = run("--ledger", month, "export", "-o", file)
    assert (done.exit_code, done.stderr.count("\n")) == (74, 1)
    assert [each.read_text("utf-8") for each in tmp_path.iterdir()] == ["old\n"]


@pytest.mark.parametrize("form", sorted(set(names()) - {CLOUDEVENTS}))
@pytest.mark.parametrize("piped", [False, True], ids=["file", "pipe"])
def test_an_empty_file_of_a_tool_is_no_success(run: Run, ledger: Path, tmp_path: Path, form: str, piped: bool):
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "m.toml").write_text(MAPPING)
    said = ["--from", form, *(["--mapping", tmp_path / "m.toml"] if form == "csv" else ["--scope", "contract/C1"])]
    done = run("--ledger", ledger, "import", "-" if piped else tmp_path / "empty", *said, "--zone", "UTC", stdin=b"")
    assert (done.exit_code, done.stderr.count("\n")) == (3, 1)
    assert "is empty, and no tool tells so that there is nothing" in done.stderr


def test_reasons_that_differ_in_a_name_alone_are_told_by_the_first_few(run: Run, ledger: Path, tmp_path: Path):
    rows = ["slug,status,last_updated", *(f"shop-{number},down,2026-03-10T09:00:00Z" for number in range(10))]
    (tmp_path / "f.csv").write_text("\n".join(rows))
    done = run("--ledger", ledger, "import", tmp_path / "f.csv", "--from", "upptime", "--scope", "environment/p")
    told = done.stderr.splitlines()
    assert [line.partition(": ")[0] for line in told[:-1]] == ["taken, but see (1)"] * 8
    assert told[-1].startswith("taken, but see (2 like this one): ")
    assert "`shop-8` is down" in told[-1]
    assert "10 recorded" in done.stdout
