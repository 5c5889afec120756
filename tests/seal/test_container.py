"""The container of a dossier: the same files make the same bytes, and no other bytes are read."""

import io
import struct
import subprocess
import warnings
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.unfit import Unfit
from ledger.seal.container import (
    MANIFEST,
    MIMETYPE,
    SUMS,
    TOKEN,
    covered,
    manifest,
    manifest_faults,
    pack,
    stamped,
    unpack,
)
from ledger.seal.timestamp import read_reply, read_token, request
from ledger.seal.timestamp_check import verified, verify
from tests.seal.tsa import Authority

FILES = {"statement.json": b"{}\n", "log/checkpoint": b"livret/1\n", "entries/0": b"", "verify.py": b"print()\n"}
SOUND = covered(FILES)
names = st.from_regex(r"[a-zA-Z0-9][a-z0-9._-]{0,8}(/[a-z0-9]{1,8}){0,2}", fullmatch=True)


def told(files: dict[str, bytes]) -> list[str]:
    return [each.template.format(**each.values) for each in manifest_faults(files)]


@given(st.dictionaries(names, st.binary(max_size=40).filter(lambda each: each[:2] != b"PK"), min_size=1))
def test_what_is_packed_is_unpacked(files: dict[str, bytes]):
    octets = pack(files)
    assert unpack(octets) == files
    assert pack(dict(reversed(files.items()))) == octets
    with zipfile.ZipFile(io.BytesIO(octets)) as other:
        assert other.testzip() is None
        assert {name: other.read(name) for name in other.namelist()} == files


def test_other_programs_list_it(tmp_path: Path):
    (tmp_path / "dossier.zip").write_bytes(pack(SOUND))
    with zipfile.ZipFile(tmp_path / "dossier.zip") as other:
        other.extractall(tmp_path / "out")
    done = subprocess.run(["sha256sum", "-c", SUMS], cwd=tmp_path / "out", capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.count("OK") == len(FILES)


def test_the_files_of_a_sound_container_are_without_fault():
    assert told(SOUND) == []
    assert told(stamped(SOUND, b"token")) == []


def other_zip(*entries: tuple[str, bytes], method: int = zipfile.ZIP_STORED, comment: bytes = b"") -> bytes:
    held = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(held, "w", method) as made:
        warnings.simplefilter("ignore")
        made.comment = comment
        for name, content in entries:
            info = zipfile.ZipInfo(name)
            info.compress_type = method
            made.writestr(info, content)
    return held.getvalue()


def flagged(octets: bytes) -> bytes:
    """The container with its first file marked as encrypted."""
    return octets[:6] + struct.pack("<H", 1) + octets[8:]


PACKED = pack(SOUND)


@pytest.mark.parametrize(
    ("octets", "said"),
    [
        (b"", "put together"),
        (b"PK\x05\x06" + bytes(18), "put together"),
        (PACKED[:-1], "put together"),
        (PACKED + b"\0", "put together"),
        (b"\0" + PACKED, "put together"),
        (PACKED[:20], "put together"),
        (PACKED.replace(b"{}\n", b"[]\n"), "put together"),
        (flagged(PACKED), "encrypted"),
        (other_zip(("a", b"1"), method=zipfile.ZIP_DEFLATED), "another way"),
        (other_zip(("a", b"1"), comment=b"note"), "put together"),
        (other_zip(("b", b"1"), ("a", b"2")), "put together"),
        (other_zip(("a", b"1"), ("a", b"2")), "twice"),
        (other_zip(("../a", b"1")), "no name"),
        (other_zip(("/a", b"1")), "no name"),
        (other_zip(("a/../b", b"1")), "no name"),
        (other_zip(("a\\b", b"1")), "no name"),
        (other_zip(("a/", b"")), "no name"),
        (other_zip((".a", b"")), "no name"),
        (other_zip(("a\n", b"")), "no name"),
        (other_zip(("à", b"")), "another way"),
        (other_zip(("a", other_zip(("b", b"1")))), "a container itself"),
    ],
)
def test_anything_else_is_refused(octets: bytes, said: str):
    with pytest.raises(Unfit) as refused:
        unpack(octets)
    assert said in refused.value.template.format(**refused.value.values)


@given(st.data())
def test_no_flipped_bit_is_read(data: st.DataObject):
    place = data.draw(st.integers(0, len(PACKED) * 8 - 1))
    flipped = bytearray(PACKED)
    flipped[place // 8] ^= 1 << place % 8
    with pytest.raises(Unfit):
        unpack(bytes(flipped))


@pytest.mark.parametrize("name", ["../a", "", "a//b", "a/.b", "é", "a" * 201])
def test_a_bad_name_is_not_written(name: str):
    with pytest.raises(ValueError):
        pack({name: b""})


def without(name: str) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {each: content for each, content in files.items() if each != name}


def with_(name: str, content: bytes) -> Callable[[dict[str, bytes]], dict[str, bytes]]:
    return lambda files: {**files, name: content}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_("statement.json", b"[]\n"), ["statement.json is not the one that the manifest has: it was altered"]),
        (with_("more.txt", b""), ["more.txt is not in the manifest: it was added"]),
        (without("log/checkpoint"), ["log/checkpoint is in the manifest, but missing"]),
        (without(SUMS), ["SHA256SUMS is not a list of digests and names, or is missing"]),
        (with_(SUMS, b"\xff"), ["SHA256SUMS is not a list of digests and names, or is missing"]),
        (with_(SUMS, SOUND[SUMS] + b"\n"), ["SHA256SUMS is not a list of digests and names, or is missing"]),
        (with_(SUMS, SOUND[SUMS] * 2), ["SHA256SUMS is not a list of digests and names, or is missing"]),
    ],
)
def test_a_file_that_is_not_the_manifests_is_told(change: Callable[..., dict[str, bytes]], said: list[str]):
    assert told(change(SOUND)) == said


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (with_("META-INF/signature.xml", b""), "META-INF/signature.xml is not in the manifest: it was added"),
        (without(TOKEN), "META-INF/timestamp.tst is missing from an ASiC-E container"),
        (without(MIMETYPE), "mimetype is missing from an ASiC-E container"),
        (without(MANIFEST), "META-INF/ASiCManifest.xml is missing from an ASiC-E container"),
        (with_(MIMETYPE, b"text/plain"), "mimetype does not say what an ASiC-E container is"),
        (with_(MANIFEST, b"<a/>"), "META-INF/ASiCManifest.xml is not the manifest of these files"),
        (
            with_(MANIFEST, b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
            "META-INF/ASiCManifest.xml declares a type or entities, which no manifest does",
        ),
    ],
)
def test_a_file_of_an_asic_container_that_is_not_its_own_is_told(change: Callable[..., dict[str, bytes]], said: str):
    assert said in told(change(stamped(SOUND, b"token")))


def test_a_manifest_made_anew_is_found_by_its_time_stamp_alone():
    forged = stamped(covered({**FILES, "statement.json": b"[]\n"}), b"token")
    assert told(forged) == []
    assert forged[MANIFEST] != stamped(SOUND, b"token")[MANIFEST]


@pytest.mark.tool("openssl")
def test_the_time_stamp_covers_the_manifest(authority: Authority):
    token = read_reply(authority.reply(request(manifest(SOUND), 1)), "reply")
    files = unpack(pack(stamped(SOUND, token.der)))
    assert next(iter(files)) == MIMETYPE
    assert pack(files)[30:38] == b"mimetype"
    assert verified(verify(read_token(files[TOKEN]), files[MANIFEST], authority.roots))
    assert not verified(verify(read_token(files[TOKEN]), manifest(covered({**FILES, "a": b""})), authority.roots))
