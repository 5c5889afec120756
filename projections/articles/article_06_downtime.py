"""Article 6 ¶3: downtime (TI) is the time for which the service is down, less what the article excludes.

Each outage is cut into pieces; at every instant of a piece the same rule decides, and the piece names it.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from projections.articles import article_05_emergency as emergency_rules
from projections.articles import article_05_maintenance as maintenance_rules
from projections.articles.article_05_emergency import EmergencyAfterOutage, Suspension
from projections.articles.article_05_windows import (
    Window,
    day_zone_of,
    local_days,
    missing_calendars,
    planned_windows,
    windows,
)
from projections.articles.article_06_readings import (
    COUNTED_IMPACTS,
    ConcurrentCause,
    DowntimeScope,
    OutageBounds,
    OverlappingOutages,
    UnattributedOutage,
    Unavailability,
    UnobservedTime,
)
from projections.articles.stretch import Stretch
from projections.calendar.span import Span, Spans, clip, intersect, measure, normal, subtract, union
from projections.edition.reading import Readings
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import Calendars
from projections.facts.entry import Entry
from projections.facts.operation import Operation
from projections.facts.outage import Attribution, Outage

Treatment = Literal["counted", "excluded", "outside_reference_hours"]


@dataclass(frozen=True, slots=True)
class Decision:
    """What a rule makes of an instant of an outage, and the entries it rests on beside the outage's own.

    `doubtful`: it counts, but nobody gave a cause, and the reading leaves that undetermined.
    """

    treatment: Treatment
    article: str
    because: Text
    entries: tuple[Entry, ...] = ()
    doubtful: bool = False


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of an outage under one decision."""

    outage: Outage
    span: Span
    decision: Decision


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The spans of a stretch in which article 5 lets the service be stopped, and their edges in order."""

    windows: tuple[Window, ...]
    suspensions: tuple[Suspension, ...]
    edges: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Account:
    """Downtime of a stretch in microseconds: as the readings have it, at `least` and at `most`.

    `excluded` are the reference hours in which the service was down and nothing counts; `missing` the
    calendars that were needed and never adopted.
    """

    pieces: tuple[Piece, ...]
    downtime: int
    least: int
    most: int
    excluded: int
    provisional: bool
    missing: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class _Down:
    """An outage in a stretch: how long it lasted, what of that lies here, and when the service was down."""

    outage: Outage
    lasted: Span
    active: Span
    down: Spans


OUTSIDE = Decision("outside_reference_hours", "6", say(N_("outside the reference hours, article 6 ¶2")))
HARMLESS = Decision("excluded", "6", say(N_("its impact is not unavailability, article 6 ¶3")))


def account(stretch: Stretch, operation: Operation, reference: Spans, calendars: Calendars, known_at: int) -> Account:
    """The downtime of a stretch, with every outage of the service cut into pieces."""
    readings = stretch.readings
    whole: Spans = [(stretch.from_, stretch.until)]
    looked_at = reference if readings[DowntimeScope] is DowntimeScope.REFERENCE_HOURS else whole
    happened = [
        _Down(outage, lasted, active, counted_impact(outage, active, readings))
        for outage in operation.outages
        if outage.component == "service"
        for lasted in (extent(outage, readings, known_at),)
        for active in clip([lasted], stretch.from_, stretch.until)
    ]
    known_down = union([], *(each.down for each in happened))
    blind = _unobserved(operation, readings, known_at, subtract(looked_at, known_down))
    matter = union(intersect(known_down, looked_at), blind)
    allowed = _exclusions(stretch, operation, calendars, known_at, matter)
    pieces = [piece for each in happened for piece in _pieces(each, looked_at, allowed, readings)]
    doubtful = [
        span
        for blind_span in blind
        for span, decision in _cut(None, blind_span, allowed, readings)
        if decision.treatment == "counted"
    ]
    years = [day.year for day in local_days(matter, day_zone_of(stretch))]
    return replace(
        _sums(pieces, doubtful, reference, readings),
        provisional=any(each.outage.ended is None for each in happened),
        missing=tuple(missing_calendars(years, stretch.subscription.territory, calendars, readings)),
    )


# Step 1: when was the service down?


def extent(outage: Outage, readings: Readings, known_at: int) -> Span:
    """From when to when the outage lasted under the reading of its bounds; open, until `known_at`."""
    began, ended = outage.started, known_at if outage.ended is None else outage.ended
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
    froms = [-maintenance_rules.FOREVER, *(from_ for from_, _ in outage.impacts[1:])]
    untils = [*froms[1:], maintenance_rules.FOREVER]
    spans = zip(froms, untils, outage.impacts, strict=True)
    return clip(normal((from_, until) for from_, until, (_, impact) in spans if impact in counted), *active)


# Steps 2 to 6: the cause, and what excludes


_NOT_THE_SERVICE = {
    "force_majeure": N_("force majeure, article 6 ¶3 (iii)"),
    "client_equipment": N_("equipment of the client, article 6 ¶3 (iv)"),
    "outside_perimeter": N_("outside the perimeter of the service, article 6 ¶3 (v)"),
}


def attribution_at(outage: Outage, instant: int) -> Attribution | None:
    """The last attribution that covers the instant."""
    covering = [each for each in outage.attributions if each.covers(instant)]
    return covering[-1] if covering else None


def decide(down: _Down | None, instant: int, allowed: Exclusions, readings: Readings) -> Decision:
    """What the article makes of one instant at which the service is down (or, without an outage, unobserved)."""
    attribution = None if down is None else attribution_at(down.outage, instant)
    cause = None if attribution is None else attribution.cause
    given = () if attribution is None else (attribution.entry,)
    if cause in _NOT_THE_SERVICE:
        return Decision("excluded", "6", say(_NOT_THE_SERVICE[cause]), given)
    lifted = _lifts(cause, readings)
    window = _window_at(allowed.windows, instant)
    if window is not None and lifted:
        return Decision("excluded", "5", window.because, (*given, *window.entries))
    for suspension, always in _suspensions_at(down, instant, allowed.suspensions, readings):
        if always or lifted:
            subject = suspension.emergency.subject
            because = say(N_("emergency maintenance {maintenance}, article 5 ¶3"), maintenance=subject)
            return Decision("excluded", "5", because, (*given, *suspension.emergency.entries))
    doubtful = cause is None and readings[UnattributedOutage] is UnattributedOutage.UNDETERMINED
    return Decision("counted", "6", _why_it_counts(cause, window), given, doubtful)


def _lifts(cause: str | None, readings: Readings) -> bool:
    """Whether a window or an emergency excludes an outage of that cause."""
    match readings[ConcurrentCause]:
        case ConcurrentCause.CAUSE_DECIDES:
            return cause != "provider"
        case ConcurrentCause.ANY_EXCLUSION:
            return True
        case _:
            return cause in ("planned_maintenance", "emergency_maintenance")


def _window_at(found: Sequence[Window], instant: int) -> Window | None:
    return next((window for window in found if window.span[0] <= instant < window.span[1]), None)


def _suspensions_at(
    down: _Down | None, instant: int, found: Iterable[Suspension], readings: Readings
) -> Iterator[tuple[Suspension, bool]]:
    """The emergencies that bear on the instant, and whether they exclude it whatever its cause.

    An outage that began before an emergency is a matter of `emergency_after_outage` alone.
    """
    for suspension in found:
        from_, until = suspension.span
        inside = from_ <= instant < until
        if down is None or down.lasted[0] >= from_:
            if inside:
                yield suspension, False
        elif readings[EmergencyAfterOutage] is EmergencyAfterOutage.FROM_START:
            if inside:
                yield suspension, True
        elif readings[EmergencyAfterOutage] is EmergencyAfterOutage.WHOLE_OUTAGE and from_ < down.lasted[1]:
            yield suspension, True


def _why_it_counts(cause: str | None, window: Window | None) -> Text:
    if window is not None:
        return say(N_("in a maintenance window, but its cause is {cause}, article 6 ¶3"), cause=cause or "")
    if cause in ("planned_maintenance", "emergency_maintenance"):
        return say(N_("attributed to {cause}, but no window or emergency covers it, article 6 ¶3"), cause=cause)
    if cause is None:
        return say(N_("no cause given and nothing excludes it, article 6 ¶3"))
    return say(N_("caused by the provider, article 6 ¶3"))


def _exclusions(
    stretch: Stretch, operation: Operation, calendars: Calendars, known_at: int, matter: Spans
) -> Exclusions:
    readings, zone = stretch.readings, stretch.zone
    notice = maintenance_rules.terms(stretch.edition.article("5"))
    planned = [
        (maintenance, maintenance_rules.judged(maintenance, notice, readings, zone))
        for maintenance in operation.maintenances
    ]
    emergencies = list(operation.emergencies)
    for maintenance, versions in planned:
        emergency = emergency_rules.short_notice_emergency(maintenance, versions, readings)
        if emergency is not None:
            emergencies.append(emergency)
    suspended = emergency_rules.suspensions(emergencies, readings)
    found = [*windows(stretch, calendars, matter), *planned_windows(planned, readings, known_at)]
    spans = [*(window.span for window in found), *(each.span for each in suspended)]
    return Exclusions(tuple(found), tuple(suspended), tuple(sorted({edge for span in spans for edge in span})))


# Cutting an outage where another rule begins to decide


def _pieces(down: _Down, looked_at: Spans, allowed: Exclusions, readings: Readings) -> list[Piece]:
    inside = clip(looked_at, *down.active)
    found = [Piece(down.outage, span, OUTSIDE) for span in subtract([down.active], inside)]
    found += (Piece(down.outage, span, HARMLESS) for span in subtract(inside, down.down))
    for span in intersect(inside, down.down):
        found += (Piece(down.outage, part, decision) for part, decision in _cut(down, span, allowed, readings))
    return sorted(found, key=lambda piece: piece.span)


def _cut(down: _Down | None, span: Span, allowed: Exclusions, readings: Readings) -> Iterator[tuple[Span, Decision]]:
    bounds = _bounds(down, span, allowed)
    since, last = span[0], decide(down, span[0], allowed, readings)
    for instant in bounds:
        decision = decide(down, instant, allowed, readings)
        if decision != last:
            yield (since, instant), last
            since, last = instant, decision
    yield (since, span[1]), last


def _bounds(down: _Down | None, span: Span, allowed: Exclusions) -> list[int]:
    """The instants within the span at which another rule may decide."""
    low, high = bisect_right(allowed.edges, span[0]), bisect_left(allowed.edges, span[1])
    edges = set(allowed.edges[low:high])
    for attribution in () if down is None else down.outage.attributions:
        edges.update(
            edge for edge in (attribution.from_, attribution.until) if edge is not None and span[0] < edge < span[1]
        )
    return sorted(edges)


def _unobserved(operation: Operation, readings: Readings, known_at: int, candidates: Spans) -> Spans:
    if readings[UnobservedTime] is UnobservedTime.UP:
        return []
    blind = normal((each.from_, known_at if each.until is None else each.until) for each in operation.interruptions)
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
