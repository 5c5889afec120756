"""The editions of the booklet: their numbers, checked; and the signed text, attached to be quoted."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import click

from cli.booklet import attach
from cli.command import Argument, Command, Group, Option
from cli.query import PROVIDER_ZONE, Query, asks, contract_ids, find_contract, usage
from cli.value import CONTRACT
from ledger.refusal import InputRefused, UsageRefused
from projections.articles.finding import EntryRef, refs
from projections.calendar.zone import zone
from projections.edition.check import NUMBERS, problems, table_name
from projections.edition.terms import Edition, editions, made, read_table
from projections.edition.terms import edition as edition_of
from projections.edition.wording import N_, Text, say
from projections.facts.document import booklet, quoted
from projections.report.block import Block, Column, Heading, Page, Pairs, Paragraph, Row, Table


@dataclass(frozen=True)
class EditionLine:
    """One edition in a list."""

    edition: str
    title: str
    dated: date


@dataclass(frozen=True)
class Quote:
    """An article as the text attached to a contract words it; `sha256` is that of the whole text."""

    article: str
    contract: str
    document: str
    sha256: str
    entries: tuple[EntryRef, ...]
    text: str


@dataclass(frozen=True)
class EditionTerms:
    """The numbers of an edition, by article; the wording of an article where it was asked for."""

    edition: str
    title: str
    dated: date
    provider_timezone: str
    articles: Mapping[str, Mapping[str, object]]
    paragraphs: Mapping[str, Mapping[str, str]]
    quote: Quote | None


edition = Group(
    "edition",
    help=N_(
        """
        List the editions of the booklet, show or check one, or attach its signed text.

        Further editions are read from the folder that LIVRET_EDITIONS names, a file ID.toml each; one comes into force
        for a contract by `contract.amended` with its id.
        """
    ),
    examples=(
        "livret edition list",
        "livret edition show carrus-2026-03",
        "livret edition check carrus-2027-01.toml",
        "livret edition attach C1 livret-signed.txt",
        "livret edition show carrus-2026-03 --article 6",
    ),
)


@edition.command("list", cls=Command, help=N_("List the editions that this version knows."))
@asks(readings=False, known=False)
def list_(query: Query) -> None:
    """All editions; no ledger is needed."""
    with usage():
        found = [EditionLine(each.id, each.title, each.dated) for each in map(edition_of, editions())]
    columns = (
        Column("edition", say(N_("Edition"))),
        Column("title", say(N_("Title"))),
        Column("dated", say(N_("Dated"))),
    )
    rows = tuple(Row((each.edition, each.title, each.dated)) for each in found)
    query.show(found, zone(PROVIDER_ZONE), lambda: (Table("editions", columns, rows),))


@edition.command(
    "show",
    cls=Command,
    help=N_(
        """
        Show the numbers of an edition, article by article.

        With --article only that one, as the signed text words it, where one is attached to a contract.
        """
    ),
)
@click.argument("edition", cls=Argument, explain=N_("The edition, such as carrus-2026-03."))
@click.option("--article", cls=Option, metavar="N", help=N_("Only this article, quoted from the text attached."))
@click.option(
    "--contract", cls=Option, type=CONTRACT, metavar="CONTRACT", help=N_("With --article: whose text is quoted.")
)
@asks(readings=False)
def show(query: Query, edition: str, article: str | None, contract: str | None) -> None:
    """One edition; no ledger is needed unless an article is quoted."""
    if contract is not None and article is None:
        raise UsageRefused(N_("--contract says whose text is quoted; give --article as well"))
    with usage("EDITION"):
        found = edition_of(edition)
    quote = None if article is None else _quote(query, edition, _article(article), contract)
    terms = _terms(found, quote)
    query.show(terms, zone(found.provider_timezone), lambda: _page(terms))


def _article(text: str) -> str:
    if not re.fullmatch(r"[1-9][0-9]?", text):
        raise UsageRefused(N_("--article: `{value}` is no number of an article; write 6"), value=text)
    return text


def _quote(query: Query, edition: str, article: str, contract: str | None) -> Quote:
    with query.reading() as reader:
        history = query.history(reader, contract)
        if contract is not None:
            find_contract(history, reader, contract)
        found = booklet(history, contract_ids(reader) if contract is None else [contract], edition)
    if found is None:
        raise UsageRefused(
            N_("no text of edition {edition} is attached; `livret edition attach CONTRACT FILE` does that"),
            edition=edition,
        )
    quotation = quoted(found, article)
    if quotation is None:
        raise UsageRefused(
            N_("{document}: no heading of article {article} is found in it"), document=found.name, article=article
        )
    return Quote(article, found.contract, found.name, found.sha256, refs([found.entry]), quotation.text)


def _terms(found: Edition, quote: Quote | None = None) -> EditionTerms:
    articles = dict(found.articles)
    if quote is not None:
        articles = {name: numbers for name, numbers in articles.items() if name == table_name(quote.article)}
    paragraphs = {
        table_name(article): {name: paragraph for name, (paragraph, _) in numbers.items()}
        for article, numbers in NUMBERS.items()
        if table_name(article) in articles
    }
    return EditionTerms(found.id, found.title, found.dated, found.provider_timezone, articles, paragraphs, quote)


def _page(terms: EditionTerms) -> Page:
    columns = (
        Column("article", say(N_("Article"))),
        Column("paragraph", say(N_("Paragraph"))),
        Column("term", say(N_("Term"))),
        Column("value", say(N_("Value"))),
    )
    rows = (
        Row((str(int(article.removeprefix("article_"))), terms.paragraphs[article].get(name), name, _written(value)))
        for article, numbers in terms.articles.items()
        for name, value in numbers.items()
    )
    blocks: list[Block] = [
        Heading(say(N_("Edition {edition}: {title}"), edition=terms.edition, title=terms.title)),
        Pairs(
            (
                (say(N_("Dated")), terms.dated),
                (say(N_("Time zone of the provider")), terms.provider_timezone),
            )
        ),
        Table("terms", columns, tuple(rows)),
    ]
    return (*blocks, *(() if terms.quote is None else _quoted(terms.quote)))


def _quoted(quote: Quote) -> Page:
    source = say(
        N_(
            "Article {article} as `{document}` words it, "
            "attached to contract {contract} at #{position}, SHA-256 {digest}."
        ),
        article=quote.article,
        document=quote.document,
        contract=quote.contract,
        position=quote.entries[0].position,
        digest=quote.sha256,
    )
    lines = (line.strip() for line in quote.text.splitlines())
    return Paragraph(source), *(Paragraph(Text("{line}", {"line": line}), "quiet") for line in lines if line)


def _written(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


@edition.command(
    "check",
    cls=Command,
    help=N_(
        """
        Check the file of an edition: every number that the articles need, with its paragraph.

        What is wrong is said in a line each, with exit status 3; a file without a fault is shown.
        """
    ),
)
@click.argument("file", cls=Argument, explain=N_("The file, in TOML."))
@asks(readings=False, known=False)
def check(query: Query, file: str) -> None:
    """Check a file; no ledger is needed."""
    with usage():
        table = read_table(Path(file))
    wrong = problems(table)
    for each in wrong:
        query.session.complain(f"{file}: {query.session.say(each)}")
    if wrong:
        raise InputRefused(
            N_("{path}: this is no edition to compute with; faults: {count}"), path=file, count=len(wrong)
        )
    found = made(table)
    query.show(_terms(found), zone(found.provider_timezone), lambda: _page(_terms(found)))


edition.add_command(attach)
