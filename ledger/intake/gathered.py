"""What an adapter must see whole before it can tell any of it: put aside, and given back in order."""

from collections.abc import Iterator
from itertools import groupby
from operator import attrgetter
from typing import Any, NamedTuple

from ledger.pile import Pile

Record = tuple[Any, ...]
_TAKES = 512
"""Bytes that a record takes in memory beside its texts."""


class _Put(NamedTuple):
    """A record, with the number of its name and as which one in turn."""

    name: int
    instant: int
    turn: Record
    record: Record


class Gathered:
    """Records of things by their names, each at an instant: texts, numbers and None, and tuples of such.

    What is held in memory is some thousand records and the names.
    """

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}
        self._pile = Pile(attrgetter("name", "instant", "turn"), _Put._make, _takes)

    def put(self, name: str, instant: int, record: Record, turn: Record = ()) -> None:
        """Put one aside; `turn` is its place among those of one instant."""
        self._pile.add(_Put(self._numbers.setdefault(name, len(self._numbers)), instant, turn, record))

    def groups(self) -> Iterator[tuple[str, Iterator[tuple[int, Record]]]]:
        """Every name, as they first came, with its records in the order of time, of turns, and then as they came.

        May be asked for again; a group is to be read before the next one is.
        """
        names = list(self._numbers)
        for number, group in groupby(self._pile, key=attrgetter("name")):
            yield names[number], ((each.instant, each.record) for each in group)


def _takes(put: _Put) -> int:
    return _TAKES + sum(len(part) for part in put.record if isinstance(part, str))
