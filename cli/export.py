"""The entries in the forms that other tools read, and as events to be imported elsewhere."""

import sys
from collections.abc import Iterable
from pathlib import Path

import click

from cli.command import Choice, Command, Option
from cli.query import Query
from cli.question import KNOWN_BY
from cli.session import session_of
from cli.value import PERIOD
from cli.whole_file import write_whole
from ledger.events.catalogue import families
from ledger.events.subject import check_scope
from ledger.refusal import UsageRefused
from projections.calendar.period import Period
from projections.edition.wording import N_
from projections.facts.history import KnownBy
from projections.facts.selection import Selection
from projections.outlet.catalogue import CALENDAR, CASES, FORMS, RAW, writer
from projections.outlet.cloudevents import harmless_json


@click.command(
    "export",
    cls=Command,
    help=N_(
        """
        Write the entries in a form that other tools read, or as events that can be imported again.

        cloudevents and csv hold every entry as it was recorded, ocel and xes the history that the amendments leave.
        Imported into another ledger, cloudevents give the same figures there. xes has a trace for each ticket, or for
        each subject of the families named. ics is a calendar of what clients were told of maintenances.
        """
    ),
    examples=(
        "livret export > events.jsonl",
        "livret export --scope contract/C1 --family ticket -o tickets.jsonl",
        "livret export --to csv --family outage --family maintenance -o operation.csv",
        "livret export --to ocel -o history.json",
        "livret export --to ics --scope contract/C1 --windows 2027 -o maintenance.ics",
    ),
)
@click.option(
    "--to",
    "form",
    cls=Option,
    type=Choice((*FORMS, CALENDAR)),
    default=RAW,
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
@KNOWN_BY
@click.option(
    "--windows",
    cls=Option,
    type=PERIOD,
    metavar="PERIOD",
    help=N_("ics: also the nights, Sundays and public holidays of this period, for the contract that is the --scope."),
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
    windows: Period | None,
    output: str | None,
) -> None:
    """Export entries."""
    _check(scopes, chosen)
    if windows is not None and form != CALENDAR:
        raise UsageRefused(N_("--windows: only a calendar shows them; add --to ics"))
    query = Query(session_of(ctx), "", known_at=known_at, known_by=known_by)
    with query.reading() as reader:
        families = chosen or CASES.get(form, ())
        if form == CALENDAR:
            from cli.export_calendar import calendar  # it judges windows and lays out sentences, as no other form does

            pieces = calendar(query, reader, scopes, families, windows)
        else:
            selection = Selection(reader, query.history(reader).known, scopes, families)
            if not chosen and form in CASES and next(selection.parts(), None) is None:
                query.session.note(N_("there are no tickets; --family names other cases, such as outage"))
            pieces = writer(form)(selection)
        _put(pieces, output, form)
        vault = reader.unreadable_vault()
    if vault is not None:
        query.session.note(N_("{vault}: it cannot be read; personal values are exported as commitments"), vault=vault)


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


def _put(pieces: Iterable[bytes], output: str | None, form: str) -> None:
    if output is not None:
        write_whole(Path(output), pieces)
    elif form == RAW and sys.stdout.isatty():
        sys.stdout.buffer.writelines(map(harmless_json, pieces))
    else:
        sys.stdout.buffer.writelines(pieces)
