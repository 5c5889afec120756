"""Editions of the booklet as dated data: the numbers an article computes with, each with its paragraph."""

import tomllib
from collections.abc import Mapping
from datetime import date
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from projections.calendar.unfit import Unfit

_FOLDER = Path(__file__).parent


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


def editions() -> tuple[str, ...]:
    """The ids of the editions that this version knows."""
    return tuple(sorted(each.stem for each in _FOLDER.glob("*.toml")))


@cache
def edition(id: str) -> Edition:
    """The edition of that id. Raises Unfit for an unknown one, naming those there are."""
    if id not in editions():
        raise Unfit("unknown edition `{id}`: this version knows {known}", id=id, known=", ".join(editions()))
    table = tomllib.loads((_FOLDER / f"{id}.toml").read_text(encoding="utf-8"))
    articles = {name: value for name, value in table.items() if name.startswith("article_")}
    return Edition(table["id"], table["title"], table["dated"], table["provider_timezone"], articles)


def wall_time(text: str) -> tuple[int, int]:
    """Hour and minute of `HH:MM`; 24:00 is the end of the day."""
    hour, minute = text.split(":")
    return int(hour), int(minute)


def fraction_of_percent(text: str) -> Fraction:
    """A percentage written in decimals, exactly."""
    return Fraction(text) / 100
