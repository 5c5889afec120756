"""Article 3: what was ordered, on a day, and how it came to be that."""

from collections.abc import Iterator, Mapping

from projections.articles.article_03_subscription import SubscriptionFinding, Value
from projections.edition.wording import N_, Text, say
from projections.report.block import Cell, Column, Page, Pairs, Paragraph, Tone
from projections.report.framed import framed, names, section, table
from projections.report.standing import positions

WORDS: Mapping[str, str] = {
    "not_started": N_("not started"),
    "in_service": N_("in service"),
    "ended": N_("ended"),
    "adhesion": N_("taken as offered"),
    "negotiated": N_("negotiated"),
}
"""The words for the codes of article 3."""


def page(finding: SubscriptionFinding) -> Page:
    """The subscription in force on a day, then its amendments."""
    title = say(N_("Subscription (article 3): contract {contract}, on {on}"), contract=finding.contract, on=finding.on)
    return framed(finding, title, _service(finding), (_terms(finding), *_amendments(finding)))


def _service(finding: SubscriptionFinding) -> Paragraph:
    if finding.because is None:
        return Paragraph(say(N_("The service is owed on that day.")))
    return Paragraph(say(N_("No service is owed on that day: {because}."), because=finding.because), "doubtful")


def _terms(finding: SubscriptionFinding) -> Pairs:
    return Pairs(
        (
            (say(N_("Client")), finding.client),
            (say(N_("Form of the contract")), Text(WORDS[finding.form])),
            (say(N_("Territory")), finding.territory),
            (say(N_("Environment")), finding.environment),
            (say(N_("Service")), Text(WORDS[finding.service])),
            (say(N_("First day of service")), finding.service_starts_on),
            (say(N_("First day of support")), finding.support_starts_on),
            (say(N_("Last day of service")), finding.service_ends_on),
            (say(N_("Modules")), names(finding.modules or ())),
            (say(N_("Named users")), finding.named_users),
            (say(N_("Agents")), finding.agents),
            (say(N_("Options")), names(finding.options)),
            (say(N_("Entries")), positions(finding.entries)),
        )
    )


def _amendments(finding: SubscriptionFinding) -> Page:
    columns = (
        Column("effective_on", say(N_("In force from"))),
        Column("made_at", say(N_("Amended at"))),
        Column("in_force", say(N_("In force"))),
        Column("field", say(N_("Field"))),
        Column("before", say(N_("Before"))),
        Column("after", say(N_("After"))),
        Column("entries", say(N_("Entries"))),
    )
    return section(
        say(N_("Amendments")),
        table("amendments", columns, _rows(finding)),
        say(N_("The contract was not amended.")),
    )


def _rows(finding: SubscriptionFinding) -> Iterator[tuple[Tone, tuple[Cell, ...]]]:
    for line in finding.amendments:
        for change in line.changes:
            cells = (change.field, _cell(change.before), _cell(change.after), positions(line.entries))
            tone: Tone = "plain" if line.in_force else "quiet"
            yield tone, (line.effective_on, line.made_at, line.in_force, *cells)


def _cell(value: Value) -> Cell:
    return names(value) if isinstance(value, tuple) else value
