"""Groups of commands one of which need not be named: `dossier C1 2026-03` is `dossier make C1 2026-03`."""

from typing import Any

import click

from cli.command import Group


class Implying(Group):
    """A group whose command `implied` is meant where the first word is none of its commands."""

    def __init__(self, *arguments: Any, implied: str, **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self.implied = implied

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse, with the command put in front where it is left out."""
        if args and args[0] not in self.commands and not self._own(args[0]):
            args = [self.implied, *args]
        return super().parse_args(ctx, args)

    def _own(self, word: str) -> bool:
        """Whether a word is an option of the group itself, or asks for its help."""
        return word.partition("=")[0] in ("-h", "--help", "--ledger", "--lang")
