"""Availability in a table: one row a month, for a quarter, a year or the head of one month's account."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from projections.articles.article_06_finding import AvailabilityFinding
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Heading, Page, Paragraph, Row, Table, Tone
from projections.report.codes import coded
from projections.report.flip import line_of
from projections.report.standing import known, readings_taken

TONES: Mapping[str | None, Tone] = {
    "met": "good",
    "missed": "bad",
    "undetermined": "doubtful",
    "no_reference_time": "doubtful",
}


def months_page(findings: Sequence[AvailabilityFinding]) -> Page:
    """A quarter, a year or another range: one row a month."""
    if not findings:
        return (Paragraph(say(N_("No month to judge."))),)
    first, last = findings[0], findings[-1]
    return (
        Heading(
            say(
                N_("Availability of the service (article 6): contract {contract}, from {first} to {last}"),
                contract=first.contract,
                first=first.period,
                last=last.period,
            )
        ),
        *known(last, last.timezone, last.tzdata),
        Paragraph(say(N_("Promised for each month: at least {promised}."), promised=Fraction(last.threshold))),
        summary(findings),
        *_flips(findings),
        *readings_taken(last.readings, ("5", "6")),
    )


def _flips(findings: Sequence[AvailabilityFinding]) -> Page:
    return tuple(
        Paragraph(say(N_("{period}: {line}"), period=each.period, line=line_of(each)), "doubtful")
        for each in findings
        if each.verdict is not None and each.flips is not None
    )


def summary(findings: Sequence[AvailabilityFinding]) -> Table:
    """The figures of each finding, a row each."""
    columns = (
        Column("period", say(N_("Period"))),
        Column("rate", say(N_("Rate (TD)")), right=True),
        Column("reference_seconds", say(N_("Reference time (PRT)")), right=True),
        Column("downtime_seconds", say(N_("Downtime (TI)")), right=True),
        Column("allowed_downtime_seconds", say(N_("Downtime allowed")), right=True),
        Column("verdict", say(N_("Verdict"))),
        Column("marks", say(N_("Marks"))),
    )
    return Table("availability", columns, tuple(map(_summary_row, findings)))


def _summary_row(finding: AvailabilityFinding) -> Row:
    cells: tuple[Cell, ...] = (
        finding.period,
        None if finding.figure is None else finding.figure.percent,
        finding.reference_seconds,
        finding.downtime_seconds,
        finding.allowed_downtime_seconds,
        coded("verdict", finding.verdict),
        _marks_in_short(finding),
    )
    return Row(cells, TONES.get(finding.verdict, "plain"))


def _marks_in_short(finding: AvailabilityFinding) -> Text | None:
    match finding.provisional, finding.claimed:
        case True, True:
            return say(N_("provisional, claimed"))
        case True, False:
            return say(N_("provisional"))
        case False, True:
            return say(N_("claimed"))
    return None
