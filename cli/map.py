"""A mapping file for a table: drafted, and tried on its first rows."""

import json
from itertools import islice
from pathlib import Path
from typing import Any

import click

from cli.adapter import adapter_options, settled
from cli.command import Argument, Command, Option
from cli.session import Session, session_of
from ledger.intake.csv_draft import draft
from ledger.intake.csv_mapping import Mapped, read_mapping, read_mapping_text
from ledger.intake.csv_rows import rows_as_events
from ledger.intake.csv_rows import settled as settled_by
from ledger.intake.csv_table import Table
from ledger.intake.found import LeftOut, Remark, Seen
from ledger.intake.options import Options
from ledger.refusal import InputRefused, Refusal
from projections.edition.wording import N_

_SAMPLE = 2_000
"""Rows that a draft is made from."""
_WINDOWS = "cp1252"
"""What a spreadsheet writes on Windows, where it does not say UTF-8."""


@click.command(
    "map",
    cls=Command,
    help=N_(
        """
        Draft a mapping of the rows of a table to events, and show the first rows as events.

        Without --mapping the draft is printed, the events below it as comments, so that the output is a mapping
        file. With it nothing is drafted: the events are those that the mapping makes.
        """
    ),
    examples=(
        "livret map tickets.csv > tickets.toml",
        "livret map tickets.csv --mapping tickets.toml",
        "livret import tickets.csv --from csv --mapping tickets.toml",
    ),
)
@click.argument("file", cls=Argument, metavar="FILE", type=click.Path(path_type=Path), explain=N_("A table (CSV)."))
@click.option("--rows", "-n", cls=Option, type=click.IntRange(1, 1000), default=5, help=N_("How many rows to show."))
@adapter_options
@click.pass_context
def map_(ctx: click.Context, /, file: Path, rows: int, **said: Any) -> None:
    """Draft or try a mapping."""
    session, options = session_of(ctx), settled(**said)
    try:
        if options.mapping is not None:
            mapped = read_mapping(options.mapping)
            _show(session, file, mapped, settled_by(mapped, options), rows, "")
            return
        encoding = None
        sample, unread = _sample(file, "utf-8")
        if unread is not None:
            encoding, (sample, still_unread) = _WINDOWS, _sample(file, _WINDOWS)
            if still_unread is not None:
                raise unread.at(str(file), None)
        text = draft(sample, str(file), encoding)
        click.echo(text)
        mapped = read_mapping_text(text)
        _show(session, file, mapped, settled_by(mapped, options), rows, "# ")
    except BrokenPipeError:
        raise
    except OSError as error:
        raise InputRefused("cannot be read: {failure}", failure=error.strerror or error).at(str(file), None) from None


def _sample(file: Path, encoding: str) -> tuple[list[dict[str, str]], Refusal | None]:
    """The first rows, and why one of them cannot be read."""
    with file.open("rb") as stream:
        rows = [row for _, row in islice(Table(str(file), stream, encoding).rows(), _SAMPLE)]
    unread = next((row for row in rows if isinstance(row, Refusal) and not isinstance(row, Remark)), None)
    return [row for row in rows if not isinstance(row, Refusal)], unread


def _show(session: Session, file: Path, mapped: Mapped, options: Options, rows: int, before: str) -> None:
    with file.open("rb") as stream:
        found = rows_as_events([(str(file), stream)], mapped, options, rows)
        for each in found:
            offered = each.offered if isinstance(each, Seen) else each
            if isinstance(offered, LeftOut):
                click.echo(session.refusal(offered.why), err=True)
            elif offered.submission is None:
                assert offered.refusal is not None
                session.complain(session.refusal(offered.refusal))
            else:
                event = json.loads(offered.submission.body)
                click.echo(before + json.dumps(event, ensure_ascii=True))
