"""Article 4: the years of movements, and what became of each."""

from collections.abc import Mapping

from projections.articles.article_04_movements import MovementsFinding, YearLine
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Pairs, Paragraph, Tone
from projections.report.framed import TONES, framed, section, table
from projections.report.standing import positions

WORDS: Mapping[str, str] = {
    "kept": N_("kept"),
    "due": N_("to be purged by the client"),
    "purged": N_("purged"),
    "purged_by_client": N_("purged early by the client"),
    "deleted_early": N_("deleted too early by the provider"),
    "provider": N_("the provider"),
    "client": N_("the client"),
    "production": N_("production"),
    "test": N_("test"),
    "training": N_("training"),
}
"""The words for the codes of article 4."""

STATUS_TONES: Mapping[str, Tone] = {
    "kept": "good",
    "due": "doubtful",
    "purged": "quiet",
    "purged_by_client": "quiet",
    "deleted_early": "bad",
}


def page(finding: MovementsFinding) -> Page:
    """Where and on what the service runs, and the years of movements at the end of a day."""
    title = say(
        N_("Years of movements (article 4): contract {contract}, on {on}"), contract=finding.contract, on=finding.on
    )
    verdict = Paragraph(_verdict(finding), TONES[finding.verdict])
    return framed(finding, title, verdict, (_place(finding), *_years(finding)))


def _verdict(finding: MovementsFinding) -> Text:
    early = sum(line.status == "deleted_early" for line in finding.years)
    if finding.verdict == "missed":
        return say(N_("Missed: years deleted by the provider while the client might keep them: {early}."), early=early)
    if finding.because is not None:
        return say(N_("Met: {because}."), because=finding.because)
    return say(N_("Met: the provider deleted no year that the client might keep."))


def _place(finding: MovementsFinding) -> Pairs:
    return Pairs(
        (
            (say(N_("Territory")), finding.territory),
            (say(N_("Environment")), finding.environment),
            (say(N_("Kind of environment")), Text(WORDS[finding.environment_kind])),
            (say(N_("First year that may be kept")), str(finding.first_year_kept)),
            (say(N_("Last year that may be kept")), str(finding.last_year_kept)),
        )
    )


def _years(finding: MovementsFinding) -> Page:
    columns = (
        Column("year", say(N_("Year"))),
        Column("keep_until", say(N_("May be kept until (exclusive)"))),
        Column("status", say(N_("Status"))),
        Column("purged_at", say(N_("Purged at"))),
        Column("by", say(N_("By"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Each year, article 4 ¶2")),
        table("years", columns, map(_row, finding.years)),
        say(N_("No year of movements is known.")),
    )


def _row(line: YearLine) -> tuple[Tone, tuple[Cell, ...]]:
    by = None if line.by is None else Text(WORDS[line.by])
    cells = (line.purged_at, by, line.because, positions(line.entries))
    return STATUS_TONES[line.status], (str(line.year), line.keep_until, Text(WORDS[line.status]), *cells)
