"""Tables through a mapping file: what rows become, what a wrong mapping is told, and a real help desk's log."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger.intake.csv_draft import draft
from ledger.intake.csv_mapping import read_mapping_text
from ledger.intake.csv_rows import rows_as_events, settled
from ledger.intake.csv_table import LONGEST_ROW, Table
from ledger.refusal import InputRefused, Refusal
from tests.benchmarks.tables import compared
from tests.cli.conftest import Run
from tests.intake.adapters import DATA, Told, body, is_fine, options, told
from tests.intake.adapters import lines as tool_lines
from tests.intake.mapped import REGISTERED, found, lines

HELPDESK = DATA / "tickets" / "helpdesk_citius.csv"
QUALIFIED = '[[event]]\ntype = "ticket.qualified"\nsubject = "ticket/{No}"\ntime = "{When}"\n[event.data]\n'
TABLE = "No,What,When,Sev\n17,new,2026-03-10 09:00,P1\n17,taken,2026-03-10 10:00,P2\n"


FIRST = "ticket.registered ticket/17 2026-03-10T09:00:00+01:00"
CASES = [
    ("every row", TABLE, REGISTERED, [FIRST, "ticket.registered ticket/17 2026-03-10T10:00:00+01:00"]),
    ("the rows with a value", TABLE, REGISTERED + 'when = { What = "new" }', [FIRST, "left out: f:3: no event"]),
    ("the rows with one of several", TABLE, REGISTERED + 'when = { What = ["new", "x"] }', [FIRST, "left out"]),
    ("the rows without a value", TABLE, REGISTERED + 'unless = { What = "taken" }', [FIRST, "left out"]),
    ("the first of a subject", TABLE, REGISTERED + 'keep = "first"', [FIRST, "left out: f:3: another row"]),
    ("the last of a subject", TABLE, REGISTERED + 'keep = "last"',
     ["ticket.registered ticket/17 2026-03-10T10", "left out: f:2: another row"]),
    ("values to values", TABLE, QUALIFIED + 'severity = { column = "Sev", values = { P1 = "blocking" } }',
     ["severity=blocking", "refused: f:3: field `data.severity`: `P2` is none of the values"]),
    ("a value for the others", TABLE,
     QUALIFIED + 'severity = { column = "Sev", values = { P1 = "major" }, default = "minor" }',
     ["severity=major", "severity=minor"]),
    ("a value that the event does not take", TABLE, QUALIFIED + 'severity = "{Sev}"', ["refused: f:2: field `data."]),
    ("text around columns", TABLE, REGISTERED + 'data = { summary = "{What}: {Sev}" }', ["summary=new: P1"]),
    ("semicolons", TABLE.replace(",", ";"), REGISTERED, [FIRST]),
    ("a byte order mark", "\ufeff" + TABLE, REGISTERED, [FIRST]),
    ("line ends of Windows", TABLE.replace("\n", "\r\n"), REGISTERED, [FIRST]),
    ("a quoted line end", 'No,What,When\n17,"a\nb",2026-03-10 09:00\n', REGISTERED, [FIRST]),
    ("too few values", "No,When\n17\n", REGISTERED, ["refused: f:2: has 1 values for 2 columns"]),
    ("no time", "No,When\n17,\n", REGISTERED, ["refused: f:2: field `time`: `` is not a date and time"]),
    ("a subject that is none", "No,When\na b,2026-03-10 09:00\n", REGISTERED, ["refused: f:2: field `subject`"]),
    ("several columns of one name", "No,When,No,No,No (2)\n17,2026-03-10 09:00,b,c,d\n",
     REGISTERED + 'data = { summary = "{No}{No (2)}{No (3)}{No (2) (2)}" }', ["summary=17bcd"]),
    ("day first", "No,When\n17,9/3/2026 09:00\n", 'time_format = "%d/%m/%Y %H:%M"\n' + REGISTERED,
     [FIRST.replace("-10", "-09")]),
    ("month first", "No,When\n17,9/3/2026 09:00\n", 'time_format = "%m/%d/%Y %H:%M"\n' + REGISTERED,
     ["ticket.registered ticket/17 2026-09-03T09:00:00+02:00"]),
    ("another format than was said", "No,When\n17,10-3-2026\n", 'time_format = "%d/%m/%Y %H:%M"\n' + REGISTERED,
     ["refused: f:2: field `time`: `10-3-2026` is not a date and time"]),
    ("UTF-16", TABLE.encode("utf-16"), REGISTERED, ["refused: f:1: is in UTF-16: write it in UTF-8"]),
    ("another encoding than was said", "No,When,Où\n".encode("cp1252"), REGISTERED, ['such as encoding = "cp1252"']),
    ("the encoding that was said", "No,When,Où\n17,2026-03-10 09:00,là\n".encode("cp1252"),
     'encoding = "cp1252"\n' + REGISTERED + 'data = { summary = "{Où}" }', ["summary=là"]),
    ("not UTF-8", b"No,When\n\xff,2026-03-10 09:00\n", REGISTERED, ["refused: f:2: is not in the encoding"]),
    ("a row that is not UTF-8 among others", b"No,When\n16,\xff\n\n17,2026-03-10 09:00\n", REGISTERED,
     ["refused: f:2: is not in the encoding", FIRST]),
    ("a text that is not UTF-8", b'No,What,When\n16,"a\n\xff",x\n17,,2026-03-10 09:00\n', REGISTERED,
     ["refused: f:3: is not in the encoding", FIRST]),
    ("a long value", f"No,What,When\n17,{'x' * 200_000},2026-03-10 09:00\n", REGISTERED, [FIRST]),
    ("a line without end", "No,When\n" + "x" * (LONGEST_ROW + 1), REGISTERED,
     ["refused: f:2: is longer than 1048576 bytes: nothing more is read"]),
    ("a value without end", 'No,When\n1,2\n"' + "x\n" * LONGEST_ROW, REGISTERED,
     ["", "refused: f:3: a quotation mark that is opened in this row is not closed within 1048576 bytes"]),
    ("values without end", 'No,When\n1,2\n"' + '\n","' * LONGEST_ROW, REGISTERED,
     ["", "refused: f:3: a quotation mark that is opened in this row is not closed within 1048576 bytes"]),
    ("a line end of another kind", "No,When\n1\r2,3\n", REGISTERED, ["refused: f:2: is not CSV"]),
    ("a quote never closed", TABLE + '18,"new,2026-03-10 09:00,P1\n' + "19,new,2026-03-10 09:00,P1\n" * 9,
     REGISTERED, [FIRST, "", "refused: f:4: a quotation mark that is opened in this row is never closed"]),
    ("a quote never closed between tabs", 'No\tWhen\n17\t2026-03-10 09:00\n"18\n19\t2026-03-10 09:00\n', REGISTERED,
     [FIRST, "refused: f:3: a quotation mark"]),
    ("a quote on the last line", 'No,When,What\n17,2026-03-10 09:00,"', REGISTERED, ["refused: f:2: a quotation mark"]),
    ("a quote closed by the end", 'No,When,What\n17,2026-03-10 09:00,"x"', REGISTERED, [FIRST]),
    ("rows between two stray quotes", 'No,What,When\n17,"new,x\n18,new,y\n19,new",2026-03-10 09:00\n', REGISTERED,
     ["left out: f:2: lines 2 to 4 are read as one row", FIRST]),
    ("too few values for rows between stray quotes", 'No,What\n17,new"\n"18,new\n19,"new\n', REGISTERED.replace(
        "{When}", "{What}"), ["refused: f:2", "left out: f:3: lines 3 to 4", "refused: f:4: has 1 values for 2 col"]),
    ("a text of several lines", 'No,What,When\n17,"a, b\nc, d\ne",2026-03-10 09:00\n', REGISTERED, [FIRST]),
    ("nothing", "", REGISTERED, []),
    ("names alone", "No,When\n", REGISTERED, []),
]  # fmt: skip


@pytest.mark.parametrize(("table", "mapping", "expected"), [case[1:] for case in CASES], ids=[c[0] for c in CASES])
def test_rows_become(table, mapping, expected):
    said = lines(table, mapping)
    assert len(said) >= len(expected)
    assert [part in line for part, line in zip(expected, said, strict=False)] == [True] * len(expected), said


WRONG = [
    ("no events", "", "field `event`: is missing"),
    ("no TOML", "= 1", "is not TOML"),
    ("an unknown word", REGISTERED + "clock = 1", "`clock` is no word of a mapping"),
    ("an unknown type", '[[event]]\ntype = "ticket.eaten"\n', "no event has the type"),
    ("no subject", '[[event]]\ntype = "ticket.closed"\n', "field `event[0].subject`: is missing"),
    ("an unknown field", QUALIFIED + 'colour = "{Sev}"', "field `event[0].data.colour`: is no field"),
    ("no format of times", 'time_format = "%d/%m/%Y"\n' + REGISTERED, "field `time_format`: is no format of dates"),
    ("no encoding of texts", 'encoding = "punycode"\n' + REGISTERED, "there is no encoding `punycode`"),
    ("no encoding at all", 'encoding = "\\u0000"\n' + REGISTERED, "there is no encoding"),
    ("an unknown word to keep", REGISTERED + 'keep = "some"', "field `event[0].keep`: is none of"),
    ("a column that is not there", REGISTERED + 'actor = "{Who}"', "there is no column `Who`"),
]


@pytest.mark.parametrize(("mapping", "verdict"), [case[1:] for case in WRONG], ids=[case[0] for case in WRONG])
def test_a_wrong_mapping_is_told(mapping, verdict):
    with pytest.raises(InputRefused) as refused:
        found(TABLE, mapping)
    assert verdict in str(refused.value)


RECORDED = [("the same", "09:20", 0), ("later", "09:30", 1), ("nothing any more", "", 0)]


@pytest.mark.parametrize(("recorded", "remarks"), [each[1:] for each in RECORDED], ids=[each[0] for each in RECORDED])
def test_when_a_row_was_recorded_is_not_restated_in_silence(recorded, remarks):
    mapping = """[[event]]
type = "ticket.registered"
id = "{No}"
subject = "ticket/{No}"
time = "2026-03-10 09:00"
recordedtime = "{Known}"
data = { summary = "x" }
"""
    ledger = Told()
    ledger.take(found("No,Known\n17,2026-03-10 09:20\n", mapping))
    again = ledger.take(found(f"No,Known\n17,{recorded and f'2026-03-10 {recorded}'}\n", mapping))
    assert again == ["left out: f:2: says otherwise when `17` was recorded, which is not restated"] * remarks


def test_a_longer_export_adds_what_is_new_and_a_changed_row_restates():
    mapping = REGISTERED + 'id = "{No}"\ndata = { summary = "{What}" }'
    ledger = Told()
    short = "No,What,When\n17,slow,2026-03-10 09:00\n"
    assert len(ledger.take(found(short, mapping))) == 1
    assert ledger.take(found(short, mapping)) == []
    assert len(ledger.take(found(short + "18,down,2026-03-11 09:00\n", mapping))) == 1
    (restated,) = ledger.take(found(short.replace("slow", "very slow"), mapping))
    assert restated.startswith("entry.restated ticket/17 2026-09-01T00:00:00Z")
    assert "{'summary': 'very slow'}" in restated
    assert ledger.take(found(short.replace("slow", "very slow"), mapping)) == []


ANSWERED = '[[event]]\ntype = "ticket.answered"\nsubject = "ticket/{No}"\ntime = "{When}"\n'
SAID = 'actor = "{Who}"\nassertedby = "{By}"\nrecordedtime = "{Seen}"\n'
ANSWERS = [
    ("all alike", "A,client,2026-03-10 09:05", 1),
    ("another actor", "B,client,2026-03-10 09:05", 2),
    ("no actor", ",client,2026-03-10 09:05", 2),
    ("told by another side", "A,provider,2026-03-10 09:05", 2),
    ("recorded at another time, as a system tells when a ticket was changed last", "A,client,2026-03-10 09:06", 1),
]


@pytest.mark.parametrize(("row", "verdict"), [case[1:] for case in ANSWERS], ids=[case[0] for case in ANSWERS])
def test_two_answers_in_one_minute_are_so_many_events(row, verdict):
    table = "No,When,Who,By,Seen\n" + "".join(
        f"17,2026-03-10 09:00,{each}\n" for each in ("A,client,2026-03-10 09:05", row)
    )
    assert len({body(each)["id"] for each in found(table, ANSWERED + SAID)}) == verdict


@settings(max_examples=60)
@example(table="0\n0,\n0")
@given(st.text(alphabet='No,When;"\n\r\t 2026-03-10T:Z+éa\0', max_size=80) | st.text(max_size=60))
def test_any_table_is_read_or_refused(table):
    try:
        assert is_fine(found(table, REGISTERED + 'keep = "first"'))
    except InputRefused as refusal:
        assert "there is no column" in str(refusal)  # noqa: PT017


@settings(max_examples=60)
@given(st.lists(st.text(min_size=1, max_size=9), min_size=1, max_size=5), st.lists(st.text(max_size=9), max_size=5))
def test_a_draft_is_a_mapping_that_can_be_read(columns, values):
    row = {name: (values[index] if index < len(values) else "") for index, name in enumerate(columns)}
    row |= {"case": "17", "t": "2026-03-10 09:00"}
    braces = any(each in "{}" for name in row for each in name)
    mapped = read_mapping_text(draft([row], "f"))
    assert braces or mapped.rules[0].columns() <= row.keys()


def test_a_table_without_times_has_no_draft():
    with pytest.raises(InputRefused, match="no column holds dates"):
        draft([{"a": "1"}], "f")
    with pytest.raises(InputRefused, match="no column but that of times"):
        draft([{"a": "2026-03-10 09:00"}], "f")


INCIDENTS = """number,incident_state,priority,opened_at,sys_updated_at,assigned_to,resolved_at
INC1,New,3 - Moderate,29/2/2016 01:16,29/2/2016 01:23,?,?
INC1,Awaiting Vendor,3 - Moderate,29/2/2016 01:16,29/2/2016 02:00,?,?
INC1,Active,2 - High,29/2/2016 01:16,29/2/2016 08:53,R 1,?
INC1,Awaiting User Info,2 - High,29/2/2016 01:16,29/2/2016 09:00,R 1,?
INC1,Resolved,2 - High,29/2/2016 01:16,29/2/2016 11:29,R 1,29/2/2016 11:29
INC2,New,3 - Moderate,29/2/2016 04:40,29/2/2016 04:57,?,?
INC2,Closed,3 - Moderate,29/2/2016 04:40,5/3/2016 12:00,?,?
"""
"""As ServiceNow exports the history of incidents."""


def drafted(table: str) -> str:
    rows = [row for _, row in Table("f", io.BytesIO(table.encode())).rows() if not isinstance(row, Refusal)]
    return draft(rows, "f")


def test_a_draft_takes_changes_at_the_time_that_changes_and_leaves_out_what_stands_for_nothing():
    text = drafted(INCIDENTS)
    assert 'empty = ["?"]' in text
    mapped = read_mapping_text(text)
    at = {rule.type: rule.time.columns() for rule in mapped.rules}
    assert at.pop("ticket.registered") == ("opened_at",)
    assert set(at.values()) == {("sys_updated_at",)}
    events = [
        told(each)
        for each in rows_as_events(
            [("f", io.BytesIO(INCIDENTS.encode()))], mapped, settled(mapped, options(scope=None))
        )
    ]
    assert [each for each in events if not each.startswith("left out")] == [
        "ticket.waiting_for_client ticket/INC1 2016-02-29T09:00:00+01:00",
        "ticket.fix_delivered ticket/INC1 2016-02-29T11:29:00+01:00",
        "ticket.closed ticket/INC2 2016-03-05T12:00:00+01:00",
        "ticket.registered ticket/INC1 2016-02-29T01:16:00+01:00",
        "ticket.registered ticket/INC2 2016-02-29T04:40:00+01:00",
        "ticket.taken_over ticket/INC1 2016-02-29T08:53:00+01:00",
    ]


def test_a_status_as_long_as_a_text_is_none():
    text = drafted(f"No,Status,At\n17,{'wait' * 25},2026-03-10 09:00\n18,{'wait' * 26},2026-03-10 09:00\n")
    assert [rule.type for rule in read_mapping_text(text).rules] == ["ticket.registered", "ticket.waiting_for_client"]


def test_severities_are_drafted_as_comments_that_hold_once_they_are_none():
    text = drafted(INCIDENTS)
    assert all(rule.type != "ticket.qualified" for rule in read_mapping_text(text).rules)
    commented, _, _ = text.partition("# Say which severity")
    lines = [line[2:] for line in text.removeprefix(commented).splitlines()[1:] if line.startswith("# ")]
    said = read_mapping_text("\n".join([commented, *lines])).rules[-1].data["severity"]
    assert said.values == {"2 - High": "minor", "3 - Moderate": "minor"}


@pytest.mark.parametrize("head", ['<?xml version="1.0"?>', "<!DOCTYPE html>", " <HTML>"])
@pytest.mark.parametrize("tool", ["statuspage", "glpi", "zammad", "upptime", "uptime-kuma"])
def test_an_error_page_or_a_feed_is_said_to_be_one(head, tool):
    (refused,) = tool_lines(tool, f"{head}\n<p>Too many requests, try again\n", zone="UTC")
    assert refused.startswith("refused: f:1: is markup (HTML or XML), and no table")


@pytest.mark.parametrize(
    ("cell", "read"),
    [
        ('"Urgent', '"Urgent'),
        ('"Urgent" it says', '"Urgent" it says'),
        ('5" screen', '5" screen'),
        ('"a ""b"" c"', 'a "b" c'),
        ('"two\nlines"', "two\nlines"),
        ('"a\tb"', "a\tb"),
        ('"', '"'),
        ("", ""),
    ],
)
def test_between_tabs_a_quote_is_a_letter_unless_it_closes(cell, read):
    rows = list(Table("f", io.BytesIO(f"No\tWhat\tWhen\n17\t{cell}\tx\n18\ty\tz\n".encode())).rows())
    assert [row for _, row in rows] == [
        {"No": "17", "What": read, "When": "x"},
        {"No": "18", "What": "y", "When": "z"},
    ]


def test_rows_between_stray_quotes_are_named_in_tables_of_tools_as_well():
    rows = "".join(f"{each},down,2026-03-10T09:0{minute}:00Z\n" for minute, each in enumerate(['"a', "b", 'c"']))
    said = tool_lines("upptime", f"slug,status,last_updated\n{rows}")
    assert said[0].startswith("left out: f:2: lines 2 to 4 are read as one row")


def test_what_stands_for_nothing_is_an_empty_cell():
    rule = REGISTERED + 'unless = { Sev = "" }\ndata = { summary = "{What}" }\n'
    table = "No,What,When,Sev\n17, ? ,2026-03-10 09:00,P1\n18,x,2026-03-10 09:00,?\n"
    assert [told(each) for each in found(table, 'empty = ["?"]\n' + rule)][:1] == [FIRST]
    assert lines(table, 'empty = ["?"]\n' + rule)[1].startswith("left out: f:3: no event")
    assert [told(each).split()[0] for each in found(table, rule)] == ["ticket.registered", "ticket.registered"]
    with pytest.raises(InputRefused, match="is not a list of texts"):
        found(table, 'empty = "?"\n' + rule)


def test_a_table_of_a_spreadsheet_on_windows_is_drafted_and_read(run: Run, tmp_path: Path):
    table, mapping, ledger = tmp_path / "t.csv", tmp_path / "t.toml", tmp_path / "l.db"
    rows = (
        "N°;État;Modifié le\r\n17;Ouvert;02/04/2026 09:12\r\n17;Fermé;13/04/2026 16:40\r\n18;Ouvert;14/04/2026 9:00\r\n"
    )
    table.write_bytes(rows.encode("cp1252"))
    text = run("map", table).stdout
    assert 'encoding = "cp1252"' in text
    mapping.write_text(text, encoding="utf-8")
    assert run("--ledger", ledger, "init").exit_code == 0
    done = run("--ledger", ledger, "import", table, "--from", "csv", "--mapping", mapping)
    assert done.stdout.splitlines()[-1].startswith("3 recorded")


MAPPING = """source = "/helpdesk"
[[event]]
type = "ticket.registered"
subject = "ticket/{case:concept:name}"
time = "{time:timestamp}"
keep = "first"
[[event]]
type = "ticket.taken_over"
subject = "ticket/{case:concept:name}"
time = "{time:timestamp}"
when = { Activity = "Take in charge ticket" }
keep = "first"
data = { technician = "{Resource}" }
[[event]]
type = "ticket.closed"
subject = "ticket/{case:concept:name}"
time = "{time:timestamp}"
when = { Activity = "Closed" }
"""


def plainly_counted() -> int:
    """Cases, cases taken in charge, and closings that differ, counted by the rows alone."""
    with HELPDESK.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    cases = {row["case:concept:name"] for row in rows}
    taken = {row["case:concept:name"] for row in rows if row["Activity"] == "Take in charge ticket"}
    closed = {(row["case:concept:name"], row["time:timestamp"]) for row in rows if row["Activity"] == "Closed"}
    assert len(cases) == 4_580
    return len(cases) + len(taken) + len(closed)


@pytest.mark.skipif(not HELPDESK.exists(), reason="the shared data is not here")
def test_a_real_help_desk_imports_whole(run: Run, tmp_path: Path):
    mapping, ledger = tmp_path / "m.toml", tmp_path / "l.db"
    mapping.write_text(MAPPING)
    assert run("--ledger", ledger, "init").exit_code == 0
    said = ("import", HELPDESK, "--from", "csv", "--mapping", mapping, "--scope", "contract/C1")
    done = run("--ledger", ledger, *said)
    assert done.exit_code == 0
    assert done.stdout.splitlines()[-1].startswith(f"{plainly_counted():,} recorded")
    assert "left out" in done.stderr
    again = run("--ledger", ledger, *said, "--dry-run")
    assert " 0 recorded" in again.stdout


@pytest.mark.skipif(not HELPDESK.exists(), reason="the shared data is not here")
def test_the_draft_for_a_real_help_desk_finds_the_cases():
    with HELPDESK.open("rb") as stream:
        rows = [row for _, row in zip(range(500), Table("f", stream).rows(), strict=False)]
    text = draft([row for _, row in rows if not isinstance(row, Refusal)], "f")
    assert 'subject = "ticket/{case:concept:name}"' in text
    assert 'time = "{time:timestamp}"' in text


def test_map_prints_a_mapping_and_shows_rows_as_events(run: Run, tmp_path: Path):
    table, mapping = tmp_path / "t.csv", tmp_path / "t.toml"
    table.write_text(
        "Ticket,Status,At\n17,Open,2026-03-10 09:00\n17,Closed,2026-03-10 10:00\n18,Open,2026-03-10 11:00\n"
    )
    drafted = run("map", table)
    assert drafted.exit_code == 0
    assert '# {"assertedby"' in drafted.stdout
    mapping.write_text(drafted.stdout)
    shown = run("map", table, "--mapping", mapping, "-n", "1")
    assert '"ticket/17"' in shown.stdout
    assert '"ticket/18"' not in shown.stdout
    assert run("map", tmp_path / "none.csv").exit_code == 3


def test_a_table_costs_at_most_three_times_the_same_as_events(tmp_path):
    *_, ratio = compared(tmp_path, rows=12_000, rounds=1)
    assert ratio < 3
