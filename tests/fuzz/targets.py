"""What is fuzzed: every adapter and every file of TOML, as functions of bytes that may refuse and do nothing worse."""

import io
import json
import tempfile
from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from ledger.events.instant import parse_instant
from ledger.intake import cloudevents
from ledger.intake.catalogue import CLOUDEVENTS, adapter, names
from ledger.intake.csv_mapping import read_mapping_text
from ledger.intake.csv_rows import rows_as_events, settled
from ledger.intake.found import Found, LeftOut, Seen
from ledger.intake.options import Options
from ledger.intake.revision import read_into
from ledger.refusal import Refusal
from projections.calendar.unfit import Unfit
from projections.edition.check import problems
from projections.edition.terms import made, read_table

NOW = parse_instant("2026-09-01T00:00:00Z")
MAPPING = """source = "/desk"
scope = "contract/C1"
[[event]]
type = "ticket.registered"
subject = "ticket/{No}"
time = "{When}"
keep = "first"
data = { summary = "{What}" }
"""
MOST = 5_000
"""Events, remarks and refusals of an input: each is made as the one before it, and more of them show nothing new."""

Target = Callable[[bytes], None]


def _options(tool: str) -> Options:
    scope = "contract/C1" if tool in ("csv", "jira", "glpi", "zammad") else "environment/prod-1"
    return Options(scope=scope, zone=ZoneInfo("Europe/Paris"), fold="first", at=NOW)


def _adapter(tool: str) -> Target:
    def target(content: bytes) -> None:
        stream, options = io.BytesIO(content), _options(tool)
        if tool == CLOUDEVENTS:
            _check(islice(cloudevents.read("f", stream), MOST))
        elif tool == "csv":
            mapped = read_mapping_text(MAPPING)
            found = rows_as_events([("f", stream)], mapped, settled(mapped, options))
            _check(read_into(islice(found, MOST), lambda subjects: [], NOW, _check_left))
        else:
            found = adapter(tool)([("f", stream)], options)
            _check(read_into(islice(found, MOST), lambda subjects: [], NOW, _check_left))

    return _refusing(target)


def _mapping(content: bytes) -> None:
    mapped = read_mapping_text(content.decode("utf-8", "surrogateescape"))
    table = io.BytesIO(b"No,What,When\n17,new,2026-03-10 09:00\n18,,2026-10-25 02:30\n")
    _check(rows_as_events([("f", table)], mapped, settled(mapped, _options("csv"))))


def _edition(content: bytes) -> None:
    with tempfile.NamedTemporaryFile(suffix=".toml") as file:
        file.write(content)
        file.flush()
        table = read_table(Path(file.name))
    if not problems(table):
        made(table)


def _refusing(target: Target) -> Target:
    def checked(content: bytes) -> None:
        try:
            target(content)
        except Refusal as refusal:
            _check_line(str(refusal))
        except Unfit as refusal:
            str(refusal)

    return checked


def _check(found: Iterable[Found]) -> None:
    for each in found:
        offered = each.offered if isinstance(each, Seen) else each
        if isinstance(offered, LeftOut):
            _check_left(offered)
        elif offered.submission is None:
            _check_line(str(offered.refusal))
        else:
            body = json.loads(offered.submission.body)
            assert {"source", "id", "type", "scope", "subject", "time"} <= body.keys()


def _check_left(left: LeftOut) -> None:
    _check_line(str(left.why))


def _check_line(text: str) -> None:
    """A refusal is one line, of a length that can be read, with nothing in it that a terminal obeys."""
    assert text
    assert text.isprintable(), text
    assert len(text) < 20_000, len(text)


TARGETS: dict[str, Target] = {
    **{name: _adapter(name) for name in names()},
    "mapping": _refusing(_mapping),
    "edition": _refusing(_edition),
}
