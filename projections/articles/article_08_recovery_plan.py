"""Article 8: a plan to recover or to continue after a disaster, where the client took that option.

Computed: whether the option was in force, and the disasters under it with how long each lasted. No verdict: the terms
of the plan stand in an annex of their own, which is no part of the booklet. A disaster without the option falls under
article 7 ¶4 alone.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from projections.articles.finding import EntryRef, LateEntry, Orphan, head, late_entries, orphans, refs
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.facts.backup import BackupFacts, Disaster
from projections.facts.contract import Contract

OPTION = "pra_pca"


@dataclass(frozen=True, slots=True)
class DisasterLine:
    """One disaster under the option; `recovered_at` is `None` while no recovery is known."""

    disaster: str
    environment: str
    declared_at: Instant
    recovered_at: Instant | None
    duration_seconds: Duration | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class RecoveryPlanFinding:
    """Article 8 for one contract and period. `option_taken` holds for its last day.

    `option_changes` are the days from which the option was in force, or no longer, each with which of the two.
    """

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    option_taken: bool
    option_changes: tuple[tuple[date, bool], ...]
    disasters: tuple[DisasterLine, ...]
    provisional: bool
    claimed: bool
    because: Text
    entries: tuple[EntryRef, ...]
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]


def assess(facts: BackupFacts, period: Period, chosen: Mapping[str, Reading]) -> RecoveryPlanFinding:
    """The option, and the disasters declared under it in the period. `chosen` bears on nothing here."""
    last = facts.contract.on(period.last)
    under = [each for each in facts.disasters if _under_the_option(facts.contract, each, period)]
    open_ = any(each.recovered is None for each in under)
    return RecoveryPlanFinding(
        article="8",
        **head(facts, last),
        period=period.text,
        option_taken=option_taken(facts.contract, period.last),
        option_changes=tuple(_changes(facts.contract)),
        disasters=tuple(map(_line, under)),
        provisional=open_ or facts.known.at < midnight(period.until, last.zone),
        because=_because(option_taken(facts.contract, period.last)),
        entries=refs(last.entries),
        late_entries=late_entries(entry for each in under for entry in each.entries),
        orphans=orphans(entry for entry in facts.orphans if entry.type.startswith("disaster.")),
    )


def option_taken(contract: Contract, day: date) -> bool:
    """Whether the option was in force on a day."""
    return OPTION in (contract.on(day).fields.get("options") or ())


def _changes(contract: Contract) -> list[tuple[date, bool]]:
    found: list[tuple[date, bool]] = []
    for subscription in contract.subscriptions:
        day = max(subscription.effective_on, subscription.service_starts_on)
        taken = option_taken(contract, day)
        if taken != (found[-1][1] if found else False):
            found.append((day, taken))
    return found


def _under_the_option(contract: Contract, disaster: Disaster, period: Period) -> bool:
    day = contract.day_of(disaster.declared)
    in_force = contract.on(day)
    return period.first <= day <= period.last and in_force.environment == disaster.scope and option_taken(contract, day)


def _line(disaster: Disaster) -> DisasterLine:
    recovered = disaster.recovered
    return DisasterLine(
        disaster.subject,
        disaster.scope,
        Instant(disaster.declared),
        None if recovered is None else Instant(recovered),
        None if recovered is None else Duration(recovered - disaster.declared),
        refs(disaster.entries),
    )


def _because(taken: bool) -> Text:
    if taken:
        return say(N_("the terms of the plan stand in its annex to the contract, article 8"))
    return say(N_("the option was not taken, article 8"))
