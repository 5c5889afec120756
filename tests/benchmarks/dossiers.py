"""What a dossier costs its reader: proofs, entries, figures.

    python -m tests.benchmarks.dossiers [--entries 1000] [--epochs 10] [--rounds 15]

A ledger with a contract of about as many entries, sealed in as many epochs, gives one dossier. Verified are its
proofs (the signature, the log of epochs, the place of each head, every leaf and root), all of its logs (entries read
as well), all of it (figures computed anew), and all but the figures by the verifier of one file. CPU of this process.
"""

import argparse
import json
import os
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import process_time

from cli.dossier_judge import judged
from ledger.seal.container import pack, unpack
from ledger.seal.dossier import read_about
from ledger.seal.epoch_log import note_faults, read_log
from ledger.seal.examination import examine, read_keys
from ledger.seal.scope_log import head_faults, lines_of, read_heads, root_faults
from ledger.seal.verifier import verify
from tests.cli.quarter import lines
from tests.seal.dossiers import add, dossier, run

LIMIT_MS = 10


def tickets(first: int, count: int) -> str:
    """Tickets of the contract, one event each."""
    common = {"specversion": "1.0", "source": "/desk", "type": "ticket.registered", "scope": "contract/C1"}
    return "".join(
        json.dumps(
            {
                **common,
                "id": f"x{number}",
                "subject": f"ticket/x{number}",
                "time": f"2026-02-{number % 28 + 1:02d}T09:00:00+01:00",
                "data": {"channel": "portal"},
            }
        )
        + "\n"
        for number in range(first, first + count)
    )


def built(folder: Path, entries: int, epochs: int) -> dict[str, bytes]:
    """The files of the dossier."""
    ledger = folder / "livret.db"
    run(ledger, "init")
    run(ledger, "key", "new")
    add(ledger, lines())
    left = max(epochs, entries - 60)
    for epoch in range(epochs):
        add(ledger, tickets(epoch * left // epochs, (epoch + 1) * left // epochs - epoch * left // epochs))
    return dossier(ledger)


def proofs(files: dict[str, bytes]) -> int:
    """Verify the proofs of a dossier; how many entries they cover."""
    _, places = read_about(files)
    keys = read_keys(files)
    log, heads = read_log(files, keys), list(read_heads(files))
    assert not list(note_faults(files, log, keys))
    count = 0
    for place in places:
        mine = [head for head in heads if head.scope == place.scope]
        found = lines_of(files, place)
        assert not [*head_faults(log, place, mine), *root_faults(place, mine, found)]
        count += len(found)
    return count


def milliseconds(what: Callable[[], object], rounds: int) -> float:
    """The median of CPU times."""
    times = []
    for _ in range(rounds):
        start = process_time()
        what()
        times.append((process_time() - start) * 1000)
    return statistics.median(times)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--entries", type=int, default=1000)
    parser.add_argument("--epochs", type=int, default=10)
    parser.add_argument("--rounds", type=int, default=15)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        os.environ["LIVRET_STATE"] = str(Path(folder, "state"))
        files = built(Path(folder), asked.entries, asked.epochs)
    octets = pack(files)
    _, places = read_about(files)
    keys = read_keys(files)
    spent = milliseconds(lambda: proofs(files), asked.rounds)
    print(f"dossier: {proofs(files)} entries, {asked.epochs + 2} epochs, {len(octets):,} bytes")
    print(f"proofs verified                 {spent:8.2f} ms  (at most {LIMIT_MS})")
    print(f"container taken apart           {milliseconds(lambda: unpack(octets), asked.rounds):8.2f} ms")
    print(f"logs verified, entries read     {milliseconds(lambda: examine(files, places, keys), asked.rounds):8.2f} ms")
    alone = milliseconds(lambda: list(verify(octets, None, None)), asked.rounds)
    print(f"all but the figures, one file   {alone:8.2f} ms")
    print(f"all of it, figures anew         {milliseconds(lambda: judged(octets), 3):8.2f} ms")


if __name__ == "__main__":
    main()
