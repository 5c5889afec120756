"""Backups by Borg: `list --json`, `info --json`, `create --json`, Borg 2's `repo-list --json`; also borgmatic's lists.

An archive is a `backup.completed`, and a list with the time it was made also a `backup.listed`. Borg 1 writes local
times without offset, Borg 2 with it. `list` says when an archive was begun, and nothing of its end: that is then taken
for its end; `info` and `create` say both, and the sizes, and are to be preferred.
"""

from collections.abc import Iterator
from typing import Any

from ledger.intake.document import count, documents, is_list, mapping, several, texts
from ledger.intake.found import Files, Found, Place, identifier, key, prose, refusing
from ledger.intake.options import Options
from ledger.intake.restic import kinds, listing, taken_of
from ledger.intake.wall import instant_text
from ledger.refusal import InputRefused


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every archive of the files. Raises UsageRefused without a scope."""
    for found in documents(files):
        if isinstance(found[0], Place):
            place, value = found
            for each in value if is_list(value) and len(value) else [value]:  # borgmatic: one for each repository
                yield from _document(place, each, options)
        else:
            yield found


@refusing
def _document(place: Place, value: Any, options: Options) -> Iterator[Found]:
    document = mapping(value)
    repository = mapping(document.get("repository"), "repository")
    source = options.source_of(f"/borg/{identifier(texts(repository, 'id'))[:16]}")
    there = prose(repository.get("location"))
    # Every machine may have a repository at the same path.
    location = taken_of(options.location or f"{there or 'borg'} ({texts(repository, 'id')[:8]})", options)
    if "archive" in document:
        yield from _archive(place, (mapping(document["archive"], "archive"), source, location), options)
        return
    if "archives" not in document:
        raise InputRefused("is no output of `borg list --json`, `info --json` or `create --json`")
    archives = several(document, "archives")
    for each in archives:
        yield from _archive(place, (each, source, location), options)
    if any("stats" in each for each in archives):
        return  # `info` shows what it was asked for, not all there is
    present = [
        backup(each)
        for each in archives
        if type(each.get("name")) is str and type(each.get("id")) is str and options.wants(each["name"])
    ]
    yield from listing(place, present, options, ("borg", source, location))


@refusing
def _archive(place: Place, value: tuple[dict[str, Any], str, str | None], options: Options) -> Iterator[Found]:
    archive, source, location = value
    if not options.wants(texts(archive, "name")):
        yield place.left_out(InputRefused("is an archive that --only does not name"))
        return
    began = instant_text(archive.get("start", archive.get("time")), options, "start")
    ended = instant_text(archive["end"], options, "end") if "end" in archive else began
    stats = mapping(archive.get("stats") or {}, "stats")
    yield place.event(
        source=source,
        id=key(texts(archive, "id"), "completed"),
        type="backup.completed",
        scope=options.whose,
        subject=f"backup/{backup(archive)}",
        time=ended,
        actor=prose(archive.get("username")),
        data={
            "kinds": kinds([texts(archive, "name")], options),
            "started": began,
            "size_bytes": count(stats, "original_size"),
            "digest": f"borg:{texts(archive, 'id')}"[:200],
            "location": location,
        },
    )


def backup(archive: dict[str, Any]) -> str:
    """The name of a backup: that of the archive, with the beginning of its id, since a name may be given again."""
    return identifier(f"{texts(archive, 'name')}-{texts(archive, 'id')[:8]}")
