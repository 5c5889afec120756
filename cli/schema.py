"""JSON Schemas: of every event on the wire, and of every finding."""

import json
from collections.abc import Callable
from importlib import import_module

import click

from cli.command import Argument, Command, no_such
from cli.output import emit
from ledger.events.catalogue import types
from projections.edition.wording import N_

FINDINGS = {
    "availability": ("projections.articles.article_06_availability", "AvailabilityFinding"),
    "windows": ("projections.articles.article_05_access", "WindowsFinding"),
    "maintenance": ("projections.articles.article_05_access", "MaintenanceFinding"),
    "takeover": ("projections.articles.article_13_takeover", "TakeoverFinding"),
    "remedy": ("projections.articles.article_14_remedy", "RemedyFinding"),
    "backups": ("projections.articles.article_07_backups", "BackupsFinding"),
    "retention": ("projections.articles.article_07_retention", "RetentionFinding"),
    "pruning": ("projections.inquiry.pruning", "PruningFinding"),
    "restores": ("projections.articles.article_07_restores", "RestoresFinding"),
    "subscription": ("projections.articles.article_03_subscription", "SubscriptionFinding"),
    "movements": ("projections.articles.article_04_movements", "MovementsFinding"),
    "recovery-plan": ("projections.articles.article_08_recovery_plan", "RecoveryPlanFinding"),
    "qualification": ("projections.articles.article_09_qualification", "QualificationFinding"),
    "updates": ("projections.articles.article_10_updates", "UpdatesFinding"),
    "accounts": ("projections.articles.article_11_accounts", "AccountsFinding"),
    "channels": ("projections.articles.article_12_channels", "ChannelsFinding"),
    "statement": ("projections.inquiry.statement", "Statement"),
    "status": ("cli.status", "Status"),
    "compare": ("projections.inquiry.comparison", "Change"),
    "dispute": ("projections.inquiry.dispute", "DisputeAccount"),
    "hours": ("projections.articles.article_16_hours", "HoursFinding"),
}
"""Command -> the finding that it answers with; `channels` answers with `hours` as well."""


@click.command(
    "schema",
    cls=Command,
    help=N_(
        """
        Print the JSON Schema of an event or of a finding.

        Without a type, the types of events are listed; `finding` prints the schema of every finding.
        """
    ),
    examples=("livret schema", "livret schema outage.started", "livret schema finding"),
)
@click.argument("type_", cls=Argument, metavar="TYPE", required=False, explain=N_("A type of event, or `finding`."))
def schema(type_: str | None) -> None:
    """Print schemas; no ledger is needed."""
    if type_ is None:
        emit("\n".join(types()), exact=True)
    elif type_ == "finding":
        emit(json.dumps(_findings(), indent=2), exact=True)
    elif type_ in types():
        from ledger.events.schema import json_schema

        emit(json.dumps(json_schema(type_), indent=2, ensure_ascii=False), exact=True)
    else:
        raise no_such(N_("there is no type of event `{name}`"), type_, types())


def _findings() -> dict[str, object]:
    from projections.report.schema import schema_of

    found: Callable[[type], dict[str, object]] = schema_of
    return {command: found(getattr(import_module(module), name)) for command, (module, name) in FINDINGS.items()}
