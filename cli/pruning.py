"""A policy of restic or Borg, held against article 7 before it drops anything."""

import re

import click

from cli.argument import contract_argument
from cli.command import Argument, Choice, Command, Option
from cli.query import PROVIDER_ZONE, Query, asks, usage
from ledger.refusal import UsageRefused
from projections.calendar.zone import zone
from projections.edition.wording import N_
from projections.facts.backup import gather_backups
from projections.inquiry.pruning import assess_pruning
from projections.inquiry.pruning_policy import parse_policy
from projections.inquiry.pruning_run import Cycle, Plan, foresee
from projections.inquiry.question import pruning_of

_CLOCK = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@click.command(
    "pruning",
    cls=Command,
    help=N_(
        """
        Article 7: the backups that a policy of restic or Borg drops before their term, before it does.

        Nothing is removed. The command that carries the policy out is given as it stands in the timetable, in
        quotes, and run in thought: night after night over the backups known, as if it had always been run, then on
        over nights that all succeed, and over a history without a gap. Each location is looked at by itself.
        """
    ),
    examples=(
        'livret pruning C1 "restic forget --keep-daily 30" --cycle nightly',
        'livret pruning C1 "borg prune --keep-within 31d --keep-monthly 4" --run-at 03:00 --check',
    ),
)
@contract_argument
@click.argument(
    "policy",
    cls=Argument,
    explain=N_('The command, as "restic forget --keep-daily 31"; options that keep nothing are passed over.'),
)
@click.option(
    "--cycle",
    cls=Option,
    type=Choice(("all", "nightly", "monthly")),
    default="all",
    show_default=True,
    help=N_("The backups that the command takes, chosen by a tag or a prefix."),
)
@click.option(
    "--run-at",
    cls=Option,
    metavar="HH:MM",
    help=N_("It is run every day at that time of the machine; by default after every backup."),
)
@click.option(
    "--zone",
    "machine_zone",
    cls=Option,
    metavar="ZONE",
    default=PROVIDER_ZONE,
    show_default=True,
    help=N_("The time zone of the machine on which it is run."),
)
@asks(favour=True, check=True)
def pruning(query: Query, contract: str, policy: str, cycle: Cycle, run_at: str | None, machine_zone: str) -> None:
    """What the policy would drop too early."""
    with usage():
        plan = Plan(parse_policy(policy), cycle, zone(machine_zone), _clock(run_at))
    with query.reading() as reader:
        facts = query.gathered(gather_backups, reader, contract)
    with usage():
        foreseen = foresee(facts, plan)
        question = pruning_of(facts, plan, foreseen)
        chosen = query.readings(question)
        (finding,) = query.turned([assess_pruning(facts, plan, foreseen, chosen)], question, chosen)
    query.judge([finding.verdict])
    query.show(finding, zone(finding.timezone))


def _clock(text: str | None) -> tuple[int, int] | None:
    """Hour and minute. Raises UsageRefused."""
    if text is None:
        return None
    found = _CLOCK.fullmatch(text)
    if found is None:
        raise UsageRefused(N_("--run-at: `{value}` is no time of day; write 03:00"), value=text)
    return int(found[1]), int(found[2])
