"""A small ledger of the format of the day with what it answered: `python -m tests.ledger.golden_ledger` makes them.

Made once for each stored format, and kept for good: a later program must open it and give the same figures.
"""

import json
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.journal.schema import FORMAT
from tests.cli.conftest import EVENTS, program
from tests.cli.quarter import lines

HERE = Path(__file__).with_name("golden")
QUESTIONS = (
    ("C1", "2026-02", ()),
    ("C1", "2026-02", ("--known-by", "source")),
    ("C1", "2026-Q1", ()),
    ("C2", "2026-02", ()),
    ("C-2026-017", "2026-03", ()),
    ("C-2026-017", "2026-03", ("--reading", "unavailability=any_function")),
)
PERSON, CODE = "j.payet", "m.dupont"


def said(ledger: Path, *arguments: str, state: Path) -> Any:
    """What a command answers as JSON."""
    done = program("--ledger", str(ledger), *arguments, "--format", "json", env=_kept_in(state))
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def answers(ledger: Path, state: Path, positions: list[int]) -> Iterator[dict[str, Any]]:
    """Every verdict of every question as it was known at each position."""
    for position in positions:
        for contract, period, more in QUESTIONS:
            asked = (contract, period, "--known-at", f"#{position}", *more)
            done = program("--ledger", str(ledger), "statement", *asked, "--format", "json", env=_kept_in(state))
            assert done.returncode in (0, 2), done.stderr  # 2: the contract was not known yet
            told = json.loads(done.stdout or "[]")
            yield {
                "asked": asked,
                "verdicts": [one["verdicts"] for one in (told if isinstance(told, list) else [told])],
            }


def _kept_in(state: Path) -> dict[str, str]:
    return {"LIVRET_STATE": str(state)}


def _trial(kept: Path, state: Path) -> None:
    """A history with all that a ledger can hold: amendments, agreements, keys, epochs, people, one of them erased."""
    events = kept.with_name("quarter.jsonl")
    events.write_text(lines().replace("prod-1", "prod-3"), "utf-8")  # the demo has the other one
    ticket = ("--scope", "contract/C1", "--at", "2026-03-16T10:00:00+01:00", "--channel", "portal")
    for arguments in (
        ("init",),
        ("key", "new"),
        ("import", str(EVENTS)),
        ("import", str(events)),
        ("record", "ticket.registered", "ticket/T8", *ticket, "--summary", f"appelée par {CODE}", "--actor", PERSON),
        ("record", "ticket.submitted", "ticket/T9", *ticket, "--reporter", CODE, "--id", "T9"),
        ("restate", "/quarter", "q052", "--set", "impact=partial", "--because", "a part only"),
        ("record", "reading.agreed", "reading/outage_bounds", "--scope", "contract/C1", "--at", "now", "--option",
         "widest", "--effective-on", "2026-02-01", "--because", "agreed in a meeting"),
        ("retract", "/quarter", "q058", "--because", "another service"),
        ("erase", "--person", CODE, "--because", "asked for", "--yes"),
        ("seal",),
    ):  # fmt: skip
        done = program("--ledger", str(kept), *arguments, env=_kept_in(state))
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)


def main() -> None:
    """Write the ledger, its vault, and what it answers."""
    with tempfile.TemporaryDirectory() as folder:
        kept, state = Path(folder) / "livret.db", Path(folder) / "state"
        _trial(kept, state)
        trail = said(kept, "trail", "C1", state=state) + said(kept, "trail", "C-2026-017", state=state)
        digests = {str(each["position"]): each["digest"] for each in trail}
        last = max(map(int, digests))
        told = {"digests": digests, "answers": list(answers(kept, state, [19, last - 4, last]))}
        HERE.mkdir(exist_ok=True)
        for suffix in ("", ".vault"):
            shutil.copy(f"{kept}{suffix}", HERE / f"format-{FORMAT}.db{suffix}")
        (HERE / f"format-{FORMAT}.json").write_text(json.dumps(told, indent=1, sort_keys=True) + "\n", "utf-8")


if __name__ == "__main__":
    main()
