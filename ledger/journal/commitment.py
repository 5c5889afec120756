"""What stands in the ledger for a personal value: the digest of a salted disclosure, as in SD-JWT (RFC 9901).

A disclosure is the base64url text of the JSON array [salt, path, value], and the commitment the base64url text of its
SHA-256. Whoever is shown the disclosure can check it; without the salt nobody can tell what the value was.
Part of the stored format: a change here would make every vault useless.
"""

import json
import os
from binascii import b2a_base64
from functools import lru_cache
from hashlib import blake2b, sha256

KEY_BYTES, SALT_BYTES = 32, 16
_URL_SAFE = bytes.maketrans(b"+/", b"-_")
_SALT_TEXT, _DIGEST_TEXT = 22, 43


def new_key() -> bytes:
    """The secret from which the salts of all that names one person follow."""
    return os.urandom(KEY_BYTES)


def new_salt() -> bytes:
    """The salt of one text."""
    return os.urandom(SALT_BYTES)


def salt_of(key: bytes, source_key: bytes, path: str) -> bytes:
    """The salt of one disclosure of a person: keyed BLAKE2b (RFC 7693), so that it is gone with the key."""
    salt = _keyed(key).copy()
    salt.update(source_key + path.encode())
    return salt.digest()


@lru_cache(maxsize=128)
def _keyed(key: bytes) -> blake2b:
    return blake2b(digest_size=SALT_BYTES, key=key)


def disclosure(salt: bytes, path: str, value: str) -> bytes:
    """What is shown to someone who may know the value (RFC 9901, section 4.2.1)."""
    array = b'["' + b2a_base64(salt)[:_SALT_TEXT].translate(_URL_SAFE) + _said(path, value)
    return b2a_base64(array).translate(_URL_SAFE, b"=\n")


def commitment(salt: bytes, path: str, value: str) -> str:
    """What is stored in the value's place (RFC 9901, section 4.2.3)."""
    digest = sha256(disclosure(salt, path, value)).digest()
    return b2a_base64(digest)[:_DIGEST_TEXT].translate(_URL_SAFE).decode()


def erasure_mark(secret: bytes) -> str:
    """By what an erased secret is known again, should a copy bring it back: it tells nothing of what it hid."""
    return sha256(b"erased" + secret).hexdigest()


@lru_cache(maxsize=1024)
def _said(path: str, value: str) -> bytes:
    return f'",{json.dumps(path)},{json.dumps(value, ensure_ascii=False)}]'.encode()
