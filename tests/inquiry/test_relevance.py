"""The short ways of questions about articles 7, 13 and 14: they answer as the articles do, and leave out nothing.

On the random histories that the oracles are met with; LIVRET_SEEDS says how many.
"""

import os
from collections.abc import Iterator, Mapping
from itertools import chain
from random import Random

import pytest

from projections.articles.article_07_restores import assess_restores
from projections.articles.article_07_retention import assess_retention
from projections.articles.article_13_takeover import assess_takeover
from projections.articles.article_14_remedy import assess_remedy
from projections.calendar.period import days
from projections.edition.reading import Reading
from projections.facts.backup import gather_backups
from projections.facts.support import gather_support
from projections.inquiry.figure import Figure
from projections.inquiry.flipping import turned
from projections.inquiry.question import Question, nights_of, restores_of, retention_of
from projections.inquiry.search import flips
from projections.inquiry.sensitivity import explore
from projections.inquiry.ticket_question import remedy_of, takeover_of
from tests.articles.ledger_of import history_of
from tests.oracle.amended import instant
from tests.oracle.backup_histories import random_backups
from tests.oracle.ticket_histories import random_tickets
from tests.oracle.told import Ask, entries_of

NOW = instant("2026-11-15T00:00:00+01:00")
SEEDS = range(int(os.environ.get("LIVRET_SEEDS", "150")) // 5)
CHOICES = 12
"""How many random choices of options a history is asked under."""


def choices(question: Question, random: Random) -> Iterator[dict[str, Reading]]:
    """Nothing chosen, then some readings each by a random option."""
    yield {}
    for _ in range(CHOICES):
        kinds = random.sample(question.kinds, random.randint(1, min(5, len(question.kinds))))
        yield {kind.declaration.name: random.choice(list(kind)) for kind in kinds}


def support_of(seed: int):
    history = random_tickets(seed, doubtful=seed % 2 == 1)
    ask = Random(seed).choice([*history.asks, Ask(None, "ledger")])
    entries = entries_of(history.events, NOW)
    known = history_of(entries, NOW, ask.known_at, "source" if ask.known_by == "source" else "ledger")
    return gather_support(known, history.contract), days(*history.period)


def backups_of(seed: int):
    history = random_backups(seed, doubtful=seed % 2 == 1)
    return gather_backups(history_of(entries_of(history.events, NOW), NOW, None), history.contract), history


def told(figure: Figure) -> tuple[object, ...]:
    return (figure.about, figure.rate, figure.amount, figure.verdict, figure.provisional, dict(figure.readings))


@pytest.mark.parametrize("seed", SEEDS)
def test_tickets_tallied_give_the_figures_of_the_articles(seed: int):
    facts, period = support_of(seed)
    takeover, remedy = takeover_of(facts, period), remedy_of(facts, period)
    for chosen in chain(choices(takeover, Random(seed)), choices(remedy, Random(seed))):
        assert [told(each) for each in takeover(chosen)] == [
            (
                f"{each.measuring_period.from_}..{each.measuring_period.to}", each.figure.percent,
                each.figure.denominator - each.figure.numerator, each.verdict, each.provisional, dict(each.readings),
            )
            for each in assess_takeover(facts, period, chosen)
        ]  # fmt: skip
        found = assess_remedy(facts, period, chosen)
        ((about, _, late, *rest),) = map(told, remedy(chosen))
        missed = sum(line.outcome == "missed" for line in found.tickets)
        assert (about, late, *rest) == (period.text, missed, found.verdict, found.provisional, dict(found.readings))


def questions(seed: int) -> Iterator[Question]:
    facts, period = support_of(seed)
    yield takeover_of(facts, period)
    yield remedy_of(facts, period)
    copies, history = backups_of(seed)
    yield nights_of(copies, days(*history.period))
    yield restores_of(copies, days(*history.period))
    for at in history.at:
        yield retention_of(copies, at, "then")


@pytest.mark.parametrize("seed", SEEDS)
def test_a_reading_said_to_be_untouched_changes_no_verdict_and_no_amount(seed: int):
    for question in questions(seed):
        names = [name for name in question.untouched() if name not in question.agreed]
        kinds = {kind.declaration.name: kind for kind in question.kinds}
        for chosen in choices(question, Random(seed)):
            free = {name: member for name, member in chosen.items() if name not in names}
            for name in names:
                for member in kinds[name]:
                    with_, without = (question(each) for each in ({**free, name: member}, free))
                    assert [(each.amount, each.verdict) for each in with_] == [
                        (each.amount, each.verdict) for each in without
                    ], (name, member)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_flips_a_verdict_is_what_trying_every_option_finds(seed: int):
    """Neither relevance nor what is certain beforehand hides an option that flips a verdict."""
    for question in questions(seed):
        whole = explore(question._replace(certain=lambda chosen, free: False), {}, {})
        for (figure, quick), each in zip(flips(question, {}), whole, strict=True):
            slow = [other for other in (*each.singles, *each.sets) if other.flips]
            assert [other.options for other in quick] == ([other.options for other in slow] if figure.verdict else [])


def test_the_histories_hold_what_these_tests_are_about():
    """Otherwise they would say nothing: verdicts that flip, readings untouched, verdicts certain beforehand."""
    flipping = untouched = certain = 0
    for seed in SEEDS:
        for question in questions(seed):
            flipping += any(others for _, others in flips(question, {}))
            untouched += bool(question.untouched())
            certain += question.certain({}, question.kinds)
    assert min(flipping, untouched, certain) > 0, (flipping, untouched, certain)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_finding_names_the_figure_that_its_flips_lead_to(seed: int):
    facts, period = support_of(seed)
    question = takeover_of(facts, period)
    for finding in turned(assess_takeover(facts, period, {}), question, {}):
        for flip in finding.flips or ():
            chosen: Mapping[str, Reading] = {
                kind.declaration.name: kind.named(flip.options[kind.declaration.name])
                for kind in question.kinds
                if kind.declaration.name in flip.options
            }
            others = assess_takeover(facts, period, chosen)
            same = [each for each in others if each.measuring_period == finding.measuring_period] or others
            assert (flip.verdict, flip.percent) in {(each.verdict, each.figure.percent) for each in same}
            assert flip.verdict != finding.verdict


@pytest.mark.parametrize("seed", SEEDS)
def test_copies_and_restores_are_counted_as_the_article_counts_them(seed: int):
    facts, history = backups_of(seed)
    for at in history.at:
        (figure,) = retention_of(facts, at, "then")({})
        assert figure.verdict == assess_retention(facts, at, {}).verdict
    (figure,) = restores_of(facts, days(*history.period))({})
    assert figure.verdict == assess_restores(facts, days(*history.period), {}).verdict
