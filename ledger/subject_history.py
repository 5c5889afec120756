"""The history of one subject, as its amendments leave it, and what may be added to it.

An event declares what it may follow (`FOLLOWS`); nothing here knows a threshold or an article. Late is not
impossible: an event may be recorded long after it happened.
"""

from collections.abc import Mapping
from sys import intern
from typing import Any

from ledger.attribution import Histories, Key, Mark
from ledger.events.catalogue import event_class, family
from ledger.events.entry import AMENDMENTS, RESTATED, Entry, amended, read_entry
from ledger.events.event import Follows, Submission
from ledger.events.instant import format_instant
from ledger.events.refused_value import refused
from ledger.events.unfit import Unfit
from ledger.events.wire import read_data
from ledger.refusal import InputRefused
from ledger.standing import Standing

DEEPEST = 100
"""Amendments of amendments of a fact: each retraction of a retraction turns all those before it."""


class SubjectHistory:
    """The history of one subject while candidates are added to it."""

    def __init__(self, key: Key, entries: list[Entry], looked_into: bool) -> None:
        """`looked_into`: the candidates are kept, because one among them may be amended by another."""
        self.scope, self.subject = key
        self._looked_into = looked_into
        self._entries = entries
        self._standing: Standing | None = None
        self._unread: list[Submission] = []
        self._named: dict[Key, Any] = {}
        """What amendments say of the entries that they name."""
        self.first: dict[str, Mark] = {}
        self.elsewhere: Mark | None = None
        """When an outage of the environment started that this contract's history attributes."""
        self.attributed_in: list[SubjectHistory] = []
        """The histories of contracts that attribute this outage of their environment."""
        for entry in amended(entries) if entries else ():  # in the order of facts
            self.first.setdefault(entry.type, Mark(entry.occurred_at, entry.key))

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
        if self._looked_into:
            self._unread.append(submission)
        if mark is None or occurred_at < mark.occurred_at:
            first[type_] = Mark(occurred_at, (source, identifier))
        return submission

    def _admit_amendment(self, submission: Submission, past: Histories) -> Submission:
        standing = self._told()
        named = submission.event.entry  # type: ignore[attr-defined]
        key = (named.source, named.id)
        target = standing.entries.get(key)
        if target is None:
            raise _not_here(key, self.subject, past)
        if submission.type in AMENDMENTS:
            if target.type.startswith("entry.") and submission.type == RESTATED:
                raise InputRefused(
                    "`{id}` of {source} is an amendment itself: retract it and restate anew", source=key[0], id=key[1]
                )
            if standing.depth(key) >= DEEPEST:
                raise InputRefused(
                    "`{id}` of {source} amends amendments {deepest} deep: record the event anew, under a new id",
                    source=key[0],
                    id=key[1],
                    deepest=DEEPEST,
                )
            amendment = self._as_entry(submission)
            standing.add(amendment)
            try:
                self._check(standing.telling(standing.fact(key)), standing.firsts())
            except InputRefused:
                standing.take_back(amendment)
                raise
        else:
            self._unread.append(submission)
        return submission._replace(family=family(standing.entries[standing.fact(key)].type))

    def _check(self, history: list[Entry], first: dict[str, Mark]) -> None:
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
                raise _orphaned(Mark(entry.occurred_at, entry.key), refusal) from None
            if follows.once and first[entry.type].key != entry.key:
                raise _second(entry.type, first[entry.type])
        start = first.get("outage.started")
        if start != self.first.get("outage.started"):
            for contract in self.attributed_in:
                contract.check_attributions(start)
            for contract in self.attributed_in:
                contract.elsewhere = start
        self.first = first

    def check_attributions(self, start: Mark | None) -> None:
        """Whether the causes given here may follow another start of the environment's outage, or none."""
        attributed = self.first.get("outage.attributed")
        if attributed is not None and "outage.started" not in self.first:
            try:
                follows = event_class("outage.attributed").FOLLOWS
                _check_follows("outage.attributed", attributed.occurred_at, follows, {}, start)
            except InputRefused as refusal:
                raise _orphaned(attributed, refusal) from None

    def _elsewhere(self, type_: str) -> Mark | None:
        return self.elsewhere if type_ == "outage.attributed" and "outage.started" not in self.first else None

    def _as_entry(self, submission: Submission) -> Entry:
        """The submission as an entry; what many of them say in the same words is held once."""
        entry = read_entry(0, 0, submission.body)
        data = entry.data
        if entry.type in AMENDMENTS:  # the reason plays no part here
            named = self._named.setdefault(entry.amends, data["entry"])
            data = {name: value for name, value in data.items() if name != "because"} | {"entry": named}
        source, type_ = intern(entry.source), intern(entry.type)
        return entry._replace(
            scope=self.scope, subject=self.subject, source=source, type=type_, id=submission.id, data=data
        )

    def _told(self) -> Standing:
        """What stands of the entries; read when the first amendment comes, since few subjects are amended."""
        if self._standing is None:
            self._standing = Standing(self._entries)
        for each in self._unread:
            self._standing.add(self._as_entry(each))
        self._unread.clear()
        return self._standing


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


def _orphaned(entry: Mark, refusal: InputRefused) -> InputRefused:
    return InputRefused(
        "this amendment would orphan `{id}` of {source} at {time} ({why}); amend that entry first",
        source=entry.key[0],
        id=entry.key[1],
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
