"""Is a dossier what it says? Checked without the ledger, from the file alone and what its holder knows besides."""

from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import click

from cli.command import Argument, Command, Option
from cli.dossier_judge import judged, key_of, limited
from cli.query import Query, asks
from ledger.refusal import IntegrityFailure
from projections.edition.wording import N_, Text, say
from projections.report.block import Block, Heading, Page, Paragraph


@dataclass(frozen=True)
class DossierVerdict:
    """What was found: `faults` are why it is not accepted, `remarks` what rests on somebody's word."""

    file: str
    accepted: bool
    contract: str
    period: str
    faults: tuple[Text, ...]
    verified: tuple[Text, ...]
    remarks: tuple[Text, ...]


@click.command(
    "verify",
    cls=Command,
    help=N_(
        """
        Verify a dossier; no ledger is needed.

        That no entry is altered, left out, moved, doubled or cut off; that a signature covers them all; that the log
        goes on from a checkpoint held from earlier; that time-stamps fit; and that the figures follow from the
        entries. What is wrong is said in a line each, with exit status 5.
        """
    ),
    examples=(
        "livret dossier verify C1-2026-03.zip",
        "livret dossier verify C1-2026-03.zip --held checkpoint-2026-02 --ca authority.pem",
    ),
)
@click.argument("file", cls=Argument, explain=N_("The dossier."))
@click.option(
    "--held",
    cls=Option,
    multiple=True,
    metavar="FILE",
    help=N_("A checkpoint, or a dossier, that was given earlier and kept."),
)
@click.option(
    "--key",
    "keys",
    cls=Option,
    multiple=True,
    metavar="KEY",
    help=N_("A key as it was published, to be believed instead of those in the dossier."),
)
@click.option(
    "--ca", cls=Option, metavar="FILE", help=N_("The certificates of the time-stamping authorities trusted, as PEM.")
)
@asks(readings=False, known=False)
def verify(query: Query, file: str, held: tuple[str, ...], keys: tuple[str, ...], ca: str | None) -> None:
    """Verify one dossier."""
    trusted = tuple(key_of("--key", each) for each in keys)
    kept = [(each, limited(Path(each))) for each in held]
    found = judged(limited(Path(file)), kept, trusted, None if ca is None else Path(ca))
    about = ("", "") if found.question is None else (found.question.contract, found.question.period)
    verdict = DossierVerdict(
        file, not found.faults, *about, tuple(found.faults), tuple(found.verified), tuple(found.remarks)
    )
    if verdict.accepted or query.format == "json":
        query.show(verdict, UTC, lambda: _page(verdict))
    for fault in verdict.faults:
        query.session.complain(f"{file}: {query.session.say(fault)}")
    if not verdict.accepted:
        raise IntegrityFailure(
            N_("{path}: the dossier is not accepted; findings: {count}"), path=file, count=len(verdict.faults)
        )


def _page(verdict: DossierVerdict) -> Page:
    title = say(N_("Dossier of contract {contract}, {period}"), contract=verdict.contract, period=verdict.period)
    blocks: list[Block] = [Heading(title)]
    blocks += (Paragraph(each, "good") for each in verdict.verified)
    blocks += (Paragraph(each, "doubtful") for each in verdict.remarks)
    return (*blocks, Paragraph(say(N_("Nothing speaks against this dossier.")), "good"))
