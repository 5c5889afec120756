"""Article 16 ¶2, and article 13 ¶5: the hours of support are those published on the portal.

Computed: which publication was in force when, how long before its day it was published, and what of it article 16 ¶2
leaves out for the phone (Saturdays and Sundays). Shown without a verdict, since the booklet fixes no hours.
Not computed: whether the portal could be consulted at any time: article 12 shows how long it was down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from projections.articles.finding import EntryRef, LateEntry, head, late_entries, refs
from projections.calendar.opening_hours import WEEKDAYS
from projections.calendar.period import Period
from projections.calendar.span import Instant
from projections.calendar.zone import midnight, zone
from projections.edition.reading import Reading
from projections.edition.terms import edition
from projections.edition.wording import N_, Text, say
from projections.facts.channel import ChannelFacts
from projections.facts.support_hours import PublishedHours


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's weekdays on which the phone is answered, as they are written in events."""

    phone_days: tuple[str, ...]


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 16."""
    return Terms(tuple(article["phone_days"]))


@dataclass(frozen=True, slots=True)
class DayHours:
    """The opening hours of a weekday (mon to sun), as wall times; `phone` where the phone is answered in them."""

    weekday: str
    hours: tuple[tuple[str, str], ...]
    phone: bool


@dataclass(frozen=True, slots=True)
class PublicationLine:
    """One publication, and the part `[from, until)` of the period in which it was in force.

    `until` is the end of the period where nothing replaced it before.
    """

    published_at: Instant
    effective_on: date
    timezone: str
    from_: Instant
    until: Instant
    week: tuple[DayHours, ...]
    closed_on: tuple[date, ...]
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class HoursFinding:
    """Article 16 ¶2 for one contract and period; `unpublished` are the parts of it in which no hours were in force."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    publications: tuple[PublicationLine, ...]
    unpublished: tuple[tuple[Instant, Instant], ...]
    provisional: bool
    claimed: bool
    because: Text | None
    late_entries: tuple[LateEntry, ...]


def assess(facts: ChannelFacts, period: Period, chosen: Mapping[str, Reading]) -> HoursFinding:
    """The hours of support published for a period of the provider's calendar. `chosen` bears on nothing here."""
    last = facts.contract.on(period.last)
    provider = zone(edition(last.edition).provider_timezone)
    from_, until = midnight(period.first, provider), midnight(period.until, provider)
    phone_days = terms(edition(last.edition).article("16")).phone_days
    reigns = in_force(facts.published, from_, until)
    lines = tuple(_line(*reign, phone_days) for reign in reigns)
    first = lines[0].from_ if lines else until
    return HoursFinding(
        article="16",
        **head(facts, last),
        period=period.text,
        publications=lines,
        unpublished=((Instant(from_), Instant(first)),) if from_ < first else (),
        provisional=facts.known.at < until,
        because=None if lines else say(N_("no support hours were in force in the period")),
        late_entries=late_entries(each.entry for each, _, _ in reigns),
    )


def in_force(published: Sequence[PublishedHours], from_: int, until: int) -> list[tuple[PublishedHours, int, int]]:
    """The publications in force within `[from_, until)`, each with the part of it: the last one published wins.

    A publication holds from the start of its day on, and never before it was made.
    """
    held = sorted((_starts(each), number) for number, each in enumerate(published))
    starts = sorted({from_, *(start for start, _ in held if from_ < start < until)})
    found: list[tuple[PublishedHours, int, int]] = []
    last, begun = -1, iter([*held, (max(from_, until) + 1, -1)])
    start, number = next(begun)
    for begins, ends in zip(starts, [*starts[1:], until], strict=True):
        while start <= begins:
            last = max(last, number)
            start, number = next(begun)
        if last >= 0 and found and found[-1][0] is published[last]:
            found[-1] = (published[last], found[-1][1], ends)
        elif last >= 0:
            found.append((published[last], begins, ends))
    return found


def _starts(published: PublishedHours) -> int:
    return max(published.at, midnight(published.effective_on, zone(published.timezone)))


def _line(published: PublishedHours, from_: int, until: int, phone_days: Sequence[str]) -> PublicationLine:
    week = tuple(
        DayHours(day, tuple(sorted((opens, closes) for opens, closes in hours)), day in phone_days)
        for day in WEEKDAYS
        if (hours := published.week.get(day))
    )
    return PublicationLine(
        Instant(published.at),
        published.effective_on,
        published.timezone,
        Instant(from_),
        Instant(until),
        week,
        tuple(sorted(published.closed_on)),
        refs([published.entry]),
    )
