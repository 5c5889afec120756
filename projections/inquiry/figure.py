"""The figures of the articles in one form, so that one can be put beside another.

An article's finding says everything; a figure says what a dispute is about: a verdict, a rate, and an amount that
counts against the provider (downtime, late tickets, missed nights, lost copies).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from projections.calendar.span import Duration
from projections.edition.reading import Reading

Measure = Literal["duration", "count"]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure: its article, name, what it is about, its exact rate (percent), and the amount against the provider.

    `amount` is in microseconds where `measure` is a duration. `readings` are the options in force, by name.
    """

    article: str
    name: str
    about: str
    rate: Fraction | None
    amount: Duration | int | None
    measure: Measure
    verdict: str | None
    provisional: bool
    readings: Mapping[str, str]

    def of_its_kind(self, amount: int) -> Duration | int:
        """A number that is an amount of this figure: a length of time, or a count."""
        return Duration(amount) if self.measure == "duration" else amount

    def minus(self, other: "Figure | None") -> Duration | int | None:
        """By how much its amount is more than another's; `None` where one of them has none."""
        if other is None or self.amount is None or other.amount is None:
            return None
        return self.of_its_kind(self.amount - other.amount)

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same figure under another reading or at another moment."""
        return (self.article, self.name, self.about)


Ask = Callable[[Mapping[str, Reading]], list[Figure]]
"""Readings chosen -> the figures of one article; the facts are gathered already."""


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole in percent, where there is a whole."""
    return Fraction(100 * part, whole) if whole else None


def remembering(ask: Ask, agreed: frozenset[str], kinds: tuple[type[Reading], ...] | None = None) -> Ask:
    """The same, computing each answer once: searches come by the same options again and again.

    To choose a default that nobody agreed to leave is to choose nothing. With `kinds`, the answer depends on those
    readings alone.
    """
    answers: dict[frozenset[Reading], list[Figure]] = {}

    def asked(chosen: Mapping[str, Reading]) -> list[Figure]:
        mine = {name: each for name, each in chosen.items() if kinds is None or type(each) in kinds}
        options = effective(mine, agreed)
        if options not in answers:
            answers[options] = ask(mine)
        return answers[options]

    return asked


def effective(chosen: Mapping[str, Reading], agreed: frozenset[str]) -> frozenset[Reading]:
    """The options that a choice changes anything by: not the defaults that nobody agreed to leave."""
    return frozenset(member for name, member in chosen.items() if member is not type(member).first or name in agreed)
