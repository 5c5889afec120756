"""No single bit of a dossier can be another one: not in its container, nor, with a manifest made to fit, in a file.

A sample by default; with LIVRET_FLIPS every bit, which takes an hour: `make flips`.
"""

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.unfit import Unfit
from ledger.seal.container import pack, unpack
from ledger.seal.dossier import read_about
from ledger.seal.examination import examine, read_keys
from ledger.seal.verifier import Wrong, unzip
from tests.cli.quarter import lines
from tests.seal.dossiers import Files, add, dossier, recovered, run, told, told_alone

ALL = "LIVRET_FLIPS" in os.environ
KEYS = ("epoch", "slot", "size", "scope", "root", "hashes", "position", "index", "heads_size", "heads_root", "type")
STATED = ("statement.json", "statement.en.html", "statement.fr.html", "GUIDE.en.md", "GUIDE.fr.md", "verify.py")
"""Files that are computed anew and compared byte by byte: a few bits of them stand for all."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A small dossier, of two epochs and one article."""
    ledger = tmp_path_factory.mktemp("flips") / "livret.db"
    run(ledger, "init")
    run(ledger, "key", "new")
    some = [line for line in lines().splitlines() if "C1" in line or "prod-1" in line or "support-hours" in line]
    add(ledger, "".join(f"{line}\n" for line in some if "backup" not in line and "restore" not in line))
    return dossier(ledger, "--article", "6")


def flipped(octets: bytes, place: int) -> bytes:
    found = bytearray(octets)
    found[place // 8] ^= 1 << place % 8
    return bytes(found)


def places(octets: bytes, count: int) -> range:
    """Bits to flip: all of them, or a number of them spread evenly, never the same bit of every byte."""
    bits = len(octets) * 8
    return range(0, bits, 1 if ALL else max(1, bits // count) | 1)


def test_no_flipped_bit_of_the_container_is_read(sound: Files):
    octets = pack(sound)
    assert unpack(octets) == unzip(octets) == sound
    for place in places(octets, 700):
        other = flipped(octets, place)
        with pytest.raises(Unfit):
            unpack(other)
        with pytest.raises(Wrong):
            unzip(other)


def names(sound: Files) -> list[str]:
    return sorted(name for name in sound if name.startswith(("entries/", "log/")))


def test_no_flipped_bit_of_an_entry_or_a_proof_is_accepted(sound: Files):
    _, where = read_about(sound)
    for name in names(sound):
        for place in places(sound[name], 40):
            files = {**sound, name: flipped(sound[name], place)}
            try:
                faults = examine(files, where, read_keys(files)).faults
            except Unfit:
                continue
            assert faults, f"{name}: bit {place}"


def test_no_flipped_bit_of_an_entry_or_a_proof_is_accepted_by_the_verifier_alone(sound: Files):
    for name in names(sound):
        if name == "log/record.tlog-proof":
            continue  # a proof for other programs: what it proves is proven by log/epochs already
        for place in places(sound[name], 8):
            forged = recovered({**sound, name: flipped(sound[name], place)})
            assert told_alone(forged) is not None, f"{name}: bit {place}"


@pytest.mark.parametrize("name", STATED)
def test_no_flipped_bit_of_what_is_computed_anew_is_accepted(sound: Files, name: str):
    for place in [*places(sound[name], 40)][:: 1000 if ALL else 10]:
        found = told(recovered({**sound, name: flipped(sound[name], place)}))
        assert found, f"{name}: bit {place}"


def test_a_flipped_bit_of_the_question_asks_another_or_is_told(sound: Files):
    """What was asked is part of what is answered; with which versions is the maker's word, and a remark."""
    name = "dossier.json"
    told_by_version = 0
    for place in places(sound[name], 120):
        forged = recovered({**sound, name: flipped(sound[name], place)})
        if not told(forged):
            told_by_version += 1
            before, after = (read_about(files)[0] for files in (sound, forged))
            assert after._replace(program=before.program, tzdata=before.tzdata) == before, place
    assert told_by_version < len(sound[name])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1, 2**64) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=4), inner),
    max_leaves=8,
)


@given(st.data())
def test_whatever_a_file_holds_is_a_fault_and_nothing_worse(sound: Files, data: st.DataObject):
    name = data.draw(st.sampled_from([*names(sound), "dossier.json", "SHA256SUMS", "statement.json"]))
    lines = sound[name].split(b"\n")
    number = data.draw(st.integers(0, len(lines) - 1))
    spelled = JSON.map(lambda each: json.dumps(each).encode())
    lines[number] = data.draw(st.binary(max_size=40) | spelled | st.just(lines[number] * 2))
    forged = {**sound, name: b"\n".join(lines)}
    forged = forged if name == "SHA256SUMS" else recovered(forged)
    if forged != sound:
        assert told(forged)
        told_alone(forged)


def test_the_sample_is_of_every_file(sound: Files):
    covered = {*names(sound), *STATED, "dossier.json", "SHA256SUMS", "editions/carrus-2026-03.toml"}
    assert covered == set(sound)
    assert Path(__file__).name in (Path(__file__).parents[2] / "Makefile").read_text("utf-8")
