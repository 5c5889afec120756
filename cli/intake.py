"""Files on their way into the ledger."""

import contextlib
import json
import sys
from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from itertools import chain, islice
from pathlib import Path
from typing import Any

import click

from cli.adapter import STDIN, Remarks, Understood, adapted, adapter_options, settled
from cli.command import Argument, Choice, Command, Option
from cli.session import Session, session_of
from cli.whole_file import write_whole
from cli.writing import calendar, recording, vet
from ledger.commands import Imported, Offered, import_events
from ledger.intake import cloudevents
from ledger.intake.catalogue import CLOUDEVENTS, names
from ledger.journal.batch import STEPS
from ledger.refusal import UsageRefused
from projections.edition.wording import N_


@click.command(
    "import",
    cls=Command,
    help=N_(
        """
        Record the events that files hold.

        All files are one transaction: either everything is recorded, or nothing. Events that the ledger has already
        are skipped, so that a file may be imported again. Calendars of public holidays that the events need are
        adopted along with them.
        """
    ),
    examples=(
        "livret import events.jsonl",
        "livret import *.jsonl --dry-run",
        "livret import --keep-going --rejects refused.jsonl events.jsonl",
        "curl -s https://monitoring.example/events | livret import -",
        "restic snapshots --json | livret import - --from restic --scope environment/prod-1 --at now",
    ),
)
@click.argument(
    "files",
    cls=Argument,
    metavar="FILE",
    nargs=-1,
    required=True,
    explain=N_("A file of events, one JSON object a line or one array; - is standard input."),
)
@click.option(
    "--from",
    "form",
    cls=Option,
    type=Choice(names()),
    default=CLOUDEVENTS,
    metavar="TOOL",
    show_default=True,
    help=N_("What wrote the files: cloudevents, or a tool that `docs/reference/adapters.md` lists."),
)
@adapter_options
@click.option("--dry-run", cls=Option, is_flag=True, help=N_("Say what would happen, and record nothing."))
@click.option("--keep-going", cls=Option, is_flag=True, help=N_("Record the good lines where others are refused."))
@click.option(
    "--rejects",
    cls=Option,
    metavar="FILE",
    help=N_("Where --keep-going writes the refused lines, with the reasons."),
)
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    files: tuple[str, ...],
    form: str,
    dry_run: bool,
    keep_going: bool,
    rejects: str | None,
    **said: Any,
) -> None:
    """Import files of events."""
    session, remarks = session_of(ctx), Remarks()
    _check(files, keep_going, rejects)
    options = settled(**said)
    if form == CLOUDEVENTS and options != settled():
        raise UsageRefused(N_("events say all of that themselves: --scope, --zone and the like go with --from TOOL"))
    understood = Understood()
    try:
        with recording(session) as journal, _progress(session, files) as progress:
            offered = (
                progress.watched(chain.from_iterable(map(_offered, files)))
                if form == CLOUDEVENTS
                else adapted(session, form, files, options, remarks, progress.passed, progress.read)
            )
            imported = import_events(
                journal,
                understood.watched(offered),
                propose=calendar,
                vet=vet,
                keep_going=keep_going,
                dry_run=dry_run,
                checked=progress.checked,
                stored=progress.stored,
            )
    finally:
        understood.doubt(session, form)
    if rejects is not None:
        write_whole(Path(rejects), (_reject(session, each) for each in imported.rejects))
    remarks.tell(session)
    _report(session, imported, dry_run, rejects)
    if imported.rejects:
        ctx.exit(3)


def _check(files: tuple[str, ...], keep_going: bool, rejects: str | None) -> None:
    if rejects is not None and not keep_going:
        raise UsageRefused(N_("--rejects is written only with --keep-going; give both, or neither"))
    if files.count(STDIN) > 1:
        raise UsageRefused(N_("- (standard input) can be read only once"))
    if rejects is not None and any(Path(file).absolute() == Path(rejects).absolute() for file in files):
        raise UsageRefused(N_("--rejects would overwrite {path}, which is imported; give another name"), path=rejects)


def _offered(file: str) -> Iterable[Offered]:
    return cloudevents.read(STDIN, sys.stdin.buffer) if file == STDIN else cloudevents.read_file(file)


def _reject(session: Session, offered: Offered) -> bytes:
    """A refused line with where it stood and why; the line as text, so that it can be mended and imported."""
    text = offered.text.decode("utf-8", "replace") if isinstance(offered.text, bytes) else offered.text
    refusal = offered.refusal
    assert refusal is not None
    refused = {
        "file": offered.file,
        "line": offered.line,
        "field": refusal.field,
        "reason": session.text(refusal.template, **refusal.values),
        "text": text.rstrip("\r\n"),
    }
    return json.dumps(refused, ensure_ascii=False).encode("utf-8", "backslashreplace") + b"\n"


def _report(session: Session, imported: Imported, dry_run: bool, rejects: str | None) -> None:
    recorded, skipped = imported.appended.recorded - len(imported.adopted), imported.appended.skipped
    shown = 0 if rejects else _MOST
    for each in islice(imported.rejects, shown):
        assert each.refusal is not None
        session.complain(session.refusal(each.refusal.at(each.file, each.line)))
    if shown and len(imported.rejects) > shown:
        session.complain(session.text(N_("… and {count} more"), count=len(imported.rejects) - shown))
    if imported.adopted:
        calendars = ", ".join(f"{territory} {year}" for territory, year in imported.adopted)
        template = N_("public holidays adopted, as the `holidays` library proposes them: {calendars}")
        click.echo(session.text(template, calendars=calendars))
    counts = N_("{recorded} recorded, {skipped} skipped as already there, {refused} refused")
    would = N_(
        "nothing is recorded (--dry-run); it would be: {recorded} recorded, {skipped} skipped, {refused} refused"
    )
    template = would if dry_run else counts
    click.echo(session.text(template, recorded=recorded, skipped=skipped, refused=len(imported.rejects)))


_MOST = 20
"""Refusals that are shown where they are not written to a file."""
_SHOWN = 1_000
"""Events after which the first bar is drawn again, whether or not more was read."""


class _Progress:
    """Nothing to see: what a pipe gets."""

    def watched(self, offered: Iterable[Offered]) -> Iterable[Offered]:
        """The lines, one by one, each of which is read as it comes."""
        return offered

    def passed(self, offered: Iterable[Offered]) -> Iterable[Offered]:
        """The same of files that are read by the piece: `read` is told of these."""
        return offered

    def read(self, more: int) -> None:
        """So many more bytes were read."""

    checked: Callable[[int], None] | None = None
    stored: Callable[[int], None] | None = None


class _Bar(_Progress):
    """A bar that fills while files are read, again while events are checked, and once more while they are stored."""

    def __init__(self, session: Session, size: int | None) -> None:
        self._session = session
        self._bytes = size
        self._events = self._ahead = 0
        self._read_whole = False
        self._open = contextlib.ExitStack()
        self.checked, self.stored = self._checked, self._stored
        self._reading: Callable[[int], None] | None = None
        self._checking: Callable[[int], None] | None = None
        self._storing: Callable[[int], None] | None = None

    def watched(self, offered: Iterable[Offered]) -> Iterator[Offered]:
        """The lines, one by one; their bytes move the bar."""
        for each in self.passed(offered):
            self.read(len(each.text))
            yield each

    def passed(self, offered: Iterable[Offered]) -> Iterator[Offered]:
        """The lines, one by one, counted: what an adapter keeps to the end comes when all bytes are read."""
        self.read(0)
        for each in offered:
            self._events += each.submission is not None
            if self._events % _SHOWN == 0:
                self.read(0)
            yield each
        self._read_whole = True
        self.close()

    def read(self, more: int) -> None:
        """Move the first bar."""
        if self._reading is None:
            self._reading = self._bar(N_("reading"), self._bytes or 0, N_("{millions} MB/s, {events} events"))
        self._reading(more)

    def close(self) -> None:
        """End the line that the bar stands on."""
        self._open.close()

    def _checked(self, more: int) -> None:
        if not self._read_whole:
            self._ahead += more
            return
        if self._checking is None:
            self._checking = self._bar(N_("checking"), STEPS * self._events - self._ahead, "")
        self._checking(more)

    def _stored(self, more: int) -> None:
        if self._storing is None:
            self.close()
            self._storing = self._bar(N_("recording"), self._events, N_("{count} events/s"))
        self._storing(more)

    def _bar(self, label: str, length: int, unit: str) -> Callable[[int], None]:
        shown: Any = click.progressbar(
            length=length,
            label=self._session.text(label),
            file=sys.stderr,
            width=0,
            update_min_steps=0,
            item_show_func=lambda _: rate(self._session, unit, shown.time_per_iteration, self._events),
        )
        update: Callable[[int], None] = self._open.enter_context(shown).update
        return update


def rate(session: Session, unit: str, seconds_each: float, events: int) -> str | None:
    """So many a second, where one byte or event takes so long, and so many in all; None as long as nobody knows."""
    if not seconds_each or not unit:
        return None
    each = Fraction(1 / seconds_each)
    millions = session.language.number(each / 1_000_000, 1)
    return session.text(unit, millions=millions, count=int(each), events=events)


@contextlib.contextmanager
def _progress(session: Session, files: Iterable[str]) -> Iterator[_Progress]:
    if not sys.stderr.isatty():
        yield _Progress()
        return
    paths = [Path(file) for file in files if file != STDIN]
    bar = _Bar(session, sum(path.stat().st_size for path in paths if path.is_file()))
    try:
        yield bar
    finally:
        bar.close()
