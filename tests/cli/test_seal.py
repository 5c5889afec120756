"""Keys and seals from the command line: what is sealed by itself, what is asked for, what is refused."""

import json
from pathlib import Path

import pytest

from ledger.journal.read import open_reader
from ledger.journal.sealed import Epoch
from ledger.seal.checkpoint import read_signed
from ledger.seal.note import read_key, verify
from tests.cli.conftest import Run

PROBE = ("record", "outage.started", "--scope", "environment/prod-1", "--at", "2026-04-14T10:00Z")


def probe(subject: str) -> tuple[str, ...]:
    return (*PROBE[:2], subject, *PROBE[2:])


def epochs(ledger: Path) -> list[Epoch]:
    with open_reader(ledger) as reader:
        return list(reader.seals().epochs())


def signed_by(epoch: Epoch, line: str) -> bool:
    assert epoch.checkpoint is not None
    return bool(verify(read_signed(epoch.checkpoint)[1], (read_key(line),)))


def test_a_new_key_seals_and_every_command_after_it(run: Run, ledger: Path):
    made = run("--ledger", ledger, "key", "new")
    assert made.exit_code == 0, made.stderr
    line = made.stdout.strip()
    assert [epoch.position for epoch in epochs(ledger)] == [20]
    assert run("--ledger", ledger, *probe("outage/Z1")).exit_code == 0
    assert run("--ledger", ledger, *probe("outage/Z2"), "--dry-run").exit_code == 0
    assert [epoch.position for epoch in epochs(ledger)] == [20, 21]
    assert all(signed_by(epoch, line) for epoch in epochs(ledger))
    shown = run("--ledger", ledger, "seal", "--show").stdout.encode()
    assert shown == epochs(ledger)[-1].checkpoint


def test_without_a_key_nothing_is_sealed(run: Run, ledger: Path):
    assert run("--ledger", ledger, *probe("outage/Z1")).exit_code == 0
    assert epochs(ledger) == []
    done = run("--ledger", ledger, "seal")
    assert (done.exit_code, done.stdout) == (2, "")
    assert "make one with `livret key new`" in done.stderr
    assert run("--ledger", ledger, "seal", "--show").exit_code == 2


def test_a_locked_key_seals_when_it_is_opened(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch):
    assert run("--ledger", ledger, "key", "new", "--passphrase").exit_code == 2
    with monkeypatch.context() as opened:
        opened.setenv("LIVRET_KEY_PASSPHRASE", "correct horse")
        assert run("--ledger", ledger, "key", "new", "--passphrase").exit_code == 0
    assert run("--ledger", ledger, *probe("outage/Z1")).stderr == ""
    assert len(epochs(ledger)) == 1
    done = run("--ledger", ledger, "seal")
    assert done.exit_code == 2
    assert "LIVRET_KEY_PASSPHRASE" in done.stderr
    with monkeypatch.context() as opened:
        opened.setenv("LIVRET_KEY_PASSPHRASE", "correct horse")
        done = run("--ledger", ledger, "seal")
        assert done.stdout.startswith("sealed #21 to #21: epoch 1, ")
        assert run("--ledger", ledger, "seal").stdout.startswith("nothing is sealed: nothing was recorded")
        opened.setenv("LIVRET_KEY_PASSPHRASE", "wrong")
        done = run("--ledger", ledger, *probe("outage/Z2"))
        assert done.exit_code == 0
        assert "recorded, and not sealed" in done.stderr
    assert len(epochs(ledger)) == 2


def test_the_key_may_lie_elsewhere(run: Run, ledger: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("LIVRET_KEY", str(tmp_path / "elsewhere.pem"))
    assert run("--ledger", ledger, "key", "new").exit_code == 0
    assert (tmp_path / "elsewhere.pem").is_file()
    assert not ledger.with_name("own.db.key").exists()


def test_a_schedule_waits_for_its_time(run: Run, ledger: Path, monkeypatch: pytest.MonkeyPatch):
    run("--ledger", ledger, "key", "new")
    monkeypatch.setenv("LIVRET_KEY", "nowhere")
    run("--ledger", ledger, *probe("outage/Z1"))
    monkeypatch.delenv("LIVRET_KEY")
    assert "younger than 1h" in run("--ledger", ledger, "seal", "--every", "1h").stdout
    closed_at = epochs(ledger)[0].closed_at
    monkeypatch.setattr("ledger.clock.now", lambda: closed_at + 3_600_000_000 - 1)
    assert "younger than 1h" in run("--ledger", ledger, "seal", "--every", "1h").stdout
    monkeypatch.setattr("ledger.clock.now", lambda: closed_at + 3_600_000_000)
    assert run("--ledger", ledger, "seal", "--every", "1h").stdout.startswith("sealed #21 to #21")


@pytest.mark.parametrize("every", ["", "1", "0h", "1 h", "h", "1w", "99999d"])
def test_a_schedule_that_is_none_is_refused(run: Run, ledger: Path, every: str):
    assert run("--ledger", ledger, "seal", "--every", every).exit_code == 2


def states(run: Run, ledger: Path) -> list[tuple[str, str]]:
    return [
        (each["key"], each["state"])
        for each in json.loads(run("--ledger", ledger, "key", "show", "--format", "json").stdout)
    ]


def test_a_key_is_replaced_by_one_that_it_vouches_for(run: Run, ledger: Path):
    first = run("--ledger", ledger, "key", "new").stdout.strip()
    second = run("--ledger", ledger, "key", "rotate").stdout.strip()
    assert run("--ledger", ledger, "key", "show", "--line").stdout.strip() == second
    run("--ledger", ledger, *probe("outage/Z1"))
    assert [[signed_by(epoch, line) for line in (first, second)] for epoch in epochs(ledger)] == [
        [True, False], [True, False], [False, True],
    ]  # fmt: skip
    assert [state for _, state in states(run, ledger)] == ["replaced", "stands"]
    assert sorted(path.name for path in ledger.parent.glob("*.key*")) == ["own.db.key"]
    refused = run("--ledger", ledger, "key", "new")
    assert (refused.exit_code, "stands; replace it" in refused.stderr) == (3, True)


def test_a_revoked_key_seals_no_more_and_another_takes_over(run: Run, ledger: Path):
    run("--ledger", ledger, "key", "new")
    ((name, _),) = states(run, ledger)
    assert run("--ledger", ledger, "key", "revoke", "00000000", "--because", "x").exit_code == 2
    assert run("--ledger", ledger, "key", "revoke", name, "--because", "stolen").exit_code == 0
    done = run("--ledger", ledger, *probe("outage/Z1"))
    assert done.exit_code == 0
    assert f"recorded, and not sealed: key {name} may not sign" in done.stderr
    assert len(epochs(ledger)) == 1
    assert run("--ledger", ledger, "key", "rotate").exit_code == 3
    there = run("--ledger", ledger, "key", "new")
    assert (there.exit_code, "there is a key already" in there.stderr) == (3, True)
    ledger.with_name("own.db.key").rename(ledger.with_name("revoked.key"))
    line = run("--ledger", ledger, "key", "new").stdout.strip()
    assert signed_by(epochs(ledger)[-1], line)
    assert [state for _, state in states(run, ledger)] == ["revoked", "stands"]


def test_no_key_is_said(run: Run, ledger: Path):
    assert "None was issued" in run("--ledger", ledger, "key", "show").stdout
    assert json.loads(run("--ledger", ledger, "key", "show", "--format", "json").stdout) == []
