"""Which readings the facts at hand do not touch, and why: those need not be computed."""

from collections.abc import Mapping

from projections.calendar.period import Period
from projections.calendar.span import DAY, FOREVER, Span
from projections.calendar.zone import midnight, zone
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.maintenance import Emergency, Maintenance
from projections.facts.operation import Facts
from projections.facts.outage import Outage


def untouched_by_operation(facts: Facts, period: Period) -> dict[str, Text]:
    """The readings of articles 5 and 6 of which no option can change a figure of the period, each with the reason."""
    operations = facts.operations.values()
    asked = (midnight(period.first, zone("UTC")) - DAY, midnight(period.until, zone("UTC")) + DAY)  # in any zone
    outages = [
        each
        for operation in operations
        for each in operation.outages
        if each.component == "service" and _meet(_outage(each), asked)
    ]
    blind = [
        each
        for operation in operations
        for each in operation.interruptions
        if _meet((each.from_, FOREVER if each.until is None else each.until), asked)
    ]
    # An emergency outside the period can still excuse the whole of an outage that reaches into it.
    spans = [asked, *(_outage(each) for each in outages)]
    reach = (min(from_ for from_, _ in spans), max(until for _, until in spans))
    planned = [each for operation in operations for each in operation.maintenances if _meet(_maintenance(each), reach)]
    emergencies = [each for operation in operations for each in operation.emergencies if _meet(_emergency(each), reach)]
    found: dict[str, Text] = {}
    if all(each.timezone == edition(each.edition).provider_timezone for each in facts.contract.subscriptions):
        found |= _because(N_("the client's clock is that of Paris"), "sunday_holiday_zone", "window_zone")
    if not planned:
        found |= _because(N_("no maintenance touches the period"), *_OF_MAINTENANCE)
    if not emergencies and not planned:
        found |= _because(N_("no emergency maintenance touches the period"), *_OF_EMERGENCIES)
    if not blind:
        found |= _because(N_("monitoring was not interrupted in the period"), "unobserved_time")
    return found | _of_outages(outages, bool(blind))


def _of_outages(outages: list[Outage], blind: bool) -> dict[str, Text]:
    found: dict[str, Text] = {}
    if len(outages) < 2:
        found |= _because(N_("no two outages touch the period"), "overlapping_outages")
    if not any(outage.last_seen_up or outage.last_seen_down for outage in outages):
        found |= _because(N_("no outage has other bounds than the reported ones"), "outage_bounds")
    if not outages and not blind:
        found |= _because(N_("no outage of the service touches the period"), *_OF_OUTAGES)
    return found


def _meet(a: Span, b: Span) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _outage(outage: Outage) -> Span:
    began = outage.started if outage.last_seen_up is None else min(outage.started, outage.last_seen_up)
    ends = [end for end in (outage.ended, outage.last_seen_down) if end is not None]
    return (began, FOREVER if outage.ended is None else max(ends) + 1)


def _maintenance(maintenance: Maintenance) -> Span:
    starts = [version.starts for version in maintenance.versions if version.starts is not None]
    ends = [version.ends for version in maintenance.versions if version.ends is not None]
    if maintenance.started is not None and maintenance.ended is None:
        return (min(starts), FOREVER)
    return (min(starts), max(*starts, *ends, maintenance.ended or 0) + 1)


def _emergency(emergency: Emergency) -> Span:
    end = emergency.ended if emergency.ended is not None else emergency.expected_end
    return (emergency.starts, FOREVER if end is None else max(end, emergency.starts + 1))


def _because(template: str, *names: str) -> Mapping[str, Text]:
    return dict.fromkeys(names, say(template))


_OF_MAINTENANCE = ("notice_from", "notice_proof", "notice_hours", "rescheduled_notice", "overrun", "short_notice")
_OF_EMERGENCIES = ("emergency_declaration", "emergency_after_outage")
_OF_OUTAGES = (
    "sunday_holiday_zone",
    "window_zone",
    *_OF_MAINTENANCE,
    *_OF_EMERGENCIES,
    "downtime_scope",
    "reference_time",
    "concurrent_cause",
    "unavailability",
    "unattributed_outage",
    "rate_precision",
)
