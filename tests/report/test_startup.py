"""What laying out costs to start: a pipe never loads what draws for a terminal."""

import subprocess
import sys

import pytest

LAY_OUT = """
import sys
from datetime import UTC
from projections.edition.wording import Text
from projections.report.block import Column, Row, Table
from projections.report.language import language
from projections.report.layout import lay_out
page = (Table("t", (Column("a", Text("From")),), (Row(("x",)),)),)
lay_out(page, format={format!r}, language=language("fr"), zone=UTC, width=80, colour=False, terminal={terminal})
print(*sorted(sys.modules))
"""
HEAVY = {"babel", "click", "eventsourcing", "holidays", "pydantic", "rich", "sqlalchemy"}


def loaded(format: str, terminal: bool) -> set[str]:
    code = LAY_OUT.format(format=format, terminal=terminal)
    return set(subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True).stdout.split())


@pytest.mark.parametrize("format", ["table", "csv", "markdown"])
def test_a_pipe_loads_nothing_heavy(format: str):
    assert not loaded(format, terminal=False) & HEAVY


def test_a_terminal_loads_what_draws_and_nothing_else():
    assert loaded("table", terminal=True) & HEAVY == {"rich"}
