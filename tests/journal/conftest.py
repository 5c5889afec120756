"""A fresh ledger for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.journal.application import Journal


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Where the test's ledger lives."""
    return tmp_path / "livret.db"


@pytest.fixture
def journal(ledger: Path) -> Iterator[Journal]:
    """A new ledger, open."""
    with Journal.create(ledger) as opened:
        yield opened
