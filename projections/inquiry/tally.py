"""How many tickets come to each outcome under any readings: judged anew are only those that a choice touches."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice, product

from projections.edition.reading import Reading
from projections.facts.ticket import Ticket
from projections.inquiry.figure import effective

Kinds = frozenset[type[Reading]]
Judge = Callable[[Ticket, Mapping[str, Reading]], Iterable[str]]
"""A ticket and the readings chosen -> its outcomes."""

_TRIED = 20
"""How many tickets of a batch are looked at for one whose outcome is certain."""


class Tally:
    """The outcomes of tickets, counted batch by batch: a batch holds the tickets that the same readings can touch."""

    def __init__(
        self, tickets: Iterable[Ticket], touches: Callable[[Ticket], Kinds], judge: Judge, agreed: frozenset[str]
    ) -> None:
        self._judge, self._agreed = judge, agreed
        self._batches: dict[Kinds, list[Ticket]] = {}
        for ticket in tickets:
            self._batches.setdefault(touches(ticket), []).append(ticket)
        self._counted: dict[tuple[Kinds, frozenset[Reading]], Counter[str]] = {}

    def __call__(self, chosen: Mapping[str, Reading]) -> Counter[str]:
        """How many there are of each outcome; none that there are none of."""
        total: Counter[str] = Counter()
        for touched in self._batches:
            total.update(self._count(touched, chosen))
        return total

    @property
    def touched(self) -> Kinds:
        """The readings that can touch one of the tickets."""
        return frozenset().union(*self._batches)

    def certain(self, outcome: str, chosen: Mapping[str, Reading], free: Sequence[type[Reading]]) -> bool:
        """Whether some ticket comes to the outcome whatever is chosen for the readings that are free.

        Where this says no, there may still be one: not all are looked at.
        """
        for touched in sorted(self._batches, key=len):
            if self._count(touched, chosen)[outcome]:
                moving = [kind for kind in free if kind in touched]
                there = (each for each in self._batches[touched] if outcome in self._outcomes(each, chosen, touched))
                if any(self._always(each, outcome, chosen, moving) for each in islice(there, _TRIED)):
                    return True
        return False

    def _always(
        self, ticket: Ticket, outcome: str, chosen: Mapping[str, Reading], free: Iterable[type[Reading]]
    ) -> bool:
        return all(
            outcome in self._judge(ticket, {**chosen, **{each.declaration.name: each for each in members}})
            for members in product(*free)
        )

    def _count(self, touched: Kinds, chosen: Mapping[str, Reading]) -> Counter[str]:
        mine = {name: member for name, member in chosen.items() if type(member) in touched}
        key = (touched, effective(mine, self._agreed))
        if key not in self._counted:
            self._counted[key] = Counter(
                outcome for ticket in self._batches[touched] for outcome in self._judge(ticket, mine)
            )
        return self._counted[key]

    def _outcomes(self, ticket: Ticket, chosen: Mapping[str, Reading], touched: Kinds) -> Iterable[str]:
        return self._judge(ticket, {name: member for name, member in chosen.items() if type(member) in touched})
