"""Who may import whom: the floor plan as a table, and one door a library.

A row names a room and what its modules may import besides each other; the longest row that fits a module is its room.
What stands inside a function or under TYPE_CHECKING counts as well: a dependency is one, whenever it is loaded.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator

import pytest

from tests.house.sources import MODULES, NAMES, ROOT, Module, every_module

CALENDAR, EDITION, FACTS = "projections.calendar", "projections.edition", "projections.facts"
ARTICLES, FINDING, STRETCH = "projections.articles", "projections.articles.finding", "projections.articles.stretch"
REPORT = "projections.report"

ROOMS: dict[str, tuple[str, ...]] = {
    "ledger": (),
    "ledger.refusal": (),
    "ledger.clock": ("ledger.refusal",),
    "ledger.pile": ("ledger.refusal",),
    "ledger.events": ("ledger.refusal",),
    "ledger.attribution": ("ledger.events",),
    "ledger.standing": ("ledger.events", "ledger.attribution"),
    "ledger.subject_history": ("ledger.refusal", "ledger.events", "ledger.attribution", "ledger.standing"),
    "ledger.holidays_needed": ("ledger.events", "ledger.attribution"),
    "ledger.admission": (
        *("ledger.refusal", "ledger.events", "ledger.attribution", "ledger.subject_history", "ledger.pile"),
    ),
    "ledger.journal": ("ledger.refusal", "ledger.events", "ledger.clock", "ledger.pile"),
    "ledger.commands": (
        *("ledger.refusal", "ledger.events", "ledger.admission", "ledger.holidays_needed", "ledger.journal"),
        *("ledger.clock", "ledger.pile"),
    ),
    "ledger.erasing": ("ledger.refusal", "ledger.events", "ledger.commands", "ledger.journal", "ledger.clock"),
    "ledger.intake": ("ledger.refusal", "ledger.events", "ledger.commands", "ledger.pile"),
    "ledger.seal": ("ledger.refusal", "ledger.events", "ledger.journal"),
    "projections": (),
    CALENDAR: (),
    EDITION: (CALENDAR,),
    FACTS: ("ledger.events", "ledger.journal.read", CALENDAR, EDITION),
    ARTICLES: (),
    FINDING: (EDITION, CALENDAR, FACTS),
    STRETCH: (EDITION, CALENDAR, FACTS),
    "projections.articles.catalogue": (ARTICLES, EDITION, CALENDAR, FACTS),
    "projections.articles.not_computed": (EDITION,),
    "projections.inquiry": (ARTICLES, FACTS, EDITION, CALENDAR),
    REPORT: (ARTICLES, "projections.inquiry", FACTS, EDITION, CALENDAR),
    "projections.outlet": ("ledger.events", REPORT, ARTICLES, FACTS, EDITION, CALENDAR),
    "cli": ("ledger", "projections"),
}
"""Room -> what it may import besides itself. A folder without a row is refused, so that a new room is a decision."""

GROUND = (FINDING, STRETCH, EDITION, CALENDAR, FACTS)
"""What every article may import."""

REFERS: dict[int, tuple[int, ...]] = {5: (1,), 6: (5, 1), 12: (1,), 13: (1,), 14: (13, 1)}
"""Article -> the articles that its text refers to, directly or through another."""

READS_THE_LEDGER = "projections.facts.history"
"""Articles take rows of facts; what fetches them from a ledger stays out of their sight."""

DOORS: dict[str, tuple[str, ...]] = {
    "click": ("cli",),
    "eventsourcing": ("ledger.journal",),
    "gettext": (REPORT,),
    "holidays": ("projections.calendar.holidays",),
    "icalendar": ("projections.outlet.ics", "projections.outlet.ics_windows"),
    "psycopg": ("ledger.journal",),
    "rfc3161_client": ("ledger.seal.timestamp_check",),
    "rich": ("cli", REPORT),
    "sqlalchemy": ("ledger.journal",),
    "sqlite3": ("ledger.journal",),
}
"""Library -> the only places that may import it."""


def within(name: str, room: str) -> bool:
    return name == room or name.startswith(room + ".")


def article(name: str) -> int | None:
    """The article that a module is about: 6 for `projections.articles.article_06_availability`."""
    found = re.match(r"projections\.articles\.article_(\d+)", name)
    return int(found[1]) if found else None


def imports(module: Module, names: frozenset[str] = NAMES) -> Iterator[tuple[int, str]]:
    """Line and dotted name of all that a module imports; `from package import module` names the module."""
    for node in ast.walk(module.tree):
        match node:
            case ast.Import():
                yield from ((node.lineno, alias.name) for alias in node.names)
            case ast.ImportFrom(module=str(package), level=0):
                for alias in node.names:
                    inner = f"{package}.{alias.name}"
                    yield node.lineno, inner if inner in names else package
            case ast.ImportFrom():
                yield node.lineno, "." * node.level + (node.module or "")
            case ast.Call(
                func=ast.Attribute(attr="import_module") | ast.Name(id="import_module"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield node.lineno, name


def allowed(importer: str, imported: str) -> bool:
    number, other = article(importer), article(imported)
    if number is not None:
        if other is not None:
            return other == number or other in REFERS.get(number, ())
        return any(within(imported, room) for room in GROUND) and not within(imported, READS_THE_LEDGER)
    room = max((room for room in ROOMS if within(importer, room)), key=len, default="")
    if room in ("", "ledger", "projections", ARTICLES) and importer != room:
        return False
    return any(within(imported, other_room) for other_room in (room, *ROOMS[room]))


def trespasses(module: Module, names: frozenset[str] = NAMES) -> list[str]:
    """The imports of a module that the floor plan does not allow."""
    ours = [
        (line, name)
        for line, name in imports(module, names)
        if re.match(r"(ledger|projections|cli|tests)(\.|$)|\.", name)
    ]
    return [f"{module.name}:{line} imports {name}" for line, name in ours if not allowed(module.name, name)]


def wrong_doors(module: Module) -> list[str]:
    """The imports of a library elsewhere than at its door."""
    return [
        f"{module.name}:{line} imports {name}; only {', '.join(doors)} may"
        for line, name in imports(module)
        if (doors := DOORS.get(name.split(".")[0])) and not any(within(module.name, door) for door in doors)
    ]


def declared() -> set[str]:
    """The libraries that an installed Livret brings along, with those of its extras for PostgreSQL and time-stamps."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    required = project["dependencies"] + extras["postgres"] + extras["timestamp"]
    return {re.split(r"[^\w-]", requirement)[0].replace("-", "_") for requirement in required}


def undeclared(module: Module) -> list[str]:
    """The imports of what is neither ours, nor Python's, nor declared."""
    known = {"ledger", "projections", "cli", *sys.stdlib_module_names, *declared()}
    tops = ((line, name.split(".")[0]) for line, name in imports(module) if not name.startswith("."))
    return [f"{module.name}:{line} imports {top}" for line, top in tops if top not in known]


def test_the_laws_see_the_sources():
    assert {"ledger", "projections"} <= NAMES


def test_every_module_has_a_room():
    homeless = [
        module.name
        for module in MODULES
        if module.name not in ROOMS
        and article(module.name) is None
        and max((room for room in ROOMS if within(module.name, room)), key=len) in ("ledger", "projections", ARTICLES)
    ]
    assert not homeless, f"no row of the floor plan fits {homeless}: is it a new room, or the wrong place?"


@every_module
def test_a_module_imports_what_its_room_may(module: Module):
    assert not trespasses(module)


@every_module
def test_a_library_has_one_door(module: Module):
    assert not wrong_doors(module)


@every_module
def test_a_module_imports_what_is_declared(module: Module):
    assert not undeclared(module)


A06, A05, A01 = (f"projections.articles.article_0{number}" for number in (6, 5, 1))
A13, A14 = (f"projections.articles.article_{number}" for number in (13, 14))
EXISTING = frozenset(
    {"ledger.journal.read", "ledger.journal.application", "ledger.refusal", READS_THE_LEDGER, A13, A01}
)


@pytest.mark.parametrize(
    ("importer", "statement", "verdict"),
    [
        ("ledger.events.outage", "from ledger.events.event import Event", "fine"),
        ("ledger.events.outage", "from ledger.admission import admit", "trespass"),
        ("ledger.admission", "from ledger import refusal", "fine"),
        ("ledger.admission", "import ledger.clock", "trespass"),
        ("ledger.commands", "import ledger.clock", "fine"),
        ("ledger.clock", "import ledger.events", "trespass"),
        ("ledger.intake.restic", "from ledger.commands import record", "fine"),
        ("ledger.intake.restic", "from ledger.journal import read", "trespass"),
        ("ledger.commands", "from projections.calendar import span", "trespass"),
        ("ledger.commands", "def late():\n    import cli.main", "trespass"),
        ("ledger.commands", "import importlib\nimportlib.import_module('projections.facts')", "trespass"),
        ("ledger.somewhere", "import ledger.events", "trespass"),
        (CALENDAR + ".span", "from ledger.refusal import Refusal", "trespass"),
        (EDITION + ".terms", "from projections.calendar.span import Span", "fine"),
        (EDITION + ".terms", "from projections.facts.outage import Outage", "trespass"),
        (FACTS + ".outages", "from ledger.journal import read", "fine"),
        (FACTS + ".outages", "from ledger.journal import application", "trespass"),
        (A06, "from projections.articles.article_05 import windows", "fine"),
        (A05, "from projections.articles.article_06 import assess", "trespass"),
        (A14, "from projections.articles import article_13", "fine"),
        (A14, "from projections.articles import article_01", "fine"),
        (A13, "from projections.articles.article_14 import assess", "trespass"),
        (A06, "from projections.facts.outages import Outage", "fine"),
        (A06, "from projections.facts.history import History", "trespass"),
        (A06, "from ledger.events.outage import Started", "trespass"),
        (FINDING, "from projections.articles.article_06 import assess", "trespass"),
        ("projections.articles.catalogue", "from projections.articles.article_06 import assess", "fine"),
        (REPORT + ".statement", "from projections.articles.catalogue import ARTICLES", "fine"),
        (REPORT + ".statement", "from ledger.events import event", "trespass"),
        (REPORT + ".statement", "import cli.main", "trespass"),
        (REPORT + ".statement", "from . import layout", "trespass"),
        ("cli.main", "from ledger.commands import record\nfrom projections.report import statement", "fine"),
        ("cli.main", "import tests.house", "trespass"),
    ],
)
def test_the_floor_plan_tells_a_trespass(importer: str, statement: str, verdict: str):
    found = trespasses(Module(importer, statement), EXISTING)
    assert ("trespass" if found else "fine") == verdict


@pytest.mark.parametrize(
    ("importer", "statement", "verdict"),
    [
        ("projections.calendar.holidays", "import holidays", "fine"),
        ("projections.calendar.territory", "import holidays", "wrong door"),
        ("ledger.journal.schema", "from sqlalchemy.orm import Session", "fine"),
        ("ledger.commands", "import sqlite3", "wrong door"),
        ("projections.report.table", "from rich.table import Table", "fine"),
        ("projections.report.table", "import click", "wrong door"),
        ("ledger.refusal", "from gettext import gettext", "wrong door"),
        ("ledger.refusal", "import json", "fine"),
    ],
)
def test_the_doors_tell_a_wrong_one(importer: str, statement: str, verdict: str):
    assert ("wrong door" if wrong_doors(Module(importer, statement)) else "fine") == verdict


@pytest.mark.parametrize(("library", "verdict"), [("json", "fine"), ("pydantic", "fine"), ("portion", "undeclared")])
def test_an_undeclared_library_is_told(library: str, verdict: str):
    assert ("undeclared" if undeclared(Module("cli.main", f"import {library}")) else "fine") == verdict
