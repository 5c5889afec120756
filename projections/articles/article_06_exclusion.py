"""Article 6 ¶3: what the article makes of an instant at which the service is down: excluded, or counted.

The steps are those of the article and of article 5: the cause first, then the windows, then the emergencies.
"""

from bisect import bisect_right
from collections.abc import Hashable, Sequence
from itertools import accumulate
from typing import Literal, NamedTuple

from projections.articles import article_05_emergency as emergency_rules
from projections.articles import article_05_maintenance as maintenance_rules
from projections.articles.article_05_emergency import EmergencyAfterOutage, Suspension
from projections.articles.article_05_windows import Window, planned_windows, windows
from projections.articles.article_06_readings import ConcurrentCause, UnattributedOutage
from projections.articles.stretch import Stretch
from projections.calendar.span import Span, Spans, first_open
from projections.edition.reading import Readings
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import Calendars
from projections.facts.entry import Entry
from projections.facts.operation import Operation
from projections.facts.outage import Causes, Outage

Treatment = Literal["counted", "excluded", "outside_reference_hours"]


class Decision(NamedTuple):
    """What a rule makes of an instant of an outage, and the entries it rests on beside the outage's own.

    `doubtful`: it counts, but nobody gave a cause, and the reading leaves that undetermined.
    """

    treatment: Treatment
    article: str
    because: Text
    entries: tuple[Entry, ...] = ()
    doubtful: bool = False


class Exclusions(NamedTuple):
    """The spans of a stretch in which article 5 lets the service be stopped, as the edges at which one begins or ends.

    From each of the edges, in order, to the next one the window beside it is open, the first of those that are, and
    the suspension whose number stands beside it, the last of those that are. Suspensions stand in the order of their
    beginnings, and `begins` has those; `reaches` has, for each, the latest end of it and of all before it.
    """

    edges: tuple[int, ...]
    windows: tuple[Window | None, ...]
    suspended: tuple[int | None, ...]
    suspensions: tuple[Suspension, ...]
    begins: tuple[int, ...]
    reaches: tuple[int, ...]

    @classmethod
    def of(cls, found: Sequence[Window], suspended: Sequence[Suspension]) -> "Exclusions":
        """The edges of these windows, and of these suspensions in the order of their beginnings."""
        spans = [*(window.span for window in found), *(each.span for each in suspended)]
        edges = tuple(sorted({edge for span in spans for edge in span}))
        opened = first_open(edges, [each.span for each in found])
        last = len(suspended) - 1
        latest = first_open(edges, [each.span for each in reversed(suspended)])
        return cls(
            edges,
            tuple(None if number is None else found[number] for number in opened),
            tuple(None if number is None else last - number for number in latest),
            tuple(suspended),
            tuple(each.span[0] for each in suspended),
            tuple(accumulate((each.span[1] for each in suspended), max)),
        )

    def window_at(self, instant: int) -> Window | None:
        """The first of the windows that are open at the instant."""
        place = self.edges_by(instant)
        return self.windows[place - 1] if place else None

    def suspended_at(self, instant: int) -> int | None:
        """The number of the last suspension that runs at the instant."""
        place = self.edges_by(instant)
        return self.suspended[place - 1] if place else None

    def kind(self, down: "Down") -> Hashable:
        """What is the same for outages that are decided alike wherever both of them went on."""
        before = bisect_right(self.begins, down.lasted[0])
        into_another = before < len(self.begins) and self.begins[before] < down.lasted[1]
        own = (down.outage.scope, down.outage.subject) if down.outage.attributions else None
        return (before, into_another, own)

    def edges_by(self, instant: int) -> int:
        """How many edges there are up to the instant."""
        return bisect_right(self.edges, instant)


class Down(NamedTuple):
    """An outage in a stretch: how long it lasted, what of that lies here, and when the service was down."""

    outage: Outage
    lasted: Span
    active: Span
    down: Spans
    causes: Causes


OUTSIDE = Decision("outside_reference_hours", "6", say(N_("outside the reference hours, article 6 ¶2")))
HARMLESS = Decision("excluded", "6", say(N_("its impact is not unavailability, article 6 ¶3")))


# Steps 2 to 6: the cause, and what excludes


_NOT_THE_SERVICE = {
    "force_majeure": N_("force majeure, article 6 ¶3 (iii)"),
    "client_equipment": N_("equipment of the client, article 6 ¶3 (iv)"),
    "outside_perimeter": N_("outside the perimeter of the service, article 6 ¶3 (v)"),
}


def decide(down: Down | None, instant: int, allowed: Exclusions, readings: Readings) -> Decision:
    """What the article makes of one instant at which the service is down (or, without an outage, unobserved)."""
    attribution = None if down is None else down.causes.at(instant)
    cause = None if attribution is None else attribution.cause
    given = () if attribution is None else (attribution.entry,)
    if cause in _NOT_THE_SERVICE:
        return Decision("excluded", "6", say(_NOT_THE_SERVICE[cause]), given)
    lifted = _lifts(cause, readings)
    window = allowed.window_at(instant)
    if window is not None and lifted:
        return Decision("excluded", "5", window.because, (*given, *window.entries))
    suspension = _suspension(down, instant, allowed, readings, lifted)
    if suspension is not None:
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


def _suspension(
    down: Down | None, instant: int, allowed: Exclusions, readings: Readings, lifted: bool
) -> Suspension | None:
    """The emergency that excludes the instant: one `lifted` covers what began in it, whatever the reading.

    An outage that began before an emergency is a matter of `emergency_after_outage` alone, whatever its cause.
    """
    before = bisect_right(allowed.begins, instant if down is None else down.lasted[0])
    if lifted and (running := bisect_right(allowed.reaches, instant)) < before:
        return allowed.suspensions[running]
    if down is None:
        return None
    match readings[EmergencyAfterOutage]:
        case EmergencyAfterOutage.FROM_START:
            last = allowed.suspended_at(instant)
            return allowed.suspensions[last] if last is not None and last >= before else None
        case EmergencyAfterOutage.WHOLE_OUTAGE if before < len(allowed.begins):
            return allowed.suspensions[before] if allowed.begins[before] < down.lasted[1] else None
    return None


def _why_it_counts(cause: str | None, window: Window | None) -> Text:
    if window is not None:
        return say(N_("in a maintenance window, but its cause is {cause}, article 6 ¶3"), cause=cause or "")
    if cause in ("planned_maintenance", "emergency_maintenance"):
        return say(N_("attributed to {cause}, but no window or emergency covers it, article 6 ¶3"), cause=cause)
    if cause is None:
        return say(N_("no cause given and nothing excludes it, article 6 ¶3"))
    return say(N_("caused by the provider, article 6 ¶3"))


class Work(NamedTuple):
    """The work on an environment that excuses downtime: planned windows, and emergencies by their beginning."""

    windows: Sequence[Window]
    suspensions: Sequence[Suspension]


def work(stretch: Stretch, operation: Operation, known_at: int) -> Work:
    """The work under the edition, the zone and the readings of a stretch, whenever it was."""
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
    return Work(planned_windows(planned, readings, known_at), emergency_rules.suspensions(emergencies, readings))


def exclusions(stretch: Stretch, done: Work, calendars: Calendars, matter: Spans) -> Exclusions:
    """What excuses downtime in a stretch; an emergency outside it can excuse the whole of an outage that reaches in."""
    here = (each for each in done.windows if each.span[0] < stretch.until and stretch.from_ < each.span[1])
    return Exclusions.of([*windows(stretch, calendars, matter), *here], done.suspensions)
