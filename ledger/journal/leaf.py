"""What identifies an entry for good: its key, its stream, and the hash of the bytes that are stored.

Part of the stored format: a change here would make every ledger unreadable.
"""

import json
from functools import cache, lru_cache
from hashlib import blake2b, sha1, sha256
from uuid import UUID

NAMESPACE = UUID("6d1f3f0c-5d5e-5c0b-9a55-1f6f0f4a7c2e")
_LEAF = b"\x00"


def source_key(source: str, identifier: str) -> bytes:
    """Sixteen bytes that stand for source and id; the length in front keeps the two apart."""
    key = _begun_key(source).copy()
    key.update(identifier.encode())
    return key.digest()


@lru_cache
def _begun_key(source: str) -> blake2b:
    return blake2b(f"{len(source)}:{source}".encode(), digest_size=16)


@lru_cache(maxsize=2**12)  # what is said of a subject stands close together in time
def originator(scope: str, subject: str) -> bytes:
    """The bytes of the UUID (version 5) of a subject's stream; a scope holds no space."""
    digest = bytearray(sha1(NAMESPACE.bytes + f"{scope} {subject}".encode(), usedforsecurity=False).digest()[:16])
    digest[6] = digest[6] & 0x0F | 0x50
    digest[8] = digest[8] & 0x3F | 0x80
    return bytes(digest)


@cache
def spell_topic(event_type: str, version: int) -> str:
    """A stored topic: the type's name, with the version of its data where that is not the first."""
    return event_type if version == 1 else f"{event_type}@{version}"


@cache
def read_topic(topic: str) -> tuple[str, int]:
    """Type and version of a stored topic. Raises ValueError where it is none."""
    event_type, _, version = topic.partition("@")
    return event_type, int(version or 1)


def envelope(scope: str, index: int, position: int, recorded_at: int, topic: str) -> bytes:
    """What the ledger itself says of an entry, as canonical JSON (RFC 8785); `index` counts from 0 in the scope."""
    return _envelope_tail(scope, topic) % (index, position, recorded_at)


@lru_cache(maxsize=2**12)
def _envelope_tail(scope: str, topic: str) -> bytes:
    event_type, version = read_topic(topic)
    said = {"scope": scope, "topic": event_type, "version": version}
    tail = json.dumps(said, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    return b'{"index":%d,"position":%d,"recorded_at":%d,' + tail[1:].replace(b"%", b"%%")


def leaf(envelope: bytes, body: bytes) -> bytes:
    """The entry's leaf in the Merkle log of its scope (RFC 6962): SHA-256 of 0x00, envelope and body."""
    return sha256(_LEAF + envelope + body).digest()
