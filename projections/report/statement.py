"""The page of a statement: the verdicts, a section for each finding, what is not computed, the readings.

A section is the page of its finding without what the statement says once for all of them.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from projections.articles.catalogue import readings as declared
from projections.edition.wording import N_, Text, say
from projections.inquiry.statement import Finding, Statement, VerdictLine
from projections.report import not_computed
from projections.report.accounts import page as page_of
from projections.report.block import Block, Cell, Column, Heading, Page, Paragraph, Row, Table, Tone
from projections.report.codes import coded
from projections.report.framed import section, table
from projections.report.standing import LATE, LOST, READINGS, known, late, lost

TITLES: Mapping[str, str] = {
    "subscription": N_("subscription"),
    "movements": N_("years of movements"),
    "maintenance": N_("planned and emergency maintenance"),
    "availability": N_("availability of the service"),
    "backups": N_("backups"),
    "retention": N_("retention of backups"),
    "restores": N_("restores and disasters"),
    "recovery-plan": N_("recovery plan"),
    "qualification": N_("qualification of the environment"),
    "updates": N_("updates"),
    "accounts": N_("accounts"),
    "channels": N_("ways to reach support"),
    "takeover": N_("takeover of tickets"),
    "remedy": N_("plans and remedies"),
    "hours": N_("hours of support"),
}
"""What each finding is about."""

TONES: Mapping[str | None, Tone] = {
    "met": "good",
    "missed": "bad",
    "undetermined": "doubtful",
    "no_reference_time": "doubtful",
    "pending": "doubtful",
    None: "quiet",
}


def page(statement: Statement) -> Page:
    """The whole statement."""
    title = say(
        N_("Statement: contract {contract} ({client}), {period}"),
        contract=statement.contract,
        client=statement.client,
        period=statement.period,
    )
    return (
        Heading(title),
        _summary(statement),
        *known(statement, statement.timezone, statement.tzdata),
        _verdicts(statement.verdicts),
        *_sections(statement),
        *not_computed.account(),
        *_readings(statement.findings),
        *late(_together(statement.findings, "late_entries")),
        *lost(_together(statement.findings, "orphans")),
    )


def _summary(statement: Statement) -> Paragraph:
    counted = Counter(line.verdict for line in statement.verdicts)
    figures = {"missed": counted["missed"], "met": counted["met"], "undetermined": counted["undetermined"]}
    if counted["missed"]:
        return Paragraph(
            say(N_("Verdicts missed: {missed}; met: {met}; undetermined: {undetermined}."), **figures), "bad"
        )
    return Paragraph(say(N_("No verdict is missed; met: {met}; undetermined: {undetermined}."), **figures))


def _verdicts(lines: tuple[VerdictLine, ...]) -> Table:
    columns = (
        Column("article", say(N_("Article"))),
        Column("finding", say(N_("What"))),
        Column("of", say(N_("Period, day or instant"))),
        Column("rate", say(N_("Rate")), right=True),
        Column("promised", say(N_("Promised")), right=True),
        Column("verdict", say(N_("Verdict"))),
        Column("marks", say(N_("Marks"))),
    )
    rows = ((TONES.get(line.verdict, "plain"), _cells(line)) for line in lines)
    return table("verdicts", columns, rows)


def _cells(line: VerdictLine) -> tuple[Cell, ...]:
    return (
        line.article,
        Text(TITLES[line.finding]),
        line.of,
        line.rate,
        None if line.threshold is None else Fraction(line.threshold),
        coded("verdict", line.verdict),
        say(N_("provisional")) if line.provisional else None,
    )


# A section for each finding


def _sections(statement: Statement) -> Iterator[Block]:
    said = (*known(statement, statement.timezone), *known(statement, statement.timezone, statement.tzdata))
    for line, finding in zip(statement.verdicts, statement.findings, strict=True):
        what = Text(TITLES[line.finding])
        yield Heading(say(N_("Article {article}: {what}, {of}"), article=line.article, what=what, of=line.of), 2)
        for block in _own(page_of(finding)[1:]):
            if block not in said:
                yield replace(block, level=block.level + 1) if isinstance(block, Heading) else block
        if line.finding == "maintenance":
            where = say(
                N_("`livret windows {contract} {period}` lists the windows."), contract=finding.contract, period=line.of
            )
            yield Paragraph(where, "quiet")


_SAID_ONCE = ((READINGS, 2), (LATE, 3), (LOST, 3))
"""The titles of what is said once for all findings, and how many blocks each takes with its own."""


def _own(blocks: Page) -> Iterator[Block]:
    """The blocks of a finding's page that it alone has."""
    skipped = 0
    for block in blocks:
        skipped = next((length for title, length in _SAID_ONCE if block == title), skipped)
        if skipped:
            skipped -= 1
        else:
            yield block


# What is said once for all findings


def _readings(findings: tuple[Finding, ...]) -> Page:
    kinds = declared()
    taken: dict[tuple[str, str], list[str]] = {}
    for finding in findings:
        options: Mapping[str, str] = getattr(finding, "readings", {})
        for name, option in options.items():
            if option != kinds[name].default().option:
                taken.setdefault((name, option), []).append(finding.article)
    columns = (
        Column("articles", say(N_("Articles"))),
        Column("reading", say(N_("Reading"))),
        Column("option", say(N_("Option taken"))),
        Column("consequence", say(N_("What follows"))),
        Column("default", say(N_("Default"))),
    )
    rows = tuple(
        Row((", ".join(dict.fromkeys(articles)), name, option, _follows(name, option), kinds[name].default().option))
        for (name, option), articles in taken.items()
    )
    nothing = say(N_("Every ambiguous sentence is read by its default option."))
    return section(READINGS.text, Table("readings", columns, rows), nothing)


def _follows(name: str, option: str) -> Text:
    return Text(declared()[name].named(option).value.consequence)


def _together(findings: tuple[Finding, ...], field: str) -> list[Any]:
    """What the findings say of entries, each once, in the order of the ledger."""
    found = {each.entry.position: each for finding in findings for each in getattr(finding, field, ())}
    return [found[position] for position in sorted(found)]
