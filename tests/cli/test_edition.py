"""Editions on the command line: checked, added, put into force by an amendment, and quoted from the text attached."""

from hashlib import sha256
from pathlib import Path

import pytest

from projections.edition.check import problems
from projections.edition.quotation import article_text
from projections.edition.terms import edition, editions, read_table
from tests.articles.editions_of import OTHER, other_edition, with_editions_of
from tests.cli.conftest import CONTRACT, Run

BOOKLET = """\
Livret de service

1. Définitions
1. A numbered item, which heads nothing
2. Objet
Words.

PART TWO

3. Contenu
- the modules
Article 4 - Limites
Five years.
"""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (1, "1. Définitions\n1. A numbered item, which heads nothing"),
        (2, "2. Objet\nWords."),
        (3, "3. Contenu\n- the modules"),
        (4, "Article 4 - Limites\nFive years."),
        (5, None),
    ],
)
def test_an_article_is_found_by_its_heading(number: int, words: str | None):
    assert article_text(BOOKLET, number) == words


@pytest.mark.parametrize("id", editions())
def test_an_edition_that_comes_with_the_program_has_every_number(id: str):
    path = Path(__file__).parents[2] / "projections" / "edition" / f"{id}.toml"
    assert problems(read_table(path)) == []


@pytest.mark.parametrize(
    ("name", "value", "fault"),
    [
        ("article_06__threshold_percent", "99.85", "`article_06.threshold_percent` is not a percentage in quotes"),
        ("article_06__threshold_percent", '"100.01"', "`article_06.threshold_percent` is not a percentage"),
        ("article_06__reference_until", '"07:00"', "`article_06.reference_until` does not come after"),
        ("article_06__reference_until", '"24:30"', "`article_06.reference_until` is not a time"),
        ("article_06__reference_days", '["mon", "mon"]', "`article_06.reference_days` is not a list of days"),
        (
            "article_13__takeover_working_hours",
            "0",
            "`article_13.takeover_working_hours` is not a whole number above 0",
        ),
        ("article_07__monthly_day", "31", "`article_07.monthly_day` is not a day that every month has"),
        ("article_06__threshold_percent", '"100"', None),
        ("article_06__reference_until", '"24:00"', None),
        ("article_07__monthly_day", "28", None),
    ],
)
def test_a_number_that_cannot_be_computed_with_is_told(
    run: Run, tmp_path: Path, name: str, value: str, fault: str | None
):
    done = run("edition", "check", other_edition(tmp_path, **{name: value}))
    assert done.exit_code == (3 if fault else 0)
    assert fault is None or fault in done.stderr


def test_what_is_missing_and_what_nobody_needs_is_told(run: Run, tmp_path: Path):
    path = other_edition(tmp_path)
    text = (
        path.read_text("utf-8").replace("measuring_months", "measuring_weeks").replace("[article_16]", "[article_61]")
    )
    path.write_text(text, "utf-8")
    done = run("edition", "check", path)
    assert done.exit_code == 3
    for fault in (
        "`article_13.measuring_months` is missing",
        "`article_13.measuring_weeks` is no",
        "[article_16] is missing",
    ):
        assert fault in done.stderr


def test_a_file_in_the_folder_is_an_edition_like_any_other(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    other_edition(tmp_path)
    assert OTHER not in run("edition", "list").stdout
    with_editions_of(tmp_path, monkeypatch)
    assert OTHER in run("edition", "list").stdout
    assert edition(OTHER).id == OTHER


@pytest.mark.parametrize(
    ("id", "file", "says"),
    [("carrus-2026-03", "carrus-2026-03", "comes with this version"), (OTHER, "wrong", f"it holds edition {OTHER}")],
)
def test_a_file_under_another_name_is_refused(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, id: str, file: str, says: str
):
    other_edition(tmp_path, id=id).rename(tmp_path / f"{file}.toml")
    with_editions_of(tmp_path, monkeypatch)
    done = run("edition", "show", file)
    assert done.exit_code == 2
    assert says in done.stderr


def test_a_second_edition_comes_into_force_by_an_amendment(
    run: Run, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    other_edition(tmp_path, article_06__threshold_percent='"99.99"')
    amended = run(
        *("--ledger", ledger, "record", "contract.amended", f"contract/{CONTRACT}", "--at", "2026-03-01T09:00"),
        *("--effective-on", "2026-03-16", "--edition", OTHER),
    )
    assert amended.exit_code == 0, amended.stderr
    unknown = run("--ledger", ledger, "availability", CONTRACT, "2026-03")
    assert (unknown.exit_code, f"unknown edition `{OTHER}`" in unknown.stderr) == (2, True)
    with_editions_of(tmp_path, monkeypatch)
    done = run("--ledger", ledger, "availability", CONTRACT, "2026-03")
    assert "Several editions were in force" in done.stdout


def test_an_article_is_quoted_from_the_text_attached(run: Run, ledger: Path, tmp_path: Path):
    text = tmp_path / "signed.txt"
    text.write_bytes(BOOKLET.encode())
    before = run("--ledger", ledger, "edition", "show", "carrus-2026-03", "--article", "4")
    assert (before.exit_code, "is attached; `livret edition attach" in before.stderr) == (2, True)
    assert run("--ledger", ledger, "edition", "attach", CONTRACT, text).exit_code == 0
    shown = run("--ledger", ledger, "edition", "show", "carrus-2026-03", "--article", "4").stdout
    assert "Five years." in shown
    assert sha256(BOOKLET.encode()).hexdigest() in " ".join(shown.split())
    assert "years_of_movements" in shown
    assert "reference_from" not in shown
    missing = run("--ledger", ledger, "edition", "show", "carrus-2026-03", "--article", "12")
    assert (missing.exit_code, "no heading of article 12" in missing.stderr) == (2, True)


def test_what_is_no_text_is_not_attached(run: Run, ledger: Path, tmp_path: Path):
    (tmp_path / "booklet.pdf").write_bytes(b"%PDF-1.7 \xff\xfe")
    done = run("--ledger", ledger, "edition", "attach", CONTRACT, tmp_path / "booklet.pdf")
    assert (done.exit_code, "not UTF-8 text" in done.stderr) == (3, True)


def test_an_edition_that_nobody_knows_is_not_attached(run: Run, ledger: Path, tmp_path: Path):
    (tmp_path / "signed.txt").write_text(BOOKLET, "utf-8")
    done = run("--ledger", ledger, "edition", "attach", CONTRACT, tmp_path / "signed.txt", "--edition", "carrus-1999")
    assert (done.exit_code, "unknown edition" in done.stderr) == (2, True)


def test_a_trail_shows_the_beginning_of_a_long_text_and_json_all_of_it(run: Run, ledger: Path, tmp_path: Path):
    (tmp_path / "signed.txt").write_text(BOOKLET + "word " * 200 + "end", "utf-8")
    assert run("--ledger", ledger, "edition", "attach", CONTRACT, tmp_path / "signed.txt").exit_code == 0
    assert "word end" not in run("--ledger", ledger, "trail", "edition/carrus-2026-03").stdout
    assert "word end" in run("--ledger", ledger, "trail", "edition/carrus-2026-03", "--format", "json").stdout
