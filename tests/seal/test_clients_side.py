"""The client's side: checkpoints countersigned, receipts asked for, and both held against dossiers."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli.main import livret
from ledger.seal.checkpoint import read_signed
from ledger.seal.container import unpack
from tests.seal.dossiers import Files, add, build, dossier, outage, recovered, run, told, told_alone

WHO = "mairie.example"
TICKET = {
    "specversion": "1.0",
    "id": "T9",
    "source": "/portal",
    "type": "ticket.submitted",
    "scope": "contract/C1",
    "subject": "ticket/T9",
    "time": "2026-02-20T10:00:00+01:00",
    "data": {"channel": "portal", "reporter": "marie", "summary": "no access"},
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = tmp_path_factory.mktemp("client") / "livret.db"
    ledger.with_name("key").write_text(build(ledger), "utf-8")
    return ledger


@pytest.fixture
def ledger(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sealed ledger, the test's own; files are named as in its folder."""
    for suffix in (".key", ".vault"):
        if made.with_name(f"livret.db{suffix}").exists():
            shutil.copy(made.with_name(f"livret.db{suffix}"), tmp_path / f"livret.db{suffix}")
    run(made, "copy", tmp_path / "livret.db")
    monkeypatch.chdir(tmp_path)
    Path("ticket.json").write_text(json.dumps(TICKET) + "\n", "utf-8")
    return tmp_path / "livret.db"


def tried(ledger: Path, *words: object, status: int) -> str:
    done: Result = CliRunner().invoke(livret, [str(each) for each in words], env={"LIVRET_LEDGER": str(ledger)})
    assert done.exit_code == status, done.output
    assert status == 0 or done.stderr.splitlines()[-1].startswith("livret: ")
    return done.stdout + done.stderr


def a_dossier(ledger: Path, name: str) -> Files:
    run(ledger, "dossier", "C1", "2026-02", "-o", name)
    return unpack(Path(name).read_bytes())


# Countersigning


def test_a_dossier_is_countersigned_and_the_ledger_keeps_it(ledger: Path):
    nowhere = Path("nowhere.db")
    key = run(nowhere, "cosign", "key", WHO, "--key", "client.key").strip()
    assert Path("client.key").stat().st_mode & 0o077 == 0
    a_dossier(ledger, "d.zip")
    run(nowhere, "cosign", "d.zip", "--name", WHO, "--key", "client.key", "-o", "signed")
    assert "epoch 2 was countersigned by mairie.example" in run(ledger, "cosign", "import", "signed", "--cosigner", key)
    run(ledger, "cosign", "import", "signed", "--cosigner", key)  # once more changes nothing
    files = dossier(ledger)
    assert files["log/checkpoint"] == Path("signed").read_bytes()
    assert key in files["log/keys"].decode()
    assert told(files) == []
    assert told_alone(files) is None
    assert "countersigned by mairie.example" in run(nowhere, "dossier", "verify", "livret.zip")
    assert "the log goes on from signed" in run(nowhere, "dossier", "verify", "livret.zip", "--held", "signed")
    forged = recovered(
        {**files, "log/checkpoint": files["log/checkpoint"].replace(b"\n3\n", b"\n3\n", 1)[:-6] + b"AAA=\n"}
    )
    assert told(forged)
    assert told_alone(forged)


def test_a_checkpoint_alone_is_countersigned(ledger: Path):
    run(ledger, "cosign", "key", WHO, "--key", "client.key")
    Path("checkpoint").write_text(run(ledger, "seal", "--show"), "utf-8")
    published = json.loads(run(ledger, "key", "show", "--format", "json"))[0]["line"]
    signed = run(ledger, "cosign", "checkpoint", "--name", WHO, "--key", "client.key", "--log-key", published)
    checkpoint, note = read_signed(signed.encode())
    assert checkpoint.size == 3
    assert [each.name for each in note.signatures] == [checkpoint.origin, WHO]


def test_what_contradicts_a_checkpoint_held_is_not_countersigned(ledger: Path):
    run(ledger, "cosign", "key", WHO, "--key", "client.key")
    a_dossier(ledger, "before.zip")
    run(ledger, "cosign", "before.zip", "--name", WHO, "--key", "client.key", "-o", "held")
    for name, minutes in (("one", 5), ("two", 6)):
        Path(name).mkdir()
        shutil.copy("livret.db.key", f"{name}/livret.db.key")
        run(ledger, "copy", f"{name}/livret.db")
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("LIVRET_STATE", str(Path(name, "state").absolute()))
            add(Path(name, "livret.db"), outage(3, minutes))
            a_dossier(Path(name, "livret.db"), f"{name}.zip")
            Path(f"{name}.checkpoint").write_text(run(Path(name, "livret.db"), "seal", "--show"), "utf-8")
    sign = ("--name", WHO, "--key", "client.key")
    run(ledger, "cosign", "one.zip", *sign, "--held", "held", "-o", "next")
    assert "another history" in tried(ledger, "cosign", "two.zip", *sign, "--held", "next", status=5)
    for file, held, said in (
        ("two.checkpoint", "next", "contradicts next"),
        ("held", "next", "contradicts next"),
        ("next", "held", "give that"),
        ("before.zip", "next", "ask for a newer dossier"),
        ("ticket.json", "held", "is no signed note"),
    ):
        assert said in tried(ledger, "cosign", file, *sign, "--held", held, status=5 if file.endswith("zip") else 3)


def test_what_is_not_taken_in(ledger: Path):
    key = run(ledger, "cosign", "key", WHO, "--key", "client.key").strip()
    other = run(ledger, "cosign", "key", "another.example", "--key", "other.key").strip()
    Path("checkpoint").write_text(run(ledger, "seal", "--show"), "utf-8")
    run(ledger, "cosign", "checkpoint", "--name", WHO, "--key", "client.key", "-o", "signed")
    assert "has no cosignature of another.example" in tried(
        ledger, "cosign", "import", "signed", "--cosigner", other, status=3
    )
    altered = Path("signed").read_text("utf-8").replace("\n3\n", "\n2\n")
    Path("altered").write_text(altered, "utf-8")
    assert "is no checkpoint that this ledger signed" in tried(
        ledger, "cosign", "import", "altered", "--cosigner", key, status=3
    )
    log = json.loads(run(ledger, "key", "show", "--format", "json"))[0]["line"]
    assert "is the key of a log" in tried(ledger, "cosign", "import", "signed", "--cosigner", log, status=2)
    assert "there is a key already" in tried(ledger, "cosign", "key", WHO, "--key", "client.key", status=3)
    assert "cannot name a key" in tried(ledger, "cosign", "key", "a b", "--key", "new.key", status=3)


# Receipts


def test_a_promise_kept(ledger: Path):
    run(ledger, "receipt", "ticket.json", "-o", "receipt")
    add(ledger, Path("ticket.json").read_text("utf-8"))
    a_dossier(ledger, "d.zip")
    assert "kept: #" in tried(Path("nowhere.db"), "receipt", "verify", "receipt", "d.zip", status=0)


def test_a_promise_that_is_not_due(ledger: Path):
    run(ledger, "receipt", "ticket.json", "--by", "2199-01-01T00:00:00Z", "-o", "receipt")
    a_dossier(ledger, "d.zip")
    assert "not due yet" in tried(ledger, "receipt", "verify", "receipt", "d.zip", status=0)


@pytest.fixture
def overdue(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A receipt given before anything was sealed, and due by then."""
    from ledger import clock

    system = clock.now
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: system() - 7 * 86_400 * 1_000_000)
        run(ledger, "receipt", "ticket.json", "-o", "receipt")
    return ledger


def test_a_promise_broken_is_found_by_a_dossier_made_after_its_date(overdue: Path):
    a_dossier(overdue, "d.zip")
    said = tried(overdue, "receipt", "verify", "receipt", "d.zip", status=5)
    assert "the receipt was broken: the log has no `T9` of /portal" in said


def test_a_promise_kept_too_late(overdue: Path):
    add(overdue, Path("ticket.json").read_text("utf-8"))
    a_dossier(overdue, "d.zip")
    assert "came too late" in tried(overdue, "receipt", "verify", "receipt", "d.zip", status=5)


def test_a_promise_about_other_content(ledger: Path):
    run(ledger, "receipt", "ticket.json", "-o", "receipt")
    add(ledger, json.dumps({**TICKET, "time": "2026-02-21T10:00:00+01:00"}) + "\n")
    a_dossier(ledger, "d.zip")
    assert "says something else" in tried(ledger, "receipt", "verify", "receipt", "d.zip", status=5)


def test_a_promise_that_a_dossier_of_some_articles_cannot_tell_of(ledger: Path):
    run(ledger, "receipt", "ticket.json", "-o", "receipt")
    run(ledger, "dossier", "C1", "2026-02", "--article", "6", "-o", "d.zip")
    assert "entries of contract/C1 are withheld" in tried(ledger, "receipt", "verify", "receipt", "d.zip", status=5)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda text: text.replace("T9", "T8"), "does not fit its text"),
        (lambda text: text.replace("/receipt", ""), "cannot be read as one"),
        (lambda text: "receipt\n", "is no signed note"),
        (lambda text: text.replace('{"', '{ "'), "cannot be read as one"),
    ],
)
def test_a_receipt_that_is_none(ledger: Path, change, said: str):
    run(ledger, "receipt", "ticket.json", "-o", "receipt")
    a_dossier(ledger, "d.zip")
    Path("receipt").write_text(change(Path("receipt").read_text("utf-8")), "utf-8")
    assert said in tried(ledger, "receipt", "verify", "receipt", "d.zip", status=5)


def test_a_receipt_is_for_one_event_and_the_future(ledger: Path):
    Path("two.json").write_text(outage(4, 4), "utf-8")
    assert "a receipt is for one event, and here are 2" in tried(ledger, "receipt", "two.json", status=3)
    assert "give a later time" in tried(ledger, "receipt", "ticket.json", "--by", "2020-01-01", status=2)


def test_a_receipt_tells_nothing_of_the_person(ledger: Path):
    note = run(ledger, "receipt", "ticket.json")
    anonymous = {**TICKET, "data": {"channel": "portal"}}
    Path("ticket.json").write_text(json.dumps(anonymous) + "\n", "utf-8")
    again = run(ledger, "receipt", "ticket.json")
    content = [json.loads(each.splitlines()[1])["content"] for each in (note, again)]
    assert content[0] == content[1]
    assert "marie" not in note
