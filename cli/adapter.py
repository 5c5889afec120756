"""What `--from` other tools needs beside the file: its options, and what the adapters find, ready to be imported."""

import io
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import tzinfo
from pathlib import Path
from typing import IO, Any

import click

from cli.command import Choice, Kind, Option, named
from cli.session import Session
from ledger import clock
from ledger.commands import Offered
from ledger.events.entry import Entry
from ledger.events.subject import check_scope
from ledger.intake.catalogue import CLOUDEVENTS, adapter, names
from ledger.intake.found import Found, LeftOut, Read, Remark
from ledger.intake.options import FOLDS, MONTHLY, Options
from ledger.intake.records import peekable
from ledger.intake.revision import Watch, read_into
from ledger.intake.story import RETOLD, Key
from ledger.intake.wall import instant_of
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused, UsageRefused
from projections.edition.wording import N_

STDIN = "-"
_BUFFER = 64 * 1024
_ALIKE = 8
"""How many reasons that differ in a name alone are told one by one; the others are told as one, by the first."""


class Zone(Kind):
    """A time zone such as `Europe/Paris`."""

    name = "zone"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> tzinfo:
        """The zone, from the pinned database. Raises UsageRefused."""
        from projections.calendar.zone import zone

        if isinstance(value, tzinfo):
            return value
        try:
            return zone(value)
        except ValueError:
            raise UsageRefused(
                N_("{option}: `{value}` is no time zone; write an IANA name such as Europe/Paris"),
                option=named(param),
                value=value,
            ) from None


class ScopeName(Kind):
    """A scope such as `environment/prod-1`."""

    name = "scope"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The scope. Raises UsageRefused."""
        try:
            check_scope(value)
        except ValueError:
            raise UsageRefused(
                N_("{option}: `{value}` is no scope; write contract/<id>, environment/<id> or provider"),
                option=named(param),
                value=value,
            ) from None
        return str(value)


class Named(Kind):
    """A name such as `desk2`; without a `-`, which parts it from the names that it stands before."""

    name = "name"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The name. Raises UsageRefused."""
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._]{0,15}", value):
            raise UsageRefused(
                N_("{option}: `{value}` is no name; write up to 16 letters, digits, `.` and `_`, such as desk2"),
                option=named(param),
                value=value,
            )
        return str(value)


class Moment(Kind):
    """`now`, or an instant."""

    name = "instant"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The text itself; it is read in the zone once that is known."""
        return str(value)


def adapter_options(command: Any) -> Any:
    """The options that say of a file what it does not say itself."""
    options: tuple[tuple[str, Any, str | None, str], ...] = (
        ("--scope", ScopeName(), "SCOPE", N_("Whose history it is: environment/prod-1 or contract/C1.")),
        ("--zone", Zone(), "ZONE", N_("The time zone of local times without offset, such as Europe/Paris.")),
        ("--fold", Choice(FOLDS), None, N_("Which one is meant where the clock shows a time twice.")),
        ("--at", Moment(), "INSTANT", N_("When the file was made, where it does not say; or now.")),
        ("--location", str, "NAME", N_("Where the backups are kept, if there are several such places.")),
        ("--instance", Named(), "NAME", N_("Which of several instances of the tool wrote it, as desk2.")),
        ("--mapping", click.Path(path_type=Path), "FILE", N_("The mapping of rows to events (TOML).")),
    )
    many = (
        ("--only", N_("Take the series with such a name alone; * stands for anything.")),
        ("--monthly", N_("Names or tags of monthly backups, without regard to case.")),
    )
    for name, help_ in reversed(many):
        command = click.option(name, cls=Option, multiple=True, metavar="PATTERN", help=help_)(command)
    for name, kind, metavar, help_ in reversed(options):
        command = click.option(name, cls=Option, type=kind, metavar=metavar, help=help_)(command)
    return command


def settled(
    *,
    scope: str | None = None,
    zone: tzinfo | None = None,
    fold: str | None = None,
    at: str | None = None,
    location: str | None = None,
    instance: str | None = None,
    mapping: Path | None = None,
    only: tuple[str, ...] = (),
    monthly: tuple[str, ...] = (),
) -> Options:
    """What was said on the command line. Raises UsageRefused."""
    from projections.calendar.zone import zone as find_zone

    options = Options(
        scope=scope,
        zone=zone,
        fold=fold,
        only=only,
        monthly=tuple(each.casefold() for each in monthly) or MONTHLY,
        location=location,
        instance=instance,
        mapping=mapping,
        find_zone=find_zone,
    )
    return options if at is None else _made_at(options, at)


def _made_at(options: Options, at: str) -> Options:
    if at == "now":
        return replace(options, at=clock.now())
    try:
        return replace(options, at=instant_of(at, options))
    except InputRefused as refusal:
        raise UsageRefused(N_("--at: {reason}"), reason=refusal.template.format(**refusal.values)) from None


_LEFT_OUT = (N_("left out ({count}): {reason}"), N_("left out ({count} like this one): {reason}"))
_TAKEN = (N_("taken, but see ({count}): {reason}"), N_("taken, but see ({count} like this one): {reason}"))


@dataclass
class Remarks:
    """What was left out, or is taken but doubtful, by reason, with the first place and how often."""

    reasons: dict[tuple[type, str], tuple[LeftOut, int]] = field(default_factory=dict)
    alike: Counter[tuple[type, str]] = field(default_factory=Counter)

    def add(self, left: LeftOut) -> None:
        """Note one more."""
        kind, template = type(left.why), left.why.template
        reason = (kind, template.format(**left.why.values))
        if reason not in self.reasons and self.alike[kind, template] < _ALIKE:
            self.alike[kind, template] += 1
        elif reason not in self.reasons:
            reason = (kind, template)
        first, count = self.reasons.get(reason, (left, 0))
        self.reasons[reason] = (first, count + 1)

    def tell(self, session: Session) -> None:
        """Say what was left out and why, one line a reason on stderr."""
        for (_, reason), (first, count) in self.reasons.items():
            others = count > 1 and bool(first.why.values) and reason == first.why.template
            told, alike = _TAKEN if isinstance(first.why, Remark) else _LEFT_OUT
            session.note(alike if others else told, count=count, reason=session.refusal(first.why))


@dataclass
class Understood:
    """Whether anything in the files is an event, or was meant as one; and how much is refused that was not."""

    events: bool = False
    refused: bool = False

    def watched(self, offered: Iterable[Offered]) -> Iterator[Offered]:
        """The same, looked at."""
        for each in offered:
            if each.submission is not None or _meant(each.text):
                self.events = True
            else:
                self.refused = True
            yield each

    def doubt(self, session: Session, form: str) -> None:
        """Ask whether the files are what they were said to be, where nothing in them is."""
        if not self.refused or self.events:
            return
        if form == CLOUDEVENTS:
            tools = ", ".join(each for each in names() if each != CLOUDEVENTS)
            session.note(N_("nothing here is an event; what a tool wrote goes with --from: {tools}"), tools=tools)
        elif form != "csv":  # which is no tool: what its mapping does not fit is said row by row
            session.note(N_("nothing here is what {tool} writes; is that what wrote it?"), tool=form)


def _meant(text: bytes | str) -> bool:
    return b"specversion" in text if isinstance(text, bytes) else "specversion" in text


class _Counted(io.FileIO):
    """A file that says how much of it was read."""

    told: Callable[[int], None]

    def readinto(self, buffer: Any) -> int | None:
        count = super().readinto(buffer)
        self.told(count or 0)
        return count


def adapted(
    session: Session,
    form: str,
    files: Iterable[str],
    options: Options,
    remarks: Remarks,
    watch: Watch,
    count: Callable[[int], None],
) -> Iterator[Offered]:
    """What an adapter finds in files, with restatements where the ledger was told otherwise before.

    `count` is told of the bytes of files as they are read.
    """
    read = adapter(form)

    return read_into(_found(read, files, options, count), _known(session), clock.now(), remarks.add, watch)


def _found(read: Read, files: Iterable[str], options: Options, count: Callable[[int], None]) -> Iterator[Found]:
    opened = _Opened(files, count)
    try:
        yield from read(opened, options)
    except OSError as error:
        raise InputRefused("cannot be read: {failure}", failure=error.strerror or error).at(opened.at, None) from None
    except InputRefused as refusal:
        raise refusal.at(opened.at, None) from None


@dataclass
class _Opened:
    """Files, one after the other; `at` is the one that is open, or was last."""

    files: Iterable[str]
    count: Callable[[int], None]
    at: str = ""

    def __iter__(self) -> Iterator[tuple[str, IO[bytes]]]:
        for name in self.files:
            self.at = name
            if name == STDIN:
                yield STDIN, _told_something(sys.stdin.buffer)
                continue
            with _Counted(name) as counted, io.BufferedReader(counted, _BUFFER) as stream:
                counted.told = self.count
                yield name, _told_something(stream)


def _told_something(stream: IO[bytes]) -> IO[bytes]:
    """The stream, unless it is empty: a tool that fails in a pipe must not look like one with nothing to tell."""
    buffered = peekable(stream)
    if not buffered.peek(1):
        raise InputRefused("is empty, and no tool tells so that there is nothing; see whether it failed")
    return buffered


def _known(session: Session) -> Callable[[set[Key]], Iterable[Entry]]:
    def known(keys: set[Key]) -> Iterable[Entry]:
        with open_reader(session.ledger) as reader:
            return [reader.disclosed(entry) for entry in reader.entries_beside(keys, RETOLD)]

    return known
