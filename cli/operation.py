"""Articles 10, 11, 12, 15 and 16 on the command line: updates, accounts, and the ways to reach support."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command
from cli.query import Query, asks, usage
from projections.articles import article_10_updates, article_11_accounts, article_12_channels, article_16_hours
from projections.calendar.period import Period
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.facts.account import gather_accounts
from projections.facts.channel import gather_channels
from projections.facts.update import gather_updates
from projections.inquiry.question import updates_of


@click.command(
    "updates",
    cls=Command,
    help=N_(
        """
        Article 10: the updates installed, and what the client was told of them beforehand.

        With the services they call for, the client's own reports to be approved anew, and what is announced.
        """
    ),
    examples=("livret updates C1 2026-03", "livret updates C1 2026 --format csv"),
)
@contract_argument
@period_argument
@asks(favour=True, check=True)
def updates(query: Query, contract: str, period: Period) -> None:
    """The updates of a period."""
    with query.reading() as reader:
        facts = query.gathered(gather_updates, reader, contract)
    with usage():
        question = updates_of(facts, period)
        chosen = query.readings(question)
        (finding,) = query.turned([article_10_updates.assess(facts, period, chosen)], question, chosen)
    query.judge([finding.verdict])
    query.show(finding, zone(finding.timezone))


@click.command(
    "accounts",
    cls=Command,
    help=N_(
        """
        Article 11: the accounts created and deleted, and on whose word.

        With the initial passwords of administrators, and the instructions that wait to be carried out.
        """
    ),
    examples=("livret accounts C1 2026-03", "livret accounts C1 2026 --check"),
)
@contract_argument
@period_argument
@asks(check=True)
def accounts(query: Query, contract: str, period: Period) -> None:
    """What was done with accounts in a period."""
    with query.reading() as reader:
        facts = query.gathered(gather_accounts, reader, contract)
    with usage():
        finding = article_11_accounts.assess(facts, period, query.chosen)
    query.judge([finding.verdict])
    query.show(finding, zone(finding.timezone))


@click.command(
    "channels",
    cls=Command,
    help=N_(
        """
        Articles 12, 15 and 16: how portal, phone and FAQ could be reached in support hours.

        With the support hours published for the period, and when each was published. There is no verdict: the booklet
        promises no rate.
        """
    ),
    examples=("livret channels C1 2026-03", "livret channels C1 2026-Q1 --format json"),
)
@contract_argument
@period_argument
@asks()
def channels(query: Query, contract: str, period: Period) -> None:
    """The ways to reach support in a period, and its hours."""
    with query.reading() as reader:
        facts = query.gathered(gather_channels, reader, contract)
    with usage():
        reached = article_12_channels.assess(facts, period, query.chosen)
        hours = article_16_hours.assess(facts, period, query.chosen)
    query.show([reached, hours], zone(reached.timezone))
