"""Merkle trees as RFC 6962 has them: against pymerkle and Go for every size to 300, and no proof but the right one."""

import random
from collections.abc import Iterator, Sequence
from functools import cache
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pymerkle import InmemoryTree

from ledger.seal.merkle import (
    EMPTY,
    consistency_path,
    consistency_proof,
    folded,
    inclusion_path,
    inclusion_proof,
    leaf_hash,
    levels,
    node_hash,
    peaks,
    proof,
    root,
    root_at,
    verify_consistency,
    verify_inclusion,
)
from tests.seal.by_go import proof_line, said, with_go

MOST = 300
LEAVES = [leaf_hash(b"entry %d" % number) for number in range(MOST)]
ROOTS = [root(LEAVES[:size]) for size in range(MOST + 1)]
PARTS = [range(first, first + 25) for first in range(1, MOST + 1, 25)]
"""The sizes in parts, so that workers share them."""
in_parts = pytest.mark.parametrize("sizes", PARTS, ids=lambda part: f"{part[0]}-{part[-1]}")


@cache
def over(start: int, end: int) -> bytes:
    return root(LEAVES[start:end])


def included(index: int, size: int) -> list[bytes]:
    return proof(inclusion_path(index, size), over)


def consistent(old: int, new: int) -> list[bytes]:
    return proof(consistency_path(old, new), over)


@cache
def peer() -> InmemoryTree:
    tree = InmemoryTree(algorithm="sha256")
    for number in range(MOST):
        tree.append_entry(b"entry %d" % number)
    return tree


def spoilt(hashes: Sequence[bytes]) -> Iterator[list[bytes]]:
    """The proof with one hash changed, dropped or said twice, one more at its end, or one cut short."""
    for place, each in enumerate(hashes):
        before, after = list(hashes[:place]), list(hashes[place + 1 :])
        yield [*before, bytes([each[0] ^ 1]) + each[1:], *after]
        yield [*before, *after]
        yield [*before, each, each, *after]
    yield [*hashes, EMPTY]
    yield [*hashes, b"\x00" * 31]


def test_the_tree_of_the_rfc_drawn_by_hand():
    one, two, three = LEAVES[:3]
    assert one == sha256(b"\x00entry 0").digest()
    assert ROOTS[0] == EMPTY == sha256(b"").digest()
    assert ROOTS[1] == one
    assert ROOTS[2] == sha256(b"\x01" + one + two).digest()
    assert ROOTS[3] == node_hash(node_hash(one, two), three)


def test_a_leaf_is_no_node():
    assert root([leaf_hash(LEAVES[0] + LEAVES[1])]) != root(LEAVES[:2])


def test_the_known_roots_of_certificate_transparency():
    """The tree over eight inputs that implementations of RFC 6962 share as their test."""
    inputs = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"]
    hashes = [leaf_hash(bytes.fromhex(each)) for each in inputs]
    assert root(hashes).hex() == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"
    assert root(hashes[:1]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


@in_parts
def test_roots_and_proofs_are_those_of_pymerkle(sizes: range):
    for size in sizes:
        assert peer().get_root(size) == ROOTS[size]
        for index in range(size):
            theirs = peer().prove_inclusion(index + 1, size)
            assert theirs.path[1:] == included(index, size)
            theirs.verify(LEAVES[index], ROOTS[size])
        for old in range(1, size + 1):
            # It writes such proofs otherwise; ours are put to Go.
            peer().prove_consistency(old, size).verify(ROOTS[old], ROOTS[size])


@with_go
def test_every_proof_to_300_is_accepted_by_go(built):
    lines = [
        line
        for size in range(1, MOST + 1)
        for index in range(size)
        for line in (
            proof_line("inclusion", index, size, LEAVES[index], ROOTS[size], included(index, size)),
            proof_line("consistency", index + 1, size, ROOTS[index + 1], ROOTS[size], consistent(index + 1, size)),
        )
    ]
    assert said(built, lines) == ["ok"] * len(lines)


@with_go
def test_go_refuses_what_is_spoilt(built):
    hashes = included(100, 299)
    lines = [
        proof_line("inclusion", 100, 299, LEAVES[100], ROOTS[299], each)
        for each in spoilt(hashes)
        if all(len(one) == 32 for one in each)
    ]
    assert "ok" not in said(built, lines)


@in_parts
def test_inclusion_is_verified_and_nothing_spoilt_is(sizes: range):
    for size in sizes:
        for index in range(size):
            hashes = included(index, size)
            assert verify_inclusion(LEAVES[index], index, size, hashes, ROOTS[size])
            for each in spoilt(hashes):
                assert not verify_inclusion(LEAVES[index], index, size, each, ROOTS[size])


@in_parts
def test_consistency_is_verified_and_nothing_spoilt_is(sizes: range):
    for size in sizes:
        for old in range(size + 1):
            hashes = consistent(old, size)
            assert verify_consistency(old, size, ROOTS[old], ROOTS[size], hashes)
            for each in spoilt(hashes):
                assert not verify_consistency(old, size, ROOTS[old], ROOTS[size], each)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 255, 256, 257])
def test_another_leaf_index_size_or_root_is_refused(size: int):
    for index in range(size):
        hashes, leaf, expected = included(index, size), LEAVES[index], ROOTS[size]
        assert not verify_inclusion(LEAVES[index - 1] if size > 1 else EMPTY, index, size, hashes, expected)
        assert not verify_inclusion(leaf, index, size, hashes, ROOTS[size - 1])
        assert not verify_inclusion(leaf, size, size, hashes, expected)
        assert not verify_inclusion(leaf, -1, size, hashes, expected)
        for other in {*range(size)} - {index}:
            assert not verify_inclusion(leaf, other, size, hashes, expected)


@pytest.mark.parametrize(
    ("old", "new", "verdict"),
    [(0, 5, True), (5, 5, True), (0, 0, True), (6, 5, False), (-1, 5, False)],
)
def test_the_ends_of_consistency(old: int, new: int, verdict: bool):
    assert verify_consistency(old, new, ROOTS[max(old, 0)], ROOTS[new], []) is verdict


def test_a_tree_is_not_consistent_with_one_that_has_another_past():
    other = [leaf_hash(b"another"), *LEAVES[1:20]]
    hashes = consistency_proof(LEAVES[:20], 7)
    assert verify_consistency(7, 20, ROOTS[7], ROOTS[20], hashes)
    assert not verify_consistency(7, 20, root(other[:7]), ROOTS[20], hashes)
    assert not verify_consistency(7, 20, ROOTS[7], root(other), consistency_proof(other, 7))


@given(st.integers(1, 2**62), st.data())
def test_proofs_stay_short_in_large_trees(size: int, data: st.DataObject):
    index = data.draw(st.integers(0, size - 1))
    path = inclusion_path(index, size)
    assert len(path) <= size.bit_length()
    covered = sorted([*path, (index, index + 1)])
    assert covered[0][0] == 0
    assert covered[-1][1] == size
    assert all(one[1] == other[0] for one, other in pairwise(covered))


@given(st.integers(0, 400), st.integers(0, 400), st.randoms(use_true_random=False))
def test_a_range_is_made_of_its_complete_subtrees(one: int, other: int, chance: random.Random):
    leaves = [chance.randbytes(32) for _ in range(max(one, other))]
    complete = levels(leaves)
    size = len(leaves)
    assert root_at(complete, min(one, other)) == root(leaves[: min(one, other)])
    for start, end in [(0, size), *(inclusion_path(min(one, other), size) if one != other else [])]:
        assert folded([complete[level][number] for level, number in peaks(start, end)]) == root(leaves[start:end])
        assert sum(1 << level for level, _ in peaks(start, end)) == end - start


def test_what_is_no_place_in_a_tree_is_an_error():
    with pytest.raises(ValueError, match="no leaf 3"):
        inclusion_proof(LEAVES[:3], 3)
    with pytest.raises(ValueError, match="no tree of 4"):
        consistency_proof(LEAVES[:3], 4)
