"""Article 4: where the service is available, and which years of movements the client may keep.

Computed: territory and zone (¶1), and for each year of movements known of whether it is kept, due to be purged by the
client, purged, or was deleted too early by the provider (¶2). A purge that the client still owes is shown and held
against nobody. Computed under article 9: whether the environment is qualified (¶4).
Not computed: that nothing was developed for one client alone (¶3), of which the ledger has no record.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from projections.articles.finding import EntryRef, Flips, LateEntry, Verdict, head, late_entries, refs
from projections.calendar.span import Instant
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.movements import MovementFacts, Purge

Status = Literal["kept", "due", "purged", "purged_by_client", "deleted_early"]


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's numbers: how many years are kept, the current one counted, and what environment is the default."""

    years: int
    environment: str


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 4."""
    return Terms(article["years_of_movements"], article["environment"])


@dataclass(frozen=True, slots=True)
class YearLine:
    """One year of movements. It may be kept until `keep_until`, exclusive; from then on the client owes its purge."""

    year: int
    keep_until: Instant
    status: Status
    purged_at: Instant | None
    by: str | None
    because: Text
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class MovementsFinding:
    """Article 4 for one contract, as things stood at the end of a day of the client's calendar."""

    article: str
    contract: str
    on: date
    known_at: Instant
    known_by: str
    position: int
    edition: str
    territory: str
    timezone: str
    tzdata: str
    environment: str
    environment_kind: str
    environment_is_the_default: bool
    first_year_kept: int
    last_year_kept: int
    years: tuple[YearLine, ...]
    due: tuple[int, ...]
    verdict: Verdict
    provisional: bool
    claimed: bool
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    flips: Flips = ()  # no reading bears on this article


def assess(facts: MovementFacts, on: date, chosen: Mapping[str, Reading]) -> MovementsFinding:
    """The years of movements at the end of a day. Missed where the provider deleted one that the client may keep."""
    in_force = facts.contract.on(on)
    numbers = terms(edition(in_force.edition).article("4"))
    end = midnight(on + timedelta(days=1), in_force.zone)
    purges = [purge for purge in facts.purges if purge.at < end]
    lines = tuple(_line(facts, year, on, numbers, purges) for year in _years(facts, on, purges))
    kind = facts.environment_kinds[in_force.environment]
    return MovementsFinding(
        article="4",
        **head(facts, in_force),
        on=on,
        territory=in_force.territory,
        environment=in_force.environment,
        environment_kind=kind,
        environment_is_the_default=kind == numbers.environment,
        first_year_kept=on.year - numbers.years + 1,
        last_year_kept=on.year,
        years=lines,
        due=tuple(line.year for line in lines if line.status == "due"),
        verdict="missed" if any(line.status == "deleted_early" for line in lines) else "met",
        provisional=facts.known.at < end,
        because=None if purges else say(N_("no purge of movements is known")),
        late_entries=late_entries(purge.entry for purge in purges),
    )


def _years(facts: MovementFacts, on: date, purges: Iterable[Purge]) -> list[int]:
    """From the first year of service, or the first one that a purge names, to the year of the day."""
    named = {purge.year for purge in purges}
    first = min({facts.contract.on(on).service_starts_on.year, on.year, *named})
    return sorted({*range(first, on.year + 1), *named})


# ¶2: the current year and those before it that the client may keep


def may_be_kept(year: int, current: int, numbers: Terms) -> bool:
    """Whether movements of a year may be kept in the current one."""
    return year > current - numbers.years


def _line(facts: MovementFacts, year: int, on: date, numbers: Terms, purges: Iterable[Purge]) -> YearLine:
    own = [purge for purge in purges if purge.year == year]
    early = [purge for purge in own if may_be_kept(year, facts.contract.day_of(purge.at).year, numbers)]
    breach = next((purge for purge in early if purge.by == "provider"), None)
    decides = breach or (own[-1] if own else None)
    status = _status(decides, early, kept=may_be_kept(year, on.year, numbers))
    return YearLine(
        year,
        Instant(midnight(date(year + numbers.years, 1, 1), facts.contract.on(on).zone)),
        status,
        None if decides is None else Instant(decides.at),
        None if decides is None else decides.by,
        _because(status, numbers),
        refs(purge.entry for purge in own),
    )


def _status(decides: Purge | None, early: list[Purge], *, kept: bool) -> Status:
    if decides is None:
        return "kept" if kept else "due"
    if decides not in early:
        return "purged"
    return "deleted_early" if decides.by == "provider" else "purged_by_client"


def _because(status: Status, numbers: Terms) -> Text:
    match status:
        case "kept":
            return say(N_("one of the {years} years that the client may keep, article 4 ¶2"), years=numbers.years)
        case "due":
            return say(N_("older than {years} years: the client has to purge it, article 4 ¶2"), years=numbers.years)
        case "purged":
            return say(N_("purged once it was older than {years} years, article 4 ¶2"), years=numbers.years)
        case "purged_by_client":
            return say(N_("the client purged it before it had to, article 4 ¶2"))
    return say(N_("the provider deleted it while the client might keep it, article 4 ¶2"))
