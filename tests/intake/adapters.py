"""What an adapter finds in a text, told in lines; and what the ledger would make of it, export after export."""

import io
import json
from collections.abc import Iterable
from datetime import tzinfo
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from ledger.commands import Offered
from ledger.events.entry import Entry, read_entry
from ledger.events.instant import parse_instant
from ledger.intake.catalogue import adapter
from ledger.intake.found import Found, LeftOut, Seen
from ledger.intake.options import Options
from ledger.intake.revision import read_into
from ledger.intake.story import Key
from tests.house.sources import ROOT

DATA = ROOT.parent / "shared" / "data"
SCOPE = "environment/prod-1"
NOW = parse_instant("2026-09-01T00:00:00Z")


def options(scope: str | None = SCOPE, zone: str | tzinfo | None = None, at: str | None = None, **more: Any) -> Options:
    return Options(
        scope=scope,
        zone=ZoneInfo(zone) if isinstance(zone, str) else zone,
        at=None if at is None else parse_instant(at),
        **more,
    )


def found(tool: str, content: Any, **said: Any) -> list[Found]:
    """What an adapter finds in bytes, in a text, or in a document written as JSON."""
    if isinstance(content, Path):
        content = content.read_bytes()
    text = content if isinstance(content, bytes | str) else json.dumps(content)
    stream = io.BytesIO(text.encode() if isinstance(text, str) else text)
    return list(adapter(tool)([("f", stream)], options(**said)))


def told(each: Found) -> str:
    """An event as `type subject time data`; a refusal or a remark as it is said."""
    if isinstance(each, Seen):
        return f"withdrawn: {told(each.offered)}" if each.withdrawn else told(each.offered)
    if isinstance(each, LeftOut):
        return f"left out: {each.why}"
    if each.submission is None:
        return f"refused: {each.refusal}"
    event = json.loads(each.submission.body)
    said = event.get("data", {}).items()
    data = " ".join(f"{name}={value}" for name, value in said if (name, value) != ("component", "service"))
    return f"{event['type']} {event['subject']} {event['time']} {data}".strip()


def lines(tool: str, content: Any, **said: Any) -> list[str]:
    return [told(each) for each in found(tool, content, **said)]


def body(each: Found) -> dict[str, Any]:
    """The whole event that was found."""
    offered = each.offered if isinstance(each, Seen) else each
    assert isinstance(offered, Offered)
    assert offered.submission is not None
    event: dict[str, Any] = json.loads(offered.submission.body)
    return event


class Told:
    """A ledger that admits everything: what it was told, import by import."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def known(self, keys: set[Key]) -> Iterable[Entry]:
        subjects = {(entry.scope, entry.subject) for entry in self.entries if entry.key in keys}
        return [entry for entry in self.entries if (entry.scope, entry.subject) in subjects]

    def take(self, what: Iterable[Found], now: int = NOW) -> list[str]:
        """What an import would add, told in lines; what is there already is not added."""
        added: list[str] = []
        held = {entry.key for entry in self.entries}
        for each in read_into(what, self.known, now, lambda left: added.append(told(left))):
            if each.submission is None:
                added.append(told(each))
            elif each.submission.key not in held:
                held.add(each.submission.key)
                added.append(told(each))
                entry = read_entry(len(self.entries) + 1, now, each.submission.body)
                self.entries.append(entry)
        return added


def is_fine(what: Iterable[Found]) -> bool:
    """Whether everything found is an event, a remark, or a refusal that says where in one line."""
    for each in what:
        offered = each.offered if isinstance(each, Seen) else each
        if isinstance(offered, Offered) and offered.submission is None:
            text = str(offered.refusal)
            if not text.startswith("f:") or "\n" in text:
                return False
    return True


def shaken(names: Iterable[str], words: Iterable[str] = ()) -> st.SearchStrategy[Any]:
    """JSON of any shape, with the names of fields and the words that a tool uses."""
    scalars = (
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(
            ["2026-03-29T02:30:00", "2026-10-25T02:30:00", "2026-03-01T00:00:00Z", "0", "1", "", *words]
        )
    )  # fmt: skip
    keys = st.sampled_from(sorted(names)) | st.text(max_size=4)
    return st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=8),
        max_leaves=30,
    )
