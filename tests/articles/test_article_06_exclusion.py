"""Which window is open at an instant: the first of those that are, found without going through all of them."""

from itertools import pairwise
from typing import SupportsIndex

from hypothesis import given
from hypothesis import strategies as st

from projections.articles.article_05_windows import Window
from projections.articles.article_06_exclusion import Exclusions, _window_at
from projections.calendar.span import Span, first_open
from projections.edition.wording import N_, say


def window(from_: int, until: int) -> Window:
    return Window((from_, until), "night", say(N_("nightly window, article 5 ¶2")), ())


def allowing(found: list[Window]) -> Exclusions:
    edges = tuple(sorted({edge for each in found for edge in each.span}))
    opened = first_open(edges, [each.span for each in found])
    return Exclusions(edges, tuple(None if number is None else found[number] for number in opened), ())


SPANS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda span: (min(span), max(span)))


@given(st.lists(SPANS, max_size=8))
def test_at_every_instant_the_first_open_window_is_found(spans):
    found = [window(*span) for span in spans]
    allowed = allowing(found)
    for instant in range(-1, 22):
        first = next((each for each in found if each.span[0] <= instant < each.span[1]), None)
        assert _window_at(allowed, instant) is first


class Looked(list[Span]):
    """Spans that count how often one of them is looked at."""

    times = 0

    def __getitem__(self, place: SupportsIndex) -> Span:  # type: ignore[override]
        self.times += 1
        return super().__getitem__(place)


def test_many_windows_one_after_the_other_are_looked_at_a_few_times_each():
    edges = range(0, 4_000, 2)
    found = Looked(pairwise(edges))
    assert len([each for each in first_open(edges, found) if each is not None]) == len(found)
    assert found.times < 10 * len(found)
