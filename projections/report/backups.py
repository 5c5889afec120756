"""Article 7 ¶2: nights and months, and what became of each backup."""

from collections import Counter
from collections.abc import Iterable, Mapping

from projections.articles.article_07_backups import BackupsFinding, MonthLine, NightLine
from projections.articles.article_07_retention import BackupLine, RetentionFinding
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Heading, Page, Pairs, Paragraph, Row, Table, Timeline, Tone
from projections.report.evidence import COLUMN, by_grade, in_words
from projections.report.flip import flips_under
from projections.report.standing import known, late, lost, positions, readings_taken

WORDS: Mapping[str, str] = {
    "done": N_("done"),
    "late": N_("late"),
    "missed": N_("missed"),
    "pending": N_("pending"),
    "nightly": N_("nightly"),
    "monthly": N_("monthly"),
    "kept": N_("kept"),
    "kept_beyond": N_("kept beyond its term"),
    "deleted_after_term": N_("deleted after its term"),
    "deleted_early": N_("deleted before its term"),
    "vanished": N_("vanished"),
    "failed": N_("failed"),
    "lapsed": N_("lapsed"),
    "lost": N_("lost"),
    "not_owed": N_("not owed"),
}
"""The words for the codes of article 7."""

TONES: Mapping[str | None, Tone] = {
    "done": "good",
    "late": "doubtful",
    "missed": "bad",
    "pending": "quiet",
    "kept": "good",
    "kept_beyond": "plain",
    "deleted_after_term": "quiet",
    "deleted_early": "bad",
    "vanished": "bad",
    "failed": "doubtful",
    "lapsed": "doubtful",
    "lost": "bad",
    "not_owed": "quiet",
    "met": "good",
    None: "quiet",
}
MARKS: Mapping[str, str] = {"done": ".", "late": "!", "missed": "#", "pending": "?"}
ARTICLES = ("7",)


def page(finding: BackupsFinding) -> Page:
    """The nights and months of a period, and how each was served."""
    title = N_("Backups (article 7 ¶2): contract {contract}, {period}")
    return (
        Heading(say(title, contract=finding.contract, period=finding.period)),
        Paragraph(_verdict(finding), TONES[finding.verdict]),
        *flips_under(finding),
        *provisional(finding.provisional),
        *known(finding, finding.timezone, finding.tzdata),
        clock(finding.judged_in),
        *_nights(finding.nights),
        *_months(finding.months),
        *by_grade(finding.evidence),
        *readings_taken(finding.readings, ARTICLES),
        *late(finding.late_entries),
        *lost(finding.orphans),
    )


def _verdict(finding: BackupsFinding) -> Text:
    outcomes = [*(line.outcome for line in finding.nights), *(line.outcome for line in finding.months)]
    missed = outcomes.count("missed")
    match finding.verdict:
        case "missed":
            return say(N_("Missed: nights and months without a backup: {missed}."), missed=missed)
        case "met":
            return say(N_("Met: no night and no month that is over went without a backup."))
        case "pending":
            return say(N_("Pending: no night and no month of the period is over."))
    return say(N_("No verdict: {because}."), because=finding.because)


def provisional(yes: bool) -> Page:
    """Says that a finding is provisional; nothing where it is not."""
    if not yes:
        return ()
    return (Paragraph(say(N_("Provisional: not everything asked about is over.")), "doubtful"),)


def clock(zone: str) -> Paragraph:
    """Says by whose clock article 7 was judged, which may not be the one that the page's times are shown in."""
    return Paragraph(say(N_("Nights, months and terms run on the clock of {zone}."), zone=zone))


# ¶2: nights and months


def _nights(lines: tuple[NightLine, ...]) -> Page:
    heading = Heading(say(N_("Each night, article 7 ¶2")), 2)
    if not lines:
        return heading, Paragraph(say(N_("No night of the period is owed a backup.")))
    columns = (
        Column("night", say(N_("Night to the morning of"))),
        Column("outcome", say(N_("Outcome"))),
        Column("backup", say(N_("Backup"))),
        Column("started_at", say(N_("Started"))),
        Column("completed_at", say(N_("Completed"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
        COLUMN,
    )
    rows = tuple(Row((line.night, *_served(line)), TONES[line.outcome]) for line in lines)
    return heading, _tally(line.outcome for line in lines), *_glance(lines), Table("nights", columns, rows)


def _glance(lines: tuple[NightLine, ...]) -> Page:
    first, last = lines[0].night, lines[-1].night
    if (first.year, first.month) != (last.year, last.month):
        return ()
    marks = tuple((line.night, MARKS[line.outcome]) for line in lines)
    return (Timeline(marks, tuple((mark, Text(WORDS[outcome])) for outcome, mark in MARKS.items())),)


def _months(lines: tuple[MonthLine, ...]) -> Page:
    if not lines:
        return ()
    columns = (
        Column("month", say(N_("Month"))),
        Column("outcome", say(N_("Outcome"))),
        Column("backup", say(N_("Backup"))),
        Column("started_at", say(N_("Started"))),
        Column("completed_at", say(N_("Completed"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
        COLUMN,
    )
    rows = tuple(Row((line.month, *_served(line)), TONES[line.outcome]) for line in lines)
    return Heading(say(N_("Each first of the month, article 7 ¶2")), 2), Table("months", columns, rows)


def _served(line: NightLine | MonthLine) -> tuple[Cell, ...]:
    shown = (word(line.outcome), line.backup, line.started_at, line.completed_at, line.because)
    return (*shown, positions(line.entries), in_words(line.evidence))


# ¶2: retention


def retention_page(finding: RetentionFinding) -> Page:
    """What had become of every backup by an instant."""
    title = N_("Retention of backups (article 7 ¶2): contract {contract}, at {at}")
    return (
        Heading(say(title, contract=finding.contract, at=finding.at)),
        Paragraph(_retention_verdict(finding), TONES[finding.verdict]),
        *flips_under(finding),
        *provisional(finding.provisional),
        *known(finding, finding.timezone, finding.tzdata),
        clock(finding.judged_in),
        *_backups(finding.backups),
        *by_grade(finding.evidence),
        *readings_taken(finding.readings, ARTICLES),
        *late(finding.late_entries),
        *lost(finding.orphans),
    )


def _retention_verdict(finding: RetentionFinding) -> Text:
    broken = sum(TONES[line.status] == "bad" for line in finding.backups)
    match finding.verdict:
        case "missed":
            return say(N_("Missed: backups gone before the end of their term: {broken}."), broken=broken)
        case "met":
            return say(N_("Met: no backup was gone before the end of its term."))
    return say(N_("No verdict: {because}."), because=finding.because)


def _backups(lines: tuple[BackupLine, ...]) -> Page:
    if not lines:
        return ()
    columns = (
        Column("backup", say(N_("Backup"))),
        Column("kind", say(N_("Cycle"))),
        Column("completed_at", say(N_("Completed"))),
        Column("keep_until", say(N_("Kept until (exclusive)"))),
        Column("status", say(N_("Status"))),
        Column("deleted_at", say(N_("Deleted"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
        COLUMN,
    )
    return _tally(line.status for line in lines), Table("backups", columns, tuple(map(_backup_row, lines)))


def _backup_row(line: BackupLine) -> Row:
    return Row(
        (
            line.backup,
            word(line.kind),
            line.completed_at,
            line.keep_until,
            word(line.status),
            line.deleted_at,
            line.because,
            positions(line.entries),
            in_words(line.evidence),
        ),
        TONES[line.status],
    )


def _tally(codes: Iterable[str]) -> Pairs:
    """How many there are of each."""
    counted = Counter(codes)
    return Pairs(tuple((Text(template), counted[code]) for code, template in WORDS.items() if code in counted))


def word(code: str) -> Text:
    """The word for a code of article 7."""
    return Text(WORDS[code])
