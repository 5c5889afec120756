"""Article 8: the option of a plan to recover or to continue, and the disasters under it."""

from projections.articles.article_08_recovery_plan import DisasterLine, RecoveryPlanFinding
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Paragraph, Tone
from projections.report.framed import framed, section, table
from projections.report.standing import positions


def page(finding: RecoveryPlanFinding) -> Page:
    """Whether the option was in force, since when, and the disasters of a period."""
    title = say(
        N_("Recovery plan (article 8): contract {contract}, {period}"), contract=finding.contract, period=finding.period
    )
    account = (*_changes(finding), *_disasters(finding))
    return framed(finding, title, Paragraph(_option(finding)), account, finding.orphans)


def _option(finding: RecoveryPlanFinding) -> Text:
    if finding.option_taken:
        return say(N_("The option was in force at the end of the period: {because}."), because=finding.because)
    return say(N_("No plan was in force at the end of the period: {because}."), because=finding.because)


def _changes(finding: RecoveryPlanFinding) -> Page:
    columns = (Column("day", say(N_("From"))), Column("in_force", say(N_("In force"))))
    if not finding.option_changes:
        return ()
    return (table("option", columns, (("plain", change) for change in finding.option_changes)),)


def _disasters(finding: RecoveryPlanFinding) -> Page:
    columns = (
        Column("disaster", say(N_("Disaster"))),
        Column("environment", say(N_("Environment"))),
        Column("declared_at", say(N_("Declared"))),
        Column("recovered_at", say(N_("Recovered"))),
        Column("duration_seconds", say(N_("Took")), right=True),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Disasters under the plan, article 8")),
        table("disasters", columns, map(_row, finding.disasters)),
        say(N_("No disaster was declared under the plan in the period.")),
    )


def _row(line: DisasterLine) -> tuple[Tone, tuple[Cell, ...]]:
    tone: Tone = "doubtful" if line.recovered_at is None else "plain"
    times = (line.declared_at, line.recovered_at, line.duration_seconds)
    return tone, (line.disaster, line.environment, *times, positions(line.entries))
