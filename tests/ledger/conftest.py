"""The ledger's clock stands after everything that these tests tell, whenever they run."""

from collections.abc import Iterator
from itertools import count

import pytest

from ledger import clock
from ledger.events.instant import parse_instant

AFTERWARDS = parse_instant("2027-06-30T12:00:00Z")


@pytest.fixture(autouse=True, scope="module")
def _afterwards() -> Iterator[None]:
    ticks = count(AFTERWARDS, 1000)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: next(ticks))
        yield
