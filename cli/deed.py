"""What a verb does: the event made of what was typed, shown, judged, asked about, and recorded as `record` would."""

from functools import partial
from typing import Any

import click
from click.shell_completion import CompletionItem

from cli.addressee import Addressee
from cli.command import Argument, Command, Option
from cli.field import Field, fields
from cli.known_name import subjects
from cli.record import WHEN, attributes, can_be_asked, data_of, event_of, explained, offer, told
from cli.sequel import owed, show_forecast
from cli.session import Session, session_of
from cli.value import CONTRACT, ENVIRONMENT
from cli.verb import Verb
from cli.when import When
from cli.writing import ask
from ledger.events.catalogue import event_class
from ledger.events.event import Event
from ledger.events.instant import parse_instant
from ledger.events.schema import json_schema
from ledger.journal.read import open_reader
from ledger.refusal import UsageRefused
from projections.calendar.zone import iso
from projections.edition.wording import N_
from projections.report.harmless import harmless

_SAME = N_("It is the event that `livret record {type}` records.")


def command(name: str, verb: Verb, session: Session) -> Command:
    """The command of a verb."""
    cls = event_class(verb.type)
    known = fields(json_schema(verb.type))

    @click.pass_context
    def run(ctx: click.Context, /, **typed: Any) -> None:
        _carry_out(ctx, verb, cls, known, typed)

    return Command(
        name,
        help="\n\n".join((session.text(verb.help), session.text(_SAME, type=verb.type), explained(cls, session))),
        callback=run,
        params=[*_about(verb, cls), *(field.option() for field in known), *attributes(), _YES_OPTION],
        examples=verb.examples,
    )


_YES_OPTION = Option(["--yes", "-y"], is_flag=True, help=N_("Record without asking; in a pipe nobody can be asked."))


_ID = (
    N_("What it speaks of, by its id; not needed where just one has begun and not ended."),
    N_("What it speaks of, by its id."),
    N_("What it speaks of, by its id, such as 2026-0042; without one it gets a new one."),
)


def _ids(verb: Verb, ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    return subjects(ctx, verb.begins, verb.ends, incomplete) if verb.begins else []


def _about(verb: Verb, cls: type[Event]) -> list[click.Parameter]:
    params: list[click.Parameter] = [
        Argument(
            ["subject"],
            metavar="ID",
            required=False,
            explain=_ID[0 if verb.implied else 1 if cls.FOLLOWS.after else 2],
            shell_complete=partial(_ids, verb),
        )
    ]
    if "environment" in cls.SCOPES:
        option = Option(["--on", "environment"], type=ENVIRONMENT, help=N_("The environment that it happened to."))
        params.append(option)
    if "contract" in cls.SCOPES:
        option = Option(["--for", "contract"], type=CONTRACT, help=N_("The contract that it concerns, and no other."))
        params.append(option)
    when = Option(["--at"], metavar="TIME", default="now", show_default=True, help=WHEN)
    return [*params, when]


def _carry_out(ctx: click.Context, verb: Verb, cls: type[Event], known: list[Field], typed: dict[str, Any]) -> None:
    session, dry_run = session_of(ctx), typed["dry_run"]
    asks = not (typed["yes"] or dry_run)
    if asks and not can_be_asked():
        raise UsageRefused(
            N_("nobody can be asked in a pipe whether to record this: add --yes (or --dry-run to try `{command}`)"),
            command=ctx.command_path,
        )
    whom = Addressee(ctx, verb, cls, typed)
    scope = whom.scope()
    when = When(session, scope, fold=typed["fold"], quiet=True)
    time = when("--at", typed["at"])
    subject = whom.subject(scope, parse_instant(time), when.zone())
    if can_be_asked():
        _tell_implied(session, whom, scope)  # before what is missing is asked for
    event = event_of(cls, scope, subject, time, data_of(ctx, known, typed, when), typed, when)
    position = offer(session, event, dry_run=True)
    if position is None:
        told(session, event, None, dry_run)
        return
    if not can_be_asked():
        _tell_implied(session, whom, scope)
    _show(session, cls, event, when)
    show_forecast(session, event)
    if asks:
        ask(session, N_("record this? [y/N]"))
    if not dry_run:
        position = offer(session, event, dry_run=False)
    told(session, event, position, dry_run)
    if not dry_run:
        owed(session, event)


def _tell_implied(session: Session, whom: Addressee, scope: str) -> None:
    if whom.implied is not None:
        template = N_("{subject} in {scope} is the only one that has not ended")
        session.note(template, subject=whom.implied, scope=scope)


def _show(session: Session, cls: type[Event], event: dict[str, Any], when: When) -> None:
    """What was understood, every time with its offset in the zone that it is read in."""
    there = when.zone()

    def shown(name: str, value: object) -> str:
        if name in cls.instant_fields():
            return iso(parse_instant(str(value)), there)
        return ", ".join(value) if isinstance(value, list) else str(value)

    rows = [(name, event[name]) for name in ("type", "subject", "scope")]
    rows.append(("time", f"{iso(parse_instant(event['time']), there)} ({there})"))
    rows += ((name, shown(name, value)) for name, value in event["data"].items())
    width = max(len(name) for name, _ in rows) + 2
    session.note(" ".join((cls.__doc__ or "").split()))
    for name, value in rows:
        click.echo(harmless(f"  {name:<{width}}{value}"), err=True)
    with open_reader(session.ledger) as reader:
        if event["scope"] not in reader.scopes():
            session.note(N_("Nothing is known of {scope} yet: is its name right?"), scope=event["scope"])
