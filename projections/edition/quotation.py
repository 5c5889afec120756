"""An article as the signed booklet words it, found in a text that someone attached; the project ships none."""

import re

_HEADING = re.compile(
    r"[ \t#*]*(?:Art(?:icle|\.)?[ \t]*)?(?P<number>[0-9]{1,2})[ \t]*[.\-–—:)][ \t]+(?P<title>\S.*)", re.IGNORECASE
)


def article_text(text: str, number: int) -> str | None:
    """The article of that number with its heading; `None` where the text has no such heading.

    Headings count upwards: a numbered item is not taken for one unless it has the next article's number.
    """
    lines = text.splitlines()
    starts = dict(_headings(lines))
    if number not in starts:
        return None
    end = starts.get(number + 1, len(lines))
    return "\n".join(_without_title_of_a_part(lines[starts[number] : end])).strip()


def _headings(lines: list[str]) -> list[tuple[int, int]]:
    """Number and line of each article, from 1 on."""
    found: list[tuple[int, int]] = []
    for place, line in enumerate(lines):
        heading = _HEADING.fullmatch(line.rstrip())
        if heading is not None and int(heading["number"]) == len(found) + 1:
            found.append((int(heading["number"]), place))
    return found


def _without_title_of_a_part(lines: list[str]) -> list[str]:
    """The lines without those in capitals at their end, which head the articles that follow."""
    while len(lines) > 1 and (not lines[-1].strip() or lines[-1].strip().isupper()):
        lines = lines[:-1]
    return lines
