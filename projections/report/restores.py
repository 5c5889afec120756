"""Article 7 ¶3 and ¶4: restores that the client asked for, and disasters."""

from projections.articles.article_07_restores import DisasterLine, RestoreLine, RestoresFinding
from projections.edition.wording import N_, Text, say
from projections.report.backups import ARTICLES, TONES, clock, provisional, word
from projections.report.block import Column, Heading, Page, Paragraph, Row, Table
from projections.report.evidence import COLUMN, by_grade, in_words
from projections.report.flip import flips_under
from projections.report.standing import known, late, lost, positions, readings_taken


def page(finding: RestoresFinding) -> Page:
    """The restores asked for in a period, and the disasters declared in it."""
    title = N_("Restores (article 7 ¶3 and ¶4): contract {contract}, {period}")
    return (
        Heading(say(title, contract=finding.contract, period=finding.period)),
        Paragraph(_restores_verdict(finding), TONES[finding.verdict]),
        *flips_under(finding),
        *provisional(finding.provisional),
        *known(finding, finding.timezone, finding.tzdata),
        clock(finding.judged_in),
        *_restores(finding.restores),
        *by_grade(finding.evidence),
        *_disasters(finding.disasters),
        *readings_taken(finding.readings, ARTICLES),
        *late(finding.late_entries),
        *lost(finding.orphans),
    )


def _restores_verdict(finding: RestoresFinding) -> Text:
    lost_ones = sum(line.outcome == "lost" for line in finding.restores)
    match finding.verdict:
        case "missed":
            return say(N_("Missed: restores asked for in time whose backup was gone: {lost}."), lost=lost_ones)
        case "met":
            return say(N_("Met: no restore that was asked for in time is left to be done."))
        case "pending":
            return say(N_("Pending: a restore that was asked for in time is not done; the booklet sets no deadline."))
    return say(N_("No verdict: {because}."), because=finding.because)


# ¶3: restores


def _restores(lines: tuple[RestoreLine, ...]) -> Page:
    heading = Heading(say(N_("Restores asked for, article 7 ¶3")), 2)
    if not lines:
        return heading, Paragraph(say(N_("No restore was asked for in the period.")))
    columns = (
        Column("restore", say(N_("Restore"))),
        Column("backup", say(N_("Backup"))),
        Column("asked_at", say(N_("Asked for"))),
        Column("keep_until", say(N_("Backup owed until (exclusive)"))),
        Column("outcome", say(N_("Outcome"))),
        Column("completed_at", say(N_("Completed"))),
        Column("duration_seconds", say(N_("Took")), right=True),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
        COLUMN,
    )
    return heading, Table("restores", columns, tuple(map(_restore_row, lines)))


def _restore_row(line: RestoreLine) -> Row:
    return Row(
        (
            line.restore,
            line.backup,
            line.asked_at,
            line.keep_until,
            word(line.outcome),
            line.completed_at,
            line.duration_seconds,
            line.because,
            positions(line.entries),
            in_words(line.evidence),
        ),
        TONES[line.outcome],
    )


# ¶4: disasters


def _disasters(lines: tuple[DisasterLine, ...]) -> Page:
    heading = Heading(say(N_("Disasters, article 7 ¶4")), 2)
    if not lines:
        return heading, Paragraph(say(N_("No disaster was declared in the period.")))
    columns = (
        Column("disaster", say(N_("Disaster"))),
        Column("declared_at", say(N_("Declared"))),
        Column("recovered_at", say(N_("Recovered"))),
        Column("duration_seconds", say(N_("Took")), right=True),
        Column("backup", say(N_("Restored from"))),
        Column("backup_age_seconds", say(N_("Its age")), right=True),
        Column("latest_backup", say(N_("Last backup before"))),
        Column("latest_backup_age_seconds", say(N_("Its age")), right=True),
        Column("entries", say(N_("Entries"))),
    )
    why = say(N_("The booklet asks for the best time and the most adequate backup, and sets no figure."))
    return heading, Paragraph(why, "quiet"), Table("disasters", columns, tuple(map(_disaster_row, lines)))


def _disaster_row(line: DisasterLine) -> Row:
    return Row(
        (
            line.disaster,
            line.declared_at,
            line.recovered_at,
            line.duration_seconds,
            line.backup,
            line.backup_age_seconds,
            line.latest_backup,
            line.latest_backup_age_seconds,
            positions(line.entries),
        ),
        "plain" if line.recovered_at is not None else "doubtful",
    )
