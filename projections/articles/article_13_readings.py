"""Article 13: the sentences that can be read in more than one way, and the options for each."""

from projections.edition.reading import Option, Reading, reading
from projections.edition.wording import N_


@reading(
    "counted_tickets",
    articles=("13",),
    question=N_("Does a ticket count whose incident could not be reproduced?"),
    because=N_("Whether it can be reproduced is known only after it was taken over, and the provider decides it."),
)
class CountedTickets(Reading):
    """Article 1 makes a ticket of a reproducible incident; article 13 ¶6 counts tickets."""

    ALL_REGISTERED = Option("all_registered", N_("Every registered ticket counts."), "neither")
    REPRODUCIBLE_ONLY = Option(
        "reproducible_only", N_("Left out is what was not reproduced in the end, or is no anomaly."), "provider"
    )


@reading(
    "clock_start",
    articles=("13",),
    question=N_("Does the clock start when a ticket is registered, or when the client submits it?"),
    because=N_("The time runs from registration, says article 13 ¶4, though the provider decides when that is."),
)
class ClockStart(Reading):
    """Article 13 ¶4 starts the clock at registration, and ¶1 sets no time for it."""

    REGISTERED = Option("registered", N_("The clock starts at registration."), "provider")
    SUBMITTED = Option("submitted", N_("The clock starts when the client submitted the ticket, if known."), "client")


@reading(
    "out_of_hours_ticket",
    articles=("13",),
    question=N_("Is a ticket owed a takeover that was registered outside working hours?"),
    because=N_("The hours bound the clock; nothing says that such tickets are not taken over."),
)
class OutOfHoursTicket(Reading):
    """Article 13 ¶4 speaks of a registration during working hours."""

    NEXT_OPENING = Option("next_opening", N_("Its clock runs from the next opening."), "client")
    OUTSIDE_COMMITMENT = Option("outside_commitment", N_("It is left out of the rate."), "provider")


@reading(
    "measuring_period",
    articles=("13",),
    question=N_("Over which twelve months is the rate measured?"),
    because=N_("Periods of twelve months in a row from the start of support follow one another."),
)
class MeasuringPeriods(Reading):
    """Article 13 ¶6."""

    FIXED = Option("fixed", N_("Blocks of twelve months from the start of support."), "neither")
    ROLLING = Option("rolling", N_("The twelve months to the end of the period asked about."), "neither")


@reading(
    "immediate_answer",
    articles=("13",),
    question=N_("Does a ticket count that was answered at once?"),
    because=N_("Such a ticket is a ticket too, and it was dealt with before its time had run."),
)
class ImmediateAnswer(Reading):
    """Article 13 ¶4 sets the time where there was no answer or takeover at once."""

    MET = Option("met", N_("It counts as met, where the answer came in time."), "provider")
    LEFT_OUT = Option("left_out", N_("It is left out of the rate."), "client")


@reading(
    "pending_ticket",
    articles=("13",),
    question=N_("Does an open ticket count once its time has run without a takeover?"),
    because=N_("What was not done in time is late, whether or not it is done in the end."),
)
class PendingTicket(Reading):
    """Article 13 ¶6 counts tickets without saying when."""

    LATE_ONCE_DUE = Option("late_once_due", N_("It is late from its deadline on."), "client")
    LEFT_OUT = Option("left_out", N_("It is left out until it is taken over or closed."), "provider")


@reading(
    "missing_prerequisite",
    articles=("13",),
    question=N_("Does a ticket count for which the client lacked something that support needs?"),
    because=N_("The rate presupposes, by article 13 ¶6, that the client meets its obligations."),
)
class MissingPrerequisite(Reading):
    """Article 13 ¶6, and ¶2 and ¶7 for what the client owes."""

    LEFT_OUT = Option("left_out", N_("It is left out of the rate."), "provider")
    NO_EFFECT = Option("no_effect", N_("It counts like any other."), "client")


@reading(
    "suspended_support",
    articles=("13",),
    question=N_("Does a ticket count whose time ran while support was suspended?"),
    because=N_("While support is suspended by right nobody is owed a takeover."),
)
class SuspendedSupport(Reading):
    """Article 13 ¶8."""

    LEFT_OUT = Option(
        "left_out", N_("It is left out if support was suspended before its deadline and its takeover."), "provider"
    )
    NO_EFFECT = Option("no_effect", N_("It counts like any other."), "client")


@reading(
    "waiting_for_client",
    articles=("13", "14"),
    question=N_("Does the clock stand still while the provider waits for the client?"),
    because=N_("Neither article 13 nor 14 gives the clock a reason to stop."),
)
class WaitingForClient(Reading):
    """Articles 13 ¶4 and 14 ¶2 know no pause; article 13 ¶2 asks the client to describe its ticket."""

    NO_PAUSE = Option("no_pause", N_("The clock runs on."), "client")
    PAUSES = Option("pauses", N_("The clock stands still until the client has replied."), "provider")


READINGS: tuple[type[Reading], ...] = (
    CountedTickets,
    ClockStart,
    OutOfHoursTicket,
    MeasuringPeriods,
    ImmediateAnswer,
    PendingTicket,
    MissingPrerequisite,
    SuspendedSupport,
    WaitingForClient,
)
