"""A source's edited past: what it says now, against what it said before.

Adapters give what a file says, under ids that do not change. Where the ledger, or an earlier part of the file, has
other content under such an id, the source has changed its mind: that becomes an `entry.restated`, and both versions
stay in the trail. A planned maintenance that moved is no error of the past: that becomes `maintenance.rescheduled`.
Corrections made by hand, under another source, are left alone.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from ledger.commands import Offered
from ledger.events.entry import RESTATED, Entry, read_entry, standing_amendments
from ledger.events.event import Submission
from ledger.events.instant import format_instant, parse_instant
from ledger.intake.found import Found, LeftOut, Place, Seen, digest
from ledger.refusal import InputRefused

Subject = tuple[str, str, str]
"""A scope, a family, and a subject in them."""
Known = Callable[[set[Subject]], Iterable[Entry]]
"""The entries of these subjects, in the order of position; others may be among them."""
Key = tuple[str, str]
RESCHEDULED = "maintenance.rescheduled"
_MOVES = ("starts", "ends")
_NEVER = -1


@dataclass(frozen=True, slots=True)
class _Version:
    """What a source said of one thing at a time: `seen` is when it learned of it, None where nobody says.

    `erased` are the fields of which nobody knows any more what was said.
    """

    seen: int | None
    time: int
    data: Mapping[str, Any]
    submission: Submission | None
    entry: Entry | None = None
    erased: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Story:
    """The versions of one entry, the oldest first, and how often it was told anew, also in vain."""

    versions: list[_Version]
    told: int = 0
    place: tuple[str, str, str] = field(default=("", "", ""))
    said_again: dict[int, Offered] = field(default_factory=dict)
    """By the number of a version, so that a page seen a thousand times costs one."""


def revised(found: Iterable[Offered | Seen], known: Known, now: int) -> Iterator[Offered | LeftOut]:
    """The same, with restatements in place of what would contradict what was said before.

    `now` in microseconds since 1970: when a change was seen that the source itself gives no date.
    """
    firsts: dict[Key, Seen] = {}
    later: dict[Key, list[Seen]] = {}
    for each in found:
        offered, at = each if isinstance(each, Seen) else (each, _NEVER)
        if offered.submission is None:
            yield offered
        elif firsts.setdefault(offered.submission.key, said := Seen(offered, at)) is not said:
            later.setdefault(offered.submission.key, []).append(said)
    stories = _stories(known, firsts) if firsts else {}
    for key in list(firsts):
        first = firsts.pop(key)  # what is handed on need not be kept
        if key not in later and (key not in stories or _as_held(first.offered, stories[key])):
            yield first.offered
        else:
            yield from _retold([first, *later.pop(key, ())], stories.get(key), now)


def _as_held(offered: Offered, story: _Story) -> bool:
    """Whether it says, to the letter, what the ledger holds: the usual case, and the journal skips it."""
    entry = story.versions[0].entry
    if len(story.versions) > 1 or entry is None or offered.submission is None:
        return False
    said = read_entry(entry.position, entry.recorded_at, offered.submission.body)
    return said == entry


def _stories(known: Known, firsts: Mapping[Key, Seen]) -> dict[Key, _Story]:
    """What the ledger holds under these keys, as their own source told and retold it."""
    told = (each for first in firsts.values() if (each := first.offered.submission) is not None)
    entries = list(known({(each.scope, each.family, each.subject) for each in told}))
    stories = {
        entry.key: _Story([_original(entry)], place=(entry.type, entry.scope, entry.subject))
        for entry in entries
        if entry.key in firsts
    }
    standing = standing_amendments(entries)
    for entry in entries:
        if entry.type == RESTATED and entry.amends in stories and entry.source == entry.amends[0]:
            story = stories[entry.amends]
            story.told += 1
            if entry in standing.get(entry.amends, ()):
                story.versions.append(_after(story.versions[-1], entry))
        elif entry.type == RESCHEDULED and (first := (entry.source, entry.id.rpartition("~")[0])) in stories:
            story = stories[first]
            story.told += 1
            story.versions.append(_Version(entry.occurred_at, story.versions[-1].time, entry.data, None, entry))
    return stories


def _original(entry: Entry) -> _Version:
    return _Version(entry.claimed_at, entry.occurred_at, entry.data, None, entry, _erased(entry, "data."))


def _erased(entry: Entry, where: str) -> frozenset[str]:
    return frozenset(path.removeprefix(where) for path in entry.personal if path.startswith(where))


def _after(before: _Version, entry: Entry) -> _Version:
    changes = dict(entry.data["changes"])
    erased = before.erased - changes.keys() | _erased(entry, "data.changes.")
    time = parse_instant(changes.pop("time")) if "time" in changes else before.time
    data = {name: value for name, value in (dict(before.data) | changes).items() if value is not None}
    return _Version(entry.occurred_at, time, data, None, entry, erased)


def _retold(group: list[Seen], story: _Story | None, now: int) -> Iterator[Offered | LeftOut]:
    versions = [(each.offered, _said(each.offered.submission, each.at)) for each in group if each.offered.submission]
    versions.sort(key=lambda each: -1 if each[1].seen is None else each[1].seen)
    if story is None:
        offered, first = versions.pop(0)
        submission = offered.submission
        assert submission is not None
        story = _Story([first], place=(submission.type, submission.scope, submission.subject))
        yield offered
    for offered, version in versions:
        yield _next(offered, version, story, now)


def _said(submission: Submission, seen: int) -> _Version:
    entry = read_entry(0, 0, submission.body)
    return _Version(entry.claimed_at if seen == _NEVER else seen, entry.occurred_at, entry.data, submission)


def _next(offered: Offered, version: _Version, story: _Story, now: int) -> Offered | LeftOut:
    submission = offered.submission
    assert submission is not None
    if (submission.type, submission.scope, submission.subject) != story.place:
        return offered  # a conflict, which the journal names
    last = story.versions[-1]
    same = next((each for each in reversed(story.versions) if _alike(each, version, submission)), None)
    older = version.seen is not None and last.seen is not None and version.seen < last.seen
    if same is not None and (same is last or older):
        number = story.versions.index(same)
        if number not in story.said_again:
            story.said_again[number] = _again(offered, same)
        return story.said_again[number]
    if older:
        where = Place(offered.file, offered.line)
        return where.left_out(InputRefused("is an older version of `{id}` than the one known", id=submission.id))
    story.told += 1
    told = _told_anew(offered, last, version, story.told, now)
    if told.submission is not None:
        story.versions.append(_Version(version.seen, version.time, version.data, told.submission))
    return told


def _alike(one: _Version, other: _Version, submission: Submission) -> bool:
    """Whether two versions say the same, or the other one only says less of a backup than is known."""
    one_said, other_said = _plain_together(one, other, submission)
    if one.time == other.time and one_said == other_said:
        return True
    # A bare list of backups has neither their ends nor their sizes; the record of each run has both.
    poorer = submission.type == "backup.completed" and "size_bytes" in one_said and "size_bytes" not in other_said
    return poorer and other_said.items() <= one_said.items()


def _plain_together(one: _Version, other: _Version, submission: Submission) -> tuple[dict[str, str], dict[str, str]]:
    """The fields of two versions to be compared; what is erased in either cannot be, and is in neither."""
    instants, erased = submission.event.instant_fields(), one.erased | other.erased
    said = [{name: value for name, value in each.data.items() if name not in erased} for each in (one, other)]
    return _plain(said[0], instants), _plain(said[1], instants)


def _plain(data: Mapping[str, Any], instants: frozenset[str]) -> dict[str, str]:
    return {
        name: str(parse_instant(value)) if name in instants else json.dumps(value, sort_keys=True)
        for name, value in data.items()
    }


def _again(offered: Offered, version: _Version) -> Offered:
    """What is known already, once more: the journal counts it as skipped."""
    if version.submission is not None:
        return offered._replace(submission=version.submission)
    entry = version.entry
    assert entry is not None
    return Place(offered.file, offered.line, str(offered.text)).event(
        source=entry.source,
        id=entry.id,
        type=entry.type,
        scope=entry.scope,
        subject=entry.subject,
        time=format_instant(entry.occurred_at),
        recordedtime=None if entry.claimed_at is None else format_instant(entry.claimed_at),
        actor=entry.actor,
        assertedby=entry.assertedby,
        data=entry.data,
    )


def _told_anew(offered: Offered, last: _Version, version: _Version, number: int, now: int) -> Offered:
    submission = offered.submission
    assert submission is not None
    before, after = _plain_together(last, version, submission)
    names = [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]
    changes: dict[str, Any] = {name: version.data.get(name) for name in names}
    seen = format_instant(now if version.seen is None else version.seen)
    told = f"{submission.id}~{number:04d}-{digest(submission.id, str(changes), seen)[:8]}"
    about = {"source": submission.source, "id": told, "scope": submission.scope, "subject": submission.subject}
    place = Place(offered.file, offered.line, str(offered.text))
    recorded = None if version.seen is None else seen
    if submission.type == "maintenance.announced" and any(name in _MOVES for name in names):
        return place.event(type=RESCHEDULED, time=seen, recordedtime=recorded, data=version.data, **about)
    if last.time != version.time:
        changes["time"] = format_instant(version.time)
    entry = {"source": submission.source, "id": submission.id}
    because = f"{submission.source} says otherwise since {seen}"
    data = {"entry": entry, "changes": changes, "because": because}
    return place.event(type=RESTATED, time=seen, recordedtime=recorded, data=data, **about)


Watch = Callable[[Iterable[Offered]], Iterable[Offered]]
"""Hands on what goes by, one by one: a bar that shows how far one is."""


def read_into(
    found: Iterable[Found], known: Known, now: int, leave: Callable[[LeftOut], None], watch: Watch = iter
) -> Iterator[Offered]:
    """What an adapter found, as it may be imported: revised, and what is left out handed to `leave`."""
    for each in revised(_kept(found, leave, watch), known, now):
        if isinstance(each, LeftOut):
            leave(each)
        else:
            yield each


def _kept(found: Iterable[Found], leave: Callable[[LeftOut], None], watch: Watch) -> Iterator[Offered | Seen]:
    ahead: list[Offered | Seen] = []

    def offered() -> Iterator[Offered]:
        for each in found:
            if isinstance(each, LeftOut):
                leave(each)
            else:
                ahead.append(each)
                yield each.offered if isinstance(each, Seen) else each

    for _ in watch(offered()):
        yield ahead.pop()
