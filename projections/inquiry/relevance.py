"""Which readings the facts at hand do not touch, and why: those need not be computed."""

from collections.abc import Mapping

from projections.edition.wording import N_, Text, say
from projections.facts.operation import Facts


def untouched_by_operation(facts: Facts) -> dict[str, Text]:
    """The readings of articles 5 and 6 of which no option can change a figure, each with the reason."""
    operations = facts.operations.values()
    outages = [outage for operation in operations for outage in operation.outages if outage.component == "service"]
    planned = [each for operation in operations for each in operation.maintenances]
    emergencies = [each for operation in operations for each in operation.emergencies]
    found: dict[str, Text] = {}
    if all(subscription.timezone == "Europe/Paris" for subscription in facts.contract.subscriptions):
        found |= _because(N_("the client's clock is that of Paris"), "sunday_holiday_zone", "window_zone")
    if not planned:
        found |= _because(N_("no maintenance is known"), *_OF_MAINTENANCE)
    if not emergencies and not planned:
        found |= _because(N_("no emergency maintenance is known"), *_OF_EMERGENCIES)
    if not any(operation.interruptions for operation in operations):
        found |= _because(N_("no interruption of monitoring is known"), "unobserved_time")
    if len(outages) < 2:
        found |= _because(N_("no two outages are known"), "overlapping_outages")
    if not any(outage.last_seen_up or outage.last_seen_down for outage in outages):
        found |= _because(N_("no outage has other bounds than the reported ones"), "outage_bounds")
    if not outages and "unobserved_time" in found:
        found |= _because(N_("no outage of the service is known"), *_OF_OUTAGES)
    return found


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
)
