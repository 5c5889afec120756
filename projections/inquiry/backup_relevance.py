"""Which readings of article 7 the facts at hand do not touch, and why."""

from collections.abc import Mapping

from projections.articles.article_07_retention import READINGS, completed_by
from projections.calendar.period import Period
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.backup import Backup, BackupFacts
from projections.facts.contract import Contract


def untouched_by_nights(facts: BackupFacts, period: Period) -> Mapping[str, Text]:
    """The readings of ¶2 of which no option can change a night or a month of the period."""
    found = _same_clock(facts.contract)
    if not any(facts.contract.in_service(day) for day in period.days()):
        found["night"] = say(N_("no night of the period is owed a backup"))
    return found


def untouched_by_copies(facts: BackupFacts, at: int) -> Mapping[str, Text]:
    """The readings of ¶2 and ¶3 of which no option can make a copy one that was gone before its term."""
    gone = [each for each in completed_by(facts, at) if _is_gone(facts, each, at)]
    found = _same_clock(facts.contract)
    if not any("nightly" in each.kinds for each in gone):
        found["nightly_retention"] = say(N_("no copy of a nightly backup is gone"))
    if not any("monthly" in each.kinds for each in gone):
        found["monthly_retention"] = say(N_("no copy of a monthly backup is gone"))
    if not facts.restores:
        found["restore_deadline"] = say(N_("no restore was asked for"))
    if not gone:
        found["backup_zone"] = say(N_("no copy is gone"))
    return found


def untouched_by_restores(facts: BackupFacts) -> Mapping[str, Text]:
    """The readings of ¶3 of which no option can change a restore."""
    if facts.restores:
        return _same_clock(facts.contract)
    names = (kind.declaration.name for kind in READINGS)
    return dict.fromkeys(names, say(N_("no restore was asked for")))


def _is_gone(facts: BackupFacts, backup: Backup, at: int) -> bool:
    listing = facts.copies[backup.scope].last_listing(backup, at)
    return (backup.deleted is not None and backup.deleted <= at) or (
        listing is not None and backup.subject not in listing.present
    )


def _same_clock(contract: Contract) -> dict[str, Text]:
    if all(each.timezone == edition(each.edition).provider_timezone for each in contract.subscriptions):
        return {"backup_zone": say(N_("the client's clock is that of Paris"))}
    return {}
