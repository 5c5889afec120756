"""Article 9 at every instant: the spans fill the period, and each says what a plain look at the steps says."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from projections.articles.article_09_qualification import assess
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR
from projections.calendar.zone import local_date
from projections.facts.qualification import gather_qualification
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told

SCOPE, SCHEME = f"environment/{ENVIRONMENT}", "qualification/SecNumCloud"
DAYS = st.dates(date(2026, 2, 20), date(2026, 4, 10))
LEFT_OUT = (date(2026, 3, 29), 2)
"""The hour that no clock shows: nothing can be said to happen then."""
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["granted", "granted", "suspended", "withdrawn"]), DAYS, st.integers(0, 23), st.none() | DAYS
    ).filter(lambda step: step[1:3] != LEFT_OUT),
    max_size=8,
)


def told_by(steps: list[tuple[str, date, int, date | None]]) -> Told:
    told = Told()
    granted = False
    for what, day, hour, valid_until in sorted(steps, key=lambda step: (step[1], step[2])):
        if what == "granted":
            granted = True
            term = {} if valid_until is None else {"valid_until": str(valid_until)}
            told.tell("qualification.granted", SCHEME, f"{day} {hour:02d}:00", scope=SCOPE, **term)
        elif granted:
            told.tell(f"qualification.{what}", SCHEME, f"{day} {hour:02d}:00", scope=SCOPE)
    return told


def plainly(told: Told, instant: int) -> str:
    """The status at an instant: of the steps by then the last, and whether the last grant's term is over."""
    by_then = [entry for entry in told.kept.all if entry.subject == SCHEME and entry.occurred_at <= instant]
    if not by_then:
        return "not_recorded"
    by_then.sort(key=lambda entry: entry.order)
    last = by_then[-1].type.partition(".")[2]
    if last == "withdrawn":
        return last
    term = next(entry for entry in reversed(by_then) if entry.type.endswith("granted")).data.get("valid_until")
    over = term is not None and local_date(instant, told.zone) > date.fromisoformat(term)
    return "lapsed" if over else last


@given(STEPS)
def test_every_span_says_what_a_plain_look_says(steps: list[tuple[str, date, int, date | None]]):
    told = told_by(steps)
    finding = assess(gather_qualification(told.history(), CONTRACT), parse_period("2026-03"), {})
    assert finding.spans[0].from_ == told.at("2026-03-01")
    assert finding.spans[-1].until == told.at("2026-04-01")
    assert all(one.until == other.from_ for one, other in pairwise(finding.spans))
    instant = told.at("2026-03-01")
    for span in finding.spans:
        assert plainly(told, span.from_) == span.status
        assert plainly(told, span.until - 1) == span.status
    while instant < told.at("2026-04-01"):
        span = next(each for each in finding.spans if each.from_ <= instant < each.until)
        assert plainly(told, instant) == span.status
        instant += 7 * HOUR


@given(STEPS, st.integers(0, 30))
def test_a_day_of_a_period_is_judged_as_the_day_alone(steps: list[tuple[str, date, int, date | None]], days: int):
    facts = gather_qualification(told_by(steps).history(), CONTRACT)
    day = date(2026, 3, 1) + timedelta(days=days)
    alone = assess(facts, parse_period(str(day)), {})
    assert {span.status for span in alone.spans} <= {
        span.status for span in assess(facts, parse_period("2026-03"), {}).spans
    }
    assert alone.status == alone.spans[-1].status
