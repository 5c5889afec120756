"""The verifier that every dossier carries, run as its receiver runs it: out of the archive, without Livret."""

import ast
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ledger.seal.verifier import plain
from tests.house.sources import ROOT
from tests.seal.dossiers import build, run
from tests.seal.tsa import Authority

SOURCE = (ROOT / "ledger" / "seal" / "verifier.py").read_text("utf-8")
MOST_LINES = 400


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a dossier, unpacked as anybody unpacks it, the key, and a checkpoint from before."""
    home = tmp_path_factory.mktemp("alone")
    key = build(home / "livret.db")
    run(home / "livret.db", "dossier", "C1", "2026-02", "-o", home / "d.zip")
    found = home / "received"
    with zipfile.ZipFile(home / "d.zip") as archive:
        archive.extractall(found / "d")
    shutil.copy(home / "d.zip", found)
    (found / "key").write_text(key, "utf-8")
    (found / "held").write_bytes((found / "d/log/checkpoint").read_bytes())
    return found


def alone(folder: Path, *words: str, lang: str = "C.UTF-8") -> subprocess.CompletedProcess[str]:
    """Run it with nothing of the project in reach."""
    return subprocess.run(
        [sys.executable, "-I", "d/verify.py", *words],
        cwd=folder,
        env={"LC_ALL": lang, "PATH": "", "PYTHONUTF8": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


def test_it_is_one_file_that_needs_cryptography_alone():
    assert len(SOURCE.splitlines()) < MOST_LINES
    imported = {
        name.split(".")[0]
        for node in ast.walk(ast.parse(SOURCE))
        for name in (
            [alias.name for alias in node.names]
            if isinstance(node, ast.Import)
            else [node.module or "."]
            if isinstance(node, ast.ImportFrom)
            else []
        )
    }
    assert imported - sys.stdlib_module_names == {"cryptography"}


def test_it_is_what_a_dossier_carries(folder: Path):
    assert (folder / "d/verify.py").read_text("utf-8") == SOURCE


def test_it_accepts_a_sound_dossier(folder: Path):
    done = alone(folder, "d.zip", "--key", (folder / "key").read_text("utf-8"), "--held", "held")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines()[0] == "manifest: 19 files"
    assert "environment/prod-1: all 39 entries, 0 of them withheld" in done.stdout


@pytest.mark.parametrize(
    ("lang", "said"), [("C.UTF-8", "WRONG: something was added"), ("fr_FR.UTF-8", "FAUX : quelque chose a été ajouté")]
)
def test_it_refuses_another_in_the_language_of_who_asks(folder: Path, lang: str, said: str):
    (folder / "more.zip").write_bytes((folder / "d.zip").read_bytes() + b"\0")
    done = alone(folder, "more.zip", lang=lang)
    assert (done.returncode, done.stderr) == (5, "")
    assert said in done.stdout


def test_a_file_that_is_not_there_is_one_line(folder: Path):
    done = alone(folder, "nothing.zip")
    assert done.returncode == 2
    assert done.stderr.splitlines()[-1] == "verify.py: error: nothing.zip: No such file or directory"


def test_what_it_prints_is_for_any_terminal():
    assert plain("log\x1b[2J\u202e\n") == "log?[2J??"


@pytest.mark.tool("openssl", "sh")
def test_it_prints_the_line_that_verifies_a_time_stamp(folder: Path, authority: Authority, tmp_path: Path):
    ledger = folder.parent / "livret.db"
    with authority.serving() as url:
        run(ledger, "seal", "--timestamp", url)
        run(ledger, "dossier", "C1", "2026-02", "-o", tmp_path / "d.zip", "--timestamp", url)
    with zipfile.ZipFile(tmp_path / "d.zip") as archive:
        archive.extractall(tmp_path / "d")
    done = alone(tmp_path, "d.zip", "--ca", str(authority.roots))
    assert done.returncode == 0, done.stdout + done.stderr
    lines = [line for line in done.stdout.splitlines() if line.startswith("openssl ts -verify ")]
    assert len(lines) == 2
    for line in lines:
        ran = subprocess.run(["sh", "-c", line], cwd=tmp_path / "d", capture_output=True, text=True, check=False)
        assert ran.returncode == 0, ran.stderr
        assert "OK" in ran.stdout + ran.stderr


def test_the_guide_leads_by_hand_to_the_hash_of_an_entry(folder: Path):
    """The line of the guide that hashes an entry, done with other tools than ours."""
    from hashlib import sha256

    from ledger.seal.merkle import leaf_hash

    fifth = (folder / "d/entries/0").read_bytes().split(b"\n")[4]
    assert sha256(b"\0" + fifth).digest() == leaf_hash(fifth)
    for guide in ("GUIDE.en.md", "GUIDE.fr.md"):
        assert "(printf '\\0'; sed -n 5p entries/0 | tr -d '\\n') | sha256sum" in (folder / "d" / guide).read_text(
            "utf-8"
        )
    shell = "(printf '\\0'; sed -n 5p entries/0 | tr -d '\\n') | sha256sum"
    ran = subprocess.run(["bash", "-c", shell], cwd=folder / "d", capture_output=True, text=True, check=True)
    assert ran.stdout.split()[0] == leaf_hash(fifth).hex()
