"""Merkle trees over hashes of leaves (RFC 6962, section 2.1), and proofs that say no more than they must.

A proof is a list of *ranges*: the hash of the leaves from `start` to before `end` is the root of the tree over those
leaves alone. Where such hashes come from, a list in memory or a table on the disk, is left to who asks.
"""

from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

Range = tuple[int, int]
"""Leaves from `start` to before `end`."""
HashOf = Callable[[int, int], bytes]
"""The root over the leaves of a range."""

SIZE = 32
"""Bytes of a hash."""
EMPTY = sha256(b"").digest()
"""The root of a tree without leaves."""
_LEAF, _NODE = b"\x00", b"\x01"


def leaf_hash(data: bytes) -> bytes:
    """The hash of a leaf: never that of a node, whatever the data."""
    return sha256(_LEAF + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of two hashes."""
    return sha256(_NODE + left + right).digest()


def level_above(hashes: Sequence[bytes]) -> list[bytes]:
    """The hashes of the complete pairs, left to right; one without a right neighbour is left out."""
    pairs = iter(hashes)
    return [sha256(b"\x01" + left + right).digest() for left, right in zip(pairs, pairs, strict=False)]


def levels(leaves: Sequence[bytes]) -> list[Sequence[bytes]]:
    """The complete subtrees over the leaves: level n holds those over 2**n leaves each, left to right."""
    found: list[Sequence[bytes]] = [leaves]
    while len(found[-1]) > 1:
        found.append(level_above(found[-1]))
    return found


def root(leaves: Sequence[bytes]) -> bytes:
    """The root of the tree over the leaves' hashes."""
    return root_at(levels(leaves), len(leaves))


def root_at(complete: Sequence[Sequence[bytes]], size: int) -> bytes:
    """The root over the first leaves, from complete subtrees as `levels` gives them."""
    found = None
    for level in range(size.bit_length()):
        if size >> level & 1:
            peak = complete[level][(size >> level) - 1]
            found = peak if found is None else node_hash(peak, found)
    return EMPTY if found is None else found


def peaks(start: int, end: int) -> Iterator[tuple[int, int]]:
    """The complete subtrees, as level and number, that make up a range of a proof or a whole tree, left to right."""
    while start < end:
        level = (end - start).bit_length() - 1
        if start:
            level = min(level, (start & -start).bit_length() - 1)
        yield level, start >> level
        start += 1 << level


def folded(hashes: Sequence[bytes]) -> bytes:
    """The root over neighbouring subtrees, each larger than the next."""
    if not hashes:
        return EMPTY
    *others, found = hashes
    for each in reversed(others):
        found = node_hash(each, found)
    return found


def inclusion_path(index: int, size: int) -> list[Range]:
    """The ranges whose hashes prove that the leaf is in the tree of that size, from the leaf's neighbour upwards."""
    if not 0 <= index < size:
        raise ValueError(f"no leaf {index} in a tree of {size}")
    return _path(index, 0, size)


def consistency_path(old: int, new: int) -> list[Range]:
    """The ranges whose hashes prove that the first `old` leaves of the tree of size `new` are the old tree."""
    if not 0 <= old <= new:
        raise ValueError(f"no tree of {old} leaves in one of {new}")
    return [] if old in (0, new) else _subproof(old, 0, new, whole=True)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> list[bytes]:
    """The proof that the leaf is in the tree over all the leaves."""
    return [root(leaves[start:end]) for start, end in inclusion_path(index, len(leaves))]


def consistency_proof(leaves: Sequence[bytes], old: int) -> list[bytes]:
    """The proof that the tree over the first `old` leaves is the beginning of the tree over all of them."""
    return [root(leaves[start:end]) for start, end in consistency_path(old, len(leaves))]


def proof(path: Sequence[Range], hash_of: HashOf) -> list[bytes]:
    """The hashes of a path."""
    return [hash_of(start, end) for start, end in path]


def verify_inclusion(leaf: bytes, index: int, size: int, hashes: Sequence[bytes], expected: bytes) -> bool:
    """Whether the hashes, none missing and none too many, lead from the leaf to the root (RFC 9162, 2.1.3.2)."""
    if not 0 <= index < size or not _whole(leaf, expected, *hashes):
        return False
    found, number, last = leaf, index, size - 1
    for sibling in hashes:
        if last == 0:
            return False
        if number & 1 or number == last:
            found = node_hash(sibling, found)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            found = node_hash(found, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and found == expected


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, hashes: Sequence[bytes]) -> bool:
    """Whether the hashes, none missing and none too many, show the old tree in the new (RFC 9162, 2.1.4.2)."""
    if not 0 <= old <= new or not _whole(old_root, new_root, *hashes):
        return False
    if old in (0, new):
        return not hashes and (old_root == EMPTY if old == 0 else old_root == new_root)
    given = list(hashes) if old & old - 1 else [old_root, *hashes]
    if not given:
        return False
    number, last = old - 1, new - 1
    while number & 1:
        number, last = number >> 1, last >> 1
    ours = theirs = given[0]
    for sibling in given[1:]:
        if last == 0:
            return False
        if number & 1 or number == last:
            ours, theirs = node_hash(sibling, ours), node_hash(sibling, theirs)
            while not number & 1 and number:
                number, last = number >> 1, last >> 1
        else:
            theirs = node_hash(theirs, sibling)
        number, last = number >> 1, last >> 1
    return last == 0 and ours == old_root and theirs == new_root


def _whole(*hashes: bytes) -> bool:
    return all(len(each) == SIZE for each in hashes)


def _path(index: int, start: int, end: int) -> list[Range]:
    """PATH(m, D[n]) of RFC 6962, 2.1.1, over a part of the leaves."""
    if end - start == 1:
        return []
    middle = start + _split(end - start)
    if index < middle:
        return [*_path(index, start, middle), (middle, end)]
    return [*_path(index, middle, end), (start, middle)]


def _subproof(old: int, start: int, end: int, *, whole: bool) -> list[Range]:
    """SUBPROOF(m, D[n], b) of RFC 6962, 2.1.2, over a part of the leaves; `old` counts from the first leaf of all."""
    if old == end:
        return [] if whole else [(start, end)]
    middle = start + _split(end - start)
    if old <= middle:
        return [*_subproof(old, start, middle, whole=whole), (middle, end)]
    return [*_subproof(old, middle, end, whole=False), (start, middle)]


def _split(size: int) -> int:
    """The largest power of two below the size."""
    return 1 << (size - 1).bit_length() - 1
