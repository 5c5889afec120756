"""What the journal's tests record: well-formed submissions with as little in them as the journal looks at."""

import json
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from ledger.events.catalogue import event_class, family
from ledger.events.event import Accept, Refuse, Submission
from ledger.events.instant import parse_instant
from ledger.journal.application import Past
from ledger.refusal import InputRefused

SOURCE = "/monitoring/probe"
SCOPE = "environment/prod-1"
TIME = "2026-03-10T09:12:00+01:00"


def submission(
    identifier: str,
    *,
    type: str = "outage.started",
    scope: str = SCOPE,
    subject: str | None = None,
    time: str = TIME,
    data: dict[str, Any] | None = None,
    source: str = SOURCE,
    amended: str | None = None,
    line: int | None = None,
    **said: Any,
) -> Submission:
    """One event as the intake hands it on; `said` are further CloudEvents attributes."""
    data = data or {}
    subject = subject or f"outage/{identifier}"
    public = {
        "specversion": "1.0",
        "id": identifier,
        "source": source,
        "type": type,
        "scope": scope,
        "subject": subject,
        "time": time,
        "data": data,
        **said,
    }
    return Submission(
        source,
        identifier,
        type,
        scope,
        subject,
        family(type, amended),
        parse_instant(time),
        json.dumps(public, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode(),
        event_class(type).model_validate_json(json.dumps(data)),
        None if line is None else "events.jsonl",
        line,
    )


def submissions(*identifiers: object, **said: Any) -> list[Submission]:
    """Several of them."""
    return [submission(str(each), **said) for each in identifiers]


def retraction(identifier: str, of: Submission) -> Submission:
    """The retraction of one of them."""
    return submission(
        identifier,
        type="entry.retracted",
        scope=of.scope,
        subject=of.subject,
        amended=of.type,
        data={"entry": {"source": of.source, "id": of.id}, "because": "a false alarm"},
    )


class Admitting:
    """An admission that objects to nothing, so that a test sees what the journal itself does, or to these ids.

    `look` is handed each part with the past.
    """

    def __init__(self, *refused: str, look: Callable[[Iterable[Submission], Past], object] | None = None) -> None:
        self._refused, self._look = refused, look

    def heed(self, candidates: Iterable[Submission]) -> None:
        """Nothing depends on it."""

    def judge(self, part: Iterable[Submission], past: Past, accept: Accept, refuse: Refuse) -> None:
        """Accepts each, or refuses it for no reason."""
        if self._look is not None:
            self._look(part, past)
        for each in part:
            if each.id in self._refused:
                refuse(each, InputRefused("out of place"))
            else:
                accept(each)

    def follow(self, accepted: Iterable[Submission], past: Past) -> Sequence[Submission]:
        """Nothing."""
        return ()


admit_all = Admitting()
