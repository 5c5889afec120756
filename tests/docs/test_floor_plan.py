"""The floor plan shows the house as it is: its rooms, its files, its articles, and the law of imports."""

import re
from pathlib import Path

import pytest

from tests.docs.floor_plan import PAGE, tables, written
from tests.docs.pages import ROOT, blocks
from tests.house.sources import MODULES, WINGS
from tests.house.test_imports import article

TEXT = PAGE.read_text("utf-8")
_LINE = re.compile(r"(?P<indent> *)(?P<names>\S+(?:, \S+)*)(?: {2,}\S.*)?")


def in_the_tree() -> list[str]:
    """Every path that the tree names; a folder ends in a slash."""
    (tree,) = (block.text for block in blocks(TEXT.partition("<!-- tree -->")[2]) if block.line <= 3)
    found: list[str] = []
    above: list[str] = []
    for line in tree.splitlines():
        indent = len(line) - len(line.lstrip())
        if indent > 10:  # a caption alone
            continue
        match = _LINE.fullmatch(line)
        assert match, f"not a line of a tree: {line}"
        depth = indent // 2
        names = match["names"].split(", ")
        found += ["".join(above[:depth]) + name for name in names]
        above = [*above[:depth], names[-1]]
    return found


TREE = in_the_tree()


@pytest.mark.parametrize("path", TREE)
def test_what_the_tree_names_is_there(path: str):
    assert list(ROOT.glob(path.rstrip("/")))
    assert path.endswith("/") == all(each.is_dir() for each in ROOT.glob(path.rstrip("/")))


def test_every_folder_of_the_code_is_in_the_tree():
    folders = {Path(*module.name.split(".")) for module in MODULES}
    folders = {path for path in folders if (ROOT / path).is_dir()}
    assert set(WINGS) <= {path.as_posix() for path in folders}
    assert not sorted(f"{path.as_posix()}/" for path in folders if f"{path.as_posix()}/" not in TREE)


def test_the_table_of_articles_leads_to_every_article():
    named = {int(number) for number in re.findall(r"`article_(\d\d)_\*\.py`", TEXT)}
    assert named == {article(module.name) for module in MODULES} - {None}


def test_every_article_of_the_booklet_has_a_row():
    rows = re.findall(r"^\| ([\d, ]+) \|", TEXT, re.MULTILINE)
    assert sorted(int(number) for row in rows for number in row.split(",")) == list(range(1, 18))


def test_the_table_of_imports_is_the_law():
    assert written(TEXT) == TEXT, "run: python -m tests.docs.floor_plan"
    assert tables() in TEXT


def test_the_law_is_written_between_its_marks_alone():
    page = "before\n<!-- rooms -->\nold\n<!-- /rooms -->\nafter\n"
    assert written(page) == f"before\n<!-- rooms -->\n\n{tables()}\n<!-- /rooms -->\nafter\n"
