"""One fact explained: from the entries to the figure, every rule with its article."""

from projections.articles.catalogue import readings as declared
from projections.edition.wording import N_, Text, say
from projections.inquiry.explanation import Explanation, Rule, Step, Weight
from projections.report.block import Block, Column, Heading, Page, Paragraph, Row, Table
from projections.report.codes import coded
from projections.report.evidence import in_words
from projections.report.figures import FIGURE, cells, title, tone
from projections.report.said import said
from projections.report.standing import positions


def page(found: Explanation) -> Page:
    """The entries about the fact, what the articles made of it, by which readings, and what it weighs."""
    heading = say(
        N_("{subject} explained: contract {contract}, {period}"),
        subject=found.subject,
        contract=found.contract,
        period=found.period,
    )
    known = say(
        N_("As known at {known_at}, position {position} of the ledger."),
        known_at=found.known_at,
        position=found.position,
    )
    return (
        Heading(heading),
        Paragraph(known),
        *_steps(found),
        *_rules(found),
        *_readings(found),
        *_weights(found),
        *_quotations(found),
    )


def _steps(found: Explanation) -> list[Block]:
    columns = (
        Column("position", say(N_("Position")), right=True),
        Column("occurred_at", say(N_("Happened"))),
        Column("recorded_at", say(N_("Recorded"))),
        Column("type", say(N_("Type"))),
        Column("subject", say(N_("Subject"))),
        Column("says", say(N_("Says"))),
        Column("assertedby", say(N_("Asserted by"))),
    )
    rows = tuple(_step(step) for step in found.steps)
    return [Heading(say(N_("1. The entries it rests on")), 2), Table("entries", columns, rows)]


def _step(step: Step) -> Row:
    amends = step.type.startswith("entry.")
    cells_ = (
        f"#{step.position}", step.occurred_at, step.recorded_at, step.type, step.subject, said(step.data),
        step.assertedby,
    )  # fmt: skip
    return Row(cells_, "doubtful" if amends else "plain")


def _rules(found: Explanation) -> list[Block]:
    blocks: list[Block] = [Heading(say(N_("2. What the articles make of it")), 2)]
    if not found.rules:
        return [*blocks, Paragraph(say(N_("No article judges it in this period.")), "doubtful")]
    columns = (
        Column("article", say(N_("Article"))),
        Column("from", say(N_("From"))),
        Column("until", say(N_("Until"))),
        Column("seconds", say(N_("Length")), right=True),
        Column("outcome", say(N_("Outcome"))),
        Column("because", say(N_("Because"))),
        Column("evidence", say(N_("Evidence"))),
        Column("entries", say(N_("Entries"))),
    )
    return [*blocks, Table("rules", columns, tuple(_rule(rule) for rule in found.rules))]


def _rule(rule: Rule) -> Row:
    outcome = coded("treatment", rule.outcome) if rule.article in ("5", "6") else coded("verdict", rule.outcome)
    bad = rule.outcome in ("counted", "missed", "deleted_early", "vanished")
    row = (rule.article, rule.from_, rule.until, rule.seconds, outcome, rule.because)
    return Row((*row, in_words(rule.evidence), positions(rule.entries)), "bad" if bad else "plain")


def _readings(found: Explanation) -> list[Block]:
    kinds = declared()
    columns = (
        Column("reading", say(N_("Reading"))),
        Column("option", say(N_("Option taken"))),
        Column("consequence", say(N_("What follows"))),
    )
    rows = tuple(
        Row(
            (name, option, Text(kinds[name].named(option).value.consequence)),
            "plain" if option == kinds[name].default().option else "doubtful",
        )
        for name, option in found.readings.items()
    )
    return [Heading(say(N_("3. The readings applied")), 2), Table("readings", columns, rows)]


def _weights(found: Explanation) -> list[Block]:
    columns = (Column("figure", say(N_("Figure"))), Column("case", say(N_("Case"))), *FIGURE)
    rows = tuple(row for weight in found.weights for row in _weight(weight))
    return [Heading(say(N_("4. What it weighs")), 2), Table("weights", columns, rows)]


def _weight(weight: Weight) -> list[Row]:
    name = title(weight.with_)
    verdict = None if weight.without is None else weight.without.verdict
    return [
        Row((name, say(N_("with it")), *cells(weight.with_)), tone(weight.with_.verdict)),
        Row((name, say(N_("without it")), *cells(weight.without)), tone(verdict)),
    ]


def _quotations(found: Explanation) -> list[Block]:
    if not found.quotations:
        return []
    first = found.quotations[0]
    blocks: list[Block] = [
        Heading(say(N_("5. What the signed booklet says")), 2),
        Paragraph(say(N_("From {name}, SHA-256 {digest}:"), name=first.name, digest=first.sha256), "quiet"),
    ]
    for each in found.quotations:
        lines = (line.strip() for line in each.text.splitlines())
        blocks += (Paragraph(Text("{line}", {"line": line})) for line in lines if line)
    return blocks
