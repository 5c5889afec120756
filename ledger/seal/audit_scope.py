"""A scope's hashes against what was sealed of it: its head in every epoch in which it grew, and the stored subtrees."""

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence

from ledger.journal.sealed import SCOPES, Epoch, Head, Seals
from ledger.refusal import N_
from ledger.seal.audit_entries import Altered, ScopeRead
from ledger.seal.finding import Finding, found
from ledger.seal.merkle import levels, root_at
from ledger.seal.tree import BLOCK_LEVEL

_ALTERED = N_("#{position} of {scope}: its `{column}` was altered: it is not what its hash was made of")


def audit_scope(read: ScopeRead, seals: Seals, epochs: Mapping[int, Epoch]) -> Iterator[Finding]:
    """What is not as it was sealed, or as its stored hashes say."""
    complete = levels(read.hashes)
    heads = seals.heads(read.slot)
    broken = _first_broken(complete, heads, len(read.hashes))
    if read.altered:
        yield from _altered(read, heads, sealed_as_computed=broken is None)
    if broken is not None:
        yield _head_finding(read, seals, complete, heads, broken)
    else:
        yield from _nodes(read, seals, complete, heads[-1].size if heads else 0)
    yield from _sizes(read, heads, epochs)


def _first_broken(complete: Sequence[Sequence[bytes]], heads: list[Head], size: int) -> int | None:
    """Which head is the first that the hashes do not lead to."""
    for number, head in enumerate(heads):
        if head.size > size or root_at(complete, head.size) != head.root:
            return number
    return None


def _altered(read: ScopeRead, heads: list[Head], *, sealed_as_computed: bool) -> Iterator[Finding]:
    """For each entry whose hash is another, whether that or its content was altered: the seal knows."""
    sealed = heads[-1].size if heads else 0
    for each in read.altered:
        column = each.column or "body"
        if each.column is None and each.scope_index < sealed and sealed_as_computed:
            column = "leaf"
        elif each.column is None and not _sealed_as_stored(read, heads, each):
            column = "body`, `leaf"
        yield found("entry", _ALTERED, position=each.position, scope=read.name, column=column)


def _sealed_as_stored(read: ScopeRead, heads: list[Head], each: Altered) -> bool:
    """Whether there is a seal over the entry, and it agrees with the stored hashes."""
    head = next((head for head in heads if head.size > each.scope_index), None)
    if head is None:
        return False
    hashes = list(read.hashes)
    for other in read.altered:
        if other.scope_index < len(hashes):
            hashes[other.scope_index] = other.stored
    return root_at(levels(hashes[: head.size]), head.size) == head.root


def _head_finding(
    read: ScopeRead, seals: Seals, complete: Sequence[Sequence[bytes]], heads: list[Head], broken: int
) -> Finding:
    head, size = heads[broken], len(read.positions)
    before = heads[broken - 1].size if broken else 0
    if head.size > size:
        return found(
            "scope",
            N_("{scope}: epoch {epoch} sealed {sealed} entries, and there are {count}: the others are missing"),
            scope=read.name, epoch=head.epoch, sealed=head.size, count=size,
        )  # fmt: skip
    first, last = min(before, head.size - 1), head.size - 1
    for number in range(before >> BLOCK_LEVEL, head.size >> BLOCK_LEVEL):
        node = seals.node(SCOPES + read.slot, BLOCK_LEVEL, number, 2**63 - 1)
        if node is not None and node.hash != complete[BLOCK_LEVEL][number]:
            first, last = number << BLOCK_LEVEL, (number + 1 << BLOCK_LEVEL) - 1
            break
    return found(
        "scope",
        N_("{scope}: its entries from #{first} to #{last} are not those that epoch {epoch} sealed"),
        scope=read.name, first=read.positions[first], last=read.positions[last], epoch=head.epoch,
    )  # fmt: skip


def _nodes(read: ScopeRead, seals: Seals, complete: Sequence[Sequence[bytes]], sealed: int) -> Iterator[Finding]:
    count = 0
    for node in seals.nodes(SCOPES + read.slot):
        count += 1
        there = BLOCK_LEVEL <= node.level < len(complete) and node.number < sealed >> node.level
        end = (node.number + 1 << node.level) - 1 if there else 0
        if not there or (node.position, node.hash) != (read.positions[end], complete[node.level][node.number]):
            yield found(
                "table",
                N_("nodes: subtree {level}/{number} of {scope} is not that of its entries"),
                level=node.level, number=node.number, scope=read.name,
            )  # fmt: skip
    if count != sum(sealed >> level for level in range(BLOCK_LEVEL, max(sealed.bit_length(), BLOCK_LEVEL))):
        yield found("table", N_("nodes: subtrees of {scope} are missing"), scope=read.name)


def _sizes(read: ScopeRead, heads: list[Head], epochs: Mapping[int, Epoch]) -> Iterator[Finding]:
    """An epoch seals every entry up to its position: none may be left to a later one."""
    if not epochs or (heads and heads[-1].size > len(read.positions)):
        return
    size = 0
    expected: list[tuple[int, int]] = []
    for head in heads:
        expected += [(head.epoch - 1, size), (head.epoch, head.size)]
        size = head.size
    for number, sealed in [*expected, (max(epochs), size)]:
        count = bisect_right(read.positions, epochs[number].position) if number in epochs else 0
        if sealed != count:
            yield found(
                "scope",
                N_("{scope}: epoch {epoch} sealed {sealed} of its entries, and {count} lie before its end"),
                scope=read.name, epoch=number, sealed=sealed, count=count,
            )  # fmt: skip
            return
