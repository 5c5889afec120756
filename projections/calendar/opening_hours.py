"""Arithmetic of opening hours: when has a desk been open for eight hours since then?

Hours are published as weeks of wall times; each publication replaces the one before it whole, from the first instant
at which it has been made and its day has come (in its own zone).
The hours of a year are laid out once, when first asked for, as sorted opens and closes with running sums; a question
then costs two bisections.

Everything is int microseconds since 1970-01-01T00:00Z and exact.
A bound that the clock shows twice is the first of both; one that it jumps over is read with the offset before the
jump, as RFC 5545 has it.
What cannot be known (nothing published yet, a year without its public holidays) is refused, never guessed.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import accumulate, pairwise

from projections.calendar.span import Spans, clip, normal
from projections.calendar.unfit import Unfit
from projections.calendar.zone import at, iso, local_date, midnight

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Week = Mapping[str, Sequence[Sequence[str]]]
"""Weekday (mon to sun) to its intervals of wall time, such as `[["09:00", "12:30"], ["14:00", "24:00"]]`."""

_Minutes = tuple[tuple[int, int], ...]
_TIME = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|24:00")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)  # multiplied and divided by, it is exact and the fastest way in and out
_END = midnight(date(9998, 12, 31), UTC)  # in no zone later than the last year but one that a date can have


class UnknownHoursError(LookupError):
    """The hours at some instant are not known; `year` is the one whose public holidays are missing, if that is why."""

    def __init__(self, message: str, year: int | None = None) -> None:
        super().__init__(message)
        self.year = year


@dataclass(frozen=True, slots=True)
class Publication:
    """Opening hours as published: in force from `in_force_from` (an instant) and from `effective_on` in its zone.

    Raises Unfit for a week that cannot be read.
    """

    in_force_from: int
    effective_on: date
    week: Week
    closed_on: Collection[date]
    zone: tzinfo

    def __post_init__(self) -> None:
        parse_week(self.week)


def parse_week(week: Week) -> tuple[_Minutes, ...]:
    """The intervals of the seven days, Monday first, in minutes since 00:00, in order.

    Raises Unfit for an unknown weekday, for what is no time, and for intervals that are empty or overlap.
    """
    unknown = sorted(set(week) - set(WEEKDAYS))
    if unknown:
        raise Unfit(
            "unknown weekday `{name}` in opening hours: use {known}", name=unknown[0], known=", ".join(WEEKDAYS)
        )
    return tuple(_parse_day(day, week.get(day, ())) for day in WEEKDAYS)


def _parse_day(day: str, intervals: Sequence[Sequence[str]]) -> _Minutes:
    parsed = []
    for interval in intervals:
        if isinstance(interval, str) or len(interval) != 2 or not all(_TIME.fullmatch(bound) for bound in interval):
            raise Unfit(
                "opening hours of {day}: {interval} is no interval, write one like 09:00 to 12:30",
                day=day,
                interval=repr(interval),
            )
        opens, closes = (int(bound[:2]) * 60 + int(bound[3:]) for bound in interval)
        if closes <= opens:
            raise Unfit(
                "opening hours of {day}: {interval} ends before it begins, split it at 24:00",
                day=day,
                interval="-".join(interval),
            )
        parsed.append((opens, closes))
    parsed.sort()
    if any(later[0] < earlier[1] for earlier, later in pairwise(parsed)):
        raise Unfit("opening hours of {day} overlap: give intervals that do not", day=day)
    return tuple(parsed)


@dataclass(frozen=True, slots=True)
class _Reign:
    """A publication while no later one replaces it."""

    from_: int
    until: int
    week: tuple[_Minutes, ...]
    closed_on: frozenset[date]
    zone: tzinfo


class _Stretch:
    """One year of a reign: its open spans, the time open up to the end of each, and closing less that time.

    A first span of no length stands for the beginning, so that every instant of the stretch has a span behind it.
    """

    __slots__ = ("closes", "from_", "opens", "shift", "total", "until", "worked")

    def __init__(self, from_: int, until: int, spans: Spans) -> None:
        self.from_, self.until = from_, until
        self.opens = [from_, *(span[0] for span in spans)]
        self.closes = [from_, *(span[1] for span in spans)]
        self.worked = [0, *accumulate(span[1] - span[0] for span in spans)]
        self.shift = [closes - worked for closes, worked in zip(self.closes, self.worked, strict=True)]
        self.total = self.worked[-1]

    def before(self, instant: int) -> int:
        """The time open before the instant."""
        last = bisect_right(self.opens, instant) - 1
        return min(instant, self.closes[last]) - self.shift[last]


class OpeningHours:
    """The opening hours that publications give, one after the other.

    `holidays(year)` gives the days of that year on which there are no hours, and raises LookupError where it cannot
    say; it is asked once for each year that a question touches and no other.
    """

    def __init__(self, publications: Sequence[Publication], holidays: Callable[[int], frozenset[date]]) -> None:
        """Raises UnknownHoursError where nothing is published."""
        if not publications:
            raise UnknownHoursError("no opening hours are published: publish some")
        self._holidays = holidays
        self._days_off: dict[int, frozenset[date]] = {}
        self._reigns = _reigns(publications)
        self._reign_starts = [reign.from_ for reign in self._reigns]
        last = self._reigns[-1]
        self._opens_until = _END if any(last.week) else last.from_
        self._stretches: list[_Stretch] = []
        self._starts: list[int] = []

    @property
    def known_from(self) -> int:
        """The first instant at which any publication is in force."""
        return self._reign_starts[0]

    def add(self, start: int, amount: int) -> int:
        """The first instant by which the desk has been open for `amount` microseconds since `start`.

        Time that runs out exactly at closing is due at that closing; nothing to wait for is due at once.
        Raises ValueError for a negative amount, UnknownHoursError where the hours on the way are not known.
        """
        if amount <= 0:
            if amount < 0:
                raise ValueError(f"an amount of working time cannot be negative: {amount} microseconds")
            return start
        stretch = self._stretch(start)
        last = bisect_right(stretch.opens, start) - 1  # as in `before`, whose call would cost a fifth of this one
        closes = stretch.closes[last]
        owed = (closes if closes < start else start) - stretch.shift[last] + amount  # noqa: FURB136
        while owed > stretch.total:
            owed -= stretch.total
            stretch = self._after(stretch)
        return stretch.shift[bisect_left(stretch.worked, owed)] + owed

    def between(self, a: int, b: int) -> int:
        """How long the desk was open from `a` to `b`, in microseconds; negative where `b` comes first.

        Raises UnknownHoursError where the hours in between are not known.
        """
        if b <= a:
            return -self.between(b, a) if b < a else 0
        stretch = self._stretch(a)
        worked = -stretch.before(a)
        while stretch.until < b:
            worked += stretch.total
            stretch = self._stretch(stretch.until)
        return worked + stretch.before(b)

    def is_open(self, instant: int) -> bool:
        """Whether the desk is open; at its closing time it is not."""
        stretch = self._stretch(instant)
        return instant < stretch.closes[bisect_right(stretch.opens, instant) - 1]

    def next_opening(self, instant: int) -> int:
        """The instant itself where the desk is open, else the next at which it opens.

        Raises UnknownHoursError where there is none, or the hours on the way are not known.
        """
        stretch = self._stretch(instant)
        while stretch.closes[-1] <= instant:
            stretch = self._after(stretch)
            instant = stretch.from_
        return max(instant, stretch.opens[bisect_right(stretch.closes, instant)])

    def open_spans(self, from_: int, until: int) -> Spans:
        """The open spans within `[from_, until)`."""
        found: Spans = []
        while from_ < until:
            stretch = self._stretch(from_)
            found += clip(list(zip(stretch.opens, stretch.closes, strict=True)), from_, until)
            from_ = stretch.until
        return normal(found)

    def due(self, start: datetime, amount: timedelta) -> datetime:
        """`add` for an aware datetime, in its own zone. Raises TypeError for one without a zone."""
        instant = self.add((start - _EPOCH) // _MICROSECOND, amount // _MICROSECOND)
        return (_EPOCH + instant * _MICROSECOND).astimezone(start.tzinfo)

    def elapsed(self, a: datetime, b: datetime) -> timedelta:
        """`between` for aware datetimes. Raises TypeError for one without a zone."""
        return self.between((a - _EPOCH) // _MICROSECOND, (b - _EPOCH) // _MICROSECOND) * _MICROSECOND

    def _stretch(self, instant: int) -> _Stretch:
        """The stretch that the instant lies in, laid out now if it has not been yet."""
        found = bisect_right(self._starts, instant) - 1
        if found >= 0 and instant < self._stretches[found].until:
            return self._stretches[found]
        stretch = self._lay_out(instant)
        self._starts.insert(found + 1, stretch.from_)
        self._stretches.insert(found + 1, stretch)
        return stretch

    def _after(self, stretch: _Stretch) -> _Stretch:
        """The stretch that follows, where one is still to come with any hours."""
        if stretch.until >= self._opens_until:
            raise UnknownHoursError(f"no opening hours from {iso(self._opens_until, UTC)} on: publish some")
        return self._stretch(stretch.until)

    def _lay_out(self, instant: int) -> _Stretch:
        found = bisect_right(self._reign_starts, instant) - 1
        if found < 0 or instant >= _END:
            raise UnknownHoursError(f"no opening hours are published for {iso(instant, UTC)}: publish some")
        reign = self._reigns[found]
        year = local_date(instant, reign.zone).year
        from_ = max(reign.from_, midnight(date(year, 1, 1), reign.zone))
        until = min(reign.until, midnight(date(year + 1, 1, 1), reign.zone))
        closed = reign.closed_on | self._days_off_in(year)
        spans: Spans = []
        first, last = local_date(from_, reign.zone), local_date(until - 1, reign.zone)
        for day in map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1)):
            if day not in closed:
                for opens, closes in reign.week[day.weekday()]:
                    bounds = at(day, *divmod(opens, 60), reign.zone), at(day, *divmod(closes, 60), reign.zone)
                    spans.append(bounds)
        return _Stretch(from_, until, clip(normal(spans), from_, until))

    def _days_off_in(self, year: int) -> frozenset[date]:
        if year not in self._days_off:
            try:
                self._days_off[year] = self._holidays(year)
            except LookupError as error:
                raise UnknownHoursError(f"the public holidays of {year} are not known: adopt them", year) from error
        return self._days_off[year]


def reigning(starts: Sequence[int]) -> list[tuple[int, int]]:
    """What is ever in force of things in the order in which they were made, each of which may begin at its start.

    Each with the instant from which it is, by number: the last one made wins once its start has come.
    """
    found: list[tuple[int, int]] = []
    for rank in sorted(range(len(starts)), key=lambda rank: (starts[rank], rank)):
        if found and rank < found[-1][1]:  # one made earlier, whose day comes later, never takes over
            continue
        if found and found[-1][0] == starts[rank]:
            found.pop()
        found.append((starts[rank], rank))
    return found


def _reigns(publications: Sequence[Publication]) -> list[_Reign]:
    """The publications that are ever in force, each until the next."""
    made = sorted(publications, key=lambda each: each.in_force_from)
    found = reigning([max(each.in_force_from, midnight(each.effective_on, each.zone)) for each in made])
    ends = [start for start, _ in found[1:]] + [_END]
    return [
        _Reign(start, until, parse_week(made[rank].week), frozenset(made[rank].closed_on), made[rank].zone)
        for (start, rank), until in zip(found, ends, strict=True)
    ]
