"""An availability finding made by hand: April 2026, two outages that overlap, one night excluded."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from fractions import Fraction

from projections.articles.article_06_exclusion import Treatment
from projections.articles.article_06_finding import AvailabilityFinding, CutSpan, Rate
from projections.articles.article_06_rate import READINGS
from projections.articles.finding import EntryRef, LateEntry, Literally, Orphan
from projections.calendar.period import parse_period
from projections.calendar.span import HOUR, MINUTE, Duration, Instant
from projections.calendar.zone import parse_local, zone
from projections.edition.wording import N_, Text, say

PARIS = zone("Europe/Paris")
EASTER_MONDAY = date(2026, 4, 6)
DAYS = tuple(day for day in parse_period("2026-04").days() if day.weekday() < 5 and day != EASTER_MONDAY)


def at(text: str) -> Instant:
    return Instant(parse_local(text, PARIS))


def span(outage: str, from_: str, until: str, treatment: Treatment, article: str, because: Text, *on: int) -> CutSpan:
    start, end = at(from_), at(until)
    entries = tuple(EntryRef("/monitoring/probe", f"e-{position}", position) for position in on)
    length = Duration(end - start)
    return CutSpan(outage, "environment/prod-1", start, end, length, treatment, article, because, entries)


OUTSIDE = say(N_("outside the reference hours, article 6 ¶2"))
PROVIDER = say(N_("caused by the provider, article 6 ¶3"))
SPANS = (
    span("outage/2026-0042", "2026-04-08T06:50", "2026-04-08T07:00", "outside_reference_hours", "6", OUTSIDE, 12, 13),
    span("outage/2026-0042", "2026-04-08T07:00", "2026-04-08T07:08", "counted", "6", PROVIDER, 12, 13),
    span("outage/2026-0043", "2026-04-08T07:04", "2026-04-08T07:10", "counted", "6", PROVIDER, 15, 16),
    span(
        "outage/2026-0050", "2026-04-21T10:00", "2026-04-21T12:30:30", "excluded", "5",
        say(N_("{maintenance} planned in time, article 5 ¶2"), maintenance="maintenance/2026-007"), 20, 21, 22,
    ),
)  # fmt: skip

REFERENCE = len(DAYS) * 13 * HOUR
DOWNTIME = 10 * MINUTE


def april(**changed: object) -> AvailabilityFinding:
    """The finding: 21 days of 13 hours, 10 minutes of downtime, met."""
    readings: Mapping[str, str] = {kind.declaration.name: kind.default().option for kind in READINGS}
    found = AvailabilityFinding(
        article="6",
        contract="c-0001",
        period="2026-04",
        known_at=at("2026-05-04T09:00"),
        known_by="ledger",
        position=10_240,
        edition="carrus-2026-03",
        territory="FR",
        timezone="Europe/Paris",
        tzdata="2026a",
        figure=rate(REFERENCE, DOWNTIME),
        reference_seconds=Duration(REFERENCE),
        downtime_seconds=Duration(DOWNTIME),
        allowed_downtime_seconds=Duration(REFERENCE * 15 // 10_000),
        threshold="99.85",
        verdict="met",
        provisional=False,
        claimed=False,
        readings=readings,
        public_holidays=(EASTER_MONDAY,),
        reference_days=DAYS,
        spans=SPANS,
        because=None,
        literally=(
            Literally("notice_from", "planned", Fraction(10_000 * 2728, 27_300), Duration(DOWNTIME), "met"),
            Literally("emergency_declaration", "any_time", Fraction(99), Duration(10 * HOUR), "missed"),
        ),
        late_entries=(),
        orphans=(),
    )
    return replace(found, **changed)  # type: ignore[arg-type]


def rate(reference: int, downtime: int) -> Rate:
    return Rate(
        "availability",
        Duration(reference - downtime),
        Duration(reference),
        Fraction(100 * (reference - downtime), reference),
    )


def contested() -> AvailabilityFinding:
    """The same month, missed, claimed and provisional, by readings agreed otherwise, on late and lost entries."""
    downtime = 30 * MINUTE + 1
    entry = EntryRef("/monitoring/probe", "e-12", 12)
    found = april()
    return replace(
        found,
        figure=rate(REFERENCE, downtime),
        downtime_seconds=Duration(downtime),
        verdict="missed",
        provisional=True,
        claimed=True,
        known_by="source",
        readings={**found.readings, "overlapping_outages": "sum", "notice_from": "planned"},
        literally=found.literally[1:],
        late_entries=(LateEntry(entry, at("2026-04-08T06:50"), at("2026-04-20T08:00:03.25")),),
        orphans=(Orphan(EntryRef("/monitoring/probe", "e-99", 99), "outage.ended", "outage/2026-0999"),),
    )
