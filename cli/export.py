"""The entries in the forms that other tools read, and as events to be imported elsewhere."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from cli.command import Choice, Command, Option
from cli.query import Query
from cli.session import session_of
from cli.whole_file import write_whole
from ledger.events.catalogue import families
from ledger.events.subject import check_scope
from ledger.refusal import UsageRefused
from projections.edition.wording import N_
from projections.facts.history import KnownBy
from projections.facts.selection import Selection
from projections.outlet.catalogue import CASES, FORMS, writer


@click.command(
    "export",
    cls=Command,
    help=N_(
        """
        Write the entries in a form that other tools read, or as events that can be imported again.

        cloudevents and csv hold every entry as it was recorded, ocel and xes the history that the amendments leave.
        Imported into another ledger, cloudevents give the same figures there. xes has a trace for each ticket, or for
        each subject of the families named.
        """
    ),
    examples=(
        "livret export > events.jsonl",
        "livret export --scope contract/C1 --family ticket -o tickets.jsonl",
        "livret export --to csv --family outage --family maintenance -o operation.csv",
        "livret export --to ocel -o history.json",
    ),
)
@click.option(
    "--to",
    "form",
    cls=Option,
    type=Choice(tuple(FORMS)),
    default="cloudevents",
    show_default=True,
    help=N_("The form to write."),
)
@click.option(
    "--scope",
    "scopes",
    cls=Option,
    multiple=True,
    metavar="SCOPE",
    help=N_("Only this scope: contract/<id>, environment/<id>, provider."),
)
@click.option(
    "--family",
    "chosen",
    cls=Option,
    multiple=True,
    metavar="FAMILY",
    help=N_("Only this family, such as outage or ticket."),
)
@click.option("--known-at", cls=Option, metavar="TIME|#POSITION", help=N_("Only what was known then."))
@click.option(
    "--known-by",
    cls=Option,
    type=Choice(("ledger", "source")),
    default="ledger",
    show_default=True,
    help=N_("Whose word decides what was known: the ledger's clock, or what the sources claim."),
)
@click.option("-o", "--output", cls=Option, metavar="FILE", help=N_("The file to write, whole or not at all."))
@click.pass_context
def export(
    ctx: click.Context,
    form: str,
    scopes: tuple[str, ...],
    chosen: tuple[str, ...],
    known_at: str | None,
    known_by: KnownBy,
    output: str | None,
) -> None:
    """Export entries."""
    _check(scopes, chosen)
    query = Query(session_of(ctx), "", known_at=known_at, known_by=known_by)
    with query.reading() as reader:
        selection = Selection(reader, query.history(reader).known, scopes, chosen or CASES.get(form, ()))
        _put(writer(form)(selection), output)


def _check(scopes: Iterable[str], chosen: Iterable[str]) -> None:
    for scope in scopes:
        try:
            check_scope(scope)
        except ValueError:
            raise UsageRefused(
                N_("--scope: `{value}` is not contract/<id>, environment/<id> or provider"), value=scope
            ) from None
    for family in chosen:
        if family not in families():
            raise UsageRefused(
                N_("--family: `{value}` is not one of {families}"), value=family, families=", ".join(families())
            )


def _put(pieces: Iterable[bytes], output: str | None) -> None:
    if output is None:
        sys.stdout.buffer.writelines(pieces)
    else:
        write_whole(Path(output), pieces)
