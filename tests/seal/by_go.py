"""Go's own code for signed notes and Merkle proofs (golang.org/x/mod/sumdb), through a small program kept beside."""

import os
import subprocess
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import pytest

from ledger.seal.note import VerifierKey, encode

HERE = Path(__file__).parent / "go"
LIBRARIES = Path("/usr/share/gocode")
"""Where Debian puts the sources of Go's libraries."""

with_go = pytest.mark.tool("go")


@cache
def program(folder: Path) -> Path:
    """The program, built."""
    if not (LIBRARIES / "src/golang.org/x/mod/sumdb").is_dir():
        absent = "golang-golang-x-mod-dev is not installed"
        if os.environ.get("LIVRET_REQUIRE_TOOLS"):
            pytest.fail(f"{absent}, and LIVRET_REQUIRE_TOOLS is set", pytrace=False)
        pytest.skip(absent)
    built = folder / "check"
    environment = {**os.environ, "GO111MODULE": "off", "GOPATH": str(LIBRARIES), "GOFLAGS": ""}
    subprocess.run(["go", "build", "-o", built, "main.go"], cwd=HERE, env=environment, check=True)
    return built


def said(folder: Path, lines: Iterable[str]) -> list[str]:
    """What Go says of each line: `ok`, or what is wrong with it."""
    ran = subprocess.run([program(folder)], input="\n".join(lines) + "\n", capture_output=True, text=True, check=True)
    return ran.stdout.splitlines()


def note_line(key: VerifierKey, note: bytes) -> str:
    return f"note {key.line()} {encode(note)}"


def proof_line(kind: str, one: int, other: int, first: bytes, second: bytes, hashes: Iterable[bytes]) -> str:
    return f"{kind} {one} {other} {encode(first)} {encode(second)} {','.join(map(encode, hashes))}"
