"""What a ledger holds at a glance, and what is about to be missed."""

from dataclasses import dataclass, replace

import click

from cli.command import Argument, Command, Option
from cli.query import PROVIDER_ZONE, Query, asks, contract_ids, find_contract, is_signed, usage
from cli.value import CONTRACT
from ledger.journal.read import Reader
from ledger.refusal import UsageRefused
from projections.calendar.span import Instant
from projections.calendar.zone import zone
from projections.edition.wording import N_, say
from projections.facts.dispute import as_known
from projections.facts.history import History
from projections.inquiry.outlook import Outlook, look_out
from projections.inquiry.reported import MovedFigure
from projections.inquiry.reported import moved as moved_figures
from projections.report.block import Heading, Page, Pairs, Paragraph


@dataclass(frozen=True)
class Status:
    """A ledger, its name, its last entry, how much it holds, and the outlook of the contracts asked about.

    `moved` are the figures reported of them that say something else by now.
    """

    ledger: str
    uuid: str
    entries: int
    scopes: int
    contracts: tuple[str, ...]
    last_recorded_at: Instant | None
    outlooks: tuple[Outlook, ...]
    moved: tuple[MovedFigure, ...]


@click.command(
    "status",
    cls=Command,
    help=N_(
        """
        Say what the ledger holds, and what is about to be missed.

        Of a contract: the downtime left this month, tickets by deadline, last night's backups, backups due for
        deletion, the next windows, the earliest start of a maintenance announced now, the qualification; and the
        figures told to the client (`livret statement --report`) that have moved since. Without a contract, a line for
        each that is in service; with --all, every contract in full.
        """
    ),
    examples=("livret status", "livret status C1", "livret status --all --format json"),
)
@click.argument(
    "contract",
    cls=Argument,
    type=CONTRACT,
    required=False,
    explain=N_("The contract, as C1 or contract/C1; without it, a line for each that is in service."),
)
@click.option("--all", "every", cls=Option, is_flag=True, help=N_("Every contract of the ledger, in full."))
@asks()
def status(query: Query, contract: str | None, every: bool) -> None:
    """The ledger as known; positions have no gaps, so the last one is the number of entries."""
    if every and contract is not None:
        raise UsageRefused(N_("give a contract, or --all for every contract of the ledger"))
    with query.reading() as reader:
        history = query.history(reader, contract)
        found = _holdings(query, reader, history)
        if contract is not None:
            find_contract(history, reader, contract)
            asked = [contract]
        else:
            asked = [each for each in found.contracts if is_signed(history, each)]
        with usage():
            outlooks = [look_out(history, each, query.chosen) for each in asked]
            moved = [figure for each in asked for figure in moved_figures(history, each, as_known(reader))]
    if contract is None and not every:
        outlooks = [each for each in outlooks if each.service == "in_service"]
    found = replace(found, outlooks=tuple(outlooks), moved=tuple(moved))
    full = every or len(outlooks) == 1
    where = outlooks[0].timezone if len(outlooks) == 1 else PROVIDER_ZONE
    query.show(found, zone(where), lambda: _page(found, where, full=full), own_zones=True)


def _holdings(query: Query, reader: Reader, history: History) -> Status:
    last = history.known.position
    return Status(
        query.session.ledger,
        reader.uuid().hex(),
        last,
        len(reader.scopes()),
        tuple(contract_ids(reader)),
        Instant(reader.recorded_at_of(last)) if last else None,
        (),
        (),
    )


def _page(found: Status, where: str, *, full: bool) -> Page:
    from projections.report.outlook import overview
    from projections.report.outlook import page as outlook_page
    from projections.report.reported import moved_blocks

    warning = moved_blocks(found.moved)
    ledger = Pairs(
        (
            (say(N_("Ledger")), found.ledger),
            (say(N_("Identity")), found.uuid),
            (say(N_("Entries")), found.entries),
            (say(N_("Scopes")), found.scopes),
            (say(N_("Contracts")), ", ".join(found.contracts) or None),
            (say(N_("Last recorded")), found.last_recorded_at),
        )
    )
    if not found.outlooks:
        return (ledger, *warning)
    if full:
        return (ledger, *warning, *(block for each in found.outlooks for block in outlook_page(each, where)))
    hint = say(N_("`livret status CONTRACT` says more of one contract, --all of each."))
    times = Paragraph(say(N_("Times are those of {timezone}."), timezone=where))
    heading = Heading(say(N_("Contracts in service")), 2)
    return (ledger, *warning, heading, times, *overview(found.outlooks), Paragraph(hint))
