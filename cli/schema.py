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
}
"""Command -> the finding that it answers with."""


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
