"""Dossiers of a quarter of two contracts, sealed in three epochs; and the two verifiers that judge them."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from cli.dossier_judge import judged
from cli.main import livret
from ledger.seal.container import SUMS, covered, pack, unpack
from ledger.seal.note import read_key
from ledger.seal.verifier import Wrong
from ledger.seal.verifier import verify as verify_alone
from projections.report.language import language
from tests.cli.quarter import lines

CONTRACT, PERIOD = "C1", "2026-02"
Files = dict[str, bytes]


def run(ledger: Path, *words: object) -> str:
    """What the program prints, in this process; it must succeed."""
    done = CliRunner().invoke(livret, [str(each) for each in words], env={"LIVRET_LEDGER": str(ledger)})
    assert done.exit_code == 0, done.output
    return done.stdout


def outage(number: int, minutes: int) -> str:
    """An outage of the environment, minutes long, as two lines of JSON."""
    common = {
        "specversion": "1.0",
        "source": "/later",
        "scope": "environment/prod-1",
        "subject": f"outage/later-{number}",
    }
    start, end = f"2026-02-1{number}T15:00:00+01:00", f"2026-02-1{number}T15:{minutes:02d}:00+01:00"
    events = [
        {**common, "id": f"{number}-start", "type": "outage.started", "time": start, "data": {"impact": "total"}},
        {**common, "id": f"{number}-end", "type": "outage.ended", "time": end, "data": {}},
    ]
    return "".join(json.dumps(each) + "\n" for each in events)


def build(ledger: Path) -> str:
    """A ledger with a key, sealed after each import; the public key as it is published.

    Beside it a copy, `early.db`, of what it was before the first import.
    """
    run(ledger, "init")
    key = run(ledger, "key", "new").strip()
    run(ledger, "copy", ledger.with_name("early.db"))
    add(ledger, lines())
    add(ledger, outage(1, 5))
    return key


def add(ledger: Path, events: str) -> None:
    """Import events, and so seal them."""
    file = ledger.with_suffix(".jsonl")
    file.write_text(events, "utf-8")
    run(ledger, "import", file)


def dossier(ledger: Path, *more: object) -> Files:
    """The files of the ledger's dossier."""
    file = ledger.with_suffix(".zip")
    run(ledger, "dossier", CONTRACT, PERIOD, "-o", file, *more)
    return unpack(file.read_bytes())


def recovered(files: Files) -> Files:
    """The files with a manifest that fits them, as a forger makes it."""
    return covered({name: files[name] for name in files if name not in (SUMS, "mimetype") and "META-INF" not in name})


def told(files: Files, *, held: Iterable[bytes] = (), key: str | None = None, roots: Path | None = None) -> list[str]:
    """What `livret dossier verify` finds wrong."""
    trusted = () if key is None else (read_key(key),)
    verdict = judged(pack(files), [("held", each) for each in held], trusted, roots)
    return [language("en").say(fault) for fault in verdict.faults]


def told_alone(files: Files, *, held: bytes | None = None, key: str | None = None) -> str | None:
    """What the verifier in the dossier finds wrong: it stops at the first thing."""
    try:
        for _ in verify_alone(pack(files), None if key is None else [key], None if held is None else ("held", held)):
            pass
    except Wrong as wrong:
        return str(wrong)
    return None


def entries(files: Files, scope: str) -> list[bytes]:
    """The lines of a scope."""
    return files[place(files, scope)["file"]].splitlines(keepends=True)


def place(files: Files, scope: str) -> dict[str, Any]:
    """Where a scope is in a dossier."""
    found: dict[str, Any] = next(each for each in json.loads(files["dossier.json"])["scopes"] if each["scope"] == scope)
    return found


def with_entries(files: Files, scope: str, change: Callable[[list[bytes]], list[bytes]]) -> Files:
    """The files with the lines of a scope changed, and the manifest made to fit."""
    return recovered({**files, place(files, scope)["file"]: b"".join(change(entries(files, scope)))})


def with_about(files: Files, change: Callable[[dict[str, Any]], None]) -> Files:
    """The files with `dossier.json` changed, and the manifest made to fit."""
    about = json.loads(files["dossier.json"])
    change(about)
    spelled = json.dumps(about, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
    return recovered({**files, "dossier.json": spelled.encode()})


def with_heads(files: Files, change: Callable[[list[dict[str, Any]]], list[dict[str, Any]]]) -> Files:
    """The files with the heads changed, and the manifest made to fit."""
    heads = change([json.loads(line) for line in files["log/heads"].splitlines()])
    return recovered({**files, "log/heads": b"".join(_head(each) for each in heads)})


def _head(said: dict[str, Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode() + b"\n"
