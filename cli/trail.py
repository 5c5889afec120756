"""The entries about a subject or of a contract, with everything that is known of each."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import tzinfo
from typing import Any, Literal

import click

from cli.command import Argument, Command
from cli.query import PROVIDER_ZONE, Query, asks, contract_ids, find_contract, is_signed
from ledger.events.catalogue import family
from ledger.events.entry import AMENDMENTS, RETRACTED, Entry, standing_amendments
from ledger.events.subject import full_subject
from ledger.journal.read import Reader
from ledger.refusal import UsageRefused
from projections.calendar.span import Instant
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text, say
from projections.facts.history import History
from projections.report.block import Column, Heading, Page, Row, Table, Tone
from projections.report.said import said

Standing = Literal["stands", "restated", "retracted", "undone", "assumed"]
_STANDING: Mapping[str, tuple[str, Tone]] = {
    "stands": (N_("stands"), "plain"),
    "restated": (N_("restated by {positions}"), "doubtful"),
    "retracted": (N_("retracted by {positions}"), "quiet"),
    "undone": (N_("undone by {positions}"), "quiet"),
    "assumed": (N_("assumed, not recorded"), "doubtful"),
}
_LONGEST_SAID = 400
"""A field holds at most that much of itself in a table; JSON and CSV have all of it."""
_SHORT_DIGEST = 16


@dataclass(frozen=True)
class TrailLine:
    """One entry: both clocks, what the source claims, who, what, and what became of it.

    One that is only assumed was recorded by nobody and has no digest; its position is negative.
    """

    position: int
    occurred_at: Instant
    recorded_at: Instant
    claimed_at: Instant | None
    scope: str
    subject: str
    type: str
    data: Mapping[str, Any]
    source: str
    id: str
    actor: str | None
    assertedby: str
    recorded_by: str | None
    standing: Standing
    amended_by: tuple[int, ...]
    digest: str | None


@click.command(
    "trail",
    cls=Command,
    help=N_(
        """
        List the entries about a subject or of a contract, in order.

        With when each happened and when it was recorded, who says so, what amended it, and its digest. A contract's
        trail takes in that of its environments.
        """
    ),
    examples=(
        "livret trail outage/2026-0042",
        "livret trail C1 --format csv",
        "livret trail environment/prod-1 --known-at 2026-04-02",
        "livret trail provider",
    ),
)
@click.argument(
    "what",
    cls=Argument,
    metavar="SUBJECT|CONTRACT",
    explain=N_("A subject such as outage/2026-0042, a contract (C1), an environment, or provider."),
)
@asks(readings=False)
def trail(query: Query, what: str) -> None:
    """The trail of a subject or a scope."""
    with query.reading() as reader:
        contract = _contract(reader, what)
        history = query.history(reader, contract)
        there = zone(PROVIDER_ZONE)
        if contract is not None and is_signed(history, contract):
            there = find_contract(history, reader, contract).subscriptions[-1].zone
        entries = _entries(history, reader, what, contract)
        if not entries:
            raise UsageRefused(
                N_("the ledger knows nothing of {what}; `livret trail` takes a subject or a contract"), what=what
            )
        lines = _lines(reader, entries)
    query.show(lines, there, lambda: _page(lines, what, there, whole=query.format == "csv"))


def _contract(reader: Reader, what: str) -> str | None:
    if what.startswith("contract/") or ("/" not in what and what != "provider"):
        return full_subject("contract", what).removeprefix("contract/")
    return None


def _entries(history: History, reader: Reader, what: str, contract: str | None) -> list[Entry]:
    if contract is not None:
        scopes = [f"contract/{contract}"]
        if contract in contract_ids(reader) and is_signed(history, contract):
            scopes += {each.environment for each in find_contract(history, reader, contract).subscriptions}
        found = [entry for scope in scopes for entry in history.unamended(scope, *_families(history, reader, scope))]
    elif what == "provider" or what.startswith("environment/"):
        found = history.unamended(what, *_families(history, reader, what))
    else:
        there = dict.fromkeys((*reader.scopes(), *(each.entry.scope for each in history.assumed)))
        found = [entry for scope in there for entry in _of_subject(history, reader, scope, what)]
    return sorted(found, key=lambda entry: (entry.position < 0, abs(entry.position)))  # the assumed ones last


def _families(history: History, reader: Reader, scope: str) -> set[str]:
    """The families of a scope, with those of which something is assumed."""
    return {*reader.families(scope), *(each.family for each in history.assumed if each.entry.scope == scope)}


def _of_subject(history: History, reader: Reader, scope: str, subject: str) -> Iterable[Entry]:
    """The known entries of a subject; which families to look in shows in what was ever said of it."""
    types = {entry.type for entry in reader.subject_entries(scope, subject)}
    families = {family(each) for each in types if not each.startswith("entry.")}
    families |= {each.family for each in history.assumed if each.entry.subject == subject}
    return [entry for entry in history.unamended(scope, *families) if entry.subject == subject]


def _lines(reader: Reader, entries: list[Entry]) -> list[TrailLine]:
    standing = standing_amendments(entries)
    return [_line(reader, entry, standing.get(entry.key, [])) for entry in entries]


def _line(reader: Reader, entry: Entry, amendments: list[Entry]) -> TrailLine:
    raw = reader.raw(entry.position) if entry.position > 0 else None
    entry = reader.shown(entry)
    kind: Standing = "assumed" if raw is None else "stands"
    if any(each.type == RETRACTED for each in amendments):
        kind = "undone" if entry.type in AMENDMENTS else "retracted"
    elif amendments:
        kind = "restated"
    return TrailLine(
        entry.position,
        Instant(entry.occurred_at),
        Instant(entry.recorded_at),
        None if entry.claimed_at is None else Instant(entry.claimed_at),
        entry.scope,
        entry.subject,
        entry.type,
        entry.data,
        entry.source,
        entry.id,
        entry.actor,
        entry.assertedby,
        None if raw is None else raw.recorded_by,
        kind,
        tuple(each.position for each in amendments),
        None if raw is None else raw.leaf.hex(),
    )


def _page(lines: list[TrailLine], what: str, there: tzinfo, *, whole: bool) -> Page:
    columns = (
        Column("position", say(N_("Position")), right=True),
        Column("occurred_at", say(N_("Happened"))),
        Column("recorded_at", say(N_("Recorded"))),
        Column("claimed_at", say(N_("Known to its source"))),
        Column("type", say(N_("Type"))),
        Column("subject", say(N_("Subject"))),
        Column("scope", say(N_("Scope"))),
        Column("data", say(N_("Says"))),
        Column("standing", say(N_("Standing"))),
        Column("actor", say(N_("Actor"))),
        Column("assertedby", say(N_("Asserted by"))),
        Column("source", say(N_("Source"))),
        Column("id", say(N_("Id"))),
        Column("recorded_by", say(N_("Recorded by"))),
        Column("digest", say(N_("Digest"))),
    )
    title = say(N_("Trail of {what}; times are those of {zone}"), what=what, zone=str(there))
    return (Heading(title), Table("trail", columns, tuple(_row(line, whole) for line in lines)))


def _row(line: TrailLine, whole: bool) -> Row:
    template, tone = _STANDING[line.standing]
    positions = ", ".join(f"#{position}" for position in line.amended_by)
    return Row(
        (
            line.position,
            line.occurred_at,
            line.recorded_at,
            line.claimed_at,
            line.type,
            line.subject,
            line.scope,
            json.dumps(line.data, ensure_ascii=False) if whole else said(line.data, _said),
            Text(template, {"positions": positions} if positions else {}),
            line.actor,
            line.assertedby,
            line.source,
            line.id,
            line.recorded_by,
            line.digest if whole or line.digest is None else f"{line.digest[:_SHORT_DIGEST]}…",
        ),
        tone,
    )


def _said(value: object) -> str:
    """A value of a field, as a table shows it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST_SAID else f"{text[:_LONGEST_SAID]}…"
