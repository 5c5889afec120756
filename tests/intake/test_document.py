"""Hostile documents: deep, huge, cut off, in another encoding; each is one refusal, and what follows is read."""

import io
import json
from decimal import Decimal

import pytest

from ledger.intake import document
from ledger.intake.catalogue import CLOUDEVENTS, names
from ledger.intake.found import Place
from ledger.intake.long_json import LongList
from tests.cli.conftest import Run
from tests.intake.adapters import found, is_fine

DEEP = "[" * 900 + "]" * 900
TOO_DEEP = "[" * 100_000
ESCAPES = '"\\u001b[2J\\u0007=1+1|"'
FIELDS = [
    *(
        "id",
        "name",
        "time",
        "status",
        "impact",
        "labels",
        "metric",
        "values",
        "tags",
        "hostname",
        "start",
        "stop",
        "label",
    ),
    *("created", "items", "field", "key", "summary", "changelog", "important", "monitorID", "monitor_id", "items_id"),
    *("o_id", "updates", "created_at", "started_at", "updated_at", "observed_at"),
]
TOOLS = [name for name in names() if name not in (CLOUDEVENTS, "csv", "upptime")]


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "inner", [DEEP, ESCAPES, "9" * 4000, "1e999999999999999999999", "-1E-999999", "NaN", "null"], ids=range(7)
)
def test_a_hostile_value_anywhere_is_no_traceback(tool, inner):
    flat = "{" + ", ".join(f'"{field}": {inner}' for field in FIELDS) + "}"
    for shape in (
        "{}", '[{}]', '{{"incidents": [{}]}}', '{{"alerts": [{}]}}', '{{"issues": [{}]}}', '{{"archives": [{}]}}',
        '{{"data": {{"resultType": "matrix", "result": [{}]}}}}', '[{{"name": "n", "backup": [{}]}}]',
        '{{"heartbeatList": {{"1": [{}]}}}}', '{{"repository": {{"id": "r"}}, "archive": {}}}', '[{{"remove": [{}]}}]',
    ):  # fmt: skip
        assert is_fine(found(tool, shape.format(flat), zone="Europe/Paris"))


@pytest.mark.parametrize("tool", TOOLS)
@pytest.mark.parametrize(
    "content", [TOO_DEEP, TOO_DEEP + "\n{}", b"\xff\xfe{\x00", b"{", b"\0" * 100, "9" * 10_000], ids=range(6)
)
def test_what_is_no_document_is_refused(tool, content):
    what = found(tool, content, zone="Europe/Paris")
    assert what
    assert is_fine(what)


def documents(content: bytes) -> list[object]:
    return [
        each[1] if isinstance(each[0], Place) else "refused"
        for each in document.documents([("f", io.BytesIO(content))])
    ]


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        (b"", []),
        (b"\n \n", []),
        (b'{"a": 1}', [{"a": 1}]),
        (b'\xef\xbb\xbf{"a": 1}\n', [{"a": 1}]),
        (b'{"a": 1}\n\n{"a": 2}\n', [{"a": 1}, {"a": 2}]),
        (b'{"a": 1}\nx\n{"a": 2}', [{"a": 1}, "refused", {"a": 2}]),
        (b'{\n"a":\n1}', [{"a": 1}]),
        (b'[{"a": 1},\n{"a": 2}]\n', [[{"a": 1}, {"a": 2}]]),
        (b'[{"a": 1},\n{"a": 2}', ["refused"]),
    ],
)
def test_a_file_holds_one_document_or_one_a_line(content, verdict):
    assert documents(content) == verdict


def test_a_long_line_is_one_document_and_a_longer_one_refused(monkeypatch):
    monkeypatch.setattr(document, "LONGEST_LINE", 10)
    monkeypatch.setattr(document, "LARGEST", 40)
    assert documents(b"[" + b"1," * 10 + b"1]") == [[1] * 11]
    assert documents(b"[" + b"1," * 30 + b"1]") == ["refused"]
    assert documents(b"[1]\n[" + b"1," * 30 + b"1]\n[2]\n") == [[1], "refused", [2]]


@pytest.mark.parametrize(
    "unit", ["[]", "{}", '{"a": 1}', "[[[[]]]]", "1.5", '"text"', '[1773000000, "1"]', '{"monitorID": 1, "status": 1}']
)
def test_a_long_list_is_gone_through_as_often_as_one_likes(unit):
    count = 1024 * 1024 // len(unit)
    (long,) = documents(("[" + ",".join([unit] * count) + "]").encode())
    assert isinstance(long, LongList)
    assert len(long) == sum(1 for _ in long) == sum(1 for _ in long) == count
    assert next(iter(long)) == json.loads(unit, parse_float=Decimal)


@pytest.mark.parametrize(
    ("value", "verdict"),
    [
        ("[]", False),
        ("{}", False),
        ("1", False),
        ("[[[[]]]]", False),
        (f'"{"text" * 25}"', True),
        (f'["{"x" * 99}"]', True),
    ],
)
def test_a_long_object_of_little_but_brackets_is_refused(value, verdict):
    names = ",".join(f'"name {number}": {value}' for number in range(100_000))
    assert [each != "refused" for each in documents(f'{{"data": {{{names}}}}}'.encode())] == [verdict]


def test_escapes_of_a_file_never_reach_the_terminal(run: Run, tmp_path):
    (tmp_path / "f.json").write_text('{"version": "4", "alerts": [{"status": "\\u001b[2J", "startsAt": "\\u001b[2J"}]}')
    assert run("--ledger", tmp_path / "l.db", "init").exit_code == 0
    said = ("import", tmp_path / "f.json", "--from", "alertmanager", "--scope", "environment/p")
    done = run("--ledger", tmp_path / "l.db", *said)
    assert done.exit_code == 3
    assert "\x1b" not in done.output


def test_what_only_other_tools_need_is_refused_for_events(run: Run, tmp_path):
    assert run("--ledger", tmp_path / "l.db", "init").exit_code == 0
    done = run("--ledger", tmp_path / "l.db", "import", tmp_path / "f", "--scope", "environment/p")
    assert (done.exit_code, "--from TOOL" in done.stderr) == (2, True)
    done = run("--ledger", tmp_path / "l.db", "import", tmp_path / "f", "--from", "restic")
    assert (done.exit_code, "cannot be read" in done.stderr) == (3, True)
