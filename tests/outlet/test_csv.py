"""CSV: one row an entry, and every cell gives back what the entry says."""

import csv
import io
import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.instant import format_instant, parse_instant
from projections.outlet.csv_rows import ATTRIBUTES, cell, written
from tests.outlet.held import HOSTILE, RECORDED, amending, event, every_type, selected

ESCAPE = re.compile(r"\\(?:\\|x[0-9a-f]{2}|u[0-9a-f]{4}|U[0-9a-f]{8}|[ntr])")


def told(shown: str) -> str:
    """The text that a cell was made of, read by the documented rule alone."""
    bare = shown.removeprefix("'")
    return ESCAPE.sub(lambda found: found[0].encode("ascii").decode("unicode_escape"), bare)


def rows(selection: Any) -> list[dict[str, str]]:
    text = b"".join(written(selection)).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


@given(HOSTILE)
def test_a_text_comes_back_letter_by_letter(text: str):
    out = io.StringIO(newline="")
    csv.writer(out).writerow([cell(text)])
    [[back]] = csv.reader(io.StringIO(out.getvalue(), newline=""), strict=True)
    assert told(back) == text


@given(HOSTILE)
def test_no_cell_is_a_formula_or_steers_a_terminal(text: str):
    shown = cell(text)
    assert not shown.lstrip().startswith(("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠"))
    assert all(each in "\n\t" or each.isprintable() or each.isspace() for each in shown)
    assert not set(shown) & set("\0\r\x1b\x7f\x9b\u2028\u202e")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("éditions indisponibles", "éditions indisponibles"),
        ("=1+1", "'=1+1"),
        (" =1+1", "' =1+1"),
        ("\n=1+1", "'\n=1+1"),
        ("-", "'-"),
        ("a-b", "a-b"),
        ("'quoted'", "''quoted'"),
        ("it's", "it's"),
        ("two\nlines", "two\nlines"),
        ("\x1b[31m", "\\x1b[31m"),
        ("C:\\temp", "C:\\\\temp"),
        ("\\x1b", "\\\\x1b"),
    ],
)
def test_what_a_cell_shows(text: str, shown: str):
    assert cell(text) == shown


@given(st.lists(HOSTILE, min_size=1, max_size=5))
def test_rows_give_back_the_entries(said: list[str]):
    events = [
        event("outage.started", f"o{n}", "2026-04-01T00:00:00Z", subject=f"outage/o{n}", data={"description": text})
        for n, text in enumerate(said)
    ]
    events.append(event("disaster.declared", "d", "2026-04-01T00:00:00Z"))
    assert [told(row["data.description"]) for row in rows(selected(events))] == [*said, ""]


def test_every_type_has_its_row_with_all_it_says():
    events = every_type()
    read = rows(selected(events))
    assert len(read) == len(events)
    for number, (row, said) in enumerate(zip(read, events, strict=True)):
        assert (row["position"], row["type"], row["scope"]) == (str(number + 1), said["type"], said["scope"])
        assert row["occurred_at"] == format_instant(parse_instant(said["time"]))
        assert row["recorded_at"] == format_instant(RECORDED + number * 60_000_000)
        for name, value in said["data"].items():
            shown = told(row[f"data.{name}"])
            assert (shown if isinstance(value, str) else json.loads(shown)) == value


def test_the_columns_are_those_that_something_is_said_in():
    events = [event("outage.ended", "e1", "2026-04-01T10:00:00Z", data={}, actor="ops-1", correlationid="c")]
    [row] = rows(selected(events))
    assert not any(name.startswith("data.") for name in row)
    assert [row[name] for name in ATTRIBUTES] == ["/here", "e1", "ops-1", "provider", "c", "", ""]


def test_a_record_shows_its_amendments_as_rows():
    started = event("outage.started", "s", "2026-04-01T10:00:00.000001Z", data={})
    moved = amending("entry.restated", "r", "2026-04-02T10:00:00Z", started, changes={"time": "2026-04-01T11:00:00Z"})
    first, second = rows(selected([started, moved]))
    assert first["occurred_at"] == "2026-04-01T10:00:00.000001Z"
    assert json.loads(second["data.changes"]) == {"time": "2026-04-01T11:00:00Z"}
    assert json.loads(second["data.entry"]) == {"source": "/here", "id": "s"}


def known_events() -> list[dict[str, Any]]:
    """Recorded at 10:00, 10:01, 10:02 on 1 June; the second is claimed to have been known on 2 April."""
    return [
        event("outage.started", "a", "2026-04-01T10:00:00Z", subject="outage/a"),
        event("outage.started", "b", "2026-04-01T10:00:00Z", subject="outage/b", recordedtime="2026-04-02T00:00:00Z"),
        event("ticket.registered", "c", "2026-04-01T10:00:00Z"),
    ]


@pytest.mark.parametrize(
    ("asked", "ids"),
    [
        ({}, "abc"),
        ({"families": ("outage",)}, "ab"),
        ({"families": ("outage", "ticket")}, "abc"),
        ({"scopes": ("contract/carrus-1",)}, "c"),
        ({"scopes": ("contract/carrus-1", "environment/prod-1")}, "abc"),
        ({"scopes": ("environment/none",)}, ""),
        ({"position": 2}, "ab"),
        ({"at": "2026-06-01T10:01:00Z"}, "ab"),
        ({"at": "2026-06-01T10:00:59.999999Z"}, "a"),
        ({"at": "2026-04-01T23:59:59.999999Z", "by": "source"}, ""),
        ({"at": "2026-04-02T00:00:00Z", "by": "source"}, "b"),
        ({"at": "2026-06-01T10:00:00Z", "by": "source"}, "ab"),
    ],
)
def test_what_is_selected(asked: dict[str, Any], ids: str):
    assert "".join(row["id"] for row in rows(selected(known_events(), **asked))) == ids
