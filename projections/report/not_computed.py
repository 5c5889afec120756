"""What the booklet says and nothing computes, as a table."""

from collections.abc import Iterable

from projections.articles.not_computed import not_computed
from projections.edition.wording import N_, say
from projections.report.block import Column, Page
from projections.report.framed import section, table


def account(articles: Iterable[str] | None = None) -> Page:
    """The sentences of these articles (of all, when none is named) that no figure follows from, and why."""
    columns = (
        Column("article", say(N_("Article"))),
        Column("paragraph", say(N_("Paragraph"))),
        Column("about", say(N_("What it says"))),
        Column("because", say(N_("Because"))),
    )
    rows = ((each.article, each.paragraph, each.about, each.because) for each in not_computed(articles))
    return section(
        say(N_("Not computed")),
        table("not_computed", columns, (("quiet", row) for row in rows)),
        say(N_("Every sentence of these articles is computed.")),
    )
