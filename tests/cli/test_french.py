"""Under --lang fr, whatever is refused is refused in French: no sentence of a library, none of ours left in English."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ledger.events.catalogue import types
from tests.cli.conftest import CONTRACT, Run

MONTH = (CONTRACT, "2026-03")
OUTAGE = ("record", "outage.started", "outage/1", "--scope", "environment/prod-1", "--at")
SIGNED = (
    "record",
    "contract.signed",
    "contract/C2",
    "--client",
    "x",
    "--environment",
    "prod-1",
    "--edition",
    "e",
    "--at",
)
AMENDED = ("record", "contract.amended", f"contract/{CONTRACT}", "--at", "2026-04-01T09:00", "--effective-on")
HOURS = (
    "record",
    "support_hours.published",
    "support-hours",
    "--at",
    "2026-04-01T09:00",
    "--effective-on",
    "2026-05-01",
)

WRONG_WORDS: list[tuple[str, ...]] = [
    ("nothing",),
    ("--nothing",),
    ("status", "--format"),
    ("status", "--format", "xml"),
    ("windows", *MONTH, "--check=3"),
    ("windows", *MONTH, "more"),
    ("windows", CONTRACT),
    ("windows", CONTRACT, "2026-13"),
    ("windows", "a b", "2026-03"),
    ("windows", "C-2026-018", "2026-03"),
    ("windows", "zzz", "2026-03"),
    ("windows", *MONTH, "--known-at", "#4711"),
    ("windows", *MONTH, "--known-at", "#last"),
    ("windows", *MONTH, "--known-at", "soon"),
    ("windows", *MONTH, "--known-at", "2026-10-25T02:30"),
    ("windows", *MONTH, "--known-at", "2026-03-29T02:30"),
    ("windows", *MONTH, "--reading", "x"),
    ("windows", *MONTH, "--reading", "x=y"),
    ("windows", *MONTH, "--assume", "nowhere.jsonl"),
    ("trail", "nothing/at-all"),
    ("export", "--family", "nope"),
    ("export", "--scope", "x"),
    ("export", "--to", "xml"),
    ("export", "--known-at", "#4711"),
    ("export", "--windows", "2026"),
    ("export", "--to", "ics", "--windows", "2026"),
    ("export", "--to", "ics", "--family", "outage"),
    ("import", "nowhere.jsonl"),
    ("import", "/"),
    ("edition", "show", "carrus-1999"),
    ("holidays", "propose", "XX", "2026"),
    ("holidays", "propose", "FR", "1800"),
    ("schema", "nope.nope"),
    ("completion", "tcsh"),
    ("init",),
    ("record", "nope.nope"),
    ("record", "outage.started"),
    (*OUTAGE, "soon"),
    (*OUTAGE, "now", "--component", "x"),
    (*OUTAGE, "now", "--last-seen-up", "never"),
    (*OUTAGE, "now", "--scope", "provider"),
    (*OUTAGE, "now", "--scope", "nowhere"),
    (*OUTAGE, "now", "--asserted-by", "me"),
    ("record", "outage.started", "what/1", "--scope", "environment/prod-1", "--at", "now"),
    ("record", "outage.ended", "outage/1", "--scope", "environment/prod-1", "--at", "now"),
    (*SIGNED, "now", "--territory", "PF", "--service-starts-on", "2026-01-01"),
    (*SIGNED, "now", "--territory", "FR", "--service-starts-on", "2026-02-31"),
    (*SIGNED, "now", "--territory", "FR", "--service-starts-on", "tomorrow"),
    (*AMENDED, "2026-05-01"),
    (*AMENDED, "2026-05-01", "--named-users", "many"),
    (*AMENDED, "2026-05-01", "--timezone", "Mars"),
    (*HOURS, "--week", "x"),
    (*HOURS, "--week", '{"mon": [["9"]]}'),
    (*HOURS, "--week", '{"mon": [["12:00", "09:00"]]}'),
    (*HOURS, "--week", '{"mon": [["09:00", "12:00"], ["11:00", "14:00"]]}'),
    ("restate", "x", "y", "--set", "a=b", "--because", "c"),
]

EVENT = {
    "specversion": "1.0",
    "id": "1",
    "source": "/probe",
    "type": "outage.started",
    "scope": "environment/prod-1",
    "subject": "outage/9",
    "time": "2026-03-20T09:00:00+01:00",
}
WRONG_EVENTS: list[dict[str, Any]] = [
    {"more": "x"},
    {"id": ""},
    {"id": 7},
    {"specversion": "2.0"},
    {"assertedby": "me"},
    {"datacontenttype": "text/xml"},
    {"type": "outage.begun"},
    {"type": "zzz"},
    {"time": "yesterday"},
    {"time": "2026-02-31T00:00:00Z"},
    {"time": "0026-02-20T00:00:00Z"},
    {"recordedtime": "x"},
    {"data": []},
    {"data": {"component": "door"}},
    {"data": {"component": 7}},
    {"data": {"more": "x"}},
    {"data": {"description": ""}},
    {"data": {"last_seen_up": "2026-03-20"}},
    {"type": "outage.attributed", "data": {"cause": "provider"}},
    {"type": "entry.restated", "data": {"entry": {"source": "a", "id": "b"}, "because": "c", "changes": {}}},
    {
        "type": "entry.restated",
        "data": {"entry": {"source": "a", "id": "b"}, "because": "c", "changes": {"time": "soon"}},
    },
    {"type": "backup.completed", "subject": "backup/1", "data": {"kinds": ["nightly", "nightly"]}},
    {
        "type": "backup.completed",
        "subject": "backup/1",
        "data": {"kinds": ["nightly"], "started": "2026-03-21T00:00:00Z"},
    },
    {"type": "backup.completed", "subject": "backup/1", "data": {"kinds": ["nightly"], "size_bytes": -1}},
]
WRONG_LINES: list[str] = [
    "{not json",
    '{"a" 1}',
    '{"a": oops}',
    '{"a": 1 "b": 2}',
    '{"a": "b',
    '{"a": "\\x"}',
    '{"a": "\\uzzzz"}',
    '{"a": 1,}',
    '{"a": 1} {}',
    '{"a": "\x01"}',
    '{"a": 1.5}',
    '{"a": NaN}',
    '{"a": 1, "a": 2}',
    "[" * 9000,
    "[1]",
    "[{} {}]",
    "7",
    *(json.dumps(EVENT | wrong) for wrong in WRONG_EVENTS),
]
QUOTED = re.compile(r"\S*/\S*|`[^`]*`|'[^']*'|\"[^\"]*\"")
ENGLISH = re.compile(
    r"\b(?:is|are|was|the|not|of|it|has|there|with|this|no|and|its|for|value|line|expected)\b", re.ASCII
)


def english_in(line: str) -> list[str]:
    """English words in a line, outside of paths and of what it quotes."""
    return ENGLISH.findall(QUOTED.sub("", line.replace("\N{NO-BREAK SPACE}", " ").replace("d'", "").replace("l'", "")))


@pytest.mark.parametrize("arguments", WRONG_WORDS, ids=" ".join)
def test_what_is_wrong_with_words_is_told_in_french(run: Run, month: Path, arguments: tuple[str, ...]):
    english, french = (run("--ledger", month, "--lang", code, *arguments) for code in ("en", "fr"))
    assert french.exit_code == english.exit_code != 0
    told = french.stderr.splitlines()[-1]
    assert told != english.stderr.splitlines()[-1]
    assert not english_in(told), told


@pytest.mark.parametrize("line", WRONG_LINES, ids=lambda line: line[:60])
def test_what_is_wrong_with_a_line_is_told_in_french(run: Run, month: Path, line: str):
    english, french = (
        run("--ledger", month, "--lang", code, "import", "--dry-run", "-", stdin=line) for code in ("en", "fr")
    )
    assert french.exit_code == english.exit_code == 3, english.output
    for ours, theirs in zip(french.stderr.splitlines(), english.stderr.splitlines(), strict=True):
        assert ours != theirs
        assert not english_in(ours), ours


def test_the_help_of_a_type_is_in_french(run: Run):
    for type_ in types():
        english, french = (run("record", type_, "--help", "--lang", code).stdout for code in ("en", "fr"))
        said = [line for line in english.splitlines() if line.endswith(".") and len(line.split()) > 4]
        assert said, type_
        assert not set(said) & set(french.splitlines()), type_
