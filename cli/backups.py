"""Article 7 on the command line: backups, how long they were kept, and restores."""

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command, Option
from cli.query import Query, asks, instant, usage, zone_of
from projections.articles.article_07_backups import assess_backups
from projections.articles.article_07_restores import assess_restores
from projections.articles.article_07_retention import assess_retention
from projections.calendar.period import Period
from projections.calendar.zone import iso, zone
from projections.edition.wording import N_
from projections.facts.backup import gather_backups
from projections.inquiry.grading import graded
from projections.inquiry.question import nights_of, restores_of, retention_of


@click.command(
    "backups",
    cls=Command,
    help=N_(
        """
        Article 7: each night and each first of the month, and the backup that served it.

        A night is named by its morning.
        """
    ),
    examples=("livret backups C1 2026-03", "livret backups C1 2026-Q1 --check --reading night=after_midnight"),
)
@contract_argument
@period_argument
@asks(favour=True, check=True)
def backups(query: Query, contract: str, period: Period) -> None:
    """The nights and months of a period."""
    with query.reading() as reader:
        facts, history = query.gathered(gather_backups, reader, contract), query.history(reader, contract)
    with usage():
        question = nights_of(facts, period)
        chosen = query.readings(question)
        (finding,) = query.turned([assess_backups(facts, period, chosen)], question, chosen)
    query.judge([finding.verdict])
    query.show(graded(finding, history), zone(finding.timezone))


@click.command(
    "retention",
    cls=Command,
    help=N_(
        """
        Article 7: what had become of every backup at an instant, and until when it is kept.

        What happened after that instant is left out. What a policy of restic or Borg is about to drop too early,
        `livret pruning` says.
        """
    ),
    examples=("livret retention C1", "livret retention C1 --at 2026-03-31T12:00 --format csv"),
)
@contract_argument
@click.option(
    "--at",
    cls=Option,
    metavar="TIME",
    show_default="now",
    help=N_("The instant to look at; without an offset it is read in the contract's zone."),
)
@asks(favour=True, check=True)
def retention(query: Query, contract: str, at: str | None) -> None:
    """Every backup completed by an instant."""
    with query.reading() as reader:
        facts, history = query.gathered(gather_backups, reader, contract), query.history(reader, contract)
        then = (
            facts.known.at if at is None else instant(query.session, "--at", at, lambda: zone_of(reader, contract, at))
        )
    with usage():
        question = retention_of(facts, then, iso(then, zone(facts.contract.at(then).timezone)))
        chosen = query.readings(question)
        (finding,) = query.turned([assess_retention(facts, then, chosen)], question, chosen)
    query.judge([finding.verdict])
    query.show(graded(finding, history), zone(finding.timezone))


@click.command(
    "restores",
    cls=Command,
    help=N_(
        """
        Article 7: the restores asked for, whether in time, and how long they took; the disasters.

        A restore may be asked for while its backup is kept; for how long it may take, no term is set.
        """
    ),
    examples=("livret restores C1 2026-03", "livret restores C1 2026 --reading restore_deadline=execution_date"),
)
@contract_argument
@period_argument
@asks(favour=True, check=True)
def restores(query: Query, contract: str, period: Period) -> None:
    """The restores asked for in a period, and the disasters declared in it."""
    with query.reading() as reader:
        facts, history = query.gathered(gather_backups, reader, contract), query.history(reader, contract)
    with usage():
        question = restores_of(facts, period)
        chosen = query.readings(question)
        (finding,) = query.turned([assess_restores(facts, period, chosen)], question, chosen)
    query.judge([finding.verdict])
    query.show(graded(finding, history), zone(finding.timezone))
