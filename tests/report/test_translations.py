"""Every sentence has its French, with the same places, and the compiled catalogue is the one in the repository."""

import ast
import re
import tomllib
from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

from ledger.events.catalogue import event_class, types
from projections.report.codes import CODES
from projections.report.language import TRANSLATIONS
from tests.report.sentences import LITERAL

ROOT = Path(__file__).parents[2]
WINGS = ("ledger", "projections", "cli")
EXAMPLE = re.compile(r"\{.*\}")
FRENCH = TRANSLATIONS / "fr" / "LC_MESSAGES" / "livret.po"


@cache
def keywords() -> tuple[str, ...]:
    """The names whose first argument is a sentence, as `make messages` knows them."""
    found = re.search(r"^KEYWORDS := (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    return tuple(found[1].split())


@cache
def messages() -> dict[str, str]:
    """Every sentence of the code, with where it stands."""
    return {message: where for message, (where, _) in found().items()}


@cache
def found() -> dict[str, tuple[str, bool]]:
    known = dict.fromkeys(keywords())
    babel = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["babel"]
    methods = [(each["pattern"], each["method"]) for each in babel["mappings"]]
    return {
        str(message): (f"{wing}/{file}:{line}", LITERAL in comments)
        for wing in WINGS
        for file, line, message, comments, _ in extract_from_dir(ROOT / wing, methods, keywords=known)
    }


@cache
def french() -> Catalog:
    with FRENCH.open("rb") as file:
        return read_po(file, locale="fr")


def translated(message: str) -> str:
    found = french().get(message)
    return "" if found is None or found.fuzzy else str(found.string)


def templates() -> list[str]:
    """The sentences that have places; in the others braces stand for themselves."""
    return [message for message, (_, literal) in found().items() if not literal]


def places(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def commands(template: str) -> list[str]:
    return sorted(re.findall(r"`livret [^`]*`|(?<![\w-])--[a-z][a-z-]+", template))


def test_sentences_are_found():
    assert {"Until (exclusive)", "there is no command `{name}`"} & messages().keys()


def test_no_sentence_hides_where_the_extraction_does_not_look():
    hidden = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for wing in WINGS
        for path in (ROOT / wing).rglob("*.py")
        for template in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(template, ast.JoinedStr)
        for node in ast.walk(template)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in keywords()
    ]
    assert not hidden


def test_every_sentence_has_its_french():
    assert not [f"{where}: {message!r}" for message, where in messages().items() if not translated(message)]


def test_the_french_has_the_same_places():
    assert not [
        f"{message!r}: {places(message) ^ places(translated(message))}"
        for message in templates()
        if places(message) != places(translated(message))
    ]


def test_the_french_names_the_same_commands_and_options():
    assert not [message for message in messages() if commands(message) != commands(translated(message))]


def test_the_french_has_the_same_examples():
    # Of JSON, between braces: what is typed is typed in every language.
    literal = [message for message, (_, literal) in found().items() if literal]
    assert literal
    assert not [each for each in literal if EXAMPLE.findall(each) != EXAMPLE.findall(translated(each))]


def test_every_type_of_event_and_every_field_is_said_in_french():
    for type_ in types():
        cls = event_class(type_)
        said = [" ".join((cls.__doc__ or "").split()), *(field.description for field in cls.model_fields.values())]
        assert not [each for each in said if each not in messages()], type_


def test_no_place_asks_for_a_conversion():
    # Values are said before they are put into their places, so a format would be one of text.
    parts = [(message, part) for message in templates() for part in Formatter().parse(message)]
    assert not [message for message, (_, name, spec, conversion) in parts if name is not None and (spec or conversion)]


def test_no_line_of_french_begins_with_its_punctuation():
    assert not [message for message in messages() if re.search(r"\S [:;?!»%](?!\w)", translated(message))]


def test_the_french_holds_nothing_that_cannot_be_seen():
    assert not [message for message in messages() if re.search(r"[\x00-\x09\x0b-\x1f\x7f]", translated(message))]


def test_the_french_addresses_nobody():
    assert not [
        message
        for message in messages()
        if re.search(r"\b(vous|votre|vos|(?!assez|chez)[a-zé]+ez)\b(?! par)", translated(message), re.IGNORECASE)
    ]


def test_the_french_has_one_apostrophe():
    assert not [message for message in messages() if "’" in translated(message)]


def test_the_catalogue_holds_nothing_that_is_said_nowhere():
    assert not [entry.id for entry in french() if entry.id and entry.id not in messages()]


def test_the_compiled_catalogue_is_the_one_written():
    with FRENCH.with_suffix(".mo").open("rb") as file:
        compiled = {entry.id: entry.string for entry in read_mo(file) if entry.id}
    assert compiled == {entry.id: entry.string for entry in french() if entry.id and entry.string and not entry.fuzzy}


@pytest.mark.parametrize("kind", CODES)
def test_codes_of_one_kind_have_different_words(kind: str):
    words = [translated(word) for word in CODES[kind].values()]
    assert len(set(words)) == len(words)
