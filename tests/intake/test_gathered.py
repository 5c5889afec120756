"""What is put aside comes back in order, whether it stayed in memory or went to a file."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import pile
from ledger.intake.gathered import Gathered

RECORDS = st.tuples(
    st.sampled_from(["a", "b", "é€", ""]), st.integers(-3, 3), st.none() | st.text(max_size=3) | st.just("\ud800")
)


def first_two(each: tuple[int, tuple[int, str | None]]) -> tuple[int, int]:
    return each[0], each[1][0]


@given(st.lists(RECORDS, max_size=40), st.integers(1, 9), st.integers(1, 9))
def test_what_is_put_aside_comes_back_by_name_and_in_the_order_of_time(records, most, block):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pile, "ROOM", most * 512)
        patch.setattr(pile, "_BLOCK", block)
        held = Gathered()
        for number, (name, instant, text) in enumerate(records):
            held.put(name, instant, (number, text))
        names = list(dict.fromkeys(name for name, _, _ in records))
        expected = [
            (name, sorted(((at, (no, text)) for no, (of, at, text) in enumerate(records) if of == name), key=first_two))
            for name in names
        ]
        for _ in range(2):
            assert [(name, list(group)) for name, group in held.groups()] == expected
