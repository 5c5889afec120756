"""Short verbs for what people record by hand: `livret outage start` for `livret record outage.started`.

A verb is a row of a table (`cli/verbs.py`), so that help lists them without loading what they record.
"""

from collections.abc import Mapping
from importlib import import_module
from typing import Any, NamedTuple

import click
from click.shell_completion import CompletionItem

from cli.command import Command, Group, no_such, section
from cli.known_name import scopes
from cli.session import session_of
from projections.edition.wording import N_


class Verb(NamedTuple):
    """The type that a verb records, one sentence about it, and examples.

    `begins` and `ends` are the types between which a subject can be meant by the verb. If it is `implied`, it need
    not be named where just one has begun and not ended.
    """

    type: str
    help: str
    examples: tuple[str, ...]
    begins: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    implied: bool = False


class Verbs(Group):
    """A group whose commands are verbs, each made when it is asked for."""

    def __init__(self, name: str, verbs: Mapping[str, Verb], **attributes: Any) -> None:
        super().__init__(name, **attributes)
        self.verbs = verbs

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs, in the order in which things happen."""
        return list(self.verbs)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command that records what the verb says."""
        if cmd_name not in self.verbs:
            return None
        from cli.deed import command  # it loads the models of events and the journal

        return command(cmd_name, self.verbs[cmd_name], session_of(ctx))

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """What each verb records, without loading it."""
        session = session_of(ctx)
        return [(name, session.text(verb.help)) for name, verb in self.verbs.items()]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The verbs that begin so, without loading them."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(name, help=said) for name, said in self.summaries(ctx) if name.startswith(incomplete)]


class VerbsBesideQuestion(Verbs):
    """Verbs that share their name with a question: what does not begin with a verb is the question, as ever.

    `question` names the command as `module:attribute`. A contract called like a verb is asked about as
    `contract/<id>`.
    """

    def __init__(self, name: str, verbs: Mapping[str, Verb], question: str, **attributes: Any) -> None:
        super().__init__(name, verbs, **attributes)
        self._question = question

    @property
    def question(self) -> Command:
        """The command that answers."""
        module, _, attribute = self._question.partition(":")
        found: Command = getattr(import_module(module), attribute)
        return found

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """The context of the question, unless the first word is a verb."""
        word = _first_word(args)
        if word in self.verbs or (word is None and extra.get("resilient_parsing")):
            return super().make_context(info_name, args, parent, **extra)
        try:
            return self.question.make_context(info_name, args, parent, **extra)
        except click.NoSuchOption:
            from difflib import get_close_matches

            if word is not None and get_close_matches(word, self.verbs):
                raise no_such(N_("there is no command `{name}`"), word, list(self.verbs)) from None
            raise

    def get_help(self, ctx: click.Context) -> str:
        """The help of the question, which lists the verbs too."""
        return self.question.get_help(ctx)

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The verbs that begin so, and the contracts that one may ask about."""
        if incomplete.startswith("-"):
            return self.question.shell_complete(ctx, incomplete)
        return [*super().shell_complete(ctx, incomplete), *scopes(ctx, "contract", incomplete)]


class Question(Command):
    """A question under whose name verbs stand too."""

    def __init__(self, *arguments: Any, verbs: Mapping[str, Verb], **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self._verbs = verbs

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The arguments and options, then the verbs."""
        super().format_options(ctx, formatter)
        session = session_of(ctx)
        with section(formatter, session.text(N_("Or, to record what happened:"))):
            formatter.write_dl([(name, session.text(verb.help)) for name, verb in self._verbs.items()])


def _first_word(args: list[str]) -> str | None:
    """The first word that is neither an option that every command takes nor its value."""
    words = iter(args)
    for word in words:
        if word in ("--ledger", "--lang"):
            next(words, None)
        elif not word.startswith(("--ledger=", "--lang=")):
            return word
    return None
