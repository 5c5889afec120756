"""What is written as it is read: a long export of the record takes no more memory than a short one."""

from collections.abc import Iterator
from typing import Any, cast

import pytest

from ledger.events.entry import Entry
from ledger.journal.read import Reader
from projections.facts.history import known
from projections.facts.selection import Selection
from projections.outlet.catalogue import writer
from tests.outlet.held import Held, event

MANY = 200


class Counting(Held):
    """Counts the entries handed out."""

    handed_out = 0

    def contents(self, *asked: Any) -> Iterator[tuple[Entry, bytes]]:
        """The entries chosen, one by one."""
        for pair in super().contents(*asked):
            self.handed_out += 1
            yield pair


@pytest.mark.parametrize(("form", "before_the_rows"), [("cloudevents", 0), ("csv", MANY)])
def test_a_row_is_written_before_the_next_entry_is_read(form: str, before_the_rows: int):
    held = Counting(
        event("outage.started", f"o{n}", "2026-04-01T00:00:00Z", subject=f"outage/o{n}") for n in range(MANY)
    )
    reader = cast("Reader", held)
    pieces = writer(form)(Selection(reader, known(reader, 0, None, None, "ledger")))
    if form == "csv":
        assert next(pieces).startswith(b"position,")
    for written in range(1, MANY + 1):
        next(pieces)
        assert held.handed_out == before_the_rows + written
    assert list(pieces) == []
