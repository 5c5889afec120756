"""CloudEvents 1.0, one JSON object a line: what the ledger holds, to be imported again."""

from collections.abc import Iterator

from projections.facts.selection import Selection


def written(selection: Selection) -> Iterator[bytes]:
    """The public content of every entry as it was recorded, amendments among them."""
    for _, content in selection.recorded():
        yield content + b"\n"
