"""A law of the house: an ambiguity that changes no figure is none.

Every reading in the catalogue has a scenario in which its options give figures that differ, each from each other.
A module of `tests/articles` takes part by declaring

    READING_SCENARIOS: dict[str, Callable[[str], object]] = {"nightly_retention": kept_until, ...}

from the name of a reading to a function that takes the name of an option and gives what the article finds under it:
an amount, a verdict, or, where no single one tells all options apart, a tuple of several.
"""

from collections.abc import Callable, Iterator
from importlib import import_module
from itertools import combinations
from pathlib import Path

import pytest

from projections.articles.catalogue import readings

ARTICLES = Path(__file__).parents[1] / "articles"
Scenario = Callable[[str], object]
DECLARED = "READING_SCENARIOS"


def declared() -> Iterator[tuple[str, str, Scenario]]:
    """Each scenario with the module that declares it and the reading it is about."""
    for path in sorted(ARTICLES.glob("*.py")):
        if f"\n{DECLARED}" in path.read_text(encoding="utf-8"):
            module = import_module(f"tests.articles.{path.stem}")
            for reading, scenario in getattr(module, DECLARED).items():
                yield path.stem, reading, scenario


def alike(scenario: Scenario, options: list[str]) -> list[tuple[str, str]]:
    """The pairs of options that a scenario does not tell apart."""
    found = {option: scenario(option) for option in options}
    return [(one, other) for one, other in combinations(options, 2) if found[one] == found[other]]


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Scenario]:
    return {reading: scenario for _, reading, scenario in declared()}


@pytest.mark.parametrize("name", sorted(readings()))
def test_every_reading_has_a_scenario_in_which_each_option_gives_another_figure(name, scenarios):
    assert name in scenarios, f"no module of tests/articles declares a scenario of `{name}` in {DECLARED}"
    options = [member.option for member in readings()[name]]
    assert len(options) > 1
    assert not alike(scenarios[name], options)


def test_no_scenario_is_about_a_reading_that_does_not_exist_or_has_one_already():
    names = [reading for _, reading, _ in declared()]
    assert sorted(names) == sorted(set(names))
    assert set(names) <= set(readings())


@pytest.mark.parametrize(
    ("scenario", "pairs"),
    [(lambda option: option, 0), (lambda option: 1, 3), (lambda option: option == "a", 1)],
)
def test_options_that_a_scenario_does_not_tell_apart_are_told(scenario, pairs):
    assert len(alike(scenario, ["a", "b", "c"])) == pairs
