"""What a provider can do who has the key and seals whatever it likes: every hash and signature fits, and it is found.

Each forgery is judged by `livret dossier verify` and by the verifier that every dossier carries.
"""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cli.dossier_judge import judged
from ledger.seal import excerpt
from ledger.seal.checkpoint import SigningKey
from ledger.seal.container import pack
from projections.report.language import language
from tests.seal.dossiers import Files, add, build, dossier, outage, recovered, told, told_alone, with_about, with_heads
from tests.seal.forger import Sealed, changed, checkpoint, forged, sealed_of, signing_key, slots_of

ENVIRONMENT, C1, PROVIDER = "environment/prod-1", "contract/C1", "provider"


@pytest.fixture(scope="module")
def ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    ledger = tmp_path_factory.mktemp("forgeries") / "livret.db"
    build(ledger)
    return ledger


@pytest.fixture(scope="module")
def sound(ledger: Path) -> Files:
    return dossier(ledger)


@pytest.fixture(scope="module")
def signing(ledger: Path, sound: Files) -> SigningKey:
    return signing_key(ledger, sound)


@pytest.fixture(scope="module")
def sealed(sound: Files) -> list[Sealed]:
    return sealed_of(sound)


def altered(sealed: Sealed, number: int, change: Callable[[bytes], bytes], scope: str = ENVIRONMENT) -> Sealed:
    """The epoch with an entry changed."""
    lines = [*sealed.logs[scope]]
    lines[number] = change(lines[number])
    return sealed._replace(logs={**sealed.logs, scope: lines})


def milder(sealed: Sealed) -> Sealed:
    """The epoch with a total outage made a partial one, which counts for nothing."""
    number = next(n for n, line in enumerate(sealed.logs[ENVIRONMENT]) if b'"impact":"total"' in line)
    return altered(sealed, number, lambda line: changed(line, b'"total"', b'"partial"'))


def test_what_the_forger_seals_is_accepted_where_nothing_is_forged(
    sound: Files, signing: SigningKey, sealed: list[Sealed]
):
    made = forged(sound, signing, sealed)
    assert told(made) == []
    assert told_alone(made) is None


def test_entries_rewritten_after_a_checkpoint_was_handed_out_are_found_by_it(
    sound: Files, signing: SigningKey, sealed: list[Sealed]
):
    """The log of epochs goes on, and so does every signature; only the entries under it are others."""
    held = checkpoint(signing, sealed, slots_of(sound))
    after = [*sealed, milder(sealed[-1])]
    hidden, open_ = forged(sound, signing, after, opened=[3]), forged(sound, signing, after)
    assert told(hidden) == []  # whoever holds nothing sees one history
    (fault,) = told(hidden, held=[held])
    assert fault.startswith("what the entries were at the checkpoint held, of 3 epochs, is not shown")
    assert told_alone(hidden, held=held) == "the record of epoch 2 is not shown"
    assert "one was altered, left out, moved or added" in told(open_, held=[held])[0]
    assert "its entries are not those sealed in epoch 1" in (told_alone(open_, held=held) or "")


def test_a_head_left_out_of_an_epoch_that_is_opened_is_found(sound: Files, signing: SigningKey, sealed: list[Sealed]):
    after = [*sealed, milder(sealed[-1])]
    made = with_heads(
        forged(sound, signing, after),
        lambda heads: [head for head in heads if head["scope"] != ENVIRONMENT or head["epoch"] == 3],
    )
    assert told(made) == [
        f"{ENVIRONMENT}: what it was in epoch {epoch} is not shown, though the epoch is" for epoch in (1, 2)
    ]
    assert told_alone(made) == f"{ENVIRONMENT}: a head of it is missing"


def test_a_checkpoint_whose_epoch_is_not_opened_binds_nothing_and_is_refused(
    sound: Files, signing: SigningKey, sealed: list[Sealed]
):
    """Where a time-stamp stands on an old checkpoint, the entries must be shown to be those of then."""
    made = forged(sound, signing, [*sealed, milder(sealed[-1])], opened=[3])
    made = recovered({**made, "log/3.checkpoint": checkpoint(signing, sealed, slots_of(sound))})
    assert told(made) == ["log/3.checkpoint: the record of its epoch is missing"]
    assert told_alone(made) == "the record of epoch 2 is not shown"


def test_an_earlier_dossier_held_binds_its_entries_by_itself(sound: Files, signing: SigningKey, sealed: list[Sealed]):
    made = forged(sound, signing, [*sealed, milder(sealed[-1])], opened=[3])
    assert told(made, held=[pack(forged(sound, signing, sealed))]) == [
        f"{ENVIRONMENT} does not go on from the entries of the dossier held"
    ]


@pytest.mark.parametrize("envelope", [{"position": 70}, {"recorded_at": 1}], ids=["position", "time"])
def test_an_entry_dated_back_behind_an_epoch_is_found_by_that_epoch(
    sound: Files, signing: SigningKey, sealed: list[Sealed], envelope: dict[str, int]
):
    """An entry that the last epoch brought says that it was there before."""
    before = sealed[-2].position
    said = {name: min(value, before) if name == "position" else value for name, value in envelope.items()}
    logs = {**sealed[-1].logs, C1: [*sealed[-1].logs[C1]]}
    logs[ENVIRONMENT] = [
        *sealed[-2].logs[ENVIRONMENT],
        changed(sealed[-1].logs[ENVIRONMENT][-2], b"", b"", **said),
    ]
    made = forged(sound, signing, [*sealed[:-1], sealed[-1]._replace(logs=logs)])
    assert any("is not in epoch" in fault and "dated back" in fault for fault in told(made)), told(made)
    assert told_alone(made) == f"{ENVIRONMENT}: entry {len(logs[ENVIRONMENT]) - 1} is out of place"


def test_an_event_sealed_twice_is_found_by_its_source_and_id(sound: Files, signing: SigningKey, sealed: list[Sealed]):
    last = sealed[-1]
    lines = last.logs[ENVIRONMENT]
    again = changed(lines[-1], b"", b"", index=len(lines), position=last.position + 1)
    longer = last._replace(logs={**last.logs, ENVIRONMENT: [*lines, again]}, position=last.position + 1)
    assert f"#{longer.position} has the source and id of #{last.position}" in told(
        forged(sound, signing, [*sealed[:-1], longer])
    )


@pytest.mark.parametrize(
    ("old", "new"),
    [(b'"index":0', b'"index":9,"index":0'), (b'"id":', b'"id":"other","id":')],
    ids=["envelope", "body"],
)
def test_an_entry_that_says_two_things_at_once_is_found_by_its_names(
    sound: Files, signing: SigningKey, sealed: list[Sealed], old: bytes, new: bytes
):
    """Readers of JSON take the first or the last of two fields of one name: each would see another entry."""

    def doubled(sealed: Sealed) -> Sealed:
        return altered(sealed, 0, lambda line: line.replace(old, new, 1), PROVIDER)

    clean = forged(sound, signing, sealed)
    made = forged(sound, signing, list(map(doubled, sealed)), stated=False)
    made = recovered({**clean, **made})
    assert told(made) == [f"{PROVIDER}: what stands at #0 of its log is no entry"]
    assert told_alone(made) == "a name stands twice in one object"


# What is around the log


@pytest.mark.parametrize("scope", [PROVIDER, C1])
def test_a_dossier_of_one_article_without_a_scope_is_found(ledger: Path, scope: str):
    """The provider's scope says which keys are revoked: no dossier is without it, whatever it is about."""
    files = dossier(ledger, "--article", "7")

    def forget(about: dict[str, Any]) -> None:
        about["scopes"] = [each for each in about["scopes"] if each["scope"] != scope]

    slot = slots_of(files)[scope]
    made = with_about({name: files[name] for name in files if name != f"entries/{slot}"}, forget)
    assert f"the dossier has nothing of {scope}" in told(made)
    assert told_alone(made) == f"nothing is here of {scope}"


def test_entries_under_the_name_of_something_else_are_found(sound: Files):
    """A log whose entries hold markup would open as a page."""
    slot = slots_of(sound)[ENVIRONMENT]

    def rename(about: dict[str, Any]) -> None:
        next(each for each in about["scopes"] if each["scope"] == ENVIRONMENT)["file"] = "verdict.html"

    moved = {name: content for name, content in sound.items() if name != f"entries/{slot}"}
    made = with_about({**moved, "verdict.html": sound[f"entries/{slot}"]}, rename)
    assert told(made) == ["dossier.json does not say what a dossier is about"]
    assert told_alone(made) == f"{ENVIRONMENT}: not its file"


def test_an_edition_that_binds_nobody_is_found(sound: Files):
    made = recovered({**sound, "editions/carrus-2027.toml": b"threshold = '50'\n"})
    assert told(made) == ["editions/carrus-2027.toml is not the edition that this program computes with"]


@pytest.mark.parametrize("version", ["program", "tzdata"])
def test_a_page_altered_under_the_name_of_another_version_is_remarked(sound: Files, version: str):
    """Another version may write a page otherwise, so it is no fault; but nobody is left to believe the page."""
    page = {"statement.fr.html": b"<p>Tous les engagements sont tenus.</p>"}
    made = with_about({**sound, **page}, lambda about: about.update({version: "2000a"}))
    remarks = [language("en").say(each) for each in judged(pack(made)).remarks]
    assert (
        "statement.fr.html is not what this version makes of the entries: do not rely on it, only on statement.json"
        in remarks
    )


def test_a_statement_that_says_two_things_under_the_name_of_another_version_is_found(sound: Files):
    twice = {"statement.json": sound["statement.json"].replace(b"{", b'{"contract": "C9",', 1)}
    made = with_about({**sound, **twice}, lambda about: about.update(program="0.0"))
    assert told(made) == ["statement.json cannot be read, or is missing"]


# Which epochs a dossier opens


def test_of_many_epochs_the_newest_are_opened_and_those_that_matter(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    ledger = tmp_path / "livret.db"
    build(ledger)
    other = json.dumps(
        {
            "specversion": "1.0",
            "source": "/other",
            "id": "other",
            "type": "outage.started",
            "scope": "environment/prod-2",
            "subject": "outage/other",
            "time": "2026-02-20T15:00:00+01:00",
            "data": {},
        }
    )
    add(ledger, other + "\n")
    add(ledger, outage(2, 5))
    every = dossier(ledger)
    monkeypatch.setattr(excerpt, "OPENED", 1)
    few = dossier(ledger)
    epochs = [[json.loads(line)["epoch"] for line in files["log/records"].splitlines()] for files in (every, few)]
    assert epochs == [[0, 1, 2, 3, 4], [0, 1, 2, 4]]
    assert told(every) == told(few) == []
