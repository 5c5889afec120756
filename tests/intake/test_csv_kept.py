"""Of several rows of one subject the first or the last: within one export, and over exports of one month each."""

from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.instant import parse_instant
from ledger.intake.found import LeftOut, Remark
from ledger.intake.story import stories
from ledger.refusal import InputRefused
from tests.cli.conftest import Run
from tests.intake.adapters import Told
from tests.intake.mapped import HEAD, REGISTERED, found, lines

NAMES = "No,When,What\n"
MARCH = NAMES + "17,2026-03-10 09:00,a\n17,2026-03-12 09:00,b\n"
APRIL = NAMES + "17,2026-04-03 09:00,c\n17,2026-04-05 09:00,d\n"
WHAT = 'data = { summary = "{What}" }\n'
RECORDED = 'recordedtime = "{When}"\n'
OF = {"a": "2026-03-10", "b": "2026-03-12", "c": "2026-04-03", "d": "2026-04-05"}

EXPORTS = [
    ("the first stays where it was", "first", [MARCH, APRIL], ["a", None]),
    ("the first moves back to what happened before", "first", [APRIL, MARCH], ["c", "a"]),
    ("the first is added once", "first", [MARCH, MARCH, APRIL, MARCH], ["a", None, None, None]),
    ("the first, back and forth", "first", [APRIL, MARCH, APRIL, MARCH], ["c", "a", None, None]),
    ("the last moves on", "last", [MARCH, APRIL], ["b", "d"]),
    ("the last stays where it is", "last", [APRIL, MARCH], ["d", None]),
    ("the last, back and forth", "last", [MARCH, APRIL, MARCH, APRIL], ["b", "d", None, None]),
    ("a longer export", "last", [MARCH, MARCH + APRIL.removeprefix(NAMES)], ["b", "d"]),
    ("a first that was edited", "first", [MARCH, MARCH.replace(",a", ",z")], ["a", "z"]),
    ("a last that was edited", "last", [MARCH, MARCH.replace(",b", ",z")], ["b", "z"]),
]


@pytest.mark.parametrize("recorded", ["", RECORDED])
@pytest.mark.parametrize(("keep", "exports", "verdict"), [c[1:] for c in EXPORTS], ids=[c[0] for c in EXPORTS])
def test_exports_one_after_the_other_come_to(keep, exports, verdict, recorded):
    mapping, ledger = REGISTERED + f'keep = "{keep}"\n' + recorded + WHAT, Told()
    for export, expected in zip(exports, verdict, strict=True):
        said = ledger.take(found(export, mapping))
        events = [each for each in said if not each.startswith("left out: f:")]
        assert len(events) == (expected is not None), said
        assert all(f"'{expected}'" in each or f"summary={expected}" in each for each in events), said
        assert all(OF.get(expected or "", "") in each for each in events), said


@given(
    st.lists(st.lists(st.integers(0, 59), min_size=1, max_size=4, unique=True), min_size=1, max_size=4),
    st.sampled_from(["first", "last"]),
)
def test_parts_in_whatever_order_come_to_the_first_or_last_of_all(parts, keep):
    ledger = Told()
    for part in parts:
        table = NAMES + "".join(f"17,2026-03-10 09:{minute:02},x\n" for minute in part)
        ledger.take(found(table, REGISTERED + f'keep = "{keep}"\n' + RECORDED, zone="UTC"))
    (told,) = stories(ledger.entries, {ledger.entries[0].key}).values()
    minute = min(chain(*parts)) if keep == "first" else max(chain(*parts))
    assert told.last_so().time == parse_instant(f"2026-03-10T09:{minute:02}:00Z")


def test_a_row_of_a_later_part_that_is_not_the_first_any_more_is_named():
    mapping, ledger = REGISTERED + 'keep = "first"\n' + WHAT, Told()
    ledger.take(found(MARCH, mapping))
    assert [each.partition(" of the same subject")[0] for each in ledger.take(found(APRIL, mapping))] == [
        "left out: f:3: another row",
        "left out: f:2: an earlier first row or a later last one",
    ]


TIES = [
    ("the first of one minute", "first", "1,2", "1"),
    ("the last of one minute", "last", "1,2", "2"),
    ("the first of one minute, the other way round", "first", "2,1", "2"),
    ("the last of one minute, the other way round", "last", "2,1", "1"),
]


@pytest.mark.parametrize(("keep", "rows", "verdict"), [case[1:] for case in TIES], ids=[case[0] for case in TIES])
def test_of_rows_of_one_minute_is_kept(keep, rows, verdict):
    table = NAMES + "".join(f"17,2026-03-10 09:00,{each}\n" for each in rows.split(","))
    said = lines(table, REGISTERED + f'keep = "{keep}"\n' + WHAT)
    assert said[0].endswith(f"summary={verdict}")
    assert said[1].startswith("left out")


TAKEN = '[[event]]\ntype = "ticket.taken_over"\nsubject = "ticket/{No}"\ntime = "{When}"\nkeep = "first"\n'
ROWS = NAMES + "17,2026-03-10 09:00,new\n17,2026-03-11 09:00,Escalated\n17,2026-03-12 09:00,taken\n"
FIRST = REGISTERED + 'keep = "first"\n'
UNNAMED = "left out: f:{}: no event of the mapping has a `when` for `{}` in the column `What`"
STATES = [
    ("a state that no rule names", FIRST + TAKEN + 'when = { What = "taken" }',
     [UNNAMED.format(2, "new"), UNNAMED.format(3, "Escalated")]),
    ("one that a rule names", FIRST + 'when = { What = "new" }\n' + TAKEN + 'when = { What = "taken" }',
     [UNNAMED.format(3, "Escalated")]),
    ("one that a rule names to leave it out",
     FIRST + 'unless = { What = ["new", "Escalated"] }\n' + TAKEN + 'when = { What = "taken" }',
     ["left out: f:2: no event of the mapping takes this row", "left out: f:3: no event of the mapping takes"]),
    ("states that no rule asks for", FIRST + TAKEN, ["left out: f:3: another row", "left out: f:4: another row"]),
    ("one of a row that is an event of another kind", REGISTERED + TAKEN + 'when = { What = "taken" }', []),
]  # fmt: skip


@pytest.mark.parametrize(("mapping", "verdict"), [case[1:] for case in STATES], ids=[case[0] for case in STATES])
def test_of_rows_of_which_no_event_is_made_is_said(mapping, verdict):
    said = [each for each in lines(ROWS, mapping) if each.startswith("left out")]
    assert [each[: len(part)] for part, each in zip(verdict, said, strict=True)] == verdict


def test_a_row_that_is_kept_is_not_told_to_be_left_out():
    said = [each for each in found(ROWS, FIRST + TAKEN + 'when = { What = "taken" }') if isinstance(each, LeftOut)]
    assert [(each.line, type(each.why)) for each in said] == [(2, Remark), (3, InputRefused)]


def test_a_first_that_moves_back_is_the_one_that_counts(run: Run, tmp_path: Path):
    mapping, ledger = tmp_path / "m.toml", tmp_path / "l.db"
    mapping.write_text(HEAD + 'zone = "Europe/Paris"\n' + REGISTERED + 'keep = "first"\n' + RECORDED + WHAT)
    how = ("--from", "csv", "--mapping", mapping)
    assert run("--ledger", ledger, "init").exit_code == 0
    (tmp_path / "april").write_text(APRIL)
    (tmp_path / "march").write_text(MARCH)
    for export in ("april", "march"):
        assert run("--ledger", ledger, "import", tmp_path / export, *how).exit_code == 0
    done = run("--ledger", ledger, "import", tmp_path / "april", *how)
    assert done.stdout.splitlines()[-1].startswith("0 recorded, 0 skipped")
    assert [line.partition(": ")[0] for line in done.stderr.splitlines()] == ["left out (1)", "left out (1)"]
    trail = run("--ledger", ledger, "trail", "ticket/17").stdout
    assert "2026-03-10" in trail
