"""What other readings would make of a figure: which single options flip its verdict, and which smallest sets do.

Every option that bears on the figure is computed, never guessed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from projections.calendar.period import Period
from projections.edition.reading import Reading
from projections.edition.wording import N_, Text, say
from projections.facts.history import History
from projections.inquiry.figure import Figure, remembering
from projections.inquiry.question import QUESTIONS, Question
from projections.inquiry.search import (
    Alternative,
    Party,
    alternative,
    best_case,
    counterpart,
    differs,
    flipping_sets,
    free_to_move,
    named,
    serves,
)

_NO_OPTION = say(N_("none of its options changes the figure"))


@dataclass(frozen=True, slots=True)
class Indifferent:
    """A reading of which no option changes a figure, and why."""

    reading: str
    because: Text


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """A figure as the readings in force have it, and what others would make of it.

    `singles` are the options that change it alone; `indifferent` the readings of which no option does, each with why;
    `sets` the smallest sets of options that flip the verdict where no single one does; `best` the best case found
    for each side. With a `side`, only what serves it better than what is in force.
    """

    figure: Figure
    singles: tuple[Alternative, ...]
    indifferent: tuple[Indifferent, ...]
    sets: tuple[Alternative, ...]
    best: Mapping[Party, Alternative]
    side: Party | None = None

    def favouring(self, side: Party) -> "Sensitivity":
        """What serves a side better than what is in force, and that side's best case."""
        return replace(
            self,
            singles=tuple(each for each in self.singles if serves(each.figure, side, self.figure)),
            sets=tuple(each for each in self.sets if serves(each.figure, side, self.figure)),
            best={side: self.best[side]},
            side=side,
        )


def sensitivity(
    history: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str
) -> list[Sensitivity]:
    """The sensitivity of an article's figures. Raises UnknownContract where no signature is known."""
    question = QUESTIONS[article](history, contract, period)
    return explore(question, chosen, question.untouched())


def explore(question: Question, chosen: Mapping[str, Reading], untouched: Mapping[str, Text]) -> list[Sensitivity]:
    """The sensitivity of each figure to the readings that nobody chose for the question and that the facts touch."""
    question = question._replace(ask=remembering(question.ask, question.agreed))
    free = free_to_move(question.kinds, chosen, untouched)
    others = {member: question({**chosen, **named(member)}) for kind in free for member in kind}
    skipped = tuple(Indifferent(name, because) for name, because in untouched.items() if name not in chosen)
    base = enumerate(question(chosen))
    found = (_sensitivity(index, figure, question, free, others, chosen) for index, figure in base)
    return [replace(each, indifferent=(*skipped, *each.indifferent)) for each in found]


def _sensitivity(
    index: int,
    figure: Figure,
    question: Question,
    free: Sequence[type[Reading]],
    others: Mapping[Reading, Sequence[Figure]],
    chosen: Mapping[str, Reading],
) -> Sensitivity:
    there = ((member, counterpart(found, index, figure)) for member, found in others.items())
    singles = [
        alternative([member], found, figure) for member, found in there if found is not None and differs(found, figure)
    ]
    moving = {name for each in singles for name, _ in each.options}
    cases: dict[Party, tuple[dict[str, Reading], Figure]] = {
        side: best_case(index, figure, question.ask, free, chosen, side) for side in ("provider", "client")
    }
    sets = flipping_sets(index, figure, question, free, [each for each in singles if each.flips], chosen)
    return Sensitivity(
        figure,
        tuple(singles),
        tuple(Indifferent(kind.declaration.name, _NO_OPTION) for kind in free if kind.declaration.name not in moving),
        tuple(sets),
        {side: alternative(case.values(), found, figure) for side, (case, found) in cases.items()},
    )
