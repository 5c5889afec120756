"""Answers on their way out: laid out for who reads them, or as they are for a program."""

import os
import sys
from collections.abc import Callable
from datetime import tzinfo
from typing import TYPE_CHECKING, cast

import click

from cli.session import Session

if TYPE_CHECKING:
    from projections.report.block import Page
    from projections.report.layout import Format

FORMATS = ("table", "json", "csv", "markdown")


def show(
    session: Session, format: str, page: "Callable[[], Page]", answer: object, zone: tzinfo, *, own_zones: bool = False
) -> None:
    """Print an answer: its page, made where it is wanted, laid out for people, or the answer itself as JSON.

    JSON shows what names a zone of its own in that one, if `own_zones`.
    """
    if format == "json":  # what is not asked for is not loaded: a program reads JSON a thousand times a day
        from projections.report.jsontext import json_text

        text = json_text(answer, zone, session.language, own_zones=own_zones)
    else:
        from projections.report.layout import lay_out

        terminal = sys.stdout.isatty()
        text = lay_out(
            page(),
            format=cast("Format", format),
            language=session.language,
            zone=zone,
            width=width(terminal),
            colour=terminal and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb",
            terminal=terminal,
        )
    emit(text, exact=format in ("json", "csv"))


def emit(text: str, *, exact: bool) -> None:
    """Write text to stdout; what programs read is UTF-8 whatever the locale."""
    if exact and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    click.echo(text, nl=not text.endswith("\n"))


def width(terminal: bool) -> int | None:
    """How many columns there are; None where nothing limits them."""
    if not terminal and not os.environ.get("COLUMNS"):
        return None
    import shutil  # it loads compression libraries

    return shutil.get_terminal_size((80, 24)).columns
