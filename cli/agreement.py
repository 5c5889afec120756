"""Articles 3, 4, 8 and 9 on the command line: what was ordered, where it runs, and what else was promised."""

from datetime import date

import click

from cli.argument import contract_argument, day_option, period_argument, today
from cli.command import Command, Option
from cli.query import Query, asks, usage
from cli.value import PERIOD
from projections.articles import (
    article_03_subscription,
    article_04_movements,
    article_08_recovery_plan,
    article_09_qualification,
)
from projections.calendar.period import Period, parse_period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.facts.backup import gather_backups
from projections.facts.movements import gather_movements
from projections.facts.qualification import gather_qualification
from projections.facts.subscription import gather_subscription


@click.command(
    "subscription",
    cls=Command,
    help=N_(
        """
        Article 3: what was ordered, as it stood on a day, and its amendments.

        Modules, named users, agents and options, with what each amendment changed and from which day on.
        """
    ),
    examples=("livret subscription C1", "livret subscription C1 --on 2026-03-31"),
)
@contract_argument
@day_option
@asks()
def subscription(query: Query, contract: str, on: date | None) -> None:
    """The subscription in force on a day of the client's calendar."""
    with query.reading() as reader:
        facts = query.gathered(gather_subscription, reader, contract)
    with usage():
        finding = article_03_subscription.assess(facts, on or today(facts), query.chosen)
    query.show(finding, zone(finding.timezone))


@click.command(
    "movements",
    cls=Command,
    help=N_(
        """
        Article 4: where the service runs, and which years of movements are kept.

        A year that may no longer be kept is the client's to purge; one that the provider deleted before is missed.
        """
    ),
    examples=("livret movements C1", "livret movements C1 --on 2026-03-31 --check"),
)
@contract_argument
@day_option
@asks(check=True)
def movements(query: Query, contract: str, on: date | None) -> None:
    """The years of movements at the end of a day of the client's calendar."""
    with query.reading() as reader:
        facts = query.gathered(gather_movements, reader, contract)
    with usage():
        finding = article_04_movements.assess(facts, on or today(facts), query.chosen)
    query.judge([finding.verdict])
    query.show(finding, zone(finding.timezone))


@click.command(
    "recovery-plan",
    cls=Command,
    help=N_(
        """
        Article 8: whether the option of a recovery plan was taken, and the disasters under it.

        There is no verdict: the terms of the plan stand in its own annex.
        """
    ),
    examples=("livret recovery-plan C1 2026",),
)
@contract_argument
@period_argument
@asks()
def recovery_plan(query: Query, contract: str, period: Period) -> None:
    """The option, and the disasters declared under it in a period."""
    with query.reading() as reader:
        facts = query.gathered(gather_backups, reader, contract)
    with usage():
        finding = article_08_recovery_plan.assess(facts, period, query.chosen)
    query.show(finding, zone(finding.timezone))


@click.command(
    "qualification",
    cls=Command,
    help=N_(
        """
        Article 9: the SecNumCloud qualification of the environment of production.

        Granted, suspended, withdrawn or lapsed, on a day or span by span over a period.
        """
    ),
    examples=("livret qualification C1", "livret qualification C1 --on 2026-03 --check"),
)
@contract_argument
@click.option(
    "--on",
    cls=Option,
    type=PERIOD,
    metavar="DATE|PERIOD",
    show_default="today",
    help=N_("The day to look at, or a period."),
)
@asks(check=True)
def qualification(query: Query, contract: str, on: Period | None) -> None:
    """The qualification on a day or in a period of the client's calendar."""
    with query.reading() as reader:
        facts = query.gathered(gather_qualification, reader, contract)
    with usage():
        period = on or parse_period(today(facts).isoformat())
        finding = article_09_qualification.assess(facts, period, query.chosen)
    query.judge([finding.verdict])
    query.show(finding, zone(finding.timezone))
