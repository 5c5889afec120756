"""Where Babel finds what the models of events say to people: a type by its docstring, a field by its description.

`make messages` and the tests of the translations look for sentences with it, as pyproject.toml tells Babel.
"""

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any

from babel.messages.extract import extract_python

Sentence = tuple[int, str, Any, list[str]]
"""Line, name of the function that marks it, the sentence itself, and comments for those who translate it."""

LITERAL = "As it stands: its braces are no places."


def events(
    file: IO[bytes], keywords: Mapping[str, Any], comment_tags: Collection[str], options: Mapping[str, Any]
) -> Iterator[Sentence]:
    """The sentences of a module of events: those that are marked, and those of its types and their fields."""
    yield from extract_python(file, keywords, comment_tags, options)  # type: ignore[arg-type, misc]
    file.seek(0)
    for node in ast.walk(ast.parse(file.read())):
        match node:
            case ast.ClassDef(name=name) if any(map(_names_the_type, node.body)):
                said = ast.get_docstring(node)
                assert said, f"{name} says nothing of itself"
                yield node.lineno, "", " ".join(said.split()), []
            case ast.Call(func=ast.Name(id="Field")):
                for each in node.keywords:
                    match each:
                        case ast.keyword(arg="description", value=ast.Constant(value=str(said))):
                            yield each.value.lineno, "", said, [LITERAL] if "{" in said else []


def _names_the_type(statement: ast.stmt) -> bool:
    match statement:
        case ast.Assign(targets=[ast.Name(id="TYPE")]):
            return True
    return False
