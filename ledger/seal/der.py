"""As much of DER as time-stamps need: a few values written, and others taken apart strictly."""

from collections.abc import Iterator
from typing import NamedTuple

BOOLEAN, INTEGER, OCTET_STRING, NULL, OID, TIME = 0x01, 0x02, 0x04, 0x05, 0x06, 0x18
SEQUENCE, SET, CONTEXT = 0x30, 0x31, 0xA0
"""CONTEXT + n is the n-th explicit tag."""
_LONGEST_LENGTH = 4


class Value(NamedTuple):
    """One value: its tag, what it holds, and all its bytes."""

    tag: int
    content: bytes
    whole: bytes

    def parts(self) -> "list[Value]":
        """The values inside. Raises ValueError where the content is not made of values."""
        return list(_values(self.content))


def tagged(tag: int, *contents: bytes) -> bytes:
    """A value of that tag."""
    content = b"".join(contents)
    if len(content) < 0x80:
        return bytes((tag, len(content))) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def integer(value: int) -> bytes:
    """A non-negative INTEGER."""
    return tagged(INTEGER, value.to_bytes(value.bit_length() // 8 + 1, "big"))


def one(der: bytes) -> Value:
    """The only value of these bytes. Raises ValueError where there is none or more."""
    found = list(_values(der))
    if len(found) != 1:
        raise ValueError("not one value")
    return found[0]


def wanted(value: Value, tag: int) -> Value:
    """The same value. Raises ValueError where its tag is another."""
    if value.tag != tag:
        raise ValueError(f"tag {value.tag:#x} instead of {tag:#x}")
    return value


def _values(der: bytes) -> Iterator[Value]:
    start = 0
    while start < len(der):
        content, end = _extent(der, start)
        yield Value(der[start], der[content:end], der[start:end])
        start = end


def _extent(der: bytes, start: int) -> tuple[int, int]:
    """Where the content of the value at `start` begins and ends."""
    if len(der) < start + 2 or der[start] & 0x1F == 0x1F:
        raise ValueError("cut short, or a tag of several bytes")
    content, length = start + 2, der[start + 1]
    if length & 0x80:
        size = length & 0x7F
        length = int.from_bytes(der[content : content + size], "big")
        content += size
        if not 0 < size <= _LONGEST_LENGTH or length < 0x80 or length >> 8 * (size - 1) == 0:
            raise ValueError("a length that is not the shortest")
    if content + length > len(der):
        raise ValueError("cut short")
    return content, content + length
