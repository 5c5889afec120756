"""Articles 13 and 14 on the command line: takeovers, plans and remedies, ticket by ticket."""

from collections.abc import Sequence

import click

from cli.argument import Decorator, contract_argument
from cli.command import Argument, Command
from cli.query import Query, asks, usage
from cli.value import PERIOD
from ledger.journal.read import Reader
from projections.articles.article_13_takeover import TakeoverFinding, assess_takeover
from projections.articles.article_14_remedy import RemedyFinding, assess_remedy
from projections.calendar.period import Period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.facts.support import gather_support
from projections.inquiry.grading import graded
from projections.inquiry.ticket_question import remedy_of, takeover_of

_MEASURED: Decorator = click.argument(
    "period",
    cls=Argument,
    type=PERIOD,
    required=False,
    explain=N_("2026-03, 2026-Q1, 2026 or the like; without it, all the time up to now."),
)


@click.command(
    "takeover",
    cls=Command,
    help=N_(
        """
        Article 13: the rate of takeovers, ticket by ticket with deadlines.

        The rate is measured over twelve months: a period that is none is answered with those that it touches.
        """
    ),
    examples=(
        "livret takeover C1",
        "livret takeover C1 2026-03 --check",
        "livret takeover C1 2026 --reading measuring_period=rolling --format json",
    ),
)
@contract_argument
@_MEASURED
@asks(favour=True, check=True)
def takeover(query: Query, contract: str, period: Period | None) -> None:
    """The findings of article 13."""
    with query.reading() as reader:
        asked = _Asked(query, reader, contract, period)
        findings = asked.takeover()
    asked.show(findings)


@click.command(
    "remedy",
    cls=Command,
    help=N_(
        """
        Article 14: plans and remedies owed for anomalies, ticket by ticket with deadlines.

        For the tickets registered in the period; each severity that a ticket had is a line.
        """
    ),
    examples=("livret remedy C1 2026-03", "livret remedy C1 2026-Q1 --reading blocking_met_by=plan_only"),
)
@contract_argument
@_MEASURED
@asks(favour=True, check=True)
def remedy(query: Query, contract: str, period: Period | None) -> None:
    """The finding of article 14."""
    with query.reading() as reader:
        asked = _Asked(query, reader, contract, period)
        findings = asked.remedy()
    asked.show(findings)


@click.command(
    "support",
    cls=Command,
    help=N_(
        """
        Articles 13 and 14: takeovers, then plans and remedies, ticket by ticket.

        What `livret takeover` and `livret remedy` answer, on one page.
        """
    ),
    examples=("livret support C1 2026-03", "livret support C1 2026-03 --format csv"),
)
@contract_argument
@_MEASURED
@asks(favour=True, check=True)
def support(query: Query, contract: str, period: Period | None) -> None:
    """The findings of articles 13 and 14; a list, whatever their number."""
    with query.reading() as reader:
        asked = _Asked(query, reader, contract, period)
        findings = [*asked.takeover(), *asked.remedy()]
    asked.show(findings)


class _Asked:
    """What was asked of the support of a contract."""

    def __init__(self, query: Query, reader: Reader, contract: str, period: Period | None) -> None:
        self._query, self._period = query, period
        self._history = query.history(reader, contract)
        self._facts = query.gathered(gather_support, reader, contract)

    def takeover(self) -> list[TakeoverFinding | RemedyFinding]:
        """The findings of article 13."""
        with usage():
            question = takeover_of(self._facts, self._period)
            chosen = self._query.readings(question)
            found = assess_takeover(self._facts, self._period, chosen)
            return [graded(each, self._history) for each in self._query.turned(found, question, chosen)]

    def remedy(self) -> list[TakeoverFinding | RemedyFinding]:
        """The finding of article 14."""
        with usage():
            question = remedy_of(self._facts, self._period)
            chosen = self._query.readings(question)
            found = assess_remedy(self._facts, self._period, chosen)
            return [graded(each, self._history) for each in self._query.turned([found], question, chosen)]

    def show(self, findings: Sequence[TakeoverFinding | RemedyFinding]) -> None:
        """Print one finding as it is, several as a list."""
        self._query.judge(finding.verdict for finding in findings)
        where = findings[-1].timezone if findings else self._facts.contract.subscriptions[-1].timezone
        self._query.show(findings[0] if len(findings) == 1 else findings, zone(where))
