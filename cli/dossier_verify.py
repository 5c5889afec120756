"""Is a dossier what it says? Checked without the ledger, from the file alone and what its holder knows besides."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

import click

from cli.command import Argument, Command, Option
from cli.dossier_figures import compared
from cli.query import Query, asks
from cli.stamping import outcome_of
from ledger.events.unfit import Unfit
from ledger.refusal import IntegrityFailure, UsageRefused
from ledger.seal.container import LARGEST, manifest_faults, unpack
from ledger.seal.dating import authority_faults, stamp_faults, stamps_of, utc
from ledger.seal.dossier import Question, read_about
from ledger.seal.dossier_files import attempted
from ledger.seal.epoch_log import Log, held_faults
from ledger.seal.examination import Examined, examine, read_keys
from ledger.seal.excerpt import Place
from ledger.seal.note import VerifierKey, read_key
from ledger.seal.scope_log import scope_faults
from ledger.seal.timestamp_check import verified
from ledger.seal.timestamp_check import verify as check_token
from projections.edition.wording import N_, Text, say
from projections.report.block import Block, Heading, Page, Paragraph

Told = list[Text]


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
    files_held = [(each, _read(Path(each))) for each in held]
    trusted = tuple(map(_key, keys))
    verdict = judged(file, _read(Path(file)), files_held, trusted, None if ca is None else Path(ca))
    if verdict.accepted or query.format == "json":
        query.show(verdict, UTC, lambda: _page(verdict))
    for fault in verdict.faults:
        query.session.complain(f"{file}: {query.session.say(fault)}")
    if not verdict.accepted:
        raise IntegrityFailure(
            N_("{file}: the dossier is not accepted; findings: {count}"), file=file, count=len(verdict.faults)
        )


def _read(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise UsageRefused(N_("{path}: it is larger than {limit} bytes, which no dossier is"), path=path, limit=LARGEST)
    return path.read_bytes()


def _key(line: str) -> VerifierKey:
    try:
        return read_key(line.strip())
    except Unfit as error:
        reason = Text(error.template, error.values)
        raise UsageRefused(N_("--key: `{key}` {reason}"), key=line, reason=reason) from None


def judged(
    file: str, octets: bytes, held: list[tuple[str, bytes]], trusted: tuple[VerifierKey, ...], roots: Path | None
) -> DossierVerdict:
    """What is found in the bytes of a dossier. Raises UsageRefused for certificates that cannot be read."""
    found = Findings()
    question = None
    try:
        files = unpack(octets)
        found.faults += map(_text, manifest_faults(files))
        question, places = read_about(files)
        keys = trusted or read_keys(files)
        _judge(found, files, question, places, keys, held, roots)
        if not trusted:
            published = ", ".join(key.line() for key in keys)
            found.remarks.append(
                say(
                    N_("the keys are those in the dossier; compare them with what was published: {keys}"),
                    keys=published,
                )
            )
    except Unfit as fault:
        found.faults.append(_text(fault))
    about = ("", "") if question is None else (question.contract, question.period)
    return DossierVerdict(
        file, not found.faults, *about, tuple(found.faults), tuple(found.verified), tuple(found.remarks)
    )


class Findings:
    """What is found on the way."""

    def __init__(self) -> None:
        self.faults: Told = []
        self.verified: Told = []
        self.remarks: Told = []


def _text(fault: Unfit) -> Text:
    values = {name: _text(value) if isinstance(value, Unfit) else value for name, value in fault.values.items()}
    return Text(fault.template, values)


def _judge(
    found: Findings,
    files: Mapping[str, bytes],
    question: Question,
    places: tuple[Place, ...],
    keys: tuple[VerifierKey, ...],
    held: list[tuple[str, bytes]],
    roots: Path | None,
) -> None:
    examined = examine(files, places, keys)
    found.faults += map(_text, examined.faults)
    log = examined.log
    if log is None:
        return
    said = {"origin": log.checkpoint.origin, "size": log.checkpoint.size, "at": utc(log.head.recorded_at)}
    found.verified.append(
        say(N_("the checkpoint of {origin} is signed: epochs: {size}, the last closed at {at}"), **said)
    )
    for who, at in log.cosigned:
        found.verified.append(say(N_("countersigned by {who} at {at}"), who=who, at=utc(at * 1_000_000)))
    for name, octets in held:
        _judge_held(found, name, octets, log, places, files, keys)
    _judge_stamps(found, files, log, roots)
    _judge_entries(found, question, places, examined)
    if not found.faults:
        figures = compared(files, question, examined, log)
        found.faults += figures.faults
        found.remarks += figures.remarks
        if not figures.faults:
            found.verified.append(say(N_("the statement follows from the entries, figure by figure")))


def _judge_entries(found: Findings, question: Question, places: tuple[Place, ...], examined: Examined) -> None:
    for place in places:
        said = {"scope": place.scope, "count": place.size, "withheld": examined.withheld.get(place.scope, 0)}
        if not examined.faults:
            found.verified.append(say(N_("{scope}: all its entries in order: {count}, withheld: {withheld}"), **said))
        if said["withheld"] and question.articles is None:
            found.faults.append(
                say(N_("{scope}: entries are withheld from a dossier of all articles: {withheld}"), **said)
            )
        elif said["withheld"]:
            found.remarks.append(
                say(
                    N_("{scope}: that the entries withheld ({withheld}) bear on no figure is the provider's word"),
                    **said,
                )
            )


def _judge_held(
    found: Findings,
    name: str,
    octets: bytes,
    log: Log,
    places: tuple[Place, ...],
    files: Mapping[str, bytes],
    keys: tuple[VerifierKey, ...],
) -> None:
    """The log goes on from a checkpoint, or each scope from an earlier dossier."""
    faults: list[Unfit] = []
    if octets.startswith(b"PK"):
        earlier = attempted(faults, lambda: unpack(octets)) or {}
        octets = earlier.get("log/checkpoint", b"")
        faults += scope_faults(earlier, files, places)
    faults += held_faults(log, octets, keys)
    found.faults += map(_text, faults)
    if not faults:
        found.verified.append(say(N_("the log goes on from {held}"), held=name))


def _judge_stamps(found: Findings, files: Mapping[str, bytes], log: Log, roots: Path | None) -> None:
    stamps, faults = stamps_of(files, log)
    faults += stamp_faults(stamps)
    for each in stamps:
        said: dict[str, object] = {"file": each.name, "at": utc(each.token.at)}
        if roots is None:
            found.remarks.append(
                say(N_("{file} says {at}; whose time-stamp it is was not verified: name certificates by --ca"), **said)
            )
            continue
        verdicts = check_token(each.token, each.message, roots)
        faults += authority_faults(each, verdicts)
        if verified(verdicts):
            said |= dict(zip(("first", "second"), map(outcome_of, verdicts), strict=True))
            found.verified.append(say(N_("{file} attests {at} ({first}; {second})"), **said))
    found.faults += map(_text, faults)
    if not stamps:
        found.remarks.append(say(N_("no time-stamp: nobody but the provider says when this was sealed")))


def _page(verdict: DossierVerdict) -> Page:
    title = say(N_("Dossier of contract {contract}, {period}"), contract=verdict.contract, period=verdict.period)
    blocks: list[Block] = [Heading(title)]
    blocks += (Paragraph(each, "good") for each in verdict.verified)
    blocks += (Paragraph(each, "doubtful") for each in verdict.remarks)
    return (*blocks, Paragraph(say(N_("Nothing speaks against this dossier.")), "good"))
