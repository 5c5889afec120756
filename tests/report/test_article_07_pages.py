"""The pages of article 7 say every outcome in words, and what each figure rests on."""

from typing import get_args

import pytest

from projections.articles.article_07_backups import Outcome, assess_backups
from projections.articles.article_07_restores import RestoreOutcome, assess_restores
from projections.articles.article_07_retention import Kind, Status, assess_retention
from projections.articles.finding import Verdict
from projections.calendar.period import parse_period
from projections.calendar.zone import zone
from projections.facts.backup import gather_backups
from projections.inquiry.pruning import assess_pruning
from projections.inquiry.pruning_policy import parse_policy
from projections.inquiry.pruning_run import Plan, foresee
from projections.report.accounts import page
from projections.report.backups import TONES, WORDS
from projections.report.block import Page, Paragraph, Table
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

SCOPE = f"environment/{ENVIRONMENT}"


@pytest.mark.parametrize("code", [*get_args(Outcome), *get_args(RestoreOutcome), *get_args(Status)])
def test_every_outcome_has_a_word_and_a_tone(code: str):
    assert code in WORDS
    assert code in TONES


@pytest.mark.parametrize("code", get_args(Kind))
def test_every_cycle_has_a_word(code: str):
    assert code in WORDS


@pytest.fixture
def told() -> Told:
    """A night done, one late, one failed; a deletion too early; a restore of it; a disaster."""
    told = Told("2026-03-09")
    for day, completed in (("10", "01:00"), ("11", "09:00")):
        started = f"2026-03-{day} 00:30"
        told.tell(
            "backup.completed", f"backup/n{day}", f"2026-03-{day} {completed}", scope=SCOPE, kinds=["nightly"],
            started=started,
        )  # fmt: skip
    told.tell("backup.failed", "backup/n12", "2026-03-12 01:00", scope=SCOPE, kinds=["nightly"], error="disk full")
    told.tell("backup.deleted", "backup/n10", "2026-03-12 13:00", scope=SCOPE)
    told.tell("restore.requested", "restore/r", "2026-03-12 14:00", backup="n10")
    told.tell("disaster.declared", "disaster/d", "2026-03-12 15:00", scope=SCOPE)
    return told


def table(shown: Page, key: str) -> Table:
    return next(block for block in shown if isinstance(block, Table) and block.key == key)


def cells(shown: Page, key: str) -> list[list[str]]:
    return [[str(cell) for cell in row.cells] for row in table(shown, key).rows]


def verdict_line(shown: Page) -> str:
    return next(str(block.text) for block in shown if isinstance(block, Paragraph))


def test_the_page_of_nights(told: Told):
    facts = gather_backups(told.history("2026-03-12 23:00"), CONTRACT)
    shown = page(assess_backups(facts, parse_period("2026-03-09..2026-03-13"), {}))
    assert verdict_line(shown) == "Missed: nights and months without a backup: 1."
    rows = cells(shown, "nights")
    assert [row[:3] for row in rows] == [
        ["2026-03-10", "done", "backup/n10"],
        ["2026-03-11", "late", "backup/n11"],
        ["2026-03-12", "missed", "None"],
        ["2026-03-13", "pending", "None"],
    ]
    assert rows[2][5].startswith("backup/n12 failed at ")
    assert rows[2][6] == "#4"


def test_the_page_of_retention(told: Told):
    facts = gather_backups(told.history("2026-03-12 23:00"), CONTRACT)
    shown = page(assess_retention(facts, told.at("2026-03-12 13:30"), {}))
    assert verdict_line(shown) == "Missed: backups gone before the end of their term: 1."
    assert [row[4] for row in cells(shown, "backups")] == ["deleted before its term", "kept"]


def test_the_page_of_restores(told: Told):
    facts = gather_backups(told.history("2026-03-12 23:00"), CONTRACT)
    shown = page(assess_restores(facts, parse_period("2026-03"), {}))
    assert verdict_line(shown) == "Missed: restores asked for in time whose backup was gone: 1."
    assert [row[4] for row in cells(shown, "restores")] == ["lost"]
    assert [row[6] for row in cells(shown, "disasters")] == ["backup/n11"]


@pytest.mark.parametrize(
    ("command", "line", "enough"),
    [
        ("restic forget --keep-daily 31", "Missed: dropped too early with the nights known: 0; if every night", "31."),
        ("borg prune --keep-weekly 2", "Missed: dropped too early with the nights known: 0; if every", "No number in"),
        (
            "restic forget --keep-daily 32 --keep-last 3",
            "Missed: dropped too early with",
            "--keep-daily 31, --keep-last",
        ),
    ],
)
def test_the_page_of_a_policy(told: Told, command: str, line: str, enough: str):
    told.tell("restore.requested", "restore/s", "2026-03-12 16:00", backup="n11")
    facts = gather_backups(told.history("2026-03-12 23:00"), CONTRACT)
    plan = Plan(parse_policy(command), "all", zone("Europe/Paris"), (23, 30))
    shown = page(assess_pruning(facts, plan, foresee(facts, plan), {}))
    assert verdict_line(shown).startswith(line)
    assert [row[0] for row in cells(shown, "drops")][-1:] == ["backup/n11"]
    said = [str(block.text) for block in shown if isinstance(block, Paragraph)]
    assert any(enough in each for each in said)
    assert any("every day at 23:30" in each for each in said)


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("restic forget --keep-daily 30", "Missed: no known backup is dropped too early, but one is as soon as"),
        ("restic forget --keep-daily 31", "Met: no backup is dropped before the end of its term."),
    ],
)
def test_the_page_of_a_policy_where_nothing_is_known(command: str, line: str):
    facts = gather_backups(Told().history(), CONTRACT)
    plan = Plan(parse_policy(command), "all", zone("Europe/Paris"), None)
    shown = page(assess_pruning(facts, plan, foresee(facts, plan), {}))
    assert verdict_line(shown).startswith(line)
    said = [str(block.text) for block in shown if isinstance(block, Paragraph)]
    assert any(each.startswith("None that the command takes is known") for each in said)


@pytest.mark.parametrize(
    ("known_at", "period", "line"),
    [
        pytest.param("2026-03-10 08:00", "2026-03-10", "Met: ", id="a night done"),
        pytest.param("2026-03-10 08:00", "2026-03-11", "Pending: ", id="a night to come"),
        pytest.param("2026-03-10 08:00", "2026-03-09", "No verdict: ", id="no night owed"),
    ],
)
def test_the_verdict_is_said_in_words(told: Told, known_at: str, period: str, line: str):
    facts = gather_backups(told.history(known_at), CONTRACT)
    assert verdict_line(page(assess_backups(facts, parse_period(period), {}))).startswith(line)


@pytest.mark.parametrize("verdict", ["met", "missed", "pending", None])
def test_every_verdict_of_article_7_has_a_tone(verdict: Verdict | None):
    assert verdict in TONES
