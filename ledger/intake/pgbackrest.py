"""Backups by pgBackRest: `info --output=json`.

A backup is a `backup.completed`, and the list of each repository, with the time it was made, a `backup.listed`. One
with errors in its pages (`error`) is a `backup.failed`: nothing says that it can be restored.
"""

from collections.abc import Iterator
from typing import Any

from ledger.intake.document import Several, count, documents, is_list, mapping, several, texts
from ledger.intake.found import NEVER, Files, Found, Place, Seen, identifier, key, prose, refusing, shown
from ledger.intake.options import Options
from ledger.intake.restic import kinds, listing
from ledger.intake.wall import epoch_text
from ledger.refusal import InputRefused

SOURCE = "/pgbackrest"
_READ = (0, 2)
"""Codes of a status under which a list is whole: all is well, or there are no backups."""


def read(files: Files, options: Options) -> Iterator[Found]:
    """Every backup of every stanza. Raises UsageRefused without a scope."""
    for found in documents(files):
        if isinstance(found[0], Place):
            yield from _document(*found, options)
        else:
            yield found


@refusing
def _document(place: Place, value: Any, options: Options) -> Iterator[Found]:
    if not is_list(value):
        raise InputRefused("is no output of `pgbackrest info --output=json`")
    for each in value:
        stanza = mapping(each)
        name = texts(stanza, "name")
        if not options.wants(name):
            yield place.left_out(InputRefused("is a stanza that --only does not name"))
            continue
        backups = several(stanza, "backup")
        for backup in backups:
            yield from _backup(place, (options.apart(name), backup), options)
        yield from _listings(place, stanza, backups, options)


def _listings(place: Place, stanza: dict[str, Any], backups: Several, options: Options) -> Iterator[Found]:
    """What each repository holds. One that could not be read lists nothing, and that says nothing."""
    name = options.apart(texts(stanza, "name"))
    statuses = {_key(each): mapping(each.get("status") or {}, "repo.status") for each in several(stanza, "repo")}
    present: dict[int, list[str]] = {}
    for backup in backups:
        if type(backup.get("label")) is str and backup["label"] and backup.get("error") is not True:
            number = _repository(backup)
            present.setdefault(number if statuses else 1, []).append(_subject(name, backup["label"]))
    for number, status in (statuses or {1: mapping(stanza.get("status") or {}, "status")}).items():
        if status.get("code", 0) not in _READ:
            why = prose(status.get("message")) or shown(status.get("code"))
            yield place.left_out(InputRefused("the repository could not be listed: {why}", why=why))
            continue
        where = ("pgbackrest", options.source_of(SOURCE), _location(name, number, options))
        yield from listing(place, present.get(number, []), options, where)


@refusing
def _backup(place: Place, value: tuple[str, dict[str, Any]], options: Options) -> Iterator[Found]:
    stanza, backup = value
    label = texts(backup, "label")
    when = mapping(backup.get("timestamp"), "timestamp")
    failed = backup.get("error") is True
    info = mapping(backup.get("info") or {}, "info")
    data = {
        "kinds": kinds([label, stanza, *_annotations(backup)], options),
        "started": epoch_text(when.get("start"), "timestamp.start"),
    }
    whole = {"size_bytes": count(info, "size"), "location": _location(stanza, _repository(backup), options)}
    for what, more in (("completed", whole), ("failed", {"error": "pages with wrong checksums"})):
        event = place.event(
            source=options.source_of(SOURCE),
            id=key(stanza, label, what),
            type=f"backup.{what}",
            scope=options.whose,
            subject=f"backup/{_subject(stanza, label)}",
            time=epoch_text(when.get("stop"), "timestamp.stop"),
            data=data | more,
        )
        # Pages are checked again by later backups: what was whole may have failed, and the other way round.
        yield event if (what == "failed") == failed else Seen(event, NEVER, withdrawn=True)


def _annotations(backup: dict[str, Any]) -> list[str]:
    held = mapping(backup.get("annotation") or {}, "annotation")
    return [text for pair in held.items() for text in pair if type(text) is str]


def _subject(stanza: str, label: str) -> str:
    return identifier(f"{stanza}-{label}")


def _repository(backup: dict[str, Any]) -> int:
    return _key(mapping(backup.get("database") or {}, "database"), "repo-key")


def _key(held: dict[str, Any], name: str = "key") -> int:
    key = held.get(name, 1)
    if type(key) is not int or not 0 < key < 10**6:
        raise InputRefused("is not the number of a repository", field=name)
    return key


def _location(stanza: str, repository: int, options: Options) -> str:
    there = f"pgbackrest:{identifier(stanza)}"
    return options.location or (there if repository == 1 else f"{there}:repo{repository}")
