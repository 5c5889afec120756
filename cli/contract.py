"""The contracts of a ledger, and what binds their parties."""

from dataclasses import dataclass
from datetime import date, timedelta

import click

from cli.command import Argument, Command, Group
from cli.query import PROVIDER_ZONE, Query, asks, contract_ids, find_contract, is_signed
from cli.value import CONTRACT
from projections.articles.finding import EntryRef, refs
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text, say
from projections.facts.contract import Agreement, Contract, Subscription
from projections.report.block import Block, Cell, Column, Heading, Page, Row, Table


@dataclass(frozen=True)
class Terms:
    """What binds from a day on (None: from the signature on); `service_ends_on` is the last day of service."""

    effective_on: date | None
    client: str
    territory: str
    timezone: str
    environment: str
    edition: str
    service_starts_on: date
    support_starts_on: date
    service_ends_on: date | None
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True)
class AgreedReading:
    """A reading that the parties agreed on."""

    reading: str
    option: str
    effective_on: date
    entries: tuple[EntryRef, ...]


@dataclass(frozen=True)
class ContractAccount:
    """One contract: its terms over time and the readings agreed on."""

    contract: str
    terms: tuple[Terms, ...]
    readings: tuple[AgreedReading, ...]


contract = Group(
    "contract",
    help=N_("List the contracts, or show one."),
    examples=("livret contract list", "livret contract show C1"),
)


@contract.command("list", cls=Command, help=N_("List the contracts with the terms in force last."))
@asks(readings=False)
def list_(query: Query) -> None:
    """All contracts known."""
    with query.reading() as reader:
        history = query.history(reader)
        known = [find_contract(history, reader, each) for each in contract_ids(reader) if is_signed(history, each)]
    found = [_account(each) for each in known]
    rows = tuple(Row((each.contract, *_cells(each.terms[-1]))) for each in found)
    columns = (Column("contract", say(N_("Contract"))), *_COLUMNS)
    query.show(found, zone(PROVIDER_ZONE), lambda: (Table("contracts", columns, rows),))


@contract.command("show", cls=Command, help=N_("Show a contract: its terms over time and the readings agreed on."))
@click.argument("contract", cls=Argument, type=CONTRACT, explain=N_("The contract, as C1 or contract/C1."))
@asks(readings=False)
def show(query: Query, contract: str) -> None:
    """One contract."""
    with query.reading() as reader:
        known = find_contract(query.history(reader, contract), reader, contract)
    account = _account(known)
    query.show(account, known.subscriptions[-1].zone, lambda: _page(account))


def _account(known: Contract) -> ContractAccount:
    return ContractAccount(known.id, tuple(map(_terms, known.subscriptions)), tuple(map(_agreed, known.agreements)))


def _terms(bound: Subscription) -> Terms:
    return Terms(
        None if bound.effective_on == date.min else bound.effective_on,
        bound.client,
        bound.territory,
        bound.timezone,
        bound.environment,
        bound.edition,
        bound.service_starts_on,
        bound.support_starts_on,
        None if bound.service_until is None else bound.service_until - timedelta(days=1),
        refs(bound.entries),
    )


def _agreed(agreement: Agreement) -> AgreedReading:
    return AgreedReading(agreement.name, agreement.option, agreement.effective_on, refs([agreement.entry]))


_COLUMNS = (
    Column("client", say(N_("Client"))),
    Column("territory", say(N_("Territory"))),
    Column("timezone", say(N_("Time zone"))),
    Column("environment", say(N_("Environment"))),
    Column("edition", say(N_("Edition"))),
    Column("service_starts_on", say(N_("Service from"))),
    Column("support_starts_on", say(N_("Support from"))),
    Column("service_ends_on", say(N_("Last day"))),
)


def _cells(terms: Terms) -> tuple[Cell, ...]:
    return (
        terms.client,
        terms.territory,
        terms.timezone,
        terms.environment,
        terms.edition,
        terms.service_starts_on,
        terms.support_starts_on,
        terms.service_ends_on,
    )


def _positions(entries: tuple[EntryRef, ...]) -> str:
    return " ".join(f"#{entry.position}" for entry in entries)


def _page(account: ContractAccount) -> Page:
    columns = (Column("effective_on", say(N_("Effective"))), *_COLUMNS, Column("entries", say(N_("Entries"))))
    signed: Text = say(N_("signature"))
    rows = tuple(Row((each.effective_on or signed, *_cells(each), _positions(each.entries))) for each in account.terms)
    blocks: list[Block] = [
        Heading(say(N_("Contract {contract}"), contract=account.contract)),
        Table("terms", columns, rows, say(N_("Terms over time"))),
    ]
    if account.readings:
        agreed = (
            Column("reading", say(N_("Reading"))),
            Column("option", say(N_("Option"))),
            Column("effective_on", say(N_("Effective"))),
            Column("entries", say(N_("Entries"))),
        )
        cells = (
            Row((each.reading, each.option, each.effective_on, _positions(each.entries))) for each in account.readings
        )
        blocks.append(Table("readings", agreed, tuple(cells), say(N_("Readings agreed on"))))
    return tuple(blocks)
