"""Write the reference of the command line from its help: `python docs/reference/generate_cli.py [-]`."""

import sys
from collections.abc import Iterator
from pathlib import Path

import click

from cli.main import livret
from cli.session import Session

PAGE = Path(__file__).parent / "cli.md"
_HEAD = """\
# Commands

<!-- Made from the help of the program by docs/reference/generate_cli.py: edit the commands, then run it. -->

The types of events that `livret record` takes, with their fields, are in [events](events.md).

| exit status | |
|---|---|
| 0 | done |
| 1 | with `--check`: a verdict is missed |
| 2 | the command line makes no sense as it stands |
| 3 | input was refused |
| 4 | the ledger is missing, locked, read-only or of another version |
| 5 | what is stored is not what was written |
| 70 | a fault of the program; `LIVRET_TRACEBACK=1` shows where |
| 74 | the output, or a file named by an option, cannot be written |
| 130 | interrupted |
| 141 | nobody reads the output any more |

Tables are drawn on a terminal, with colour unless `NO_COLOR` is set, as wide as the terminal or `COLUMNS`; in a pipe
they are plain text. JSON and CSV are UTF-8 whatever the locale.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([_HEAD, *_section(livret, click.Context(livret, info_name="livret", **_settings()))])


def _settings() -> dict[str, object]:
    return {"obj": Session(["--lang", "en"]), "terminal_width": 80, "help_option_names": ["-h", "--help"]}


def _section(command: click.Command, ctx: click.Context) -> Iterator[str]:
    yield f"## `{ctx.command_path}`\n"
    yield f"```text\n{command.get_help(ctx)}\n```\n"
    if isinstance(command, click.Group) and command.name != "record":
        for name in command.list_commands(ctx):
            inner = command.get_command(ctx, name)
            assert inner is not None
            yield from _section(inner, click.Context(inner, parent=ctx, info_name=name, **_settings()))


if __name__ == "__main__":
    if sys.argv[1:] == ["-"]:
        sys.stdout.buffer.write(page().encode())
    else:
        PAGE.write_text(page(), "utf-8")
