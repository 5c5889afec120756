"""The grades of evidence in words: of a row, and how much there is of each."""

from collections.abc import Mapping

from projections.articles.finding import Evidence, Grades
from projections.edition.wording import N_, Text, say
from projections.report.block import Column, Heading, Page, Pairs

GRADES: Mapping[str, str] = {
    "contemporaneous": N_("recorded when it happened"),
    "claimed": N_("recorded late; its source says it knew in time"),
    "recorded_late": N_("recorded late"),
    "contested": N_("contested"),
    "unobserved": N_("nothing recorded"),
}
COLUMN = Column("evidence", say(N_("Evidence")))


def in_words(grade: str | None) -> Text | None:
    """The words for a grade."""
    return None if grade is None else Text(GRADES[grade])


def by_grade(found: Grades | Evidence | None) -> Page:
    """How much of what was found rests on evidence of each grade; nothing where that was not asked for."""
    if found is None:
        return ()
    if isinstance(found, Grades):
        title = N_("Evidence for each deadline")
        rows = tuple((Text(words), getattr(found, grade)) for grade, words in GRADES.items())
    else:
        title, words = N_("Evidence for the downtime"), {**GRADES, "unobserved": _UNWATCHED}
        rows = tuple((Text(said), getattr(found, f"{grade}_seconds")) for grade, said in words.items())
    return (Heading(say(title), 2), Pairs(rows)) if any(amount for _, amount in rows) else ()


_UNWATCHED = N_("reference hours that nobody watched")
