"""Signed notes, checkpoints, cosignatures, proofs: exact bytes, the examples of the specifications, Go's verdict."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.unfit import Unfit
from ledger.seal.checkpoint import Checkpoint, SigningKey, cosigned_at, read_checkpoint, read_signed
from ledger.seal.merkle import inclusion_proof, leaf_hash, root
from ledger.seal.note import COSIGNATURE, Note, Signature, VerifierKey, decode, encode, read_key, read_note, verify
from ledger.seal.proof import Proof, read_proof, verify_proof
from tests.seal.by_go import note_line, said, with_go

ORIGIN = "livret/00112233445566778899aabbccddeeff"
KEY = SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
CLIENT = SigningKey("client.example/legal", Ed25519PrivateKey.from_private_bytes(bytes(32)), COSIGNATURE)
LEAVES = [leaf_hash(b"record %d" % number) for number in range(13)]
CHECKPOINT = Checkpoint(ORIGIN, len(LEAVES), root(LEAVES))
NOTE = KEY.sign(CHECKPOINT)
TIME = 1_790_000_000

GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
"""The key and the note of the documentation of Go's package."""
WITNESSED = (
    "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n"
    "— example.com/behind-the-sofa "
    "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    "— witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/"
    "zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+mbIUBkBIfZ+qnA==\n"
)
"""The example of the specification of cosignatures."""


def test_a_note_of_go_is_read_and_verified():
    note = read_note(GO_NOTE.encode())
    key = read_key(GO_KEY)
    assert verify(note, (key,)) == (key,)
    assert note.encode() == GO_NOTE.encode()
    assert key.line() == GO_KEY


def test_the_example_of_a_cosigned_checkpoint_is_read():
    checkpoint, note = read_signed(WITNESSED.encode())
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert [each.name for each in note.signatures] == ["example.com/behind-the-sofa", "witness.example.com/w1"]
    assert int.from_bytes(note.signatures[1].octets[:8], "big") == 1679315147
    assert note.encode() == WITNESSED.encode()


@with_go
def test_go_accepts_our_checkpoint_and_no_other(built):
    key = KEY.verifier
    other = SigningKey(ORIGIN, Ed25519PrivateKey.from_private_bytes(b"o" * 32)).verifier
    forged = NOTE.encode().replace(b"\n13\n", b"\n14\n")
    cosigned = NOTE._replace(signatures=(*NOTE.signatures, CLIENT.cosign(NOTE.text, TIME)))
    lines = [note_line(key, NOTE.encode()), note_line(key, cosigned.encode())]
    assert said(built, [*lines, note_line(key, forged), note_line(other, NOTE.encode())])[:2] == ["ok", "ok"]
    assert "ok" not in said(built, [note_line(key, forged), note_line(other, NOTE.encode())])


def test_a_signature_binds_every_letter():
    assert verify(NOTE, (KEY.verifier,)) == (KEY.verifier,)
    for text in (NOTE.text.replace("13", "12"), NOTE.text.replace("livret", "Livret")):
        with pytest.raises(Unfit, match="does not fit"):
            verify(NOTE._replace(text=text), (KEY.verifier,))


def test_a_signature_of_an_unknown_key_is_none():
    other = SigningKey("elsewhere", Ed25519PrivateKey.generate())
    assert verify(NOTE, (other.verifier,)) == ()
    signed_twice = NOTE._replace(signatures=(*other.sign(CHECKPOINT).signatures, *NOTE.signatures))
    assert verify(signed_twice, (KEY.verifier,)) == (KEY.verifier,)


def test_a_cosignature_says_when():
    signature = CLIENT.cosign(NOTE.text, TIME)
    assert cosigned_at(NOTE.text, signature, CLIENT.verifier) == TIME
    assert cosigned_at(NOTE.text, signature, CLIENT.verifier._replace(name="other")) is None
    assert verify(NOTE._replace(signatures=(signature,)), (CLIENT.verifier,)) == ()
    with pytest.raises(Unfit, match="does not fit"):
        cosigned_at(NOTE.text.replace("13", "14"), signature, CLIENT.verifier)
    later = signature._replace(octets=(TIME + 1).to_bytes(8, "big") + signature.octets[8:])
    with pytest.raises(Unfit, match="does not fit"):
        cosigned_at(NOTE.text, later, CLIENT.verifier)


@pytest.mark.parametrize(
    ("octets", "why"),
    [
        (NOTE.encode() + b"\n", "signed note"),
        (NOTE.encode() + b"more\n", "no signature"),
        (NOTE.encode()[:-1], "signed note"),
        (b"\n" + NOTE.encode(), "three lines"),
        (NOTE.text.encode(), "signed note"),
        (b"\n\n\xe2\x80\x94 name AAAAAAAA\n", "signed note"),
        (NOTE.encode().replace(b"\n13\n", b"\n013\n"), "plainly"),
        (NOTE.encode().replace(b"\n13\n", b"\n+13\n"), "plainly"),
        (NOTE.encode().replace(b"\n13\n", b"\n13 \n"), "plainly"),
        (NOTE.encode().replace(b"\n13\n", "\n١٣\n".encode()), "plainly"),
        (NOTE.encode().replace(b"\n13\n", b"\n13\nmore\n"), "three lines"),
        (NOTE.encode().replace(b"\n13\n", b"\r\n13\n"), "control character"),
        (NOTE.encode().replace(b"=\n\n", b"\n\n"), "not base64"),
        (NOTE.encode().replace(b"=\n\n", b"=A\n\n"), "base64"),
        (NOTE.encode().replace(b"=\n\n", b" =\n\n"), "not base64"),
        (b"\xff" + NOTE.encode(), "UTF-8"),
        (Checkpoint(ORIGIN, 1, b"\0" * 31).text().encode() + b"\n" + NOTE.signatures[0].line().encode(), "31 bytes"),
        (NOTE.encode() + NOTE.signatures[0].line().encode() * 64, "more signatures"),
        (b"x" * 70_000, "longer"),
    ],
)
def test_a_checkpoint_is_exact_or_refused(octets: bytes, why: str):
    with pytest.raises(Unfit, match=why):
        read_signed(octets)


@pytest.mark.parametrize("end", range(len(b"QUJD") + 4))
def test_base64_is_exact(end: int):
    exact = ["QUJD", "QUI=", "QQ==", ""]
    assert all(encode(decode(each)) == each for each in exact)
    loose = ["QQ=", "QQ", "QUJ=", "QR==", "QUJD\n", " QUJD", "QUJ-", "QUJD===="]
    with pytest.raises(Unfit):
        decode(loose[end])


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (GO_KEY[:-1], "base64"),
        (GO_KEY.replace("c74f20a3", "c74f20a4"), "altered"),
        (GO_KEY.replace("c74f20a3", "C74F20A3"), "altered"),
        (GO_KEY.replace("PeterNeumann", "Peter Neumann"), "space"),
        (GO_KEY.replace("PeterNeumann", ""), "without a name"),
        ("name+00000000+AQ==", "no Ed25519 key"),
        (VerifierKey("name", 2, bytes(32)).line(), "no Ed25519 key"),
        ("", "no Ed25519 key"),
    ],
)
def test_a_published_key_is_exact_or_refused(line: str, why: str):
    with pytest.raises(Unfit, match=why):
        read_key(line)


@given(st.integers(0, 2**62), st.binary(min_size=32, max_size=32))
def test_a_checkpoint_comes_back_as_it_was(size: int, hashed: bytes):
    checkpoint = Checkpoint(ORIGIN, size % 10**18, hashed)
    assert read_checkpoint(checkpoint.text()) == checkpoint
    note = Note(checkpoint.text(), (Signature("a", b"abcd", b"x" * 64), Signature("b", b"efgh", b"y" * 72)))
    assert read_signed(note.encode()) == (checkpoint, note)


def proof_of(index: int, extra: bytes | None = None) -> Proof:
    return Proof(index, tuple(inclusion_proof(LEAVES, index)), NOTE, extra)


@pytest.mark.parametrize("index", range(len(LEAVES)))
def test_a_proof_proves_its_record_alone(index: int):
    read = read_proof(proof_of(index, b"whatever").encode())
    assert read == proof_of(index, b"whatever")
    assert read_proof(proof_of(index).encode()) == proof_of(index)
    for number, leaf in enumerate(LEAVES):
        assert (verify_proof(read, leaf, (KEY.verifier,)) == CHECKPOINT) is (number == index)
    assert verify_proof(read, LEAVES[index], (KEY.verifier._replace(name="elsewhere"),)) is None
    assert verify_proof(read, LEAVES[index], ()) is None


def test_the_log_must_be_the_one_that_the_key_signs_for():
    """A key of one log must not vouch for another's checkpoint."""
    other = SigningKey("livret/other", Ed25519PrivateKey.generate())
    read = Proof(0, tuple(inclusion_proof(LEAVES, 0)), other.sign(CHECKPOINT))
    assert verify(read.note, (other.verifier,))
    assert verify_proof(read, LEAVES[0], (other.verifier,)) is None


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"proof@v1", b"proof@v2"),
        (b"index 5", b"index 05"),
        (b"index 5", b"index  5"),
        (b"index 5", b"index -1"),
        (b"index 5\n", b""),
        (b"index 5\n", b"index 5\n\n"),
        (b"c2sp", b"\nc2sp"),
        (b"index 5", b"index 5\nextra AAAA"),
        (b"index 5", b"extra AAA\nindex 5"),
        (b"index 5\n", b"index 5\n" + encode(bytes(31)).encode() + b"\n"),
        (b"index 5\n", b"index 5\n" + (encode(bytes(32)) + "\n").encode() * 64),
    ],
)
def test_a_proof_is_exact_or_refused(old: bytes, new: bytes):
    octets = proof_of(5).encode()
    assert old in octets
    with pytest.raises(Unfit):
        read_proof(octets.replace(old, new, 1))


def test_no_flipped_bit_of_a_proof_is_accepted():
    octets = proof_of(5).encode()
    for place in range(len(octets) * 8):
        flipped = bytearray(octets)
        flipped[place // 8] ^= 1 << place % 8
        try:
            accepted = verify_proof(read_proof(bytes(flipped)), LEAVES[5], (KEY.verifier,))
        except Unfit:
            continue
        assert accepted is None, f"bit {place}: {bytes(flipped)!r}"
