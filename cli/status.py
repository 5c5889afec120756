"""What a ledger holds, at a glance."""

from dataclasses import dataclass

import click

from cli.command import Command
from cli.query import PROVIDER_ZONE, Query, asks, contract_ids
from projections.calendar.span import Instant
from projections.calendar.zone import zone
from projections.edition.wording import N_, say
from projections.report.block import Page, Pairs


@dataclass(frozen=True)
class Status:
    """A ledger, its name, its last entry, and how much it holds."""

    ledger: str
    uuid: str
    entries: int
    scopes: int
    contracts: tuple[str, ...]
    last_recorded_at: Instant | None


@click.command(
    "status",
    cls=Command,
    help=N_("Say what the ledger holds."),
    examples=("livret status", "livret status --format json"),
)
@asks(readings=False, known=False)
def status(query: Query) -> None:
    """The ledger at its head; positions have no gaps, so the last one is the number of entries."""
    with query.reading() as reader:
        head = reader.head()
        found = Status(
            query.session.ledger,
            reader.uuid().hex(),
            head.position,
            len(reader.scopes()),
            tuple(contract_ids(reader)),
            Instant(head.recorded_at) if head.position else None,
        )
    query.show(found, zone(PROVIDER_ZONE), lambda: _page(found))


def _page(found: Status) -> Page:
    return (
        Pairs(
            (
                (say(N_("Ledger")), found.ledger),
                (say(N_("Identity")), found.uuid),
                (say(N_("Entries")), found.entries),
                (say(N_("Scopes")), found.scopes),
                (say(N_("Contracts")), ", ".join(found.contracts) or None),
                (say(N_("Last recorded")), found.last_recorded_at),
            )
        ),
    )
