"""One event from the command line: a sub-command a type, with the event's fields as options."""

import sys
import uuid
from datetime import tzinfo
from typing import Any

import click

from cli.command import Argument, Choice, Command, Group, Option, named
from cli.field import Field, Instants, fields
from cli.query import usage
from cli.session import Session, session_of
from cli.when import FOLDS, When
from cli.writing import recording, vet
from ledger.commands import COMMAND_LINE
from ledger.commands import record as record_event
from ledger.events.catalogue import event_class, types
from ledger.events.event import Event
from ledger.events.schema import json_schema
from ledger.events.subject import shape
from ledger.refusal import UsageRefused
from projections.calendar.territory import territory
from projections.calendar.zone import zone
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
        help="\n\n".join((session.text(" ".join((cls.__doc__ or "").split())), explained(cls, session))),
        callback=run,
        params=[*_before(cls), *(field.option() for field in known), *attributes()],
    )


def explained(cls: type[Event], session: Session) -> str:
    """Whose history such an event belongs to, and what it follows."""
    said = [
        session.text(
            N_("It belongs to the history of: {scopes}. It speaks of: {subject}."),
            scopes=", ".join(cls.SCOPES),
            subject=shape(cls),
        ),
    ]
    if cls.FOLLOWS.after:
        said.append(session.text(N_("It follows: {types}."), types=", ".join(cls.FOLLOWS.after)))
    return "\n\n".join(said)


WHEN = N_("When it happened: now, 09:12, yesterday 18:00, 2026-03-10T09:12, or with an offset.")


def _before(cls: type[Event]) -> list[click.Parameter]:
    return [
        Argument(["subject"], required=False, explain=N_("What it speaks of, such as outage/2026-0042.")),
        Option(
            ["--scope"],
            metavar="SCOPE",
            help=N_("Whose history it belongs to: contract/<id>, environment/<id> or provider."),
        ),
        Option(["--at"], metavar="TIME|now", help=WHEN),
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
        Option(["--fold"], type=Choice(FOLDS), help=N_("Which one is meant where the clock shows a local time twice.")),
        Option(["--dry-run"], is_flag=True, help=N_("Say whether it would be recorded, and record nothing.")),
    ]


def _record(ctx: click.Context, cls: type[Event], known: list[Field], typed: dict[str, Any]) -> None:
    session = session_of(ctx)
    subject = typed["subject"] or asked(ctx, "subject")
    scope = typed["scope"] or _implied_scope(cls, subject) or asked(ctx, "scope")
    at = typed["at"] or asked(ctx, "at")
    instants = When(session, scope, _brought_along(typed), typed["fold"])
    data = data_of(ctx, known, typed, instants)
    keep(session, event_of(cls, scope, subject, instants("--at", at), data, typed, instants), typed["dry_run"])


def data_of(ctx: click.Context, known: list[Field], typed: dict[str, Any], instants: Instants) -> dict[str, Any]:
    """What the options of an event's fields say, those required asked for where they are missing."""
    data = {}
    for field in known:
        name = f"field_{field.name}"
        given = typed[name] if typed[name] not in (None, ()) else None
        if given is None and field.required:
            given = asked(ctx, name)
            given = [given] if field.schema.get("type") == "array" else given
        if given is not None:
            data[field.name] = field.value(given, instants)
    return data


def event_of(
    cls: type[Event],
    scope: str,
    subject: str,
    time: str,
    data: dict[str, Any],
    typed: dict[str, Any],
    instants: Instants,
) -> dict[str, Any]:
    """The event as a CloudEvents object, with where it comes from."""
    return {
        "specversion": "1.0",
        "type": cls.TYPE,
        "scope": scope,
        "subject": subject,
        "time": time,
        **said_of_it(typed, instants),
        "data": data,
    }


def said_of_it(typed: dict[str, Any], instants: Instants) -> dict[str, str]:
    """The attributes of an event that the options of `attributes` give."""
    said = {name: typed[name] for name in ("source", "id", "actor", "assertedby", "correlationid", "causationid")}
    said["id"] = said["id"] or str(uuid.uuid4())
    if typed["recordedtime"]:
        said["recordedtime"] = instants("--recorded-time", typed["recordedtime"])
    return {name: value for name, value in said.items() if value is not None}


def _brought_along(typed: dict[str, Any]) -> tzinfo | None:
    """The zone of a contract that is being signed, from its own fields."""
    named_zone, code = typed.get("field_timezone"), typed.get("field_territory")
    if named_zone is None and code is not None:
        named_zone = territory(code).default_zone
    with usage():
        return None if named_zone is None else zone(named_zone)


def keep(session: Session, event: dict[str, Any], dry_run: bool) -> None:
    """Record the event, and say where it stands."""
    told(session, event, offer(session, event, dry_run), dry_run)


def offer(session: Session, event: dict[str, Any], dry_run: bool) -> int | None:
    """Record the event, or try whether it could be; its position, `None` where it is in the ledger already."""
    with recording(session) as journal:
        return record_event(journal, event, vet, dry_run=dry_run).last


def told(session: Session, event: dict[str, Any], position: int | None, dry_run: bool) -> None:
    """Say what became of the event."""
    named_so = {"type": event["type"], "subject": event["subject"], "id": event["id"], "source": event["source"]}
    if position is None:
        said = session.text(
            N_("skipped: `{id}` of {source} is in the ledger already, with the same content"), **named_so
        )
    elif dry_run:
        said = session.text(N_("nothing is recorded (--dry-run); {type} of {subject} would be"), **named_so)
    else:
        said = session.text(
            N_("recorded #{position}: {type} of {subject} (`{id}` of {source})"), position=position, **named_so
        )
    click.echo(said)


def can_be_asked() -> bool:
    """Whether somebody sits there who reads a question and answers it."""
    return sys.stdin.isatty() and sys.stderr.isatty()


def _implied_scope(cls: type[Event], subject: str) -> str | None:
    if cls.SUBJECT == "{scope}":
        return subject
    return "provider" if cls.SCOPES == ("provider",) else None


def asked(ctx: click.Context, name: str) -> Any:
    """What the user answers when asked for a parameter that is missing. Raises UsageRefused in a pipe."""
    session = session_of(ctx)
    param = next(each for each in ctx.command.params if each.name == name)
    if not can_be_asked():
        raise UsageRefused(
            N_("{option} is missing; `{command} --help` explains it"), option=named(param), command=ctx.command_path
        )
    explained = param.explain if isinstance(param, Argument) else getattr(param, "help", None) or ""
    choices = f" ({', '.join(param.type.choices)})" if isinstance(param.type, click.Choice) else ""
    answer = click.prompt(f"{session.text(explained)}{choices}\n{named(param)}", err=True)
    return answer if param.multiple else param.type_cast_value(ctx, answer)
