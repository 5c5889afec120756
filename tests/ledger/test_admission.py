"""What may follow what: each rule in pairs, allowed and refused, the entry in conflict named.

A scenario is what the ledger holds, what is said next, and the verdict: `allowed`, or what the refusal must name.
"""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.events.entry import amended, read_entry
from ledger.events.instant import format_instant, parse_instant
from ledger.events.wire import submission
from tests.events.examples import EXAMPLES
from tests.ledger.said import NOW, Memory, restated, retracted, said

START = said("outage.started", "10T09:00", "start")
END = said("outage.ended", "10T10:00", "end")
OTHER_START = said("outage.started", "10T09:30", "other")
CAUSE = said("outage.attributed", "10T09:10", "cause", data={"cause": "provider", "evidence": "log"})
SIGNED = said("contract.signed", "01T00:00", "signed", data=EXAMPLES["contract.signed"].data)
OWN: dict[str, Any] = {"scope": "contract/carrus-1"}
CAUSE_FOR_CONTRACT = CAUSE | OWN | {"id": "ours"}
REGISTERED = said("ticket.registered", "10T09:00", "registered")
TAKEN = said("ticket.taken_over", "10T10:00", "taken")
ANNOUNCED = said("maintenance.announced", "05T09:00", "announced")
PLANNED = said("maintenance.planned", "05T09:00", "planned")
DECLARED = said("emergency_maintenance.declared", "10T08:00", "declared")
INTERRUPTED = said("monitoring.interrupted", "10T09:00", "blind")
RETRACTION = retracted(START, "11T00:00", "gone")
EARLIER = restated(START, "11T00:00", "early", time="2026-03-10T08:00:00Z")
CHANGE = said("outage.impact_changed", "10T10:00", "change")
SAID_AGAIN = restated(END, "11T00:00", "again", time="2026-03-10T11:00:00Z")
TO_OTHER_ENVIRONMENT = restated(SIGNED, "02T00:00", "moved", environment="prod-2")

Past = list[dict[str, Any]]
FOLLOWING: list[tuple[str, Past, dict[str, Any], str]] = [
    ("an end at the instant of its start", [START], said("outage.ended", "10T09:00"), "allowed"),
    ("an end a microsecond before its start", [START], said("outage.ended", "2026-03-10T08:59:59.999999Z"), "`start`"),
    ("an end of what never began", [], END, "needs an earlier outage.started"),
    ("an end of another outage", [START], END | {"subject": "outage/2"}, "needs an earlier outage.started"),
    ("an end in another scope", [START], END | {"scope": "environment/prod-2"}, "needs an earlier outage.started"),
    ("a second end", [START, END], said("outage.ended", "10T10:30"), "`end`"),
    ("a second start", [START], OTHER_START, "`start`"),
    ("a second start of the same name elsewhere", [START], OTHER_START | {"scope": "environment/prod-2"}, "allowed"),
    ("a change of impact before the start", [START], said("outage.impact_changed", "10T08:00"), "`start`"),
    ("a cause before the start", [START], said("outage.attributed", "10T08:59"), "`start`"),
    ("a cause long after the end", [START, END], said("outage.attributed", "20T08:00"), "allowed"),
    ("a start recorded after a later event", [ANNOUNCED], said("maintenance.planned", "01T08:00"), "allowed"),
    ("a takeover of an unregistered ticket", [], TAKEN, "needs an earlier ticket.registered"),
    ("a takeover of a ticket only handed in", [said("ticket.submitted", "10T08:00")], TAKEN, "ticket.registered"),
    ("a takeover at registration", [REGISTERED], said("ticket.taken_over", "10T09:00"), "allowed"),
    ("a takeover before registration", [REGISTERED], said("ticket.taken_over", "10T08:59"), "`registered`"),
    ("a second takeover", [REGISTERED, TAKEN], said("ticket.taken_over", "10T11:00"), "`taken`"),
    ("a second registration", [REGISTERED], said("ticket.registered", "10T11:00"), "`registered`"),
    ("a second answer", [REGISTERED, said("ticket.answered", "10T09:10", "a")], said("ticket.answered", "10T11:00"),
     "allowed"),
    ("a reply that nobody waits for", [REGISTERED], said("ticket.client_replied", "10T11:00"), "waiting_for_client"),
    ("a reopening of an open ticket", [REGISTERED], said("ticket.reopened", "10T11:00"), "ticket.closed"),
    ("a move of what was only planned", [PLANNED], said("maintenance.rescheduled", "06T09:00"), "allowed"),
    ("a move of what nobody knows", [], said("maintenance.rescheduled", "06T09:00"), "maintenance.planned"),
    ("a move before the announcement", [ANNOUNCED], said("maintenance.rescheduled", "05T08:59"), "`announced`"),
    ("a second announcement", [ANNOUNCED], said("maintenance.announced", "06T09:00"), "allowed"),
    ("a cancellation of nothing", [], said("maintenance.cancelled", "06T09:00"), "maintenance.announced"),
    ("an end of an emergency never declared", [], said("emergency_maintenance.ended", "10T09:00"), "declared"),
    ("an end of an emergency", [DECLARED], said("emergency_maintenance.ended", "10T08:00"), "allowed"),
    ("a second declaration", [DECLARED], said("emergency_maintenance.declared", "10T08:30"), "`declared`"),
    ("a probe that watches again", [INTERRUPTED], said("monitoring.resumed", "10T09:00"), "allowed"),
    ("a probe that never stopped", [], said("monitoring.resumed", "10T09:00"), "monitoring.interrupted"),
    ("a second signature", [SIGNED], said("contract.signed", "02T00:00"), "`signed`"),
    ("a contract amended before it is signed", [SIGNED], said("contract.amended", "01T00:00") | {
        "time": "2026-02-28T23:59:59Z"}, "`signed`"),
    ("a deletion of a backup never made", [], said("backup.deleted", "10T00:00"), "backup.completed"),
    ("a restore never asked for", [], said("restore.completed", "10T00:00"), "restore.requested"),
    ("support resumed that was not suspended", [], said("support.resumed", "10T00:00"), "support.suspended"),
    # An attribution for one contract of an outage of its environment.
    ("a cause for one contract", [SIGNED, START], CAUSE_FOR_CONTRACT, "allowed"),
    ("a cause for a contract at the start", [SIGNED, START], CAUSE_FOR_CONTRACT | {"time": START["time"]}, "allowed"),
    ("a cause for a contract before the start", [SIGNED, START], CAUSE_FOR_CONTRACT | {"time": "2026-03-10T08:59:59Z"},
     "`start`"),
    ("a cause for a contract of another environment", [SIGNED, START | {"scope": "environment/prod-9"}],
     CAUSE_FOR_CONTRACT, "needs an earlier outage.started"),
    ("a cause for a contract that nobody signed", [START], CAUSE_FOR_CONTRACT, "needs an earlier outage.started"),
    ("a cause for a contract moved to the environment",
     [SIGNED, TO_OTHER_ENVIRONMENT, START | {"scope": "environment/prod-2"}], CAUSE_FOR_CONTRACT, "allowed"),
    ("an end for one contract", [SIGNED, START], END | OWN, "needs an earlier outage.started"),
    # Amendments.
    ("the end restated to the start", [START, END], restated(END, "11T00:00", "r", time="2026-03-10T09:00:00Z"),
     "allowed"),
    ("the end restated before the start", [START, END],
     restated(END, "11T00:00", "r", time="2026-03-10T08:59:59.999999Z"), "`start`"),
    ("the start restated to the end", [START, END], restated(START, "11T00:00", "r", time="2026-03-10T10:00:00Z"),
     "allowed"),
    ("the start restated beyond the end", [START, END],
     restated(START, "11T00:00", "r", time="2026-03-10T10:00:00.000001Z"), "orphan `end`"),
    ("the same instants in another offset", [START, END],
     restated(START, "11T00:00", "r", time="2026-03-10T11:00:00+01:00"), "allowed"),
    ("a start retracted that has an end", [START, END], retracted(START, "11T00:00", "r"), "orphan `end`"),
    ("a start retracted that has a cause", [START, CAUSE], retracted(START, "11T00:00", "r"), "orphan `cause`"),
    ("a start retracted alone", [START], retracted(START, "11T00:00", "r"), "allowed"),
    ("a start retracted after its end", [START, END, retracted(END, "11T00:00", "e")],
     retracted(START, "11T01:00", "r"), "allowed"),
    ("an end after a retracted start", [START, RETRACTION], said("outage.ended", "11T10:00"), "needs an earlier"),
    ("another start after a retracted one", [START, RETRACTION], OTHER_START, "allowed"),
    ("the first start back beside another", [START, RETRACTION, OTHER_START], retracted(RETRACTION, "12T00:00", "r"),
     "once"),
    ("a retraction retracted", [START, RETRACTION], retracted(RETRACTION, "12T00:00", "r"), "allowed"),
    ("an end once the retraction is retracted", [START, RETRACTION, retracted(RETRACTION, "12T00:00", "back")], END,
     "allowed"),
    ("a restatement retracted", [START, END, SAID_AGAIN], retracted(SAID_AGAIN, "12T00:00", "r"), "allowed"),
    ("a restatement retracted that others rest on",
     [START, EARLIER, said("outage.ended", "10T08:30", "end")], retracted(EARLIER, "12T00:00", "r"), "orphan `end`"),
    ("a restatement restated", [START, END, SAID_AGAIN], restated(SAID_AGAIN, "12T00:00", "r", because="x"),
     "retract it and restate anew"),
    ("no such impact", [START], restated(START, "11T00:00", "r", impact="huge"), "field `data.impact`"),
    ("no such field", [START], restated(START, "11T00:00", "r", severity="x"), "field `data.severity`"),
    ("a field taken back", [START], restated(START, "11T00:00", "r", description=None), "allowed"),
    ("a required field taken back", [START, CHANGE], restated(CHANGE, "11T00:00", "r", impact=None),
     "field `data.impact`"),
    ("an end of maintenance restated before its start", [ANNOUNCED],
     restated(ANNOUNCED, "11T00:00", "r", ends="2026-03-10T00:00:00Z"), "before `starts`"),
    ("a backup restated to end before it started", [said("backup.completed", "11T00:00", "b")],
     restated(said("backup.completed", "11T00:00", "b"), "12T00:00", "r", time="2026-03-01T00:00:00Z"),
     "`time` comes before `started`"),
    ("two restatements that fit together only", [START, END, restated(END, "11T00:00", "late",
                                                                      time="2026-03-10T12:00:00Z")],
     restated(START, "11T01:00", "r", time="2026-03-10T11:30:00Z"), "allowed"),
    ("what the ledger does not have", [START], restated(END, "11T00:00", "r", time=NOW), "no entry `end` of /probe"),
    ("an amendment of itself", [START], retracted(said("outage.started", "11T00:00", "r"), "11T00:00", "r"),
     "no entry `r`"),
    ("an amendment under another subject", [START, said("outage.started", "10T09:00", "two", subject="outage/2")],
     retracted(START, "11T00:00", "r") | {"subject": "outage/2"}, "speaks of outage/2026-0042 in environment/prod-1"),
    ("an amendment under another scope", [START], retracted(START, "11T00:00", "r") | {"scope": "environment/prod-2"},
     "speaks of outage/2026-0042 in environment/prod-1"),
    ("an entry contested", [START], said("entry.contested", "11T00:00", "c", data={
        "entry": {"source": "/probe", "id": "start"}}), "allowed"),
    ("an unknown entry contested", [START], said("entry.contested", "11T00:00", "c", data={
        "entry": {"source": "/probe", "id": "end"}}), "no entry `end`"),
    ("a contested start still has its end refused twice", [START, END, said("entry.contested", "11T00:00", "c", data={
        "entry": {"source": "/probe", "id": "end"}})], said("outage.ended", "11T10:00"), "`end`"),
    ("a cause for one contract restated before the start", [SIGNED, START, CAUSE_FOR_CONTRACT],
     restated(CAUSE_FOR_CONTRACT, "11T00:00", "r", time="2026-03-10T08:00:00Z"), "`start`"),
    ("a cause for one contract restated after the start", [SIGNED, START, CAUSE_FOR_CONTRACT],
     restated(CAUSE_FOR_CONTRACT, "11T00:00", "r", time="2026-03-10T09:00:00Z"), "allowed"),
    ("a cause for one contract retracted", [SIGNED, START, CAUSE_FOR_CONTRACT],
     retracted(CAUSE_FOR_CONTRACT, "11T00:00", "r"), "allowed"),
    ("a start retracted that one contract gave a cause", [SIGNED, START, CAUSE_FOR_CONTRACT],
     retracted(START, "11T00:00", "r"), "orphan `ours`"),
    ("a start restated beyond the cause that one contract gave", [SIGNED, START, CAUSE_FOR_CONTRACT],
     restated(START, "11T00:00", "r", time="2026-03-10T09:10:00.000001Z"), "orphan `ours`"),
    ("a start restated up to it", [SIGNED, START, CAUSE_FOR_CONTRACT],
     restated(START, "11T00:00", "r", time="2026-03-10T09:10:00Z"), "allowed"),
    ("a start retracted once that cause is", [SIGNED, START, CAUSE_FOR_CONTRACT,
                                              retracted(CAUSE_FOR_CONTRACT, "11T00:00", "c")],
     retracted(START, "11T01:00", "r"), "allowed"),
    ("a start retracted that a contract of another environment gave a cause of its own",
     [SIGNED, START, START | {"id": "prod-9", "scope": "environment/prod-9"}, CAUSE_FOR_CONTRACT],
     retracted(START | {"id": "prod-9", "scope": "environment/prod-9"}, "11T00:00", "r"), "allowed"),
    ("a cause for one contract once the start is retracted", [SIGNED, START, RETRACTION],
     CAUSE_FOR_CONTRACT | {"time": "2026-03-12T00:00:00Z"}, "needs an earlier outage.started"),
]  # fmt: skip


@pytest.mark.parametrize(("what", "past", "next_", "verdict"), FOLLOWING, ids=[case[0] for case in FOLLOWING])
def test_what_may_follow_what(what, past, next_, verdict):
    ledger = Memory()
    for event in past:
        ledger.hold(event)
    judged = ledger.take(next_)
    found = ["allowed" for _ in judged.accepted] + [str(refusal) for _, refusal in judged.refused]
    assert len(found) == 1
    assert verdict in found[0]


IN_ORDER = [
    case for case in FOLLOWING if [*case[1], case[2]] == sorted([*case[1], case[2]], key=lambda event: event["time"])
]
"""The scenarios in which what is said next also happened last, so that one import may bring all of it."""


@pytest.mark.parametrize(("what", "past", "next_", "verdict"), IN_ORDER, ids=[case[0] for case in IN_ORDER])
def test_the_verdict_is_the_same_in_one_import_whatever_the_order_of_its_lines(what, past, next_, verdict):
    judged = Memory().take(*reversed(past), next_)
    if verdict == "allowed":
        assert not judged.refused
    else:
        assert [refused.id for refused, _ in judged.refused] == [next_["id"]]


@pytest.mark.parametrize(
    ("what", "ahead_us", "verdict"),
    [("five minutes ahead", 300_000_000, "allowed"), ("five minutes and a microsecond", 300_000_001, "field `time`")],
)
@pytest.mark.parametrize("amending", [False, True], ids=["said", "restated"])
def test_what_has_not_happened_is_no_event(what, ahead_us, verdict, amending):
    ledger = Memory()
    time = format_instant(parse_instant(NOW) + ahead_us)
    event = said("outage.started", time)
    if amending:
        ledger.hold(START)
        event = restated(START, NOW, "r", time=time)
    judged = ledger.take(event)
    assert verdict in [*("allowed" for _ in judged.accepted), *(str(refusal) for _, refusal in judged.refused)][0]


SAME_INSTANT = [
    said("outage.started", "10T09:00"),
    said("outage.impact_changed", "10T09:00"),
    said("outage.attributed", "10T09:00"),
    said("outage.ended", "10T09:00"),
]


@given(st.permutations(["a", "b", "c", "d"]))
def test_events_of_one_instant_may_bear_any_ids(ids):
    judged = Memory().take(*(event | {"id": name} for event, name in zip(SAME_INSTANT, ids, strict=True)))
    assert not judged.refused


@given(st.permutations([START, END, CAUSE, SIGNED, CAUSE_FOR_CONTRACT, SAID_AGAIN, REGISTERED, TAKEN, OTHER_START]))
def test_the_order_of_lines_changes_neither_what_is_taken_nor_what_is_refused(events):
    judged, expected = Memory().take(*events), Memory().take(START, END, CAUSE, SIGNED, CAUSE_FOR_CONTRACT, SAID_AGAIN,
                                                             REGISTERED, TAKEN, OTHER_START)  # fmt: skip
    assert [each.key for each in judged.accepted] == [each.key for each in expected.accepted]
    assert [(each.key, str(refusal)) for each, refusal in judged.refused] == [
        (each.key, str(refusal)) for each, refusal in expected.refused
    ]
    assert [each.id for each, _ in judged.refused] == ["other"]


def test_an_amendment_belongs_to_the_family_of_what_it_amends_in_the_end():
    ledger = Memory()
    ledger.hold(START)
    ledger.hold(RETRACTION)
    ledger.hold(retracted(RETRACTION, "12T00:00", "back"))
    assert ledger.families["/probe", "back"] == "outage"


@pytest.mark.parametrize(("links", "verdict"), [(1, 1), (2, 2), (1999, 1), (2000, 2)])
def test_a_chain_of_retractions_may_be_as_long_as_it_likes(links: int, verdict: int):
    ids = ["end", *(f"r{number}" for number in range(links))]
    chain = [retracted({**END, "id": ids[number]}, "11T00:00", ids[number + 1]) for number in range(links)]
    entries = [read_entry(number, 0, submission(each).body) for number, each in enumerate([START, END, *chain])]
    assert len(amended(entries)) == verdict
