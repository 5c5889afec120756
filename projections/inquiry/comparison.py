"""What changed between two moments of knowledge: figure by figure, and entry by entry.

The share of an entry is what the later figure would be without it (leave one out), taken from the later figure.
Shares of entries that act together do not add up; what is left is shown as their interaction, never spread.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from projections.articles.finding import LATE_AFTER, EntryRef, refs
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.edition.reading import Reading
from projections.facts.contract import UnknownContract
from projections.facts.entry import Entry
from projections.facts.history import History
from projections.inquiry.figure import Figure
from projections.inquiry.question import QUESTIONS


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
class Change:
    """A figure at both moments (`None`: it could not be asked yet), its difference, and where that comes from."""

    before: Figure | None
    after: Figure | None
    difference: Duration | int | None
    shares: tuple[Share, ...]
    interaction: Duration | int | None


def compare(
    before: History, after: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str
) -> list[Change]:
    """The figures of an article as known at two moments, with the entries that changed them."""
    earlier = _asked(before, contract, period, chosen, article)
    later = _asked(after, contract, period, chosen, article)
    known = {entry.position for entry in before.read()}
    fresh = [entry for entry in after.read() if entry.position not in known]
    without = {
        entry.position: _asked(after.but(without=[entry.position]), contract, period, chosen, article)
        for entry in (fresh if earlier != later else ())
    }
    keys = dict.fromkeys((*earlier, *later))
    return [
        _change(earlier.get(key), later.get(key), fresh, {place: found.get(key) for place, found in without.items()})
        for key in keys
    ]


Key = tuple[str, str, str]


def _asked(
    history: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str
) -> dict[Key, Figure]:
    try:
        return {figure.key: figure for figure in QUESTIONS[article](history, contract, period)(chosen)}
    except UnknownContract:
        return {}


def _change(
    before: Figure | None, after: Figure | None, fresh: list[Entry], without: Mapping[int, Figure | None]
) -> Change:
    difference = None if after is None else after.minus(before)
    if before == after or after is None or after.amount is None:
        return Change(before, after, difference, (), None)
    shares = [
        _share(entry, after, without[entry.position])
        for entry in fresh
        if entry.position in without and without[entry.position] != after
    ]
    shared = [share.amount for share in shares]
    whole = sum(amount for amount in shared if amount is not None)
    interaction = None if difference is None or None in shared else after.of_its_kind(difference - whole)
    return Change(before, after, difference, tuple(shares), interaction)


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
