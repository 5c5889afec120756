"""Do the figures of a dossier follow from its entries? Computed anew, and compared with what it states."""

import json
from collections.abc import Iterator, Mapping, Sequence
from importlib.metadata import version
from itertools import islice
from typing import Any, NamedTuple

from cli.stated import asked_again, edition_files, statement_files
from ledger.events.entry import Entry
from ledger.refusal import Refusal
from ledger.seal.dossier import STATEMENT, Question, enclosed
from ledger.seal.dossier_files import once
from ledger.seal.epoch_log import Log
from ledger.seal.examination import Examined
from ledger.seal.exhibit import Exhibit
from projections.calendar.unfit import Unfit
from projections.calendar.zone import tzdata_version
from projections.edition.wording import N_, Text, say
from projections.facts.contract import UnknownContract

_MOST = 5
"""Differences that are told one by one."""
_TZDATA = "tzdata"
_ALTERED = N_("{file} is not what this version makes of the entries: it was altered")
_OTHERWISE = N_("{file} is not what this version makes of the entries: do not rely on it, only on statement.json")


class Compared(NamedTuple):
    """What is wrong with a statement, and what is to be known of how it was compared."""

    faults: list[Text]
    remarks: list[Text]


def compared(files: Mapping[str, bytes], question: Question, examined: Examined, log: Log) -> Compared:
    """The statement of a dossier beside that which its entries give."""
    try:
        found, history = asked_again(Exhibit(examined.entries, log.head), question)
        there = set(examined.withheld)
        missing = sorted({scope for scope, _ in history.looked_in()} - there)
        expected = {**statement_files(found), **edition_files(history, question.contract)}
    except UnknownContract:
        return Compared([say(N_("no entry of the dossier signs contract {contract}"), contract=question.contract)], [])
    except (Unfit, Refusal) as error:
        reason = Text(error.template, error.values)
        return Compared([say(N_("the figures cannot be computed from the entries: {reason}"), reason=reason)], [])
    except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError) as error:
        told = f"{type(error).__name__}: {error}"
        return Compared([say(N_("the figures cannot be computed from the entries: {reason}"), reason=told)], [])
    faults = [say(N_("the figures rest on {scope}, of which the dossier has nothing"), scope=each) for each in missing]
    faults += _moment_faults(question, examined.entries, log)
    faults += islice(_statement_faults(files, expected), _MOST)
    remarks = list(_remarks(question, log))
    versions = remarks_of_versions(question)
    others = [name for name, content in {**expected, **enclosed()}.items() if files.get(name) != content]
    if not faults and not versions:
        faults += (say(_ALTERED, file=name) for name in others)
    elif versions:
        versions += (say(_OTHERWISE, file=name) for name in others if name != STATEMENT)
    return Compared(faults, [*remarks, *versions])


def _statement_faults(files: Mapping[str, bytes], expected: Mapping[str, bytes]) -> Iterator[Text]:
    """Where the statement for programs says something else than its entries give; editions as they were used."""
    try:
        stated = json.loads(files[STATEMENT], object_pairs_hook=once)
    except (KeyError, ValueError, RecursionError):
        yield say(N_("{file} cannot be read, or is missing"), file=STATEMENT)
        return
    for path, said, computed in _differences(stated, json.loads(expected[STATEMENT]), ""):
        yield say(
            N_("{file} states {said} at {path}; from the entries follows {computed}"),
            file=STATEMENT,
            path=path,
            said=said,
            computed=computed,
        )
    for name in sorted(expected.keys() | files.keys()):
        if name.startswith("editions/") and files.get(name) != expected.get(name):
            yield say(N_("{file} is not the edition that this program computes with"), file=name)


def _differences(stated: Any, computed: Any, path: str) -> Iterator[tuple[str, str, str]]:
    """Where two JSON values differ, versions of the time zones aside."""
    if isinstance(stated, dict) and isinstance(computed, dict):
        for key in sorted(stated.keys() | computed.keys()):
            if key != _TZDATA:
                yield from _differences(stated.get(key, _NOTHING), computed.get(key, _NOTHING), f"{path}.{key}")
    elif isinstance(stated, list) and isinstance(computed, list) and len(stated) == len(computed):
        for number, (one, other) in enumerate(zip(stated, computed, strict=True)):
            yield from _differences(one, other, f"{path}[{number}]")
    elif type(stated) is not type(computed) or stated != computed:
        yield path.removeprefix(".") or ".", _short(stated), _short(computed)


_NOTHING = object()


def _short(value: Any) -> str:
    text = "–" if value is _NOTHING else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= 60 else f"{text[:60]}…"


def _moment_faults(question: Question, entries: Sequence[Entry], log: Log) -> Iterator[Text]:
    """The position and the instant up to which things are known belong together."""
    late = [each for each in entries if each.position > question.position and each.recorded_at < question.known_at]
    early = [each for each in entries if each.position <= question.position and each.recorded_at > question.known_at]
    if question.known_by == "ledger" and (late or early):
        yield say(
            N_("#{position} is not what was known at the moment of the statement: #{entry} was recorded otherwise"),
            position=question.position,
            entry=str((late or early)[0].position),
        )
    if question.position > log.head.position:
        yield say(N_("#{position} was not sealed when the dossier was made"), position=question.position)


def _remarks(question: Question, log: Log) -> Iterator[Text]:
    from ledger.seal.dating import utc

    if question.known_at > log.head.recorded_at and question.position == log.head.position:
        yield say(
            N_("sealed at {sealed_at}: that nothing more was recorded until {known_at} is the provider's word"),
            sealed_at=utc(log.head.recorded_at),
            known_at=utc(question.known_at),
        )
    if question.position < log.head.position:
        yield say(
            N_("the statement tells what was known at #{position}; the log goes on to #{last}"),
            position=question.position,
            last=str(log.head.position),
        )


def remarks_of_versions(question: Question) -> list[Text]:
    """What was made with other versions than these, so that only figures can be compared."""
    found = []
    if question.tzdata != tzdata_version():
        found.append(
            say(
                N_("made with tzdata {theirs}, compared with {ours}; `livret zones` shows where they differ"),
                theirs=question.tzdata,
                ours=tzdata_version(),
            )
        )
    if question.program != version("livret"):
        found.append(
            say(
                N_("made by livret {theirs}, verified by {ours}"),
                theirs=question.program,
                ours=version("livret"),
            )
        )
    return found
