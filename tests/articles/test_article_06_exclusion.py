"""What excuses an instant: the window and the emergency that are in force then, found without going through all."""

from itertools import pairwise
from typing import SupportsIndex

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.articles import article_06_downtime
from projections.articles.article_05_emergency import EmergencyAfterOutage, Suspension
from projections.articles.article_05_windows import Window
from projections.articles.article_06_exclusion import Down, Exclusions, decide
from projections.articles.article_06_readings import ConcurrentCause
from projections.calendar.span import FOREVER, Span, first_open
from projections.calendar.unfit import Unfit
from projections.edition.reading import Readings
from projections.edition.wording import N_, say
from projections.facts.maintenance import Emergency
from projections.facts.outage import Causes, Outage
from tests.articles.service_of import Service, availability, downtime


def window(from_: int, until: int) -> Window:
    return Window((from_, until), "night", say(N_("nightly window, article 5 ¶2")), ())


def suspension(number: int, from_: int, until: int) -> Suspension:
    emergency = Emergency(f"maintenance/{number}", "environment/p", from_, from_, until, None, "", ())
    return Suspension(emergency, (from_, until))


INSTANTS = range(-1, 22)
SPANS = st.tuples(st.integers(0, 20), st.integers(0, 20)).map(lambda span: (min(span), max(span)))
LASTING = st.tuples(st.integers(0, 19), st.one_of(st.integers(1, 20), st.just(FOREVER))).map(
    lambda span: (span[0], max(span[1], span[0] + 1))
)


def lasting(span: Span, name: str = "a") -> Down:
    outage = Outage(f"outage/{name}", "environment/p", "service", span[0], span[1], None, None, (), (), ())
    return Down(outage, span, span, [span], Causes(()))


@given(st.lists(SPANS, max_size=8))
def test_at_every_instant_the_first_open_window_is_found(spans):
    found = [window(*span) for span in spans]
    allowed = Exclusions.of(found, [])
    for instant in INSTANTS:
        first = next((each for each in found if each.span[0] <= instant < each.span[1]), None)
        assert allowed.window_at(instant) is first


def excluded_plainly(down: Span | None, instant: int, suspended: list[Suspension], after: object, lifted: bool) -> bool:
    """Whether one of the emergencies excludes the instant, each of them asked."""
    for from_, until in (each.span for each in suspended):
        running = from_ <= instant < until
        began_in_it = down is None or down[0] >= from_
        if began_in_it and running and lifted:
            return True
        if down is not None and not began_in_it:
            if after is EmergencyAfterOutage.FROM_START and running:
                return True
            if after is EmergencyAfterOutage.WHOLE_OUTAGE and from_ < down[1]:
                return True
    return False


@given(
    st.lists(LASTING, max_size=8), st.one_of(st.none(), LASTING), st.sampled_from(EmergencyAfterOutage), st.booleans()
)
def test_at_every_instant_an_emergency_excludes_as_if_each_had_been_asked(spans, lasted, after, lifted):
    suspended = [suspension(number, *span) for number, span in enumerate(sorted(spans))]
    concurrent = ConcurrentCause.ANY_EXCLUSION if lifted else ConcurrentCause.ANY_FAULT
    readings = Readings([after, concurrent])
    down = None if lasted is None else lasting(lasted)
    allowed = Exclusions.of([], suspended)
    for instant in INSTANTS:
        if lasted is None or lasted[0] <= instant < lasted[1]:
            decision = decide(down, instant, allowed, readings)
            assert (decision.treatment == "excluded") == excluded_plainly(lasted, instant, suspended, after, lifted)


@given(st.lists(LASTING, max_size=8), LASTING, LASTING, st.sampled_from(EmergencyAfterOutage))
def test_outages_of_a_kind_are_decided_alike_where_both_went_on(spans, one, other, after):
    allowed = Exclusions.of([], [suspension(number, *span) for number, span in enumerate(sorted(spans))])
    a, b = lasting(one), lasting(other, "b")
    if allowed.kind(a) == allowed.kind(b):
        for instant in range(max(one[0], other[0]), min(one[1], other[1], 22)):
            assert decide(a, instant, allowed, Readings([after])) == decide(b, instant, allowed, Readings([after]))


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


OVERLAPPING = [
    "announce m at 01T10:00: 10T15:00 -> 10T17:00",
    *(f"down 10T1{number}:00 -> 10T16:00" for number in range(5)),
]
"""Five outages at once, each cut at 15:00, where a maintenance begins."""


@pytest.mark.parametrize(("most", "answers"), [(4, False), (5, True)])
def test_outages_that_would_be_cut_beyond_measure_are_not_listed(monkeypatch, most, answers):
    monkeypatch.setattr(article_06_downtime, "MOST_CUTS", most - 50)  # ten more are free for each outage
    told = Service("2026-03", *OVERLAPPING)
    if answers:
        assert downtime(told, "2026-03") == "18000"
    else:
        with pytest.raises(Unfit, match=r"by 2026-03-31 the outages, windows .* into 5 spans"):
            availability(told, "2026-03")
