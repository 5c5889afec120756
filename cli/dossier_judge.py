"""A dossier judged from its bytes and from what its holder knows besides; every command that is given one asks here."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from cli.dossier_figures import compared
from cli.stamping import outcome_of
from cli.whole_file import read_whole
from ledger.events.unfit import Unfit
from ledger.refusal import UsageRefused
from ledger.seal.container import LARGEST, manifest_faults, unpack
from ledger.seal.dating import authority_faults, stamp_faults, stamps_of, utc
from ledger.seal.dossier import Question, absence_faults, read_about, stray_faults
from ledger.seal.dossier_files import attempted
from ledger.seal.epoch_log import Log, held_faults
from ledger.seal.examination import Examined, examine, read_keys
from ledger.seal.excerpt import Place
from ledger.seal.note import VerifierKey, read_key
from ledger.seal.scope_log import scope_faults
from ledger.seal.timestamp_check import verified
from ledger.seal.timestamp_check import verify as check_token
from projections.edition.wording import N_, Text, say


class Judgement:
    """What was found: `faults` are why a dossier is not accepted, `remarks` what rests on somebody's word.

    The rest is what is in it, as far as it could be read.
    """

    def __init__(self) -> None:
        self.faults: list[Text] = []
        self.verified: list[Text] = []
        self.remarks: list[Text] = []
        self.files: Mapping[str, bytes] = {}
        self.question: Question | None = None
        self.places: tuple[Place, ...] = ()
        self.keys: tuple[VerifierKey, ...] = ()
        self.log: Log | None = None


def limited(path: Path) -> bytes:
    """A file that may be a dossier. Raises InputRefused where it cannot be read, or is larger than any."""
    return read_whole(path, LARGEST)


def key_of(option: str, line: str) -> VerifierKey:
    """The key that an option gives as it was published. Raises UsageRefused."""
    try:
        return read_key(line.strip())
    except Unfit as error:
        reason = Text(error.template, error.values)
        raise UsageRefused(N_("{option}: `{key}` {reason}"), option=option, key=line, reason=reason) from None


def judged(
    octets: bytes,
    held: Sequence[tuple[str, bytes]] = (),
    trusted: tuple[VerifierKey, ...] = (),
    roots: Path | None = None,
) -> Judgement:
    """What is found in the bytes of a dossier. Raises UsageRefused for certificates that cannot be read."""
    found = Judgement()
    try:
        found.files = unpack(octets)
        found.faults += map(_text, manifest_faults(found.files))
        found.question, found.places = read_about(found.files)
        if not found.faults:
            found.faults += map(_text, stray_faults(found.files, found.places))
        found.faults += map(_text, absence_faults(found.question, found.places))
        found.keys = trusted or read_keys(found.files)
        _judge(found, found.question, held, roots)
        if not trusted:
            published = ", ".join(key.line() for key in found.keys)
            found.remarks.append(
                say(
                    N_("the keys are those in the dossier; compare them with what was published: {keys}"),
                    keys=published,
                )
            )
    except Unfit as fault:
        found.faults.append(_text(fault))
    return found


def _text(fault: Unfit) -> Text:
    values = {name: _text(value) if isinstance(value, Unfit) else value for name, value in fault.values.items()}
    return Text(fault.template, values)


def _judge(found: Judgement, question: Question, held: Sequence[tuple[str, bytes]], roots: Path | None) -> None:
    examined = examine(found.files, found.places, found.keys)
    found.faults += map(_text, examined.faults)
    log = found.log = examined.log
    if log is None:
        return
    said = {"origin": log.checkpoint.origin, "size": log.checkpoint.size, "at": utc(log.head.recorded_at)}
    template = N_("the checkpoint of {origin} is signed: epochs: {size}, the last closed at {at}")
    found.verified.append(say(template, **said))
    for who, at in log.cosigned:
        found.verified.append(say(N_("countersigned by {who} at {at}"), who=who, at=utc(at * 1_000_000)))
    for name, octets in held:
        _judge_held(found, log, name, octets)
    _judge_stamps(found, log, roots)
    _judge_entries(found, question, examined)
    if not found.faults:
        figures = compared(found.files, question, examined, log)
        found.faults += figures.faults
        found.remarks += figures.remarks
        if not figures.faults:
            found.verified.append(say(N_("the statement follows from the entries, figure by figure")))


def _judge_entries(found: Judgement, question: Question, examined: Examined) -> None:
    for place in found.places:
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


def _judge_held(found: Judgement, log: Log, name: str, octets: bytes) -> None:
    """The log goes on from a checkpoint, or each scope from an earlier dossier."""
    faults: list[Unfit] = []
    whole = octets.startswith(b"PK")
    if whole:
        earlier = attempted(faults, lambda: unpack(octets)) or {}
        octets = earlier.get("log/checkpoint", b"")
        places = attempted(faults, lambda: read_about(earlier)[1]) or ()
        faults += scope_faults(earlier, places, found.files, found.places)
    faults += held_faults(log, octets, found.keys, whole)
    found.faults += map(_text, faults)
    if not faults:
        found.verified.append(say(N_("the log goes on from {held}"), held=name))


def _judge_stamps(found: Judgement, log: Log, roots: Path | None) -> None:
    stamps, faults = stamps_of(found.files, log)
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
