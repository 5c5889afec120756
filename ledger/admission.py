"""May these events follow this history? Judged on the history as its amendments leave it, subject by subject."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from ledger.attribution import Environments, Histories, attributed_starts, attributing, environments_named
from ledger.events.entry import RESTATED
from ledger.events.event import Accept, Refuse, Submission
from ledger.events.instant import format_instant, parse_instant
from ledger.pile import Pile
from ledger.refusal import InputRefused
from ledger.subject_history import SubjectHistory

AHEAD_MICROSECONDS = 5 * 60 * 1_000_000
"""How far ahead of the ledger's clock an event may lie: clocks differ; what has not happened is no event."""


class Admission:
    """Judges a batch, all of it at once or part by part. `now` is the ledger's clock, in microseconds."""

    def __init__(self, now: int) -> None:
        self._now = now
        self._named: Environments = {}
        self._environments: dict[str, set[str]] = {}

    def heed(self, candidates: Iterable[Submission]) -> None:
        """Look at all of a batch, before any of it is judged."""
        self._named = environments_named(candidates)

    def judge(self, part: Iterable[Submission], past: Histories, accept: Accept, refuse: Refuse) -> None:
        """Hand each submission on: whether it may follow what is stored and the others, or why not.

        What is said of a subject comes in the order of time, source and id, and is handed on so, except that events of
        one instant may come in any order. All that a batch says of it, in whatever scope, is in one part.
        """
        elsewhere = attributing(part, past, self._named, self._environments)
        stored = past.histories({(each.scope, each.subject) for each in part}.union(*elsewhere.values()))
        amended_here = {(each.scope, each.subject) for each in part if each.family == "entry"}
        subjects = {key: SubjectHistory(key, entries, key in amended_here) for key, entries in stored.items()}
        for key, mark in attributed_starts(part, past, self._named).items():
            subjects[key].elsewhere = mark
        for key, keys in elsewhere.items():
            subjects[key].attributed_in = [subjects[each] for each in keys]

        def admit(each: Submission) -> Submission:
            if each.occurred_at > self._now or each.type == RESTATED:
                _check_clock(each, each.occurred_at, self._now)
            return subjects[each.scope, each.subject].admit(each, past)

        _by_instants(part, admit, accept, refuse)


Admit = Callable[[Submission], Submission]
_REFUSED_TAKES = 2_048
"""Bytes that a refused submission takes in memory beside its body."""


class _Refused(NamedTuple):
    submission: Submission
    refusal: InputRefused


def _by_instants(ordered: Iterable[Submission], admit: Admit, accept: Accept, refuse: Refuse) -> None:
    instant = None
    held_back: Pile[_Refused] | None = None
    for each in ordered:
        if each.occurred_at != instant:
            if held_back is not None:
                _retry(held_back, admit, accept, refuse)
                held_back = None
            instant = each.occurred_at
        try:
            accept(admit(each))
        except InputRefused as refusal:
            refusal.forget()
            held_back = held_back or _pile()
            held_back.add(_Refused(each, refusal))
    if held_back is not None:
        _retry(held_back, admit, accept, refuse)


def _retry(held_back: Pile[_Refused], admit: Admit, accept: Accept, refuse: Refuse) -> None:
    """Try those held back again, as long as one of them makes way for another; what is left is refused."""
    turn = 0
    while True:
        turn += 1
        left = _pile()
        for each, _ in held_back:
            try:
                accept(admit(each)._replace(turn=turn))
            except InputRefused as refusal:
                refusal.forget()
                left.add(_Refused(each, refusal))
        if len(left) == len(held_back):
            break
        held_back.close()
        held_back = left
    left.close()
    for each, last in held_back:
        refuse(each, last)
    held_back.close()


def _pile() -> Pile[_Refused]:
    return Pile(lambda _: 0, _Refused._make, lambda each: len(each.submission.body) + _REFUSED_TAKES)


def _check_clock(submission: Submission, latest: int, now: int) -> None:
    if submission.type == RESTATED:
        time = submission.event.changes.get("time")  # type: ignore[attr-defined]
        latest = max(latest, parse_instant(time)) if time else latest
    if latest > now + AHEAD_MICROSECONDS:
        raise InputRefused(
            "{time} is more than 5 minutes ahead of the ledger's clock, at {now}; record it once it has happened",
            field="time",
            time=format_instant(latest),
            now=format_instant(now),
        )
