"""A source's edited past: what it says now, against what it said before.

Adapters give what a file says, under ids that do not change. Where the ledger, or an earlier part of the file, has
other content under such an id, the source has changed its mind: that becomes an `entry.restated`, and both versions
stay in the trail. A planned maintenance that moved is no error of the past: that becomes `maintenance.rescheduled`.
What it takes back, such as the end of an incident that is open again, becomes an `entry.retracted`, and if it is said
once more, a retraction of that. Corrections made by hand, under another source, are left alone.

Of what is told without a date, only the last telling of an import is held against the ledger, so that files that say
two things are not told to and fro. Of what was seen late, or is the first or last of several, the time itself decides.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, groupby, pairwise
from operator import attrgetter
from typing import Any, NamedTuple

from ledger.commands import Offered, taken_by
from ledger.events.entry import RESTATED, RETRACTED, Entry, read_entry
from ledger.events.event import Submission
from ledger.events.instant import format_instant
from ledger.intake.found import NEVER, OUTRANKED, Found, LeftOut, Place, Seen, digest
from ledger.intake.story import RESCHEDULED, Key, Story, Version, said_by, stories
from ledger.pile import Pile
from ledger.refusal import InputRefused

Known = Callable[[set[Key]], Iterable[Entry]]
"""The entries with these keys, and what was retold of their subjects, in the order of position."""
MOST_TOLD = 2_000
"""How often one import may tell an entry anew: if it is oftener, what is taken for its id names several things."""
_MOVES = ("starts", "ends")


class _Told(NamedTuple):
    """What a file tells of an entry, with the entry's key, and as which thing in turn."""

    source: str
    id: str
    number: int
    seen: Seen

    @property
    def submission(self) -> Submission:
        assert self.seen.offered.submission is not None
        return self.seen.offered.submission


_key = attrgetter("source", "id")


def _takes(told: _Told) -> int:
    return taken_by(told.seen.offered)


def _sight(told: _Told) -> int:
    """When its source learned of it, in microseconds since 1970; first of all, where nobody says."""
    learned = _said(told.seen).seen
    return NEVER if learned is None else learned


def revised(found: Iterable[Offered | Seen], known: Known, now: int) -> Iterator[Offered | LeftOut]:
    """The same, with restatements in place of what would contradict what was said before.

    What is refused comes first, then the rest in the order of what was told first of each entry, as far as memory has
    room for all of them, and by source and id beyond that. `now` in microseconds since 1970: when a change was seen
    that the source itself gives no date.
    """
    pile = Pile(_key, _Told._make, _takes)
    for number, each in enumerate(found):
        seen = each if isinstance(each, Seen) else Seen(each, NEVER)
        if seen.offered.submission is None:
            yield seen.offered
        else:
            pile.add(_Told(*seen.offered.submission.key, number, seen))
    for part in pile.parts(_key, _sight):
        yield from _revised(part, known, now)
    pile.close()


def _revised(part: list[_Told] | Pile[_Told], known: Known, now: int) -> Iterator[Offered | LeftOut]:
    """`part` is what is told of some entries, in the order of their keys, or of one, in the order of sight."""
    keys = {_key(each) for each in part}
    held = stories(known(keys), keys)
    if isinstance(part, Pile):
        yield from _retold(part, next(iter(held.values()), None), now)
        return
    groups = [list(group) for _, group in groupby(part, key=_key)]
    groups.sort(key=lambda group: group[0].number)
    for group in groups:
        first = group[0]
        story = held.get(_key(first))
        plain = len(group) == 1 and not first.seen.withdrawn
        if plain and (story is None or _as_held(first.submission, story)):
            yield first.seen.offered
        else:
            yield from _retold(sorted(group, key=_sight), story, now)


def _as_held(submission: Submission, story: Story) -> bool:
    """Whether it says, to the letter, what the ledger holds: the usual case, and the journal skips it."""
    entry = story.last.entry
    if len(story.versions) > 1 or story.by_hand or entry is None:
        return False
    return read_entry(entry.position, entry.recorded_at, submission.body) == entry


def _retold(group: Iterable[_Told], story: Story | None, now: int) -> Iterator[Offered | LeftOut]:
    again: dict[int, Offered] = {}
    before = 0 if story is None else story.told
    for told, following in pairwise(chain(group, [None])):
        assert told is not None
        offered, submission, version = told.seen.offered, told.submission, _said(told.seen)
        place = (submission.type, submission.scope, submission.subject)
        if story is None and version.gone:
            continue  # it was never told
        if story is None:
            story = Story(place, [version])
            yield offered
        elif place != story.place:
            yield offered  # a conflict, which the journal names
        elif story.by_hand:
            why = InputRefused("`{id}` was retracted by hand, and stays so", id=submission.id)
            yield Place(offered.file, offered.line).left_out(why)
        elif _outranked(told.seen, version, story):
            yield Place(offered.file, offered.line).left_out(InputRefused(OUTRANKED))
        elif story.told - before >= MOST_TOLD:
            yield Place(offered.file, offered.line, str(offered.text)).refused(
                InputRefused(
                    "`{id}` is told anew more than {most} times: what is taken for its id names several things",
                    id=submission.id,
                    most=MOST_TOLD,
                )
            )
        else:
            yield from _next(told, story, (now, again), final=following is None)


def _said(seen: Seen) -> Version:
    assert seen.offered.submission is not None
    return said_by(seen.offered.submission, None if seen.at == NEVER else seen.at, gone=seen.withdrawn)


def _next(
    told: _Told, story: Story, when: tuple[int, dict[int, Offered]], *, final: bool
) -> Iterator[Offered | LeftOut]:
    """What is to be recorded of one more telling; `final`: of the last one in this import."""
    offered, submission, version = told.seen.offered, told.submission, _said(told.seen)
    last, (now, again) = story.last, when
    number = _known_as(told.seen, version, story)
    known = last.time if last.seen is None else last.seen  # no earlier than it happened
    ranks = told.seen.keep != "every" and version.time != last.time  # by its time alone
    older = version.seen is not None and version.seen < known and not ranks
    passed = version.seen is None and not final  # it is known, and the same files say otherwise further down
    if number is not None and (number == len(story.versions) - 1 or older or passed):
        if version.gone or last.gone:
            return  # a retracted key is not to be said again, not even as it was
        if number not in again:
            again[number] = _again(offered, story.versions[number])
        yield again[number]
        if told.seen.at == NEVER and number == 0 and version.seen not in (None, story.versions[0].seen):
            why = InputRefused("says otherwise when `{id}` was recorded, which is not restated", id=submission.id)
            yield Place(offered.file, offered.line).left_out(why)
    elif older and version.gone:
        return  # it had not happened yet
    elif older:
        where = Place(offered.file, offered.line)
        yield where.left_out(InputRefused("is an older version of `{id}` than the one known", id=submission.id))
    elif version.gone:
        yield _retracted(offered, submission.key, version, story, now)
    elif submission.type == "backup.listed":
        yield Place(offered.file, offered.line, str(offered.text)).refused(
            InputRefused("is another list of the same place at the same time: name the place of each by --location")
        )
    else:
        if last.gone and last.key is not None:
            yield _retracted(offered, last.key, version, story, now)
        so = story.last_so()
        if so.time != version.time or story.differing(so, version):
            story.told += 1
            anew = _told_anew(offered, so, version, story, now)
            yield anew
            if anew.submission is not None:
                story.versions.append(Version(version.seen, version.time, version.data, anew.submission))


def _outranked(seen: Seen, version: Version, story: Story) -> bool:
    """Whether what is known was before the first, or after the last, that is told now."""
    known = story.last_so().time
    return (seen.keep == "first" and known < version.time) or (seen.keep == "last" and known > version.time)


def _known_as(seen: Seen, version: Version, story: Story) -> int | None:
    """The number of the version that says the same, or that says more already of what is told by its earliest time."""
    if seen.earliest and not story.last.gone and version.time >= story.last.time:
        return len(story.versions) - 1
    return story.number_of(version)


def _retracted(offered: Offered, key: Key, version: Version, story: Story, now: int) -> Offered:
    """That an entry is not so any more; or, of such a retraction, that it is so after all."""
    story.told += 1
    place, about, seen = _telling(offered, version, story, now)
    data = {"entry": {"source": key[0], "id": key[1]}, "because": f"{key[0]} says otherwise since {seen}"}
    told = place.event(type=RETRACTED, time=seen, data=data, **about)
    if told.submission is not None:
        so = story.last_so()
        story.versions.append(Version(version.seen, so.time, so.data, told.submission, gone=version.gone))
    return told


def _telling(
    offered: Offered, version: Version, story: Story, now: int, said: str = ""
) -> tuple[Place, dict[str, str | None], str]:
    """Where and under which attributes a version is told, and when it was seen."""
    submission = offered.submission
    assert submission is not None
    seen = format_instant(now if version.seen is None else version.seen)
    about: dict[str, str | None] = {
        "source": submission.source,
        "id": f"{submission.id}~{story.told:04d}-{digest(submission.id, said, seen)[:8]}",
        "scope": submission.scope,
        "subject": submission.subject,
        "recordedtime": None if version.seen is None else seen,
    }
    return Place(offered.file, offered.line, str(offered.text)), about, seen


def _again(offered: Offered, version: Version) -> Offered:
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


def _told_anew(offered: Offered, last: Version, version: Version, story: Story, now: int) -> Offered:
    submission = offered.submission
    assert submission is not None
    names = story.differing(last, version)
    changes: dict[str, Any] = {name: version.data.get(name) for name in names}
    place, about, seen = _telling(offered, version, story, now, str(changes))
    if submission.type == "maintenance.announced" and any(name in _MOVES for name in names):
        return place.event(type=RESCHEDULED, time=seen, data=version.data, **about)
    if last.time != version.time:
        changes["time"] = format_instant(version.time)
    entry = {"source": submission.source, "id": submission.id}
    data = {"entry": entry, "changes": changes, "because": f"{submission.source} says otherwise since {seen}"}
    return place.event(type=RESTATED, time=seen, data=data, **about)


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
