"""Disputes: opened, argued and settled as events, and both sides put beside the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import click

from cli.argument import contract_argument
from cli.claim import keep_claim
from cli.command import Argument, Choice, Command, Group, Option
from cli.query import Query, asks, find_contract, usage
from cli.record import attributes
from cli.session import Session, session_of
from cli.value import CONTRACT, PERIOD, READING
from ledger import clock
from ledger.journal.read import Reader, open_reader
from ledger.refusal import UsageRefused
from projections.articles.finding import EntryRef, refs
from projections.calendar.span import Instant
from projections.edition.reading import Reading
from projections.edition.wording import N_, say
from projections.facts.dispute import Dispute, disputes, moment
from projections.facts.history import History, known
from projections.inquiry.dispute import examine
from projections.report.block import Column, Heading, Page, Paragraph, Row, Table


@dataclass(frozen=True)
class DisputeLine:
    """One dispute in a list."""

    dispute: str
    article: str
    period: str
    opened_at: Instant
    opened_by: str | None
    claims: int
    settled_at: Instant | None
    outcome: str | None
    entries: tuple[EntryRef, ...]


dispute = Group(
    "dispute",
    help=N_(
        """
        Open, argue and settle disputes, and put both sides beside the ledger.

        A dispute is about what an article says of a period. Each side claims a figure, the readings it rests on and
        why; nothing of it changes a figure, until both agree on a reading.
        """
    ),
    examples=(
        "livret dispute open C1 D-1 --article 6 --period 2026-03 --party client --because 'two hours, not one'",
        "livret dispute claim C1 D-1 --party client --figure 99.70 --reading unavailability=any_function",
        "livret dispute show C1 D-1",
        "livret dispute settle C1 D-1 --outcome 'met' --agree unavailability=total_only --effective-on 2026-04-01",
    ),
)

_ID = Argument(["dispute_id"], metavar="ID", explain=N_("The dispute, such as D-2026-04."))


def _params(*own: click.Parameter) -> list[click.Parameter]:
    return [
        Argument(["contract"], type=CONTRACT, explain=N_("The contract, as C1 or contract/C1.")),
        _ID,
        *own,
        Option(["--because"], metavar="TEXT", help=N_("Why.")),
        Option(["--at"], metavar="TIME|now", default="now", show_default=True, help=N_("When it was said.")),
        *attributes(),
    ]


_CLAIM: tuple[click.Parameter, ...] = (
    Option(["--party"], type=Choice(("provider", "client")), help=N_("Which side says so.")),
    Option(
        ["--figure"],
        metavar="FIGURE",
        help=N_("The figure it holds to be right: a rate such as 99.70, an amount such as 600 (seconds), or JSON."),
    ),
    Option(
        ["--reading", "claimed"],
        type=READING,
        multiple=True,
        metavar="NAME=OPTION",
        help=N_("A reading that it rests on."),
    ),
)


@dispute.command(
    "open",
    cls=Command,
    params=_params(
        Option(["--article"], required=True, metavar="N", help=N_("The article in dispute.")),
        Option(["--period"], required=True, type=PERIOD, help=N_("The period in dispute, such as 2026-03.")),
        *_CLAIM,
    ),
    help=N_("Open a dispute about what an article says of a period."),
)
@click.pass_context
def open_(ctx: click.Context, /, article: str, period: object, **typed: Any) -> None:
    """Record that a dispute is opened."""
    keep_claim(session_of(ctx), "opened", {"article": article, "period": str(period)}, typed)


@dispute.command(
    "claim", cls=Command, params=_params(*_CLAIM), help=N_("Say which figure a side of a dispute holds to be right.")
)
@click.pass_context
def claim(ctx: click.Context, /, **typed: Any) -> None:
    """Record a claim."""
    session = session_of(ctx)
    keep_claim(session, "claimed", _about(session, typed), typed)


@dispute.command(
    "settle",
    cls=Command,
    params=_params(
        Option(["--outcome"], required=True, metavar="TEXT", help=N_("What it came to.")),
        *_CLAIM,
        Option(
            ["--agree", "agreed"],
            type=READING,
            multiple=True,
            metavar="NAME=OPTION",
            help=N_("A reading that both sides agree on from a day on."),
        ),
        Option(["--effective-on"], metavar="DATE", help=N_("With --agree: the first day on which it holds.")),
    ),
    help=N_(
        """
        Settle a dispute, and record what was agreed on.

        What --agree names is recorded as `reading.agreed` in the same transaction, and holds from --effective-on on.
        """
    ),
)
@click.pass_context
def settle(
    ctx: click.Context, /, outcome: str, agreed: tuple[Reading, ...], effective_on: str | None, **typed: Any
) -> None:
    """Record a settlement, with the readings agreed on."""
    session = session_of(ctx)
    if bool(agreed) != (effective_on is not None):
        raise UsageRefused(N_("--agree and --effective-on go together: a reading, and the first day on which it holds"))
    about = {**_about(session, typed), "outcome": outcome}
    readings = [
        ({"option": member.option, "effective_on": effective_on, "because": typed["because"] or outcome}, member)
        for member in agreed
    ]
    keep_claim(session, "settled", about, typed, {f"reading/{each.declaration.name}": data for data, each in readings})


def _about(session: Session, typed: Mapping[str, Any]) -> dict[str, str]:
    """What a dispute is about, from its opening."""
    with open_reader(session.ledger) as reader:
        history = History(reader, known(reader, clock.now(), None, None, "ledger"))
        found = _find(history, typed["contract"], typed["dispute_id"])
    return {"article": found.article, "period": found.period}


def _find(history: History, contract: str, identifier: str) -> Dispute:
    there = {each.id: each for each in disputes(history, contract)}
    wanted = identifier.removeprefix("dispute/")
    if wanted not in there:
        raise UsageRefused(
            N_(
                "contract {contract} has no dispute {dispute} known; "
                "`livret dispute list {contract}` shows those there are"
            ),
            contract=contract,
            dispute=wanted,
        )
    return there[wanted]


@dispute.command("list", cls=Command, help=N_("List the disputes of a contract."))
@contract_argument
@asks(readings=False)
def list_(query: Query, contract: str) -> None:
    """All disputes of a contract as known."""
    with query.reading() as reader:
        history = query.history(reader, contract)
        there = find_contract(history, reader, contract).subscriptions[-1].zone
        found = [_line(each) for each in disputes(history, contract)]
    query.show(found, there, lambda: _list_page(contract, found))


def _line(each: Dispute) -> DisputeLine:
    first, settled = each.claims[0], each.settled
    return DisputeLine(
        each.id,
        each.article,
        each.period,
        Instant(first.entry.occurred_at),
        first.party,
        sum(claim.kind != "settled" for claim in each.claims),
        None if settled is None else Instant(settled.entry.occurred_at),
        None if settled is None else settled.outcome,
        refs(claim.entry for claim in each.claims),
    )


def _list_page(contract: str, found: list[DisputeLine]) -> Page:
    columns = (
        Column("dispute", say(N_("Dispute"))),
        Column("article", say(N_("Article"))),
        Column("period", say(N_("Period"))),
        Column("opened_at", say(N_("Opened"))),
        Column("settled_at", say(N_("Settled"))),
        Column("outcome", say(N_("Outcome"))),
    )
    rows = tuple(
        Row(
            (each.dispute, each.article, each.period, each.opened_at, each.settled_at, each.outcome),
            "doubtful" if each.settled_at is None else "plain",
        )
        for each in found
    )
    table = Table("disputes", columns, rows) if rows else Paragraph(say(N_("No dispute is known.")))
    return Heading(say(N_("Disputes of contract {contract}"), contract=contract)), table


@dispute.command(
    "show",
    cls=Command,
    help=N_(
        """
        Put both sides of a dispute beside the ledger, to the second.

        Shows the claims, the ledger's own figure as known when each claim became known and now, under the readings in
        force and under those of each side, and what lies between a claim and the figure now: entries, then readings,
        each with its share. With --known-by source a claim became known when its source says so.
        """
    ),
    examples=("livret dispute show C1 D-1", "livret dispute show C1 D-1 --known-by source --format json"),
)
@contract_argument
@click.argument("dispute_id", cls=Argument, metavar="ID", explain=N_("The dispute, such as D-2026-04."))
@asks()
def show(query: Query, contract: str, dispute_id: str) -> None:
    """One dispute."""
    with query.reading() as reader, usage():
        history = query.history(reader, contract)
        bound = find_contract(history, reader, contract)
        found = _find(history, contract, dispute_id)
        account = examine(found, contract, _fresh(reader, history), moment(reader, history), query.chosen)
    query.show(account, bound.subscriptions[-1].zone)


def _fresh(reader: Reader, history: History) -> "partial[History]":
    return partial(History, reader, history.known, assumed=history.assumed)
