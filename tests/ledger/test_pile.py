"""What a pile gives back: the same as a sorted list, however little memory has room for."""

import errno
import io
import tempfile
import tracemalloc
from collections import Counter
from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import pile
from ledger.pile import Pile
from ledger.refusal import LedgerUnavailable


class Card(NamedTuple):
    suit: str
    rank: int
    note: str


CARDS = st.lists(st.builds(Card, st.sampled_from("abc"), st.integers(0, 5), st.text(max_size=5)), max_size=60)
ROOMS = st.sampled_from([0, 1, 7, 40, 10_000])


def suit_and_rank(card: Card) -> tuple[str, int]:
    return card.suit, card.rank


def suit(card: Card) -> str:
    return card.suit


def rank(card: Card) -> int:
    return card.rank


def size(card: Card) -> int:
    return 1 + len(card.note)


def piled(cards: list[Card], room: int, patch: pytest.MonkeyPatch) -> Pile[Card]:
    patch.setattr(pile, "ROOM", room)
    patch.setattr(pile, "_BLOCK", 3)
    made = Pile(suit_and_rank, Card._make, size)
    for card in cards:
        made.add(card)
    return made


@given(CARDS, ROOMS)
def test_it_gives_back_what_sorting_gives_and_that_twice(cards, room):
    with pytest.MonkeyPatch.context() as patch:
        made = piled(cards, room, patch)
        assert len(made) == len(cards)
        assert list(made) == list(made) == sorted(cards, key=suit_and_rank)
        assert all(type(card) is Card for card in made)
        made.close()
        assert (len(made), list(made)) == (0, [])


@given(CARDS, ROOMS)
def test_its_parts_are_all_of_it_and_no_suit_is_torn(cards, room):
    with pytest.MonkeyPatch.context() as patch:
        seen: list[Card] = []
        for part in piled(cards, room, patch).parts(suit, rank):
            taken, suits = list(part), Counter(map(suit, part))
            assert all(count == sum(suit(each) == of for each in cards) for of, count in suits.items())
            if isinstance(part, Pile):
                assert len(suits) == 1
                assert len(taken) > 1
                assert taken == sorted((each for each in cards if suit(each) in suits), key=rank)
            else:
                assert taken == sorted(taken, key=suit_and_rank)
                largest = max(sum(size(each) for each in cards if suit(each) == of) for of in suits)
                assert sum(map(size, taken)) <= room + max(largest, max(map(size, taken)))
            seen += taken
        assert sorted(seen) == sorted(cards)


@pytest.mark.parametrize("length", [30_000, 200_000])
def test_of_long_things_no_more_lie_in_memory_than_of_short_ones(length, monkeypatch):
    monkeypatch.setattr(pile, "ROOM", 250_000)
    made = Pile(suit_and_rank, Card._make, size)
    for number in range(60):
        made.add(Card("a", number * 37 % 60, str(number) * (length // len(str(number)))))
    tracemalloc.start()
    try:
        assert [card.rank for card in made] == list(range(60))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    # One of each run that is read, and the one that is read and taken apart just now.
    assert peak < 6 * 200_000 < 60 * 30_000


class Full(io.BytesIO):
    """A file on a disk without room."""

    def write(self, _: Any) -> int:
        raise OSError(errno.ENOSPC, "No space left on device")


class Filling(io.BytesIO):
    """A file on a disk that takes half of what it is given."""

    def write(self, block: Any) -> int:
        return super().write(block[: len(block) // 2])


class Failing(io.BytesIO):
    """A file on a disk that fails when it is read."""

    def read(self, _: int | None = -1) -> bytes:
        raise OSError(errno.EIO, "Input/output error")


@pytest.mark.parametrize(
    ("file", "why"), [(Full, "No space left"), (Filling, "No space left"), (Failing, "Input/output error")]
)
def test_a_disk_of_temporary_files_that_fails_is_named(file, why, monkeypatch):
    monkeypatch.setattr(tempfile, "TemporaryFile", lambda buffering: file())
    with pytest.raises(LedgerUnavailable, match=why) as refusal:
        list(piled([Card("a", 1, ""), Card("b", 2, "")], 0, monkeypatch))
    assert str(refusal.value).startswith(tempfile.gettempdir())
    assert "TMPDIR" in str(refusal.value)


def test_a_folder_for_temporary_files_that_is_not_there_is_named(monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "none"))
    with pytest.raises(LedgerUnavailable, match="none: temporary files cannot be kept there"):
        piled([Card("a", 1, "")], 0, monkeypatch)


def test_where_no_folder_takes_temporary_files_the_one_asked_for_is_named(monkeypatch):
    monkeypatch.setenv("TMPDIR", "/nowhere")
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setattr(tempfile, "_candidate_tempdir_list", lambda: ["/nowhere"])
    with pytest.raises(LedgerUnavailable, match=r"^/nowhere: temporary files cannot be kept there"):
        piled([Card("a", 1, "")], 0, monkeypatch)
