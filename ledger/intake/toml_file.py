"""TOML that people give beside a file: a mapping, or what the words of a tool mean."""

import tomllib
from pathlib import Path
from typing import Any

from ledger.refusal import InputRefused

LARGEST, LONGEST_LINE = 256 * 1024, 4 * 1024
"""Bytes of such a file, and characters of a line: reading a key takes the square of its length, and it ends there."""


def read_toml(path: Path) -> dict[str, Any]:
    """The table in a file. Raises InputRefused, with its name, where it cannot be read or is no TOML."""
    try:
        with path.open("rb") as stream:
            text = stream.read(LARGEST + 1)
        if len(text) > LARGEST:
            raise InputRefused("is longer than {longest} bytes", longest=LARGEST)
        return parse_toml(text.decode("utf-8", "surrogateescape"))
    except OSError as error:
        raise InputRefused("cannot be read: {failure}", failure=error.strerror or error).at(str(path), None) from None
    except InputRefused as refusal:
        raise refusal.at(str(path), None) from None


def parse_toml(text: str) -> dict[str, Any]:
    """The table in a text. Raises InputRefused."""
    if any(len(line) > LONGEST_LINE for line in text.splitlines()):
        raise InputRefused("has a line longer than {longest} characters", longest=LONGEST_LINE)
    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise InputRefused("is not TOML: {why}", why=error) from None
