"""The search for readings that turn a figure: those that flip its verdict, and those that serve a side best.

Sets are looked for among the readings that the best case of a side moves, so that a dozen readings stay a matter of a
moment.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations
from typing import Literal

from projections.calendar.period import Period
from projections.edition.reading import Reading
from projections.facts.history import History
from projections.inquiry.figure import QUESTIONS, Ask, Figure, readings_bearing_on, untouched

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


def flips(
    history: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str
) -> Sequence[Alternative]:
    """What flips the verdict of the article's first figure: single options, or where none does the smallest sets.

    The short way to a part of `sensitivity`: no best case is looked for where a single option is enough.
    """
    ask = remembering(QUESTIONS[article](history, contract, period), agreed_on(history, contract))
    free = free_to_move(readings_bearing_on(article), chosen, untouched(history, contract, period, article))
    figures = ask(chosen)
    if not figures:
        return ()
    tried = [(member, ask({**chosen, **named(member)})) for kind in free for member in kind]
    singles = [alternative([member], found[0], figures[0]) for member, found in tried if found]
    flipping = [each for each in singles if each.flips]
    if flipping:
        return flipping
    cases = (best_case(0, figures[0], ask, free, chosen, side) for side in ("provider", "client"))
    turned = [case for case, found in cases if found.verdict != figures[0].verdict]
    return [each for case in turned for each in smallest_sets(0, figures[0], ask, case, chosen)]


def favouring(
    history: History, contract: str, period: Period, chosen: Mapping[str, Reading], article: str, side: Party
) -> dict[str, Reading]:
    """The readings chosen, with those options added that serve a side best for the article's first figure."""
    ask = QUESTIONS[article](history, contract, period)
    free = free_to_move(readings_bearing_on(article), chosen, untouched(history, contract, period, article))
    figures = ask(chosen)
    return {**chosen, **best_case(0, figures[0], ask, free, chosen, side)[0]} if figures else dict(chosen)


def free_to_move(
    kinds: Iterable[type[Reading]], chosen: Mapping[str, Reading], untouched: Mapping[str, object]
) -> list[type[Reading]]:
    """The readings that nobody chose for the question and that the facts touch."""
    return [kind for kind in kinds if kind.declaration.name not in chosen and kind.declaration.name not in untouched]


def agreed_on(history: History, contract: str) -> frozenset[str]:
    """The readings that the parties ever agreed on: of those, the default is a choice like any other."""
    return frozenset(entry.subject.partition("/")[2] for entry in history.of(f"contract/{contract}", "reading"))


def remembering(ask: Ask, agreed: frozenset[str]) -> Ask:
    """The same, computing each answer once: the searches come by the same options again and again.

    To choose a default that nobody agreed to leave is to choose nothing.
    """
    answers: dict[frozenset[Reading], list[Figure]] = {}

    def asked(chosen: Mapping[str, Reading]) -> list[Figure]:
        options = frozenset(
            member for name, member in chosen.items() if member is not type(member).first or name in agreed
        )
        if options not in answers:
            answers[options] = ask(chosen)
        return answers[options]

    return asked


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
            found = ask({**chosen, **tried})
            if index < len(found) and _serves(found[index], side) > _serves(best, side):
                case, best, improved = tried, found[index], True
    return _needed(index, ask, case, best, chosen), best


def _needed(
    index: int, ask: Ask, case: dict[str, Reading], best: Figure, chosen: Mapping[str, Reading]
) -> dict[str, Reading]:
    """The case without the options that it does as well without."""
    for name in list(case):
        rest = {other: member for other, member in case.items() if other != name}
        found = ask({**chosen, **rest})
        if index < len(found) and not differs(found[index], best):
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
            there = ask({**chosen, **members})
            if index < len(there) and there[index].verdict != figure.verdict:
                found.append(alternative(members.values(), there[index], figure))
        if found:
            return found
    return []


def alternative(members: Iterable[Reading], found: Figure, figure: Figure) -> Alternative:
    options = tuple((member.declaration.name, member.option) for member in members)
    return Alternative(options, found, found.verdict != figure.verdict)


def differs(a: Figure, b: Figure) -> bool:
    return (a.rate, a.amount, a.verdict, a.about) != (b.rate, b.amount, b.verdict, b.about)


def _serves(figure: Figure, side: Party) -> tuple[Fraction | int, ...]:
    """How well a figure serves a side: its verdict first, then its rate, then its amount; more is better."""
    rank = -_BEST_FIRST.index(figure.verdict)
    served: tuple[Fraction | int, ...] = (rank, figure.rate or 0, -(figure.amount or 0))
    return served if side == "provider" else tuple(-each for each in served)


def named(member: Reading) -> dict[str, Reading]:
    return {member.declaration.name: member}
