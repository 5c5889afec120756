"""How large a thing may grow, what it may be called, and what may not come near a figure."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.house.sources import ROOT, WINGS, Module, every_module

FILE_LINES = 300
ALONE = {"ledger.seal.verifier": 400}
"""What is handed out as one file, and may not be cut in two."""
BODY_LINES = 40
"""Lines of a function from its first statement after the docstring to its last."""

EMPTY_WORDS = frozenset({"util", "utils", "helper", "helpers", "common", "misc", "manager", "service", "services"})
CLOCK = "ledger.clock"
CLOCK_CALLS = frozenset(
    {"time.time", "time.time_ns", "datetime.now", "datetime.utcnow", "datetime.today", "date.today"}
    | {"time.localtime", "time.gmtime"}
)
FLOAT_METHODS = frozenset({"total_seconds", "timestamp"})
"""Both answer with a float, and so lose microseconds of far instants."""


def body_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    statements = function.body[1:] if ast.get_docstring(function, clean=False) is not None else function.body
    return function.body[-1].end_lineno - statements[0].lineno + 1 if statements else 0  # type: ignore[operator]


def long_functions(module: Module) -> list[str]:
    functions = (node for node in ast.walk(module.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [
        f"{module.name}:{node.lineno} {node.name} has {lines} lines"
        for node in functions
        if (lines := body_lines(node)) > BODY_LINES
    ]


def spelled(node: ast.expr) -> str:
    """The last two words of a called name: `datetime.now` for `datetime.datetime.now`."""
    return ".".join(ast.unparse(node).split(".")[-2:])


def asks_the_clock(module: Module) -> list[str]:
    """Where a module asks what time it is, or takes the function that tells it out of its module."""
    return [f"{module.name}:{line} {name}" for line, name in clock_names(module) if name in CLOCK_CALLS]


def clock_names(module: Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        match node:
            case ast.Attribute():
                yield node.lineno, spelled(node)
            case ast.ImportFrom(module=str(origin)):
                yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def floats(module: Module) -> list[str]:
    """Where a module makes a float: a literal, a conversion, or a method that answers with one."""

    def makes_one(node: ast.AST) -> bool:
        match node:
            case ast.Constant(value=float() | complex()):
                return True
            case ast.Call(func=ast.Name(id="float")):
                return True
            case ast.Call(func=ast.Attribute(attr=method)):
                return method in FLOAT_METHODS
        return False

    return [f"{module.name}:{node.lineno}" for node in ast.walk(module.tree) if makes_one(node)]  # type: ignore[attr-defined]


def empty_words(path: Path) -> list[str]:
    """The parts of a path that say nothing of what is inside."""
    return [part for part in path.with_suffix("").parts if part.lower() in EMPTY_WORDS]


@every_module
def test_a_file_stays_small(module: Module):
    assert len(module.text.splitlines()) <= ALONE.get(module.name, FILE_LINES)


@every_module
def test_a_function_stays_small(module: Module):
    assert not long_functions(module)


@every_module
def test_the_clock_is_asked_in_one_place(module: Module):
    assert module.name == CLOCK or not asks_the_clock(module)


@every_module
def test_no_float_comes_near_a_figure(module: Module):
    assert module.name.startswith("cli") or not floats(module)


def test_every_name_says_something():
    paths = [path.relative_to(ROOT) for wing in (*WINGS, "tests") for path in (ROOT / wing).rglob("*.py")]
    assert paths
    assert not [str(path) for path in paths if empty_words(path)]


def function_of(lines: int, docstring: str = "") -> str:
    return f"def f():\n{docstring}" + "    x = 1\n" * lines


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        (function_of(40), "fine"),
        (function_of(41), "long"),
        (function_of(40, '    """One.\n\n    Three.\n    """\n'), "fine"),
        (function_of(41, '    """One."""\n'), "long"),
        ('def f():\n    """Nothing but this."""\n', "fine"),
        ("class C:\n    async def f():\n" + "        x = 1\n" * 41, "long"),
    ],
)
def test_a_long_function_is_told(text: str, verdict: str):
    assert ("long" if long_functions(Module("ledger.x", text)) else "fine") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("import datetime\nnow = datetime.datetime.now(datetime.UTC)", "asks"),
        ("from datetime import date\ntoday = date.today()", "asks"),
        ("import time\nclock = time.time", "asks"),
        ("from time import time_ns", "asks"),
        ("import time\nelapsed = time.perf_counter_ns()", "fine"),
        ("from datetime import datetime\nday = datetime(2026, 3, 1)", "fine"),
    ],
)
def test_a_glance_at_the_clock_is_told(text: str, verdict: str):
    assert ("asks" if asks_the_clock(Module("ledger.x", text)) else "fine") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("rate = 99.85", "float"),
        ("rate = float(text)", "float"),
        ("seconds = length.total_seconds()", "float"),
        ("seconds = instant.timestamp()", "float"),
        ("refused = isinstance(value, float)", "fine"),
        ("rate = Fraction(9985, 100)", "fine"),
    ],
)
def test_a_float_is_told(text: str, verdict: str):
    assert ("float" if floats(Module("ledger.x", text)) else "fine") == verdict


@pytest.mark.parametrize(
    ("path", "verdict"),
    [("ledger/utils.py", "empty"), ("cli/common/main.py", "empty"), ("ledger/refusal.py", "fine")],
)
def test_an_empty_word_is_told(path: str, verdict: str):
    assert ("empty" if empty_words(Path(path)) else "fine") == verdict
