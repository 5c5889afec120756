"""Which article declares which readings; articles are imported only when they are asked for."""

from collections.abc import Iterable, Mapping
from importlib import import_module

from projections.calendar.unfit import Unfit
from projections.edition.reading import Reading

READERS: Mapping[str, tuple[str, ...]] = {
    "1": ("article_01_definitions",),
    "5": ("article_05_windows", "article_05_maintenance", "article_05_emergency"),
    "6": ("article_06_readings",),
    "7": ("article_07_readings",),
    "10": ("article_10_updates",),
    "13": ("article_13_readings",),
    "14": ("article_14_readings",),
}
"""The modules of each article that declare readings, in the order of the booklet."""


def readings(articles: Iterable[str] | None = None) -> dict[str, type[Reading]]:
    """The readings declared by these articles (all of them, when none is named), by name."""
    wanted = READERS if articles is None else articles
    modules = [import_module(f"projections.articles.{name}") for number in wanted for name in READERS[number]]
    return {kind.declaration.name: kind for module in modules for kind in module.READINGS}


def choose(text: str) -> Reading:
    """The reading meant by `name=option`. Raises Unfit for a name or an option that does not exist."""
    name, equals, option = text.partition("=")
    known = readings()
    if not equals:
        raise Unfit("reading `{text}` is not of the form name=option", text=text)
    if name not in known:
        raise Unfit("unknown reading `{name}`: see `livret readings`", name=name)
    return known[name].named(option)
