"""What changed between two moments of knowledge: figure by figure, and entry by entry.

The share of an entry is what the later figure would be without it (leave one out), taken from the later figure.
Shares of entries that act together do not add up; what is left is shown as their interaction, never spread.

The start and the end of one outage act together: without its end alone it would go on. So entries are grouped by the
fact that they speak of as well; the share of a fact is what it weighs in the later figure, less what it weighed in the
earlier one, and a fact weighs what the figure would lack had nothing ever been recorded of it.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from projections.articles.finding import LATE_AFTER, EntryRef, refs
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.edition.reading import Reading
from projections.facts.contract import UnknownContract
from projections.facts.entry import Entry
from projections.facts.history import History, by_subject
from projections.inquiry.figure import Figure
from projections.inquiry.question import QUESTIONS

MOST_WORK = 500_000
"""Entries known since, times all entries that a figure looks at, up to which shares are told.

Each share asks for the figures anew: beyond it, after an import of years, the answer would take minutes and more.
"""


@dataclass(frozen=True, slots=True)
class Share:
    """An entry that is known later and not before, and what the amount would lack without it.

    `amount` is `None` where the figure cannot be computed without the entry. `late_by` is how long after the fact it
    was recorded, in microseconds, where that is long.
    """

    entry: EntryRef
    type: str
    subject: str
    occurred_at: Instant
    recorded_at: Instant
    late_by: Duration | None
    amount: Duration | int | None


@dataclass(frozen=True, slots=True)
class FactShare:
    """A fact of which something is known later and not before: `entries`; by how much its weight in the amount grew."""

    subject: str
    entries: tuple[EntryRef, ...]
    amount: Duration | int | None


@dataclass(frozen=True, slots=True)
class Change:
    """A figure at both moments (`None`: it could not be asked yet), its difference, and where that comes from.

    The shares of the entries and their interaction add up to the difference; so do those of the facts. `untold` is the
    number of entries known since where they are too many for shares to be told.
    """

    before: Figure | None
    after: Figure | None
    difference: Duration | int | None
    shares: tuple[Share, ...]
    interaction: Duration | int | None
    facts: tuple[FactShare, ...]
    facts_interaction: Duration | int | None
    untold: int | None = None


def compare(
    before: History, after: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str
) -> list[Change]:
    """The figures of an article as known at two moments, with the entries that changed them."""
    earlier = _asked(before, contract, period, chosen, article)
    later = _asked(after, contract, period, chosen, article)
    known = {entry.position for entry in before.read()}
    looked_at = after.read()
    fresh = [entry for entry in looked_at if entry.position not in known] if earlier != later else []
    keys = dict.fromkeys((*earlier, *later))
    if len(fresh) * len(looked_at) > MOST_WORK:
        return [_untold(earlier.get(key), later.get(key), len(fresh)) for key in keys]

    def lacking(history: History, entries: Iterable[Entry]) -> Figures:
        without = history.but(without=[entry.position for entry in entries])
        return _asked(without, contract, period, chosen, article)

    singles = [(entry, lacking(after, [entry])) for entry in fresh]
    facts = [
        _Fact(subject, refs(entries), lacking(after, entries), *(
            lacking(each, (entry for entry in each.read() if entry.subject == subject)) for each in (before, after)
        ))
        for subject, entries in by_subject(fresh).items()
    ]  # fmt: skip
    return [_change(key, earlier.get(key), later.get(key), singles, facts) for key in keys]


Key = tuple[str, str, str]
Figures = Mapping[Key, Figure]


@dataclass(frozen=True, slots=True)
class _Fact:
    """A fact with the entries known since, and the figures without those, and without the fact at either moment."""

    subject: str
    entries: tuple[EntryRef, ...]
    as_before: Figures
    never_before: Figures
    never_after: Figures

    def share(self, key: Key, before: Figure | None, after: Figure) -> Duration | int | None:
        """What the fact weighs at the later moment, less what it weighed at the earlier one."""
        now = after.minus(self.never_after.get(key))
        then = None if before is None else before.minus(self.never_before.get(key))
        if now is None or then is None:  # a figure needs the fact itself, as it needs the contract
            return after.minus(self.as_before.get(key))
        return after.of_its_kind(now - then)

    def touches(self, key: Key, before: Figure | None, after: Figure) -> bool:
        """Whether it changes anything about the figure."""
        return self.as_before.get(key) != after or self.share(key, before, after) != 0


def _asked(history: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str) -> Figures:
    try:
        return {figure.key: figure for figure in QUESTIONS[article](history, contract, period)(chosen)}
    except UnknownContract:
        return {}


def _untold(before: Figure | None, after: Figure | None, fresh: int) -> Change:
    difference = None if after is None else after.minus(before)
    return Change(before, after, difference, (), None, (), None, None if before == after else fresh)


def _change(
    key: Key,
    before: Figure | None,
    after: Figure | None,
    singles: Sequence[tuple[Entry, Figures]],
    known_since: Sequence[_Fact],
) -> Change:
    difference = None if after is None else after.minus(before)
    if before == after or after is None or after.amount is None:
        return Change(before, after, difference, (), None, (), None)
    shares = tuple(_share(entry, after, found.get(key)) for entry, found in singles if found.get(key) != after)
    facts = tuple(
        FactShare(fact.subject, fact.entries, fact.share(key, before, after))
        for fact in known_since
        if fact.touches(key, before, after)
    )
    return Change(
        before,
        after,
        difference,
        shares,
        _rest(after, difference, [share.amount for share in shares]),
        facts,
        _rest(after, difference, [fact.amount for fact in facts]),
    )


def _rest(
    after: Figure, difference: Duration | int | None, shared: Sequence[Duration | int | None]
) -> Duration | int | None:
    """What the shares leave of the difference; `None` where one of them cannot be told."""
    if difference is None or None in shared:
        return None
    return after.of_its_kind(difference - sum(amount for amount in shared if amount is not None))


def _share(entry: Entry, after: Figure, without: Figure | None) -> Share:
    late = entry.recorded_at - entry.occurred_at
    return Share(
        refs([entry])[0],
        entry.type,
        entry.subject,
        Instant(entry.occurred_at),
        Instant(entry.recorded_at),
        Duration(late) if late > LATE_AFTER else None,
        after.minus(without),
    )
