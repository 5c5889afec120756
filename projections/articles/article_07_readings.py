"""Article 7: the sentences that can be read in more than one way, and the options for each."""

from zoneinfo import ZoneInfo

from projections.calendar.zone import zone
from projections.edition.reading import Option, Reading, Readings, reading
from projections.edition.terms import edition
from projections.edition.wording import N_
from projections.facts.contract import Subscription


@reading(
    "night",
    articles=("7",),
    question=N_("When does the backup of a night have to start?"),
    because=N_("A night runs from evening to morning; most backups start before midnight."),
)
class Night(Reading):
    """Article 7 ¶2, row 1 says each night, and no hours."""

    EVENING_TO_MORNING = Option("evening_to_morning", N_("From 20:00 on the evening before to 07:00."), "provider")
    AFTER_MIDNIGHT = Option("after_midnight", N_("From 00:00 to 07:00, as the night window of article 5."), "client")
    CALENDAR_DAY = Option("calendar_day", N_("At any time of the day; from 07:00 on it is late."), "neither")


@reading(
    "backup_zone",
    articles=("7",),
    question=N_("Whose clock do the nights, months and retention of backups run on?"),
    because=N_("The backups are the provider's work; only article 5 and 6 give clients overseas their own clock."),
)
class BackupZone(Reading):
    """Article 7 names no time zone."""

    PROVIDER = Option("provider", N_("The provider's."), "provider")
    CLIENT = Option("client", N_("The client's."), "client")


@reading(
    "nightly_retention",
    articles=("7",),
    question=N_("How long are thirty calendar days?"),
    because=N_("A calendar day is a date, not twenty-four hours; the thirtieth day is kept whole."),
)
class NightlyRetention(Reading):
    """Article 7 ¶2, row 1 counts in calendar days."""

    CALENDAR_DAYS = Option(
        "calendar_days", N_("Through the thirtieth day after the date of completion, to its midnight."), "client"
    )
    HOURS_720 = Option("hours_720", N_("Seven hundred and twenty hours from completion."), "provider")


@reading(
    "monthly_retention",
    articles=("7",),
    question=N_("How long are three months?"),
    because=N_("Months run from date to date."),
)
class MonthlyRetention(Reading):
    """Article 7 ¶2, row 2 counts in months."""

    SAME_DATE = Option(
        "same_date", N_("Through the same date three months later, else the last day of that month."), "client"
    )
    DAYS_90 = Option("days_90", N_("Through the ninetieth day after the date of completion."), "provider")


@reading(
    "restore_deadline",
    articles=("7",),
    question=N_("Is it enough to ask for a restore during the retention?"),
    because=N_("The client can ask in time; when the restore is done lies with the provider."),
)
class RestoreDeadline(Reading):
    """Article 7 ¶3 allows a restore during the retention."""

    REQUEST_DATE = Option(
        "request_date", N_("Asked for in time, it is owed, and the copy is kept until it is done."), "client"
    )
    EXECUTION_DATE = Option("execution_date", N_("It must also be done before the copy's term."), "provider")


READINGS: tuple[type[Reading], ...] = (Night, BackupZone, NightlyRetention, MonthlyRetention, RestoreDeadline)


def backup_zone(subscription: Subscription, readings: Readings) -> ZoneInfo:
    """The zone of article 7 under the reading taken."""
    if readings[BackupZone] is BackupZone.CLIENT:
        return subscription.zone
    return zone(edition(subscription.edition).provider_timezone)
