"""A dossier for the other side: a statement, and the proof that it rests on the whole history as it was sealed."""

import secrets
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import click

from cli.argument import contract_argument, period_argument
from cli.command import Command, Option
from cli.dossier_verify import verify
from cli.implied import Implying
from cli.query import Query, asks, usage
from cli.stated import asked_again, chosen_options, edition_files, statement_files
from cli.whole_file import write_whole
from ledger.journal.read import Reader
from ledger.refusal import InputRefused, IntegrityFailure, LedgerUnavailable, UsageRefused
from ledger.seal.container import manifest, pack, stamped
from ledger.seal.dossier import Question, gathered
from ledger.seal.examination import Examined, examine
from ledger.seal.excerpt import excerpt
from ledger.seal.exhibit import Exhibit
from ledger.seal.note import read_key
from ledger.seal.signing import lives_of
from ledger.seal.timestamp import read_reply, request
from projections.calendar.period import Period
from projections.calendar.span import Instant
from projections.calendar.zone import tzdata_version, zone
from projections.edition.wording import N_, say
from projections.facts.history import History
from projections.inquiry.statement import ARTICLES, state
from projections.report.block import Column, Heading, Page, Pairs, Row, Table


@dataclass(frozen=True)
class DossierScope:
    """A scope in a dossier: how many entries it has, and how many of them are withheld."""

    scope: str
    entries: int
    withheld: int


@dataclass(frozen=True)
class DossierMade:
    """A dossier that was written."""

    file: str
    contract: str
    period: str
    known_at: Instant
    position: int
    epochs: int
    sealed_at: Instant
    scopes: tuple[DossierScope, ...]
    files: int
    bytes: int
    sha256: str
    timestamped: bool


dossier = Implying(
    "dossier",
    implied="make",
    help=N_(
        """
        Write a dossier that the other side can check without the ledger, or verify one.

        A dossier is one file: a statement, every entry that it rests on, and the proof that these are all entries of
        the contract, its environment and the provider, in order and unaltered since they were sealed.
        """
    ),
    examples=(
        "livret dossier C1 2026-03 -o C1-2026-03.zip",
        "livret dossier verify C1-2026-03.zip",
        "livret dossier verify C1-2026-03.zip --held checkpoint-2026-02 --ca authority.pem",
    ),
)


@dossier.command(
    "make",
    cls=Command,
    help=N_(
        """
        Write the dossier of a contract and period.

        `livret dossier C1 2026-03 -o FILE` does the same. With --article the entries that these articles do not look
        at are withheld: they are proven to be there, and nothing is shown of them. With --timestamp an authority
        attests when the dossier was made.
        """
    ),
    examples=(
        "livret dossier make C1 2026-03 -o C1-2026-03.zip",
        "livret dossier make C1 2026-Q1 --article 6 --article 7 -o C1-2026-Q1.zip",
        "livret dossier make C1 2026-03 --known-at 2026-04-02 -o C1-2026-03.zip",
    ),
)
@contract_argument
@period_argument
@click.option(
    "--article", "articles", cls=Option, multiple=True, metavar="N", help=N_("Only what this article looks at.")
)
@click.option("-o", "--output", cls=Option, required=True, metavar="FILE", help=N_("The file to write."))
@click.option("--timestamp", cls=Option, metavar="URL", help=N_("The authority that stamps the dossier."))
@asks()
def make(
    query: Query, contract: str, period: Period, articles: tuple[str, ...], output: str, timestamp: str | None
) -> None:
    """The dossier of a contract and period, in one file."""
    _check_asked(articles)
    with query.reading() as reader, usage():
        history = query.history(reader, contract)
        found = query.gathered(
            lambda _, name: state(history, name, period, query.chosen, articles or None), reader, contract
        )
        question = Question(
            contract=contract,
            period=period.text,
            articles=articles or None,
            known_at=found.known_at,
            known_by=found.known_by,
            position=found.position,
            readings=chosen_options(query.chosen),
            program=version("livret"),
            tzdata=tzdata_version(),
        )
        made = made_of(reader, question, history)
    octets = _packed(made.files, timestamp)
    write_whole(Path(output), [octets])
    answer = _described(output, octets, question, made, timestamp is not None)
    query.show(answer, zone(found.timezone), lambda: _page(answer))


def _check_asked(articles: tuple[str, ...]) -> None:
    if click.get_current_context().params["assumed_in"]:
        raise UsageRefused(N_("a dossier holds what was recorded: give no --assume with it"))
    unknown = [each for each in articles if each not in ARTICLES]
    if unknown:
        raise UsageRefused(
            N_("--article: a statement has nothing of article {article}; it has {known}"),
            article=unknown[0],
            known=", ".join(ARTICLES),
        )


class Made(NamedTuple):
    """The files of a dossier, and what a verifier finds in them."""

    files: dict[str, bytes]
    examined: Examined


def made_of(reader: Reader, question: Question, history: History) -> Made:
    """The dossier that answers a question, for which `history` was looked at; verified before it is handed out.

    Raises LedgerUnavailable where the ledger is not sealed that far, IntegrityFailure where it is not what was sealed.
    """
    seals = reader.seals()
    last, slots = seals.last_epoch(), seals.slots()
    if last is None:
        raise LedgerUnavailable(N_("{ledger}: it is not sealed yet; run `livret seal`"), ledger=reader.ledger)
    if last.position < question.position:
        raise LedgerUnavailable(
            N_("{ledger}: it is sealed up to #{sealed}, the dossier tells what was known at #{position}; seal it"),
            ledger=reader.ledger,
            sealed=str(last.position),
            position=question.position,
        )
    looked_in = history.looked_in()
    scopes = sorted({*(scope for scope, _ in looked_in), "provider"} & slots.keys())

    def shown(scope: str, family: str) -> bool:
        return question.articles is None or (scope, family) in looked_in or family in _ALWAYS_SHOWN

    lines = [life.key.line() for life in lives_of(seals)]
    taken = excerpt(reader, scopes, shown, lines)
    examined = examine(taken.files, taken.places, tuple(map(read_key, lines)))
    for fault in examined.faults:
        raise IntegrityFailure(
            N_("{ledger}: what it holds is not what was sealed ({fault}); verify it"), ledger=reader.ledger, fault=fault
        )
    assert examined.log is not None
    stated, again = asked_again(Exhibit(examined.entries, examined.log.head), question)
    files = gathered(question, taken, {**statement_files(stated), **edition_files(again, question.contract)})
    return Made(files, examined)


_ALWAYS_SHOWN = ("key", "ledger")
"""Families of the provider's scope that tell whom to trust."""


def _packed(files: dict[str, bytes], timestamp: str | None) -> bytes:
    """The container, its manifest stamped by an authority where one is named."""
    if timestamp is None:
        return pack(files)
    from ledger.seal.authority import ask

    message = manifest(files)
    token = read_reply(ask(timestamp, request(message, secrets.randbits(63))), timestamp)
    if not token.is_about(message):
        raise InputRefused(N_("{url}: the time-stamp is about other bytes; ask again"), url=timestamp)
    return pack(stamped(files, token.der))


def _described(file: str, octets: bytes, question: Question, made: Made, timestamped: bool) -> DossierMade:
    log, examined = made.examined.log, made.examined
    assert log is not None
    return DossierMade(
        file,
        question.contract,
        question.period,
        Instant(question.known_at),
        question.position,
        log.checkpoint.size,
        Instant(log.head.recorded_at),
        tuple(scopes_of(examined)),
        len(made.files),
        len(octets),
        sha256(octets).hexdigest(),
        timestamped,
    )


def scopes_of(examined: Examined) -> Iterable[DossierScope]:
    """The scopes of a dossier, with how many entries each has."""
    shown = Counter(entry.scope for entry in examined.entries)
    for scope, withheld in examined.withheld.items():
        yield DossierScope(scope, shown[scope] + withheld, withheld)


def _page(made: DossierMade) -> Page:
    said = {"contract": made.contract, "period": made.period}
    columns = (
        Column("scope", say(N_("Scope"))),
        Column("entries", say(N_("Entries")), right=True),
        Column("withheld", say(N_("Withheld")), right=True),
    )
    return (
        Heading(say(N_("Dossier of contract {contract}, {period}"), **said)),
        Pairs(
            (
                (say(N_("File")), made.file),
                (say(N_("Known at")), say(N_("{time}, at #{position}"), time=made.known_at, position=made.position)),
                (say(N_("Sealed")), say(N_("{time}, epochs: {epochs}"), time=made.sealed_at, epochs=made.epochs)),
                (say(N_("Time-stamped")), say(N_("yes")) if made.timestamped else say(N_("no"))),
                (say(N_("Size in bytes")), made.bytes),
                (say(N_("SHA-256")), made.sha256),
            )
        ),
        Table("scopes", columns, tuple(Row((each.scope, each.entries, each.withheld)) for each in made.scopes)),
    )


dossier.add_command(verify)
