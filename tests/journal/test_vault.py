"""Personal values: committed to in the ledger, held in the vault, shown while they are there."""

import json
import sqlite3
import stat
from base64 import urlsafe_b64decode, urlsafe_b64encode
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.events.canonical import canonical
from ledger.events.catalogue import event_class, types
from ledger.events.entry import amended
from ledger.events.personal import CODES, ERASED, LOST, PERSONAL, TEXTS, VAULT_MISSING, put_back, taken_out, values_of
from ledger.events.wire import submission as checked
from ledger.journal import taking
from ledger.journal.application import Journal
from ledger.journal.commitment import commitment, disclosure, new_salt
from ledger.journal.copy import copy
from ledger.journal.leaf import source_key
from ledger.journal.read import open_reader
from ledger.journal.vault import held, open_vault, vault_path
from ledger.refusal import InputsRefused, IntegrityFailure, LedgerUnavailable, Refusal
from tests.journal.submissions import admit_all, submission
from tests.ledger.in_files import room  # noqa: F401 - runs every test twice

CONTRACT = "contract/C1"
TICKET: dict[str, Any] = {"type": "ticket.submitted", "scope": CONTRACT, "subject": "ticket/1"}
SAID = {"channel": "portal", "reporter": "m.durand", "summary": "payslips of M. Petit"}


def ticket(identifier: str = "1", **said: Any) -> Any:
    data = SAID | said.pop("data", {})
    return submission(identifier, **TICKET, data={name: each for name, each in data.items() if each}, **said)


def restatement(identifier: str, of: str, changes: dict[str, Any]) -> Any:
    data = {"because": "wrong", "changes": changes, "entry": {"source": "/monitoring/probe", "id": of}}
    return submission(identifier, **TICKET | {"type": "entry.restated"}, amended="ticket.submitted", data=data)


def bodies(ledger: Path) -> list[dict[str, Any]]:
    with open_reader(ledger) as reader:
        return [json.loads(reader.raw(entry.position).body) for entry in reader.everything()]


def rfc_9901(salt: bytes, name: str, value: str) -> str:
    """The digest of a disclosure as sections 4.2.1 and 4.2.3 have it, in our own order of thinking."""

    def b64(octets: bytes) -> str:
        return urlsafe_b64encode(octets).decode().rstrip("=")

    array = json.dumps([b64(salt), name, value], separators=(",", ":"), ensure_ascii=False)
    return b64(sha256(b64(array.encode()).encode()).digest())


@given(st.binary(min_size=16, max_size=16), st.text(st.characters(exclude_categories=["Cs"])))
def test_a_commitment_is_the_digest_of_a_disclosure(salt: bytes, value: str):
    assert commitment(salt, "data.summary", value) == rfc_9901(salt, "data.summary", value)
    shown = disclosure(salt, "data.summary", value)
    assert json.loads(urlsafe_b64decode(shown + b"=" * (-len(shown) % 4)))[1:] == ["data.summary", value]


def test_the_standard_s_own_example_has_its_digest():
    # RFC 9901, section 4.2.1: the blanks are its own, which is why it is not `commitment` that is asked.
    shown = urlsafe_b64encode(b'["_26bc4LT-ac6q2KI6cBW5es", "family_name", "M\xc3\xb6bius"]').rstrip(b"=")
    assert shown == b"WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    digest = urlsafe_b64encode(sha256(shown).digest()).rstrip(b"=")
    assert digest == b"X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


def test_the_ledger_has_commitments_and_the_vault_the_values(journal, ledger):
    journal.append([ticket(actor="t.martin")], admit=admit_all)
    (body,) = bodies(ledger)
    assert body["data"] == {"channel": "portal"}
    assert "actor" not in body
    with open_reader(ledger) as reader:
        (entry,) = reader.everything()
        found = {each.path: each for each in reader.disclosing.held(entry)}
        assert {path: each.value for path, each in found.items()} == {
            "actor": "t.martin",
            "data.reporter": "m.durand",
            "data.summary": "payslips of M. Petit",
        }
        assert body[PERSONAL] == {path: rfc_9901(each.salt, path, each.value) for path, each in found.items()}
        assert reader.disclosed(entry).data == SAID
        assert reader.disclosed(entry).actor == "t.martin"
        assert len({each.salt for each in found.values()}) == 3


def test_two_mentions_of_a_person_share_nothing_that_shows(journal, ledger):
    journal.append([submission(str(number), actor="probe-3") for number in range(50)], admit=admit_all)
    assert len({body[PERSONAL]["actor"] for body in bodies(ledger)}) == 50


def test_only_its_owner_reads_the_vault(journal, ledger):
    journal.append([ticket()], admit=admit_all)
    for file in ledger.parent.glob("*.vault*"):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_what_says_nothing_personal_makes_no_vault(journal, ledger):
    journal.append([submission("1")], admit=admit_all)
    journal.append([ticket("2", data={"reporter": None, "summary": None})], admit=admit_all)
    journal.append([ticket("3")], admit=admit_all, dry_run=True)
    assert not vault_path(ledger).exists()


ATTRIBUTES = st.fixed_dictionaries(
    {},
    optional={
        "actor": st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=9)
        | st.sampled_from([',"scope":"', '"', "\\", 'a","recordedtime":"', "é\u2028"]),
        "recordedtime": st.just("2026-03-10T09:12:00+01:00"),
        "correlationid": st.sampled_from(["c", '"scope":"', "}"]),
        "causationid": st.sampled_from(['x","scope":"y', "z"]),
    },
)


@settings(max_examples=150)
@given(attributes=ATTRIBUTES, description=st.sampled_from([None, '"scope":"x"', ',"recordedtime":"', "plain"]))
def test_an_actor_is_cut_out_as_if_the_body_had_been_read(tmp_path_factory, attributes, description):
    ledger = tmp_path_factory.mktemp("cut") / "livret.db"
    event = {
        "specversion": "1.0", "id": 'i","scope":"', "source": "/s", "type": "outage.started", "subject": "outage/1",
        "scope": "environment/p", "time": "2026-03-10T09:12:00+01:00", **attributes,
        "data": {} if description is None else {"description": description},
    }  # fmt: skip
    given_ = checked(event)
    with Journal.create(ledger) as journal:
        journal.append([given_], admit=admit_all)
    (body,) = bodies(ledger)
    with open_reader(ledger) as reader:
        ((entry, content),) = reader.contents()
        assert reader.raw(entry.position).body == canonical(body)
        assert content == given_.body
    assert body.get(PERSONAL, {}).keys() == ({"actor"} & attributes.keys())


# The same again


@pytest.mark.parametrize(
    ("again", "verdict"),
    [
        ({}, "skipped"),
        ({"data": {"summary": "something else"}}, "refused"),
        ({"data": {"reporter": "a.nother"}}, "refused"),
        ({"data": {"reporter": None}}, "refused"),
        ({"actor": "a.nother"}, "refused"),
        ({"data": {"channel": "phone"}}, "refused"),
    ],
)
def test_the_same_again_is_compared_with_its_values(journal, again, verdict):
    journal.append([ticket()], admit=admit_all)
    outcome = journal.append([ticket(**again)], admit=admit_all, refuse=lambda *_: None)
    assert (outcome.recorded, "skipped" if outcome.skipped else "refused") == (0, verdict)


@pytest.mark.parametrize(
    ("again", "verdict"),
    [
        ({}, "skipped"),
        ({"data": {"reporter": "a.nother"}}, "skipped"),
        ({"data": {"reporter": None}}, "skipped"),
        ({"data": {"channel": "phone"}}, "refused"),
    ],
)
def test_once_erased_only_the_public_part_is_compared_and_nothing_comes_back(journal, ledger, again, verdict):
    journal.append([ticket()], admit=admit_all)
    assert journal.erase("m.durand", lambda found: [], admit_all) is not None
    before = bodies(ledger)
    outcome = journal.append([ticket(**again)], admit=admit_all, refuse=lambda *_: None)
    assert (outcome.recorded, "skipped" if outcome.skipped else "refused") == (0, verdict)
    assert bodies(ledger) == before
    with open_reader(ledger) as reader:
        (entry,) = reader.everything()
        assert reader.disclosing.held(entry) == []
        assert reader.shown(entry).data == {"channel": "portal", "reporter": ERASED, "summary": ERASED}


# Restatements


def test_a_restatement_commits_to_what_it_says_anew(journal, ledger):
    journal.append([ticket()], admit=admit_all)
    changes = {"reporter": "p.petit", "summary": None, "channel": "phone"}
    journal.append([restatement("2", "1", changes)], admit=admit_all)
    _, body = bodies(ledger)
    assert body["data"]["changes"] == {"channel": "phone", "summary": None}
    assert list(body[PERSONAL]) == ["data.changes.reporter"]
    with open_reader(ledger) as reader:
        told = list(reader.everything())
        assert reader.disclosed(told[1]).data["changes"] == changes
        (folded,) = amended(told)
        assert reader.disclosed(folded).data == {"channel": "phone", "reporter": "p.petit"}
        assert reader.disclosed(folded).personal == {}
    found = journal.erase("p.petit", lambda found: [], admit_all)
    assert found.counts() == {CONTRACT: {"data.changes.reporter": 1, "data.summary": 1}}
    with open_reader(ledger) as reader:
        (folded,) = amended(reader.everything())
        assert reader.shown(folded).data == {"channel": "phone", "reporter": ERASED}


# Elsewhere


def test_an_export_of_what_is_erased_can_be_imported_again(journal, ledger, tmp_path):
    said = [ticket(actor="m.durand"), submission("2")]
    journal.append([checked(json.loads(each.body)) for each in said], admit=admit_all)
    journal.erase("m.durand", lambda found: [], admit_all)
    with open_reader(ledger) as reader:
        exported = [content for _, content in reader.contents()]
        bare = [reader.raw(position).body for position in (1, 2)]
    assert exported == bare
    events = [checked(json.loads(content)) for content in exported]
    assert journal.append(events, admit=admit_all).skipped == 2
    with Journal.create(tmp_path / "other.db") as other:
        assert other.append(events, admit=admit_all).recorded == 2
    assert bodies(tmp_path / "other.db") == bodies(ledger)
    assert not vault_path(tmp_path / "other.db").exists()


GOOD = "A" * 43


@pytest.mark.parametrize(
    ("personal", "reason"),
    [
        ({"actor": GOOD}, None),
        ({"data.reporter": GOOD, "actor": GOOD}, None),
        ({}, "not what an export writes"),
        ("x", "not what an export writes"),
        ({"actor": GOOD[:-1]}, "not what an export writes"),
        ({"actor": GOOD[:-1] + "B"}, "not what an export writes"),
        ({"actor": 3}, "not what an export writes"),
        ({"data.channel": GOOD}, "not what an export writes"),
        ({"data.summary": GOOD}, "erased as well"),
    ],
)
def test_commitments_that_come_along_are_checked(personal, reason):
    event = {
        "specversion": "1.0", "id": "1", "source": "/s", **TICKET, "time": "2026-03-10T09:12:00+01:00",
        "data": {"channel": "portal", "summary": "text"}, "personal": personal,
    }  # fmt: skip
    if reason is None:
        assert json.loads(checked(event).body)["personal"] == personal
    else:
        with pytest.raises(Refusal, match=reason):
            checked(event)


def test_a_copy_has_a_vault_of_its_own(journal, ledger, tmp_path):
    journal.append([ticket()], admit=admit_all)
    copy(ledger, tmp_path / "copy.db")
    journal.erase("m.durand", lambda found: [], admit_all)
    assert stat.S_IMODE(vault_path(tmp_path / "copy.db").stat().st_mode) == 0o600
    with open_reader(tmp_path / "copy.db") as reader:
        (entry,) = reader.everything()
        assert reader.shown(entry).data == SAID


# A vault that is not as it should be


@pytest.fixture
def kept(journal: Journal, ledger: Path) -> Path:
    """A ledger with a vault, closed."""
    journal.append([ticket()], admit=admit_all)
    journal.close()
    return ledger


def shown(ledger: Path) -> Any:
    with open_reader(ledger) as reader:
        return next(reader.shown(entry) for entry in reader.everything()).data


def test_a_missing_vault_is_said_and_only_what_is_not_personal_is_recorded(kept):
    vault_path(kept).rename(kept.with_name("away"))
    assert shown(kept)["reporter"] is VAULT_MISSING
    with Journal.open(kept) as journal:
        assert journal.append([submission("9")], admit=admit_all).recorded == 1
        with pytest.raises(LedgerUnavailable, match=r"vault.*is missing.*livret vault new"):
            journal.append([submission("10", actor="p")], admit=admit_all)
    assert not vault_path(kept).exists()
    kept.with_name("away").rename(vault_path(kept))
    assert shown(kept) == SAID


def test_after_a_loss_a_new_vault_is_begun_and_the_ledger_tells(kept):
    told = submission(
        "L", type="personal_data.lost", scope="provider", subject="vault", data={"because": "the disk failed"}
    )
    with Journal.open(kept) as journal, pytest.raises(LedgerUnavailable, match="already a file"):
        journal.begin_vault([told], admit_all)
    vault_path(kept).unlink()
    with Journal.open(kept) as journal:
        journal.begin_vault([told], admit_all)
        journal.append([submission("10", actor="p")], admit=admit_all)
    assert shown(kept)["reporter"] is LOST
    with open_reader(kept) as reader:
        assert [reader.shown(entry).actor for entry in reader.everything()] == [None, None, "p"]


@pytest.mark.parametrize(
    ("harm", "error", "match"),
    [
        ("PRAGMA application_id = 1", LedgerUnavailable, "not a vault"),
        ("PRAGMA user_version = 9", LedgerUnavailable, "version 9"),
        ("DROP TABLE texts", IntegrityFailure, "tables"),
        ("UPDATE vault SET ledger = randomblob(16)", LedgerUnavailable, "another ledger"),
        ("UPDATE texts SET said = 'another'", IntegrityFailure, r"data.summary.*#1"),
        ("UPDATE persons SET code = 'another'", IntegrityFailure, r"data.reporter.*#1"),
    ],
)
def test_a_vault_that_is_not_this_one_s_is_refused(kept, harm, error, match):
    with closing(sqlite3.connect(vault_path(kept))) as connection:
        connection.execute(harm)
        connection.commit()
    with pytest.raises(error, match=match):
        shown(kept)


@pytest.mark.parametrize("junk", [b"", b"no database at all, but long enough to be one" * 99])
def test_junk_in_the_vault_s_place_is_one_line(kept, junk):
    vault_path(kept).write_bytes(junk)
    with pytest.raises(Refusal):
        shown(kept)
    with Journal.open(kept) as journal, pytest.raises(Refusal):
        journal.append([submission("10", actor="p")], admit=admit_all)


def test_a_refused_batch_leaves_nothing_in_the_vault(journal, ledger):
    journal.append([ticket()], admit=admit_all)
    with pytest.raises(InputsRefused):
        journal.append([ticket(data={"channel": "phone"}), ticket(data={"channel": "phone"}, actor="new"),
                        submission("8", actor="new")], admit=admit_all)  # fmt: skip
    with open_reader(ledger) as reader:
        identity = reader.uuid()
    with closing(open_vault(vault_path(ledger), identity)) as vault:
        assert vault.execute("SELECT code FROM persons").fetchall() == [("m.durand",)]
        assert [each.path for _, each in held(vault, [source_key("/monitoring/probe", "8")])] == []


def test_every_declared_field_is_known_to_what_is_taken_out():
    declared = {name for each in types() for name in event_class(each).personal_fields()}
    assert declared == {*CODES, *TEXTS}
    for each in types():
        named = {*CODES, *TEXTS} & event_class(each).model_fields.keys()
        assert named == event_class(each).personal_fields(), each


@given(st.permutations(["actor", "data.reporter", "data.summary"]), st.integers(0, 3))
def test_what_is_taken_out_can_be_put_back(order, count):
    event = json.loads(ticket(actor="a").body)
    values = values_of(event)
    some = {path: values[path] for path in order[:count]}
    public = taken_out(event, {path: commitment(new_salt(), path, value) for path, value in some.items()})
    assert values_of(public) == {path: values[path] for path in order[count:]}
    assert put_back(public, some) == {name: each for name, each in event.items() if name != PERSONAL} or not count


class Stopped(Exception):
    pass


@pytest.mark.parametrize("rehearsed", [True, False])
def test_values_that_were_written_piece_by_piece_are_gone_with_what_is_not_recorded(
    journal, ledger, monkeypatch, rehearsed
):
    monkeypatch.setattr(taking, "_HELD", 5)
    everything = [ticket(str(number), data={"reporter": f"T{number % 7}"}) for number in range(40)]

    def values() -> list[list[Any]]:
        with closing(sqlite3.connect(vault_path(ledger))) as vault:
            return [vault.execute(f"SELECT * FROM {table}").fetchall() for table in ("persons", "mentions", "texts")]

    def stop(_: int) -> None:
        raise Stopped

    journal.append(everything[:3], admit=admit_all)
    before = values()
    if rehearsed:
        assert journal.append(everything, admit=admit_all, dry_run=True).recorded == 37
    else:
        with pytest.raises(Stopped):
            journal.append(everything, admit=admit_all, progress=stop)
    assert values() == before
    assert journal.append(everything, admit=admit_all).recorded == 37
    told = journal.check_vault(collect=False)
    assert told is not None
    assert (told.committed, told.held, told.orphans) == (80, 80, 0)
