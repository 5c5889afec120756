"""Article 6: the sentences that can be read in more than one way, and the options for each."""

from projections.edition.reading import Option, Reading, reading
from projections.edition.wording import N_


@reading(
    "downtime_scope",
    articles=("6",),
    question=N_("Does downtime outside the reference hours count?"),
    because=N_("The rate is promised for the reference hours; what lies outside them is not measured."),
)
class DowntimeScope(Reading):
    """Article 6 ¶2 guarantees the reference hours; ¶3 defines downtime without them."""

    REFERENCE_HOURS = Option("reference_hours", N_("Only downtime inside the reference hours counts."), "provider")
    ALL_HOURS = Option("all_hours", N_("Downtime counts at every hour that is not excluded."), "client")


@reading(
    "reference_time",
    articles=("6",),
    question=N_("Is excluded downtime taken out of the reference time as well?"),
    because=N_("The reference time is defined by the calendar alone."),
)
class ReferenceTime(Reading):
    """Article 6 ¶2 and the formula of ¶4."""

    GROSS = Option("gross", N_("The reference time is the whole band of the month."), "provider")
    NET_OF_EXCLUSIONS = Option(
        "net_of_exclusions", N_("Excluded downtime inside the band shortens the reference time."), "client"
    )


@reading(
    "overlapping_outages",
    articles=("6",),
    question=N_("Do two outages at the same time count twice?"),
    because=N_("The service is down or it is not; time passes once."),
)
class OverlappingOutages(Reading):
    """The formula of article 6 ¶4 adds up the downtimes."""

    UNION = Option("union", N_("Time that several outages share counts once."), "provider")
    SUM = Option("sum", N_("The downtime of every outage is added up."), "client")


@reading(
    "concurrent_cause",
    articles=("6",),
    question=N_("Does a window or an emergency excuse an outage that it did not cause?"),
    because=N_("Interruptions linked to a window are excluded; one that the provider caused otherwise is not linked."),
)
class ConcurrentCause(Reading):
    """Article 6 ¶3 excludes the interruptions linked to windows and emergencies."""

    CAUSE_DECIDES = Option(
        "cause_decides", N_("An outage attributed to the provider counts, one without a cause does not."), "neither"
    )
    ANY_EXCLUSION = Option("any_exclusion", N_("Nothing counts there, whatever the cause."), "provider")
    ANY_FAULT = Option("any_fault", N_("Everything counts there but what is attributed to the maintenance."), "client")


@reading(
    "unavailability",
    articles=("6",),
    question=N_("How much of the service must fail for it to be unavailable?"),
    because=N_("Without an essential function the service cannot be used for what it was ordered for."),
)
class Unavailability(Reading):
    """Article 6 does not define unavailability; article 1 speaks of essential functions."""

    TOTAL_OR_ESSENTIAL = Option("total_or_essential", N_("The whole service or an essential function."), "neither")
    TOTAL_ONLY = Option("total_only", N_("The whole service."), "provider")
    ANY_FUNCTION = Option("any_function", N_("Any function."), "client")


COUNTED_IMPACTS = {
    Unavailability.TOTAL_OR_ESSENTIAL: ("total", "essential"),
    Unavailability.TOTAL_ONLY: ("total",),
    Unavailability.ANY_FUNCTION: ("total", "essential", "partial"),
}


@reading(
    "unattributed_outage",
    articles=("6",),
    question=N_("Does an outage count that nobody gave a cause for?"),
    because=N_("The exclusions are exceptions: who relies on one shows its cause."),
)
class UnattributedOutage(Reading):
    """Article 6 ¶3 excludes by cause, and does not say who proves it."""

    COUNTS = Option("counts", N_("It counts unless a window or an emergency excludes it."), "client")
    UNDETERMINED = Option("undetermined", N_("It leaves the verdict open where it decides it."), "provider")


@reading(
    "unobserved_time",
    articles=("6",),
    question=N_("Is the service up while nobody watches it?"),
    because=N_("An outage is what was observed; the trail shows when nobody looked."),
)
class UnobservedTime(Reading):
    """The booklet does not speak of monitoring."""

    UP = Option("up", N_("Time without monitoring counts as available."), "provider")
    UNDETERMINED = Option("undetermined", N_("It leaves the verdict open where it decides it."), "client")


@reading(
    "outage_bounds",
    articles=("6",),
    question=N_("Between which observations does an outage last?"),
    because=N_("The reported bounds are what both sides were told."),
)
class OutageBounds(Reading):
    """The booklet does not say how an interruption is measured."""

    REPORTED = Option("reported", N_("From its reported start to its reported end."), "neither")
    WIDEST = Option("widest", N_("From when the service was last seen up to its reported end."), "client")
    NARROWEST = Option("narrowest", N_("From its reported start to when it was last seen down."), "provider")


@reading(
    "rate_precision",
    articles=("6",),
    question=N_("Is the rate rounded before it is compared?"),
    because=N_("A promise of at least a rate is not kept by rounding up to it."),
)
class RatePrecision(Reading):
    """Article 6 ¶1 gives the rate with two decimals."""

    EXACT = Option("exact", N_("The exact rate is compared."), "neither")
    TWO_DECIMALS = Option("two_decimals", N_("The rate is rounded half up to two decimals, then compared."), "provider")


READINGS: tuple[type[Reading], ...] = (
    DowntimeScope,
    ReferenceTime,
    OverlappingOutages,
    ConcurrentCause,
    Unavailability,
    UnattributedOutage,
    UnobservedTime,
    OutageBounds,
    RatePrecision,
)
