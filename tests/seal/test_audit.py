"""A verification finds no fault in what nobody touched, whatever happened to the ledger by its own commands."""

import shutil
import threading
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.journal.rebuild import differences, rebuild
from ledger.seal.audit import audit
from ledger.seal.signing import seal as sign
from tests.journal.submissions import admit_all, submission
from tests.seal.sealed import NOW, issue, key_of, record, verified


class Keeper:
    """Does with a ledger what its commands do, one after the other, and knows its key."""

    def __init__(self, ledger: Path) -> None:
        self.ledger, self.backup = ledger, ledger.with_name("backup.db")
        self.seed = 0
        self.step = 0

    def do(self, what: str) -> None:
        self.step += 1
        with Journal.open(self.ledger, below_mark=what == "restore") as journal:
            getattr(self, f"_{what}")(journal)

    def _record(self, journal: Journal) -> None:
        record(journal, str(self.step), [number * self.step % 5 for number in range(self.step % 4 + 1)])

    def _many(self, journal: Journal) -> None:
        record(journal, str(self.step), [0] * 260)

    def _key(self, journal: Journal) -> None:
        old = key_of(journal.seals().identity(), self.seed) if self.seed else None
        self.seed += 1
        issue(journal, self.seed, **({"replaces": old.verifier.id.hex()} if old else {}))
        sign(journal, old or key_of(journal.seals().identity(), self.seed), NOW)

    def _lose(self, journal: Journal) -> None:
        """Revoke the key, and issue another that nothing vouches for."""
        if self.seed:
            name = key_of(journal.seals().identity(), self.seed).verifier.id.hex()
            said = {"because": "lost"}
            event = submission(f"lost-{name}", type="key.revoked", scope="provider", subject=f"key/{name}", data=said)
            journal.append([event], admit=admit_all)
            self.seed += 1
            key = issue(journal, self.seed)
            sign(journal, key, NOW)

    def _seal(self, journal: Journal) -> None:
        if self.seed:
            sign(journal, key_of(journal.seals().identity(), self.seed), NOW)

    def _restore(self, journal: Journal) -> None:
        """Declare what was put back, as `livret restored` does."""
        mark_of_now = journal.seals().last_epoch()
        data = {"position": 0, "seen": 0, "epochs": 1 + (mark_of_now.number if mark_of_now else -1) + 2}
        name = f"restored-{self.step}"
        event = submission(
            name, type="ledger.restored", scope="provider", subject="ledger", data={**data, "because": "x"}
        )
        journal.append([event], admit=admit_all)
        journal.forget_mark()


STEPS = st.sampled_from(["record", "record", "many", "key", "lose", "seal", "seal", "restore"])


@settings(max_examples=40)
@given(st.lists(STEPS, max_size=14))
def test_what_its_own_commands_did_is_no_fault(tmp_path_factory: pytest.TempPathFactory, steps: list[str]):
    ledger = tmp_path_factory.mktemp("kept") / "livret.db"
    Journal.create(ledger).close()
    keeper = Keeper(ledger)
    for step in steps:
        keeper.do(step)
    assert verified(ledger) == []
    fresh = ledger.with_name("fresh.db")
    rebuild(ledger, fresh)
    assert list(differences(ledger, fresh)) == []
    assert verified(fresh) == []


def test_a_ledger_that_grows_meanwhile_is_no_fault(ledger: Path, journal: Journal):
    """The mark may already know more than the snapshot that is verified."""
    record(journal, "a", [0])
    sign(journal, issue(journal), NOW)
    with open_reader(ledger) as reader:
        record(journal, "b", [0])
        sign(journal, key_of(reader.uuid()), NOW)
        assert audit(reader).findings == []


def test_of_two_who_seal_at_once_one_does(ledger: Path):
    with Journal.create(ledger) as journal:
        key = issue(journal)
        record(journal, "a", [0, 1])
    closed: list[object] = []

    def seal_it() -> None:
        with Journal.open(ledger) as own:
            closed.append(sign(own, key, NOW))

    threads = [threading.Thread(target=seal_it) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(closed) == 6
    assert sum(each is not None for each in closed) == 1
    assert verified(ledger) == []


def test_a_copy_is_sealed_as_its_original(ledger: Path, tmp_path: Path):
    with Journal.create(ledger) as journal:
        key = issue(journal)
        record(journal, "a", [0, 1])
        sign(journal, key, NOW)
    copy = Path(shutil.copy(ledger, tmp_path / "copy.db"))
    assert verified(copy) == []
    with open_reader(ledger) as ours, open_reader(copy) as theirs:
        assert list(ours.seals().epochs()) == list(theirs.seals().epochs())
