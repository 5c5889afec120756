"""Time-stamps of an authority (RFC 3161): what is asked, and what a reply says.

A token attests that its authority saw a digest at an instant. Whether it is the authority's is verified elsewhere,
in `timestamp_check.py`; here is read what it says, and compared with the bytes that it is about.
"""

import re
from datetime import UTC, datetime, timedelta
from hashlib import sha256, sha384, sha512
from typing import Any, NamedTuple

from ledger.refusal import N_, InputRefused
from ledger.seal import der

SHA256 = bytes.fromhex("608648016503040201")
_HASHES: dict[bytes, Any] = {
    SHA256: sha256,
    bytes.fromhex("608648016503040202"): sha384,
    bytes.fromhex("608648016503040203"): sha512,
}
_SIGNED_DATA = bytes.fromhex("2a864886f70d010702")
_TST_INFO = bytes.fromhex("2a864886f70d0109100104")
_GRANTED = (0, 1)
_INSTANT = re.compile(rb"([0-9]{14})(?:\.([0-9]{1,6})[0-9]*)?Z")
_NOT_A_REPLY = N_("{name}: this is no reply of a time-stamping authority ({reason}); ask the authority again")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class Token(NamedTuple):
    """What a time-stamp token says: the instant in microseconds since 1970, and the digest that it is about.

    `der` is the token alone, without the reply around it.
    """

    at: int
    hash: bytes
    digest: bytes
    serial: int
    nonce: int | None
    der: bytes

    def is_about(self, message: bytes) -> bool:
        """Whether the digest is that of these bytes."""
        return self.hash in _HASHES and bool(self.digest == _HASHES[self.hash](message).digest())


def request(message: bytes, nonce: int) -> bytes:
    """The request for a token over these bytes, which asks for the authority's certificate as well."""
    algorithm = der.tagged(der.SEQUENCE, der.tagged(der.OID, SHA256), der.tagged(der.NULL))
    imprint = der.tagged(der.SEQUENCE, algorithm, der.tagged(der.OCTET_STRING, sha256(message).digest()))
    return der.tagged(der.SEQUENCE, der.integer(1), imprint, der.integer(nonce), der.tagged(der.BOOLEAN, b"\xff"))


def read_reply(reply: bytes, name: str) -> Token:
    """The token in a reply as the authority sent it; `name` says in a refusal where it came from.

    Raises InputRefused for what is no reply, and for one by which the authority refuses.
    """
    try:
        status, *token = der.wanted(der.one(reply), der.SEQUENCE).parts()
        code = int.from_bytes(der.wanted(status.parts()[0], der.INTEGER).content, "big")
        if code not in _GRANTED:
            raise InputRefused(
                N_("{name}: the authority refuses, with status {status} ({reason}); ask it why"),
                name=name,
                status=code,
                reason=_said(status) or "-",
            )
        return read_token(token[0].whole)
    except (ValueError, IndexError) as error:
        raise InputRefused(_NOT_A_REPLY, name=name, reason=error) from error


def read_token(token: bytes) -> Token:
    """What a token says. Raises ValueError or IndexError for what is none."""
    kind, signed = der.wanted(der.one(token), der.SEQUENCE).parts()
    if der.wanted(kind, der.OID).content != _SIGNED_DATA:
        raise ValueError("not signed data")
    content = der.wanted(der.wanted(der.one(signed.content), der.SEQUENCE).parts()[2], der.SEQUENCE)
    kind, inner = content.parts()
    if der.wanted(kind, der.OID).content != _TST_INFO:
        raise ValueError("not a time-stamp")
    info = der.wanted(der.one(der.wanted(der.one(inner.content), der.OCTET_STRING).content), der.SEQUENCE).parts()
    algorithm, digest = der.wanted(info[2], der.SEQUENCE).parts()
    nonces = [each for each in info[5:] if each.tag == der.INTEGER]
    return Token(
        at=_instant(der.wanted(info[4], der.TIME).content),
        hash=der.wanted(algorithm.parts()[0], der.OID).content,
        digest=der.wanted(digest, der.OCTET_STRING).content,
        serial=int.from_bytes(der.wanted(info[3], der.INTEGER).content, "big"),
        nonce=int.from_bytes(nonces[0].content, "big") if nonces else None,
        der=token,
    )


def _instant(text: bytes) -> int:
    found = _INSTANT.fullmatch(text)
    if found is None:
        raise ValueError("an instant that is not in UTC")
    whole = datetime.strptime(found[1].decode(), "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    return (whole - _EPOCH) // timedelta(microseconds=1) + int((found[2] or b"").ljust(6, b"0"))


def _said(status: der.Value) -> str:
    """What a status says in words, if anything."""
    texts = [each for part in status.parts()[1:] if part.tag == der.SEQUENCE for each in part.parts()]
    return "; ".join(each.content.decode("utf-8", "replace") for each in texts)
