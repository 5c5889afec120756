"""How good the evidence for a figure is: written down when it happened, late, on a source's word, or contested."""

from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.article_06_rate import READINGS, reference_hours
from projections.articles.finding import LATE_AFTER, Evidence, Grade
from projections.articles.stretch import stretches
from projections.calendar.period import Period
from projections.calendar.span import Duration, Spans, intersect, measure, normal, subtract
from projections.edition.reading import Reading
from projections.facts.entry import Entry
from projections.facts.history import History
from projections.facts.operation import Facts

GRADES: Sequence[Grade] = tuple(each for each in get_args(Grade) if each != "unobserved")
"""The weakest first: a span that rests on several entries has the grade of its weakest."""


def grade(entries: Iterable[Entry], contested: frozenset[tuple[str, str]]) -> Grade:
    """The grade of what rests on these entries.

    An entry recorded late is *claimed* where its source says that it knew in time: its word against the clock.
    """
    entries = list(entries)
    if any(entry.key in contested for entry in entries):
        return "contested"
    late = [entry for entry in entries if entry.recorded_at - entry.occurred_at > LATE_AFTER]
    if not late:
        return "contemporaneous"
    claimed = all(each.claimed_at is not None and each.claimed_at - each.occurred_at <= LATE_AFTER for each in late)
    return "claimed" if claimed else "recorded_late"


def contested(entries: Iterable[Entry]) -> frozenset[tuple[str, str]]:
    """The keys of the entries that a side contests and has not admitted since."""
    said = sorted(
        (entry for entry in entries if entry.type in ("entry.contested", "entry.admitted")),
        key=lambda entry: entry.order,
    )
    last = {entry.amends: entry.type for entry in said}
    return frozenset(key for key, type_ in last.items() if type_ == "entry.contested")


def evidence(
    finding: AvailabilityFinding, facts: Facts, history: History, period: Period, chosen: Mapping[str, Reading]
) -> Evidence:
    """The downtime of a finding by the grade of its evidence; an instant counts under its weakest grade alone."""
    entries = {entry.position: entry for entry in history.read()}
    disputed = contested(entries.values())
    by_grade: dict[Grade, Spans] = {each: [] for each in GRADES}
    for span in finding.spans:
        if span.treatment == "counted":
            rests_on = (entries[ref.position] for ref in span.entries if ref.position in entries)
            by_grade[grade(rests_on, disputed)].append((span.from_, span.until))
    seconds: dict[str, Duration] = {}
    weaker: Spans = []
    for each in GRADES:
        spans = subtract(normal(by_grade[each]), weaker)
        seconds[f"{each}_seconds"] = Duration(measure(spans))
        weaker = normal([*weaker, *spans])
    return Evidence(unobserved_seconds=Duration(measure(_unobserved(facts, period, chosen))), **seconds)


def _unobserved(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> Spans:
    found: Spans = []
    for stretch in stretches(facts.contract, period.first, period.until, READINGS, chosen):
        interrupted = normal(
            (each.from_, facts.known.at if each.until is None else each.until)
            for each in facts.operations[stretch.subscription.environment].interruptions
        )
        found += intersect(interrupted, reference_hours(stretch, facts.calendars))
    return normal(found)
