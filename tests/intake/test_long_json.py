"""A long document says what a short one does: its lists are gone through, not held, and its faults are the same."""

import json
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.intake import long_json, window
from ledger.intake.long_json import LongList, long_value

DECODE = json.JSONDecoder(parse_float=Decimal).raw_decode


def read(text: bytes, short: int, piece: int) -> Any:
    """What the document is, or what is wrong with it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(long_json, "SHORT", short)
        patch.setattr(long_json, "MOST", 10**6)
        patch.setattr(long_json, "Window", partial(window.Window, piece=piece))
        try:
            return plain(long_value(text, DECODE))
        except window.NotJson as error:
            return f"{error.why}: line {error.row + 1} column {error.column}"
        except window.NotUtf8 as error:
            return f"byte {error.byte}"


def plain(value: Any) -> Any:
    if isinstance(value, LongList):
        first = [plain(each) for each in value]
        assert first == [plain(each) for each in value]
        assert len(value) == len(first)
        return first
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return value


def whole(text: bytes) -> Any:
    try:
        return json.loads(text.decode(), parse_float=Decimal)
    except UnicodeDecodeError as error:
        return f"byte {error.start}"
    except json.JSONDecodeError as error:
        return f"{error.msg}: line {error.lineno} column {error.colno}"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text(max_size=20)
    | st.decimals(allow_nan=False, allow_infinity=False).map(float),
    lambda inner: st.lists(inner, max_size=6) | st.dictionaries(st.text(max_size=3), inner, max_size=6),
    max_leaves=40,
)


@example([[1.5] * 20, {"é€😀": [[], [{}] * 9]}], None, 5, 1)
@given(JSON, st.sampled_from([None, 1, "\t"]), st.integers(1, 60), st.integers(1, 100))
def test_a_long_document_is_what_it_says(value, indent, short, piece):
    text = json.dumps(value, indent=indent, ensure_ascii=False).encode()
    assert read(text, short, piece) == whole(text)


@given(JSON, st.data(), st.integers(1, 60), st.integers(1, 100))
def test_a_fault_is_told_where_it_is(value, data, short, piece):
    text = json.dumps(value, indent=data.draw(st.sampled_from([None, 1])), ensure_ascii=False)
    at = data.draw(st.integers(0, len(text)))
    put = data.draw(st.sampled_from(["", ",", "]", "}", '"', "x", ":", "1", "\n", "[", "{", "\\", "\x01"]))
    broken = (text[:at] + put + text[at + data.draw(st.integers(0, 2)) :]).encode()
    assert read(broken, short, piece) == whole(broken)
