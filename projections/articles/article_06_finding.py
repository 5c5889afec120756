"""Article 6: what its finding says. Field names are the JSON keys of the interface."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from projections.articles.article_06_exclusion import Treatment
from projections.articles.finding import EntryRef, Evidence, Flips, LateEntry, Literally, Orphan, Verdict
from projections.calendar.span import Duration, Instant
from projections.edition.wording import Text


@dataclass(frozen=True, slots=True)
class Rate:
    """The rate of availability (TD): what was available of the reference time, in microseconds, and in percent."""

    name: str
    numerator_seconds: Duration
    denominator_seconds: Duration
    percent: Fraction | None


@dataclass(frozen=True, slots=True)
class CutSpan:
    """A part of an outage under one rule, and the entries it rests on."""

    outage: str
    scope: str
    from_: Instant
    until: Instant
    seconds: Duration
    treatment: Treatment
    article: str
    because: Text
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class EditionInForce:
    """The days, from first to last, on which an edition of the booklet was in force."""

    edition: str
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class AvailabilityFinding:
    """Article 6 for one contract and period: the figure, and every span that it comes from.

    `edition` and `threshold` are those of the last day; `editions` says which one ruled which days. `evidence` grades
    the downtime by what it rests on, where that was asked for.
    """

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    territory: str
    timezone: str
    tzdata: str
    figure: Rate | None
    reference_seconds: Duration | None
    downtime_seconds: Duration | None
    allowed_downtime_seconds: Duration | None
    threshold: str
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    public_holidays: tuple[date, ...]
    reference_days: tuple[date, ...]
    spans: tuple[CutSpan, ...]
    because: Text | None
    literally: tuple[Literally, ...]
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    editions: tuple[EditionInForce, ...] = ()
    evidence: Evidence | None = None
    flips: Flips = None
