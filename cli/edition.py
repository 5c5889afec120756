"""The editions of the booklet that this version knows."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import click

from cli.command import Argument, Command, Group
from cli.query import PROVIDER_ZONE, Query, asks, usage
from projections.calendar.zone import zone
from projections.edition.terms import edition as edition_of
from projections.edition.terms import editions
from projections.edition.wording import N_, say
from projections.report.block import Column, Heading, Page, Pairs, Row, Table


@dataclass(frozen=True)
class EditionLine:
    """One edition in a list."""

    edition: str
    title: str
    dated: date


@dataclass(frozen=True)
class EditionTerms:
    """The numbers of an edition, by article."""

    edition: str
    title: str
    dated: date
    provider_timezone: str
    articles: Mapping[str, Mapping[str, object]]


edition = Group(
    "edition",
    help=N_("List the editions of the booklet, or show one."),
    examples=("livret edition list", "livret edition show carrus-2026-03"),
)


@edition.command("list", cls=Command, help=N_("List the editions that this version knows."))
@asks(readings=False, known=False)
def list_(query: Query) -> None:
    """All editions; no ledger is needed."""
    found = [EditionLine(each.id, each.title, each.dated) for each in map(edition_of, editions())]
    columns = (
        Column("edition", say(N_("Edition"))),
        Column("title", say(N_("Title"))),
        Column("dated", say(N_("Dated"))),
    )
    rows = tuple(Row((each.edition, each.title, each.dated)) for each in found)
    query.show(found, zone(PROVIDER_ZONE), lambda: (Table("editions", columns, rows),))


@edition.command("show", cls=Command, help=N_("Show the numbers of an edition, article by article."))
@click.argument("edition", cls=Argument, explain=N_("The edition, such as carrus-2026-03."))
@asks(readings=False, known=False)
def show(query: Query, edition: str) -> None:
    """One edition; no ledger is needed."""
    with usage("EDITION"):
        found = edition_of(edition)
    terms = EditionTerms(found.id, found.title, found.dated, found.provider_timezone, found.articles)
    query.show(terms, zone(found.provider_timezone), lambda: _page(terms))


def _page(terms: EditionTerms) -> Page:
    columns = (
        Column("article", say(N_("Article"))),
        Column("term", say(N_("Term"))),
        Column("value", say(N_("Value"))),
    )
    rows = (
        Row((str(int(article.removeprefix("article_"))), name, _written(value)))
        for article, numbers in terms.articles.items()
        for name, value in numbers.items()
    )
    return (
        Heading(say(N_("Edition {edition}: {title}"), edition=terms.edition, title=terms.title)),
        Pairs(
            (
                (say(N_("Dated")), terms.dated),
                (say(N_("Time zone of the provider")), terms.provider_timezone),
            )
        ),
        Table("terms", columns, tuple(rows)),
    )


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
