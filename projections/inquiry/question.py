"""What each article can be asked under any readings, and which readings the facts at hand do not touch."""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from projections.articles.catalogue import readings as readings_of
from projections.calendar.period import Period
from projections.calendar.zone import midnight
from projections.edition.reading import Reading
from projections.edition.wording import Text
from projections.facts.contract import Contract
from projections.facts.history import History
from projections.facts.operation import Facts
from projections.inquiry.figure import Ask, Figure, remembering, share

if TYPE_CHECKING:
    from projections.facts.backup import BackupFacts
    from projections.facts.update import UpdateFacts
    from projections.inquiry.pruning_run import Foreseen, Plan


class Question(NamedTuple):
    """A question whose facts are gathered: it is called with the readings chosen and answers with figures.

    `kinds` are the readings that bear on it, in the order of the booklet; `untouched` names those that the facts do
    not touch, each with why; `agreed` are the readings that the parties ever agreed on. `certain` tells, where it can,
    that the verdict stays what it is whatever is taken for some readings that are free.
    """

    ask: Ask
    kinds: tuple[type[Reading], ...]
    untouched: Callable[[], Mapping[str, Text]]
    agreed: frozenset[str]
    certain: Callable[[Mapping[str, Reading], Sequence[type[Reading]]], bool] = lambda chosen, free: False

    def __call__(self, chosen: Mapping[str, Reading]) -> list[Figure]:
        return self.ask(chosen)


def agreed_on(contract: Contract) -> frozenset[str]:
    """The readings that the parties ever agreed on: of those, the default is a choice like any other."""
    return frozenset(agreement.name for agreement in contract.agreements)


def availability_of(facts: Facts, period: Period, *, whole: bool = False) -> Question:
    """Article 6: downtime and rate of each month; or of all of the period as a `whole`."""
    from projections.articles.article_06_rate import READINGS, measured
    from projections.inquiry.relevance import untouched_by_operation

    def figure(month: Period, chosen: Mapping[str, Reading]) -> Figure:
        found = measured(facts, month, chosen)
        about, taken = ("6", "availability", month.text), found.readings.options(READINGS)
        return Figure(*about, found.percent, found.downtime, "duration", found.verdict, found.provisional, taken)

    months = period.months() if period.whole_months and not whole else [period]
    return Question(
        lambda chosen: [figure(month, chosen) for month in months],
        readings_bearing_on("6"),
        lambda: untouched_by_operation(facts, period),
        agreed_on(facts.contract),
    )


def nights_of(facts: "BackupFacts", period: Period) -> Question:
    """Article 7 ¶2: nights and months without a backup."""
    from projections.articles.article_07_backups import READINGS, assess_backups
    from projections.inquiry.backup_relevance import untouched_by_nights

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        made = assess_backups(facts, period, chosen)
        owed = [*(line.outcome for line in made.nights), *(line.outcome for line in made.months)]
        missed = owed.count("missed")
        about, rate = ("7", "backups", made.period), share(len(owed) - missed, len(owed))
        return [Figure(*about, rate, missed, "count", made.verdict, made.provisional, made.readings)]

    agreed = agreed_on(facts.contract)
    return Question(remembering(ask, agreed, READINGS), READINGS, lambda: untouched_by_nights(facts, period), agreed)


def retention_of(facts: "BackupFacts", at: int, about: str) -> Question:
    """Article 7 ¶2: copies deleted early or lost by an instant."""
    from projections.articles.article_07_retention import BROKEN, READINGS, assess_retention
    from projections.inquiry.backup_relevance import untouched_by_copies

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        kept = assess_retention(facts, at, chosen)
        lost = sum(line.status in BROKEN for line in kept.backups)
        rate = share(len(kept.backups) - lost, len(kept.backups))
        return [Figure("7", "retention", about, rate, lost, "count", kept.verdict, kept.provisional, kept.readings)]

    agreed = agreed_on(facts.contract)
    return Question(remembering(ask, agreed, READINGS), READINGS, lambda: untouched_by_copies(facts, at), agreed)


def restores_of(facts: "BackupFacts", period: Period) -> Question:
    """Article 7 ¶3: restores asked for in time whose copy was gone."""
    from projections.articles.article_07_restores import assess_restores
    from projections.articles.article_07_retention import READINGS
    from projections.inquiry.backup_relevance import untouched_by_restores

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        found = assess_restores(facts, period, chosen)
        lost = sum(line.outcome == "lost" for line in found.restores)
        about, rate = ("7", "restores", found.period), None
        return [Figure(*about, rate, lost, "count", found.verdict, found.provisional, found.readings)]

    return Question(ask, READINGS, lambda: untouched_by_restores(facts), agreed_on(facts.contract))


def pruning_of(facts: "BackupFacts", plan: "Plan", foreseen: "Sequence[Foreseen]") -> Question:
    """Article 7 ¶2: copies that a policy drops before their term."""
    from projections.articles.article_07_retention import READINGS
    from projections.inquiry.pruning import early

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        found = early(facts, plan, foreseen, chosen)
        verdict = "missed" if found else "met"
        taken = {name: each.option for name, each in chosen.items()}
        return [Figure("7", "pruning", str(plan.policy), None, found, "count", verdict, False, taken)]

    agreed = agreed_on(facts.contract)
    return Question(remembering(ask, agreed, READINGS), READINGS, dict, agreed)


def updates_of(facts: "UpdateFacts", period: Period) -> Question:
    """Article 10: updates installed without having been told of."""
    from projections.articles.article_10_updates import READINGS, assess

    def ask(chosen: Mapping[str, Reading]) -> list[Figure]:
        found = assess(facts, period, chosen)
        silent = sum("not_told" in (line.notice, line.services) for line in found.installed)
        about, rate = ("10", "updates", found.period), share(len(found.installed) - silent, len(found.installed))
        return [Figure(*about, rate, silent, "count", found.verdict, found.provisional, found.readings)]

    return Question(ask, READINGS, dict, agreed_on(facts.contract))


def availability(history: History, contract: str, period: Period) -> Question:
    """What article 6 can be asked of a period."""
    from projections.facts.operation import gather

    return availability_of(gather(history, contract), period)


def backups(history: History, contract: str, period: Period) -> Question:
    """What article 7 can be asked of a period: its nights and months, and the copies at its end."""
    from projections.facts.backup import gather_backups

    facts = gather_backups(history, contract)
    end = min(midnight(period.until, facts.contract.on(period.last).zone), history.known.at)
    made, kept = nights_of(facts, period), retention_of(facts, end, period.text)

    def untouched() -> Mapping[str, Text]:
        """What bears on both must be untouched by both."""
        made_, kept_ = made.untouched(), kept.untouched()
        bearing = ({kind.declaration.name for kind in each.kinds} for each in (made, kept))
        both = frozenset.intersection(*map(frozenset, bearing))
        return {
            name: why
            for name, why in {**kept_, **made_}.items()
            if name not in both or (name in made_ and name in kept_)
        }

    return Question(lambda chosen: [*made(chosen), *kept(chosen)], readings_bearing_on("7"), untouched, made.agreed)


def takeover(history: History, contract: str, period: Period) -> Question:
    """What article 13 can be asked of a period."""
    from projections.facts.support import gather_support
    from projections.inquiry.ticket_question import takeover_of

    return takeover_of(gather_support(history, contract), period)


def remedy(history: History, contract: str, period: Period) -> Question:
    """What article 14 can be asked of a period."""
    from projections.facts.support import gather_support
    from projections.inquiry.ticket_question import remedy_of

    return remedy_of(gather_support(history, contract), period)


QUESTIONS: Mapping[str, Callable[[History, str, Period], Question]] = {
    "6": availability,
    "7": backups,
    "13": takeover,
    "14": remedy,
}
"""Article -> what it is asked; the articles that give a figure and a verdict."""

BEARS_ON: Mapping[str, tuple[str, ...]] = {"6": ("5", "6"), "7": ("7",), "13": ("1", "13"), "14": ("1", "13", "14")}
"""Article -> the articles whose readings bear on its figures."""


def readings_bearing_on(article: str) -> tuple[type[Reading], ...]:
    """The readings that an article's figures depend on, in the order of the booklet; each names its articles."""
    return tuple(
        kind
        for kind in readings_of(BEARS_ON[article]).values()
        if article in kind.declaration.articles or (article == "6" and "5" in kind.declaration.articles)
    )


def figures(
    history: History, contract: str, period: Period, chosen: Mapping[str, Reading], articles: tuple[str, ...]
) -> list[Figure]:
    """The figures of these articles, in their order."""
    return [each for article in articles for each in QUESTIONS[article](history, contract, period)(chosen)]
