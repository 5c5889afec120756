"""Spans against sets of instants: what a list of spans holds, bit by bit."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from projections.calendar.span import (
    Duration,
    Instant,
    Spans,
    clip,
    covers,
    intersect,
    measure,
    normal,
    subtract,
    union,
)

LIMIT = 40
raw = st.lists(st.tuples(st.integers(0, LIMIT), st.integers(0, LIMIT)), max_size=12)
lists = raw.map(normal)


def bits(spans: Spans) -> set[int]:
    return {instant for from_, until in spans for instant in range(from_, until)}


def well_formed(spans: Spans) -> bool:
    return all(from_ < until for from_, until in spans) and all(a[1] < b[0] for a, b in pairwise(spans))


@given(raw)
def test_normal_holds_the_same_instants(spans: Spans) -> None:
    merged = normal(spans)
    assert well_formed(merged)
    assert bits(merged) == bits(spans)
    assert normal(merged) == merged


@given(lists, lists, lists)
def test_algebra_is_that_of_sets(a: Spans, b: Spans, c: Spans) -> None:
    for result, expected in (
        (union(a, b, c), bits(a) | bits(b) | bits(c)),
        (intersect(a, b), bits(a) & bits(b)),
        (subtract(a, b), bits(a) - bits(b)),
        (clip(a, 7, 23), bits(a) & set(range(7, 23))),
    ):
        assert well_formed(result)
        assert bits(result) == expected


@given(lists, st.integers(-1, LIMIT + 1))
def test_measure_and_covers_count_the_same_instants(spans: Spans, instant: int) -> None:
    assert measure(spans) == len(bits(spans))
    assert covers(spans, instant) == (instant in bits(spans))


def test_touching_spans_become_one_and_the_end_is_outside() -> None:
    assert union([(0, 5)], [(5, 9)]) == [(0, 9)]
    assert covers([(0, 5)], 4)
    assert not covers([(0, 5)], 5)
    assert union() == []
    assert clip([(0, 5)], 4, 4) == []
    assert clip([(0, 5)], 4, 1) == []


def test_a_union_is_a_new_list() -> None:
    spans = [(0, 5)]
    union(spans).append((7, 9))
    assert spans == [(0, 5)]


def test_marked_ints_are_ints() -> None:
    assert Instant(5) - Instant(2) == 3
    assert type(Duration(5) + 1) is int
    assert hash(Instant(5)) == hash(5)
