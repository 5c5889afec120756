"""The arguments that most commands take, and the day that is today."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from cli.command import Argument, Option
from cli.value import CONTRACT, DAY, PERIOD
from projections.articles.finding import Facts
from projections.edition.wording import N_

Decorator = Callable[[Any], Any]

contract_argument: Decorator = click.argument(
    "contract", cls=Argument, type=CONTRACT, explain=N_("The contract, as C1 or contract/C1.")
)
period_argument: Decorator = click.argument(
    "period",
    cls=Argument,
    type=PERIOD,
    explain=N_("2026-03, 2026-Q1, 2026, 2026-03-10 or 2026-03-01..2026-03-15."),
)
day_option: Decorator = click.option(
    "--on", cls=Option, type=DAY, metavar="DATE", show_default="today", help=N_("The day to look at.")
)


def today(facts: Facts) -> date:
    """The client's date at the moment up to which things are known."""
    return facts.contract.day_of(facts.known.at)
