"""The figures of the articles in one form, so that one can be put beside another.

An article's finding says everything; a figure says what a dispute is about: a verdict, a rate, and an amount that
counts against the provider (downtime, late tickets, missed nights, lost copies).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from projections.articles.catalogue import readings as readings_of
from projections.calendar.period import Period
from projections.calendar.span import Duration
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.wording import Text
from projections.facts.history import History

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

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes it the same figure under another reading or at another moment."""
        return (self.article, self.name, self.about)


Ask = Callable[[Mapping[str, Reading]], list[Figure]]
"""Readings chosen -> the figures of one article; the facts are gathered already."""
Question = Callable[[History, str, Period], Ask]
"""History, contract, period -> what can then be asked under any readings."""


def availability(history: History, contract: str, period: Period) -> Ask:
    """Article 6: downtime and rate of each month."""
    from projections.articles.article_06_availability import assess_plainly
    from projections.articles.article_06_finding import AvailabilityFinding
    from projections.facts.operation import gather

    facts = gather(history, contract)

    def figure(found: AvailabilityFinding) -> Figure:
        rate = None if found.figure is None else found.figure.percent
        amount = found.downtime_seconds
        about = ("6", "availability", found.period)
        return Figure(*about, rate, amount, "duration", found.verdict, found.provisional, found.readings)

    return lambda chosen: [figure(assess_plainly(facts, month, chosen)) for month in _months(period)]


def backups(history: History, contract: str, period: Period) -> Ask:
    """Article 7: nights and months without a backup, and copies deleted early or lost by the end of the period."""
    from projections.articles.article_07_backups import assess_backups
    from projections.articles.article_07_retention import assess_retention
    from projections.facts.backup import gather_backups

    facts = gather_backups(history, contract)
    end = min(midnight(period.until, facts.contract.on(period.last).zone), history.known.at)

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        made, kept = assess_backups(facts, period, chosen), assess_retention(facts, end, chosen)
        owed = [*(line.outcome for line in made.nights), *(line.outcome for line in made.months)]
        missed, lost = owed.count("missed"), sum(line.status in ("deleted_early", "vanished") for line in kept.backups)
        rates = _share(len(owed) - missed, len(owed)), _share(len(kept.backups) - lost, len(kept.backups))
        return [
            Figure("7", name, period.text, rate, amount, "count", found.verdict, found.provisional, found.readings)
            for name, rate, amount, found in (("backups", rates[0], missed, made), ("retention", rates[1], lost, kept))
        ]

    return ask


def takeover(history: History, contract: str, period: Period) -> Ask:
    """Article 13: late tickets and the rate of each measuring period that the period touches."""
    from projections.articles.article_13_takeover import TakeoverFinding, assess_takeover
    from projections.facts.support import gather_support

    facts = gather_support(history, contract)

    def figure(found: TakeoverFinding) -> Figure:
        late = found.figure.denominator - found.figure.numerator
        about = ("13", "takeover_rate", f"{found.measuring_period.from_}..{found.measuring_period.to}")
        return Figure(*about, found.figure.percent, late, "count", found.verdict, found.provisional, found.readings)

    return lambda chosen: [figure(each) for each in assess_takeover(facts, period, chosen)]


def remedy(history: History, contract: str, period: Period) -> Ask:
    """Article 14: remedies that came too late, of the tickets registered in the period."""
    from projections.articles.article_14_remedy import assess_remedy
    from projections.facts.support import gather_support

    facts = gather_support(history, contract)

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        found = assess_remedy(facts, period, chosen)
        outcomes = [line.outcome for line in found.tickets]
        late, met = outcomes.count("missed"), outcomes.count("met")
        verdict = "missed" if late else "met" if met else "pending" if "pending" in outcomes else "no_ticket"
        rate = _share(met, met + late)
        return [Figure("14", "remedy", period.text, rate, late, "count", verdict, found.provisional, found.readings)]

    return ask


QUESTIONS: Mapping[str, Question] = {"6": availability, "7": backups, "13": takeover, "14": remedy}
"""Article -> what it is asked; the articles that give a figure and a verdict."""

BEARS_ON: Mapping[str, tuple[str, ...]] = {"6": ("5", "6"), "7": ("7",), "13": ("1", "13"), "14": ("1", "13", "14")}
"""Article -> the articles whose readings bear on its figures."""


def readings_bearing_on(article: str) -> list[type[Reading]]:
    """The readings that an article's figures depend on, in the order of the booklet; each names its articles."""
    return [
        kind
        for kind in readings_of(BEARS_ON[article]).values()
        if article in kind.declaration.articles or (article == "6" and "5" in kind.declaration.articles)
    ]


def untouched(history: History, contract: str, period: Period, article: str) -> Mapping[str, Text]:
    """The readings bearing on an article that the facts at hand do not touch, each with why."""
    if article != "6":
        return {}
    from projections.facts.operation import gather
    from projections.inquiry.relevance import untouched_by_operation

    return untouched_by_operation(gather(history, contract), period)


def figures(
    history: History, contract: str, period: Period, chosen: Mapping[str, Reading], articles: tuple[str, ...]
) -> list[Figure]:
    """The figures of these articles, in their order."""
    return [each for article in articles for each in QUESTIONS[article](history, contract, period)(chosen)]


def _months(period: Period) -> list[Period]:
    return period.months() if period.whole_months else [period]


def _share(part: int, whole: int) -> Fraction | None:
    return Fraction(100 * part, whole) if whole else None
