"""The entries as events, to be imported elsewhere."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cli.command import Choice, Command, Option
from cli.query import instant, position, zone_of
from cli.session import session_of
from cli.whole_file import write_whole
from ledger.events.catalogue import families
from ledger.events.entry import Entry
from ledger.events.subject import check_scope
from ledger.journal.read import Reader, open_reader
from ledger.refusal import UsageRefused
from projections.edition.wording import N_


@click.command(
    "export",
    cls=Command,
    help=N_(
        """
        Write the entries as events that can be imported again.

        One JSON object a line, in the order of the ledger; importing them into another ledger gives the same figures.
        """
    ),
    examples=(
        "livret export > events.jsonl",
        "livret export --scope contract/C1 --family ticket -o tickets.jsonl",
    ),
)
@click.option(
    "--scope", cls=Option, metavar="SCOPE", help=N_("Only this scope: contract/<id>, environment/<id>, provider.")
)
@click.option("--family", cls=Option, metavar="FAMILY", help=N_("Only this family, such as outage or ticket."))
@click.option(
    "--to",
    "form",
    cls=Option,
    type=Choice(("cloudevents",)),
    default="cloudevents",
    show_default=True,
    help=N_("The form of the events."),
)
@click.option("--known-at", cls=Option, metavar="TIME|#POSITION", help=N_("Only what the ledger held then."))
@click.option("-o", "--output", cls=Option, metavar="FILE", help=N_("The file to write, whole or not at all."))
@click.pass_context
def export(
    ctx: click.Context, scope: str | None, family: str | None, form: str, known_at: str | None, output: str | None
) -> None:
    """Export entries."""
    session = session_of(ctx)
    _check(scope, family)
    with open_reader(session.ledger) as reader:
        until = position(known_at)
        if known_at is not None and until is None:
            until = reader.position_at(
                instant(session, "--known-at", known_at, lambda: zone_of(reader, None, known_at))
            )
        lines = _lines(reader, scope, family, until)
        if output is None:
            sys.stdout.buffer.writelines(lines)
        else:
            write_whole(Path(output), lines)


def _check(scope: str | None, family: str | None) -> None:
    if scope is not None:
        try:
            check_scope(scope)
        except ValueError:
            raise UsageRefused(
                N_("--scope: `{value}` is not contract/<id>, environment/<id> or provider"), value=scope
            ) from None
    if family is not None and family not in families():
        raise UsageRefused(
            N_("--family: `{value}` is not one of {families}"), value=family, families=", ".join(families())
        )


def _lines(reader: Reader, scope: str | None, family: str | None, until: int | None) -> Iterator[bytes]:
    for entry in _entries(reader, scope, family, until):
        yield reader.raw(entry.position).body + b"\n"


def _entries(reader: Reader, scope: str | None, family: str | None, until: int | None) -> Iterator[Entry]:
    if family is None:
        return (entry for entry in reader.everything(until) if scope in (None, entry.scope))
    scopes = reader.scopes() if scope is None else [scope]
    found = [entry for each in scopes for entry in reader.entries(each, [family], until=until)]
    return iter(sorted(found, key=lambda entry: entry.position))
