"""The arguments that most commands take, and the day that is today."""

from collections.abc import Callable
from datetime import date
from typing import Any, Protocol

import click

from cli.command import Argument, Option
from cli.value import CONTRACT, DAY, PERIOD
from projections.edition.wording import N_
from projections.facts.contract import Contract
from projections.facts.history import Known

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


class Facts(Protocol):
    """What the facts of every article have in common."""

    @property
    def known(self) -> Known: ...
    @property
    def contract(self) -> Contract: ...


def today(facts: Facts) -> date:
    """The client's date at the moment up to which things are known."""
    return facts.contract.day_of(facts.known.at)
