"""What the booklet says and nothing computes: the list is whole, in order, and says why."""

import re
from itertools import pairwise

from projections.articles.not_computed import NOTHING_COMPUTED, REASONS, SENTENCES, not_computed
from tests.house.sources import ROOT

ARTICLES = ROOT / "projections" / "articles"


def computed() -> set[int]:
    """The articles that a module computes something of, by the first line of its docstring."""
    found: set[int] = set()
    for path in ARTICLES.glob("article_*.py"):
        found |= {int(number) for number in re.findall(r"\d+", re.sub(r"¶[\d-]+", "", first_line(path.read_text())))}
    return found


def first_line(text: str) -> str:
    return text.splitlines()[0].partition(":")[0]


def test_every_article_of_the_booklet_is_computed_or_listed_as_not():
    assert computed() | {int(number) for number in NOTHING_COMPUTED} == set(range(1, 18))


def test_of_an_article_that_is_not_computed_there_are_sentences():
    for article in NOTHING_COMPUTED:
        assert int(article) not in computed()
        assert not_computed([article])


def test_the_sentences_stand_in_the_order_of_the_booklet():
    assert all(int(one.article) <= int(other.article) for one, other in pairwise(SENTENCES))


def test_each_says_what_it_is_about_and_why():
    assert {each.because.template for each in SENTENCES} == set(REASONS.values())
    assert all(
        each.about.template and re.fullmatch(r"(?:10\.[12] ?)?(?:¶[1-9])?", each.paragraph) for each in SENTENCES
    )


def test_all_are_asked_for_when_none_is_named():
    assert not_computed() == SENTENCES
    assert {each.article for each in not_computed(["17"])} == {"17"}
