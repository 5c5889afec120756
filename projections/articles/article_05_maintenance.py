"""Article 5 ¶2, third item: maintenance planned with enough notice is a maintenance window.

Computed: what each version of a maintenance covers, by the notice it was given with. Not computed: whether
the work was useful, or told through the right channel, since the booklet says neither.
"""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from projections.calendar.span import FOREVER, HOUR, Spans, clip, intersect, normal
from projections.calendar.zone import at, local
from projections.edition.reading import Option, Reading, Readings, reading
from projections.edition.wording import N_
from projections.facts.maintenance import Maintenance, Version


class Terms(NamedTuple):
    """The edition's numbers: the notice that planned maintenance needs, in hours."""

    notice_hours: int


def terms(article: Any) -> Terms:
    """The terms out of an edition's table for article 5."""
    return Terms(article["notice_hours"])


@reading(
    "notice_from",
    articles=("5",),
    question=N_("From when does the notice of a planned maintenance run?"),
    because=N_("A plan that nobody was told of protects nobody; the entry that tells the client is the sure moment."),
    beyond_the_text=True,
)
class NoticeFrom(Reading):
    """Article 5 ¶2 says planned 48 hours ahead, and does not say told."""

    ANNOUNCED = Option("announced", N_("The notice runs from the announcement."), "client")
    PLANNED = Option("planned", N_("The notice runs from the internal plan, told or not."), "provider")
    RECEIVED = Option("received", N_("The notice runs from its receipt by the client; unproven, it is none."), "client")


@reading(
    "notice_proof",
    articles=("5",),
    question=N_("Is a notice believed at the time that its entry states?"),
    because=N_("Entries are stated under the responsibility of who asserts them; the trail shows when they came in."),
)
class NoticeProof(Reading):
    """The booklet asks for no proof of a notice."""

    STATED = Option("stated", N_("The notice counts from the time stated."), "provider")
    RECORDED = Option("recorded", N_("The notice counts from when the ledger learned of it, if later."), "client")


@reading(
    "notice_hours",
    articles=("5",),
    question=N_("How are the 48 hours of notice counted when the clock changes?"),
    because=N_("An hour is an hour: 48 of them are 172,800 seconds."),
)
class NoticeHours(Reading):
    """Article 5 ¶2 counts the notice in hours."""

    ELAPSED = Option("elapsed", N_("48 hours that really pass."), "neither")
    WALL_CLOCK = Option("wall_clock", N_("The same local time two days later."), "neither")


@reading(
    "rescheduled_notice",
    articles=("5",),
    question=N_("What notice does a maintenance need that is moved less than 48 hours ahead?"),
    because=N_("The client was warned in time of what the earlier version covered, and of nothing else."),
)
class RescheduledNotice(Reading):
    """The booklet does not speak of moving a maintenance."""

    UNCOVERED_NEEDS_NOTICE = Option(
        "uncovered_needs_notice", N_("Only what the version before it covered stays covered."), "neither"
    )
    RESTARTS = Option("restarts", N_("The notice starts again: nothing is covered."), "client")
    FIRST_NOTICE = Option("first_notice", N_("The first notice is enough for the whole of the new span."), "provider")


@reading(
    "overrun",
    articles=("5",),
    question=N_("Is a maintenance that lasts longer than announced still covered?"),
    because=N_("What was planned ahead is the span announced; its overrun was planned by nobody."),
)
class Overrun(Reading):
    """The booklet does not speak of overruns."""

    ANNOUNCED_END = Option("announced_end", N_("Covered until the announced end."), "client")
    ACTUAL_END = Option("actual_end", N_("Covered until it really ended."), "provider")


READINGS: tuple[type[Reading], ...] = (
    NoticeFrom,
    NoticeProof,
    NoticeHours,
    RescheduledNotice,
    Overrun,
)


class Judged(NamedTuple):
    """A version with its notice: `noticed_at`, the lead before its start (`None`: no notice), and what it covers.

    It decides at the instants of `[from_, until)`. All in microseconds.
    """

    version: Version
    noticed_at: int | None
    lead: int | None
    enough: bool
    covers: Spans
    from_: int
    until: int


def judged(maintenance: Maintenance, terms: Terms, readings: Readings, zone: ZoneInfo) -> list[Judged]:
    """The versions of a maintenance that the readings look at, each with its notice and coverage."""
    found: list[Judged] = []
    looked_at = [
        version
        for version in maintenance.versions
        if version.kind != "planned" or readings[NoticeFrom] is NoticeFrom.PLANNED
    ]
    ends_of_force = [*(version.at for version in looked_at[1:]), FOREVER]
    for version, until in zip(looked_at, ends_of_force[: len(looked_at)], strict=True):
        noticed_at = _noticed_at(version, readings)
        lead = None if noticed_at is None or version.starts is None else version.starts - noticed_at
        enough = (
            noticed_at is not None
            and version.starts is not None
            and _in_time(noticed_at, version.starts, terms, readings, zone)
        )
        covers = _covers(version, enough, found, readings)
        found.append(Judged(version, noticed_at, lead, enough, covers, version.at, until))
    return found


def covered(maintenance: Maintenance, versions: Sequence[Judged], readings: Readings, known_at: int) -> Spans:
    """The instants at which the maintenance is a maintenance window: the last version told by then decides."""
    spans = [span for each in versions for span in clip(each.covers, each.from_, each.until)]
    spans.extend(_overrun(maintenance, versions, readings, known_at))
    return normal(spans)


# ¶2, third item: planned at least 48 hours ahead


def _noticed_at(version: Version, readings: Readings) -> int | None:
    noticed_at = version.received_at if readings[NoticeFrom] is NoticeFrom.RECEIVED else version.at
    if noticed_at is not None and readings[NoticeProof] is NoticeProof.RECORDED:
        return max(noticed_at, version.recorded_at)
    return noticed_at


def _in_time(noticed_at: int, starts: int, terms: Terms, readings: Readings, zone: ZoneInfo) -> bool:
    if readings[NoticeHours] is NoticeHours.ELAPSED:
        return starts - noticed_at >= terms.notice_hours * HOUR
    return wall_clock_later(noticed_at, terms.notice_hours, zone) <= starts


def wall_clock_later(instant: int, hours: int, zone: ZoneInfo) -> int:
    """The instant that many hours later by the clock on the wall: days by the calendar, then the rest."""
    wall = local(instant, zone)
    later = wall.replace(tzinfo=None) + timedelta(hours=hours)
    return at(later.date(), later.hour, later.minute, zone, later.second, later.microsecond)


def _covers(version: Version, enough: bool, before: Sequence[Judged], readings: Readings) -> Spans:
    if version.starts is None or version.ends is None or version.ends <= version.starts:
        return []  # cancelled, or announced without an end: nothing that could be checked against a clock
    whole = [(version.starts, version.ends)]
    if enough:
        return whole
    if before and readings[RescheduledNotice] is RescheduledNotice.UNCOVERED_NEEDS_NOTICE:
        return intersect(whole, before[-1].covers)
    if before and readings[RescheduledNotice] is RescheduledNotice.FIRST_NOTICE and before[0].enough:
        return whole
    return []


def _overrun(
    maintenance: Maintenance, versions: Sequence[Judged], readings: Readings, known_at: int
) -> Iterator[tuple[int, int]]:
    last = versions[-1] if versions else None
    if readings[Overrun] is Overrun.ANNOUNCED_END or last is None or not last.covers:
        return
    ends = last.version.ends
    over = maintenance.ended if maintenance.ended is not None else known_at if maintenance.started is not None else None
    if ends is not None and over is not None:
        yield (max(ends, last.from_), over)
