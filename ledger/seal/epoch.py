"""Epochs: the history up to a position, under one signature.

Each scope's head is a leaf of the tree of heads, at the scope's slot; a record names that tree's root and is a leaf
of the log of epochs; that log's checkpoint is signed. So one signature covers every scope, each provable alone.
"""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import NamedTuple

from ledger.journal.sealed import Epoch, Head, Node, Sealing, Seals
from ledger.refusal import IntegrityFailure
from ledger.seal.checkpoint import Checkpoint, SigningKey
from ledger.seal.merkle import leaf_hash
from ledger.seal.note import decode, encode
from ledger.seal.tree import Grown, grow_epochs, grow_heads, grow_scope


class Closed(NamedTuple):
    """The epochs that one sealing adds, the last one signed, and the rows of their trees."""

    epochs: list[Epoch]
    heads: list[Head]
    nodes: list[Node]


def origin(identity: bytes, scope: str | None = None) -> str:
    """The name of a ledger's log of epochs, or of a scope's log."""
    return f"livret/{identity.hex()}" + (f"/{scope}" if scope else "")


def head_text(identity: bytes, scope: str, size: int, root: bytes) -> str:
    """What the tree of heads has as the leaf of a scope."""
    return Checkpoint(origin(identity, scope), size, root).text()


def record_of(epoch: int, closed_at: int, position: int, heads_size: int, heads_root: bytes, commits: bytes) -> bytes:
    """What the log of epochs has as a leaf, in canonical JSON (RFC 8785)."""
    said = {
        "closed_at": closed_at,
        "commits": encode(commits),
        "epoch": epoch,
        "heads_root": encode(heads_root),
        "heads_size": heads_size,
        "position": position,
    }
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def commits_of(seals: Seals, before: bytes | None, after: int, until: int) -> bytes:
    """A hash over the transactions of an epoch, when and by whom, and over those before it.

    No entry's own hash says who recorded it. Before the first epoch stands the instant at which the ledger was made.
    """
    found = sha256(sha256(b"%d" % seals.created_at()).digest() if before is None else before)
    for commit in seals.commits(after, until):
        found.update(json.dumps(commit, separators=(",", ":"), ensure_ascii=False).encode() + b"\n")
    return found.digest()


def close(sealing: Sealing, key: SigningKey, now: int, least: int = 0) -> Epoch | None:
    """Close an epoch over what is recorded, and sign it; None where nothing is new since the last one.

    `least` is how many epochs another copy of the ledger, now lost, may have signed: no such size is signed again.
    `now` in microseconds since 1970. Raises IntegrityFailure where what was sealed is not there, or has shrunk.
    """
    last = sealing.last_epoch()
    position = sealing.position()
    if position == (last.position if last else 0):
        return None
    if last is not None and position < last.position:
        raise IntegrityFailure(
            "the ledger ends at #{position}, and was sealed up to #{sealed}; verify it",
            position=position,
            sealed=last.position,
        )
    closed = _closed(sealing, key, last, position, now, least)
    sealing.add([*closed.nodes, *closed.heads, *closed.epochs])
    return closed.epochs[-1]


def _closed(sealing: Sealing, key: SigningKey, last: Epoch | None, position: int, now: int, least: int) -> Closed:
    identity = sealing.identity()
    number, closed_at = (last.number + 1, max(now, last.closed_at)) if last else (0, now)
    scopes = dict(_grown_scopes(sealing, last, position))
    size = max([*(slot + 1 for slot in scopes), last.heads_size if last else 0])
    leaves = {slot: leaf_hash(_text(sealing, identity, slot, grown)) for slot, grown in scopes.items()}
    heads = grow_heads(sealing, leaves, size, position)
    numbers = range(number, max(number + 1, least + 1))
    commits = list(_commits(sealing, last, position, len(numbers)))
    records = [
        record_of(each, closed_at, position, size, heads.root, digest)
        for each, digest in zip(numbers, commits, strict=True)
    ]
    grown = grow_epochs(sealing, number, [leaf_hash(each) for each in records], position)
    signed = key.sign(Checkpoint(origin(identity), grown[-1].size, grown[-1].root)).encode()
    epochs = [
        Epoch(each, closed_at, position, size, heads.root, record, tree.root, signed if each == numbers[-1] else None)
        for each, record, tree in zip(numbers, records, grown, strict=True)
    ]
    nodes = [node for tree in (*scopes.values(), heads, *grown) for node in tree.nodes]
    return Closed(epochs, [Head(slot, number, each.size, each.root) for slot, each in scopes.items()], nodes)


def _commits(sealing: Sealing, last: Epoch | None, position: int, count: int) -> Iterator[bytes]:
    digest = decode(json.loads(last.record)["commits"]) if last else None
    after = last.position if last else 0
    for _ in range(count):
        digest = commits_of(sealing, digest, after, position)
        after = position
        yield digest


def _grown_scopes(sealing: Sealing, last: Epoch | None, position: int) -> Iterator[tuple[int, Grown]]:
    for slot in sealing.grown(last.position if last else 0):
        before = sealing.head(slot, last.number) if last else None
        yield slot, grow_scope(sealing, slot, before.size if before else 0, position)


def _text(seals: Seals, identity: bytes, slot: int, grown: Grown) -> bytes:
    scope = seals.scope(slot)
    if scope is None:
        raise IntegrityFailure("scope {number} has entries and no name; verify the ledger", number=slot + 1)
    return head_text(identity, scope, grown.size, grown.root).encode()
