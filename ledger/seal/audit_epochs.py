"""The epochs: the tree of heads as it was in each, the log of them, and who signed it."""

import json
from collections.abc import Iterator, Mapping
from itertools import groupby
from typing import NamedTuple

from ledger.events.unfit import Unfit
from ledger.journal.scan import Scan
from ledger.journal.sealed import EPOCHS, HEADS, Epoch, Node, Seals
from ledger.refusal import N_, IntegrityFailure
from ledger.seal.checkpoint import Checkpoint, read_hash, read_signed
from ledger.seal.epoch import commits_of, head_text, origin, record_of
from ledger.seal.finding import Finding, found
from ledger.seal.keys import KeyLife, in_force
from ledger.seal.merkle import leaf_hash
from ledger.seal.note import Note, VerifierKey, verify
from ledger.seal.tree import grow_epochs, grow_heads


class Trust(NamedTuple):
    """Whom to believe: the keys that the ledger tells of, how many epochs lost copies may have signed."""

    lives: list[KeyLife]
    lost: int


class _Remembered:
    """The nodes of trees that are computed anew, each as it is now."""

    def __init__(self) -> None:
        self._nodes: dict[tuple[int, int, int], Node] = {}
        self.count = {EPOCHS: 0, HEADS: 0}

    def node(self, tree: int, level: int, number: int, position: int) -> Node | None:
        """The node that was added last."""
        return self._nodes.get((tree, level, number))

    def add(self, nodes: list[Node]) -> None:
        for node in nodes:
            self._nodes[node.tree, node.level, node.number] = node
            self.count[node.tree] += 1


class EpochAudit:
    """Follows the epochs from the first, each upon what those before it left."""

    def __init__(self, scan: Scan, slots: Mapping[int, str], trust: Trust) -> None:
        self._scan, self._seals, self._trust = scan, scan.seals, trust
        self._slots = slots
        self._identity = self._seals.identity()
        self._trees = _Remembered()
        self._broken = False
        self._commits: bytes | None = None
        self._signed = 0

    def findings(self, epochs: list[Epoch]) -> Iterator[Finding]:
        """What is not as it must be, epoch by epoch."""
        heads = {epoch: list(rows) for epoch, rows in groupby(self._scan.heads(), key=lambda row: row[0])}
        before: Epoch | None = None
        for number, epoch in enumerate(epochs):
            if epoch.number != number:
                yield found("epoch", N_("epoch {epoch} is missing"), epoch=number)
                return
            yield from self._record(epoch, before)
            yield from self._trees_of(epoch, heads.pop(number, []))
            yield from self._signature(epoch, epochs[number + 1] if number + 1 < len(epochs) else None)
            before = epoch
        for number in heads:
            yield found("table", N_("heads: epoch {epoch} has heads and no record"), epoch=number)
        if not self._broken:
            yield from self._counts()

    def _record(self, epoch: Epoch, before: Epoch | None) -> Iterator[Finding]:
        after = before.position if before else 0
        sealed = _sealed_commits(epoch)
        commits = commits_of(self._seals, self._commits, after, epoch.position)
        self._commits = sealed or commits
        stated = record_of(
            epoch.number, epoch.closed_at, epoch.position, epoch.heads_size, epoch.heads_root, sealed or commits
        )
        if sealed not in (None, commits):
            template = N_("epoch {epoch}: when or by whom #{first} to #{last} were recorded is not as it was sealed")
            yield found("epoch", template, epoch=epoch.number, first=after + 1, last=epoch.position)
        if stated != epoch.record:
            yield found("epoch", N_("epoch {epoch}: its `record` is not what its columns say"), epoch=epoch.number)
        if before is not None and (epoch.closed_at < before.closed_at or epoch.position < before.position):
            yield found("epoch", N_("epoch {epoch} was closed before the one before it"), epoch=epoch.number)

    def _trees_of(self, epoch: Epoch, heads: list[tuple[int, int, int, bytes]]) -> Iterator[Finding]:
        if self._broken:
            return
        try:
            changed = {
                slot: leaf_hash(head_text(self._identity, self._slots[slot], size, root).encode())
                for _, slot, size, root in heads
            }
            if changed:
                grown = grow_heads(self._trees, changed, epoch.heads_size, epoch.position)
                yield from self._stored(epoch, grown.nodes)
            top = self._trees.node(HEADS, max(epoch.heads_size - 1, 0).bit_length(), 0, epoch.position)
            if top is None or top.hash != epoch.heads_root:
                raise KeyError(HEADS)
        except (KeyError, IntegrityFailure):
            self._broken = True
            yield found("epoch", N_("epoch {epoch}: its `heads_root` is not that of its heads"), epoch=epoch.number)
            return
        (grown,) = grow_epochs(self._trees, epoch.number, [leaf_hash(epoch.record)], epoch.position)
        yield from self._stored(epoch, grown.nodes)
        if grown.root != epoch.root:
            self._broken = True
            yield found("epoch", N_("epoch {epoch}: its `root` is not that of the log of epochs"), epoch=epoch.number)

    def _stored(self, epoch: Epoch, nodes: list[Node]) -> Iterator[Finding]:
        self._trees.add(nodes)
        for node in nodes:
            if self._seals.node(node.tree, node.level, node.number, epoch.position) != node:
                template = N_("nodes: subtree {level}/{number} of tree {tree} is not that of epoch {epoch}")
                values = {"level": node.level, "number": node.number, "tree": node.tree}
                yield found("table", template, **values, epoch=epoch.number)

    def _signature(self, epoch: Epoch, after: Epoch | None) -> Iterator[Finding]:
        if epoch.checkpoint is None:
            if epoch.number >= self._trust.lost or after is None or after.position != epoch.position:
                yield found("signature", N_("epoch {epoch} was never signed"), epoch=epoch.number)
            return
        begun, self._signed = self._signed, epoch.position
        try:
            checkpoint, note = read_signed(epoch.checkpoint)
            if checkpoint != Checkpoint(origin(self._identity), epoch.number + 1, epoch.root):
                yield found(
                    "signature", N_("epoch {epoch}: what was signed is not its size and root"), epoch=epoch.number
                )
                return
            allowed = in_force(self._trust.lives, begun, epoch.position)
            if not verify(note, allowed):
                yield self._unsigned(epoch, note)
        except Unfit as unfit:
            template = N_("epoch {epoch}: its checkpoint {why}")
            yield found("signature", template, epoch=epoch.number, why=Finding("", unfit.template, unfit.values))

    def _unsigned(self, epoch: Epoch, note: Note) -> Finding:
        said = ", ".join(each.id.hex() for each in note.signatures)
        return found(
            "signature",
            N_("epoch {epoch} is not signed by a key that may: it is said to be by {keys}"),
            epoch=epoch.number, keys=said,
        )  # fmt: skip

    def _counts(self) -> Iterator[Finding]:
        for tree, count in self._trees.count.items():
            if self._scan.count_nodes(tree) != count:
                yield found("table", N_("nodes: tree {tree} has subtrees of no epoch"), tree=tree)
        for tree in self._scan.trees():
            if tree > HEADS and tree - 2 not in self._slots:
                yield found("table", N_("nodes: tree {tree} is of no scope"), tree=tree)


def _sealed_commits(epoch: Epoch) -> bytes | None:
    """The hash over the transactions that an epoch's record says; None where it says none."""
    try:
        return read_hash(json.loads(epoch.record)["commits"])
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def signed_last(epochs: list[Epoch], key: VerifierKey) -> bool:
    """Whether the last checkpoint is signed by a key that one was given elsewhere."""
    last = epochs[-1].checkpoint if epochs else None
    try:
        return last is not None and bool(verify(read_signed(last)[1], (key,)))
    except Unfit:
        return False


def held_root(seals: Seals, size: int) -> bytes | None:
    """The root of the log of epochs at a size; None where it never had that size."""
    epoch = seals.epoch(size - 1)
    return epoch.root if epoch else None
