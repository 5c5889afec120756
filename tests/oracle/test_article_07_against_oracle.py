"""Article 7 against its naive oracle, on random histories; `LIVRET_SEEDS` sets how many.

Where they disagree, the seed, the question and both answers are printed.
"""

from __future__ import annotations

import os
from typing import Any

import pytest

from projections.articles.article_07_backups import assess_backups
from projections.articles.article_07_retention import assess_retention
from projections.articles.catalogue import readings
from projections.calendar.period import days
from projections.facts.backup import BackupFacts, gather_backups
from tests.articles.ledger_of import history_of

from .amended import Entry, instant
from .backup_histories import BackupHistory, random_backups
from .backups import nights, retention
from .told import Ask, entries_of, live_entries_of

SEEDS = int(os.environ.get("LIVRET_SEEDS", "150"))
NOW = instant("2026-11-01T00:00:00+01:00")
VERDICTS = {"met": "met", "missed": "missed", "pending": "undetermined", None: "undetermined"}
"""Our verdict -> the oracle's, which does not tell nights still to come from no nights at all."""


def facts(entries: list[Entry], ask: Ask) -> BackupFacts:
    history = history_of(entries, NOW, ask.known_at, "source" if ask.known_by == "source" else "ledger")
    return gather_backups(history, "c-1")


def our_nights(found: BackupFacts, history: BackupHistory) -> dict[str, Any]:
    kinds = readings(["7"])
    chosen = {name: kinds[name].named(option) for name, option in history.readings.items()}
    finding = assess_backups(found, days(*history.period), chosen)
    return {
        "nights": {line.night.isoformat(): line.outcome for line in finding.nights},
        "months": {line.month: line.outcome for line in finding.months},
        "verdict": VERDICTS[finding.verdict],
    }


def our_retention(found: BackupFacts, history: BackupHistory, at: int) -> dict[str, Any]:
    kinds = readings(["7"])
    chosen = {name: kinds[name].named(option) for name, option in history.readings.items()}
    finding = assess_retention(found, at, chosen)
    return {line.backup: {"keep_until": line.keep_until, "status": line.status} for line in finding.backups}


def asked(history: BackupHistory, live: bool) -> tuple[list[Entry], list[Ask]]:
    """A history imported late and asked by its source's clock, or recorded as it went and asked by the ledger's."""
    if not live:
        return entries_of(history.events, NOW), history.asks
    return live_entries_of(history.events), [Ask(ask.known_at, "ledger") for ask in history.asks]


@pytest.mark.parametrize("doubtful", [False, True], ids=["plain", "doubtful"])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_nights_and_retention(seed: int, doubtful: bool) -> None:
    history = random_backups(seed, doubtful)
    entries, asks = asked(history, live=seed % 2 == 1)
    for ask in asks:
        question: dict[str, Any] = {"readings": history.readings, "known_at": ask.known_at, "known_by": ask.known_by}
        found = facts(entries, ask)
        expected = nights(entries, history.contract, *history.period, now=NOW, **question)
        assert our_nights(found, history) == expected, f"seed {seed}, doubtful {doubtful}, {ask}"
        for at in history.at:
            kept = retention(entries, history.contract, at, **question)
            assert our_retention(found, history, at) == kept, f"seed {seed}, doubtful {doubtful}, {ask}, at {at}"
