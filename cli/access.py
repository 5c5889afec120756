"""Article 5 on the command line: windows and maintenances."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command
from cli.query import Query, asks, usage
from cli.verb import Question
from cli.verbs import MAINTENANCE
from projections.articles.article_05_access import assess_maintenance, assess_windows
from projections.articles.article_06_rate import READINGS, reference_hours
from projections.articles.stretch import stretches
from projections.calendar.period import Period
from projections.calendar.span import normal
from projections.calendar.zone import zone
from projections.edition.wording import N_


@click.command(
    "windows",
    cls=Command,
    help=N_(
        """
        Article 5: the spans in which the service may be stopped.

        Nights, Sundays, public holidays, and planned maintenance that was announced in time.
        """
    ),
    examples=("livret windows C1 2026-03", "livret windows C1 2026-05-01..2026-05-10 --format csv"),
)
@contract_argument
@period_argument
@asks()
def windows(query: Query, contract: str, period: Period) -> None:
    """The maintenance windows of a contract in a period."""
    with query.reading() as reader:
        facts = query.facts(query.history(reader, contract), reader, contract)
        with usage():
            finding = assess_windows(facts, period, query.chosen)
    query.show(finding, zone(finding.timezone))


@click.command(
    "maintenance",
    cls=Question,
    verbs=MAINTENANCE,
    help=N_(
        """
        Article 5: what was announced, with what notice, what it covers.

        Every version of every maintenance that touches the period, and the emergencies with when they were declared.
        The commands below record what happens to a maintenance instead; a contract that is called like one of them is
        asked about as contract/<id>.
        """
    ),
    examples=(
        "livret maintenance C1 2026-03",
        "livret maintenance C1 2026-03 --reading notice_from=received",
        "livret maintenance announce --on prod-1 --starts 2026-12-10T12:00 --ends 2026-12-10T13:00",
    ),
)
@contract_argument
@period_argument
@asks()
def maintenance(query: Query, contract: str, period: Period) -> None:
    """The maintenances and emergencies of a contract in a period."""
    with query.reading() as reader:
        facts = query.facts(query.history(reader, contract), reader, contract)
        with usage():
            cut = stretches(facts.contract, period.first, period.until, READINGS, query.chosen)
            reference = normal(span for stretch in cut for span in reference_hours(stretch, facts.calendars))
            finding = assess_maintenance(facts, period, query.chosen, reference)
    query.show(finding, zone(finding.timezone))
