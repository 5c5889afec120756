"""A second edition of the booklet, made for a test: other numbers, in a folder of its own."""

import re
from pathlib import Path

import pytest

from projections.edition import terms

OTHER = "carrus-2027-01"
_SHIPPED = Path(terms.__file__).with_name("carrus-2026-03.toml")


def other_edition(folder: Path, id: str = OTHER, **numbers: str) -> Path:
    """The file of an edition that differs in these numbers, as TOML: `article_06__reference_from='"08:00"'`."""
    text = _SHIPPED.read_text("utf-8").replace('id = "carrus-2026-03"', f'id = "{id}"')
    for name, value in numbers.items():
        table, key = name.split("__")
        text, changed = re.subn(rf"(\[{table}\][^\[]*?\n{key} = )[^#\n]*", rf"\g<1>{value}  ", text)
        assert changed == 1, name
    path = folder / f"{id}.toml"
    path.write_text(text, "utf-8")
    return path


def with_editions_of(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Has LIVRET_EDITIONS name this folder until the end of the test."""
    monkeypatch.setenv(terms.FOLDER, str(folder))
    monkeypatch.setattr(terms, "folder", terms.folder.__wrapped__)
