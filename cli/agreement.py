"""Articles 3, 4, 8 and 9 on the command line: what was ordered, where it runs, and what that is worth."""

import click

from cli.argument import Decorator, contract_argument, period_argument
from cli.command import Command, Option
from cli.query import Query, asks, usage
from cli.value import DAY, PERIOD
from projections.articles import (
    article_03_subscription,
    article_04_movements,
    article_08_recovery_plan,
    article_09_qualification,
)
from projections.calendar.period import Period, day_period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.facts.backup import gather_backups
from projections.facts.movements import gather_movements
from projections.facts.qualification import gather_qualification
from projections.facts.subscription import gather_subscription

_ON: Decorator = click.option(
    "--on", cls=Option, type=DAY, metavar="DATE", show_default="today", help=N_("The day to look at.")
)


@click.command(
    "subscription",
    cls=Command,
    help=N_("Article 3: what was ordered, as it stood on a day, and the amendments that led to it."),
    examples=("livret subscription C1", "livret subscription C1 --on 2026-03-31"),
)
@contract_argument
@_ON
@asks(readings=False)
def subscription(query: Query, contract: str, on: Period | None) -> None:
    """The subscription in force on a day of the client's calendar."""
    with query.reading() as reader:
        facts = query.gathered(gather_subscription, reader, contract)
    with usage():
        finding = article_03_subscription.assess(facts, (on or today(facts)).last, {})
    query.show(finding, zone(finding.timezone))


@click.command(
    "movements",
    cls=Command,
    help=N_("Article 4: which years of movements are kept, to be purged, or were deleted too early."),
    examples=("livret movements C1", "livret movements C1 --on 2026-03-31 --check"),
)
@contract_argument
@_ON
@asks(readings=False, check=True)
def movements(query: Query, contract: str, on: Period | None) -> None:
    """The years of movements at the end of a day of the client's calendar."""
    with query.reading() as reader:
        facts = query.gathered(gather_movements, reader, contract)
    with usage():
        finding = article_04_movements.assess(facts, (on or today(facts)).last, {})
    query.judge([finding.verdict])
    query.show(finding, zone(finding.timezone))
