"""Completion of commands in a shell."""

import click
from click.shell_completion import get_completion_class

from cli.command import Argument, Choice, Command
from projections.edition.wording import N_

SHELLS = ("bash", "zsh", "fish")


@click.command(
    "completion",
    cls=Command,
    help=N_(
        """
        Print the script that completes commands in a shell.

        Have the shell read it at its start; the line to add to its configuration is below.
        """
    ),
    examples=(
        'eval "$(livret completion bash)"      # in ~/.bashrc',
        'eval "$(livret completion zsh)"       # in ~/.zshrc',
        "livret completion fish | source       # in ~/.config/fish/config.fish",
    ),
)
@click.argument("shell", cls=Argument, type=Choice(SHELLS), explain=N_("The shell: bash, zsh or fish."))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> None:
    """Print a completion script."""
    kind = get_completion_class(shell)
    assert kind is not None
    click.echo(kind(ctx.find_root().command, {}, "livret", "_LIVRET_COMPLETE").source())
