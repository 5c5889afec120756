"""Ledgers to seal, and what their seals must be, computed plainly from the entries read back."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.journal.sealed import Epoch
from ledger.seal.audit import Asked, audit
from ledger.seal.checkpoint import SigningKey
from ledger.seal.epoch import close, origin
from ledger.seal.merkle import leaf_hash, root
from ledger.seal.note import encode
from ledger.seal.signing import seal as sign
from tests.journal.submissions import admit_all, retraction, submission

NOW = 1_790_000_000_000_000
SCOPES = ("environment/prod-1", "contract/c1", "provider", "environment/prod-2", "contract/c2", "contract/c3")


def key_of(identity: bytes, seed: int = 7) -> SigningKey:
    """The same key for the same ledger."""
    return SigningKey(origin(identity), Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32))


def record(journal: Journal, prefix: str, scopes: Iterable[int]) -> None:
    """One transaction with an entry in each of the scopes named by number."""
    batch = [
        submission(f"{prefix}-{number}", scope=SCOPES[scope], subject=f"outage/{scope}-{number % 5}")
        for number, scope in enumerate(scopes)
    ]
    journal.append(batch, admit=admit_all)


def seal(journal: Journal, now: int = NOW, *, seed: int = 7, least: int = 0) -> Epoch | None:
    with journal.sealing() as sealing:
        return close(sealing, key_of(sealing.identity(), seed), now, least)


def issue(journal: Journal, seed: int = 7, **data: str) -> SigningKey:
    """Issue a key, and seal with it from now on by `sign`."""
    key = key_of(journal.seals().identity(), seed)
    name = key.verifier.id.hex()
    said = {"key": key.verifier.line(), **data}
    event = submission(f"key-{name}", type="key.issued", scope="provider", subject=f"key/{name}", data=said)
    journal.append([event], admit=admit_all)
    return key


def kept(ledger: Path) -> Path:
    """A ledger as it is kept: a key, four epochs over five scopes, an amendment, and at its end what is not sealed."""
    with Journal.create(ledger) as journal:
        record(journal, "first", [0])
        record(journal, "a", [1, 0])
        key = issue(journal)
        sign(journal, key, NOW)
        record(journal, "b", [3, 0, 1, 4])
        sign(journal, key, NOW + 1)
        first = submission("first-0", scope=SCOPES[0], subject="outage/0-0")
        journal.append([retraction("r", first)], admit=admit_all)
        sign(journal, key, NOW + 2)
        record(journal, "c", [0] * 300)
        sign(journal, key, NOW + 3)
        record(journal, "d", [1, 0])
    return ledger


@contextmanager
def past_the_triggers(ledger: Path) -> Iterator[sqlite3.Connection]:
    """A connection of someone who can write to the file: no trigger stands in the way, and none is missed after."""
    with closing(sqlite3.connect(ledger, isolation_level=None)) as connection:
        triggers = connection.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        for name, _ in triggers:
            connection.execute(f"DROP TRIGGER {name}")
        connection.execute("PRAGMA foreign_keys = OFF")
        yield connection
        for _, text in triggers:
            connection.execute(text)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def verified(ledger: Path, asked: Asked | None = None) -> list[str]:
    """What a verification finds wrong, in words."""
    with open_reader(ledger) as reader:
        return [str(each) for each in audit(reader, asked).faults]


def leaves_by_scope(ledger: Path, until: int) -> dict[str, list[bytes]]:
    """The leaves of each scope up to a position, in the order of the scopes' first entries within transactions."""
    with closing(sqlite3.connect(ledger)) as connection:
        rows = connection.execute(
            "SELECT name, leaf FROM entries JOIN scopes ON number = scope WHERE position <= ? ORDER BY scope, position",
            (until,),
        ).fetchall()
    found: dict[str, list[bytes]] = {}
    for name, leaf in rows:
        found.setdefault(name, []).append(leaf)
    return found


def expected_heads(ledger: Path, until: int) -> tuple[list[str], bytes]:
    """The heads at a position as texts, and the root over them."""
    with open_reader(ledger) as reader:
        name = f"livret/{reader.uuid().hex()}"
    heads = [
        f"{name}/{scope}\n{len(leaves)}\n{encode(root(leaves))}\n"
        for scope, leaves in leaves_by_scope(ledger, until).items()
    ]
    return heads, root([leaf_hash(head.encode()) for head in heads])


def expected_checkpoint(ledger: Path, epochs: Iterable[Epoch]) -> str:
    """The text of the last checkpoint, from the entries and the closing times and positions of all epochs."""
    records: list[bytes] = []
    with closing(sqlite3.connect(ledger)) as connection:
        ((created_at,),) = connection.execute("SELECT created_at FROM ledger").fetchall()
        commits = connection.execute("SELECT recorded_at, first, last, recorded_by FROM commits ORDER BY 1").fetchall()
    digest = sha256(str(created_at).encode()).digest()
    for epoch in epochs:
        lines = [each for each in commits if each[2] <= epoch.position]
        commits = commits[len(lines) :]
        said_of_them = "".join(f'[{at},{first},{last},"{by}"]\n' for at, first, last, by in lines)
        digest = sha256(digest + said_of_them.encode()).digest()
        heads, heads_root = expected_heads(ledger, epoch.position)
        said = {
            "closed_at": epoch.closed_at,
            "epoch": len(records),
            "commits": encode(digest),
            "heads_root": encode(heads_root),
        }
        said |= {"heads_size": len(heads), "position": epoch.position}
        records.append(leaf_hash(json.dumps(said, sort_keys=True, separators=(",", ":")).encode()))
    with open_reader(ledger) as reader:
        return f"livret/{reader.uuid().hex()}\n{len(records)}\n{encode(root(records))}\n"
