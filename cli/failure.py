"""Whatever goes wrong, as one line on stderr and an exit status."""

import contextlib
import os
import sys

import click

from cli.command import named
from cli.session import Session
from ledger.refusal import InputsRefused, Refusal
from projections.calendar.unfit import Unfit
from projections.edition.wording import N_, Text, say

USAGE, UNEXPECTED, OUTPUT_FAILED, INTERRUPTED, PIPE_CLOSED = 2, 70, 74, 130, 141
_MOST = 20
_A_VALUE = N_("{option} needs a value; `{command} --help` says which it takes")
_NO_VALUE = N_("{option} takes no value; `{command} --help` explains it")


class Interrupted(Exception):
    """The user broke off (ctrl-C); `recorded` tells whether something was recorded before."""

    def __init__(self, *, recorded: bool) -> None:
        super().__init__()
        self.recorded = recorded


class Declined(click.Abort):
    """The user was asked, and did not say yes."""


class NobodyReads(Exception):
    """The output went into a pipe whose other end is closed."""


def tell(session: Session, error: BaseException) -> int:
    """Say what went wrong, and return the exit status that goes with it."""
    match error:
        case Refusal():
            _tell_refusals(session, error)
            return error.exit_status
        case click.UsageError():
            _line(session, _usage(error))
            return USAGE
        case Unfit():
            _line(session, Text(error.template, error.values))
            return USAGE
        case Interrupted(recorded=True):
            _leave_the_line(error)
            _line(session, say(N_("interrupted, but the ledger has new entries: see `livret status`")))
            return INTERRUPTED
        case Declined():
            _line(session, say(N_("not answered by yes; nothing was recorded")))
            return INTERRUPTED
        case Interrupted() | KeyboardInterrupt() | click.Abort():
            _leave_the_line(error)
            _line(session, say(N_("interrupted; nothing was recorded")))
            return INTERRUPTED
        case NobodyReads() | BrokenPipeError():
            forget_output()
            return PIPE_CLOSED
        case OSError():
            forget_output()
            failure = error.strerror or str(error)
            _line(
                session, say(N_("cannot read or write {file}: {failure}"), file=error.filename or "-", failure=failure)
            )
            return OUTPUT_FAILED
    if os.environ.get("LIVRET_TRACEBACK"):
        raise error
    template = N_(
        "unexpected {kind}, this is a fault of livret: {reason}; run it with LIVRET_TRACEBACK=1 to see where, report it"
    )
    _line(session, say(template, kind=type(error).__name__, reason=" ".join(str(error).split()) or "-"))
    return UNEXPECTED


def _leave_the_line(error: BaseException) -> None:
    """Begin a new line where ctrl-C or ctrl-D left the cursor behind a question."""
    broken_off = isinstance(error, KeyboardInterrupt) or isinstance(error.__context__, (KeyboardInterrupt, EOFError))
    if broken_off and sys.stderr.isatty():
        click.echo(err=True)


def forget_output() -> None:
    """Have nothing more written to an output that is gone, not even when the program ends."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _tell_refusals(session: Session, refusal: Refusal) -> None:
    if isinstance(refusal, InputsRefused):
        lines = [session.refusal(each) for each in refusal.refusals]
        shown = list(dict.fromkeys(lines))[:_MOST]  # one line of JSON may hold many that are refused alike
        for line in shown:
            session.complain(line)
        rest = refusal.count - sum(line in shown for line in lines)
        if rest:
            _line(session, say(N_("… and {count} more"), count=rest))
    session.complain(session.refusal(refusal))


def _line(session: Session, text: Text) -> None:
    session.complain(session.say(text))


def _usage(error: click.UsageError) -> Text:
    """What click says of a wrong command line, in our words."""
    command = error.ctx.command_path if error.ctx else "livret"
    match error:
        case click.NoSuchOption():
            near = ", ".join(sorted(error.possibilities or ()))
            if near:
                return say(N_("no such option {option}; did you mean {near}?"), option=error.option_name, near=near)
            return say(
                N_("no such option {option}; `{command} --help` lists them"), option=error.option_name, command=command
            )
        case click.MissingParameter():
            return say(
                N_("{option} is missing; `{command} --help` explains it"), option=named(error.param), command=command
            )
        case click.BadOptionUsage():
            params = error.ctx.command.params if error.ctx else []
            flag = any(getattr(each, "is_flag", False) for each in params if error.option_name in each.opts)
            template = _NO_VALUE if flag else _A_VALUE
            return say(template, option=error.option_name, command=command)
        case click.BadParameter():
            return say(
                N_("{option} has a wrong value; `{command} --help` says which it takes"),
                option=named(error.param),
                command=command,
            )
    return say(N_("this cannot be read; `{command} --help` shows how it is written"), command=command)
