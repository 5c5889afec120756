"""What is said in a dispute, on its way into the ledger."""

import json
from collections.abc import Mapping
from typing import Any

import click

from cli.record import keep, said_of_it
from cli.session import Session
from cli.when import When
from cli.writing import recording, vet
from ledger.commands import record_together
from ledger.events.subject import full_subject
from ledger.refusal import UsageRefused
from projections.edition.wording import N_


def keep_claim(
    session: Session,
    kind: str,
    about: Mapping[str, Any],
    typed: dict[str, Any],
    agreed: Mapping[str, Mapping[str, Any]] | None = None,
) -> None:
    """Record what is said in a dispute (`kind`: opened, claimed, settled), with the readings agreed on, by subject."""
    scope = f"contract/{typed['contract']}"
    instants = When(session, scope, fold=typed["fold"])
    readings = {member.declaration.name: member.option for member in typed["claimed"]}
    said = {"party": typed["party"], "figure": _figure(typed["figure"]), "readings": readings or None}
    said = {**about, **said, "because": typed["because"]}
    event = {
        "specversion": "1.0",
        "type": f"dispute.{kind}",
        "scope": scope,
        "subject": full_subject("dispute", typed["dispute_id"]),
        "time": instants("--at", typed["at"]),
        **said_of_it(typed, instants),
        "data": {name: value for name, value in said.items() if value is not None},
    }
    if not agreed:
        keep(session, event, typed["dry_run"])
        return
    others = [
        {**event, "id": f"{event['id']}-{number}", "type": "reading.agreed", "subject": subject, "data": dict(data)}
        for number, (subject, data) in enumerate(agreed.items(), 1)
    ]
    with recording(session) as journal:
        appended = record_together(journal, [event, *others], vet, typed["dry_run"])
    template = N_("recorded #{first} to #{last}: the settlement, and the readings agreed on: {readings}")
    if typed["dry_run"]:
        template = N_("nothing is recorded (--dry-run); it would be the settlement, and the readings {readings}")
    names = ", ".join(subject.partition("/")[2] for subject in agreed)
    click.echo(session.text(template, first=appended.first, last=appended.last, readings=names))


def _figure(typed: str | None) -> object:
    """A rate as decimal text, an amount as whole number, an object as JSON. Raises UsageRefused."""
    if typed is None or not typed.lstrip().startswith("{"):
        return int(typed) if typed is not None and typed.isascii() and typed.isdigit() else typed
    try:
        return json.loads(typed)
    except (ValueError, RecursionError):
        raise UsageRefused(
            N_('{option}: `{value}` is not JSON; write an object such as {{"name": "value"}}'),
            option="--figure",
            value=typed,
        ) from None
