"""Amendments: what an entry got wrong is said anew, or the entry is taken back."""

import json
from collections.abc import Mapping
from typing import Any

import click

from cli.command import Argument, Command, Option
from cli.field import Instants, fields
from cli.record import attributes, keep, said_of_it
from cli.session import Session, session_of
from cli.when import When
from ledger.commands import amendment
from ledger.events.entry import Entry
from ledger.events.schema import json_schema
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused, UsageRefused
from projections.edition.wording import N_


def _params(*own: click.Parameter) -> list[click.Parameter]:
    return [
        Argument(["target_source"], metavar="SOURCE", explain=N_("The source of the entry.")),
        Argument(["target_id"], metavar="ID", explain=N_("The id of the entry.")),
        *own,
        Option(["--because"], metavar="TEXT", required=True, help=N_("Why the entry was wrong.")),
        Option(["--at"], metavar="TIME|now", default="now", show_default=True, help=N_("When the amendment was made.")),
        *attributes(),
    ]


@click.command(
    "restate",
    cls=Command,
    help=N_(
        """
        Say anew what an entry got wrong.

        The entry stays; the restatement stands beside it, and both show in the trail. `livret trail` shows the source
        and the id of every entry.
        """
    ),
    params=_params(
        Option(
            ["--set", "changes"],
            metavar="FIELD=VALUE",
            multiple=True,
            required=True,
            help=N_("A field as it should be, `time` among them; without a value the field is no longer said."),
        )
    ),
    examples=(
        "livret restate /monitoring/probe 2026-0042-start --set time=2026-03-10T09:15 --because 'probe clock was off'",
        "livret restate /monitoring/probe 2026-0042-start --set impact=partial --because 'payslips still worked'",
    ),
)
@click.pass_context
def restate(ctx: click.Context, /, changes: tuple[str, ...], **typed: Any) -> None:
    """Restate fields of an entry."""
    session = session_of(ctx)
    target = _target(session, typed)
    instants = When(session, target.scope, fold=typed["fold"])
    _amend(session, target, "restated", {"changes": _changes(target, changes, instants)}, typed)


@click.command(
    "retract",
    cls=Command,
    help=N_(
        """
        Take back an entry that should not have been recorded.

        The entry stays in the trail, and counts no longer. Its id cannot be used again. Retracting a restatement
        undoes it.
        """
    ),
    params=_params(),
    examples=("livret retract /monitoring/probe 2026-0042-start --because 'a test of the probe'",),
)
@click.pass_context
def retract(ctx: click.Context, /, **typed: Any) -> None:
    """Retract an entry."""
    session = session_of(ctx)
    _amend(session, _target(session, typed), "retracted", {}, typed)


def _target(session: Session, typed: Mapping[str, Any]) -> Entry:
    source, identifier = typed["target_source"], typed["target_id"]
    with open_reader(session.ledger) as reader:
        found = reader.entry_by_key(source, identifier)
    if found is None:
        raise InputRefused(
            N_("there is no entry `{id}` of {source}; `livret trail` shows the source and id of each"),
            id=identifier,
            source=source,
        )
    return found


def _changes(target: Entry, changes: tuple[str, ...], instants: Instants) -> dict[str, Any]:
    known = {field.name: field for field in fields(json_schema(target.type))}
    found: dict[str, Any] = {}
    for change in changes:
        name, equals, value = change.partition("=")
        if not equals:
            raise UsageRefused(N_("--set: `{value}` is not of the form field=value"), value=change)
        if name in found:
            raise UsageRefused(N_("--set: `{name}` is set twice"), name=name)
        if name == "time":
            found[name] = instants("--set time", value)
        elif name not in known:
            raise UsageRefused(
                N_("--set: {type} has no field `{name}`; it has {fields}"),
                type=target.type,
                name=name,
                fields=", ".join(["time", *known]),
            )
        else:
            field = known[name]
            kind = field.schema.get("type")
            typed: Any = [value] if kind == "array" else _truth(value) if kind == "boolean" else value
            found[name] = field.value(typed, instants) if value else None
    return found


def _truth(value: str) -> object:
    try:
        return json.loads(value)
    except ValueError:
        return value


def _amend(session: Session, target: Entry, kind: str, data: dict[str, Any], typed: dict[str, Any]) -> None:
    instants = When(session, target.scope, fold=typed["fold"])
    event = amendment(
        target,
        kind,
        {**data, "because": typed["because"]},
        time=instants("--at", typed["at"]),
        **said_of_it(typed, instants),
    )
    keep(session, event, typed["dry_run"])
