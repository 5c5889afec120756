"""The signed booklet, where its text was attached: what an answer may quote an article from."""

from collections.abc import Iterable
from typing import NamedTuple

from ledger.events.entry import Entry
from projections.edition.quotation import article_text
from projections.facts.history import History


class Booklet(NamedTuple):
    """The text of an edition as a contract has it: its file's name, the digest of its bytes, the text."""

    contract: str
    edition: str
    name: str
    sha256: str
    text: str
    entry: Entry


class Quotation(NamedTuple):
    """An article as the signed booklet words it, and the document that it is taken from."""

    article: str
    text: str
    booklet: Booklet


def edition_subject(edition: str) -> str:
    """The subject under which the text of an edition is attached."""
    return f"edition/{edition}"


def booklet(history: History, contracts: Iterable[str], edition: str) -> Booklet | None:
    """The text of an edition attached last to the first of these contracts that has one."""
    for contract in contracts:
        for entry in reversed(history.of(f"contract/{contract}", "document")):
            text = entry.data.get("text")
            if entry.subject == edition_subject(edition) and text is not None:
                return Booklet(contract, edition, entry.data["name"], entry.data["sha256"], text, entry)
    return None


def quoted(found: Booklet, article: str) -> Quotation | None:
    """An article out of a booklet; of 10.2 all of article 10. `None` where the text has no such heading."""
    text = article_text(found.text, int(article.partition(".")[0]))
    return None if text is None else Quotation(article, text, found)
