"""Events as files say them, and a ledger in memory that admits them: what the tests of the write side start from."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ledger.admission import Admission
from ledger.events.catalogue import family
from ledger.events.entry import Entry, read_entry
from ledger.events.event import Submission
from ledger.events.instant import parse_instant
from ledger.events.wire import submission
from ledger.refusal import Refusal
from tests.events.examples import EXAMPLES

NOW = "2026-03-31T12:00:00Z"


def instant(time: str) -> str:
    """`10T09:00` stands for that time of March 2026, in UTC; a whole instant for itself."""
    return time if "-" in time else f"2026-03-{time}{':00' if len(time) == 8 else ''}Z"


def said(type: str, time: str, /, id: str = "new", **other: Any) -> dict[str, Any]:
    """One event on the wire, valid but for what is given: attributes, or `data` in place of the example's."""
    example = EXAMPLES[type]
    event = {
        "specversion": "1.0",
        "id": id,
        "source": "/probe",
        "type": type,
        "scope": example.scope,
        "subject": example.subject,
        "time": instant(time),
        "data": example.data,
    }
    return {name: value for name, value in (event | other).items() if value is not None}


def restated(target: Mapping[str, Any], time: str, id: str, /, **changes: Any) -> dict[str, Any]:
    """A restatement of an event."""
    return _amendment("entry.restated", target, time, id, changes=changes)


def retracted(target: Mapping[str, Any], time: str, id: str) -> dict[str, Any]:
    """A retraction of an event."""
    return _amendment("entry.retracted", target, time, id)


def _amendment(type: str, target: Mapping[str, Any], time: str, id: str, **data: Any) -> dict[str, Any]:
    entry = {"source": target["source"], "id": target["id"]}
    place = {"scope": target["scope"], "subject": target["subject"]}
    return said(type, time, id, **place, data={"entry": entry, "because": "checked", **data})


def line(event: Mapping[str, Any]) -> str:
    """The event as a line of a file."""
    return json.dumps(event, ensure_ascii=False)


class Judged(NamedTuple):
    """The events that may enter, in the order to be numbered, and those that may not, each with why."""

    accepted: list[Submission]
    refused: list[tuple[Submission, Refusal]]


class Memory:
    """A ledger without a file: what was admitted, asked for as admission asks the journal."""

    def __init__(self) -> None:
        self.stored: list[Entry] = []
        self.families: dict[tuple[str, str], str] = {}

    def histories(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], list[Entry]]:
        return {key: [each for each in self.stored if (each.scope, each.subject) == key] for key in keys}

    def by_key(self, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entry]:
        wanted = set(keys)
        return {each.key: each for each in self.stored if each.key in wanted}

    def family(self, scope: str, family: str) -> list[Entry]:
        return [each for each in self.stored if each.scope == scope and self.families[each.key] == family]

    def scopes(self) -> list[str]:
        return sorted({each.scope for each in self.stored})

    def take(self, *events: Mapping[str, Any], now: str = NOW) -> Judged:
        """Judge the events together and keep the accepted ones."""
        candidates = sorted((submission(event) for event in events), key=lambda each: each.order)
        admission = Admission(parse_instant(instant(now)))
        admission.heed(candidates)
        judged = Judged([], [])
        admission.judge(candidates, self, judged.accepted.append, lambda *refused: judged.refused.append(refused))
        for each in judged.accepted:
            self._keep(each)
        return judged

    def hold(self, *events: Mapping[str, Any]) -> None:
        """Keep events that must be accepted: what a scenario presupposes."""
        judged = self.take(*events)
        assert not judged.refused, [str(refusal) for _, refusal in judged.refused]

    def _keep(self, each: Submission) -> None:
        self.stored.append(read_entry(len(self.stored) + 1, 0, each.body))
        self.families[each.key] = each.family
        assert each.type.startswith("entry.") or each.family == family(each.type)
