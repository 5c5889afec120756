"""One sentence a line, so that a change of a sentence is a change of a line."""

import re
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, every_page, name_of, prose

MADE = {DOCS / "reference" / name for name in ("events.md", "cli.md", "findings.md")}
"""Pages made from the code: their sentences are those of docstrings and help."""
WRITTEN = [page for page in every_page() if page not in MADE]
_NO_SENTENCE = re.compile(r"^[#\s]*\d+\. |\*\*[^*]*\.\*\* ")
"""The number of a step or a heading, and words in bold that open a paragraph."""
_SECOND = re.compile(r"[a-z0-9)`*»\"%][.!?] +(?=[A-Z`*«\"])")


def crowded(text: str) -> list[str]:
    """The lines of prose that hold more than one sentence; rows of tables may."""
    lines = (line for line in prose(text).splitlines() if not line.startswith(("|", "<")))
    return [line for line in lines if _SECOND.search(_NO_SENTENCE.sub("", line))]


@pytest.mark.parametrize("page", WRITTEN, ids=name_of)
def test_a_line_is_a_sentence(page: Path):
    assert not crowded(page.read_text("utf-8"))


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("One sentence.\nAnother one.\n", "fine"),
        ("One sentence. Another one.\n", "crowded"),
        ("It ends in `code`. `More` follows.\n", "crowded"),
        ("At 99.85 % of 3.11 or later, no. 5 of art. 6.\n", "fine"),
        ("| One. Two. |\n", "fine"),
        ("**Decision.** It is so.\n", "fine"),
        ("2. It is so.\n", "fine"),
        ("## 2. It is so\n", "fine"),
        ("2. It is so. It is.\n", "crowded"),
        ("```sh\n# One. Two.\n```\n", "fine"),
    ],
)
def test_a_crowded_line_is_told(text: str, verdict: str):
    assert ("crowded" if crowded(text) else "fine") == verdict
