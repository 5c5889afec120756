"""Entries in memory give the answers that their ledger gives."""

from itertools import combinations
from pathlib import Path

import pytest

from ledger.events.entry import read_entry
from ledger.journal.leaf import leaf
from ledger.journal.read import Reader, open_reader
from ledger.seal.exhibit import Exhibit
from projections.calendar.period import parse_period
from projections.facts.history import History, Known, known
from projections.inquiry.statement import ARTICLES, state
from tests.cli.conftest import program
from tests.cli.quarter import lines

SCOPES = ("contract/C1", "environment/prod-1", "provider")
FEBRUARY = parse_period("2026-02")


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A quarter of two contracts, some of it amended, the amendments amended too."""
    path = tmp_path_factory.mktemp("exhibit") / "livret.db"
    path.with_suffix(".jsonl").write_text(lines(), "utf-8")
    key = program("--ledger", str(path), "init")
    assert key.returncode == 0
    assert program("--ledger", str(path), "import", str(path.with_suffix(".jsonl"))).returncode == 0
    with open_reader(path) as reader:
        one = next(entry for entry in reader.entries("environment/prod-1", ["outage"]) if entry.type == "outage.ended")
        two = next(entry for entry in reader.entries("contract/C1", ["ticket"]) if entry.subject == "ticket/T3")
    for words in (
        ["restate", one.source, one.id, "--set", "time=2026-02-12T10:20:00+01:00", "--because", "typo"],
        ["retract", two.source, two.id, "--because", "a test"],
    ):
        done = program("--ledger", str(path), *words)
        assert done.returncode == 0, done.stderr
    return path


def exhibit(reader: Reader, families: frozenset[str] | None = None) -> Exhibit:
    found = []
    for scope in SCOPES:
        for index, line in enumerate(reader.log(scope, reader.head().position)):
            assert line.leaf == leaf(line.envelope, line.body)
            assert b'{"index":%d,"position":%d,' % (index, line.position) in line.envelope
            if families is None or line.family in families:
                found.append(read_entry(line.position, reader.recorded_at_of(line.position), line.body))
    return Exhibit(found, reader.head())


def test_entries_of_any_families_are_those_of_the_ledger(ledger: Path):
    with open_reader(ledger) as reader:
        shown = exhibit(reader)
        for scope in SCOPES:
            families = reader.families(scope)
            assert shown.families(scope) == families
            for some in (families, [], ["nothing"], *combinations(families, 1), *combinations(families, 2)):
                for until in (None, 0, 3, reader.head().position):
                    assert shown.entries(scope, some, until=until) == reader.entries(scope, some, until=until)
        for position in range(1, reader.head().position + 1):
            entry = next(each for each in reader.everything() if each.position == position)
            assert entry.scope not in SCOPES or shown.entry_by_key(*entry.key) == entry


@pytest.mark.parametrize("articles", [None, *((each,) for each in ARTICLES)], ids=str)
def test_a_statement_of_an_article_rests_on_the_families_it_looked_in(ledger: Path, articles: tuple[str, ...] | None):
    with open_reader(ledger) as reader:
        history = History(reader, known(reader, 0, None, None, "ledger"))
        stated = state(history, "C1", FEBRUARY, {}, articles)
        families = frozenset(family for _, family in history.looked_in())
        shown = exhibit(reader, families)
        again = state(History(shown, Known(history.known.at, history.known.position)), "C1", FEBRUARY, {}, articles)
    assert again == stated
    assert {line.article for line in stated.verdicts} == set(articles or ARTICLES)
