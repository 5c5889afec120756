"""The law of imports as the tables of docs/index.md; `python -m tests.docs.floor_plan` writes them there."""

from collections.abc import Iterable

from tests.docs.pages import DOCS
from tests.house.test_imports import ARTICLES, DOORS, GROUND, READS_THE_LEDGER, REFERS, ROOMS

PAGE = DOCS / "index.md"
FROM, UNTIL = "<!-- rooms -->\n", "<!-- /rooms -->"
_FOLDERS = ("ledger", "projections", ARTICLES)
"""Rooms whose modules have rows of their own: nothing but their `__init__` lives there."""


def tables() -> str:
    """Rooms, articles and libraries, each with what it may import or who may import it."""
    rooms = ((f"`{room}`", _named(may)) for room, may in ROOMS.items() if room not in _FOLDERS)
    articles = (
        (f"article {number}", ", ".join(f"article {other}" for other in sorted(others)))
        for number, others in REFERS.items()
    )
    doors = ((f"`{library}`", _named(places)) for library, places in DOORS.items())
    return "\n".join(
        [
            *_table(("room", "may import"), rooms),
            "",
            f"An article may import {_named(GROUND)}, but not `{READS_THE_LEDGER}`,",
            "and of the other articles those that its text refers to:",
            "",
            *_table(("article", "may import"), articles),
            "",
            "One door a library:",
            "",
            *_table(("library", "is imported only in"), doors),
            "",
        ]
    )


def _table(head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> list[str]:
    return [f"| {left} | {right} |" for left, right in (head, ("---", "---"), *rows)]


def _named(rooms: Iterable[str]) -> str:
    return ", ".join(f"`{room}`" for room in rooms) or "nothing of ours"


def written(page: str) -> str:
    """The page with the tables between its marks."""
    before, mark, rest = page.partition(FROM)
    _, end, after = rest.partition(UNTIL)
    assert mark, f"{PAGE} has lost its marks"
    assert end, f"{PAGE} has lost its marks"
    return before + mark + "\n" + tables() + "\n" + end + after


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text("utf-8")), "utf-8")
