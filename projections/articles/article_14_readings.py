"""Article 14: the sentences that can be read in more than one way, and the options for each."""

from projections.edition.reading import Option, Reading, reading
from projections.edition.wording import N_


@reading(
    "severity_source",
    articles=("14",),
    question=N_("Who says how severe an anomaly is?"),
    because=N_("Article 1 leaves it to the provider to qualify anomalies."),
)
class SeveritySource(Reading):
    """Articles 1 and 14 ¶1."""

    PROVIDER = Option("provider", N_("The provider, by qualifying it."), "provider")
    CLIENT_CLAIMED = Option(
        "client_claimed", N_("The client, by what it claimed or contested last; else the provider."), "client"
    )


@reading(
    "remedy_start",
    articles=("14",),
    question=N_("When does the time for a plan or a remedy begin?"),
    because=N_("It follows on qualification and reproduction, says article 14 ¶2, though it sets no time for them."),
)
class RemedyStart(Reading):
    """Article 14 ¶1 and ¶2."""

    QUALIFIED_AND_REPRODUCED = Option(
        "qualified_and_reproduced", N_("Once the anomaly is both qualified and reproduced."), "provider"
    )
    TAKEOVER = Option("takeover", N_("When the ticket is taken over."), "client")


@reading(
    "blocking_met_by",
    articles=("14",),
    question=N_("Does a remedy delivered without a plan meet what is owed for a blocking anomaly?"),
    because=N_("Who has the remedy no longer needs a plan towards it."),
)
class BlockingMetBy(Reading):
    """Article 14 ¶2, first item."""

    PLAN_OR_REMEDY = Option("plan_or_remedy", N_("A plan, a workaround or a fix."), "provider")
    PLAN_ONLY = Option("plan_only", N_("A plan of corrective action alone."), "client")


@reading(
    "working_day_count",
    articles=("14",),
    question=N_("How are six working days counted?"),
    because=N_("Time in days is usually counted from the day after, and its last day is a whole one."),
)
class WorkingDayCount(Reading):
    """Article 14 ¶2, second item."""

    NEXT_DAY_TO_MIDNIGHT = Option(
        "next_day_to_midnight", N_("From the next working day to the end of the sixth."), "provider"
    )
    NEXT_DAY_TO_CLOSING = Option(
        "next_day_to_closing", N_("From the next working day until support closes on the sixth."), "client"
    )
    SAME_DAY = Option("same_day", N_("The day of the start is the first, to the end of the sixth."), "client")


@reading(
    "requalification",
    articles=("14",),
    question=N_("What becomes of the time when an anomaly is given another severity?"),
    because=N_("What is owed for a severity is owed from when the anomaly has it."),
)
class Requalification(Reading):
    """Article 14 ¶2 supposes one severity."""

    FROM_REQUALIFICATION = Option(
        "from_requalification", N_("The time of the new severity runs from the requalification."), "provider"
    )
    ORIGINAL_START = Option(
        "original_start", N_("The time of the new severity runs from when the first one's did."), "client"
    )
    STRICTEST = Option(
        "strictest", N_("The earlier of the deadline so far and that of the new severity from now on."), "client"
    )


READINGS: tuple[type[Reading], ...] = (
    SeveritySource,
    RemedyStart,
    BlockingMetBy,
    WorkingDayCount,
    Requalification,
)
