"""Answers on their way out: laid out for who reads them, or as they are for a program."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator
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
        from projections.report.jsontext import json_pieces

        _write(_joined(json_pieces(answer, zone, session.language, own_zones=own_zones)), exact=True)
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
        emit(text, exact=format == "csv")


_AT_ONCE = 1_000_000
"""How many characters are written at once: of most answers all, so that none comes out by half."""


def _joined(pieces: Iterable[str]) -> Iterator[str]:
    held, length = [], 0
    for piece in pieces:
        held.append(piece)
        length += len(piece)
        if length >= _AT_ONCE:
            yield "".join(held)
            held, length = [], 0
    yield "".join(held)


def emit(text: str, *, exact: bool) -> None:
    """Write text to stdout; what programs read is UTF-8 whatever the locale."""
    _write([text if text.endswith("\n") else f"{text}\n"], exact=exact)


def _write(texts: Iterable[str], *, exact: bool) -> None:
    if exact and hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    for text in texts:
        click.echo(text, nl=False)


def width(terminal: bool) -> int | None:
    """How many columns there are; None where nothing limits them."""
    if not terminal and not os.environ.get("COLUMNS"):
        return None
    import shutil  # it loads compression libraries

    return shutil.get_terminal_size((80, 24)).columns
