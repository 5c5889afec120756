"""Article 5 ¶1 and ¶3: emergency maintenance may come at any time.

Computed: which declared emergencies suspend the service, and from when to when. Not computed: whether the
reason given was urgent, which the booklet does not define.
"""

from collections.abc import Iterable
from typing import NamedTuple

from projections.articles.article_05_maintenance import Judged
from projections.calendar.span import FOREVER, Span
from projections.edition.reading import Option, Reading, Readings, reading
from projections.edition.wording import N_
from projections.facts.maintenance import Emergency, Maintenance


@reading(
    "short_notice",
    articles=("5",),
    question=N_("Is a maintenance announced too late an emergency maintenance?"),
    because=N_("An emergency is declared as one; a late notice of planned work does not make it urgent."),
)
class ShortNotice(Reading):
    """Article 5 gives planned work too little notice no name."""

    COUNTS = Option("counts", N_("It is no window and no emergency: its outages count."), "client")
    AS_EMERGENCY = Option(
        "as_emergency", N_("It is an emergency of exactly that span, declared when it was announced."), "provider"
    )


@reading(
    "emergency_declaration",
    articles=("5",),
    question=N_("Must an emergency maintenance be declared before it starts?"),
    because=N_("What is declared afterwards could rename any outage; the ledger must have heard of it first."),
    beyond_the_text=True,
)
class EmergencyDeclaration(Reading):
    """Article 5 ¶3 lets an emergency come at any time, and asks for no declaration."""

    BY_START = Option("by_start", N_("Declared by its start, else it is none."), "client")
    ANY_TIME = Option("any_time", N_("Declared at any time, it excludes from its start on."), "provider")


@reading(
    "emergency_after_outage",
    articles=("5",),
    question=N_("Does an emergency declared while the service is already down stop the count?"),
    because=N_("The service was not stopped by the emergency: it was down before."),
)
class EmergencyAfterOutage(Reading):
    """Article 1 defines the emergency as the stop of the service for urgent work."""

    KEEPS_COUNTING = Option("keeps_counting", N_("The outage goes on counting."), "client")
    FROM_START = Option("from_start", N_("What lies in the emergency is excluded."), "provider")
    WHOLE_OUTAGE = Option("whole_outage", N_("The whole outage is excluded."), "provider")


READINGS: tuple[type[Reading], ...] = (ShortNotice, EmergencyDeclaration, EmergencyAfterOutage)


class Suspension(NamedTuple):
    """An emergency maintenance that suspends the service in `span`."""

    emergency: Emergency
    span: Span


def declared_in_time(emergency: Emergency, readings: Readings) -> bool:
    """Whether the emergency counts as one, under the reading taken (article 5 ¶3)."""
    return readings[EmergencyDeclaration] is EmergencyDeclaration.ANY_TIME or emergency.declared_at <= emergency.starts


def suspensions(emergencies: Iterable[Emergency], readings: Readings) -> list[Suspension]:
    """The emergencies that suspend the service, each until it ended, else its expected end, else for good."""
    found: list[Suspension] = []
    for emergency in emergencies:
        if declared_in_time(emergency, readings):
            end = emergency.ended if emergency.ended is not None else emergency.expected_end
            until = FOREVER if end is None else end
            if emergency.starts < until:
                found.append(Suspension(emergency, (emergency.starts, until)))
    return sorted(found, key=lambda each: each.span)


def short_notice_emergency(maintenance: Maintenance, versions: list[Judged], readings: Readings) -> Emergency | None:
    """The emergency that a maintenance covering nothing becomes under `as_emergency`; a cancellation is none."""
    if readings[ShortNotice] is ShortNotice.COUNTS or not versions or versions[-1].covers:
        return None
    last = versions[-1].version
    if last.kind == "cancelled" or last.starts is None or last.ends is None:
        return None
    return Emergency(
        maintenance.subject, maintenance.scope, last.at, last.starts, last.ends, None, last.kind, (last.entry,)
    )
