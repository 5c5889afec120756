"""The arguments that most commands take."""

from collections.abc import Callable
from typing import Any

import click

from cli.command import Argument
from cli.value import CONTRACT, PERIOD
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
