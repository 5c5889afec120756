"""The search for readings that turn a figure: those that flip its verdict, and those that serve a side best.

Sets are looked for among the readings that the best case of a side moves, so that a dozen readings stay a matter of a
moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from projections.edition.reading import Reading
from projections.inquiry.figure import Ask, Figure, remembering
from projections.inquiry.question import Question

Party = Literal["provider", "client"]
LARGEST_SET = 4
"""How many readings a flipping set may hold before it is no longer an argument."""
_BEST_FIRST = ("met", "no_ticket", "no_reference_time", "pending", "undetermined", "missed", None)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A figure under other options: which, and whether its verdict differs from the one in force."""

    options: tuple[tuple[str, str], ...]
    figure: Figure
    flips: bool


def flips(question: Question, chosen: Mapping[str, Reading]) -> list[tuple[Figure, Sequence[Alternative]]]:
    """Each figure with what flips its verdict: single options, or where none turns it the smallest sets.

    The short way to a part of `sensitivity`: no best case is looked for where a single option is enough.
    """
    question = question._replace(ask=remembering(question.ask, question.agreed))
    free = free_to_move(question.kinds, chosen, question.untouched())
    moving = [kind for kind in free if not question.certain(chosen, [kind])]
    tried = [(member, question({**chosen, **named(member)})) for kind in moving for member in kind]
    found = enumerate(question(chosen))
    return [(figure, _flips(index, figure, question, free, tried, chosen)) for index, figure in found]


def _flips(
    index: int,
    figure: Figure,
    question: Question,
    free: Sequence[type[Reading]],
    tried: Sequence[tuple[Reading, Sequence[Figure]]],
    chosen: Mapping[str, Reading],
) -> Sequence[Alternative]:
    if figure.verdict is None:
        return ()
    others = ((member, counterpart(found, index, figure)) for member, found in tried)
    singles = [alternative([member], other, figure) for member, other in others if other is not None]
    flipping = [each for each in singles if each.flips]
    return [*flipping, *flipping_sets(index, figure, question, free, flipping, chosen)]


def flipping_sets(
    index: int,
    figure: Figure,
    question: Question,
    free: Sequence[type[Reading]],
    flipping: Sequence[Alternative],
    chosen: Mapping[str, Reading],
) -> list[Alternative]:
    """The smallest sets of options that turn the verdict; none where a single option of those `flipping` does.

    An option that leaves the verdict open does not turn it, and is left out of the sets.
    """
    if any(each.figure.verdict != "undetermined" for each in flipping):
        return []
    opening = {name for each in flipping for name, _ in each.options}
    rest = [kind for kind in free if kind.declaration.name not in opening]
    if question.certain(chosen, rest):
        return []
    cases = (best_case(index, figure, question.ask, rest, chosen, side) for side in ("provider", "client"))
    turned = [case for case, found in cases if found.verdict != figure.verdict]
    return [each for case in turned for each in smallest_sets(index, figure, question.ask, case, chosen)]


def counterpart(found: Sequence[Figure], index: int, figure: Figure) -> Figure | None:
    """The same figure under other readings: that of its place, or the only one, where they measure otherwise."""
    if index < len(found):
        return found[index]
    return found[0] if len(found) == 1 and found[0].name == figure.name else None


def favouring(question: Question, chosen: Mapping[str, Reading], side: Party) -> dict[str, Reading]:
    """The readings chosen, with those options added that serve a side best for the first figure."""
    ask = remembering(question.ask, question.agreed)
    free = free_to_move(question.kinds, chosen, question.untouched())
    figures = ask(chosen)
    return {**chosen, **best_case(0, figures[0], ask, free, chosen, side)[0]} if figures else dict(chosen)


def free_to_move(
    kinds: Iterable[type[Reading]], chosen: Mapping[str, Reading], untouched: Mapping[str, object]
) -> list[type[Reading]]:
    """The readings that nobody chose for the question and that the facts touch."""
    return [kind for kind in kinds if kind.declaration.name not in chosen and kind.declaration.name not in untouched]


def best_case(
    index: int,
    figure: Figure,
    ask: Ask,
    free: Sequence[type[Reading]],
    chosen: Mapping[str, Reading],
    side: Party,
) -> tuple[dict[str, Reading], Figure]:
    """The options that serve a side best, found reading by reading until none serves it better."""
    case: dict[str, Reading] = {}
    best = figure
    improved = True
    while improved:
        improved = False
        for member in (member for kind in free for member in kind):
            tried = {**case, **named(member)}
            found = counterpart(ask({**chosen, **tried}), index, figure)
            if found is not None and _serves(found, side) > _serves(best, side):
                case, best, improved = tried, found, True
    return _needed(index, ask, case, best, chosen), best


def _needed(
    index: int, ask: Ask, case: dict[str, Reading], best: Figure, chosen: Mapping[str, Reading]
) -> dict[str, Reading]:
    """The case without the options that it does as well without."""
    for name in list(case):
        rest = {other: member for other, member in case.items() if other != name}
        found = counterpart(ask({**chosen, **rest}), index, best)
        if found is not None and not differs(found, best):
            case = rest
    return case


def smallest_sets(
    index: int, figure: Figure, ask: Ask, case: Mapping[str, Reading], chosen: Mapping[str, Reading]
) -> list[Alternative]:
    """The smallest sets of a side's best options that flip the verdict."""
    for size in range(2, min(LARGEST_SET, len(case)) + 1):
        found: list[Alternative] = []
        for names in combinations(case, size):
            members = {name: case[name] for name in names}
            there = counterpart(ask({**chosen, **members}), index, figure)
            if there is not None and there.verdict != figure.verdict:
                found.append(alternative(members.values(), there, figure))
        if found:
            return found
    return []


def alternative(members: Iterable[Reading], found: Figure, figure: Figure) -> Alternative:
    options = tuple((member.declaration.name, member.option) for member in members)
    return Alternative(options, found, found.verdict != figure.verdict)


def differs(a: Figure, b: Figure) -> bool:
    return (a.rate, a.amount, a.verdict, a.about) != (b.rate, b.amount, b.verdict, b.about)


def serves(figure: Figure, side: Party, better_than: Figure) -> bool:
    """Whether a figure serves a side better than another does."""
    return _serves(figure, side) > _serves(better_than, side)


def _serves(figure: Figure, side: Party) -> tuple[Fraction | int, ...]:
    """How well a figure serves a side: its verdict first, then its rate, then its amount; more is better."""
    rank = -_BEST_FIRST.index(figure.verdict)
    served: tuple[Fraction | int, ...] = (rank, figure.rate or 0, -(figure.amount or 0))
    return served if side == "provider" else tuple(-each for each in served)


def named(member: Reading) -> dict[str, Reading]:
    return {member.declaration.name: member}
