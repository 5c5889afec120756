"""Calendars of public holidays: proposed by a library, adopted by the ledger."""

import contextlib
from dataclasses import dataclass
from datetime import date

import click

from cli.command import Argument, Choice, Command, Group, Option
from cli.query import PROVIDER_ZONE, Query, asks
from cli.session import Session, session_of
from cli.writing import calendar, recording
from ledger.commands import adopt as adopt_calendars
from ledger.refusal import InputRefused, UsageRefused
from projections.calendar.territory import TERRITORIES
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text, say
from projections.facts.calendars import calendars
from projections.inquiry.calendars import CalendarCheck, DifferingDay, check_calendars
from projections.report.block import Block, Column, Heading, Page, Pairs, Paragraph, Row, Table

KINDS = {"national": N_("national"), "territorial": N_("territorial"), "customary": N_("customary")}


@dataclass(frozen=True)
class ProposedDay:
    """A public holiday as it is proposed."""

    day: date
    name: str
    kind: str


@dataclass(frozen=True)
class ProposedCalendar:
    """The public holidays proposed for a territory and year."""

    territory: str
    year: int
    origin: str
    days: tuple[ProposedDay, ...]


holidays = Group(
    "holidays",
    help=N_(
        """
        Propose, adopt or check calendars of public holidays.

        Findings use the calendars that the ledger adopted, never the library of the day. `livret import` adopts those
        that its events need.
        """
    ),
    examples=("livret holidays propose GP 2026", "livret holidays adopt GP 2026", "livret holidays check"),
)

_TERRITORY = click.argument(
    "territory", cls=Argument, type=Choice(tuple(TERRITORIES)), explain=N_("The territory, such as FR, FR-57 or GP.")
)
_YEAR = click.argument("year", cls=Argument, explain=N_("The year, such as 2026."))


@holidays.command("propose", cls=Command, help=N_("Show the days that the `holidays` library proposes."))
@_TERRITORY
@_YEAR
@asks(readings=False, known=False)
def propose(query: Query, territory: str, year: str) -> None:
    """The proposed calendar; no ledger is needed."""
    proposed = _proposed(territory, _year(year))
    query.show(proposed, zone(PROVIDER_ZONE), lambda: _page(query.session, proposed))


@holidays.command(
    "adopt",
    cls=Command,
    help=N_(
        """
        Adopt the proposed calendar, also where another one was adopted before.

        Findings asked as of an earlier moment keep the calendar that was known then.
        """
    ),
)
@_TERRITORY
@_YEAR
@click.pass_context
def adopt(ctx: click.Context, territory: str, year: str) -> None:
    """Adopt a calendar."""
    session, number = session_of(ctx), _year(year)
    with recording(session) as journal:
        appended = adopt_calendars(journal, [(territory, number)], calendar)
    click.echo(
        session.text(
            N_("recorded #{position}: the public holidays of {territory} {year}"),
            position=appended.last,
            territory=territory,
            year=number,
        )
    )


@holidays.command(
    "check",
    cls=Command,
    help=N_(
        """
        Compare the adopted calendars with what the `holidays` library proposes now.

        Figures keep resting on the adopted days; a day that differs holds only once a calendar is adopted anew.
        """
    ),
)
@click.option("--check", "checked", cls=Option, is_flag=True, help=N_("Exit with status 1 where a day differs."))
@asks(readings=False)
@click.pass_context
def check(ctx: click.Context, query: Query, checked: bool) -> None:
    """The days that differ, of the calendars in force as known."""
    with query.reading() as reader:
        history = query.history(reader)
        adopted = calendars(history)
    proposed = {}
    for territory, year in adopted:
        with contextlib.suppress(InputRefused):  # nobody knows that year's days
            proposed[territory, year] = calendar(territory, year)
    found = check_calendars(history.known.position, adopted.values(), proposed)
    query.show(found, zone(PROVIDER_ZONE), lambda: _differences(found))
    if checked and found.days:
        ctx.exit(1)


def _year(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1970 <= int(text) <= 2199):
        raise UsageRefused(N_("YEAR: `{value}` is not a year from 1970 to 2199"), value=text)
    return int(text)


def _proposed(territory: str, year: int) -> ProposedCalendar:
    days, origin = calendar(territory, year)
    found = (ProposedDay(date.fromisoformat(day), said["name"], said["kind"]) for day, said in days.items())
    return ProposedCalendar(territory, year, origin, tuple(found))


def _page(session: Session, proposed: ProposedCalendar) -> Page:
    place = TERRITORIES[proposed.territory].name(session.language.code)
    title = say(
        N_("Public holidays proposed for {place} ({territory}), {year}"),
        place=place,
        territory=proposed.territory,
        year=proposed.year,
    )
    return (
        Heading(title),
        Pairs(((say(N_("Proposed by")), proposed.origin),)),
        Table(
            "days",
            (Column("day", say(N_("Day"))), Column("name", say(N_("Name"))), Column("kind", say(N_("Kind")))),
            tuple(Row((each.day, each.name, Text(KINDS[each.kind]))) for each in proposed.days),
        ),
    )


def _differences(found: CalendarCheck) -> Page:
    blocks: list[Block] = [
        Heading(say(N_("Adopted calendars beside those proposed now"))),
        Pairs(
            (
                (say(N_("Known up to")), f"#{found.position}"),
                (say(N_("Adopted calendars")), found.calendars),
                (say(N_("Proposed by nobody")), ", ".join(found.unknown) or None),
            )
        ),
    ]
    if not found.days:
        return (*blocks, Paragraph(say(N_("No day differs.")), "good"))
    titles: dict[str, Text] = {
        "territory": say(N_("Territory")),
        "day": say(N_("Day")),
        "name": say(N_("Name")),
        "adopted": say(N_("Adopted")),
        "proposed": say(N_("Proposed now")),
        "position": say(N_("Position")),
        "adopted_from": say(N_("Adopted from")),
        "proposed_by": say(N_("Proposed by")),
    }
    table = Table("days", tuple(Column(*title) for title in titles.items()), tuple(map(_difference, found.days)))
    return (*blocks, table, Paragraph(say(N_("Figures rest on the adopted days."))))


def _difference(day: DifferingDay) -> Row:
    adopted, proposed = (
        say(N_("no public holiday")) if kind is None else Text(KINDS[kind]) for kind in (day.adopted, day.proposed)
    )
    where = (day.territory, day.day, day.name)
    return Row((*where, adopted, proposed, f"#{day.position}", day.adopted_from, day.proposed_by))
