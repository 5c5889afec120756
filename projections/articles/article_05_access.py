"""Article 5: access to the service: its windows, its planned maintenances and its emergencies in a period.

Shown without a verdict, since the article promises no figure: what was announced with what notice, what that
covers, how it was used. Article 6 computes with the same rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from projections.articles import article_05_emergency, article_05_maintenance, article_05_windows
from projections.articles.article_05_emergency import declared_in_time, short_notice_emergency
from projections.articles.article_05_maintenance import Judged, covered, judged, terms, wall_clock_later
from projections.articles.article_05_windows import WindowKind, missing_calendars, planned_windows, windows
from projections.articles.finding import EntryRef, Orphan, orphans, refs
from projections.articles.stretch import Stretch, readings_on, stretches
from projections.calendar.period import Period
from projections.calendar.span import HOUR, Duration, Instant, Spans, clip, measure, normal, subtract
from projections.calendar.zone import tzdata_version
from projections.edition.reading import Reading
from projections.edition.wording import Text
from projections.facts.maintenance import Emergency, Maintenance
from projections.facts.operation import Facts

READINGS: tuple[type[Reading], ...] = (
    *article_05_windows.READINGS,
    *article_05_maintenance.READINGS,
    *article_05_emergency.READINGS,
)


@dataclass(frozen=True, slots=True)
class WindowSpan:
    """A span in which the service may be stopped."""

    from_: Instant
    until: Instant
    seconds: Duration
    kind: WindowKind
    because: Text
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class WindowsFinding:
    """The maintenance windows that touch a period, whole, and how much of the period they take together."""

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
    readings: Mapping[str, str]
    missing_calendars: tuple[str, ...]
    total_seconds: Duration
    windows: tuple[WindowSpan, ...]


@dataclass(frozen=True, slots=True)
class VersionLine:
    """What was said of a maintenance at one time, its lead (`None`: no notice), and how much of it is covered."""

    kind: str
    at: Instant
    starts: Instant | None
    ends: Instant | None
    noticed_at: Instant | None
    lead_seconds: Duration | None
    enough: bool
    covers_seconds: Duration
    channel: str | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class MaintenanceLine:
    """One maintenance: its versions, the spans it covers, and how they were used."""

    maintenance: str
    scope: str
    outcome: Literal["covered", "partly_covered", "not_covered", "cancelled", "emergency"]
    versions: tuple[VersionLine, ...]
    covered: tuple[tuple[Instant, Instant], ...]
    covered_in_reference_seconds: Duration
    started: Instant | None
    ended: Instant | None
    overrun_seconds: Duration


@dataclass(frozen=True, slots=True)
class EmergencyLine:
    """One emergency maintenance, and whether it was declared in time."""

    maintenance: str
    scope: str
    declared_at: Instant
    starts: Instant
    expected_end: Instant | None
    ended: Instant | None
    in_time: bool
    reason: str
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class MaintenanceFinding:
    """Article 5 for one contract and period: maintenances and emergencies that touch it."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    readings: Mapping[str, str]
    maintenances: tuple[MaintenanceLine, ...]
    emergencies: tuple[EmergencyLine, ...]
    planned_in_reference_seconds: Duration
    orphans: tuple[Orphan, ...]


def assess_windows(facts: Facts, period: Period, chosen: Mapping[str, Reading]) -> WindowsFinding:
    """The windows of a period: nights, Sundays, public holidays and planned maintenance (article 5 ¶2)."""
    found: list[WindowSpan] = []
    missing: set[str] = set()
    last = facts.contract.on(period.last)
    for stretch in stretches(facts.contract, period.first, period.until, READINGS, chosen):
        whole: Spans = [(stretch.from_, stretch.until)]
        years = {period.first.year, period.last.year}
        pairs = missing_calendars(years, stretch.subscription.territory, facts.calendars, stretch.readings)
        missing.update(f"{territory} {year}" for territory, year in pairs)
        operation = facts.operations[stretch.subscription.environment]
        planned = [(each, _judged(each, stretch)) for each in operation.maintenances]
        for window in (
            *windows(stretch, facts.calendars, whole),
            *planned_windows(planned, stretch.readings, facts.known.at),
        ):
            for from_, until in clip([window.span], stretch.from_, stretch.until):
                span = (Instant(from_), Instant(until), Duration(until - from_))
                found.append(WindowSpan(*span, window.kind, window.because, refs(window.entries)))
    return WindowsFinding(
        "5",
        facts.contract.id,
        period.text,
        Instant(facts.known.at),
        facts.known.by,
        facts.known.position,
        last.edition,
        last.territory,
        last.timezone,
        tzdata_version(),
        readings_on(facts.contract, period.last, READINGS, chosen).options(READINGS),
        tuple(sorted(missing)),
        Duration(measure(normal((span.from_, span.until) for span in found))),
        tuple(sorted(found, key=lambda span: (span.from_, span.until, span.kind))),
    )


def assess_maintenance(
    facts: Facts, period: Period, chosen: Mapping[str, Reading], reference: Spans
) -> MaintenanceFinding:
    """The maintenances and emergencies that touch a period; `reference` are its reference hours (article 6 ¶2)."""
    lines: dict[tuple[str, str], MaintenanceLine] = {}
    urgent: dict[tuple[str, str], EmergencyLine] = {}
    together: Spans = []
    for stretch in stretches(facts.contract, period.first, period.until, READINGS, chosen):
        operation = facts.operations[stretch.subscription.environment]
        for maintenance in operation.maintenances:
            if _touches(maintenance, stretch):
                line, spans = _maintenance_line(maintenance, stretch, facts.known.at, reference)
                lines[maintenance.scope, maintenance.subject] = line
                together += clip(spans, stretch.from_, stretch.until)
        for emergency in operation.emergencies:
            if _declared_for(emergency, stretch):
                urgent[emergency.scope, emergency.subject] = _emergency_line(emergency, stretch)
    last = facts.contract.on(period.last)
    return MaintenanceFinding(
        "5",
        facts.contract.id,
        period.text,
        Instant(facts.known.at),
        facts.known.by,
        facts.known.position,
        last.edition,
        last.timezone,
        readings_on(facts.contract, period.last, READINGS, chosen).options(READINGS),
        # A plan that nobody was told of has no versions, unless a reading counts it as one: it comes last.
        tuple(sorted(lines.values(), key=lambda line: (not line.versions, *(each.at for each in line.versions[:1])))),
        tuple(sorted(urgent.values(), key=lambda line: line.declared_at)),
        Duration(measure(_within(normal(together), reference))),
        orphans(entry for operation in facts.operations.values() for entry in operation.orphans),
    )


def earliest_start(announced_at: int, stretch: Stretch) -> Instant:
    """The earliest start that a maintenance announced at an instant could have and still be covered."""
    hours = terms(stretch.edition.article("5")).notice_hours
    if stretch.readings[article_05_maintenance.NoticeHours] is article_05_maintenance.NoticeHours.WALL_CLOCK:
        return Instant(wall_clock_later(announced_at, hours, stretch.zone))
    return Instant(announced_at + hours * HOUR)


def _judged(maintenance: Maintenance, stretch: Stretch) -> list[Judged]:
    return judged(maintenance, terms(stretch.edition.article("5")), stretch.readings, stretch.zone)


def _touches(maintenance: Maintenance, stretch: Stretch) -> bool:
    spans = [(version.starts, version.ends or version.starts + 1) for version in maintenance.versions if version.starts]
    return any(from_ < stretch.until and stretch.from_ < until for from_, until in spans)


def _declared_for(emergency: Emergency, stretch: Stretch) -> bool:
    end = emergency.ended or emergency.expected_end
    return emergency.starts < stretch.until and (end is None or stretch.from_ < max(end, emergency.starts + 1))


def _maintenance_line(
    maintenance: Maintenance, stretch: Stretch, known_at: int, reference: Spans
) -> tuple[MaintenanceLine, Spans]:
    versions = _judged(maintenance, stretch)
    spans = covered(maintenance, versions, stretch.readings, known_at)
    last = versions[-1].version if versions else None
    over = 0
    if last is not None and last.ends is not None and maintenance.ended is not None:
        over = max(0, maintenance.ended - last.ends)
    line = MaintenanceLine(
        maintenance.subject,
        maintenance.scope,
        _outcome(maintenance, versions, spans, stretch),
        tuple(_version_line(each) for each in versions),
        tuple((Instant(from_), Instant(until)) for from_, until in spans),
        Duration(measure(_within(spans, reference))),
        None if maintenance.started is None else Instant(maintenance.started),
        None if maintenance.ended is None else Instant(maintenance.ended),
        Duration(over),
    )
    return line, spans


def _outcome(
    maintenance: Maintenance, versions: list[Judged], spans: Spans, stretch: Stretch
) -> Literal["covered", "partly_covered", "not_covered", "cancelled", "emergency"]:
    last = versions[-1].version if versions else None
    if last is not None and last.kind == "cancelled":
        return "cancelled"
    if short_notice_emergency(maintenance, versions, stretch.readings) is not None:
        return "emergency"
    if last is None or not spans or last.starts is None or last.ends is None:
        return "not_covered"
    return "partly_covered" if subtract([(last.starts, last.ends)], spans) else "covered"


def _version_line(each: Judged) -> VersionLine:
    version = each.version
    return VersionLine(
        version.kind,
        Instant(version.at),
        _instant(version.starts),
        _instant(version.ends),
        _instant(each.noticed_at),
        None if each.lead is None else Duration(each.lead),
        each.enough,
        Duration(measure(each.covers)),
        version.channel,
        refs([version.entry]),
    )


def _emergency_line(emergency: Emergency, stretch: Stretch) -> EmergencyLine:
    return EmergencyLine(
        emergency.subject,
        emergency.scope,
        Instant(emergency.declared_at),
        Instant(emergency.starts),
        _instant(emergency.expected_end),
        _instant(emergency.ended),
        declared_in_time(emergency, stretch.readings),
        emergency.reason,
        refs(emergency.entries),
    )


def _instant(instant: int | None) -> Instant | None:
    return None if instant is None else Instant(instant)


def _within(spans: Spans, reference: Iterable[tuple[int, int]]) -> Spans:
    return [
        (max(from_, start), min(until, end))
        for from_, until in spans
        for start, end in reference
        if from_ < end and start < until
    ]
