"""A source's edited past: what it says now, against what it said before.

Adapters give what a file says, under ids that do not change. Where the ledger, or an earlier part of the file, has
other content under such an id, the source has changed its mind: that becomes an `entry.restated`, and both versions
stay in the trail. A planned maintenance that moved is no error of the past: that becomes `maintenance.rescheduled`.
What it takes back, such as the end of an incident that is open again, becomes an `entry.retracted`, and if it is said
once more, a retraction of that. Corrections made by hand, under another source, are left alone.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ledger.commands import Offered
from ledger.events.entry import RESTATED, RETRACTED, Entry, read_entry
from ledger.events.instant import format_instant
from ledger.intake.found import NEVER, Found, LeftOut, Place, Seen, digest
from ledger.intake.gathered import Aside, Record
from ledger.intake.story import RESCHEDULED, Key, Story, Version, said_by, stories
from ledger.refusal import InputRefused

Subject = tuple[str, str, str]
"""A scope, a family, and a subject in them."""
Known = Callable[[set[Subject]], Iterable[Entry]]
"""The entries of these subjects, in the order of position; others may be among them."""
_MOVES = ("starts", "ends")
_BATCH = 2_000
"""Events that are compared at once with what the ledger holds of their subjects."""


def revised(found: Iterable[Offered | Seen], known: Known, now: int) -> Iterator[Offered | LeftOut]:
    """The same, with restatements in place of what would contradict what was said before.

    `now` in microseconds since 1970: when a change was seen that the source itself gives no date.
    """
    aside = Aside()
    for each in found:
        said = each if isinstance(each, Seen) else Seen(each, NEVER)
        told = said.offered.submission
        if told is None:
            yield said.offered
        else:
            name = "\0".join((told.scope, told.family, told.subject, *told.key))
            aside.add(name, 0, said.packed())
    for some in _batches(aside):
        yield from _revised(some, known, now)


def _batches(aside: Aside) -> Iterator[list[Seen]]:
    """What was put aside, all versions of an event together, and those of one subject one after the other."""
    batch: list[tuple[int, Seen]] = []
    same: dict[Record, Offered] = {}
    last = None
    for name, _, number, (said, at, withdrawn) in aside.ordered():
        if name != last:
            if len(batch) >= _BATCH:
                yield [seen for _, seen in sorted(batch)]
                batch = []
            last, same = name, {}
        if said not in same:  # a page that is seen often says the same again and again
            same[said] = Seen.unpacked(said, at, withdrawn).offered
        batch.append((number, Seen(same[said], at, withdrawn)))
    if batch:
        yield [seen for _, seen in sorted(batch)]


def _revised(found: Iterable[Seen], known: Known, now: int) -> Iterator[Offered | LeftOut]:
    firsts: dict[Key, Seen] = {}
    later: dict[Key, list[Seen]] = {}
    for said in found:
        assert said.offered.submission is not None
        if firsts.setdefault(said.offered.submission.key, said) is not said:
            later.setdefault(said.offered.submission.key, []).append(said)
    told = stories(_entries(known, firsts), firsts) if firsts else {}
    for key in list(firsts):
        first = firsts.pop(key)  # what is handed on need not be kept
        story = told.get(key)
        plain = key not in later and not first.withdrawn
        if plain and (story is None or _as_held(first.offered, story)):
            yield first.offered
        else:
            yield from _retold([first, *later.pop(key, ())], story, now)


def _entries(known: Known, firsts: Mapping[Key, Seen]) -> Iterable[Entry]:
    told = (each for first in firsts.values() if (each := first.offered.submission) is not None)
    return known({(each.scope, each.family, each.subject) for each in told})


def _as_held(offered: Offered, story: Story) -> bool:
    """Whether it says, to the letter, what the ledger holds: the usual case, and the journal skips it."""
    entry = story.last.entry
    if len(story.versions) > 1 or story.by_hand or entry is None or offered.submission is None:
        return False
    said = read_entry(entry.position, entry.recorded_at, offered.submission.body)
    return said == entry


def _retold(group: list[Seen], story: Story | None, now: int) -> Iterator[Offered | LeftOut]:
    told: dict[int, Version] = {}
    versions = [(each.offered, _said(each, told)) for each in group]
    versions.sort(key=lambda each: -1 if each[1].seen is None else each[1].seen)
    again: dict[int, Offered] = {}
    for offered, version in versions:
        submission = offered.submission
        assert submission is not None
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
        else:
            yield from _next(offered, version, story, (now, again))


def _said(seen: Seen, told: dict[int, Version]) -> Version:
    """What it says; `told` is what the same events said before, so that each is read once, and held once."""
    submission = seen.offered.submission
    assert submission is not None
    version = told.get(id(submission)) or told.setdefault(id(submission), said_by(submission, None))
    return replace(version, seen=version.seen if seen.at == NEVER else seen.at, gone=seen.withdrawn)


def _next(
    offered: Offered, version: Version, story: Story, when: tuple[int, dict[int, Offered]]
) -> Iterator[Offered | LeftOut]:
    submission, last, (now, again) = offered.submission, story.last, when
    assert submission is not None
    number = story.number_of(version)
    known = last.time if last.seen is None and version.gone else last.seen  # no earlier than it happened
    older = version.seen is not None and known is not None and version.seen < known
    if number is not None and (number == len(story.versions) - 1 or older):
        if version.gone or last.gone:
            return  # a retracted key is not to be said again, not even as it was
        if number not in again:
            again[number] = _again(offered, story.versions[number])
        yield again[number]
    elif older and version.gone:
        return  # it had not happened yet
    elif older:
        where = Place(offered.file, offered.line)
        yield where.left_out(InputRefused("is an older version of `{id}` than the one known", id=submission.id))
    elif version.gone:
        yield _retracted(offered, (submission.source, submission.id), version, story, now)
    else:
        if last.gone and last.key is not None:
            yield _retracted(offered, last.key, version, story, now)
        so = story.last_so()
        if so.time != version.time or story.differing(so, version):
            story.told += 1
            told = _told_anew(offered, so, version, story, now)
            yield told
            if told.submission is not None:
                story.versions.append(Version(version.seen, version.time, version.data, told.submission))


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
