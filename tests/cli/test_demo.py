"""The demo tells the same story every time, and leaves nothing behind unless asked to."""

import tempfile
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_the_story_is_the_same_every_time(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    told = [run("demo").stdout for _ in range(2)]
    assert told[0] == told[1]
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("language", "verdicts"),
    [("en", ["Missed", "Met", "Missed"]), ("fr", ["Non respecté", "Respecté", "Non respecté"])],
)
def test_a_late_entry_and_a_reading_each_turn_the_verdict(run: Run, language: str, verdicts: list[str]):
    told = run("demo", "--lang", language).stdout
    starts = tuple(dict.fromkeys(verdicts))
    assert [
        line.partition("\N{NO-BREAK SPACE}")[0].partition(":")[0]
        for line in told.splitlines()
        if line.startswith(starts)
    ] == verdicts


def test_what_it_suggests_works(run: Run, tmp_path: Path):
    told = run("demo", "--keep", tmp_path / "trial").stdout
    suggested = [line.split()[1:] for line in told.splitlines() if line.startswith("  livret ")]
    assert len(suggested) == 5
    for words in suggested:
        assert run(*words).exit_code == 0, words


def test_a_kept_ledger_is_not_overwritten(run: Run, tmp_path: Path):
    assert run("demo", "--keep", tmp_path).exit_code == 0
    kept = (tmp_path / "livret.db").read_bytes()
    again = run("demo", "--keep", tmp_path)
    assert (again.exit_code, again.stderr.count("\n")) == (4, 1)
    assert (tmp_path / "livret.db").read_bytes() == kept
