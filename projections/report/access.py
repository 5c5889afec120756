"""Article 5: the windows of a period, its maintenances and its emergencies."""

from projections.articles.article_05_access import (
    EmergencyLine,
    MaintenanceFinding,
    MaintenanceLine,
    VersionLine,
    WindowsFinding,
)
from projections.calendar.span import Duration
from projections.edition.wording import N_, say
from projections.report.block import Column, Heading, Page, Pairs, Paragraph, Row, Table, Tone
from projections.report.codes import coded
from projections.report.standing import known, lost, positions, readings_taken

OUTCOME_TONES: dict[str, Tone] = {
    "covered": "good",
    "partly_covered": "doubtful",
    "not_covered": "bad",
    "cancelled": "quiet",
    "emergency": "doubtful",
}


def windows_page(finding: WindowsFinding) -> Page:
    """Every span of the period in which the service may be stopped."""
    columns = (
        Column("window", say(N_("Window"))),
        Column("from", say(N_("From"))),
        Column("until", say(N_("Until (exclusive)"))),
        Column("seconds", say(N_("Length")), right=True),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
    )
    rows = tuple(
        Row((coded("window", each.kind), each.from_, each.until, each.seconds, each.because, positions(each.entries)))
        for each in finding.windows
    )
    title = N_("Maintenance windows (Fenêtres de Maintenance, article 5): contract {contract}, {period}")
    return (
        Heading(say(title, contract=finding.contract, period=finding.period)),
        *known(finding, finding.timezone, finding.tzdata),
        *_missing(finding),
        Pairs(((say(N_("Windows together, shared time once")), finding.total_seconds),)),
        Table("windows", columns, rows),
        *readings_taken(finding.readings, ("5",)),
    )


def _missing(finding: WindowsFinding) -> Page:
    return tuple(
        Paragraph(
            say(
                N_("No public holidays adopted for {calendar}: run `livret holidays adopt {calendar}`."),
                calendar=calendar,
            ),
            "doubtful",
        )
        for calendar in finding.missing_calendars
    )


def maintenance_page(finding: MaintenanceFinding) -> Page:
    """What was announced, with what notice, and what it covers."""
    title = N_("Planned and emergency maintenance (article 5): contract {contract}, {period}")
    total = say(N_("Planned maintenance inside the reference hours"))
    return (
        Heading(say(title, contract=finding.contract, period=finding.period)),
        *known(finding, finding.timezone),
        Pairs(((total, finding.planned_in_reference_seconds),)),
        *_maintenances(finding.maintenances),
        *_emergencies(finding.emergencies),
        *readings_taken(finding.readings, ("5",)),
        *lost(finding.orphans),
    )


def _maintenances(lines: tuple[MaintenanceLine, ...]) -> Page:
    heading = Heading(say(N_("Planned maintenance, article 5 ¶2")), 2)
    if not lines:
        return heading, Paragraph(say(N_("No maintenance was planned for the period.")))
    columns = (
        Column("maintenance", say(N_("Maintenance"))),
        Column("outcome", say(N_("Outcome"))),
        Column("covered_seconds", say(N_("Covered")), right=True),
        Column("covered_in_reference_seconds", say(N_("Of it in reference hours")), right=True),
        Column("started", say(N_("Started"))),
        Column("ended", say(N_("Ended"))),
        Column("overrun_seconds", say(N_("Overrun")), right=True),
    )
    return heading, Table("maintenances", columns, tuple(map(_maintenance_row, lines))), _versions(lines)


def _maintenance_row(line: MaintenanceLine) -> Row:
    return Row(
        (
            line.maintenance,
            coded("maintenance_outcome", line.outcome),
            Duration(sum(until - from_ for from_, until in line.covered)),
            line.covered_in_reference_seconds,
            line.started,
            line.ended,
            line.overrun_seconds,
        ),
        OUTCOME_TONES[line.outcome],
    )


def _versions(lines: tuple[MaintenanceLine, ...]) -> Table:
    columns = (
        Column("maintenance", say(N_("Maintenance"))),
        Column("version", say(N_("Version"))),
        Column("at", say(N_("Told at"))),
        Column("starts", say(N_("Starts"))),
        Column("ends", say(N_("Ends"))),
        Column("lead_seconds", say(N_("Notice")), right=True),
        Column("enough", say(N_("Enough"))),
        Column("covers_seconds", say(N_("Covers")), right=True),
        Column("channel", say(N_("Channel"))),
        Column("entries", say(N_("Entries"))),
    )
    rows = tuple(_version_row(line.maintenance, each) for line in lines for each in line.versions)
    return Table("versions", columns, rows, say(N_("What was told, and when:")))


def _version_row(maintenance: str, version: VersionLine) -> Row:
    return Row(
        (
            maintenance,
            coded("version", version.kind),
            version.at,
            version.starts,
            version.ends,
            version.lead_seconds,
            say(N_("yes")) if version.enough else say(N_("no")),
            version.covers_seconds,
            coded("channel", version.channel),
            positions(version.entries),
        ),
        "plain" if version.enough else "doubtful",
    )


def _emergencies(lines: tuple[EmergencyLine, ...]) -> Page:
    heading = Heading(say(N_("Emergency maintenance (Maintenance Urgente), article 5 ¶3")), 2)
    if not lines:
        return heading, Paragraph(say(N_("No emergency maintenance was declared for the period.")))
    columns = (
        Column("maintenance", say(N_("Maintenance"))),
        Column("declared_at", say(N_("Declared"))),
        Column("starts", say(N_("Starts"))),
        Column("expected_end", say(N_("Expected end"))),
        Column("ended", say(N_("Ended"))),
        Column("in_time", say(N_("In time"))),
        Column("reason", say(N_("Reason"))),
        Column("entries", say(N_("Entries"))),
    )
    return heading, Table("emergencies", columns, tuple(map(_emergency_row, lines)))


def _emergency_row(line: EmergencyLine) -> Row:
    return Row(
        (
            line.maintenance,
            line.declared_at,
            line.starts,
            line.expected_end,
            line.ended,
            say(N_("yes")) if line.in_time else say(N_("no")),
            line.reason,
            positions(line.entries),
        ),
        "plain" if line.in_time else "bad",
    )
