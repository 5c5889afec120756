"""What JSON takes in memory once it is read, told from its text: an upper bound, which the tests measure."""

import sys

from ledger.refusal import N_, InputRefused

BRACKETS = N_("is made of little but brackets: it would take {times} times its length in memory")

LONG = 512 * 1024
"""Characters from which on a text is weighed: a shorter one may take forty times as much, and that is little."""
MOST = 7
"""Bytes of memory that a character of it may take, beside the text itself."""
_OBJECT, _PAIR, _LIST, _PLACE = 80, 136, 112, 9
_TEXT, _WIDE_TEXT, _NUMBER, _DECIMAL = 64, 88, 40, 112


def room(text: str) -> int:
    """Bytes that the values of a JSON text take at most, in the CPython of 64 bits for which they were measured."""
    objects, lists, commas, texts = text.count("{"), text.count("["), text.count(","), text.count('"') // 2
    pairs = min(text.count(":"), texts)
    numbers = max(0, commas + objects + lists - (texts - pairs))
    decimals = min(numbers, sum(map(text.count, ".eE")))
    marks = objects * _OBJECT + pairs * _PAIR + lists * _LIST + (commas + lists) * _PLACE
    plain = text.isascii() and "\\u" not in text
    values = texts * (_TEXT if plain else _WIDE_TEXT) + (numbers - decimals) * _NUMBER + decimals * _DECIMAL
    return sys.getsizeof(text) + marks + values


def check_room(text: str, begins: int = 0) -> None:
    """Refuse a long text of little but brackets: every empty pair of them takes thirty times its length."""
    length = len(text) - begins
    if length > LONG and (taken := room(text)) > MOST * len(text):
        raise InputRefused(BRACKETS, times=taken // length)
