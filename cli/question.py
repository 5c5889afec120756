"""The options that a question is put with."""

from collections.abc import Callable
from typing import Any

import click

from cli.command import Choice, Option
from cli.output import FORMATS
from cli.value import READING
from projections.edition.wording import N_


def options(readings: bool, favour: bool, known: bool, known_at: bool, check: bool) -> list[Callable[[Any], Any]]:
    """Those of a question that takes readings, a side to favour, a moment, a verdict to check."""
    asked = [_FORMAT, *([_KNOWN_AT] if known and known_at else ()), *(_KNOWN if known else ())]
    asked += [*([_READING] if readings else ()), *([_FAVOUR] if favour else ())]
    return [*asked, *([_CHECK] if check else ())]


_FORMAT = click.option(
    "--format",
    cls=Option,
    type=Choice(FORMATS),
    default="table",
    show_default=True,
    help=N_("How the answer is laid out."),
)
_KNOWN_AT = click.option(
    "--known-at",
    cls=Option,
    metavar="TIME|#POSITION",
    help=N_("Answer with what was known then: a time, or the position of an entry."),
)
KNOWN_BY = click.option(
    "--known-by",
    cls=Option,
    type=Choice(("ledger", "source")),
    default="ledger",
    show_default=True,
    help=N_("Whose word decides what was known: the ledger's clock, or what the sources claim."),
)
_KNOWN = (
    KNOWN_BY,
    click.option(
        "--assume",
        "assumed_in",
        cls=Option,
        multiple=True,
        metavar="FILE",
        help=N_("Fold in the events of a file as if they were recorded; nothing is written."),
    ),
)
_READING = click.option(
    "--reading",
    "readings_chosen",
    cls=Option,
    type=READING,
    multiple=True,
    metavar="NAME=OPTION",
    help=N_("Read an ambiguous sentence so, whatever was agreed; `livret readings` lists them."),
)
_FAVOUR = click.option(
    "--favour",
    cls=Option,
    type=Choice(("provider", "client")),
    help=N_("Take the options that serve this side best, of those that --reading leaves free."),
)
_CHECK = click.option("--check", cls=Option, is_flag=True, help=N_("Exit with status 1 where a verdict is missed."))
