"""Everything derived, thrown away and computed anew."""

import contextlib
import sys
import tempfile
import uuid
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import click

from cli.command import Command, Option
from cli.query import PROVIDER_ZONE, contract_ids
from cli.session import Session, session_of
from ledger.journal.location import ledger_path
from ledger.journal.read import Reader, open_reader
from ledger.journal.rebuild import Progress, differences
from ledger.journal.rebuild import rebuild as rebuild_into
from ledger.journal.swap import swap
from ledger.refusal import IntegrityFailure
from projections.calendar.period import month
from projections.calendar.zone import local_date, zone
from projections.edition.wording import N_
from projections.facts.history import History, Known
from projections.inquiry.replay import spread, unlike

_MOST = 20
_CONTRACTS = 5


@click.command(
    "rebuild",
    cls=Command,
    help=N_(
        """
        Compute anew everything in the ledger that follows from what was recorded.

        What was recorded stays as it is, byte for byte; positions, numbers, digests and indexes are made again in a
        fresh file, which takes the ledger's place only where it holds the same history. With --check nothing is
        changed: all of it is compared with what stands in the ledger, and figures at past moments with those of
        ledgers that end there.
        """
    ),
    examples=("livret rebuild --check", "livret rebuild"),
)
@click.option(
    "--check",
    cls=Option,
    is_flag=True,
    help=N_("Compare and change nothing; exit with status 5 where something differs."),
)
@click.option(
    "--samples",
    cls=Option,
    type=click.IntRange(0, 1000),
    default=4,
    show_default=True,
    metavar="N",
    help=N_("With --check: at how many past positions figures are asked again."),
)
@click.pass_context
def rebuild(ctx: click.Context, check: bool, samples: int) -> None:
    """Rebuild the session's ledger."""
    session = session_of(ctx)
    ledger = ledger_path(session.ledger)
    if check:
        _check(session, ledger, samples)
        return
    fresh = ledger.with_name(f".{ledger.name}.{uuid.uuid4().hex}")
    try:
        count = _rebuilt(session, ledger, fresh, None)
        swap(ledger, fresh)
    finally:
        for suffix in ("", "-wal", "-shm"):
            fresh.with_name(fresh.name + suffix).unlink(missing_ok=True)
    click.echo(session.text(N_("rebuilt {ledger}: {count} entries"), ledger=session.ledger, count=count))


def _check(session: Session, ledger: Path, samples: int) -> None:
    with tempfile.TemporaryDirectory() as folder:
        fresh = Path(folder) / "fresh.db"
        count = _rebuilt(session, ledger, fresh, None)
        told = list(islice(_differences(session, ledger, fresh), _MOST + 1))
        positions = spread(count, samples)
        for number, position in enumerate(positions):
            replay = Path(folder) / f"replay-{number}.db"
            _rebuilt(session, ledger, replay, position)
            told += _unlike(session, ledger, replay, position)
            replay.unlink()
    for each in told[:_MOST]:
        session.complain(each)
    if told:
        raise IntegrityFailure(
            N_("{ledger}: what follows from its entries is not what it holds; differences: {count}"),
            ledger=session.ledger,
            count=len(told) if len(told) <= _MOST else f"{_MOST}+",
        )
    template = N_("{ledger}: {count} entries, all as computed anew; figures alike at {samples} past positions")
    click.echo(session.text(template, ledger=session.ledger, count=count, samples=len(positions)))


def _differences(session: Session, ledger: Path, fresh: Path) -> Iterator[str]:
    for each in differences(ledger, fresh):
        yield session.text(
            N_("{table} {where}: `{column}` is {stored}, computed anew it is {computed}"),
            table=each.table,
            where=each.where,
            column=each.column,
            stored=each.stored,
            computed=each.computed,
        )


def _unlike(session: Session, ledger: Path, replay: Path, position: int) -> Iterator[str]:
    with open_reader(ledger) as ours, open_reader(replay) as theirs:
        recorded_at = theirs.recorded_at_of(position)
        known = Known(recorded_at, position)
        day = local_date(_happened(theirs, position), zone(PROVIDER_ZONE))
        contracts = contract_ids(theirs)
        some = [contracts[place - 1] for place in spread(len(contracts), _CONTRACTS)]
        for text in unlike(History(ours, known), History(theirs, known), some, month(day.year, day.month)):
            yield session.text(N_("figures differ: {what}"), what=text)


def _happened(reader: Reader, position: int) -> int:
    """When the entry at the position happened, in microseconds: in its month the sample is asked about."""
    return next(entry.occurred_at for entry in reader.everything() if entry.position == position)


def _rebuilt(session: Session, ledger: Path, fresh: Path, until: int | None) -> int:
    with open_reader(ledger) as reader:
        length = reader.head().position if until is None else until
    with _bar(session, length) as progress:
        return rebuild_into(ledger, fresh, until, progress)


@contextlib.contextmanager
def _bar(session: Session, length: int) -> Iterator[Progress | None]:
    if not sys.stderr.isatty():
        yield None
        return
    label = session.text(N_("computing anew"))
    with click.progressbar(length=length, label=label, file=sys.stderr, width=0) as shown:
        yield shown.update
