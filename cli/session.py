"""Who asks, in which language, of which ledger; and what is said to them beside the answer."""

import os
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from projections.edition.wording import N_, Text
from projections.report.harmless import harmless
from projections.report.language import Language, default_language, language

if TYPE_CHECKING:
    from ledger.refusal import Refusal

DEFAULT_LEDGER = "livret.db"


class Session:
    """One run of the program."""

    def __init__(self, arguments: Sequence[str]) -> None:
        self.ledger = DEFAULT_LEDGER
        self.language: Language = language(_asked_language(arguments) or default_language(os.environ))

    def speak(self, code: str) -> None:
        """Go on in this language."""
        self.language = language(code)

    def text(self, template: str, /, **values: object) -> str:
        """A message template in the language of who asks, filled in."""
        return self.language.say(Text(template, values) if values else template)

    def say(self, text: Text) -> str:
        """A sentence in the language of who asks."""
        return self.language.say(text)

    def complain(self, message: str) -> None:
        """Say what is wrong: one line on stderr."""
        click.echo(f"livret: {message}", err=True)

    def note(self, template: str, /, **values: object) -> None:
        """Say something that is no part of the answer: one line on stderr."""
        click.echo(self.text(template, **values), err=True)

    def refusal(self, refusal: "Refusal") -> str:
        """A refusal in one line: where, what, and what to do."""
        where = harmless(":".join(str(part) for part in (refusal.file, refusal.line) if part is not None))
        what = Text(refusal.template, refusal.values)
        if refusal.field:
            what = Text(N_("field `{field}`: {what}"), {"field": refusal.field, "what": what})
        return ": ".join(part for part in (where, self.say(what)) if part)


def session_of(ctx: click.Context) -> Session:
    """The session that a command runs in."""
    found = ctx.find_object(Session)
    if found is None:
        found = ctx.obj = Session(sys.argv[1:])
    return found


def _asked_language(arguments: Sequence[str]) -> str | None:
    """The language that the arguments name, looked up before anything is parsed: help and errors are said in it."""
    asked = None
    words = iter(arguments)
    for word in words:
        if word == "--":
            break
        if word == "--lang":
            asked = next(words, None)
        elif word.startswith("--lang="):
            asked = word.removeprefix("--lang=")
    return asked if asked in ("fr", "en") else None
