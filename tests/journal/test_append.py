"""One write path: what is recorded, skipped, refused, and in what order."""

from pathlib import Path

import pytest

from ledger import clock
from ledger.journal import sifting
from ledger.journal.application import Journal
from ledger.journal.read import open_reader
from ledger.refusal import InputRefused, InputsRefused, LedgerUnavailable
from tests.journal.submissions import SCOPE, SOURCE, Admitting, admit_all, retraction, submission, submissions
from tests.ledger.in_files import room  # noqa: F401 - runs every test twice


def recorded(ledger: Path) -> list[tuple[int, str]]:
    with open_reader(ledger) as reader:
        return [(entry.position, entry.id) for entry in reader.everything()]


def test_a_batch_is_numbered_in_the_order_of_admission(journal, ledger, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: 1_800_000_000_000_000)
    told: list[int] = []
    outcome = journal.append(submissions("b", "a", "c"), admit=admit_all, progress=told.append)
    assert outcome == (3, 0, 1, 3, 1_800_000_000_000_000)
    assert recorded(ledger) == [(1, "a"), (2, "b"), (3, "c")]
    assert sum(told) == 3


def test_positions_go_on_where_the_last_transaction_ended(journal):
    journal.append(submissions(1, 2), admit=admit_all)
    outcome = journal.append(submissions(3, 4, 5), admit=admit_all)
    assert (outcome.first, outcome.last) == (3, 5)


def test_the_same_event_again_is_skipped_and_counted(journal, ledger):
    journal.append(submissions(1, 2), admit=admit_all)
    outcome = journal.append(submissions(2, 3, 1, 3), admit=admit_all)
    assert (outcome.recorded, outcome.skipped) == (1, 3)
    assert recorded(ledger) == [(1, "1"), (2, "2"), (3, "3")]


def test_nothing_new_is_no_transaction(journal, ledger):
    first = journal.append(submissions(1), admit=admit_all)
    again = journal.append(submissions(1), admit=admit_all)
    assert again == (0, 1, None, None, None)
    with open_reader(ledger) as reader:
        assert reader.head() == (1, first.recorded_at)


def test_an_empty_batch_is_no_transaction(journal):
    assert journal.append([], admit=admit_all) == (0, 0, None, None, None)


@pytest.mark.parametrize(
    ("first", "second", "same"),
    [
        ({"time": "2026-03-10T09:12:00+01:00"}, {"time": "2026-03-10T08:12:00Z"}, True),
        ({"time": "2026-03-10T09:12:00+01:00"}, {"time": "2026-03-10T09:12:00Z"}, False),
        ({"time": "2026-03-10T08:12:00.000Z"}, {"time": "2026-03-10T08:12:00Z"}, True),
        ({"recordedtime": "2026-03-10T09:12:00+01:00"}, {"recordedtime": "2026-03-10T08:12:00Z"}, True),
        ({"recordedtime": "2026-03-10T09:12:00+01:00"}, {}, False),
        (
            {"data": {"last_seen_up": "2026-03-10T09:12:00+01:00"}},
            {"data": {"last_seen_up": "2026-03-10T08:12:00Z"}},
            True,
        ),
        (
            {"data": {"description": "2026-03-10T09:12:00+01:00"}},
            {"data": {"description": "2026-03-10T08:12:00Z"}},
            False,
        ),
        ({"data": {"impact": "total"}}, {"data": {"impact": "partial"}}, False),
        ({"actor": "probe-3"}, {"actor": "probe-4"}, False),
    ],
)
@pytest.mark.parametrize("together", [False, True], ids=["later", "together"])
def test_the_same_key_is_the_same_event_if_its_content_is(journal, first, second, same, together):
    one, other = submission("1", **first), submission("1", **second)
    refused = []
    if together:
        outcome = journal.append([one, other], admit=admit_all, refuse=lambda *each: refused.append(each))
        expected = (1, 1, 0) if same else (0, 0, 2)
    else:
        journal.append([one], admit=admit_all)
        outcome = journal.append([other], admit=admit_all, refuse=lambda *each: refused.append(each))
        expected = (0, 1, 0) if same else (0, 0, 1)
    assert (outcome.recorded, outcome.skipped, len(refused)) == expected


def test_which_of_two_spellings_is_stored_does_not_depend_on_their_order(tmp_path):
    spellings = [submission("1", time="2026-03-10T09:12:00+01:00"), submission("1", time="2026-03-10T08:12:00Z")]
    stored = set()
    for name, batch in (("a", spellings), ("b", spellings[::-1])):
        with Journal.create(tmp_path / name) as journal:
            journal.append(batch, admit=admit_all)
        with open_reader(tmp_path / name) as reader:
            stored.add(reader.raw(1).body)
    assert len(stored) == 1


def test_instants_in_a_restatement_are_compared_as_instants(journal):
    def restatement(time):
        return submission(
            "r1",
            type="entry.restated",
            subject="outage/1",
            amended="outage.started",
            data={"entry": {"source": SOURCE, "id": "1"}, "changes": {"time": time}, "because": "mistyped"},
        )

    journal.append([restatement("2026-03-10T09:12:00+01:00")], admit=admit_all)
    assert journal.append([restatement("2026-03-10T08:12:00Z")], admit=admit_all).skipped == 1
    with pytest.raises(InputRefused):
        journal.append([restatement("2026-03-10T08:13:00Z")], admit=admit_all)


def test_true_is_not_one(journal):
    def restatement(value):
        return submission(
            "r1",
            type="entry.restated",
            subject="ticket/1",
            amended="ticket.acknowledged",
            data={"entry": {"source": SOURCE, "id": "1"}, "changes": {"automatic": value}, "because": "mistyped"},
        )

    journal.append([restatement(True)], admit=admit_all)
    with pytest.raises(InputRefused):
        journal.append([restatement(1)], admit=admit_all)


def test_a_conflict_names_the_position_held_and_the_place_in_the_file(journal, ledger):
    journal.append(submissions("1"), admit=admit_all)
    with pytest.raises(
        InputRefused, match=r"events\.jsonl:7: `1` of /monitoring/probe is at position 1 with other"
    ) as raised:
        journal.append([submission("2"), submission("1", actor="x", line=7)], admit=admit_all)
    assert raised.value.exit_status == 3
    assert recorded(ledger) == [(1, "1")]


def test_several_refusals_are_raised_together_in_the_order_of_lines(journal):
    journal.append(submissions("1", "2"), admit=admit_all)
    with pytest.raises(InputsRefused) as raised:
        journal.append([submission("2", actor="x", line=9), submission("1", actor="x", line=3)], admit=admit_all)
    assert [refusal.line for refusal in raised.value.refusals] == [3, 9]


def test_one_refusal_by_admission_undoes_the_whole_batch(journal, ledger):
    with pytest.raises(InputRefused, match="out of place"):
        journal.append(submissions(1, 2, 3), admit=Admitting("2"))
    assert recorded(ledger) == []
    # Names numbered in a transaction that never was are not remembered.
    assert journal.append(submissions(1), admit=admit_all).first == 1


def test_keep_going_records_the_others_and_returns_the_refused(journal, ledger):
    refused = []
    outcome = journal.append(submissions(1, 2, 3), admit=Admitting("2"), refuse=lambda *each: refused.append(each))
    assert (outcome.recorded, [(each.id, str(why)) for each, why in refused]) == (2, [("2", "out of place")])
    assert recorded(ledger) == [(1, "1"), (2, "3")]


def test_a_dry_run_returns_the_outcome_and_records_nothing(journal, ledger):
    outcome = journal.append(submissions(1, 2), admit=admit_all, dry_run=True)
    assert (outcome.recorded, outcome.first, outcome.last) == (2, 1, 2)
    assert recorded(ledger) == []
    assert journal.append(submissions(1, 2), admit=admit_all).first == 1


def test_an_error_inside_admission_undoes_the_transaction(journal, ledger):
    def stumble(part, past):
        raise RuntimeError

    with pytest.raises(RuntimeError):
        journal.append(submissions(1), admit=Admitting(look=stumble))
    assert recorded(ledger) == []
    assert journal.append(submissions(1), admit=admit_all).recorded == 1


def test_a_retracted_key_is_not_skipped_but_refused(journal):
    original = submission("1")
    journal.append([original], admit=admit_all)
    journal.append([retraction("r1", original)], admit=admit_all)
    with pytest.raises(InputRefused, match="was recorded at position 1 and retracted"):
        journal.append([original], admit=admit_all)
    # Once its retraction is retracted, the entry stands again.
    journal.append([retraction("r2", retraction("r1", original))], admit=admit_all)
    assert journal.append([original], admit=admit_all).skipped == 1


@pytest.mark.parametrize("looked_up", [1, 2])
def test_a_retracted_key_is_refused_under_whatever_subject_it_comes_back(journal, monkeypatch, looked_up):
    monkeypatch.setattr(sifting, "_LOOKED_UP", looked_up)
    entry, elsewhere = submission("1"), submission("1", subject="outage/other")
    journal.append([entry], admit=admit_all)
    journal.append([retraction("2", entry)], admit=admit_all)
    refused: list[str] = []
    outcome = journal.append(
        [elsewhere, entry], admit=admit_all, refuse=lambda _, refusal: refused.append(refusal.template)
    )
    assert (outcome.recorded, outcome.skipped) == (0, 0)
    assert ["retracted" in each for each in refused] == [True, True]


def test_admission_sees_the_past_within_the_transaction(journal):
    journal.append([submission("1", subject="outage/1"), submission("2", scope="contract/c1")], admit=admit_all)
    journal.append([submission("3", subject="outage/1", type="outage.ended")], admit=admit_all)
    seen = {}

    def look(part, past):
        seen["histories"] = past.histories([(SCOPE, "outage/1"), (SCOPE, "outage/none"), ("contract/c1", "outage/2")])
        seen["by_key"] = past.by_key([(SOURCE, "2"), (SOURCE, "none")])
        seen["family"] = past.family(SCOPE, "outage")
        seen["no_family"] = past.family("contract/none", "outage")

    journal.append(submissions(9), admit=Admitting(look=look))
    assert {key: [entry.id for entry in found] for key, found in seen["histories"].items()} == {
        (SCOPE, "outage/1"): ["1", "3"],
        (SCOPE, "outage/none"): [],
        ("contract/c1", "outage/2"): ["2"],
    }
    assert {key: entry.scope for key, entry in seen["by_key"].items()} == {(SOURCE, "2"): "contract/c1"}
    assert [entry.id for entry in seen["family"]] == ["1", "3"]
    assert seen["no_family"] == []


def test_many_keys_are_asked_for_in_bulk(journal):
    journal.append([submission(str(n), subject=f"outage/{n % 700}") for n in range(2100)], admit=admit_all)
    found = {}

    def look(part, past):
        found.update(past.histories([(SCOPE, f"outage/{n}") for n in range(1400)]))

    journal.append(submissions("x"), admit=Admitting(look=look))
    assert sum(len(history) for history in found.values()) == 2100
    assert [entry.id for entry in found[SCOPE, "outage/699"]] == ["1399", "2099", "699"]


def test_the_clock_never_goes_back(journal, monkeypatch):
    now = 1_800_000_000_000_000
    monkeypatch.setattr(clock, "now", lambda: now)
    assert journal.append(submissions(1), admit=admit_all).recorded_at == now
    assert journal.append(submissions(2), admit=admit_all).recorded_at == now + 1
    now -= 999_999
    assert journal.append(submissions(3), admit=admit_all).recorded_at == 1_800_000_000_000_002


@pytest.mark.parametrize(("behind", "refused"), [(1_000_000, False), (1_000_001, True)])
def test_a_clock_more_than_a_second_behind_the_ledger_is_refused(journal, monkeypatch, behind, refused):
    monkeypatch.setattr(clock, "now", lambda: 1_800_000_000_000_000)
    journal.append(submissions(1), admit=admit_all)
    monkeypatch.setattr(clock, "now", lambda: 1_800_000_000_000_000 - behind)
    if refused:
        with pytest.raises(LedgerUnavailable, match=r"2027-01-15T08:00:00Z.*set the clock right"):
            journal.append(submissions(2), admit=admit_all)
    else:
        assert journal.append(submissions(2), admit=admit_all).recorded == 1


def test_the_library_cannot_save_past_admission(journal):
    with pytest.raises(NotImplementedError, match="append"):
        journal.save()
