"""Everything in the ledger verified, and an old copy that was put back declared."""

import contextlib
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from cli.command import Command, Option
from cli.elsewhere import remarks
from cli.query import PROVIDER_ZONE, Query, asks
from cli.session import Session
from cli.whole_file import read_whole
from ledger.events.unfit import Unfit
from ledger.refusal import IntegrityFailure, UsageRefused
from projections.calendar.zone import zone
from projections.edition.wording import N_, Text, say
from projections.report.block import Block, Column, Heading, Page, Pairs, Paragraph, Row, Table

if TYPE_CHECKING:
    from ledger.seal.audit import Audited
    from ledger.seal.checkpoint import Checkpoint
    from ledger.seal.finding import Finding
    from ledger.seal.note import VerifierKey

FAULTY = IntegrityFailure.exit_status
_MOST = 50


@dataclass(frozen=True)
class Verified:
    """What was verified, and what was found; only faults make the exit status."""

    ledger: str
    position: int
    sealed: int
    epochs: int
    faults: int
    findings: tuple[dict[str, Any], ...]


@click.command(
    "verify",
    cls=Command,
    help=N_(
        """
        Verify everything in the ledger: every entry, every tree, every signature, the file itself.

        One line tells each finding, as narrowly as it can be told what was altered; the exit status is 5 where there
        is one. Remarks are no faults: that nothing is sealed, that no mark is kept here, that other holidays or time
        zones would be proposed today.
        """
    ),
    examples=(
        "livret verify",
        "livret verify --key 'livret/00112233445566778899aabbccddeeff+c74f20a3+ARpc2Qc…'",
        "livret verify --held checkpoint-of-may.txt --format json",
    ),
)
@click.option(
    "--key", "line", cls=Option, metavar="LINE", help=N_("The published key: the last epoch must be signed by it.")
)
@click.option(
    "--held",
    cls=Option,
    metavar="FILE",
    help=N_("A checkpoint given out before: the ledger must contain what it was signed over."),
)
@click.option(
    "--ca", cls=Option, metavar="FILE", help=N_("The certificates of the time-stamping authorities trusted, as PEM.")
)
@asks(readings=False, known=False)
@click.pass_context
def verify(ctx: click.Context, query: Query, line: str | None, held: str | None, ca: str | None) -> None:
    """Verify the session's ledger."""
    from ledger.seal.attested import attested
    from ledger.seal.audit import Asked, audit
    from ledger.seal.audit_vault import audit_vault
    from ledger.seal.finding import Finding

    key, checkpoint = _key(line), _checkpoint(held)
    try:
        with query.reading() as reader, _bar(query.session, reader.head().position) as progress:
            stamped = attested(None if ca is None else Path(ca))
            found = audit(reader, Asked(key=key, held=checkpoint), progress, stamped)
            if not found.faults:
                found.findings.extend(audit_vault(reader))
                found.findings.extend(remarks(query, reader))
    except IntegrityFailure as failure:
        from ledger.seal.audit import Audited

        found = Audited(0, 0, 0, [Finding("file", failure.template, failure.values)])
    page = _rows if query.format == "csv" else _page
    query.show(_answer(query.session, found), zone(PROVIDER_ZONE), lambda: page(query.session, found))
    if found.faults:
        ctx.exit(FAULTY)


def _key(line: str | None) -> "VerifierKey | None":
    if line is None:
        return None
    from ledger.seal.note import read_key

    try:
        return read_key(line.strip())
    except Unfit as unfit:
        raise UsageRefused(N_("--key: it {reason}"), reason=Text(unfit.template, unfit.values)) from unfit


def _checkpoint(held: str | None) -> "Checkpoint | None":
    """What a checkpoint says; that it was given out is for who holds it to know, and its signature with it."""
    if held is None:
        return None
    from ledger.seal.checkpoint import read_signed

    try:
        return read_signed(read_whole(Path(held)))[0]
    except Unfit as unfit:
        reason = Text(unfit.template, unfit.values)
        raise UsageRefused(N_("--held: {path} {reason}"), path=held, reason=reason) from unfit


@contextlib.contextmanager
def _bar(session: Session, length: int) -> Iterator[Any]:
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=length, label=session.text(N_("verifying")), file=sys.stderr, width=0) as shown:
        yield shown.update


def _answer(session: Session, found: "Audited") -> Verified:
    findings = tuple(
        {"about": each.about, "fault": not each.remark, "said": _text(each), **_values(each)} for each in found.findings
    )
    return Verified(str(session.ledger), found.entries, found.sealed, found.epochs, len(found.faults), findings)


def _values(finding: "Finding") -> dict[str, Any]:
    return {name: value if isinstance(value, int) else str(value) for name, value in finding.values.items()}


def _text(finding: "Finding") -> Text:
    from ledger.seal.finding import Finding

    return Text(
        finding.template,
        {name: _text(value) if isinstance(value, Finding) else value for name, value in finding.values.items()},
    )


def _page(session: Session, found: "Audited") -> Page:
    faults = found.faults
    blocks: list[Block] = [Heading(say(N_("Verification of {ledger}"), ledger=session.ledger))]
    if found.entries or not faults:
        read = (
            (say(N_("Entries")), found.entries),
            (say(N_("Sealed up to")), f"#{found.sealed}" if found.sealed else None),
            (say(N_("Epochs")), found.epochs),
        )
        blocks.append(Pairs(read))
    blocks += [Paragraph(_text(each), "bad") for each in faults[:_MOST]]
    if len(faults) > _MOST:
        blocks.append(Paragraph(say(N_("… and {count} more"), count=len(faults) - _MOST), "bad"))
    if not faults:
        sealed = N_("Everything is as it was recorded, and as it was sealed.")
        sound = sealed if found.epochs else N_("Everything is as it was recorded.")
        blocks.append(Paragraph(say(sound), "good"))
    blocks += [
        Paragraph(say(N_("Remark: {what}"), what=_text(each)), "quiet") for each in found.findings if each.remark
    ]
    return tuple(blocks)


def _rows(session: Session, found: "Audited") -> Page:
    """The findings alone, a row each, for a table calculator."""
    titles = {"about": say(N_("About")), "kind": say(N_("Kind")), "finding": say(N_("Finding"))}
    fault, remark = say(N_("fault")), say(N_("remark"))
    rows = tuple(Row((each.about, remark if each.remark else fault, _text(each))) for each in found.findings)
    return (Table("findings", tuple(Column(name, title) for name, title in titles.items()), rows),)
