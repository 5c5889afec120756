"""Article 6 ¶3: what of an outage is downtime: cause, impact, bounds, overlaps, and whose environment it is.

The last column is how many seconds count in March 2026.
"""

from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.facts.outage import Attribution, Causes
from tests.articles.service_of import Service, availability, downtime, seconds

DOWN = "down 10T10:00 -> 10T11:00"
WINDOW = "announce m at 01T10:00: 10T10:00 -> 10T10:30"
EMERGENCY = "urgent u at 10T09:00: 10T10:00 -> 10T10:30"

CAUSES = [
    ("no cause given, it counts", [DOWN], "3600"),
    ("the provider's fault counts", [DOWN, "cause provider"], "3600"),
    ("force majeure does not", [DOWN, "cause force_majeure"], "0"),
    ("the client's equipment does not", [DOWN, "cause client_equipment"], "0"),
    ("what lies outside the perimeter does not", [DOWN, "cause outside_perimeter"], "0"),
    ("planned maintenance that nothing covers counts", [DOWN, "cause planned_maintenance"], "3600"),
    ("emergency maintenance that nobody declared counts", [DOWN, "cause emergency_maintenance"], "3600"),
    ("a cause given from 10:30 on", [DOWN, "cause force_majeure from=10T10:30"], "1800"),
    ("a cause given until 10:20", [DOWN, "cause force_majeure until=10T10:20"], "2400"),
    ("the instant until which it is given is excluded", [DOWN, "cause force_majeure until=10T10:59:59.999999"],
     "0.000001"),
    ("a cause given from 10:15 until 10:45", [DOWN, "cause force_majeure from=10T10:15 until=10T10:45"], "1800"),
    ("of two causes the one said last", [DOWN, "cause force_majeure at=10T12:00", "cause provider at=10T13:00"],
     "3600"),
    ("however late it is recorded", [DOWN, "cause provider at=10T13:00", "cause force_majeure at=10T12:00"], "3600"),
    ("at one instant the greater id is the last",
     [DOWN, "cause provider at=10T12:00 id=b", "cause force_majeure at=10T12:00 id=a"], "3600"),
    ("the last one that covers the instant",
     [DOWN, "cause force_majeure at=10T12:00", "cause provider at=10T13:00 from=10T10:45"], "900"),
    ("a cause given for this contract alone, later than the environment's",
     [DOWN, "cause provider at=10T12:00", "cause client_equipment at=10T13:00 scope=contract"], "0"),
    ("the environment's, if it is later", [DOWN, "cause client_equipment at=10T12:00 scope=contract",
                                           "cause provider at=10T13:00"], "3600"),
]  # fmt: skip

CONCURRENT = [
    ("in a window no cause is needed", [WINDOW, DOWN], "1800"),
    ("the provider's fault counts in it", [WINDOW, DOWN, "cause provider"], "3600"),
    ("planned maintenance does not", [WINDOW, DOWN, "cause planned_maintenance"], "1800"),
    ("force majeure needs no window", [WINDOW, DOWN, "cause force_majeure"], "0"),
    ("the provider's fault counts in an emergency", [EMERGENCY, DOWN, "cause provider"], "3600"),
    ("without a cause an emergency excludes", [EMERGENCY, DOWN], "1800"),
]  # fmt: skip

IMPACTS = [
    ("an essential function is the service", ["down 10T10:00 -> 10T11:00 impact=essential"], "3600"),
    ("a part of it is not", ["down 10T10:00 -> 10T11:00 impact=partial"], "0"),
    ("nor is slowness", ["down 10T10:00 -> 10T11:00 impact=degraded"], "0"),
    ("from 10:20 on only a part was down", [DOWN, "impact partial at 10T10:20"], "1200"),
    ("from 10:20 on all of it was", ["down 10T10:00 -> 10T11:00 impact=degraded", "impact total at 10T10:20"], "2400"),
    ("down, slow, and down again", [DOWN, "impact degraded at 10T10:10", "impact total at 10T10:50"], "1200"),
]  # fmt: skip

OVERLAPS = [
    ("two outages at once take their time once", [DOWN, "down 10T10:30 -> 10T11:30"], "5400"),
    ("one inside the other adds nothing", [DOWN, "down 10T10:20 -> 10T10:40"], "3600"),
    ("one after the other add up", [DOWN, "down 10T11:00 -> 10T12:00"], "7200"),
    ("it counts if it counts for one of them", [DOWN, "cause force_majeure", "down 10T10:00 -> 10T11:00"], "3600"),
    ("the contract's own and the environment's at once", [DOWN, "down 10T10:00 -> 10T11:00 scope=contract"], "3600"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "lines", "counts"), [*CAUSES, *CONCURRENT, *IMPACTS, *OVERLAPS])
def test_what_of_an_outage_counts(title: str, lines: list[str], counts: str):
    assert downtime(Service("2026-03", *lines), "2026-03") == counts


ENVIRONMENTS = [
    ("an environment that nobody declared is production", None, DOWN, "3600"),
    ("production counts", "production", DOWN, "3600"),
    ("a test environment does not", "test", DOWN, "0"),
    ("a training environment does not", "training", DOWN, "0"),
    ("an outage of the contract itself counts whatever its environment is", "test", f"{DOWN} scope=contract", "3600"),
]


@pytest.mark.parametrize(("title", "kind", "down", "counts"), ENVIRONMENTS)
def test_only_production_counts(title: str, kind: str | None, down: str, counts: str):
    told = Service("2026-03")
    if kind is not None:
        told.tell("environment.declared", "environment/prod-1", "2026-01-01", scope="environment/prod-1", kind=kind)
    assert downtime(told.and_then(down), "2026-03") == counts


def test_a_contract_that_changes_its_environment_answers_for_the_one_it_had():
    told = Service("2026-03", "down 10T10:00 -> 10T11:00", "down 18T10:00 -> 18T11:00")
    told.tell("contract.amended", "contract/c-1", "2026-03-02", effective_on="2026-03-16", environment="prod-2")
    for day in ("10", "18"):
        told.tell("outage.started", f"outage/p{day}", f"2026-03-{day} 15:00", scope="environment/prod-2")
        told.tell("outage.ended", f"outage/p{day}", f"2026-03-{day} 15:30", scope="environment/prod-2")
    assert downtime(told, "2026-03") == str(3600 + 1800)


AGREED = [
    ("an agreement in force the day before changes it", "2026-03-09", "1800"),
    ("one in force that day as well", "2026-03-10", "1800"),
    ("one in force the day after does not", "2026-03-11", "3600"),
]


@pytest.mark.parametrize(("title", "effective_on", "counts"), AGREED)
def test_an_agreed_reading_holds_from_its_day_on(title: str, effective_on: str, counts: str):
    told = Service("2026-03", WINDOW, DOWN, "cause provider")
    told.agree("concurrent_cause", "any_exclusion", effective_on)
    assert downtime(told, "2026-03") == counts
    assert downtime(told, "2026-03", concurrent_cause="cause_decides") == "3600"


def test_an_agreed_reading_takes_over_at_midnight_in_the_middle_of_an_outage():
    told = Service("2026-03", "down 10T19:00 -> 11T08:00 impact=partial")
    told.agree("unavailability", "any_function", "2026-03-11")
    assert downtime(told, "2026-03") == "3600"
    told.agree("unavailability", "total_only", "2026-03-12")
    assert downtime(told, "2026-03") == "3600"


AMENDED = [
    ("an end restated an hour earlier", "ended", "time", "2026-03-10 10:00", "0"),
    ("an impact restated", "started", "impact", "partial", "0"),
    ("a component restated", "started", "component", "portal", "0"),
    ("a start restated half an hour later", "started", "time", "2026-03-10 10:30", "1800"),
]


@pytest.mark.parametrize(("title", "which", "field", "value", "counts"), AMENDED)
def test_what_was_restated_counts_as_restated(title: str, which: str, field: str, value: str, counts: str):
    told = Service("2026-03", DOWN)
    target = next(entry for entry in told.kept.all if entry.type == f"outage.{which}")
    restatement = told.restate(target, "2026-03-20 09:00", **{field: value})
    assert downtime(told, "2026-03") == counts
    assert downtime(told, "2026-03", "2026-03-19 00:00") == "3600"
    told.retract(restatement, "2026-03-21 09:00")
    assert downtime(told, "2026-03") == "3600"


def test_what_is_said_of_an_entry_changes_no_figure():
    told = Service("2026-03", DOWN, "cause client_equipment at=10T13:00 scope=contract")
    assert downtime(told, "2026-03") == "0"
    for entry in list(told.kept.all):
        for kind in ("entry.contested", "entry.admitted"):
            key = {"source": entry.source, "id": entry.id}
            told.tell(kind, entry.subject, "2026-03-20", scope=entry.scope, entry=key)
    found = availability(told, "2026-03")
    assert (seconds(found.downtime_seconds), found.orphans) == ("0", ())


def test_what_lost_its_beginning_is_left_out_and_named():
    told = Service("2026-03", DOWN)
    started = next(entry for entry in told.kept.all if entry.type == "outage.started")
    told.retract(started, "2026-03-20")
    found = availability(told, "2026-03")
    assert (seconds(found.downtime_seconds), [each.type for each in found.orphans]) == ("0", ["outage.ended"])


def test_an_entry_learned_of_late_is_told():
    told = Service("2026-03")
    told.tell("outage.started", "outage/1", "2026-03-10 10:00", scope="environment/prod-1", recorded="2026-03-10 10:01")
    told.tell(
        "outage.ended", "outage/1", "2026-03-10 11:00", scope="environment/prod-1", recorded="2026-03-12 11:00:01"
    )
    assert [each.entry.id for each in availability(told, "2026-03").late_entries] == [told.kept.all[-1].id]
    assert downtime(told, "2026-03", "2026-03-12 11:00") == str(10 * 3600 + 13 * 3600 + 4 * 3600)


UNATTRIBUTED = [
    ("too short to matter, it leaves the verdict", "down 10T10:00 -> 10T10:05", "met"),
    ("long enough to decide, it leaves it open", "down 10T10:00 -> 10T11:00", "undetermined"),
    ("with a cause it decides", "down 10T10:00 -> 10T11:00 cause=provider", "missed"),
    ("with a cause that excludes it does not count", "down 10T10:00 -> 10T11:00 cause=force_majeure", "met"),
    ("at night it matters to nobody", "down 10T01:00 -> 10T06:00", "met"),
]


@pytest.mark.parametrize(("title", "down", "verdict"), UNATTRIBUTED)
def test_an_outage_without_a_cause_may_leave_the_verdict_open(title: str, down: str, verdict: str):
    assert availability(Service("2026-03", down), "2026-03", unattributed_outage="undetermined").verdict == verdict


UNOBSERVED = [
    ("an hour that nobody watched leaves it open", ["blind 10T10:00 -> 10T11:00"], "undetermined"),
    ("25 minutes do not", ["blind 10T10:00 -> 10T10:25"], "met"),
    ("a night does not", ["blind 10T00:00 -> 10T07:00"], "met"),
    ("a window does not", ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "blind 10T10:00 -> 10T11:00"], "met"),
    ("an interruption that goes on does", ["blind 10T10:00 -> ..."], "undetermined"),
    ("a month missed already stays missed", ["blind 10T10:00 -> 10T11:00", "down 11T10:00 -> 11T11:00"], "missed"),
    ("an hour known to be down is no hour unobserved",
     ["down 10T10:00 -> 10T10:20", "blind 10T10:00 -> 10T10:20"], "met"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "lines", "verdict"), UNOBSERVED)
def test_time_that_nobody_watched_may_leave_the_verdict_open(title: str, lines: list[str], verdict: str):
    told = Service("2026-03", *lines)
    assert availability(told, "2026-03", unobserved_time="undetermined").verdict == verdict
    assert availability(told, "2026-03").verdict == ("missed" if verdict == "missed" else "met")


BOUNDS = st.none() | st.integers(0, 6)


@given(st.lists(st.tuples(BOUNDS, BOUNDS), max_size=8))
def test_at_every_instant_the_last_cause_that_covers_it_is_given(bounds):
    given_ = [Attribution(str(number), from_, until, cast("Any", None)) for number, (from_, until) in enumerate(bounds)]
    causes = Causes(given_)
    for instant in range(-1, 8):
        covering = [
            each
            for each in given_
            if (each.from_ is None or each.from_ <= instant) and (each.until is None or instant < each.until)
        ]
        assert causes.at(instant) == (covering[-1] if covering else None)
