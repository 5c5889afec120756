"""What the rest of the world would say otherwise today than the ledger does: remarks, for figures do not rest on it."""

import contextlib
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from cli.holidays import KINDS
from cli.query import PROVIDER_ZONE, Query, contract_ids, find_contract
from cli.writing import calendar
from ledger.journal.read import Reader
from ledger.refusal import InputRefused, UsageRefused
from projections.calendar.other_zones import machine_folder, version_in, zone_in
from projections.calendar.period import Period, parse_period
from projections.calendar.zone import tzdata_version, zone
from projections.edition.wording import N_, Text
from projections.facts.calendars import AdoptedCalendar, calendars
from projections.facts.history import History
from projections.inquiry.calendars import check_calendars
from projections.inquiry.zones import differing_days

if TYPE_CHECKING:
    from ledger.seal.finding import Finding


def remarks(query: Query, reader: Reader) -> Iterator["Finding"]:
    """Adopted holidays that would be proposed otherwise, and wall times that this machine's zones read otherwise."""
    history = query.history(reader)
    adopted = calendars(history)
    yield from _holidays(history, adopted)
    years = sorted({each.year for each in adopted.values()})
    if years:
        yield from _zones(history, reader, [parse_period(f"{each:04}") for each in years])


def _holidays(history: History, adopted: Mapping[tuple[str, int], AdoptedCalendar]) -> Iterator["Finding"]:
    from ledger.seal.finding import remark

    proposed = {}
    for territory, each in adopted:
        with contextlib.suppress(InputRefused):  # nobody knows that year's days
            proposed[territory, each] = calendar(territory, each)
    for day in check_calendars(history.known.position, adopted.values(), proposed).days:
        template = N_("{territory} {day}: adopted as {adopted} (#{position}), proposed today as {proposed}")
        yield remark("calendar", template, territory=day.territory, day=str(day.day), position=day.position,
                     adopted=_kind(day.adopted), proposed=_kind(day.proposed))  # fmt: skip


def _kind(kind: str | None) -> Text | str:
    return Text(KINDS[kind]) if kind else "-"


def _zones(history: History, reader: Reader, periods: list[Period]) -> Iterator["Finding"]:
    from ledger.seal.finding import remark

    folder = machine_folder()
    if folder is None:
        return
    keys = {PROVIDER_ZONE}
    for contract in contract_ids(reader):
        with contextlib.suppress(UsageRefused):
            signed = find_contract(history, reader, contract)
            keys |= {signed.on(day).timezone for period in periods for day in (period.first, period.last)}
    there = {key: zone_in(folder, key) for key in sorted(keys)}
    for period in periods:
        for days in differing_days(there, period, zone, there.get):
            template = N_("{zone}, {first} to {last}: wall times are other instants by {other} than by tzdata {pinned}")
            yield remark("zone", template, zone=days.zone, first=str(days.from_), last=str(days.to),
                         other=version_in(folder) or str(folder), pinned=tzdata_version())  # fmt: skip
