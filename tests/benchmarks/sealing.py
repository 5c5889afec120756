"""The seal: closing epochs, proving entries, verifying all; beside pymerkle's tree in SQLite over the same bytes.

    python -m tests.benchmarks.sealing [--entries 1000000] [--scopes 1000] [--peer 20000]

Times are of the processor, so that a busy machine counts little, and gate nothing; counts of syncs and steps are
tested elsewhere. `--peer` is how many leaves pymerkle gets: it reads them one by one.
"""

import argparse
import os
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import process_time

from pymerkle import SqliteTree

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.seal.audit import Asked, audit
from ledger.seal.merkle import inclusion_path, proof, verify_inclusion
from ledger.seal.signing import seal
from ledger.seal.tree import epoch_hashes, head_hashes, prove_entry
from tests.benchmarks.journal import batch
from tests.journal.submissions import admit_all
from tests.seal.sealed import NOW, issue

AT_ONCE = 50_000


@contextmanager
def cpu() -> Iterator[list[float]]:
    """Seconds of the processor, once it is left."""
    taken = [process_time()]
    yield taken
    taken[0] = process_time() - taken[0]


def told(what: str, figure: str, target: str) -> None:
    print(f"{what:<52}{figure:>16}   {target}")


def recorded(journal: Journal, entries: int, scopes: int) -> None:
    for first in range(0, entries, AT_ONCE):
        journal.append(batch(first, min(AT_ONCE, entries - first), scopes), admit=admit_all)


def sealing(ledger: Path, entries: int, scopes: int) -> None:
    with Journal.create(ledger) as journal:
        key = issue(journal)
        recorded(journal, entries, scopes)
        with cpu() as taken:
            seal(journal, key, NOW)
        told(f"seal {entries:,} entries in {scopes:,} scopes", f"{taken[0]:.2f} s", "<= 5 s")
        singles = []
        for number in range(50):
            journal.append(batch(10**9 + number * 7, 1, scopes), admit=admit_all)
            with cpu() as taken:
                seal(journal, key, NOW + number)
            singles.append(taken[0] * 1e3)
        told(f"seal one more, {scopes:,} scopes: median", f"{statistics.median(singles):.2f} ms", "<= 3 ms")
        told("seal one more: the slowest of 50", f"{max(singles):.2f} ms", "")


def proving(ledger: Path, title: str, target: str) -> None:
    """Proofs of entries all over the longest scope, and from there to the last checkpoint."""
    with open_reader(ledger) as reader:
        seals = reader.seals()
        epoch = seals.last_epoch()
        assert epoch is not None
        slot = max(seals.slots().values(), key=lambda slot: seals.heads(slot)[-1].size)
        head = seals.heads(slot)[-1]
        leaves = [leaf.hash for leaf in seals.leaves(slot, 0, epoch.position)]
        inclusions, whole = [], []
        for number in range(200):
            index = number * 7919 % head.size
            with cpu() as taken:
                hashes = prove_entry(seals, slot, index, head.size, epoch.position)
            inclusions.append(taken[0] * 1e3)
            with cpu() as taken:
                proof(inclusion_path(slot, epoch.heads_size), head_hashes(seals, epoch.position))
                proof(inclusion_path(epoch.number, epoch.number + 1), epoch_hashes(seals))
            whole.append(inclusions[-1] + taken[0] * 1e3)
            assert verify_inclusion(leaves[index], index, head.size, hashes, head.root)
        told(f"prove an entry, {title}: median of 200", f"{statistics.median(inclusions):.2f} ms", target)
        told("and its head and its epoch", f"{statistics.median(whole):.2f} ms", "")


def verifying(ledger: Path) -> None:
    ways = {
        "verify: scan and roots": (Asked(file=False, replay=False), ">= 120,000/s"),
        "verify: and what is derived": (Asked(file=False), ""),
        "verify: everything": (Asked(), ">= 40,000/s"),
    }
    for title, (asked, target) in ways.items():
        with open_reader(ledger) as reader, cpu() as taken:
            found = audit(reader, asked)
        assert not found.faults, found.faults
        told(title, f"{found.entries / taken[0]:,.0f}/s", target)


def peer(folder: Path, count: int) -> None:
    """The same bytes in pymerkle's tree on SQLite, which stores leaves and no nodes, and in one scope of ours."""
    events = batch(0, count, 1)
    bodies = [event.body for event in events]
    with cpu() as taken, SqliteTree(str(folder / "peer.db")) as tree:
        tree.append_entries(bodies)
    told(f"pymerkle: append {count:,}", f"{count / taken[0]:,.0f}/s", "")
    with SqliteTree(str(folder / "peer.db")) as tree:
        with cpu() as taken:
            tree.get_root()
        told(f"pymerkle: the root over {count:,}", f"{taken[0] * 1e3:.0f} ms", "")
        theirs = []
        for number in range(10):
            tree.cache_clear()
            with cpu() as taken:
                tree.prove_inclusion(number * 7919 % count + 1)
            theirs.append(taken[0] * 1e3)
        told("pymerkle: prove an entry, nothing cached", f"{statistics.median(theirs):.1f} ms", "")
    with Journal.create(folder / "beside.db") as journal:
        key = issue(journal)
        journal.append(events, admit=admit_all)
        with cpu() as taken:
            seal(journal, key, NOW)
    told(f"ours: seal {count:,} in one scope, signed", f"{taken[0] * 1e3:.0f} ms", "")
    proving(folder / "beside.db", "one scope", "")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--scopes", type=int, default=1_000)
    parser.add_argument("--peer", type=int, default=20_000)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        os.environ["LIVRET_STATE"] = str(folder / "state")
        sealing(folder / "wide.db", asked.entries, asked.scopes)
        proving(folder / "wide.db", f"{asked.scopes:,} scopes", "<= 1 ms")
        verifying(folder / "wide.db")
        with Journal.create(folder / "deep.db") as journal:
            key = issue(journal)
            recorded(journal, asked.entries, 1)
            with cpu() as taken:
                seal(journal, key, NOW)
        told(f"seal {asked.entries:,} entries in one scope", f"{taken[0]:.2f} s", "")
        proving(folder / "deep.db", f"{asked.entries:,} in one scope", "<= 1 ms")
        verifying(folder / "deep.db")
        peer(folder, asked.peer)


if __name__ == "__main__":
    main()
