"""Article 6 ¶3: downtime (TI) is the time for which the service is down, less what the article excludes.

Each outage is cut into pieces; at every instant of a piece the same rule decides, and the piece names it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Hashable, Iterator, Sequence
from typing import NamedTuple

from projections.articles.article_05_windows import day_zone_of, local_days, missing_calendars
from projections.articles.article_06_exclusion import (
    HARMLESS,
    OUTSIDE,
    Decision,
    Down,
    Exclusions,
    Work,
    decide,
    exclusions,
)
from projections.articles.article_06_readings import (
    COUNTED_IMPACTS,
    DowntimeScope,
    OutageBounds,
    OverlappingOutages,
    Unavailability,
    UnobservedTime,
)
from projections.articles.stretch import Stretch
from projections.calendar.span import FOREVER, Span, Spans, clip, intersect, measure, normal, subtract, union
from projections.calendar.unfit import Unfit
from projections.calendar.zone import local_date
from projections.edition.reading import Readings
from projections.facts.calendars import Calendars
from projections.facts.operation import Operation
from projections.facts.outage import Causes, Outage

MOST_CUTS = 100_000
"""Edges of windows and emergencies inside outages, each edge in each outage counted, that one period can have."""


Cuts = dict[tuple[Hashable, Span], list[tuple[Span, Decision]]]
"""How outages of a kind are cut in a span: those that went on together are cut alike."""


class Piece(NamedTuple):
    """A part of an outage under one decision."""

    outage: Outage
    span: Span
    decision: Decision


class Account(NamedTuple):
    """Downtime of a stretch in microseconds: as the readings have it, at `least` and at `most`.

    `excluded` are the reference hours in which the service was down and nothing counts; `missing` the
    calendars that were needed and never adopted; `edges` how many edges of windows and
    emergencies lie in the `outages`.
    """

    pieces: tuple[Piece, ...]
    downtime: int
    least: int
    most: int
    excluded: int
    provisional: bool
    missing: tuple[tuple[str, int], ...]
    outages: int = 0
    edges: int = 0


def account(
    stretch: Stretch, operation: Operation, done: Work, reference: Spans, calendars: Calendars, open_until: int
) -> Account:
    """The downtime of a stretch, with every outage of the service cut into pieces.

    What has not ended runs on to `open_until`, the end of the period or `known_at`. Raises Unfit where the outages
    would be cut at more than `MOST_CUTS` edges, and at more than ten each.
    """
    readings = stretch.readings
    whole: Spans = [(stretch.from_, stretch.until)]
    looked_at = reference if readings[DowntimeScope] is DowntimeScope.REFERENCE_HOURS else whole
    happened = [
        Down(outage, lasted, active, counted_impact(outage, active, readings), Causes(outage.attributions))
        for outage in operation.outages
        if outage.component == "service"
        for lasted in (extent(outage, readings, open_until),)
        for active in clip([lasted], stretch.from_, stretch.until)
    ]
    known_down = union([], *(each.down for each in happened))
    blind = _unobserved(operation, readings, open_until, subtract(looked_at, known_down))
    matter = union(intersect(known_down, looked_at), blind)
    allowed = exclusions(stretch, done, calendars, matter)
    edges = sum(allowed.edges_by(each.active[1]) - allowed.edges_by(each.active[0]) for each in happened)
    bearable(edges, len(happened), stretch)
    cuts: Cuts = {}
    pieces = [piece for each in happened for piece in _pieces(each, looked_at, allowed, readings, cuts)]
    doubtful = [
        span
        for blind_span in blind
        for span, decision in _cut(None, blind_span, allowed, readings)
        if decision.treatment == "counted"
    ]
    years = [day.year for day in local_days(matter, day_zone_of(stretch))]
    return _sums(pieces, doubtful, reference, readings)._replace(
        outages=len(happened),
        edges=edges,
        provisional=any(each.outage.ended is None for each in happened),
        missing=tuple(missing_calendars(years, stretch.subscription.territory, calendars, readings)),
    )


# Step 1: when was the service down?


def extent(outage: Outage, readings: Readings, open_until: int) -> Span:
    """From when to when the outage lasted under the reading of its bounds; open, until `open_until`."""
    began, ended = outage.started, open_until if outage.ended is None else outage.ended
    bounds = readings[OutageBounds]
    if bounds is OutageBounds.WIDEST and outage.last_seen_up is not None:
        began = outage.last_seen_up
    if bounds is OutageBounds.NARROWEST and outage.last_seen_down is not None:
        ended = outage.last_seen_down
    return (began, max(began, ended))


def counted_impact(outage: Outage, active: Span, readings: Readings) -> Spans:
    """When, in the active span of the outage, its impact makes the service unavailable."""
    counted = COUNTED_IMPACTS[readings[Unavailability]]
    if len(outage.impacts) == 1:
        return [active] if outage.impacts[0][1] in counted else []
    froms = [-FOREVER, *(from_ for from_, _ in outage.impacts[1:])]
    untils = [*froms[1:], FOREVER]
    spans = zip(froms, untils, outage.impacts, strict=True)
    return clip(normal((from_, until) for from_, until, (_, impact) in spans if impact in counted), *active)


# Cutting an outage where another rule begins to decide


def bearable(edges: int, outages: int, stretch: Stretch) -> None:
    """Raises Unfit where so many outages up to the end of this stretch would be cut at too many edges.

    Long outages by the thousand under windows by the thousand would make millions of spans: nobody reads those.
    """
    if edges > MOST_CUTS + 10 * outages:
        raise Unfit(
            "by {until} the outages, windows and emergencies cut each other into {cuts} spans, more than a finding can "
            "hold: ask for a shorter period",
            until=local_date(stretch.until - 1, stretch.zone).isoformat(),
            cuts=edges,
        )


def _pieces(down: Down, looked_at: Spans, allowed: Exclusions, readings: Readings, cuts: Cuts) -> list[Piece]:
    inside = clip(looked_at, *down.active)
    found = [Piece(down.outage, span, OUTSIDE) for span in subtract([down.active], inside)]
    found += (Piece(down.outage, span, HARMLESS) for span in subtract(inside, down.down))
    kind = allowed.kind(down)
    for span in intersect(inside, down.down):
        if (kind, span) not in cuts:
            cuts[kind, span] = list(_cut(down, span, allowed, readings))
        found += (Piece(down.outage, part, decision) for part, decision in cuts[kind, span])
    return sorted(found, key=lambda piece: piece.span)


def _cut(down: Down | None, span: Span, allowed: Exclusions, readings: Readings) -> Iterator[tuple[Span, Decision]]:
    bounds = _bounds(down, span, allowed)
    since, last = span[0], decide(down, span[0], allowed, readings)
    for instant in bounds:
        decision = decide(down, instant, allowed, readings)
        if decision != last:
            yield (since, instant), last
            since, last = instant, decision
    yield (since, span[1]), last


def _bounds(down: Down | None, span: Span, allowed: Exclusions) -> list[int]:
    """The instants within the span at which another rule may decide."""
    low, high = bisect_right(allowed.edges, span[0]), bisect_left(allowed.edges, span[1])
    edges = set(allowed.edges[low:high])
    for attribution in () if down is None else down.outage.attributions:
        edges.update(
            edge for edge in (attribution.from_, attribution.until) if edge is not None and span[0] < edge < span[1]
        )
    return sorted(edges)


def _unobserved(operation: Operation, readings: Readings, open_until: int, candidates: Spans) -> Spans:
    if readings[UnobservedTime] is UnobservedTime.UP:
        return []
    blind = normal((each.from_, open_until if each.until is None else each.until) for each in operation.interruptions)
    return intersect(blind, candidates)


# Adding up


def _sums(pieces: Sequence[Piece], unobserved: Spans, reference: Spans, readings: Readings) -> Account:
    counted = [piece.span for piece in pieces if piece.decision.treatment == "counted"]
    sure = [piece.span for piece in pieces if piece.decision.treatment == "counted" and not piece.decision.doubtful]
    excluded = normal(
        piece.span for piece in pieces if piece.decision.treatment == "excluded" and piece.decision is not HARMLESS
    )
    add = measure if readings[OverlappingOutages] is OverlappingOutages.SUM else _measure_once
    return Account(
        tuple(pieces),
        downtime=add(counted),
        least=add(sure),
        most=add(counted) + measure(unobserved),
        excluded=measure(intersect(subtract(excluded, normal(counted)), reference)),
        provisional=False,
        missing=(),
    )


def _measure_once(spans: Spans) -> int:
    return measure(normal(spans))
