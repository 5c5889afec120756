"""Article 9: the qualification of the environment of production, span by span."""

from collections.abc import Mapping

from projections.articles.article_09_qualification import QualificationFinding, StatusSpan
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Paragraph, Tone
from projections.report.framed import TONES, framed, names, section, table
from projections.report.standing import positions

WORDS: Mapping[str, str] = {
    "granted": N_("granted"),
    "suspended": N_("suspended"),
    "withdrawn": N_("withdrawn"),
    "lapsed": N_("lapsed"),
    "not_recorded": N_("not recorded"),
}
"""The words for the codes of article 9."""

STATUS_TONES: Mapping[str, Tone] = {
    "granted": "good",
    "suspended": "bad",
    "withdrawn": "bad",
    "lapsed": "bad",
    "not_recorded": "doubtful",
}


def page(finding: QualificationFinding) -> Page:
    """How the qualification stood in a period."""
    title = say(
        N_("{scheme} qualification (articles 4 ¶4 and 9): contract {contract}, {period}"),
        scheme=finding.scheme,
        contract=finding.contract,
        period=finding.period,
    )
    verdict = Paragraph(_verdict(finding), TONES.get(finding.verdict, "plain"))
    return framed(finding, title, verdict, (*_spans(finding), *_others(finding)), finding.orphans)


def _verdict(finding: QualificationFinding) -> Text:
    match finding.verdict:
        case "met":
            return say(N_("Met: the environment of production was qualified all the time."))
        case "missed":
            return say(N_("Missed: {because}."), because=finding.because)
        case "undetermined":
            return say(N_("Undetermined: {because}."), because=finding.because)
    return say(N_("No verdict: {because}."), because=finding.because)


def _spans(finding: QualificationFinding) -> Page:
    columns = (
        Column("environment", say(N_("Environment"))),
        Column("from", say(N_("From"))),
        Column("until", say(N_("Until (exclusive)"))),
        Column("status", say(N_("Status"))),
        Column("valid_until", say(N_("Granted until"))),
        Column("because", say(N_("Because"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("How the qualification stood")),
        table("spans", columns, map(_row, finding.spans)),
        say(N_("No service was owed in the period.")),
    )


def _row(span: StatusSpan) -> tuple[Tone, tuple[Cell, ...]]:
    stood = (Text(WORDS[span.status]), span.valid_until, span.because, positions(span.entries))
    return STATUS_TONES[span.status], (span.environment, span.from_, span.until, *stood)


def _others(finding: QualificationFinding) -> Page:
    if not finding.other_schemes:
        return ()
    other = say(N_("Recorded under other names, and not counted: {schemes}."), schemes=names(finding.other_schemes))
    return (Paragraph(other, "quiet"),)
