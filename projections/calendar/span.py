"""Half-open spans of time, in whole microseconds since 1970-01-01T00:00Z.

A `Spans` list is sorted; its spans are disjoint and do not touch, so every set of instants has exactly one list.
Every function here expects such lists and returns one (`normal` makes one), in time linear in what it is given.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from heapq import heappop, heappush
from itertools import chain

SECOND = 1_000_000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR

FOREVER = 2**62
"""Later than any instant: the end of what has no end."""

Span = tuple[int, int]
Spans = list[Span]


class Instant(int):
    """Microseconds since 1970-01-01T00:00Z: marks in a finding that an int is a moment.

    Arithmetic gives plain ints back.
    """

    __slots__ = ()


class Duration(int):
    """Microseconds: marks in a finding that an int is a length of time.

    Arithmetic gives plain ints back.
    """

    __slots__ = ()


def normal(spans: Iterable[Span]) -> Spans:
    """The one list that holds the same instants: sorted, merged, without empty spans."""
    merged: Spans = []
    last_from = last_until = 0
    for from_, until in sorted(spans):
        if until <= from_:
            continue
        if merged and from_ <= last_until:
            if until > last_until:
                last_until = until
                merged[-1] = (last_from, until)
        else:
            last_from, last_until = from_, until
            merged.append((from_, until))
    return merged


def union(*lists: Spans) -> Spans:
    """The instants that lie in any of the lists."""
    if len(lists) == 1:
        return list(lists[0])
    return normal(chain.from_iterable(lists))  # sorting finds the sorted runs and merges them


def intersect(a: Spans, b: Spans) -> Spans:
    """The instants that lie in both lists."""
    common: Spans = []
    i = j = 0
    while i < len(a) and j < len(b):
        from_ = max(a[i][0], b[j][0])
        until = min(a[i][1], b[j][1])
        if from_ < until:
            common.append((from_, until))
        if a[i][1] < b[j][1]:
            i += 1
        else:
            j += 1
    return common


def subtract(a: Spans, b: Spans) -> Spans:
    """The instants that lie in `a` and not in `b`."""
    rest: Spans = []
    j = 0
    for from_, until in a:
        while j < len(b) and b[j][1] <= from_:
            j += 1
        k = j
        while k < len(b) and b[k][0] < until:
            if from_ < b[k][0]:
                rest.append((from_, b[k][0]))
            from_ = b[k][1]
            k += 1
        j = max(j, k - 1)  # the last span met may reach into the next of `a`
        if from_ < until:
            rest.append((from_, until))
    return rest


def clip(spans: Spans, from_: int, until: int) -> Spans:
    """What of the spans lies in `[from_, until)`; found by bisection, so that a short cut of a long list is cheap."""
    if from_ >= until:
        return []
    first = bisect_right(spans, from_, key=_end)
    last = bisect_left(spans, until, key=_start)
    return [(max(start, from_), min(end, until)) for start, end in spans[first:last]]


def measure(spans: Spans) -> int:
    """The length of all spans together, in microseconds."""
    return sum(until - from_ for from_, until in spans)


def covers(spans: Spans, instant: int) -> bool:
    """Whether the instant lies in one of the spans; the end of a span does not."""
    found = bisect_right(spans, instant, key=_start) - 1
    return found >= 0 and instant < spans[found][1]


def _start(span: Span) -> int:
    return span[0]


def _end(span: Span) -> int:
    return span[1]


def first_open(edges: Iterable[int], spans: Sequence[Span]) -> Iterator[int | None]:
    """From each of the edges on, the number of the first of these spans that cover it: any spans, in any order.

    The edges are sorted, and are all instants at which one of the spans begins or ends; numbers count from 0.
    """
    coming = sorted(range(len(spans)), key=lambda number: spans[number][0], reverse=True)
    opened: list[int] = []
    for edge in edges:
        while coming and spans[coming[-1]][0] <= edge:
            heappush(opened, coming.pop())
        while opened and spans[opened[0]][1] <= edge:
            heappop(opened)
        yield opened[0] if opened else None
