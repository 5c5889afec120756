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
from projections.calendar.period import Period, parse_period
from projections.calendar.zone import zone
from projections.edition.wording import N_, say
from projections.facts.history import History
from projections.facts.operation import Facts

if TYPE_CHECKING:
    from projections.report.block import Page, Paragraph


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
        flips = _flips(query, reader, contracts[0], period) if len(contracts) == len(findings) == 1 else None
    query.judge(finding.verdict for finding in findings)
    where = zone(findings[0].timezone if findings else PROVIDER_ZONE)
    if len(contracts) == 1:
        answer = findings[0] if len(periods) == 1 else findings
        query.show(answer, where, lambda: _account(answer, flips))
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
        findings = [assess(facts, each, query.readings(history, contract, each, "6")) for each in periods]
        return [_graded(query, each, facts, history) for each in findings] if query.format == "json" else findings


def _graded(query: Query, finding: AvailabilityFinding, facts: Facts, history: History) -> AvailabilityFinding:
    """The finding with its downtime by the grade of its evidence."""
    from projections.inquiry.evidence import evidence

    period = parse_period(finding.period)
    return replace(finding, evidence=evidence(finding, facts, history, period, query.chosen))


def _flips(query: Query, reader: Reader, contract: str, period: Period) -> "Paragraph | None":
    """The line under a month's verdict: which contestable readings would flip it. Computed for people alone."""
    if query.format not in ("table", "markdown") or period.kind != "month":
        return None
    from projections.inquiry.search import flips
    from projections.report.block import Paragraph
    from projections.report.flip import flip_line

    history = query.history(reader, contract)
    chosen = query.readings(history, contract, period, "6")
    return Paragraph(flip_line(flips(history, contract, period, chosen, "6")), "doubtful")


def _account(answer: object, flips: "Paragraph | None") -> "Page":
    from projections.report.accounts import page

    title, verdict, *rest = page(answer)
    return (title, verdict, flips, *rest) if flips is not None else (title, verdict, *rest)


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
