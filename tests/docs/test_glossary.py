"""The glossary has the contract's terms, and the names it gives are those of the code."""

import ast
import re
from collections.abc import Iterator

import pytest

from tests.docs.pages import DOCS
from tests.house.sources import MODULES

TEXT = (DOCS / "glossary.md").read_text("utf-8")
ROWS = [[cell.strip() for cell in row.split("|")[1:-1]] for row in re.findall(r"^\|.*\|$", TEXT, re.MULTILINE)]
# fmt: off
TERMS = (
    "livret", "abonnement", "Demande", "enregistrement", "accusé de réception", "prise en charge",
    "Bloquante", "Majeure", "Mineure", "qualification", "plan d'action corrective", "correction",
    "solution de contournement", "Heure ouvrée", "Jour ouvré", "jour férié", "jour calendaire",
    "Fenêtre de Maintenance", "Maintenance Urgente", "PRT", "interruption", "TI", "TD", "sauvegarde",
    "rétention", "restauration", "date du fait", "date d'inscription", "constat", "pièce", "rectification",
    "Eksaé", "Client",
)
# fmt: on


def names(tree: ast.Module) -> Iterator[str]:
    """Every name that a module gives or uses, and every text of it that is one word."""
    for node in ast.walk(tree):
        match node:
            case ast.Name(id=str(name)) | ast.Attribute(attr=str(name)) | ast.arg(arg=str(name)):
                yield name
            case ast.FunctionDef(name=str(name)) | ast.ClassDef(name=str(name)) | ast.keyword(arg=str(name)):
                yield name
            case ast.Constant(value=str(text)) if re.fullmatch(r"[\w.]+", text):
                yield text


CODE = "\n".join(sorted({name for module in MODULES for name in names(module.tree)}))


def in_the_code(name: str) -> bool:
    """Whether the code has the name, by itself or as words of a longer one, such as `takeover_working_hours`."""
    return re.search(rf"(?<![^\W_]){re.escape(name)}s?(?![^\W_])", CODE) is not None


@pytest.mark.parametrize("term", TERMS)
def test_the_term_is_there(term: str):
    firsts = {part.strip() for row in ROWS for part in re.split(r",|\(", row[0])}
    assert term in firsts


def test_every_row_says_where_and_what():
    assert all(len(row) == 4 and all(row) for row in ROWS)
    sentences = [row[3] for row in ROWS if row[0] not in ("---", "French", "the contract's term")]
    assert sentences
    assert not [sentence for sentence in sentences if not sentence.endswith(".")]


@pytest.mark.parametrize("name", sorted({name for row in ROWS for name in re.findall(r"`([^`]+)`", row[1])}))
def test_the_code_has_the_name(name: str):
    assert in_the_code(name)


@pytest.mark.parametrize(
    ("name", "verdict"),
    [("takeover", "there"), ("working_hour", "there"), ("exhibited", "absent"), ("aintenanc", "absent")],
)
def test_a_name_that_the_code_lacks_is_told(name: str, verdict: str):
    assert ("there" if in_the_code(name) else "absent") == verdict
