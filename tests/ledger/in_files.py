"""Imports that go through temporary files however short they are, so that small tests see what large ones do."""

from collections.abc import Iterator

import pytest

from ledger import pile
from ledger.journal import batch


@pytest.fixture(autouse=True, scope="module", params=["in memory", "in files"])
def room(request: pytest.FixtureRequest) -> Iterator[None]:
    """Runs every test of the module twice; two submissions are more than memory has room for."""
    with pytest.MonkeyPatch.context() as patch:
        if request.param == "in files":
            patch.setattr(batch, "ROOM", 300)
            patch.setattr(batch, "TIMES", 0)
            patch.setattr(pile, "ROOM", 300)
        yield
