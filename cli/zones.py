"""The time zones that figures rest on, beside those of another database."""

from datetime import UTC
from pathlib import Path

import click

from cli.command import Argument, Command, Option
from cli.query import PROVIDER_ZONE, Query, asks, find_contract
from cli.value import CONTRACT, PERIOD
from ledger.refusal import UsageRefused
from projections.calendar.other_zones import machine_folder, version_in, zone_in
from projections.calendar.period import Period
from projections.calendar.zone import tzdata_version, zone
from projections.edition.wording import N_, Text, say
from projections.facts.support_hours import published_hours
from projections.inquiry.zones import ZoneCheck, differing_days
from projections.report.block import Block, Column, Heading, Page, Pairs, Paragraph, Row, Table


@click.command(
    "zones",
    cls=Command,
    help=N_(
        """
        Compare the time zones that figures rest on with another database of them.

        Figures rest on the pinned `tzdata` package, whose version they name. Here the zones that bear on a contract
        are looked up in another database as well: this machine's own, or the compiled files in a folder. Told are
        the days of the period on which a wall time would be another instant.
        """
    ),
    examples=("livret zones C1 2026", "livret zones C1 2026-03 --against tzdata-2025b/zoneinfo --check"),
)
@click.argument("contract", cls=Argument, type=CONTRACT, explain=N_("The contract, as C1 or contract/C1."))
@click.argument(
    "period",
    cls=Argument,
    type=PERIOD,
    explain=N_("2026-03, 2026-Q1, 2026, 2026-03-10 or 2026-03-01..2026-03-15."),
)
@click.option(
    "--against",
    cls=Option,
    metavar="FOLDER",
    help=N_("The folder of the other time zone files, which holds Europe/Paris; by default this machine's."),
)
@click.option("--check", "checked", cls=Option, is_flag=True, help=N_("Exit with status 1 where an instant differs."))
@asks(readings=False)
@click.pass_context
def zones(ctx: click.Context, query: Query, contract: str, period: Period, against: str | None, checked: bool) -> None:
    """The days of the period that differ, for the contract's zones and those of support."""
    folder = _folder(against)
    with query.reading() as reader:
        history = query.history(reader, contract)
        signed = find_contract(history, reader, contract)
        keys = {signed.on(day).timezone for day in period.days()}
        keys |= {PROVIDER_ZONE, *(each.timezone for each in published_hours(history))}
    there = {key: zone_in(folder, key) for key in sorted(keys)}
    found = ZoneCheck(
        contract,
        period.text,
        tzdata_version(),
        version_in(folder),
        str(folder),
        tuple(there),
        tuple(key for key, other in there.items() if other is None),
        differing_days(there, period, zone, there.get),
    )
    query.show(found, UTC, lambda: _page(found))
    if checked and (found.days or found.unknown):
        ctx.exit(1)


def _folder(against: str | None) -> Path:
    folder = machine_folder() if against is None else Path(against)
    if folder is None:
        raise UsageRefused(N_("this machine has no time zone files of its own; name a folder of them by --against"))
    if zone_in(folder, PROVIDER_ZONE) is None:
        raise UsageRefused(
            N_("--against: {folder} holds no time zone files; name the folder that holds {zone}"),
            folder=folder,
            zone=PROVIDER_ZONE,
        )
    return folder


def _page(found: ZoneCheck) -> Page:
    blocks: list[Block] = [
        Heading(say(N_("Time zones of contract {contract}, {period}"), contract=found.contract, period=found.period)),
        Pairs(
            (
                (say(N_("Zones")), ", ".join(found.zones)),
                (say(N_("Pinned tzdata")), found.tzdata),
                (say(N_("Compared with")), f"{found.folder} ({found.other_tzdata or '?'})"),
            )
        ),
    ]
    if found.unknown:
        missing = ", ".join(found.unknown)
        blocks.append(Paragraph(say(N_("The other database does not have: {zones}"), zones=missing), "doubtful"))
    if found.days:
        blocks.append(_table(found))
    else:
        blocks.append(Paragraph(say(N_("No wall time of the period is another instant there.")), "good"))
    return tuple(blocks)


def _table(found: ZoneCheck) -> Table:
    titles: dict[str, Text] = {
        "zone": say(N_("Zone")),
        "from": say(N_("From")),
        "to": say(N_("Last day")),
        "time": say(N_("For instance, on the first day")),
        "pinned": say(N_("Pinned")),
        "other": say(N_("The other")),
    }
    return Table(
        "days",
        tuple(Column(key, title) for key, title in titles.items()),
        tuple(Row((each.zone, each.from_, each.to, each.time, each.pinned, each.other)) for each in found.days),
    )
