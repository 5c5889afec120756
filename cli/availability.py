"""Article 6 on the command line."""

from dataclasses import replace
from typing import TYPE_CHECKING

import click

from cli.command import Argument, Command, Option
from cli.query import PROVIDER_ZONE, Query, asks, contract_ids, is_signed, usage
from cli.value import CONTRACT, PERIOD
from ledger.journal.read import Reader
from ledger.refusal import UsageRefused
from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.calendar.period import Period
from projections.calendar.zone import zone
from projections.edition.wording import N_, say
from projections.facts.history import History
from projections.facts.operation import Facts

if TYPE_CHECKING:
    from projections.report.block import Page


@click.command(
    "availability",
    cls=Command,
    help=N_(
        """
        Article 6: the rate of availability, and how it came about.

        A month has a verdict; a quarter or a year is the list of its months; any other range has a rate and no
        verdict.
        """
    ),
    examples=(
        "livret availability C1 2026-03",
        "livret availability C1 2026 --format csv",
        "livret availability --all 2026-03 --check",
        "livret availability C1 2026-03 --known-at 2026-04-02T09:00 --reading unavailability=total_only",
    ),
)
@click.argument(
    "contracts",
    cls=Argument,
    metavar="CONTRACT",
    nargs=-1,
    type=CONTRACT,
    explain=N_("The contract, as C1 or contract/C1; several may be given."),
)
@click.argument(
    "period",
    cls=Argument,
    type=PERIOD,
    explain=N_("2026-03, 2026-Q1, 2026, 2026-03-10 or 2026-03-01..2026-03-15."),
)
@click.option("--all", "every", cls=Option, is_flag=True, help=N_("Every contract of the ledger."))
@asks(favour=True, check=True)
def availability(query: Query, contracts: tuple[str, ...], period: Period, every: bool) -> None:
    """The findings of article 6 for contracts and a period."""
    if every == bool(contracts):
        raise UsageRefused(N_("give the contracts, or --all for every contract of the ledger"))
    periods = period.months() if period.kind in ("quarter", "year") else [period]
    with query.reading() as reader:
        findings = [
            finding
            for contract in (contract_ids(reader) if every else contracts)
            for finding in _findings(query, reader, contract, periods, every)
        ]
    query.judge(finding.verdict for finding in findings)
    where = zone(findings[0].timezone if findings else PROVIDER_ZONE)
    if len(contracts) == 1:
        answer = findings[0] if len(periods) == 1 else findings
        query.show(answer, where)
    else:
        query.show(findings, where, lambda: _overview(findings), own_zones=True)


def _findings(
    query: Query, reader: Reader, contract: str, periods: list[Period], every: bool
) -> list[AvailabilityFinding]:
    history = query.history(reader, contract)
    if every and not is_signed(history, contract):
        return []  # nobody asked for this one by name
    facts = query.facts(history, reader, contract)
    with usage():
        return [_finding(query, facts, history, each, every) for each in periods]


def _finding(query: Query, facts: Facts, history: History, period: Period, every: bool) -> AvailabilityFinding:
    """The finding of one period; a table of many contracts says neither what would turn it nor how good it is."""
    if every and query.format != "json":
        return assess(facts, period, query.chosen)
    from projections.inquiry.evidence import evidence
    from projections.inquiry.question import availability_of

    question = availability_of(facts, period, whole=True)
    chosen = query.readings(question)
    (found,) = query.turned([assess(facts, period, chosen)], question, chosen)
    return replace(found, evidence=evidence(found, facts, history, period, chosen))


def _overview(findings: list[AvailabilityFinding]) -> "Page":
    """The figures of several contracts, a row each."""
    from projections.report.block import Column, Heading
    from projections.report.months import summary

    table = summary(findings)
    return (
        Heading(say(N_("Availability of the service (article 6)"))),
        replace(
            table,
            columns=(Column("contract", say(N_("Contract"))), *table.columns),
            rows=tuple(
                replace(row, cells=(finding.contract, *row.cells))
                for finding, row in zip(findings, table.rows, strict=True)
            ),
        ),
    )
