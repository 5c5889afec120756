"""Trees as the ledger stores them: grown by what is new, and asked for proofs, a few rows at a time.

A scope's log stores its complete subtrees of 256 leaves and more, and has the leaves from its entries; the log of
epochs stores every complete subtree. The tree of heads, whose leaves change, stores all its nodes, each from the
position on at which it changed; a node at the right edge without a right child is what its left child is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple, Protocol

from ledger.journal.sealed import EPOCHS, HEADS, SCOPES, Leaf, Node, Seals
from ledger.refusal import IntegrityFailure
from ledger.seal.merkle import folded, inclusion_path, level_above, levels, node_hash, peaks, proof, root_at

BLOCK_LEVEL = 8
_BLOCK = 1 << BLOCK_LEVEL


class Nodes(Protocol):
    """Has subtrees as they were at a position."""

    def node(self, tree: int, level: int, number: int, position: int, /) -> Node | None: ...


class Grown(NamedTuple):
    """What a tree has become, and its subtrees that were not there before."""

    size: int
    root: bytes
    nodes: list[Node]


def completed(
    stored: Callable[[int, int], bytes], level: int, start: int, hashes: Sequence[bytes]
) -> Iterator[tuple[int, int, bytes]]:
    """The complete subtrees, as level, number and hash, that come with new ones of a level from number `start` on."""
    while hashes:
        yield from ((level, number, each) for number, each in enumerate(hashes, start))
        if start & 1:
            start, hashes = start - 1, [stored(level, start - 1), *hashes]
        level, start, hashes = level + 1, start >> 1, level_above(hashes)


def grow_scope(seals: Seals, slot: int, size: int, until: int) -> Grown:
    """A scope's log with its entries up to a position, which had `size` of them when it was sealed last."""
    tree, first = SCOPES + slot, size >> BLOCK_LEVEL
    before = first and _stored(seals, tree, until)(BLOCK_LEVEL, first - 1).position
    leaves = seals.leaves(slot, before, until)
    if [leaf.scope_index for leaf in leaves] != list(range(first * _BLOCK, first * _BLOCK + len(leaves))):
        raise _incomplete(tree)
    whole = len(leaves) // _BLOCK * _BLOCK
    fresh = _nodes(seals, slot, first, leaves[:whole], until)
    known = {(node.level, node.number): node.hash for node in fresh}
    ends = [leaf.hash for leaf in leaves[whole:]]
    end = first * _BLOCK + whole
    stored = _hashes(seals, tree, until)
    parts = [known.get(place) or stored(*place) for place in peaks(0, end)]
    if ends:
        parts.append(root_at(levels(ends), len(ends)))
    return Grown(end + len(ends), folded(parts), fresh)


def _nodes(seals: Seals, slot: int, first: int, leaves: list[Leaf], until: int) -> list[Node]:
    """The new complete subtrees over whole blocks, each from the position of its last leaf on."""
    tree, hashes = SCOPES + slot, [leaf.hash for leaf in leaves]
    for _ in range(BLOCK_LEVEL):
        hashes = level_above(hashes)
    found = completed(_hashes(seals, tree, until), BLOCK_LEVEL, first, hashes)
    return [
        Node(tree, level, number, leaves[(number + 1 << level) - 1 - first * _BLOCK].position, each)
        for level, number, each in found
    ]


def grow_heads(nodes: Nodes, changed: Mapping[int, bytes], size: int, position: int) -> Grown:
    """The tree over the hashes of `size` heads, of which those changed are given by slot, from a position on."""
    if not 0 <= min(changed) <= max(changed) < size:
        raise _incomplete(HEADS)
    stored = _hashes(nodes, HEADS, position)
    level, width, current = 0, size, dict(changed)
    fresh: list[Node] = []
    while True:
        fresh += [Node(HEADS, level, number, position, each) for number, each in sorted(current.items())]
        if width == 1:
            return Grown(size, current[0], fresh)
        above = {}
        for number in {number >> 1 for number in current}:
            left = current.get(2 * number) or stored(level, 2 * number)
            if 2 * number + 1 < width:
                left = node_hash(left, current.get(2 * number + 1) or stored(level, 2 * number + 1))
            above[number] = left
        level, width, current = level + 1, width + 1 >> 1, above


def grow_epochs(nodes: Nodes, start: int, leaves: Sequence[bytes], position: int) -> list[Grown]:
    """The log of epochs with each of some records, whose leaf hashes are given, added to the `start` it had."""
    stored, known = _hashes(nodes, EPOCHS, position), dict[tuple[int, int], bytes]()

    def held(level: int, number: int) -> bytes:
        return known.get((level, number)) or stored(level, number)

    grown = []
    for size, leaf in enumerate(leaves, start + 1):
        fresh = list(completed(held, 0, size - 1, [leaf]))
        known |= {(level, number): each for level, number, each in fresh}
        rows = [Node(EPOCHS, level, number, position, each) for level, number, each in fresh]
        grown.append(Grown(size, folded([held(*place) for place in peaks(0, size)]), rows))
    return grown


def scope_hashes(seals: Seals, slot: int, until: int) -> Callable[[int, int], bytes]:
    """The root over any range of a proof in a scope's log, whose last entry is at a position."""
    tree = SCOPES + slot
    stored = _stored(seals, tree, until)
    blocks: dict[int, list[Sequence[bytes]]] = {}

    def block(number: int) -> list[Sequence[bytes]]:
        if number not in blocks:
            after = number and stored(BLOCK_LEVEL, number - 1).position
            found = seals.node(tree, BLOCK_LEVEL, number, until)
            leaves = seals.leaves(slot, after, found.position if found else until)
            blocks[number] = levels([leaf.hash for leaf in leaves])
        return blocks[number]

    def part(level: int, number: int) -> bytes:
        if level >= BLOCK_LEVEL:
            return stored(level, number).hash
        start = number << level
        try:
            return block(start >> BLOCK_LEVEL)[level][(start & _BLOCK - 1) >> level]
        except IndexError:
            raise _incomplete(tree) from None

    return lambda start, end: folded([part(*place) for place in peaks(start, end)])


def head_hashes(seals: Seals, position: int) -> Callable[[int, int], bytes]:
    """The root over any range of a proof in the tree of heads, as it was at a position."""
    stored = _hashes(seals, HEADS, position)

    def over(start: int, end: int) -> bytes:
        level = (end - start - 1).bit_length()
        return stored(level, start >> level)

    return over


def epoch_hashes(seals: Seals) -> Callable[[int, int], bytes]:
    """The root over any range of a proof in the log of epochs."""
    stored = _hashes(seals, EPOCHS, seals.position())
    return lambda start, end: folded([stored(*place) for place in peaks(start, end)])


def prove_entry(seals: Seals, slot: int, index: int, size: int, until: int) -> list[bytes]:
    """The proof that an entry is in its scope's log of that size, whose last entry is at a position or before it."""
    return proof(inclusion_path(index, size), scope_hashes(seals, slot, until))


def _stored(nodes: Nodes, tree: int, until: int) -> Callable[[int, int], Node]:
    def stored(level: int, number: int) -> Node:
        found = nodes.node(tree, level, number, until)
        if found is None:
            raise _incomplete(tree)
        return found

    return stored


def _hashes(nodes: Nodes, tree: int, until: int) -> Callable[[int, int], bytes]:
    stored = _stored(nodes, tree, until)
    return lambda level, number: stored(level, number).hash


def _incomplete(tree: int) -> IntegrityFailure:
    return IntegrityFailure("tree {tree} of what is sealed is incomplete; verify the ledger", tree=tree)
