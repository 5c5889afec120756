"""Authorities that stamp time, and programs to compare with, made once for all tests."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.journal.application import Journal
from tests.seal.tsa import Authority


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The authority that is trusted; tests that use it are marked `tool("openssl")`."""
    return _authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def foreign(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Another authority, of the same name, which nobody trusts."""
    return _authority(tmp_path_factory.mktemp("foreign"))


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    """Where the test's ledger lives."""
    return tmp_path / "livret.db"


@pytest.fixture
def journal(ledger: Path) -> Iterator[Journal]:
    """A new ledger, open."""
    with Journal.create(ledger) as opened:
        yield opened


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder for programs that are built once a run."""
    return tmp_path_factory.mktemp("built")


def _authority(folder: Path) -> Authority:
    if shutil.which("openssl") is None:
        pytest.skip("openssl is not installed")
    return Authority(folder)
