"""The project's own sources, parsed once, for the laws of the house."""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
WINGS = ("ledger", "projections", "cli")


@dataclass(frozen=True)
class Module:
    """One source file of the three wings, under its dotted name."""

    name: str
    text: str

    @property
    def tree(self) -> ast.Module:
        return parsed(self.text)


@cache
def parsed(text: str) -> ast.Module:
    return ast.parse(text)


def dotted(path: Path) -> str:
    """`ledger/journal/read.py` is `ledger.journal.read`, and a package goes by its folder's name."""
    parts = path.with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def sources() -> Iterator[Module]:
    for wing in WINGS:
        for path in sorted((ROOT / wing).rglob("*.py")):
            yield Module(dotted(path.relative_to(ROOT)), path.read_text("utf-8"))


MODULES = tuple(sources())
NAMES = frozenset(module.name for module in MODULES)
every_module = pytest.mark.parametrize("module", MODULES, ids=lambda module: module.name)


def tracked() -> list[Path]:
    """The files that git tracks and that are there, relative to the root; none outside a clone."""
    if not (ROOT / ".git").exists():
        return []
    listed = subprocess.run(["git", "-C", str(ROOT), "ls-files", "-z"], check=True, capture_output=True).stdout
    paths = (Path(name) for name in listed.decode().split("\0") if name)
    return sorted(path for path in paths if (ROOT / path).is_file())
