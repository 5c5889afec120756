"""Articles 12 ¶1, 15 and 16: support is reached by portal and phone, and the questions asked most often are at hand.

Computed: how long portal, phone and FAQ were down in a period, at all hours and within the hours of support.
Shown without a verdict, since the booklet promises no rate for them. The phone is answered from Monday to Friday
without public holidays (article 16 ¶2), whatever hours are published for other days.
Not computed: what the portal offers (article 12 ¶2), and what a call costs (article 16 ¶3).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Literal

from projections.articles.article_01_definitions import READINGS, Desk, Unknown, WorkingTime
from projections.articles.finding import EntryRef, LateEntry, Orphan, head, late_entries, orphans, refs
from projections.articles.stretch import readings_on
from projections.calendar.opening_hours import WEEKDAYS
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant, Spans, clip, intersect, measure, normal
from projections.calendar.zone import midnight, zone
from projections.edition.reading import Reading
from projections.edition.terms import edition
from projections.edition.wording import Text
from projections.facts.channel import ChannelFacts
from projections.facts.outage import Outage

Channel = Literal["portal", "phone", "faq"]
ARTICLE_OF: Mapping[Channel, str] = {"portal": "12", "faq": "15", "phone": "16"}
DOWN = frozenset({"total", "essential"})
"""The impacts that put a channel out of reach, as they do the service by the default of article 6."""


@dataclass(frozen=True, slots=True)
class Terms:
    """The edition's numbers: the weekdays on which the phone is answered (0 = Monday)."""

    phone_days: frozenset[int]


def terms(article: Mapping[str, Any]) -> Terms:
    """The terms out of an edition's table for article 16."""
    return Terms(frozenset(WEEKDAYS.index(day) for day in article["phone_days"]))


@dataclass(frozen=True, slots=True)
class ChannelOutage:
    """One outage of a channel within the period; only what was total or essential counts as down."""

    outage: str
    scope: str
    from_: Instant
    until: Instant
    impact: str
    down_seconds: Duration
    down_in_support_hours_seconds: Duration | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel: how long it was down, whenever that was and within the hours of support it is owed in.

    The hours are `None` where they are not known.
    """

    channel: Channel
    article: str
    down_seconds: Duration
    support_hours_seconds: Duration | None
    down_in_support_hours_seconds: Duration | None
    outages: tuple[ChannelOutage, ...]


@dataclass(frozen=True, slots=True)
class ChannelsFinding:
    """Articles 12, 15 and 16 for one contract and period. `because` says why the hours are not known."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    judged_in: str
    tzdata: str
    channels: tuple[ChannelLine, ...]
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]


def assess(facts: ChannelFacts, period: Period, chosen: Mapping[str, Reading]) -> ChannelsFinding:
    """The channels in a period of support, by the zone of the hours published."""
    last = facts.contract.on(period.last)
    readings = readings_on(facts.contract, period.last, READINGS, chosen)
    default = zone(edition(last.edition).provider_timezone)
    desk = Desk(facts.published, facts.calendars, default)
    days = [each for each in period.days() if _in_support(facts, each)]
    owed = {day: _span(desk, day, midnight(day, default)) for day in days}
    weekdays = terms(edition(last.edition).article("16")).phone_days
    watched = [_Watched(facts, owed, desk.time(readings), weekdays, channel) for channel in ARTICLE_OF]
    happened = [outage for each in watched for outage, _ in each.happened]
    ends = max((until for _, until in owed.values()), default=midnight(period.until, default))
    open_ = any(outage.ended is None for outage in happened)
    return ChannelsFinding(
        article="12",
        **head(facts, last),
        period=period.text,
        judged_in=desk.zone_at(ends - 1).key,
        channels=tuple(each.line() for each in watched),
        provisional=open_ or facts.known.at < ends,
        readings=readings.options(READINGS),
        because=next((each.unknown for each in watched if each.unknown is not None), None),
        late_entries=late_entries(entry for outage in happened for entry in outage.entries),
        orphans=orphans(facts.orphans),
    )


def _in_support(facts: ChannelFacts, day: date) -> bool:
    return facts.contract.in_service(day) and facts.contract.on(day).support_starts_on <= day


def _span(desk: Desk, day: date, near: int) -> tuple[int, int]:
    return desk.midnight(day, near), desk.midnight(day + timedelta(days=1), near)


class _Watched:
    """One channel in a period: its outages, the days on which it is answered, and the working time of these."""

    def __init__(
        self,
        facts: ChannelFacts,
        owed: Mapping[date, tuple[int, int]],
        time: WorkingTime,
        weekdays: frozenset[int],
        channel: Channel,
    ) -> None:
        self.channel, self._time, self._now = channel, time, facts.known.at
        answered = (span for day, span in owed.items() if channel != "phone" or day.weekday() in weekdays)
        self._answered = normal(answered)
        self.happened = [
            (outage, spans)
            for scope, outages in facts.outages.items()
            for outage in outages
            if outage.component == channel
            if (spans := self._within(outage, _on_environment(facts, owed, scope)))
        ]
        self.unknown: Text | None = None
        try:
            self._hours: int | None = self._worked(self._answered)
        except Unknown as unknown:
            self.unknown, self._hours = unknown.because, None

    def line(self) -> ChannelLine:
        down = normal(span for outage, spans in self.happened for span in intersect(spans, self._down(outage)))
        return ChannelLine(
            self.channel,
            ARTICLE_OF[self.channel],
            Duration(measure(down)),
            None if self._hours is None else Duration(self._hours),
            self._in_hours(down),
            tuple(self._outage(*each) for each in sorted(self.happened, key=lambda each: (each[1], each[0].subject))),
        )

    def _outage(self, outage: Outage, spans: Spans) -> ChannelOutage:
        down = intersect(spans, self._down(outage))
        return ChannelOutage(
            outage.subject,
            outage.scope,
            Instant(spans[0][0]),
            Instant(spans[-1][1]),
            outage.impacts[-1][1],
            Duration(measure(down)),
            self._in_hours(down),
            refs(outage.entries),
        )

    def _within(self, outage: Outage, days: Spans) -> Spans:
        return clip(days, outage.started, self._now if outage.ended is None else outage.ended)

    def _down(self, outage: Outage) -> Spans:
        changes = [*(at for at, _ in outage.impacts[1:]), self._now if outage.ended is None else outage.ended]
        return normal(
            (at, until) for (at, impact), until in zip(outage.impacts, changes, strict=True) if impact in DOWN
        )

    def _in_hours(self, down: Spans) -> Duration | None:
        return None if self._hours is None else Duration(self._worked(intersect(down, self._answered)))

    def _worked(self, spans: Iterable[tuple[int, int]]) -> int:
        return sum(self._time.worked(from_, until) for from_, until in spans)


def _on_environment(facts: ChannelFacts, owed: Mapping[date, tuple[int, int]], scope: str) -> Spans:
    """The days owed on which the contract ran on an environment."""
    return normal(span for day, span in owed.items() if facts.contract.on(day).environment == scope)
