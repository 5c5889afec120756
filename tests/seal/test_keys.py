"""Which key may sign which epoch, and how private keys are kept."""

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from ledger.events.entry import Entry
from ledger.refusal import InputRefused
from ledger.seal.checkpoint import SigningKey
from ledger.seal.keys import KeyLife, in_force, key_lives, lost_epochs, new_key, read_key_file, write_key
from ledger.seal.note import COSIGNATURE

LOG = "livret/00112233445566778899aabbccddeeff"
A, B, C = (SigningKey(LOG, Ed25519PrivateKey.from_private_bytes(bytes([seed]) * 32)).verifier for seed in (1, 2, 3))
NAMES = {A: "a", B: "b", C: "c"}


def entry(position: int, type: str, subject: str, **data: object) -> Entry:
    return Entry(position, 0, 0, None, "provider", subject, type, "/s", str(position), data, None, "provider")


def issued(position: int, key, **data: object) -> Entry:
    return entry(position, "key.issued", f"key/{key.id.hex()}", key=key.line(), **data)


def revoked(position: int, key) -> Entry:
    return entry(position, "key.revoked", f"key/{key.id.hex()}", because="lost")


@pytest.mark.parametrize(
    ("what", "entries", "after", "until", "who"),
    [
        ("nobody before any is issued", [], 0, 5, ""),
        ("the first signs the epoch of its own issue", [issued(3, A)], 0, 5, "a"),
        ("and not one that ends before", [issued(3, A)], 0, 2, ""),
        ("and those after", [issued(3, A)], 5, 9, "a"),
        ("the old one signs the issue of the new", [issued(3, A), issued(7, B, replaces=A.id.hex())], 5, 9, "a"),
        ("the first signed its own issue, whatever replaced it later",
         [issued(3, A), issued(7, B, replaces=A.id.hex())], 0, 5, "a"),
        ("the new one signs after that", [issued(3, A), issued(7, B, replaces=A.id.hex())], 9, 12, "b"),
        ("and not before", [issued(3, A), issued(7, B, replaces=A.id.hex())], 5, 6, "a"),
        ("revoked, it signs no more", [issued(3, A), revoked(7, A)], 5, 7, ""),
        ("before it was revoked it did", [issued(3, A), revoked(7, A)], 5, 6, "a"),
        ("revoked and another issued in one epoch", [issued(3, A), revoked(7, A), issued(8, B)], 5, 9, "b"),
        ("revoked before another is issued", [issued(3, A), revoked(7, A), issued(10, B)], 9, 12, "b"),
        ("a second key that replaces none", [issued(3, A), issued(7, B)], 5, 9, "a"),
        ("both stand afterwards", [issued(3, A), issued(7, B)], 9, 12, "ab"),
        ("issued and replaced before the first epoch", [issued(3, A), issued(4, B, replaces=A.id.hex())], 0, 9, "b"),
        ("twice replaced in one epoch, the old one signs",
         [issued(1, A), issued(5, B, replaces=A.id.hex()), issued(6, C, replaces=B.id.hex())], 3, 9, "a"),
        ("and the last one after", [issued(1, A), issued(5, B, replaces=A.id.hex()), issued(6, C, replaces=B.id.hex())],
         9, 12, "c"),
    ],
)  # fmt: skip
def test_who_may_sign(what: str, entries: list[Entry], after: int, until: int, who: str):
    assert "".join(NAMES[key] for key in in_force(key_lives(entries, LOG), after, until)) == who, what


@pytest.mark.parametrize(
    "other",
    [
        issued(3, A._replace(name="livret/another")),
        issued(3, A._replace(kind=COSIGNATURE)),
        entry(3, "key.issued", f"key/{B.id.hex()}", key=A.line()),
        entry(3, "key.issued", f"key/{A.id.hex()}", key=A.line()[:-1]),
        entry(3, "entry.restated", f"key/{A.id.hex()}", changes={"key": A.line()}),
    ],
)
def test_what_is_no_key_of_this_log_is_left_out(other: Entry):
    assert key_lives([other], LOG) == []


def test_what_is_recorded_of_keys_cannot_be_amended():
    entries = [issued(3, A), entry(4, "entry.retracted", f"key/{A.id.hex()}", entry={"source": "/s", "id": "3"})]
    assert key_lives(entries, LOG) == [KeyLife(A, 3)]


def test_of_several_copies_that_are_lost_the_longest_counts():
    assert (
        lost_epochs([entry(n, "ledger.restored", "ledger", epochs=epochs) for n, epochs in enumerate((3, 7, 5))]) == 7
    )
    assert lost_epochs([]) == 0


@pytest.mark.parametrize("passphrase", [None, "correct horse é"])
def test_a_key_is_kept_for_its_owner_alone(tmp_path: Path, passphrase: str | None):
    file, key = tmp_path / "key", new_key(LOG)
    mask = os.umask(0)
    try:
        write_key(file, key, passphrase)
    finally:
        os.umask(mask)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    found = read_key_file(file, LOG, passphrase)
    assert found is not None
    assert found.verifier == key.verifier
    with pytest.raises(InputRefused, match="there is a key already"):
        write_key(file, new_key(LOG), None)
    if passphrase:
        assert read_key_file(file, LOG, None) is None
        with pytest.raises(InputRefused, match="does not open"):
            read_key_file(file, LOG, "wrong")
        assert passphrase.encode() not in file.read_bytes()


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_may_read_is_refused(tmp_path: Path, mode: int):
    file = tmp_path / "key"
    write_key(file, new_key(LOG), None)
    file.chmod(mode)
    with pytest.raises(InputRefused, match="chmod 600"):
        read_key_file(file, LOG, None)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "no private key"),
        (b"-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n", "no private key"),
        (
            X25519PrivateKey.generate().private_bytes(
                serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
            ),
            "no Ed25519 key",
        ),
    ],
)
def test_what_is_no_key_is_refused(tmp_path: Path, content: bytes, said: str):
    file = tmp_path / "key"
    file.write_bytes(content)
    file.chmod(0o600)
    with pytest.raises(InputRefused, match=said):
        read_key_file(file, LOG, None)
