"""Time-stamps of a ledger's checkpoints and dossiers: kept, refused, and judged with the dossier."""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from cli.main import livret
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.journal.sealed import Cosignature, Token
from ledger.seal.checkpoint import SigningKey
from ledger.seal.container import MANIFEST, MIMETYPE, TOKEN, covered, manifest, stamped
from ledger.seal.timestamp import read_reply, request
from tests.seal.dossiers import Files, add, build, dossier, outage, recovered, run, told, told_alone
from tests.seal.tsa import Authority

pytestmark = pytest.mark.tool("openssl")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = tmp_path_factory.mktemp("stamping") / "livret.db"
    build(ledger)
    return ledger


@pytest.fixture
def ledger(made: Path, tmp_path: Path) -> Path:
    """A sealed ledger, the test's own."""
    shutil.copy(made.with_name(f"{made.name}.key"), tmp_path / "livret.db.key")
    run(made, "copy", tmp_path / "livret.db")
    return tmp_path / "livret.db"


def tried(ledger: Path, *words: object) -> Result:
    return CliRunner().invoke(livret, [str(each) for each in words], env={"LIVRET_LEDGER": str(ledger)})


def kept(ledger: Path) -> dict[int, int]:
    """How many tokens each epoch has."""
    with open_reader(ledger) as reader:
        seals = reader.seals()
        return {epoch.number: len(seals.tokens(epoch.number)) for epoch in seals.epochs()}


def checkpoint(ledger: Path, number: int) -> bytes:
    with open_reader(ledger) as reader:
        epoch = reader.seals().epoch(number)
        assert epoch is not None
        assert epoch.checkpoint is not None
        return epoch.checkpoint


def test_an_authority_stamps_the_last_checkpoint_once(ledger: Path, authority: Authority):
    with authority.serving() as url:
        said = run(ledger, "seal", "--timestamp", url, "--ca", authority.roots)
        again = run(ledger, "seal", "--timestamp", url)
    assert re.search(r"epoch 2 was stamped at .*Z\n  rfc3161-client: verified\n  openssl: verified\n", said)
    assert "already" in again
    assert kept(ledger) == {0: 0, 1: 0, 2: 1}


def test_a_stamp_is_carried_by_hand(ledger: Path, authority: Authority, tmp_path: Path):
    run(ledger, "seal", "--timestamp-request", tmp_path / "request.tsq")
    (tmp_path / "reply.tsr").write_bytes(authority.reply((tmp_path / "request.tsq").read_bytes()))
    add(ledger, outage(2, 3))  # an epoch more does not make it worthless
    said = run(ledger, "seal", "--timestamp-reply", tmp_path / "reply.tsr")
    assert "whose stamp it is was not verified" in said
    assert kept(ledger) == {0: 0, 1: 0, 2: 1, 3: 0}


def refused(ledger: Path, *words: object) -> str:
    done = tried(ledger, *words)
    assert done.exit_code == 3
    assert len(done.stderr.splitlines()) == 1
    return done.stderr


def test_replies_that_are_not_kept(ledger: Path, authority: Authority, foreign: Authority, tmp_path: Path):
    reply = tmp_path / "reply.tsr"
    reply.write_bytes(authority.reply(request(b"other bytes", 1)))
    assert "of no checkpoint" in refused(ledger, "seal", "--timestamp-reply", reply)
    reply.write_bytes(foreign.reply(request(checkpoint(ledger, 2), 1)))
    assert "not of an authority trusted" in refused(ledger, "seal", "--timestamp-reply", reply, "--ca", authority.roots)
    reply.write_bytes(b"<html>")
    assert "no reply" in refused(ledger, "seal", "--timestamp-reply", reply)
    with authority.serving(authority.reply(request(checkpoint(ledger, 2), 1))) as url:
        assert "another request" in refused(ledger, "seal", "--timestamp", url)
    assert set(kept(ledger).values()) == {0}
    assert tried(ledger, "seal", "--ca", authority.roots).exit_code == 2
    assert tried(ledger, "seal", "--timestamp-reply", tmp_path / "none").exit_code == 3


def test_no_epoch_is_stamped_behind_one_that_is(ledger: Path, authority: Authority, tmp_path: Path):
    for number in (2, 1):
        (tmp_path / f"{number}.tsr").write_bytes(authority.reply(request(checkpoint(ledger, number), 1)))
    run(ledger, "seal", "--timestamp-reply", tmp_path / "2.tsr")
    assert "of no checkpoint" in refused(ledger, "seal", "--timestamp-reply", tmp_path / "1.tsr")


@pytest.fixture(scope="module")
def sound(made: Path, authority: Authority) -> Files:
    """A dossier whose last checkpoint is stamped."""
    run(made, "copy", made.with_name("stamped.db"))
    shutil.copy(made.with_name("livret.db.key"), made.with_name("stamped.db.key"))
    with authority.serving() as url:
        run(made.with_name("stamped.db"), "seal", "--timestamp", url)
    return dossier(made.with_name("stamped.db"))


def test_a_stamped_dossier_is_verified(sound: Files, authority: Authority):
    assert {"log/3.checkpoint", "log/3.0.tsr"} <= sound.keys()
    assert told(sound) == told(sound, roots=authority.roots) == []
    assert told_alone(sound) is None


def test_a_token_of_other_bytes_is_found(sound: Files, authority: Authority):
    forged = recovered({**sound, "log/3.0.tsr": authority.reply(request(b"other bytes", 1))})
    assert told(forged) == ["log/3.0.tsr is a time-stamp of other bytes"]


def test_a_token_of_a_foreign_authority_is_found_by_its_certificates(
    sound: Files, authority: Authority, foreign: Authority
):
    forged = recovered({**sound, "log/3.0.tsr": foreign.reply(request(sound["log/3.checkpoint"], 1))})
    assert told(forged) == []  # a name that anybody may take, until certificates are asked for
    (fault,) = told(forged, roots=authority.roots)
    assert fault.startswith("log/3.0.tsr is not of an authority trusted here (rfc3161-client: ")


def test_a_token_dated_back_is_found_by_the_closing_of_its_epoch(sound: Files, authority: Authority):
    when = re.search(rb"20[0-9]{12}Z", read_reply(sound["log/3.0.tsr"], "reply").der)
    assert when is not None
    forged = recovered({**sound, "log/3.0.tsr": sound["log/3.0.tsr"].replace(when[0], b"2025" + when[0][4:])})
    (fault,) = told(forged)
    assert fault.startswith("log/3.0.tsr is dated back: it says 2025-")
    assert len(told(forged, roots=authority.roots)) == 2


@pytest.mark.parametrize("name", ["log/3.checkpoint", "log/3.0.tsr"])
def test_a_stamp_without_its_checkpoint_or_a_reply_that_is_none_is_told(sound: Files, name: str):
    left = {each: content for each, content in sound.items() if each != name}
    found = told(recovered(left if name.endswith("checkpoint") else {**sound, name: b"nothing"}))
    assert (
        found
        == [
            "log/3.0.tsr: the checkpoint that it is about is missing"
            if name.endswith("checkpoint")
            else "log/3.0.tsr: this is no reply of a time-stamping authority (cut short, or a tag of several bytes); "
            "ask the authority again"
        ]
        or "no reply" in found[0]
    )


def test_a_dossier_is_stamped_as_an_asic_container(made: Path, authority: Authority, foreign: Authority):
    with authority.serving() as url:
        files = dossier(made, "--timestamp", url)
    assert {MIMETYPE, MANIFEST, TOKEN} <= files.keys()
    assert told(files, roots=authority.roots) == []
    assert told_alone(files) is None
    assert told(files, roots=foreign.roots)[0].startswith(f"{TOKEN} is not of an authority trusted here")
    forged = {name: files[name] for name in files if name not in (MIMETYPE, MANIFEST, TOKEN)}
    forged = covered({name: forged[name] for name in forged if name not in ("SHA256SUMS", "GUIDE.fr.md")})
    assert told(stamped(forged, files[TOKEN])) == [f"{TOKEN} is a time-stamp of other bytes"]
    assert manifest(forged) != files[MANIFEST]


# Where they are kept


def verification(ledger: Path, *words: object) -> list[str]:
    """What `livret verify` says of time-stamps and countersignatures."""
    done = tried(ledger, "verify", "--format", "json", *words)
    said = [each for each in json.loads(done.stdout)["findings"] if each["about"] in ("token", "cosignature")]
    assert done.exit_code == (5 if any(each["fault"] for each in said) else 0), done.output
    return [each["said"] for each in said]


def test_verify_judges_what_is_kept(ledger: Path, authority: Authority, foreign: Authority):
    with authority.serving() as url:
        run(ledger, "seal", "--timestamp", url)
    assert verification(ledger, "--ca", authority.roots) == []
    assert verification(ledger) == ["time-stamp 0 of epoch 2: whose it is was not verified; name certificates by --ca"]
    (said,) = verification(ledger, "--ca", foreign.roots)
    assert said.startswith("time-stamp 0 of epoch 2 is not of an authority trusted here (rfc3161-client: ")


def slipped_in(ledger: Path, table: str, *row: object) -> None:
    """A row that nobody judged."""
    with Journal.open(ledger) as journal, journal.sealing() as sealing:
        sealing.add([{"tokens": Token, "cosignatures": Cosignature}[table](*row)])


def test_verify_finds_what_was_slipped_in(ledger: Path, authority: Authority):
    slipped_in(ledger, "tokens", 2, 0, "nobody", b"nothing", 0)
    slipped_in(ledger, "tokens", 2, 1, "other", authority.reply(request(b"other bytes", 1)), 0)
    with open_reader(ledger) as reader:
        log = reader.seals().epoch(2)
    assert log is not None
    key = SigningKey("mairie.example", Ed25519PrivateKey.generate(), 4)
    slipped_in(ledger, "cosignatures", 2, 0, key.verifier.line(), key.cosign("another text\n", 1).line(), 0)
    found = verification(ledger, "--ca", authority.roots)
    assert found[0] == "time-stamp 0 of epoch 2 cannot be read"
    assert found[1] == "time-stamp 1 of epoch 2 is a time-stamp of other bytes"
    assert found[-1] == "cosignature 0 of epoch 2 is not that of the key kept with it"
