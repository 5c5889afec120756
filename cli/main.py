"""The program: its commands, each loaded when it is asked for, and the boundary that no traceback crosses."""

import gc
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any, NoReturn

import click
from click.shell_completion import CompletionItem

from cli.command import Group, Option
from cli.failure import Interrupted, NobodyReads, forget_output, tell
from cli.session import Session, session_of
from ledger.refusal import UsageRefused
from projections.edition.wording import N_

COMMANDS: dict[str, tuple[str, str]] = {
    "init": ("cli.init:init", N_("Create a ledger, with the public holidays of France adopted.")),
    "demo": ("cli.demo:demo", N_("Show a worked dispute on sample data.")),
    "status": ("cli.status:status", N_("Say what the ledger holds, and what is about to be missed.")),
    "record": ("cli.record:record", N_("Record one event.")),
    "outage": ("cli.verbs:outage", N_("Record an outage by hand: its start, its end, its impact, its cause.")),
    "emergency": ("cli.verbs:emergency", N_("Record an emergency maintenance by hand: its declaration, its end.")),
    "ticket": ("cli.verbs:ticket", N_("Record by hand what becomes of a ticket.")),
    "backup": ("cli.verbs:backup", N_("Record by hand what becomes of a backup.")),
    "restate": ("cli.amend:restate", N_("Say anew what an entry got wrong.")),
    "retract": ("cli.amend:retract", N_("Take back an entry that should not have been recorded.")),
    "import": ("cli.intake:import_", N_("Record the events that files hold.")),
    "map": (
        "cli.map:map_",
        N_("Draft a mapping of the rows of a table to events, and show the first rows as events."),
    ),
    "erase": ("cli.erase:erase", N_("Erase a person's data for good.")),
    "vault": ("cli.erase:vault", N_("Check the vault, which holds personal values, or begin a new one.")),
    "export": (
        "cli.export:export",
        N_("Write the entries in a form that other tools read, or as events that can be imported again."),
    ),
    "holidays": ("cli.holidays:holidays", N_("Propose, adopt or check calendars of public holidays.")),
    "zones": (
        "cli.zones:zones",
        N_("Compare the time zones that figures rest on with another database of them."),
    ),
    "contract": ("cli.contract:contract", N_("List the contracts, or show one.")),
    "edition": (
        "cli.edition:edition",
        N_("List the editions of the booklet, show or check one, or attach its signed text."),
    ),
    "readings": (
        "cli.readings:readings",
        N_("List the readings, or say which are in force for a contract and why, and what the others would change."),
    ),
    "schema": ("cli.schema:schema", N_("Print the JSON Schema of an event or of a finding.")),
    "availability": (
        "cli.availability:availability",
        N_("Article 6: the rate of availability, and how it came about."),
    ),
    "windows": ("cli.access:windows", N_("Article 5: the spans in which the service may be stopped.")),
    "maintenance": ("cli.verbs:maintenance", N_("Article 5: what was announced, with what notice, what it covers.")),
    "support": ("cli.support:support", N_("Articles 13 and 14: takeovers, then plans and remedies, ticket by ticket.")),
    "takeover": ("cli.support:takeover", N_("Article 13: the rate of takeovers, ticket by ticket with deadlines.")),
    "remedy": (
        "cli.support:remedy",
        N_("Article 14: plans and remedies owed for anomalies, ticket by ticket with deadlines."),
    ),
    "backups": (
        "cli.backups:backups",
        N_("Article 7: each night and each first of the month, and the backup that served it."),
    ),
    "retention": (
        "cli.backups:retention",
        N_("Article 7: what had become of every backup at an instant, and until when it is kept."),
    ),
    "pruning": (
        "cli.pruning:pruning",
        N_("Article 7: the backups that a policy of restic or Borg drops before their term, before it does."),
    ),
    "restores": (
        "cli.backups:restores",
        N_("Article 7: the restores asked for, whether in time, and how long they took; the disasters."),
    ),
    "subscription": (
        "cli.agreement:subscription",
        N_("Article 3: what was ordered, as it stood on a day, and its amendments."),
    ),
    "movements": (
        "cli.agreement:movements",
        N_("Article 4: where the service runs, and which years of movements are kept."),
    ),
    "recovery-plan": (
        "cli.agreement:recovery_plan",
        N_("Article 8: whether the option of a recovery plan was taken, and the disasters under it."),
    ),
    "qualification": (
        "cli.agreement:qualification",
        N_("Article 9: the SecNumCloud qualification of the environment of production."),
    ),
    "updates": (
        "cli.operation:updates",
        N_("Article 10: the updates installed, and what the client was told of them beforehand."),
    ),
    "accounts": ("cli.operation:accounts", N_("Article 11: the accounts created and deleted, and on whose word.")),
    "channels": (
        "cli.operation:channels",
        N_("Articles 12, 15 and 16: how portal, phone and FAQ could be reached in support hours."),
    ),
    "explain": ("cli.explain:explain", N_("Explain one fact: the whole way from its entries to the figure.")),
    "compare": (
        "cli.compare:compare",
        N_("Say what changed between two moments, figure by figure and entry by entry."),
    ),
    "dispute": (
        "cli.dispute:dispute",
        N_("Open, argue and settle disputes, and put both sides beside the ledger."),
    ),
    "statement": (
        "cli.statement:statement",
        N_("All articles on one page: the verdicts, every finding, and what is not computed."),
    ),
    "dossier": (
        "cli.dossier:dossier",
        N_("Write a dossier that the other side can check without the ledger, or verify one."),
    ),
    "cosign": (
        "cli.cosign:cosign",
        N_("Countersign a checkpoint of the other side's ledger, or take in a countersigned one."),
    ),
    "receipt": (
        "cli.receipt:receipt",
        N_("Promise that what was handed in will be in the ledger by a date, or hold a promise against a dossier."),
    ),
    "trail": ("cli.trail:trail", N_("List the entries about a subject or of a contract, in order.")),
    "key": ("cli.key:key", N_("Issue, show, replace or revoke the keys that the ledger is sealed with.")),
    "seal": ("cli.seal:seal", N_("Close an epoch over what is recorded, and sign it.")),
    "verify": (
        "cli.verify:verify",
        N_("Verify everything in the ledger: every entry, every tree, every signature, the file itself."),
    ),
    "restored": ("cli.restored:restored", N_("Declare that an old copy of the ledger was put back.")),
    "rebuild": (
        "cli.rebuild:rebuild",
        N_("Compute anew everything in the ledger that follows from what was recorded."),
    ),
    "copy": ("cli.copy:copy", N_("Copy the ledger into a new file, while others may record.")),
    "completion": ("cli.completion:completion", N_("Print the script that completes commands in a shell.")),
}
"""Name -> where the command is, and the first sentence of its help."""


class Livret(Group):
    """The program as a whole."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The commands, in the order in which one meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, loaded now."""
        if cmd_name not in COMMANDS:
            return None
        module, _, attribute = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        if not gc.isenabled():
            gc.freeze()
            gc.enable()
        return command

    def summaries(self, ctx: click.Context) -> list[tuple[str, str]]:
        """What each command does, without loading it."""
        session = session_of(ctx)
        return [(name, session.text(summary)) for name, (_, summary) in COMMANDS.items()]

    def shell_complete(self, ctx: click.Context, incomplete: str) -> list[CompletionItem]:
        """The commands that begin so, without loading them."""
        if incomplete.startswith("-"):
            return super().shell_complete(ctx, incomplete)
        return [CompletionItem(name, help=said) for name, said in self.summaries(ctx) if name.startswith(incomplete)]

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        windows_expand_args: bool = True,
        **extra: Any,
    ) -> NoReturn:
        """Run the program and exit with its status."""
        arguments = sys.argv[1:] if args is None else list(args)
        session = Session(arguments)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(errors="backslashreplace")  # whatever the locale can show
        try:
            _check_text(arguments)
            status = super().main(arguments, "livret", complete_var, standalone_mode=False, obj=session, **extra)
            sys.stdout.flush()
        except (Exception, KeyboardInterrupt) as error:  # noqa: BLE001
            status = tell(session, error)
            _flush()
        sys.exit(status if isinstance(status, int) else 0)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what click would tell by itself is told like everything else."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt:
            raise Interrupted(recorded=False) from None
        except BrokenPipeError:
            raise NobodyReads from None


def _check_text(arguments: Sequence[str]) -> None:
    """Raises UsageRefused for words that are not in the encoding of the locale."""
    for word in arguments:
        try:
            word.encode()
        except UnicodeEncodeError:
            raise UsageRefused(N_("`{word}` is not in the encoding of the locale; write it anew"), word=word) from None


def _flush() -> None:
    try:
        sys.stdout.flush()
    except OSError:
        forget_output()


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        from importlib.metadata import version

        click.echo(f"livret {version('livret')}")
        ctx.exit()


livret = Livret(
    "livret",
    help=N_(
        """
        Keep the history of a service as events, and say what its contract makes of it.

        Entries are never edited: amendments stand beside them, and every question can be asked as of an earlier day.
        """
    ),
    params=[
        Option(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            help=N_("Show the version and exit."),
        )
    ],
    examples=(
        "livret init",
        "livret import events.jsonl",
        "livret availability C1 2026-03",
        "livret availability C1 2026-03 --known-at 2026-04-02 --format json",
    ),
)


def main() -> NoReturn:
    """Entry point of the `livret` program."""
    # What is loaded stays until the end: to search it for circular garbage took a sixth of a short answer.
    gc.disable()
    try:
        livret.main()
    finally:
        gc.freeze()
