"""One event from the command line: a sub-command a type, with the event's fields as options."""

import sys
import uuid
from collections.abc import Callable
from datetime import tzinfo
from typing import Any

import click

from cli.command import Argument, Choice, Command, Group, Option, named
from cli.field import Field, fields
from cli.query import instant, usage, zone_of
from cli.session import Session, session_of
from cli.writing import recording, vet
from ledger import clock
from ledger.commands import COMMAND_LINE
from ledger.commands import record as record_event
from ledger.events.catalogue import event_class, types
from ledger.events.event import Event
from ledger.events.instant import format_instant
from ledger.events.schema import json_schema
from ledger.events.subject import shape
from ledger.journal.read import open_reader
from ledger.refusal import UsageRefused
from projections.calendar.territory import territory
from projections.calendar.zone import iso, zone
from projections.edition.wording import N_


class Record(Group):
    """`livret record`, whose commands are the types of events."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The types, family by family."""
        return list(types())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that records events of that type."""
        return _command(event_class(cmd_name), session_of(ctx)) if cmd_name in types() else None


record = Record(
    "record",
    help=N_(
        """
        Record one event.

        The type comes first, then what it speaks of; `livret record TYPE --help` lists the fields of a type. A time
        without an offset is read in the contract's zone (without a contract, in Paris) and shown with its offset.
        On a terminal, what is missing is asked for.
        """
    ),
    examples=(
        "livret record outage.started outage/2026-0042 --scope environment/prod-1 --at 2026-03-10T09:12",
        "livret record outage.ended outage/2026-0042 --scope environment/prod-1 --at 2026-03-10T09:42",
        "livret record contract.ended contract/C1 --at now --effective-on 2026-12-31",
    ),
)


def _command(cls: type[Event], session: Session) -> click.Command:
    known = fields(json_schema(cls.TYPE))

    @click.pass_context
    def run(ctx: click.Context, /, **typed: Any) -> None:
        _record(ctx, cls, known, typed)

    return Command(
        cls.TYPE,
        help=_help(cls, session),
        callback=run,
        params=[*_before(cls), *(field.option() for field in known), *attributes()],
    )


def _help(cls: type[Event], session: Session) -> str:
    said = [
        session.text(" ".join((cls.__doc__ or "").split())),
        session.text(
            N_("It belongs to the history of: {scopes}. It speaks of: {subject}."),
            scopes=", ".join(cls.SCOPES),
            subject=shape(cls),
        ),
    ]
    if cls.FOLLOWS.after:
        said.append(session.text(N_("It follows: {types}."), types=", ".join(cls.FOLLOWS.after)))
    return "\n\n".join(said)


def _before(cls: type[Event]) -> list[click.Parameter]:
    return [
        Argument(["subject"], required=False, explain=N_("What it speaks of, such as outage/2026-0042.")),
        Option(
            ["--scope"],
            metavar="SCOPE",
            help=N_("Whose history it belongs to: contract/<id>, environment/<id> or provider."),
        ),
        Option(["--at"], metavar="TIME|now", help=N_("When it happened.")),
    ]


def attributes() -> list[click.Parameter]:
    """The options that say where an event comes from."""
    return [
        Option(
            ["--source"], metavar="URI", default=COMMAND_LINE, show_default=True, help=N_("What reports the event.")
        ),
        Option(
            ["--id"],
            metavar="TEXT",
            show_default="new",
            help=N_("With the source, what makes it the same event again: the same id twice is recorded once."),
        ),
        Option(["--actor"], metavar="CODE", help=N_("Who did it, by staff code.")),
        Option(
            ["--asserted-by", "assertedby"],
            type=Choice(("provider", "client", "third_party")),
            show_default="provider",
            help=N_("Whose word it is."),
        ),
        Option(
            ["--recorded-time", "recordedtime"], metavar="TIME", help=N_("When its source says that it learned of it.")
        ),
        Option(["--correlation-id", "correlationid"], metavar="TEXT", help=N_("What it belongs together with.")),
        Option(["--causation-id", "causationid"], metavar="TEXT", help=N_("The event that it comes from.")),
        Option(["--dry-run"], is_flag=True, help=N_("Say whether it would be recorded, and record nothing.")),
    ]


def _record(ctx: click.Context, cls: type[Event], known: list[Field], typed: dict[str, Any]) -> None:
    session = session_of(ctx)
    subject = typed["subject"] or _asked(ctx, "subject")
    scope = typed["scope"] or _implied_scope(cls, subject) or _asked(ctx, "scope")
    at = typed["at"] or _asked(ctx, "at")
    instants = instant_reader(session, scope, _brought_along(typed))
    data = {}
    for field in known:
        name = f"field_{field.name}"
        given = typed[name] if typed[name] not in (None, ()) else None
        if given is None and field.required:
            given = _asked(ctx, name)
            given = [given] if field.schema.get("type") == "array" else given
        if given is not None:
            data[field.name] = field.value(given, instants)
    event = {
        "specversion": "1.0",
        "type": cls.TYPE,
        "scope": scope,
        "subject": subject,
        "time": instants("--at", at),
        **said_of_it(typed, instants),
        "data": data,
    }
    keep(session, event, typed["dry_run"])


def said_of_it(typed: dict[str, Any], instants: Callable[[str, str], str]) -> dict[str, str]:
    """The attributes of an event that the options of `attributes` give."""
    said = {name: typed[name] for name in ("source", "id", "actor", "assertedby", "correlationid", "causationid")}
    said["id"] = said["id"] or str(uuid.uuid4())
    if typed["recordedtime"]:
        said["recordedtime"] = instants("--recorded-time", typed["recordedtime"])
    return {name: value for name, value in said.items() if value is not None}


def instant_reader(session: Session, scope: str, own: tzinfo | None = None) -> Callable[[str, str], str]:
    """Reads the times of an event in that scope: in the zone it brings along, its contract's, or the provider's."""
    contract = scope.removeprefix("contract/") if scope.startswith("contract/") else None

    def where(text: str) -> tzinfo:
        with open_reader(session.ledger) as reader:
            signed = contract is not None and any(
                entry.type == "contract.signed" for entry in reader.entries(scope, ["contract"])
            )
            return own or zone_of(reader, contract if signed else None, text)

    def read(option: str, text: str) -> str:
        if text.strip() == "now":
            return format_instant(clock.now())
        there = where(text)
        return iso(instant(session, option, text, lambda: there), there)

    return read


def _brought_along(typed: dict[str, Any]) -> tzinfo | None:
    """The zone of a contract that is being signed, from its own fields."""
    named_zone, code = typed.get("field_timezone"), typed.get("field_territory")
    if named_zone is None and code is not None:
        named_zone = territory(code).default_zone
    with usage():
        return None if named_zone is None else zone(named_zone)


def keep(session: Session, event: dict[str, Any], dry_run: bool) -> None:
    """Record the event, and say where it stands."""
    with recording(session) as journal:
        appended = record_event(journal, event, vet, dry_run=dry_run)
    named_so = {"type": event["type"], "subject": event["subject"], "id": event["id"], "source": event["source"]}
    if appended.last is None:
        said = session.text(
            N_("skipped: `{id}` of {source} is in the ledger already, with the same content"), **named_so
        )
    elif dry_run:
        said = session.text(N_("nothing is recorded (--dry-run); {type} of {subject} would be"), **named_so)
    else:
        said = session.text(
            N_("recorded #{position}: {type} of {subject} (`{id}` of {source})"), position=appended.last, **named_so
        )
    click.echo(said)


def _implied_scope(cls: type[Event], subject: str) -> str | None:
    if cls.SUBJECT == "{scope}":
        return subject
    return "provider" if cls.SCOPES == ("provider",) else None


def _asked(ctx: click.Context, name: str) -> Any:
    """What the user answers when asked for a parameter that is missing. Raises UsageRefused in a pipe."""
    session = session_of(ctx)
    param = next(each for each in ctx.command.params if each.name == name)
    if not (sys.stdin.isatty() and sys.stderr.isatty()):
        raise UsageRefused(
            N_("{option} is missing; `{command} --help` explains it"), option=named(param), command=ctx.command_path
        )
    explained = param.explain if isinstance(param, Argument) else getattr(param, "help", None) or ""
    choices = f" ({', '.join(param.type.choices)})" if isinstance(param.type, click.Choice) else ""
    answer = click.prompt(f"{session.text(explained)}{choices}\n{named(param)}", err=True)
    return answer if param.multiple else param.type_cast_value(ctx, answer)
