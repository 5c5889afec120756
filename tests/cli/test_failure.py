"""Whatever goes wrong is one line on stderr, with its exit status, and leaves the ledger as it was."""

import contextlib
import json
import os
import pty
import signal
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest

import cli.status
from cli.intake import rate
from cli.session import Session
from tests.cli.conftest import CONTRACT, EVENTS, Run, command, environment, program

QUESTION = ("availability", CONTRACT, "2026-03")


def one_line(text: str) -> bool:
    return text.startswith("livret: ") and text.count("\n") == 1 and "Traceback" not in text


@pytest.mark.parametrize("arguments", [QUESTION, ("status",), ("import", str(EVENTS)), ("export",)], ids=lambda a: a[0])
def test_a_missing_ledger_is_told_and_not_made(run: Run, tmp_path: Path, arguments: tuple[str, ...]):
    done = run("--ledger", tmp_path / "none.db", *arguments)
    assert (done.exit_code, one_line(done.stderr)) == (4, True)
    assert "livret init" in done.stderr
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"not a database at all, but text" * 100, b"SQLite format 3\0"])
def test_a_file_that_is_no_ledger_is_told(run: Run, tmp_path: Path, content: bytes):
    (tmp_path / "file.db").write_bytes(content)
    done = run("--ledger", tmp_path / "file.db", *QUESTION)
    assert (done.exit_code, one_line(done.stderr)) == (4, True), done.stderr
    assert (tmp_path / "file.db").read_bytes() == content


def test_another_database_is_no_ledger(run: Run, tmp_path: Path):
    connection = sqlite3.connect(tmp_path / "other.db")
    connection.execute("CREATE TABLE t (x)")
    connection.close()
    done = run("--ledger", tmp_path / "other.db", "status")
    assert (done.exit_code, "not a ledger" in done.stderr) == (4, True)


def test_a_folder_is_no_ledger(run: Run, tmp_path: Path):
    done = run("--ledger", tmp_path, "status")
    assert (done.exit_code, one_line(done.stderr)) == (4, True)


def test_a_database_server_is_told_without_its_password(run: Run):
    done = run("--ledger", "postgresql://clerk:secret@host/ledger", "status")
    assert (done.exit_code, one_line(done.stderr), "secret" in done.output) == (4, True, False)


def test_init_leaves_a_file_that_is_there_alone(run: Run, ledger: Path):
    before = ledger.read_bytes()
    done = run("--ledger", ledger, "init")
    assert (done.exit_code, one_line(done.stderr)) == (4, True)
    assert ledger.read_bytes() == before


@pytest.mark.skipif(os.geteuid() == 0 and not Path("/usr/bin/setpriv").exists(), reason="root may write everywhere")
def test_a_ledger_in_a_read_only_folder_can_be_asked(ledger: Path):
    folder = ledger.parent / "shelf"
    folder.mkdir()
    kept = folder / "month.db"
    kept.write_bytes(ledger.read_bytes())
    kept.chmod(0o444)
    folder.chmod(0o555)
    # Another user might not be let into the folder of this project; root without its privileges over files is.
    bound = [f"--{what}=-dac_override,-dac_read_search" for what in ("inh-caps", "bounding-set")]
    unprivileged = ["setpriv", *bound] if os.geteuid() == 0 else []
    asked, told = (
        subprocess.run(
            [*unprivileged, *command("--ledger", str(kept), *arguments)],
            env=environment(),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        for arguments in (QUESTION, ("import", str(EVENTS)))
    )
    assert (asked.returncode, asked.stderr) == (0, "")
    assert (told.returncode, one_line(told.stderr)) == (4, True)


def test_a_fault_of_the_program_is_one_line_and_a_traceback_on_demand(
    run: Run, month: Path, monkeypatch: pytest.MonkeyPatch
):
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("two\nlines")

    monkeypatch.setattr(cli.status, "_page", broken)
    done = run("--ledger", month, "status")
    assert (done.exit_code, one_line(done.stderr)) == (70, True)
    assert "unexpected RuntimeError, this is a fault of livret: two lines" in done.stderr
    monkeypatch.setenv("LIVRET_TRACEBACK", "1")
    assert isinstance(run("--ledger", month, "status").exception, RuntimeError)


def test_a_reader_that_goes_away_is_no_error(month: Path):
    asking = subprocess.Popen(
        command("--ledger", str(month), "readings"),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert asking.stdout is not None
    asking.stdout.close()
    assert asking.stderr is not None
    with asking.stderr:
        assert (asking.stderr.read(), asking.wait(60)) == (b"", 141)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_an_output_that_is_full_is_told(month: Path):
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            command("--ledger", str(month), "readings"),
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert (done.returncode, one_line(done.stderr)) == (74, True)


def test_a_locale_that_cannot_show_everything_loses_nothing(month: Path):
    poor = {"PYTHONIOENCODING": "latin-1"}
    table = program("--ledger", str(month), "contract", "show", CONTRACT, env=poor)
    assert (table.returncode, "\\u2013" in table.stdout) == (0, True)
    answer = program("--ledger", str(month), "contract", "list", "--format", "json", env=poor)
    assert json.loads(answer.stdout)[0]["terms"][0]["client"] == "Communauté de communes du Val d'Aubrière"


HOSTILE = "\x1b[31mred\x1b[0m [bold]x[/] \u202egnihtyna =1+1 {x} %s"


def test_hostile_data_reaches_no_terminal(run: Run, ledger: Path, tmp_path: Path):
    last = json.loads(EVENTS.read_text("utf-8").splitlines()[-1])
    event = last | {"id": "h", "data": {**last["data"], "evidence": f"={HOSTILE}"}, "time": "2026-04-10T09:00:00Z"}
    (tmp_path / "h.jsonl").write_text(json.dumps(event), "utf-8")
    assert run("--ledger", ledger, "import", tmp_path / "h.jsonl").exit_code == 0
    for form in ("table", "csv", "markdown", "json"):
        shown = run("--ledger", ledger, "trail", "outage/2026-0042", "--format", form).stdout
        assert "red" in shown
        assert not {"\x1b", "\u202e"} & set(shown)


@pytest.mark.parametrize(
    "arguments",
    [
        ("trail", HOSTILE),
        ("contract", "show", HOSTILE),
        ("availability", CONTRACT, HOSTILE),
        (HOSTILE,),
        ("--" + HOSTILE,),
        ("status", "--format", HOSTILE),
        ("availability", CONTRACT, "2026-03", "--reading", HOSTILE),
        ("availability", CONTRACT, "2026-03", "--known-at", HOSTILE),
        ("restate", HOSTILE, HOSTILE, "--set", HOSTILE, "--because", HOSTILE),
        ("import", HOSTILE),
        ("export", "--family", HOSTILE),
    ],
    ids=lambda arguments: arguments[0][:12].encode("ascii", "replace").decode().replace("\x1b", "?"),
)
def test_a_hostile_word_is_told_harmlessly(run: Run, month: Path, arguments: tuple[str, ...]):
    done = run("--ledger", month, *arguments)
    assert (done.exit_code in (2, 3), one_line(done.stderr)) == (True, True), done.stderr
    assert not {"\x1b", "\u202e"} & set(done.stderr)


def test_words_that_are_no_text_are_told(month: Path):
    done = subprocess.run(
        [*command("--ledger", str(month), "trail"), b"\xff\xfe"], env=environment(), capture_output=True, check=False
    )
    assert (done.returncode, done.stderr.count(b"\n"), b"Traceback" in done.stderr) == (2, 1, False)


def many(path: Path, count: int) -> Path:
    lines = (
        {
            "specversion": "1.0",
            "id": f"m{number}",
            "source": "/monitoring/probe",
            "type": "monitoring.interrupted",
            "scope": "environment/prod-1",
            "subject": f"monitoring/p{number}",
            "time": "2026-03-01T00:00:00Z",
        }
        for number in range(count)
    )
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    return path


def test_ctrl_c_during_an_import_leaves_the_ledger_as_it_was(ledger: Path, tmp_path: Path):
    events = many(tmp_path / "many.jsonl", 200_000)
    before = program("--ledger", str(ledger), "export").stdout
    importing = subprocess.Popen(
        command("--ledger", str(ledger), "import", str(events)),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    time.sleep(2.5)
    importing.send_signal(signal.SIGINT)
    out, err = importing.communicate(timeout=60)
    assert (out, err, importing.returncode) == (b"", b"livret: interrupted; nothing was recorded\n", 130)
    assert program("--ledger", str(ledger), "export").stdout == before != ""
    assert program("--ledger", str(ledger), *QUESTION).returncode == 0


@pytest.mark.parametrize(
    ("lang", "unit", "seconds_each", "verdict"),
    [
        ("en", "{millions} MB/s, {events} events", 0.000_000_25, "4.0 MB/s, 1,234 events"),
        ("fr", "{millions} MB/s, {events} events", 0.000_000_25, "4,0 Mo/s, 1\u202f234 événements"),
        ("en", "{count} events/s", 0.000_05, "20,000 events/s"),
        ("en", "{count} events/s", 0.0, None),
        ("en", "", 0.000_05, None),
    ],
)
def test_a_bar_says_the_rate_as_the_language_writes_it(lang, unit, seconds_each, verdict):
    assert rate(Session(["--lang", lang]), unit, seconds_each, 1234) == verdict


def test_a_terminal_gets_a_progress_bar_and_a_pipe_does_not(ledger: Path, tmp_path: Path):
    events = many(tmp_path / "some.jsonl", 3000)
    ours, theirs = pty.openpty()
    with subprocess.Popen(
        command("--ledger", str(ledger), "import", str(events)),
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=theirs,
    ) as importing:
        out, _ = importing.communicate(timeout=60)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError), os.fdopen(ours, "rb", 0) as terminal:  # its end is an error on Linux
        while more := terminal.read(4096):
            seen += more
    assert out.startswith(b"3,000 recorded")
    bars = [seen.index(label) for label in (b"reading", b"checking", b"recording")]
    assert bars == sorted(bars)
    assert seen.count(b"100%") >= len(bars)
    assert program("--ledger", str(ledger), "import", str(events)).stderr == ""
