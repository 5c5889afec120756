"""What a source said of one thing, version by version: as it is read back from the ledger, and as it is told on."""

import json
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from ledger.events.catalogue import event_class
from ledger.events.entry import RESTATED, RETRACTED, Entry, read_entry, standing_amendments
from ledger.events.event import Submission
from ledger.events.instant import parse_instant

Key = tuple[str, str]
RESCHEDULED = "maintenance.rescheduled"
RETOLD = (RESTATED, RETRACTED, RESCHEDULED)
"""The types by which a story goes on: of other entries of its subject it says nothing."""
_LOOK_BACK = 100
"""Versions among which one that says the same but for what is erased, or more of a backup, is looked for."""


@dataclass(frozen=True, slots=True)
class Version:
    """What a source said of one thing at a time: `seen` is when it learned of it, None where nobody says.

    `erased` are the fields of which nobody knows any more what was said. `gone`: that it is not so any more; `entry`
    is then the retraction.
    """

    seen: int | None
    time: int
    data: Mapping[str, Any]
    submission: Submission | None
    entry: Entry | None = None
    erased: frozenset[str] = frozenset()
    gone: bool = False

    @property
    def key(self) -> Key | None:
        """The key of the entry that tells this version."""
        told = self.submission or self.entry
        return None if told is None else told.key


@dataclass(slots=True)
class Story:
    """The versions of one entry, the oldest first, and how often it was told anew, also in vain.

    `place`: its type, scope and subject. `by_hand`: somebody else than the source retracted it.
    """

    place: tuple[str, str, str]
    versions: list[Version]
    told: int = 0
    by_hand: bool = False
    _numbers: dict[object, int] = field(default_factory=dict)
    _counted: int = 0
    _imprecise: bool = False

    @property
    def last(self) -> Version:
        """What was said last."""
        return self.versions[-1]

    @property
    def instants(self) -> frozenset[str]:
        """The fields that hold instants."""
        return event_class(self.place[0]).instant_fields()

    def last_so(self) -> Version:
        """What was said last that is so."""
        return next(each for each in reversed(self.versions) if not each.gone)

    def number_of(self, version: Version) -> int | None:
        """The number of the last version that says the same; None where there is none."""
        for number in range(self._counted, len(self.versions)):
            self._numbers[self._content(self.versions[number])] = number
            self._imprecise = self._imprecise or bool(self.versions[number].erased)
        self._counted = len(self.versions)
        if not version.gone and self._alike(self.last, version):
            return len(self.versions) - 1
        found = self._numbers.get(self._content(version))
        precise = self.place[0] != "backup.completed" and not self._imprecise
        if found is not None or version.gone or precise:
            return found
        recent = range(len(self.versions) - 1, max(-1, len(self.versions) - 1 - _LOOK_BACK), -1)
        return next((number for number in recent if self._alike(self.versions[number], version)), None)

    def differing(self, one: Version, other: Version) -> list[str]:
        """The fields in which two versions differ."""
        before, after = self._plain_together(one, other)
        return [name for name in sorted(before.keys() | after.keys()) if before.get(name) != after.get(name)]

    def _alike(self, one: Version, other: Version) -> bool:
        """Whether two versions say the same, or the other one only says less of a backup than is known."""
        if one.gone:
            return False
        one_said, other_said = self._plain_together(one, other)
        if one.time == other.time and one_said == other_said:
            return True
        # A bare list of backups has neither their ends nor their sizes; the record of each run has both.
        poorer = self.place[0] == "backup.completed" and "size_bytes" in one_said and "size_bytes" not in other_said
        return poorer and other_said.items() <= one_said.items()

    def _plain_together(self, one: Version, other: Version) -> tuple[dict[str, str], dict[str, str]]:
        """The fields of two versions to be compared; what is erased in either cannot be, and is in neither."""
        erased = one.erased | other.erased
        return self._plain(one, erased), self._plain(other, erased)

    def _plain(self, version: Version, erased: Collection[str] = ()) -> dict[str, str]:
        instants = self.instants
        return {
            name: str(parse_instant(value)) if name in instants else json.dumps(value, sort_keys=True)
            for name, value in version.data.items()
            if name not in erased
        }

    def _content(self, version: Version) -> object:
        if version.gone:
            return "gone"
        return version.time, version.erased, tuple(sorted(self._plain(version).items()))


def stories(entries: Iterable[Entry], wanted: Collection[Key]) -> dict[Key, Story]:
    """What the ledger holds under these keys, as their own source told and retold it.

    The entries come in the order of position, and others may be among them.
    """
    entries = list(entries)
    found = {
        entry.key: Story((entry.type, entry.scope, entry.subject), [_original(entry)])
        for entry in entries
        if entry.key in wanted
    }
    standing = {each.key for amending in standing_amendments(entries).values() for each in amending}
    gone: dict[Key, Entry] = {}
    """Retractions by the source itself, which a later one may undo."""
    for entry in entries:
        story, own = _story_of(entry, found, gone)
        if story is None:
            continue
        story.told += own
        if entry.type == RETRACTED and not own:
            story.by_hand = story.by_hand or (entry.amends in found and entry.key in standing)
        elif entry.type == RETRACTED and entry.amends in gone:
            story.versions.append(_so_again(story.last_so(), entry))
        elif entry.type == RETRACTED:
            gone[entry.key] = entry
            story.versions.append(_gone(story.last_so(), entry))
        elif entry.type == RESCHEDULED:
            story.versions.append(Version(entry.occurred_at, story.last.time, entry.data, None, entry))
        elif own and entry.key in standing:
            story.versions.append(_after(story.last_so(), entry))
    return found


def _story_of(entry: Entry, found: Mapping[Key, Story], gone: Mapping[Key, Entry]) -> tuple[Story | None, bool]:
    """The story that an entry goes on with, and whether its own source tells it."""
    if entry.type == RESCHEDULED:
        first = (entry.source, entry.id.rpartition("~")[0])
        return found.get(first), True
    if entry.type not in (RESTATED, RETRACTED):
        return None, False
    about = gone[entry.amends].amends if entry.amends in gone else entry.amends
    return found.get(about), entry.source == about[0]


def _original(entry: Entry) -> Version:
    return Version(entry.claimed_at, entry.occurred_at, entry.data, None, entry, _erased(entry, "data."))


def _gone(before: Version, entry: Entry) -> Version:
    return Version(entry.occurred_at, before.time, before.data, None, entry, before.erased, gone=True)


def _so_again(before: Version, entry: Entry) -> Version:
    return Version(entry.occurred_at, before.time, before.data, None, entry, before.erased)


def _erased(entry: Entry, where: str) -> frozenset[str]:
    return frozenset(path.removeprefix(where) for path in entry.personal if path.startswith(where))


def _after(before: Version, entry: Entry) -> Version:
    changes = dict(entry.data["changes"])
    erased = before.erased.difference(changes) | _erased(entry, "data.changes.")
    time = parse_instant(changes.pop("time")) if "time" in changes else before.time
    data = {name: value for name, value in (dict(before.data) | changes).items() if value is not None}
    return Version(entry.occurred_at, time, data, None, entry, erased)


def said_by(submission: Submission, seen: int | None, *, gone: bool = False) -> Version:
    """The version that a submission tells; without `seen` its source learned of it when it claims to."""
    entry = _read(submission.body)
    claimed = entry.claimed_at if seen is None else seen
    return Version(claimed, entry.occurred_at, entry.data, submission, gone=gone)


@lru_cache(maxsize=1024)
def _read(body: bytes) -> Entry:
    """What a file tells: a page that is seen often says the same again and again."""
    return read_entry(0, 0, body)
