"""An array of events is read piece by piece: whatever the pieces, what comes out is what reading it whole gives."""

import io
import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.intake import cloudevents
from ledger.intake.strict_json import Unfit, strict_value
from tests.ledger.said import line, said

GOOD = line(said("outage.started", "10T09:00", id="good"))
WIDE = GOOD.replace('"good"', '"é€😀"')
LONG = 700
"""Bytes that an event may take in these tests."""
BLANKS = re.compile(r"[ \t\r\n]*")


def past_blanks(text: str, place: int) -> int:
    found = BLANKS.match(text, place)
    assert found is not None
    return found.end()


def told(content: bytes, piece: int) -> list[tuple[int, str, str]]:
    """Line, text and id or refusal of everything that is found."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cloudevents, "_PIECE", piece)
        patch.setattr(cloudevents, "LONGEST_LINE", LONG)
        return [
            (each.line, str(each.text), str(each.refusal) if each.submission is None else each.submission.id)
            for each in cloudevents.read("f", io.BytesIO(content))
        ]


def whole(content: bytes) -> Iterator[tuple[int, str, str]]:
    """The same by the shortest way: everything in one text. For an array that begins with its bracket."""
    broken = None
    try:
        text = content.decode()
    except UnicodeDecodeError as error:
        text, broken = content[: error.start].decode(), error.start
    unread = (
        text.count("\n") + 1,
        "",
        f"f:{text.count(chr(10)) + 1}: is not UTF-8 at byte {(broken or 0) + 1}: write it in UTF-8",
    )
    place = past_blanks(text, 1)
    closed = text[place : place + 1] == "]"
    while not closed:
        line = text.count("\n", 0, place) + 1
        begins = place
        try:
            value, place = strict_value(text, place)
        except json.JSONDecodeError as error:
            far = error.pos + 16 - place > LONG
            near = error.pos + 16 >= len(text) or far or error.msg.startswith("Unterminated")
            if near and len(text) - place > LONG:
                yield line, "", f"f:{line}: {cloudevents._LONG_ELEMENT.format(longest=LONG)}"
            elif near and broken is not None:
                yield unread
            else:
                refusal = cloudevents._not_json(error.msg, error.colno).at("f", error.lineno)
                yield error.lineno, "", str(refusal)
            return
        if place - begins > LONG:
            yield line, "", f"f:{line}: {cloudevents._LONG_ELEMENT.format(longest=LONG)}"
            return
        if broken is not None and place + 16 > len(text) and text[place - 1] not in '"]}':
            yield unread
            return
        yield line, text[begins:place], one(value, line)
        place = past_blanks(text, place)
        follows = text[place : place + 1]
        line = text.count("\n", 0, place) + 1
        if not follows and broken is not None:
            yield unread
            return
        if follows not in ("]", ",") or not follows:
            yield line, "", f"f:{line}: the array is not closed, or a comma is missing"
            return
        closed = follows == "]"
        place = place if closed else past_blanks(text, place + 1)
        if place == len(text) and broken is not None:
            yield unread
            return
    line = text.count("\n", 0, place) + 1
    if text[place + 1 :].strip():
        yield line, "", f"f:{line}: something follows the end of the array"
    elif broken is not None:
        yield unread


def one(value: Any, line: int) -> str:
    """The id of an event, or why it is none."""
    if isinstance(value, Unfit):
        return str(value.refusal.at("f", line))
    [offered] = cloudevents.read("f", io.BytesIO(f"[{json.dumps(value)}]".encode()))
    if offered.submission is not None:
        return offered.submission.id
    return str(offered.refusal).replace("f:1: ", f"f:{line}: ", 1)


ELEMENTS = st.sampled_from(
    [GOOD, WIDE, GOOD.replace(",", ",\n "), "{}", "12", "1.5", "-", "1e", "tru", "true", "NaN", "-Infinity", '"é', '""',
     '"\\ud83d\\ude00"', '{"a":1,"a":2}', "[[1,", "[{}]", "9" * 5_000, '"' + "x" * LONG + '"', "", "x", "\udcff"]
)  # fmt: skip
JOINTS = st.sampled_from([",", ",", ",", ",\n", " ,\r\n\n", "", "\n", "]", "]\n\n", '"', "\ufeff", "\udcff", " " * 40])


@example([(GOOD, ","), (GOOD, "")], "]", 1)
@example([("12", ",")], "\udcff]", 3)
@given(
    st.lists(st.tuples(ELEMENTS, JOINTS), max_size=4),
    st.sampled_from(["]", "]\n", "", "\udcff]"]),
    st.integers(1, 2_000),
)
def test_whatever_the_pieces_an_array_says_what_it_says_whole(parts, end, piece):
    content = ("[" + "".join(element + joint for element, joint in parts) + end).encode("utf-8", "surrogateescape")
    assert told(content, piece) == list(whole(content))


def test_an_element_may_be_as_long_as_a_line_and_no_longer():
    unit = '"' + "x" * (LONG - 2) + '"'
    longer = unit.replace("x", "xx", 1)
    assert [each[2] for each in told(f"[{unit},{GOOD}]".encode(), 64)][-1] == "good"
    assert told(f"[{GOOD},\n{longer},{GOOD}]".encode(), 64)[1:] == [
        (2, "", f"f:2: is longer than {LONG} bytes: nothing after it is read from the array")
    ]


@pytest.mark.parametrize(("length", "verdict"), [(3_000, ["longer", "good"]), (5_000, ["no end"])])
def test_the_end_of_a_line_is_looked_for_so_far_and_no_farther(monkeypatch, length, verdict):
    monkeypatch.setattr(cloudevents, "LONGEST_LINE", LONG)
    monkeypatch.setattr(cloudevents, "_PIECE", 100)
    monkeypatch.setattr(cloudevents, "ENDLESS", 3_000)
    found = [
        each.submission.id if each.submission else str(each.refusal)
        for each in cloudevents.read("f", io.BytesIO(b"x" * length + b"\n" + GOOD.encode()))
    ]
    assert len(found) == len(verdict)
    assert all(expected in one for one, expected in zip(found, verdict, strict=True)), found
