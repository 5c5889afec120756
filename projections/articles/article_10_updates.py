"""Article 10: clients are told of updates beforehand.

Computed: whether every new version was announced before it was installed (10.2 ¶2; a corrective patch need not be),
whether services that an update calls for were told of before it was installed (10.2 ¶3; for a patch too: the exemption
is one from the dates), and which of the client's own reports are still to be approved for it (10.2 ¶5, which the
provider owes by no day). Not computed: whether technical documents were handed out (10.2 ¶1), and whether an update
is one that the client had to accept (10.1), which are for people to say.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from projections.articles.finding import EntryRef, Flips, LateEntry, Orphan, Verdict, head, late_entries, orphans, refs
from projections.articles.stretch import readings_on
from projections.calendar.period import Period
from projections.calendar.span import Duration, Instant
from projections.calendar.zone import midnight
from projections.edition.reading import Option, Reading, Readings, reading
from projections.edition.wording import N_, Text, say
from projections.facts.update import Announcement, CustomReport, Installation, UpdateFacts

Notice = Literal["told", "not_told", "exempt"]
Services = Literal["told", "not_told", "not_required", "not_stated"]


@reading(
    "update_notice",
    articles=("10",),
    question=N_("Is it enough to announce a new version, or must its day be told?"),
    because=N_("Who announces an update tells that it comes; a day told is a plan, and may move."),
)
class UpdateNotice(Reading):
    """Article 10.2 ¶2 has the client told of the dates of updates beforehand."""

    ANNOUNCED = Option("announced", N_("Any announcement before the installation is enough."), "provider")
    DATED = Option(
        "dated", N_("The last announcement before the installation must name the day on which it came."), "client"
    )


READINGS: tuple[type[Reading], ...] = (UpdateNotice,)


@dataclass(frozen=True, slots=True)
class ReportLine:
    """One of the client's own reports, and when it was approved for an update (`None`: it is still to be)."""

    report: str
    approved_at: Instant | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class InstalledLine:
    """One installation. `announced_at` is the first announcement before it, `planned_on` the last day told before it.

    `services` says whether services that it calls for had been told of before.
    """

    update: str
    scope: str
    kind: str
    version: str | None
    installed_at: Instant
    installed_on: date
    announced_at: Instant | None
    planned_on: date | None
    lead_seconds: Duration | None
    notice: Notice
    services: Services
    reports: tuple[ReportLine, ...]
    because: Text
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class AnnouncedLine:
    """An update announced and not installed, with the last day told for it."""

    update: str
    kind: str
    version: str | None
    announced_at: Instant
    planned_on: date | None
    services_required: bool | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True, slots=True)
class UpdatesFinding:
    """Article 10 for one contract and period: what was installed in it, and what was announced or planned for it."""

    article: str
    contract: str
    period: str
    known_at: Instant
    known_by: str
    position: int
    edition: str
    timezone: str
    tzdata: str
    installed: tuple[InstalledLine, ...]
    announced: tuple[AnnouncedLine, ...]
    verdict: Verdict | None
    provisional: bool
    claimed: bool
    readings: Mapping[str, str]
    because: Text | None
    late_entries: tuple[LateEntry, ...]
    orphans: tuple[Orphan, ...]
    flips: Flips = None


def assess(facts: UpdateFacts, period: Period, chosen: Mapping[str, Reading]) -> UpdatesFinding:
    """The updates installed in a period of the client's calendar, while the service was owed."""
    installations = [each for each in facts.installations if _in(facts, period, each.at)]
    waiting = {each.subject: ReportLine(each.subject, None, refs([each.entry])) for each in facts.reports}
    lines = tuple(_installed_line(facts, each, waiting, chosen) for each in installations)
    last = facts.contract.on(period.last)
    concerned = {each.subject for each in installations}
    told = [each for subject in concerned for each in facts.announcements.get(subject, ())]
    return UpdatesFinding(
        article="10",
        **head(facts, last),
        period=period.text,
        installed=lines,
        announced=tuple(_announced_lines(facts, period)),
        verdict=_verdict(lines),
        provisional=facts.known.at < midnight(period.until, last.zone),
        readings=readings_on(facts.contract, period.last, READINGS, chosen).options(READINGS),
        because=None if lines else say(N_("no update was installed in the period")),
        late_entries=late_entries(each.entry for each in (*installations, *told)),
        orphans=orphans(facts.orphans),
    )


def _in(facts: UpdateFacts, period: Period, instant: int) -> bool:
    day = facts.contract.day_of(instant)
    return period.first <= day <= period.last and facts.contract.in_service(day)


def _installed_line(
    facts: UpdateFacts, installed: Installation, waiting: Mapping[str, ReportLine], chosen: Mapping[str, Reading]
) -> InstalledLine:
    every = facts.announcements.get(installed.subject, ())
    before = [each for each in every if each.at < installed.at]
    day = facts.contract.day_of(installed.at)
    readings = readings_on(facts.contract, day, READINGS, chosen)
    told, needed = notice(installed, day, before, readings), services(installed, every)
    return InstalledLine(
        installed.subject,
        installed.scope,
        installed.kind,
        installed.version or next((each.version for each in reversed(every) if each.version), None),
        Instant(installed.at),
        day,
        Instant(before[0].at) if before else None,
        _planned_on(before),
        Duration(installed.at - before[0].at) if before else None,
        told,
        needed,
        tuple(_report_line(each, installed, waiting) for each in facts.reports if each.declared < installed.at),
        _because(told, needed, before),
        refs((installed.entry, *(each.entry for each in every))),
    )


def _planned_on(announcements: Sequence[Announcement]) -> date | None:
    return next((each.planned_on for each in reversed(announcements) if each.planned_on is not None), None)


# 10.2 ¶2: a new version is announced before it is installed


def notice(installed: Installation, day: date, before: Sequence[Announcement], readings: Readings) -> Notice:
    """Whether the client was told; `before` are the announcements earlier than the installation, `day` its own."""
    if installed.kind == "patch":
        return "exempt"
    if readings[UpdateNotice] is UpdateNotice.DATED:
        return "told" if _planned_on(before) == day else "not_told"
    return "told" if before else "not_told"


# 10.2 ¶3: so are the services that an update calls for


def services(installed: Installation, announcements: Sequence[Announcement]) -> Services:
    """Whether services were needed, as the installation says or else its announcements, and told of before it."""
    stated = [each for each in announcements if each.services_required is not None]
    needed = installed.services_required
    if needed is None and stated:
        needed = stated[-1].services_required
    if needed is None:
        return "not_stated"
    if not needed:
        return "not_required"
    before = [each.services_required for each in stated if each.at < installed.at]
    return "told" if before and before[-1] else "not_told"


# 10.2 ¶5: the client's own reports are approved anew for each update


def _report_line(report: CustomReport, installed: Installation, waiting: Mapping[str, ReportLine]) -> ReportLine:
    approved = next((each for each in report.approvals if each.update == installed.subject), None)
    if approved is None:
        return waiting[report.subject]
    return ReportLine(report.subject, Instant(approved.at), refs([report.entry, approved.entry]))


# What is still to come, and what the finding says


def _announced_lines(facts: UpdateFacts, period: Period) -> Iterable[AnnouncedLine]:
    installed = {each.subject for each in facts.installations}
    for subject, announcements in sorted(facts.announcements.items()):
        planned_on, last = _planned_on(announcements), announcements[-1]
        days = [planned_on, *(facts.contract.day_of(each.at) for each in announcements)]
        if subject not in installed and any(day and period.first <= day <= period.last for day in days):
            stated = [each.services_required for each in announcements if each.services_required is not None]
            yield AnnouncedLine(
                subject,
                last.kind,
                last.version,
                Instant(announcements[0].at),
                planned_on,
                stated[-1] if stated else None,
                refs(each.entry for each in announcements),
            )


def _because(told: Notice, needed: Services, before: Sequence[Announcement]) -> Text:
    if needed == "not_told":
        return say(N_("it calls for services that were not told of before it was installed, article 10.2 ¶3"))
    match told:
        case "exempt":
            return say(N_("a corrective patch need not be announced, article 10.2 ¶2"))
        case "told":
            return say(N_("announced before it was installed, article 10.2 ¶2"))
    if before:
        return say(N_("announced without the day on which it was installed, article 10.2 ¶2"))
    return say(N_("not announced before it was installed, article 10.2 ¶2"))


def _verdict(lines: Sequence[InstalledLine]) -> Verdict | None:
    if any("not_told" in (line.notice, line.services) for line in lines):
        return "missed"
    return "met" if lines else None
