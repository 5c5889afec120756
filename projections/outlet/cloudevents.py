"""CloudEvents 1.0, one JSON object a line: what the ledger holds, to be imported again."""

import json
from collections.abc import Iterator

from projections.facts.selection import Selection
from projections.report.harmless import harmless


def written(selection: Selection) -> Iterator[bytes]:
    """The public content of every entry as it was recorded, amendments among them."""
    for _, content in selection.recorded():
        yield content + b"\n"


def harmless_json(line: bytes) -> bytes:
    """The same JSON with what a terminal would obey written as escapes; what it says stays the same."""
    text = line.decode()
    return "".join(each if each == "\n" or harmless(each) == each else json.dumps(each)[1:-1] for each in text).encode()
