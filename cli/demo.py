"""A worked dispute on sample data: one month, a late entry that changes it, and a reading that changes it again."""

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from importlib.resources import as_file, files
from pathlib import Path

import click

from cli.command import Command, Option
from cli.output import show
from cli.session import Session, session_of
from cli.writing import calendar, recording, vet
from ledger import clock
from ledger.commands import create_ledger, import_events
from ledger.intake import cloudevents
from ledger.journal.read import open_reader
from projections.articles.article_06_availability import assess
from projections.articles.article_06_finding import AvailabilityFinding
from projections.articles.catalogue import choose
from projections.calendar.period import parse_period
from projections.calendar.zone import parse_local, zone
from projections.edition.wording import N_, say
from projections.facts.history import History, known
from projections.facts.operation import gather
from projections.report.availability import page
from projections.report.block import Heading, Page, Paragraph, Table

CONTRACT, PERIOD, EVENTS, LEDGER = "C-2026-017", "2026-03", "demo.jsonl", "livret.db"
BEFORE, AFTER = "2026-04-02", "2026-04-30"
READING = "unavailability=any_function"
_YEARS = (2025, 2026, 2027)
_SHORT = ("availability", "spans")


@click.command(
    "demo",
    cls=Command,
    help=N_(
        """
        Show a worked dispute on sample data.

        A month of a fictional client is imported into a ledger of its own and judged: as it was known two days after
        its end, then with the entry that came a week later, then under another reading.
        """
    ),
    params=[
        Option(["--keep"], metavar="FOLDER", help=N_("Keep the ledger and its events in this folder, to try more.")),
    ],
    examples=("livret demo", "livret demo --keep trial"),
)
@click.pass_context
def demo(ctx: click.Context, keep: str | None) -> None:
    """Tell the dispute."""
    session = session_of(ctx)
    with _folder(keep) as folder:
        session.ledger = str(folder / LEDGER)
        _title(session, N_("1. A ledger, and a month of events"))
        _fill(session, folder)
        _tell(session)
        _title(session, N_("What to try next"))
        _next(session, keep)


@contextlib.contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    if keep is None:
        with tempfile.TemporaryDirectory(prefix="livret-demo-") as name:
            yield Path(name)
    else:
        Path(keep).mkdir(parents=True, exist_ok=True)
        yield Path(keep)


def _fill(session: Session, folder: Path) -> None:
    create_ledger(session.ledger, calendar, _YEARS)
    _command("init")
    with as_file(files("cli") / EVENTS) as sample:
        events = folder / EVENTS
        events.write_bytes(sample.read_bytes())
    with recording(session) as journal:
        imported = import_events(journal, cloudevents.read_file(events), propose=calendar, vet=vet)
    _command(f"import {EVENTS}")
    click.echo(session.text(N_("{count} events are recorded."), count=imported.appended.recorded))


def _tell(session: Session) -> None:
    _title(session, N_("2. The month as it was known on 2 April: nobody knows why the first outage happened"))
    _show(session, _finding(session, BEFORE), BEFORE, whole=True)
    _title(session, N_("3. On 9 April the cause of the first 18 minutes is recorded: the client's own firewall"))
    _show(session, _finding(session, AFTER), AFTER)
    _paragraph(
        session,
        N_(
            "Nothing was edited: both answers stay, each for its day. The first outage is cut in two, "
            "and only the rest of it counts."
        ),
    )
    _title(
        session, N_("4. The client objects: printing was down for 20 minutes on 24 March, and that is a function too")
    )
    _show(session, _finding(session, AFTER, READING), AFTER, READING)
    _paragraph(
        session,
        N_(
            "The booklet does not say how much of the service must fail. Each way to read it has a name, "
            "and the figure says under which one it stands."
        ),
    )


def _finding(session: Session, day: str, reading: str | None = None) -> AvailabilityFinding:
    chosen = [] if reading is None else [choose(reading)]
    with open_reader(session.ledger) as reader:
        at = parse_local(day, zone("Europe/Paris"))
        # All of it is recorded today, so what was known on a day goes by what the sources claim.
        history = History(reader, known(reader, clock.now(), at, None, "source"))
        found = assess(
            gather(history, CONTRACT),
            parse_period(PERIOD),
            {each.declaration.name: each for each in chosen},
        )
    return replace(found, late_entries=())  # for the same reason every entry would be one


def _show(
    session: Session, finding: AvailabilityFinding, day: str, reading: str | None = None, whole: bool = False
) -> None:
    asked = "" if reading is None else f" --reading {reading}"
    _command(f"availability {CONTRACT} {PERIOD} --known-by source --known-at {day}{asked}")
    make = page if whole else _short
    show(session, "table", lambda: make(finding), finding, zone(finding.timezone))


def _short(finding: AvailabilityFinding) -> Page:
    """The verdict, the figures and the outages."""
    blocks = page(finding)
    verdict = next(block for block in blocks if isinstance(block, Paragraph))
    return (verdict, *(block for block in blocks if isinstance(block, Table) and block.key in _SHORT))


def _next(session: Session, keep: str | None) -> None:
    if keep is None:
        click.echo(session.text(N_("Keep the ledger, and ask it more:")))
        click.echo("  livret demo --keep trial")
    ledger = "trial/livret.db" if keep is None else session.ledger
    for words in (
        f"availability {CONTRACT} {PERIOD}",
        "trail outage/2026-0042",
        f"maintenance {CONTRACT} {PERIOD}",
        f"readings {CONTRACT} {PERIOD}",
        f"availability {CONTRACT} 2026-Q1 --format json",
    ):
        click.echo(f"  livret --ledger {ledger} {words}")


def _title(session: Session, template: str) -> None:
    click.echo()
    show(session, "table", lambda: (Heading(say(template)),), None, zone("Europe/Paris"))
    click.echo()


def _command(words: str) -> None:
    click.echo(f"$ livret {words}\n")


def _paragraph(session: Session, template: str) -> None:
    click.echo()
    show(session, "table", lambda: (Paragraph(say(template)),), None, zone("Europe/Paris"))
