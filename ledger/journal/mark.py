"""The high-water mark: how far a ledger was seen to reach, kept outside the ledger.

An old copy that is put in a ledger's place is whole in itself; only who remembers more can tell. The mark is written
when something is sealed and when a journal that recorded something is closed, so that recording costs nothing more.
A folder that cannot be written to is no error: then nothing is remembered.
It is of a ledger in its place: a copy elsewhere may grow into another history without the first one being suspected.
"""

import contextlib
import hashlib
import json
import os
import uuid
from pathlib import Path
from typing import NamedTuple

from ledger.journal.sealed import Seals
from ledger.refusal import IntegrityFailure


class Mark(NamedTuple):
    """The last position seen and the hash of its entry, how many epochs were seen closed, and the last one's root."""

    position: int
    leaf: str
    epochs: int
    root: str


def folder() -> Path:
    """Where marks are kept: $LIVRET_STATE, else a folder of the user's own state."""
    if named := os.environ.get("LIVRET_STATE"):
        return Path(named)
    state = os.environ.get("XDG_STATE_HOME")
    return (Path(state) if state else Path.home() / ".local" / "state") / "livret"


def mark_file(identity: bytes, ledger: Path) -> Path:
    """The file of the mark of the ledger in this place."""
    place = hashlib.sha256(os.fsencode(os.path.realpath(ledger))).hexdigest()[:16]
    return folder() / f"{identity.hex()}-{place}.json"


def read_mark(identity: bytes, ledger: Path) -> Mark | None:
    """The mark of the ledger in this place; None where there is none that can be read."""
    try:
        said = json.loads(mark_file(identity, ledger).read_bytes())
        found = Mark(said["position"], said["leaf"], said["epochs"], said["root"])
    except (OSError, RuntimeError, ValueError, KeyError, TypeError):
        return None
    return found if [*map(type, found)] == [int, str, int, str] else None


def mark_of(seals: Seals) -> Mark:
    """How far a ledger reaches."""
    position, last = seals.position(), seals.last_epoch()
    leaf = seals.leaf_at(position) or b""
    return Mark(position, leaf.hex(), last.number + 1 if last else 0, last.root.hex() if last else "")


def keep_mark(identity: bytes, ledger: Path, mark: Mark, *, durable: bool, lower: bool = False) -> bool:
    """Remember how far a ledger reaches, if it is further than is remembered, or `lower`; False where none can be kept.

    `durable`: on return it survives a power cut.
    """
    known = read_mark(identity, ledger)
    if known == mark or (known and not lower and (known.position, known.epochs) > (mark.position, mark.epochs)):
        return True
    file = mark_file(identity, ledger) if _home_is_known() else None
    if file is None:
        return False
    unfinished = file.with_name(f".{file.name}.{uuid.uuid4().hex}")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        with unfinished.open("w", encoding="ascii") as opened:
            json.dump(mark._asdict(), opened)
            if durable:
                opened.flush()
                os.fsync(opened.fileno())
        unfinished.replace(file)
        if durable:
            _settle(file.parent)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
        return False
    return True


def below(seals: Seals, mark: Mark) -> str | None:
    """What a ledger lacks of what it was seen to hold: `position`, `entry`, `epoch` or `root`; None if nothing."""
    leaf = seals.leaf_at(mark.position) if mark.position else b""
    if leaf is None or seals.position() < mark.position:
        return "position"
    if leaf.hex() != mark.leaf:
        return "entry"
    if mark.epochs:
        epoch = seals.epoch(mark.epochs - 1)
        if epoch is None:
            return "epoch"
        if epoch.root.hex() != mark.root:
            return "root"
    return None


def check_mark(seals: Seals, ledger: Path) -> None:
    """Raise IntegrityFailure where a ledger does not hold what it was seen to hold."""
    mark = read_mark(seals.identity(), ledger)
    lacks = mark and below(seals, mark)
    if mark is None or lacks is None:
        return
    if lacks in ("position", "epoch"):
        raise IntegrityFailure(
            "{ledger}: it ends at #{position} with {epochs} epochs, and was seen at #{seen} with {sealed}; "
            "if an old copy was put back, declare it: `livret restored --because …`",
            ledger=ledger,
            position=seals.position(),
            epochs=mark_of(seals).epochs,
            seen=mark.position,
            sealed=mark.epochs,
        )
    raise IntegrityFailure(
        "{ledger}: its entry #{seen} or its epochs are not those seen before, its history is another; verify it, "
        "and if an old copy was put back, declare it: `livret restored --because …`",
        ledger=ledger,
        seen=mark.position,
    )


def _home_is_known() -> bool:
    try:
        folder()
    except RuntimeError:
        return False
    return True


def _settle(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
