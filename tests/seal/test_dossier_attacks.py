"""What somebody could do to a dossier, and who finds it out with what.

Each forgery has its manifest made to fit: whoever alters a dossier does that too. It is judged by `livret dossier
verify` and by the verifier that every dossier carries, which share no code.
"""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import clock
from ledger.journal.application import Journal
from ledger.seal.checkpoint import SigningKey, read_checkpoint, read_signed
from ledger.seal.container import covered, pack
from ledger.seal.epoch import close, origin
from ledger.seal.keys import read_key_file
from ledger.seal.merkle import leaf_hash
from ledger.seal.note import read_key, read_note
from ledger.seal.proof import read_proof
from tests.cli.quarter import lines
from tests.seal.by_go import note_line, proof_line, said, with_go
from tests.seal.dossiers import (
    Files,
    add,
    build,
    dossier,
    entries,
    outage,
    place,
    recovered,
    run,
    told,
    told_alone,
    with_about,
    with_entries,
    with_heads,
)

ENVIRONMENT, C1, PROVIDER = "environment/prod-1", "contract/C1", "provider"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("attacks")


@pytest.fixture(scope="module")
def key(home: Path) -> str:
    """The provider's key, as it is published; the ledger is made with it."""
    return build(home / "livret.db")


@pytest.fixture(scope="module")
def sound(home: Path, key: str) -> Files:
    """A dossier that nothing is wrong with."""
    return dossier(home / "livret.db")


@pytest.fixture(scope="module")
def other(home: Path, key: str) -> Files:
    """The other client's dossier, of the same ledger."""
    run(home / "livret.db", "dossier", "C2", "2026-02", "-o", home / "other.zip")
    from ledger.seal.container import unpack

    return unpack((home / "other.zip").read_bytes())


def test_nothing_is_wrong_with_the_dossier_itself(sound: Files, key: str):
    assert told(sound) == told(sound, key=key) == []
    assert told_alone(sound) is told_alone(sound, key=key) is None
    assert recovered(sound) == sound


# The container


def test_a_file_added_is_found_by_the_manifest(sound: Files):
    more = {**sound, "more.txt": b"all verdicts are met\n"}
    assert told(more) == ["more.txt is not in the manifest: it was added"]
    assert told_alone(more) == "more.txt is not in the manifest"


@pytest.mark.parametrize(
    "name", ["verdicts.html", "log/more", "entries/99", "editions/a/b.toml", "log/1.checkpoint.txt"]
)
def test_a_file_added_with_a_manifest_made_to_fit_is_found_by_its_name(sound: Files, name: str):
    more = recovered({**sound, name: b"all verdicts are met\n"})
    assert told(more) == [f"{name} is no file of a dossier: it was added"]
    assert told_alone(more) == f"{name} is no file of a dossier"


def test_a_file_altered_is_found_by_the_manifest(sound: Files):
    altered = {**sound, "statement.fr.html": sound["statement.fr.html"] + b" "}
    assert told(altered) == ["statement.fr.html is not the one that the manifest has: it was altered"]
    assert told_alone(altered) == "statement.fr.html was altered"


# The entries


def without(number: int) -> Callable[[list[bytes]], list[bytes]]:
    return lambda lines: lines[:number] + lines[number + 1 :]


def reordered(lines: list[bytes]) -> list[bytes]:
    return [lines[1], lines[0], *lines[2:]]


def doubled(lines: list[bytes]) -> list[bytes]:
    return [lines[0], *lines]


def shortened(lines: list[bytes]) -> list[bytes]:
    return lines[:-1]


def altered(lines: list[bytes]) -> list[bytes]:
    return [line.replace(b"total", b"partial") for line in lines]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (altered, "one was altered, left out, moved or added"),
        (without(3), "one was altered, left out, moved or added"),
        (reordered, "one was altered, left out, moved or added"),
        (doubled, "one was altered, left out, moved or added"),
        (shortened, "some are left out"),
        (lambda lines: [], "some are left out"),
        (lambda lines: [*lines, lines[-1]], "only"),
    ],
    ids=["altered", "left out", "reordered", "doubled", "tail cut", "all cut", "added"],
)
def test_entries_that_are_not_those_sealed_are_found_by_the_root(sound: Files, change: Any, said: str):
    forged = with_entries(sound, ENVIRONMENT, change)
    assert any(fault.startswith(f"{ENVIRONMENT}: ") and said in fault for fault in told(forged)), told(forged)
    assert (told_alone(forged) or "").startswith(f"{ENVIRONMENT}: ")


def test_an_entry_of_a_key_that_says_nothing_is_told(sound: Files):
    forged = with_entries(sound, PROVIDER, lambda lines: [line.replace(b'{"key":', b'{"kez":') for line in lines])
    assert "what an entry says of a key cannot be read" in told(forged)


def test_another_clients_entry_slipped_in_is_found_by_the_root_and_its_own_place(sound: Files, other: Files):
    stranger = entries(other, "environment/prod-2")[2]
    forged = with_entries(sound, ENVIRONMENT, lambda lines: [*lines[:2], stranger, *lines[2:]])
    assert f"{ENVIRONMENT}: what stands at #2 of its log is the entry of another place" in told(forged)
    assert "one was altered, left out, moved or added" in told(forged)[0]
    assert f"{ENVIRONMENT}: its entries are not those sealed" in (told_alone(forged) or "")


def test_an_entry_withheld_from_a_dossier_of_all_articles_is_found(sound: Files):
    def hide(lines: list[bytes]) -> list[bytes]:
        return [*lines[:-1], leaf_hash(lines[-1].rstrip(b"\n")).hex().encode() + b"\n"]

    forged = with_entries(sound, ENVIRONMENT, hide)
    assert told(forged) == [f"{ENVIRONMENT}: entries are withheld from a dossier of all articles: 1"]
    assert told_alone(forged) == f"{ENVIRONMENT}: 1 entries are withheld"


def test_a_whole_scope_left_out_is_found_by_the_figures(sound: Files):
    def forget(about: dict[str, Any]) -> None:
        about["scopes"] = [each for each in about["scopes"] if each["scope"] != ENVIRONMENT]

    left = {name: content for name, content in sound.items() if name != place(sound, ENVIRONMENT)["file"]}
    left = with_heads(left, lambda heads: [each for each in heads if each["scope"] != ENVIRONMENT])
    found = told(with_about(left, forget))
    assert f"the figures rest on {ENVIRONMENT}, of which the dossier has nothing" in found


# Heads


def test_a_tail_cut_back_to_an_earlier_head_is_found_by_the_last_epoch(sound: Files):
    cut = with_heads(sound, lambda heads: [each for each in heads if each["scope"] != ENVIRONMENT or each["epoch"] < 2])
    size = max(json.loads(line)["size"] for line in cut["log/heads"].splitlines() if ENVIRONMENT.encode() in line)

    def claim(about: dict[str, Any]) -> None:
        next(each for each in about["scopes"] if each["scope"] == ENVIRONMENT)["size"] = size

    forged = with_about(with_entries(cut, ENVIRONMENT, lambda lines: lines[:size]), claim)
    assert f"{ENVIRONMENT}: how many entries it had in the last epoch is not proven" in told(forged)
    assert told_alone(forged) == f"{ENVIRONMENT}: a head of it is missing"


def test_an_old_head_under_the_last_epoch_is_found_by_its_place(sound: Files):
    def pretend(heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        mine = [each for each in heads if each["scope"] == ENVIRONMENT]
        return [each for each in heads if each["scope"] != ENVIRONMENT] + [*mine[:-1], {**mine[-2], "epoch": 2}]

    forged = with_heads(sound, pretend)
    assert any("has another head than this one" in fault for fault in told(forged))
    assert "its head is not in slot" in (told_alone(forged) or "")


def test_a_swapped_slot_is_found_by_the_proof_of_the_place(sound: Files):
    mine, theirs = place(sound, ENVIRONMENT)["slot"], place(sound, C1)["slot"]

    def swap_heads(heads: list[dict[str, Any]]) -> list[dict[str, Any]]:
        slots = {ENVIRONMENT: theirs, C1: mine}
        return [{**each, "slot": slots.get(each["scope"], each["slot"])} for each in heads]

    def swap_places(about: dict[str, Any]) -> None:
        for each in about["scopes"]:
            each["slot"] = {ENVIRONMENT: theirs, C1: mine}.get(each["scope"], each["slot"])
            each["file"] = f"entries/{each['slot']}"

    swapped = {f"entries/{mine}": sound[f"entries/{theirs}"], f"entries/{theirs}": sound[f"entries/{mine}"]}
    forged = with_about(with_heads({**sound, **swapped}, swap_heads), swap_places)
    assert sum("has another head than this one" in fault for fault in told(forged)) >= 2
    assert "its head is not in slot" in (told_alone(forged) or "")


# The log, its signatures, and what the client held


def test_an_epoch_forgotten_is_found_by_the_signature(sound: Files):
    epochs = sound["log/epochs"].splitlines(keepends=True)
    forged = recovered({**sound, "log/epochs": b"".join(epochs[:-1])})
    assert told(forged) == ["log/epochs: these are not the epochs that the checkpoint signs"]
    assert told_alone(forged) == "log/epochs does not have as many as the checkpoint"


def resigned(files: Files, signing: SigningKey) -> Files:
    """The files signed by another key, which takes the place of the ledger's."""
    note = signing.sign(read_checkpoint(read_note(files["log/checkpoint"]).text)).encode()
    proof = files["log/record.tlog-proof"].partition(b"\n\n")[0] + b"\n\n" + note
    notes = {name: note for name in files if name == "log/checkpoint" or name.endswith(".checkpoint")}
    return recovered(
        {**files, **notes, "log/record.tlog-proof": proof, "log/keys": signing.verifier.line().encode() + b"\n"}
    )


def test_another_key_is_found_by_the_key_that_was_published(sound: Files, key: str):
    thief = SigningKey(key.partition("+")[0], Ed25519PrivateKey.generate())
    forged = resigned(sound, thief)
    assert told(forged) == []  # whoever believes the key in the dossier believes anybody
    assert told(forged, key=key) == ["log/checkpoint is not signed by a key of its log that is known here"]
    assert told_alone(forged, key=key) == "log/checkpoint is not signed by the key of its log"


def test_a_head_of_another_scope_is_found(sound: Files):
    stranger = with_heads(sound, lambda heads: [*heads, {**heads[-1], "scope": "contract/C2"}])
    assert "log/heads has a head of contract/C2, of which the dossier has nothing" in told(stranger)
    assert told_alone(stranger) == "log/heads has heads of other scopes"


def test_a_revoked_key_is_found_by_its_revocation(home: Path, sound: Files):
    """Whoever stole the key seals on with it after the provider revoked it; the revocation is in the log itself."""
    folder = home / "stolen"
    folder.mkdir()
    shutil.copy(home / "livret.db.key", folder / "thief.key")
    run(home / "livret.db", "copy", folder / "livret.db")
    name = json.loads(run(folder / "livret.db", "key", "show", "--format", "json"))[0]["key"]
    run(folder / "livret.db", "key", "revoke", name, "--because", "stolen")
    with Journal.open(folder / "livret.db") as journal, journal.sealing() as sealing:
        thief = read_key_file(folder / "thief.key", origin(sealing.identity()), None)
        assert thief is not None
        close(sealing, thief, clock.now())
    with pytest.raises(AssertionError, match=f"signed by key {name}, which was revoked"):
        dossier(folder / "livret.db")  # refused, because it would not be accepted


def test_an_older_checkpoint_under_the_name_of_a_newer_one_is_found(sound: Files, forks: tuple[Files, Files]):
    forged = recovered({**forks[0], "log/4.checkpoint": sound["log/3.checkpoint"]})
    assert told(forged) == ["log/4.checkpoint is of another history than the rest: the log was forked or rewritten"]
    assert "log/4.checkpoint is of another history" in (told_alone(forged) or "")


def test_a_question_with_more_in_it_is_found(sound: Files):
    found = told(with_about(sound, lambda about: about.update(note="all is well")))
    assert found == ["dossier.json does not say what a dossier is about"]


def test_a_signature_that_is_none_is_found_by_the_key(sound: Files):
    note = sound["log/checkpoint"]
    forged = recovered({**sound, "log/checkpoint": note.replace(b"\n3\n", b"\n4\n")})
    assert any("does not fit its text" in fault for fault in told(forged))
    assert "is false" in (told_alone(forged) or "")


def continued(home: Path, name: str, start: str, *batches: str) -> Files:
    """The dossier of a copy of the ledger that went on otherwise, signed with the right key, on another machine."""
    folder = home / name
    folder.mkdir()
    shutil.copy(home / start, folder / "livret.db")
    shutil.copy(home / "livret.db.key", folder / "livret.db.key")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LIVRET_STATE", str(folder / "state"))
        for batch in batches:
            add(folder / "livret.db", batch)
        return dossier(folder / "livret.db")


@pytest.fixture(scope="module")
def forks(home: Path, sound: Files) -> tuple[Files, Files]:
    """Two continuations of one history, each signed by the right key."""
    run(home / "livret.db", "copy", home / "late.db")
    one, two = (continued(home, name, "late.db", outage(2, minutes)) for name, minutes in (("one", 10), ("two", 1)))
    return one, two


def test_a_log_that_goes_on_agrees_with_what_was_held(sound: Files, forks: tuple[Files, Files]):
    for later in forks:
        assert told(later, held=[sound["log/checkpoint"]]) == []
        assert told_alone(later, held=sound["log/checkpoint"]) is None


def test_two_heads_are_found_by_whoever_holds_the_other(forks: tuple[Files, Files]):
    mine, theirs = forks
    assert told(mine) == told(theirs) == []
    found = told(theirs, held=[mine["log/checkpoint"]])
    assert found == ["the checkpoint held, of 4 epochs, is of another history: the log was forked or rewritten"]
    assert told_alone(theirs, held=mine["log/checkpoint"]) == (
        "held is of another history: the log was forked or rewritten"
    )


def test_a_history_signed_anew_is_found_by_a_checkpoint_held(home: Path, sound: Files, key: str):
    """The provider drops an outage, and signs a history without it, of as many epochs, with the right key."""
    kept = "".join(line + "\n" for line in lines().splitlines() if "outage/o1" not in line)
    forged = continued(home, "rewritten", "early.db", kept, outage(1, 5))
    assert told(forged, key=key) == []
    assert told_alone(forged, key=key) is None
    assert told(forged, key=key, held=[sound["log/checkpoint"]]) == [
        "the checkpoint held, of 3 epochs, is of another history: the log was forked or rewritten"
    ]
    assert "another history" in (told_alone(forged, key=key, held=sound["log/checkpoint"]) or "")


def test_a_dossier_older_than_what_was_held_is_told(sound: Files, forks: tuple[Files, Files]):
    found = told(sound, held=[forks[0]["log/checkpoint"]])
    assert found == ["the checkpoint held has 4 epochs and the dossier 3: ask for a newer dossier"]
    assert told_alone(sound, held=forks[0]["log/checkpoint"]) == "held is newer: ask for a newer dossier"


# The statement


def test_a_figure_that_does_not_follow_is_found_by_computing_it(sound: Files):
    stated = sound["statement.json"].replace(b'"verdict": "missed"', b'"verdict": "met"')
    assert stated != sound["statement.json"]
    found = told(recovered({**sound, "statement.json": stated}))
    assert found
    assert all(fault.startswith('statement.json states "met" at ') for fault in found)


@pytest.mark.parametrize("name", ["statement.fr.html", "statement.en.html", "GUIDE.fr.md", "verify.py"])
def test_a_page_that_says_something_else_is_found_by_making_it_anew(sound: Files, name: str):
    forged = recovered({**sound, name: sound[name].replace(b"a", b"e", 1)})
    assert told(forged) == [f"{name} is not what this version makes of the entries: it was altered"]


def test_an_edition_with_other_numbers_is_found(sound: Files):
    name = "editions/carrus-2026-03.toml"
    found = told(recovered({**sound, name: sound[name].replace(b"99.85", b"90.00")}))
    assert found == [f"{name} is not the edition that this program computes with"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"position": 30}, "is not what was known at the moment of the statement"),
        ({"period": "2026-03"}, "statement.json states"),
        ({"readings": {"downtime_scope": "all_hours"}}, "statement.json states"),
        ({"readings": {"nothing": "x"}}, "the figures cannot be computed"),
        ({"contract": "C2"}, "the dossier has nothing of contract/C2"),
        ({"known_by": "gossip"}, "the figures cannot be computed"),
        ({"period": "soon"}, "the figures cannot be computed"),
        ({"format": 2}, "the dossier is of format 2"),
        ({"scopes": None}, "dossier.json does not say what a dossier is about"),
    ],
    ids=str,
)
def test_another_question_gets_another_answer(sound: Files, change: dict[str, Any], said: str):
    found = told(with_about(sound, lambda about: about.update(change)))
    assert any(said in fault for fault in found), found


def test_versions_that_differ_are_remarks_and_hide_no_figure(sound: Files):
    def claim(about: dict[str, Any]) -> None:
        about.update(tzdata="2020a", program="0.0.0")

    assert told(with_about(sound, claim)) == []
    stated = sound["statement.json"].replace(b'"verdict": "missed"', b'"verdict": "met"')
    assert told(with_about({**sound, "statement.json": stated}, claim))


def test_a_manifest_alone_proves_nothing(sound: Files):
    assert told(covered({"a": b""})) == ["dossier.json cannot be read as what a dossier has there, or is missing"]
    assert told_alone(covered({"log/keys": b""}))


# Personal data, and other programs


def test_a_dossier_holds_no_personal_value(home: Path, key: str):
    """A reporter and what he wrote are commitments in the ledger, and nothing else in a dossier."""
    folder = home / "personal"
    folder.mkdir()
    run(folder / "livret.db", "init")
    run(folder / "livret.db", "key", "new")
    add(folder / "livret.db", lines())
    ticket = {
        "specversion": "1.0",
        "id": "p1",
        "source": "/portal",
        "type": "ticket.submitted",
        "scope": C1,
        "subject": "ticket/p1",
        "time": "2026-02-20T10:00:00+01:00",
        "actor": "jdupont",
        "data": {"channel": "portal", "reporter": "mlemaire", "summary": "Madame Lemaire cannot log in"},
    }
    add(folder / "livret.db", json.dumps(ticket) + "\n")
    files = dossier(folder / "livret.db")
    assert told(files) == []
    assert any(b'"personal":{"actor":"' in content for content in files.values())
    everything = b"".join(files.values())
    assert not [value for value in (b"jdupont", b"mlemaire", b"Lemaire") if value in everything]
    run(folder / "livret.db", "erase", "--person", "mlemaire", "--because", "on request", "--yes")
    erased = dossier(folder / "livret.db")
    assert told(erased, held=[pack(files)]) == []


@with_go
def test_go_reads_the_checkpoint_and_the_proofs(sound: Files, key: str, built: Path):
    log = read_key(key)
    checkpoint, _ = read_signed(sound["log/checkpoint"])
    proof = read_proof(sound["log/record.tlog-proof"])
    epochs = [bytes.fromhex(line) for line in sound["log/epochs"].decode().split()]
    index = proof.leaf_index
    asked = [
        note_line(log, sound["log/checkpoint"]),
        note_line(log, sound["log/checkpoint"].replace(b"\n3\n", b"\n4\n")),
        proof_line("inclusion", index, checkpoint.size, epochs[index], checkpoint.root, proof.hashes),
        proof_line("inclusion", index, checkpoint.size, epochs[0], checkpoint.root, proof.hashes),
    ]
    assert [each == "ok" for each in said(built, asked)] == [True, False, True, False]
