"""Editions of the booklet as dated data: the numbers an article computes with, each with its paragraph."""

import os
import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from projections.calendar.unfit import Unfit

_SHIPPED = Path(__file__).parent
FOLDER = "LIVRET_EDITIONS"
"""The variable that names a folder with further editions, a file `<id>.toml` each."""

_LARGEST, _LONGEST_LINE = 256 * 1024, 4 * 1024
"""Bytes of a file and of a line: reading a key of TOML takes the square of its length."""


class Edition(NamedTuple):
    """One edition: its id, title, date, the provider's zone, and each article's numbers (`article_06` -> table)."""

    id: str
    title: str
    dated: date
    provider_timezone: str
    articles: Mapping[str, Mapping[str, Any]]

    def article(self, number: str) -> Mapping[str, Any]:
        """The numbers of an article. Raises Unfit where the edition has none for it."""
        try:
            return self.articles[f"article_{int(number):02d}"]
        except KeyError:
            raise Unfit(
                "edition {edition} has no numbers for article {number}", edition=self.id, number=number
            ) from None


@cache
def folder() -> str | None:
    """The folder with further editions, where one is named; asked of the surroundings once."""
    return os.environ.get(FOLDER)


def editions() -> tuple[str, ...]:
    """The ids of the editions that this version knows, and of those in the folder of LIVRET_EDITIONS."""
    return tuple(sorted({*_shipped(), *_added(folder())}))


def edition(id: str) -> Edition:
    """The edition of that id. Raises Unfit for an unknown one, naming those there are."""
    return _edition(id, folder())


def source(id: str) -> bytes:
    """The file of the edition of that id, byte for byte. Raises Unfit for an unknown one."""
    edition(id)
    path = _SHIPPED / f"{id}.toml" if id in _shipped() else _added(folder())[id]
    return path.read_bytes()


def read_table(path: Path) -> dict[str, Any]:
    """The file of an edition as it is, checked for nothing. Raises Unfit where it is no TOML."""
    try:
        with path.open("rb") as file:
            text = file.read(_LARGEST + 1)
    except OSError as error:
        raise Unfit("{path}: it cannot be read: {failure}", path=path, failure=error.strerror or error) from None
    if len(text) > _LARGEST or any(len(line) > _LONGEST_LINE for line in text.splitlines()):
        raise Unfit("{path}: it is too long to be an edition, or has too long a line", path=path)
    try:
        return tomllib.loads(text.decode())
    except (ValueError, RecursionError) as error:
        raise Unfit("{path}: this is not TOML ({error})", path=path, error=error) from None


def made(table: Mapping[str, Any]) -> Edition:
    """The edition that a table without problems holds."""
    articles = {name: value for name, value in table.items() if name.startswith("article_")}
    return Edition(table["id"], table["title"], table["dated"], table["provider_timezone"], articles)


@cache
def _edition(id: str, added_in: str | None) -> Edition:
    added = _added(added_in)
    if id in _shipped():
        if id in added:
            raise Unfit("{path}: edition {id} comes with this version; give yours another id", path=added[id], id=id)
        return made(read_table(_SHIPPED / f"{id}.toml"))
    if id not in added:
        known = ", ".join(sorted({*_shipped(), *added}))
        raise Unfit("unknown edition `{id}`: this version knows {known}", id=id, known=known)
    from projections.edition.check import problems  # what comes with this version was checked by its tests

    table = read_table(added[id])
    wrong = problems(table)
    if wrong:
        raise Unfit("{path}: {problem}; see `livret edition check`", path=added[id], problem=wrong[0])
    if table["id"] != id:
        raise Unfit("{path}: it holds edition {id}; name the file after it", path=added[id], id=table["id"])
    return made(table)


def _shipped() -> tuple[str, ...]:
    return tuple(each.stem for each in _SHIPPED.glob("*.toml"))


def _added(where: str | None) -> dict[str, Path]:
    return {each.stem: each for each in sorted(Path(where).glob("*.toml"))} if where else {}


def wall_time(text: str) -> tuple[int, int]:
    """Hour and minute of `HH:MM`; 24:00 is the end of the day."""
    hour, minute = text.split(":")
    return int(hour), int(minute)


def fraction_of_percent(text: str) -> Fraction:
    """A percentage written in decimals, exactly."""
    return Fraction(text) / 100
