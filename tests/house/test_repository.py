"""What may stand in the repository: text that any machine can read, pins that any machine can install."""

import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

from tests.house.sources import ROOT, tracked

BOOKLET = ROOT.parent / "shared" / "booklet"
RUN = 8
"""Words of the booklet in a row that make a copy of it."""

LEGAL = frozenset({"LICENSE"})
LOCKS = ("requirements.lock", "requirements-build.lock", "requirements-dev.lock")

# Written with brackets, so that this file does not hold what it forbids.
FORBIDDEN = {
    "a package index": r"pypi[.]org|python[h]osted|registry[.]npmjs|deb[.]debian|proxy[.]golang",
    "a path of one machine": r"(?<![\w.~$}-])/(work|root|farm|home|Users)/\w|/opt/(wheels|pypi)|/tm[p]/livret",
    "a promise": r"\b(TO[D]O|FIX[M]E|XX[X])\b",
    # What evidence is not: such words have been held against those who used them.
    "a boast": r"(?i:infalsif[i]able|valeur probante garanti[e]|registre électronique qualifi[é]|tamper-proo[f])",
}
PIN = re.compile(r"[a-z0-9-]+==[^\s;]+( ; [^\\]+)? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")

TRACKED = tracked()
in_a_clone = pytest.mark.skipif(not TRACKED, reason="not a clone: git tracks nothing here")
every_file = pytest.mark.parametrize("path", TRACKED, ids=str)


def text_of(path: Path) -> str | None:
    """The text of a file, None for one that holds none; raises UnicodeDecodeError where it is not UTF-8."""
    content = (ROOT / path).read_bytes()
    return None if b"\0" in content else content.decode("utf-8")


def unclean(text: str) -> list[str]:
    """What a text holds that no file of the repository may, with its line."""
    found = [
        f"line {text.count(chr(10), 0, hit.start()) + 1}: {what}: {hit[0]}"
        for what, pattern in FORBIDDEN.items()
        for hit in re.finditer(pattern, text)
    ]
    if "\r" in text:
        found.append("a carriage return")
    if text and not text.endswith("\n"):
        found.append("no newline at its end")
    return found


def runs(text: str) -> set[tuple[str, ...]]:
    """Every run of words of a text, whatever its case, punctuation and line ends."""
    words = re.findall(r"\w+", text.lower())
    return {tuple(words[start : start + RUN]) for start in range(len(words) - RUN + 1)}


@cache
def booklet() -> frozenset[tuple[str, ...]]:
    return frozenset(run for file in sorted(BOOKLET.glob("*.txt")) for run in runs(file.read_text("utf-8")))


def pins(lock: str) -> dict[str, str]:
    """Name -> version and marker, of every pin of a lock file."""
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    return dict(line.removesuffix(" \\").split("==", 1) for line in lines if PIN.fullmatch(line))


@in_a_clone
def test_the_laws_see_the_files():
    assert Path("pyproject.toml") in TRACKED


@every_file
def test_a_file_is_clean_text(path: Path):
    text = text_of(path)
    assert text is None or not unclean(text)


@every_file
def test_a_file_is_not_the_lock_of_another_tool(path: Path):
    # Such a lock names the index that it was made from.
    assert path.name not in ("uv.lock", "poetry.lock", "Pipfile.lock")


@pytest.mark.skipif(not BOOKLET.is_dir(), reason="the booklet is not beside the clone")
@in_a_clone
def test_no_file_copies_a_sentence_of_the_booklet():
    assert booklet()
    texts = {path: text_of(path) for path in TRACKED if path.name not in (*LEGAL, *LOCKS)}
    copied = {str(path): sorted(booklet() & runs(text)) for path, text in texts.items() if text}
    assert not {path: [" ".join(run) for run in found] for path, found in copied.items() if found}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_holds_pins_and_their_hashes_alone(lock: str):
    lines = (ROOT / lock).read_text("utf-8").splitlines()
    assert pins(lock)
    assert not [line for line in lines if not (PIN.fullmatch(line) or HASH.fullmatch(line))]


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-build.lock"])
def test_the_tests_run_on_the_versions_that_are_shipped(lock: str):
    assert pins(lock).items() <= pins("requirements-dev.lock").items()


def test_what_is_declared_is_pinned():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"]
    wanted = {"requirements.lock": project["dependencies"], "requirements-dev.lock": extras["dev"] + extras["postgres"]}
    for lock, requirements in wanted.items():
        names = {re.split(r"[^\w-]", requirement)[0] for requirement in requirements}
        assert names <= pins(lock).keys(), f"{lock} is older than pyproject.toml; run `make lock`"


def test_make_lists_its_targets():
    listed = subprocess.run(["make", "-C", str(ROOT)], check=True, capture_output=True, text=True).stdout
    for target in (
        "setup",
        "demo",
        "test",
        "lint",
        "check",
        "oracle",
        "crash",
        "flips",
        "bench",
        "messages",
        "wheel",
        "clean",
    ):
        assert re.search(rf"^  make {target} +\w", listed, re.MULTILINE), f"`make` does not list {target}"


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("plain\n", "clean"),
        ("", "clean"),
        ("no end", "unclean"),
        ("carriage\r\n", "unclean"),
        ("index-url = https://pypi" + ".org/simple\n", "unclean"),
        ("see /wo" + "rk/shared/data\n", "unclean"),
        ("cd /ho" + "me/someone\n", "unclean"),
        ("see docs/wo" + "rk/notes and https://example.org/wo" + "rk/notes\n", "clean"),
        ("# TO" + "DO: later\n", "unclean"),
        ("Un journal infalsi" + "fiable.\n", "unclean"),
        ("Valeur probante " + "garantie\n", "unclean"),
    ],
)
def test_unclean_text_is_told(text: str, verdict: str):
    assert ("unclean" if unclean(text) else "clean") == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("# un deux trois, quatre\n# cinq SIX sept « huit »", "copy"),
        ("un deux trois quatre cinq six sept", "fine"),
        ("un deux trois quatre, et cinq six sept huit", "fine"),
    ],
)
def test_a_copied_run_of_words_is_told(text: str, verdict: str):
    original = runs("Zéro, un, deux, trois, quatre, cinq, six, sept, huit, neuf.")
    assert ("copy" if original & runs(text) else "fine") == verdict
