"""Commands, options and arguments whose help is said in the language of who asks."""

import contextlib
import inspect
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import click

from cli.session import session_of
from ledger.refusal import UsageRefused
from projections.edition.wording import N_, Text

LANGUAGES = ("fr", "en")
_WIDEST = 100
_FEW = 24
_SAID_DEFAULTS = (N_("locale"), N_("new"), N_("now"), N_("today"))
"""What stands for a default in words; any other is shown as one would type it."""


if TYPE_CHECKING:
    _Choice = click.Choice[str]
    Kind = click.ParamType[Any]
else:  # not generic before click 8.2
    _Choice, Kind = click.Choice, click.ParamType


class Choice(_Choice):
    """One of several words; a word that is not among them is answered with those that are."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word itself. Raises UsageRefused."""
        if value in self.choices:
            return str(value)
        raise UsageRefused(
            N_("{option}: `{value}` is not one of {choices}"),
            option=named(param),
            value=value,
            choices=", ".join(self.choices),
        )


class Option(click.Option):
    """An option whose `help` is a message template."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """The option as it is written, and its help in the language of who asks."""
        if self.hidden:
            return None
        session = session_of(ctx)
        said = session.text(self.help) if self.help else ""
        more = []
        if isinstance(self.envvar, str):
            more.append(session.text(N_("or {variable} in the environment"), variable=self.envvar))
        if self.show_default:
            shown = self.show_default if isinstance(self.show_default, str) else self.default
            shown = session.text(shown) if shown in _SAID_DEFAULTS else shown
            more.append(session.text(N_("default: {value}"), value=shown))
        if self.multiple:
            more.append(session.text(N_("may be repeated")))
        return ", ".join(self._spelled()), "  ".join(filter(None, [said, f"[{', '.join(more)}]" if more else ""]))

    def _spelled(self) -> list[str]:
        short_first = sorted(self.opts, key=len)
        if self.is_flag:
            return [*short_first, *self.secondary_opts]
        *others, last = short_first
        return [*others, f"{last} {self._metavar()}"]

    def _metavar(self) -> str:
        if self.metavar:
            return self.metavar
        if isinstance(self.type, click.Choice):
            return "|".join(map(str, self.type.choices))
        return str(self.type.name).upper()


class Argument(click.Argument):
    """An argument with an explanation, a message template, in the help of its command."""

    def __init__(self, declarations: Sequence[str], *, explain: str, **attributes: Any) -> None:
        super().__init__(declarations, **attributes)
        self.explain = explain

    def record(self, ctx: click.Context) -> tuple[str, str]:
        """The argument's name, and its explanation in the language of who asks."""
        return self.shown, session_of(ctx).text(self.explain)

    @property
    def shown(self) -> str:
        """The name under which usage shows it."""
        return (self.metavar or self.name or "").upper()


def named(param: click.Parameter | None) -> str:
    """An option or argument as one writes it: `--format`, `PERIOD`."""
    if isinstance(param, Argument):
        return param.shown
    return max(param.opts, key=len) if param is not None and param.opts else "?"


class Command(click.Command):
    """A command; `help` is a message template, `examples` are lines to try. It takes --ledger and --lang as well."""

    def __init__(self, *arguments: Any, examples: Sequence[str] = (), **attributes: Any) -> None:
        attributes.setdefault("context_settings", {"max_content_width": _WIDEST})
        attributes["context_settings"].setdefault("help_option_names", ["-h", "--help"])
        super().__init__(*arguments, **attributes)
        self.examples = tuple(examples)
        self.params += everywhere()

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, and have what is wrong know in which command it was. Raises UsageRefused for more than it takes."""
        takes_more, ctx.allow_extra_args = ctx.allow_extra_args, True
        try:
            left = super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise
        if ctx.args and not takes_more and not ctx.resilient_parsing:
            raise UsageRefused(
                N_("`{word}` is more than it takes; `{command} --help` explains it"),
                word=ctx.args[0],
                command=ctx.command_path,
            )
        return left

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, explained in the language of who asks."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = session_of(ctx).text(N_("Show this help and exit."))
        return option

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows what may follow the command."""
        session = session_of(ctx)
        pieces = [piece for param in self.get_params(ctx) for piece in _usage(param)]
        options = session.text(N_("[OPTIONS]"))
        formatter.write_usage(ctx.command_path, " ".join([options, *pieces]), session.text(N_("Usage: ")))

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """What the command does."""
        if self.help:
            formatter.write_paragraph()
            formatter.write_text(inspect.cleandoc(session_of(ctx).text(self.help)))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The arguments, then the options."""
        session, params = session_of(ctx), self.get_params(ctx)
        arguments = [param.record(ctx) for param in params if isinstance(param, Argument)]
        options = [param.get_help_record(ctx) for param in params if not isinstance(param, Argument)]
        for title, records in (
            (N_("Arguments:"), arguments),
            (N_("Options:"), [record for record in options if record is not None]),
        ):
            if records:
                with section(formatter, session.text(title)):
                    formatter.write_dl(records, col_max=34)

    def format_arguments(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Nothing: `format_options` shows the arguments (newer versions of click call this as well)."""

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The examples."""
        if self.examples:
            with section(formatter, session_of(ctx).text(N_("Examples:"))):
                for example in self.examples:
                    formatter.write(f"{' ' * formatter.current_indent}{example}\n")


class Group(Command, click.Group):
    """A command with commands of its own."""

    def __init__(self, *arguments: Any, **attributes: Any) -> None:
        attributes.setdefault("invoke_without_command", True)
        attributes.setdefault("callback", _say_which_there_are)
        super().__init__(*arguments, **attributes)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of that name. Raises UsageRefused, naming the nearest."""
        command = self.get_command(ctx, args[0])
        if command is None and not ctx.resilient_parsing:
            raise no_such(N_("there is no command `{name}`"), args[0], self.list_commands(ctx))
        return (None if command is None else args[0]), command, args[1:]

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """The name of each command and what it does, in the language of who asks."""
        session = session_of(ctx)
        commands = ((name, self.get_command(ctx, name)) for name in self.list_commands(ctx))
        return [(name, first_sentence(session.text(each.help or ""))) for name, each in commands if each is not None]

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line that shows what may follow the group."""
        session = session_of(ctx)
        words = (N_("[OPTIONS]"), N_("COMMAND …"))
        formatter.write_usage(ctx.command_path, " ".join(map(session.text, words)), session.text(N_("Usage: ")))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The options, then the commands."""
        super().format_options(ctx, formatter)
        rows = self.summaries(ctx)
        if rows:
            with section(formatter, session_of(ctx).text(N_("Commands:"))):
                formatter.write_dl(rows)


@contextlib.contextmanager
def section(formatter: click.HelpFormatter, title: str) -> Iterator[None]:
    """A part of a help text under its title."""
    # Not the formatter's own: a colon has its blank before it in French.
    formatter.write_paragraph()
    formatter.write(f"{title}\n")
    with formatter.indentation():
        yield


@click.pass_context
def _say_which_there_are(ctx: click.Context) -> None:
    if ctx.invoked_subcommand is None:
        click.echo(ctx.get_help())


def no_such(template: str, name: str, known: Sequence[str]) -> UsageRefused:
    """The refusal of a name that means nothing, with the nearest ones that do."""
    from difflib import get_close_matches

    begun = [each for each in known if name and each.startswith(name)]
    near = ", ".join(f"`{each}`" for each in (begun or get_close_matches(name, known))[:3])
    what = Text(template, {"name": name})
    if near:
        return UsageRefused(N_("{what}; did you mean {near}?"), what=what, near=near)
    few = ", ".join(known[:_FEW]) + (" …" if len(known) > _FEW else "")
    return UsageRefused(N_("{what}; there are: {known}"), what=what, known=few)


def first_sentence(text: str) -> str:
    """The first paragraph of a help text, which is one sentence."""
    return inspect.cleandoc(text).partition("\n\n")[0].replace("\n", " ")


def everywhere() -> list[click.Parameter]:
    """The options that every command takes."""
    return [
        Option(
            ["--ledger"],
            metavar="PATH|URL",
            help=N_("The ledger."),
            envvar="LIVRET_LEDGER",
            show_default="livret.db",
            expose_value=False,
            callback=_set_ledger,
        ),
        Option(
            ["--lang"],
            type=Choice(LANGUAGES),
            help=N_("The language of what people read."),
            show_default="locale",
            expose_value=False,
            callback=_set_language,
        ),
    ]


def _set_ledger(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    given = ctx.get_parameter_source("ledger")
    if value is not None and (given is click.core.ParameterSource.COMMANDLINE or ctx.parent is None):
        session_of(ctx).ledger = value


def _set_language(ctx: click.Context, param: click.Parameter, value: str | None) -> None:
    if value is not None:
        session_of(ctx).speak(value)


def _usage(param: click.Parameter) -> list[str]:
    if not isinstance(param, Argument):
        return []
    shown = param.shown + ("…" if param.nargs == -1 else "")
    return [shown if param.required else f"[{shown}]"]
