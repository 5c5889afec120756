"""For the readings of articles 1, 7, 10, 13 and 14, a history on which every option gives another figure.

Those of articles 5 and 6 stand with their scenarios, in `test_article_05_readings.py` and the like.
"""

from collections.abc import Callable
from functools import partial

from projections.articles.article_07_backups import assess_backups
from projections.articles.article_07_restores import assess_restores
from projections.articles.article_07_retention import assess_retention
from projections.articles.article_10_updates import assess as assess_updates
from projections.articles.catalogue import choose
from projections.calendar.period import parse_period
from projections.edition.reading import Reading
from projections.facts.backup import gather_backups
from projections.facts.update import gather_updates
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told
from tests.articles.test_article_13_readings import TICKETS as TAKEOVERS
from tests.articles.test_article_14_readings import TICKETS as REMEDIES
from tests.articles.tickets_of import desk, line_of, rows_of, takeovers, ticket

SCOPE = f"environment/{ENVIRONMENT}"
OVER_GOOD_FRIDAY = "registered 03-30 09:00, qualified 03-30 09:10 severity=major, reproduced 03-30 10:00"


def taken(name: str, option: str) -> dict[str, Reading]:
    return {name: choose(f"{name}={option}")}


# Articles 13 and 14, and the working day of article 1


def outcome_of(lines: str, reading: str, option: str) -> str:
    told = desk()
    ticket(told, "1", *lines.split(", "))
    return line_of(told, **{reading: option}).outcome


def rows_of_lines(lines: str, reading: str, option: str) -> object:
    told = desk()
    ticket(told, "1", *lines.split(", "))
    return rows_of(told, **{reading: option})


def suspended_support(option: str) -> str:
    told = desk()
    ticket(told, "1", "registered 03-02 09:00")
    told.tell("support.suspended", "support", "2026-03-02 10:00", because="untrained")
    return line_of(told, suspended_support=option).outcome


def measuring_period(option: str) -> object:
    """The tickets that a rolling year still counts and a fixed one, begun anew, does not."""
    told = desk(starts_on="2025-03-10")
    ticket(told, "1", "registered 03-02 09:00")
    ticket(told, "2", "registered 03-10 09:00", "taken_over 03-10 10:00")
    return [each.figure for each in takeovers(told, "2026-03-10..2026-03-31", measuring_period=option)]


# Article 7


def nights(option: str) -> list[str]:
    """Backups of an evening, a morning, and a noon of which a night of 24 hours would do."""
    told = Told()
    for day, started in (("09", "08 22:00"), ("10", "10 01:00"), ("11", "11 08:00")):
        done = {"09": "09 01:00", "10": "10 02:00", "11": "11 09:00"}[day]
        told.tell(
            "backup.completed", f"backup/{day}", f"2026-03-{done}", scope=SCOPE, kinds=["nightly"],
            started=f"2026-03-{started}",
        )  # fmt: skip
    facts = gather_backups(told.history(), CONTRACT)
    found = assess_backups(facts, parse_period("2026-03-09..2026-03-11"), taken("night", option))
    return [line.outcome for line in found.nights]


def kept_until(completed: str, kind: str, territory: str, reading: str, option: str) -> int | None:
    told = Told(territory=territory)
    told.tell("backup.completed", "backup/b", completed, scope=SCOPE, kinds=[kind])
    facts = gather_backups(told.history(), CONTRACT)
    return assess_retention(facts, told.at("2026-03-20"), taken(reading, option)).backups[0].keep_until


def restored(option: str) -> str:
    """Asked for on the last day of the term, and never done."""
    told = Told()
    told.tell("backup.completed", "backup/b", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"])
    told.tell("restore.requested", "restore/r", "2026-04-09", backup="backup/b")
    facts = gather_backups(told.history(), CONTRACT)
    return assess_restores(facts, parse_period("2026-04"), taken("restore_deadline", option)).restores[0].outcome


# Article 10


def update_told(option: str) -> object:
    """Announced, but not for a day."""
    told = Told()
    told.tell("update.announced", "update/24.1", "2026-03-01", scope=SCOPE, kind="version")
    told.tell("update.installed", "update/24.1", "2026-03-10", scope=SCOPE, kind="version")
    facts = gather_updates(told.history(), CONTRACT)
    return assess_updates(facts, parse_period("2026-03"), taken("update_notice", option)).verdict


def _all_differ(figures: dict[str, str]) -> bool:
    return len(set(figures.values())) == len(figures)


READING_SCENARIOS: dict[str, Callable[[str], object]] = {
    "working_day_holidays": partial(rows_of_lines, OVER_GOOD_FRIDAY, "working_day_holidays"),
    "night": nights,
    "backup_zone": partial(kept_until, "2026-03-09 23:00", "nightly", "RE", "backup_zone"),
    "nightly_retention": partial(kept_until, "2026-03-10 01:00", "nightly", "FR", "nightly_retention"),
    "monthly_retention": partial(kept_until, "2026-03-01 01:00", "monthly", "FR", "monthly_retention"),
    "restore_deadline": restored,
    "update_notice": update_told,
    **{name: partial(rows_of_lines, lines, name) for name, _, lines, rows in REMEDIES if _all_differ(rows)},
    **{name: partial(outcome_of, lines, name) for name, _, lines, outcomes in TAKEOVERS if _all_differ(outcomes)},
    "suspended_support": suspended_support,
    "measuring_period": measuring_period,
}
