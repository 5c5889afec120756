"""May this event follow this history? Judged on the history as its amendments leave it.

An event declares what it may follow (`FOLLOWS`); nothing here knows a threshold or an article. Late is not
impossible: an event may be recorded long after it happened.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from ledger.attribution import Histories, Key, Mark, attributed_starts, attributing
from ledger.events.catalogue import event_class, family
from ledger.events.entry import AMENDMENTS, RESTATED, Entry, amended, read_entry
from ledger.events.event import Follows, Submission
from ledger.events.instant import format_instant, parse_instant
from ledger.events.refused_value import refused
from ledger.events.unfit import Unfit
from ledger.events.wire import read_data
from ledger.refusal import InputRefused, Refusal

AHEAD_MICROSECONDS = 5 * 60 * 1_000_000
"""How far ahead of the ledger's clock an event may lie: clocks differ; what has not happened is no event."""


class Judged(NamedTuple):
    """The submissions that may enter, in the order to be numbered, and those that may not, each with why."""

    accepted: list[Submission]
    refused: list[tuple[Submission, Refusal]]


_ORDER = attrgetter("occurred_at", "source", "id")


def judge(candidates: Sequence[Submission], past: Histories, now: int) -> Judged:
    """Which of the candidates may follow what is stored and one another, in the order of time, source and id.

    Events of one instant may come in any order. `now` is the ledger's clock, in microseconds.
    """
    ordered = sorted(candidates, key=_ORDER)
    elsewhere = attributing(ordered, past)
    stored = past.histories({(each.scope, each.subject) for each in ordered}.union(*elsewhere.values()))
    subjects = {key: _Subject(key, entries) for key, entries in stored.items()}
    for key, mark in attributed_starts(ordered, past).items():
        subjects[key].elsewhere = mark
    for key, keys in elsewhere.items():
        subjects[key].attributed_in = [subjects[each] for each in keys]
    accepted: list[Submission] = []
    refused: list[tuple[Submission, Refusal]] = []

    def admit(each: Submission) -> Submission:
        if each.occurred_at > now or each.type == RESTATED:
            _check_clock(each, each.occurred_at, now)
        return subjects[each.scope, each.subject].admit(each, past)

    held_back: list[tuple[Submission, Refusal]] = []
    for each in ordered:
        if held_back and each.occurred_at != held_back[0][0].occurred_at:
            refused += _retried(held_back, accepted, admit)
            held_back = []
        try:
            accepted.append(admit(each))
        except InputRefused as refusal:
            held_back.append((each, refusal.forget()))
    refused += _retried(held_back, accepted, admit)
    return Judged(accepted, refused)


def _retried(
    held_back: list[tuple[Submission, Refusal]],
    accepted: list[Submission],
    admit: Callable[[Submission], Submission],
) -> list[tuple[Submission, Refusal]]:
    """Tries those held back again, as long as one of them makes way for another; what is left is refused."""
    while held_back:
        left: list[tuple[Submission, Refusal]] = []
        for each, _ in held_back:
            try:
                accepted.append(admit(each))
            except InputRefused as refusal:
                left.append((each, refusal.forget()))
        if len(left) == len(held_back):
            break
        held_back = left
    return held_back


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


class _Subject:
    """The history of one subject while candidates are added to it."""

    def __init__(self, key: Key, entries: list[Entry]) -> None:
        self.scope, self.subject = key
        self._entries = list(entries)
        self._unread: list[Submission] = []
        self.first: dict[str, Mark] = {}
        self.elsewhere: Mark | None = None
        """When an outage of the environment started that this contract's history attributes."""
        self.attributed_in: list[_Subject] = []
        """The histories of contracts that attribute this outage of their environment."""
        self._mark(amended(entries) if entries else ())

    def admit(self, submission: Submission, past: Histories) -> Submission:
        """The submission, to be numbered next. Raises InputRefused with the entry in conflict."""
        source, identifier, type_, _, _, family_, occurred_at, *_ = submission
        if family_ == "entry":
            return self._admit_amendment(submission, past)
        after, once = follows = event_class(type_).FOLLOWS
        first = self.first
        for earlier in after:
            if earlier in first and first[earlier].occurred_at <= occurred_at:
                break
        else:
            if after:
                _check_follows(type_, occurred_at, follows, first, self._elsewhere(type_))
        mark = first.get(type_)
        if once and mark is not None:
            raise _second(type_, mark)
        self._unread.append(submission)
        if mark is None or occurred_at < mark.occurred_at:
            first[type_] = Mark(occurred_at, (source, identifier))
        return submission

    def _admit_amendment(self, submission: Submission, past: Histories) -> Submission:
        entries = self._all()
        named = submission.event.entry  # type: ignore[attr-defined]
        key = (named.source, named.id)
        target = next((entry for entry in entries if entry.key == key), None)
        if target is None:
            raise _not_here(key, self.subject, past)
        if submission.type in AMENDMENTS:
            if target.type.startswith("entry.") and submission.type == RESTATED:
                raise InputRefused(
                    "`{id}` of {source} is an amendment itself: retract it and restate anew", source=key[0], id=key[1]
                )
            self._check_history([*entries, _as_entry(submission)])
        self._unread.append(submission)
        return submission._replace(family=family(_finally_amended(target, entries)))

    def _check_history(self, entries: list[Entry]) -> None:
        history = amended(entries)
        first = _firsts(history)
        for entry in history:
            cls = event_class(entry.type)
            follows = cls.FOLLOWS
            if entry.amended_by:
                happened = read_data(cls, dict(entry.data))
                try:
                    happened.check_subject(entry.subject)
                    happened.check_time(entry.occurred_at)
                except Unfit as error:
                    raise refused(error, "data.changes") from None
            try:
                if follows.after:
                    _check_follows(entry.type, entry.occurred_at, follows, first, self._elsewhere(entry.type))
            except InputRefused as refusal:
                raise _orphaned(entry, refusal) from None
            if follows.once and first[entry.type].key != entry.key:
                raise _second(entry.type, first[entry.type])
        for contract in self.attributed_in:
            contract.check_attributions(first.get("outage.started"))
        self.first = first
        for contract in self.attributed_in:
            contract.elsewhere = first.get("outage.started")

    def check_attributions(self, start: Mark | None) -> None:
        """Whether the causes given here may follow another start of the environment's outage, or none."""
        for entry in amended(self._all()):
            if entry.type == "outage.attributed" and "outage.started" not in self.first:
                try:
                    _check_follows(entry.type, entry.occurred_at, event_class(entry.type).FOLLOWS, {}, start)
                except InputRefused as refusal:
                    raise _orphaned(entry, refusal) from None

    def _elsewhere(self, type_: str) -> Mark | None:
        return self.elsewhere if type_ == "outage.attributed" and "outage.started" not in self.first else None

    def _all(self) -> list[Entry]:
        self._entries += (_as_entry(each) for each in self._unread)
        self._unread.clear()
        return self._entries

    def _mark(self, history: Iterable[Entry]) -> None:
        for entry in history:
            self._note(entry.type, entry.occurred_at, entry.key)

    def _note(self, type_: str, occurred_at: int, key: Key) -> None:
        mark = self.first.get(type_)
        if mark is None or occurred_at < mark.occurred_at:
            self.first[type_] = Mark(occurred_at, key)


def _firsts(history: Iterable[Entry]) -> dict[str, Mark]:
    first: dict[str, Mark] = {}
    for entry in history:
        first.setdefault(entry.type, Mark(entry.occurred_at, entry.key))
    return first


def _as_entry(submission: Submission) -> Entry:
    return read_entry(0, 0, submission.body)


def _finally_amended(target: Entry, entries: Sequence[Entry]) -> str:
    while target.type.startswith("entry."):
        key = target.amends
        target = next(entry for entry in entries if entry.key == key)
    return target.type


# What may follow what


def _check_follows(
    type_: str, occurred_at: int, follows: Follows, first: Mapping[str, Mark], elsewhere: Mark | None
) -> None:
    marks = [first[after] for after in follows.after if after in first]
    if elsewhere is not None:
        marks.append(elsewhere)
    if not marks:
        raise InputRefused(
            "{type} needs an earlier {after}, and none is known for this subject; record that one first",
            type=type_,
            after=" or ".join(follows.after),
        )
    earliest = min(marks)
    if occurred_at < earliest.occurred_at:
        raise InputRefused(
            "{type} at {time} comes before what it follows: `{id}` of {source} at {earliest}",
            type=type_,
            time=format_instant(occurred_at),
            source=earliest.key[0],
            id=earliest.key[1],
            earliest=format_instant(earliest.occurred_at),
        )


def _second(type_: str, mark: Mark) -> InputRefused:
    return InputRefused(
        "{type} happens once, and is known already: `{id}` of {source} at {time}; restate that entry instead",
        type=type_,
        source=mark.key[0],
        id=mark.key[1],
        time=format_instant(mark.occurred_at),
    )


def _orphaned(entry: Entry, refusal: InputRefused) -> InputRefused:
    return InputRefused(
        "this amendment would orphan `{id}` of {source} at {time} ({why}); amend that entry first",
        source=entry.source,
        id=entry.id,
        time=format_instant(entry.occurred_at),
        why=refusal,
    )


def _not_here(key: Key, subject: str, past: Histories) -> InputRefused:
    found = past.by_key([key]).get(key)
    if found is None:
        return InputRefused(
            "the ledger has no entry `{id}` of {source} to amend", field="data.entry", source=key[0], id=key[1]
        )
    return InputRefused(
        "`{id}` of {source} speaks of {subject} in {scope}: amend it under that subject and scope",
        field="data.entry",
        source=key[0],
        id=key[1],
        subject=found.subject,
        scope=found.scope,
    )
