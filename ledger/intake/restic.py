"""Backups by restic: `snapshots --json` and `forget --json`.

A snapshot is a `backup.completed`; a list of all of them, with the time it was made, is also a `backup.listed`; what
`forget` removed is `backup.deleted`. restic before 0.17 says when a backup began, and nothing of its end: that is
then taken for its end as well.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import chain
from typing import Any

from ledger.events.instant import format_instant
from ledger.intake.document import count, documents, is_list, mapping, several, texts, words
from ledger.intake.found import NEVER, Files, Found, Place, Seen, digest, identifier, key, prose, refusing, whole
from ledger.intake.options import Options
from ledger.intake.wall import instant_text
from ledger.refusal import InputRefused

SOURCE = "/restic"
_GROUP = {"keep", "remove"}


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every snapshot and deletion of the files. Raises UsageRefused without a scope."""
    for found in documents(files):
        if isinstance(found[0], Place):
            yield from _document(*found, options)
        else:
            yield found


@refusing
def _document(place: Place, value: Any, options: Options) -> Iterator[Found]:
    held = value if is_list(value) else [] if value is None else [value]
    there = _ids(held)
    yield from _forgotten(place, (each for each in held if _is_group(each)), there, options)
    if not len(held) or not all(map(_is_group, held)):
        yield from _listed(place, _snapshots(held), there, options)


def _is_group(value: Any) -> bool:
    """Whether it is what `forget` kept and removed of one host and path."""
    return type(value) is dict and bool(_GROUP & value.keys())


def _ids(held: Iterable[Any]) -> frozenset[str]:
    """The ids of all snapshots that a document tells of, and those of which it tells several that replace them."""
    groups = (several(each, name) for each in held if _is_group(each) for name in _GROUP)
    told = [each for each in chain(_snapshots(held), chain.from_iterable(groups)) if type(each) is dict]
    replaced = Counter(each["original"] for each in told if type(each.get("original")) is str)
    ids = {each["id"] for each in told if type(each.get("id")) is str}
    return frozenset(ids.union(name for name, times in replaced.items() if times > 1))


def _snapshots(held: Iterable[Any]) -> Iterator[Any]:
    """The snapshots of a list, also of one in groups (`snapshots --group-by`)."""
    for each in held:
        if type(each) is dict and "group_key" in each:
            yield from several(each, "snapshots")
        elif not _is_group(each):
            yield each


def _listed(place: Place, snapshots: Iterable[Any], there: frozenset[str], options: Options) -> Iterator[Found]:
    present = []
    for snapshot in snapshots:
        yield from _snapshot(place, (snapshot, there), options)
        if type(snapshot) is dict and type(snapshot.get("id")) is str and options.wants(*_names(snapshot)):
            present.append(_backup(_first_id(snapshot, there), options))
    yield from listing(place, present, options, ("restic", options.source_of(SOURCE), _location(options)))


def _first_id(snapshot: dict[str, Any], there: frozenset[str]) -> str:
    """The id of a backup: of the snapshot that `tag` replaced by this one, unless it is there still.

    `rewrite` leaves the old one and tags the new one, and `copy` makes another one elsewhere.
    """
    replaces = snapshot.get("original")
    tagged = replaces and replaces not in there and "rewrite" not in words(snapshot, "tags")
    return texts(snapshot, "original" if tagged else "id")


def _names(snapshot: dict[str, Any]) -> list[str]:
    return [*words(snapshot, "tags"), *words(snapshot, "paths"), whole(snapshot.get("hostname"))]


def _location(options: Options) -> str:
    return taken_of(options.location or options.apart("restic"), options)


def taken_of(place: str, options: Options) -> str:
    """The name of what is taken of a place: with `--only` a list is not whole, and speaks of nothing else."""
    return f"{place} ({', '.join(options.only)})" if options.only else place


def listing(place: Place, present: list[str], options: Options, where: tuple[str, str, str | None]) -> Iterator[Found]:
    """That these backups were there when the list was made; left out where nobody says when that was."""
    if options.at is None:
        why = InputRefused("does not say when the list was made: with --at, what it lacks shows as vanished")
        yield place.left_out(why)
        return
    made = format_instant(options.at)
    tool, source, location = where
    yield place.event(
        source=source,
        id=f"listed:{made}:{digest(options.whose, location or '')[:12]}",
        type="backup.listed",
        scope=options.whose,
        subject=f"backup-listing/{tool}-{digest(location or '')[:8]}-{options.at}",
        time=made,
        data={"present": sorted(set(present)), "location": location, "tool": tool},
    )


def _forgotten(place: Place, groups: Iterable[Any], there: frozenset[str], options: Options) -> Iterator[Found]:
    for each in groups:
        group = mapping(each)
        removed = several(group, "remove")
        for snapshot in chain(several(group, "keep"), removed):
            yield from _snapshot(place, (snapshot, there), options)
        for snapshot in removed:
            yield from _deleted(place, (snapshot, there), options)


@refusing
def _snapshot(place: Place, value: tuple[Any, frozenset[str]], options: Options) -> Iterator[Found]:
    snapshot, there = mapping(value[0]), value[1]
    began = instant_text(snapshot.get("time"), options)
    name = _first_id(snapshot, there)
    summary = mapping(snapshot.get("summary") or {}, "summary")
    ended = instant_text(summary["backup_end"], options, "backup_end") if "backup_end" in summary else began
    if not options.wants(*_names(snapshot)):
        yield place.left_out(InputRefused("is a snapshot that --only does not name"))
        return
    yield place.event(
        source=options.source_of(SOURCE),
        id=key(*_placed(name, options), "completed"),
        type="backup.completed",
        scope=options.whose,
        subject=f"backup/{_backup(name, options)}",
        time=ended,
        actor=prose(snapshot.get("username")),
        data={
            "kinds": kinds(words(snapshot, "tags"), options),
            "started": began,
            "size_bytes": count(summary, "total_bytes_processed"),
            "digest": f"restic:{name}",
            "location": _location(options),
        },
    )


@refusing
def _deleted(place: Place, value: tuple[Any, frozenset[str]], options: Options) -> Iterator[Found]:
    snapshot, there = mapping(value[0]), value[1]
    name = _first_id(snapshot, there)
    if not options.wants(*_names(snapshot)):
        return  # left out already
    if options.at is None:
        raise InputRefused("does not say when the snapshots were removed: say when `forget` was run by --at")
    deleted = place.event(
        source=options.source_of(SOURCE),
        id=key(*_placed(name, options), "deleted"),
        type="backup.deleted",
        scope=options.whose,
        subject=f"backup/{_backup(name, options)}",
        time=format_instant(options.at),
        data={"because": "restic forget"},
    )
    yield Seen(deleted, NEVER, earliest=True)  # the same answer, read once more later, deletes nothing then


def _placed(name: str, options: Options) -> tuple[str, ...]:
    """The id of a backup, and of which place where that is said: what lies in two places is two backups."""
    return (name,) if options.location is None else (options.location, name)


def _backup(name: str, options: Options) -> str:
    """The name of a backup by its restic id: longer than the one restic shows, and begins with it or with its place."""
    short = name[:16] if name[:16].isascii() and name[:16].isalnum() else digest(name)[:16]
    return short if options.location is None else f"{identifier(options.location, letters=24)}-{short}"


def kinds(names: list[str], options: Options) -> list[str]:
    """The cycles that a backup with these tags or names serves: monthly where a pattern says so, else nightly."""
    lowered = [name.casefold() for name in names]
    monthly = any(fnmatchcase(name, pattern) for name in lowered for pattern in options.monthly)
    return ["monthly"] if monthly else ["nightly"]
