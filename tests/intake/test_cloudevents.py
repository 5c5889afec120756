"""Files of events: whatever is wrong with one gets one line that says where, and the lines around it are read."""

import io
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.commands import Offered
from ledger.intake.cloudevents import LONGEST_LINE, read, read_file
from ledger.refusal import InputRefused
from tests.ledger.said import line, said

GOOD = line(said("outage.started", "10T09:00", id="good"))
BOM = b"\xef\xbb\xbf"


def offered(content: str | bytes) -> list[Offered]:
    stream = io.BytesIO(content.encode() if isinstance(content, str) else content)
    return list(read("f.jsonl", stream))


def told(content: str | bytes) -> list[str | int]:
    """For each event found: its id, or what is said of the line that holds none."""
    return [
        str(each.refusal) if each.submission is None else f"{each.submission.line}:{each.submission.id}"
        for each in offered(content)
    ]


def with_data(data: str) -> str:
    """The good event with other data, written as given."""
    event = json.loads(GOOD)
    del event["data"]
    return f'{json.dumps(event)[:-1]}, "data": {data}}}'


BAD_LINES: list[tuple[str, str | bytes, str]] = [
    ("not JSON", '{"specversion": "1.0",', "is not JSON at column 23: a name in double quotes was expected"),
    ("not JSON after blanks", '   {"a" 1}', "is not JSON at column 9: a colon was expected"),
    ("two objects on one line", f"{GOOD} {GOOD}", f"is not JSON at column {len(GOOD) + 2}: something follows the end"),
    ("no object", '"outage.started"', "one JSON object was expected"),
    ("a number alone", "42", "one JSON object was expected"),
    ("null", "null", "one JSON object was expected"),
    ("an array on a later line", f"[{GOOD}]", "one JSON object was expected"),
    ("a key twice", GOOD[:-1] + ', "id": "other"}', "field `id`: stands twice"),
    ("a key twice, the same value", GOOD[:-1] + ', "id": "good"}', "field `id`: stands twice"),
    ("a key twice in data", with_data('{"impact": "total", "impact": "total"}'), "field `data.impact`: stands twice"),
    ("NaN", with_data('{"impact": NaN}'), "field `data.impact`: NaN is no JSON number"),
    ("Infinity", with_data("-Infinity"), "field `data`: -Infinity is no JSON number"),
    ("a float", with_data('{"a": [1, {"b": 2.50}]}'), "field `data.a[1].b`: the number 2.50 has a fraction"),
    ("an exponent", with_data('{"a": 1e400}'), "field `data.a`: the number 1e400 has a fraction or an exponent"),
    ("ten thousand digits", with_data('{"a": ' + "9" * 10_000 + "}"), "field `data.a`: holds a number of too many"),
    ("a hundred thousand brackets", "[" * 100_000, "nested too deeply"),
    ("a hundred thousand objects", '{"a":' * 100_000, "nested too deeply"),
    ("deep data", with_data("[" * 900 + "]" * 900), "field `data`: is not an object"),
    ("a lone surrogate", with_data('{"description": "\\ud83d"}'), "field `data.description`"),
    ("a control character", GOOD.replace('"good"', '"a\\u0000b"'), "field `id`: holds a control character"),
    ("a raw control character", GOOD.replace("good", "go\x01od"), "is not JSON at column"),
    ("a key that moves the cursor", GOOD[:-1] + ', "\\u001b[2J": 1}', "field `\\x1b[2J`: is no attribute"),
    ("a key of a hundred thousand letters", GOOD[:-1] + f', "{"k" * 100_000}": 1}}', "is no attribute"),
    ("invalid UTF-8", GOOD.encode().replace(b"good", b"g\xff"), f"is not UTF-8 at byte {GOOD.index('good') + 2}"),
    ("half a UTF-8 character", b'{"a": "\xc3', "is not UTF-8 at byte 8"),
    ("a surrogate in UTF-8", b'{"a": "\xed\xa0\x80"}', "is not UTF-8 at byte 8"),
    ("UTF-16", GOOD.encode("utf-16-le"), ""),
    ("a BOM in the middle of a file", BOM + GOOD.encode(), "is not JSON at column 1"),
    ("a line of 4 MiB", "x" * LONGEST_LINE, f"is longer than {LONGEST_LINE} bytes"),
    ("a line of 9 MiB", "x" * (9 * 1024 * 1024), f"is longer than {LONGEST_LINE} bytes"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "bad", "why"), BAD_LINES, ids=[case[0] for case in BAD_LINES])
def test_a_bad_line_is_named_and_its_neighbours_are_read(what, bad, why):
    bad = bad.encode() if isinstance(bad, str) else bad
    before, refusal, after = told(b"\n".join([GOOD.encode(), bad, GOOD.encode(), b""]))
    assert (before, after) == ("1:good", "3:good")
    assert str(refusal).startswith("f.jsonl:2: ")
    assert why in str(refusal)
    assert str(refusal).isprintable()
    assert len(str(refusal)) < 500


@pytest.mark.parametrize(
    ("content", "verdict"),
    [
        ("", []),
        ("\n\n  \n", []),
        (BOM, []),
        ("[]", []),
        (" \n[ \n ]\n", []),
        (GOOD, ["1:good"]),
        (GOOD + "\n", ["1:good"]),
        (GOOD + "\r\n" + GOOD + "\r\n", ["1:good", "2:good"]),
        ("\n\n" + GOOD + "\n\n" + GOOD, ["3:good", "5:good"]),
        (BOM + GOOD.encode(), ["1:good"]),
        (BOM + b"\n" + GOOD.encode(), ["2:good"]),
        (f"[{GOOD}]", ["1:good"]),
        (BOM + f"[{GOOD}]".encode(), ["1:good"]),
        (f"\n \n[\n{GOOD},\n\n{GOOD}\n]\n", ["4:good", "6:good"]),
        (f"[{GOOD},{GOOD}]", ["1:good", "1:good"]),
    ],
)
def test_lines_and_arrays_are_told_apart_and_counted(content, verdict):
    assert told(content) == verdict


BAD_ARRAYS: list[tuple[str, str, list[str]]] = [
    ("cut off inside an element", f"[{GOOD},\n{GOOD[:-3]}", ["1:good", "f.jsonl:2: is not JSON"]),
    ("cut off after a comma", f"[{GOOD},", ["1:good", "f.jsonl:1: is not JSON"]),
    ("cut off after an element", f"[{GOOD}\n", ["1:good", "f.jsonl:2: the array is not closed"]),
    ("cut off at once", "[", ["f.jsonl:1: is not JSON"]),
    ("a comma missing", f"[{GOOD}\n{GOOD}]", ["1:good", "f.jsonl:2: the array is not closed, or a comma"]),
    ("a comma too many", f"[{GOOD},\n]", ["1:good", "f.jsonl:2: is not JSON"]),
    ("a second document", f"[{GOOD}]\n{GOOD}", ["1:good", "f.jsonl:1: something follows"]),
    ("an element that is no object", f"[1,\n{GOOD}]", ["f.jsonl:1: is not an event", "2:good"]),
    ("a float in one element", f"[{with_data('1.5')},\n{GOOD}]", ["f.jsonl:1: field `data`: the number 1.5", "2:good"]),
    ("a key twice in one element", f'[{{"a":1,\n"a":2}},\n{GOOD}]', ["f.jsonl:1: field `a`: stands twice", "3:good"]),
    ("NaN in one element", f"[\n[NaN],\n{GOOD}]", ["f.jsonl:2: field `[0]`: NaN", "3:good"]),
    ("a fault on an element's third line", f'[{GOOD},\n{{"a":\n\n oops}}]', ["1:good", "f.jsonl:4: is not JSON"]),
    ("an unknown attribute", f'[{GOOD[:-1]},\n"x":1}},\n{GOOD}]', ["f.jsonl:1: field `x`", "3:good"]),
]  # fmt: skip


@pytest.mark.parametrize(("what", "content", "verdict"), BAD_ARRAYS, ids=[case[0] for case in BAD_ARRAYS])
def test_a_bad_element_of_an_array_is_named_with_its_line(what, content, verdict):
    found = told(content)
    assert len(found) == len(verdict)
    assert all(str(one).startswith(expected) for one, expected in zip(found, verdict, strict=True)), found


def test_an_array_that_is_not_utf8_is_refused_where_it_breaks():
    why = f"f.jsonl:2: is not UTF-8 at byte {len(GOOD) + 4}: write it in UTF-8"
    assert told(f"[{GOOD},\n".encode() + b"\xff]") == ["1:good", why]


def test_a_rejected_line_is_kept_as_it_was_written():
    bad = GOOD.replace("good", "a b").replace("outage/", "outrage/")
    assert [each.text for each in offered(f"{GOOD}\n{bad}\n")][1] == bad.encode() + b"\n"
    assert [each.text for each in offered(f"[{GOOD}, {bad}]")][1] == bad


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    for path in (tmp_path / "absent.jsonl", tmp_path):
        with pytest.raises(InputRefused) as refusal:
            list(read_file(path))
        assert str(path) in str(refusal.value)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)


@given(
    st.lists(
        st.one_of(
            st.binary(max_size=30),
            JSON.map(lambda value: json.dumps(value).encode()),
            st.tuples(st.sampled_from(sorted(json.loads(GOOD))), JSON).map(
                lambda change: json.dumps(json.loads(GOOD) | dict([change])).encode()
            ),
        ),
        max_size=4,
    )
)
def test_whatever_a_file_holds_each_line_of_it_gets_a_submission_or_one_printable_line(lines: list[Any]):
    for content in (b"\n".join(lines), b"[" + b",".join(lines) + b"]"):
        for each in offered(content):
            assert (each.submission is None) != (each.refusal is None)
            if each.refusal is not None:
                assert str(each.refusal).startswith(f"f.jsonl:{each.line}: ")
                assert str(each.refusal).isprintable()
