"""Article 5 ¶3: when an emergency maintenance suspends the service, and when an outage goes on counting.

Every scenario has one outage from 10:00 to 11:00 on a Tuesday; the last column is how many seconds of it count.
"""

import pytest

from tests.articles.service_of import Service, downtime

DOWN = "down 10T10:00 -> 10T11:00"
NONE, ALL, HALF = "0", "3600", "1800"

EMERGENCIES = [
    ("declared at the instant it starts, it is one", [], "urgent u at 10T10:00: 10T10:00 -> 10T11:00", NONE),
    ("declared a microsecond after it starts, it is none", [],
     "urgent u at 10T10:00:00.000001: 10T10:00 -> 10T11:00", ALL),
    ("declared a second before it starts, it is one", [], "urgent u at 10T09:59:59: 10T10:00 -> 10T11:00", NONE),
    ("it excludes until the end expected", [], "urgent u at 10T10:00: 10T10:00 -> 10T10:30", HALF),
    ("it excludes until the end reported, if earlier", ["over u at 10T10:30"],
     "urgent u at 10T10:00: 10T10:00 -> 10T11:00", HALF),
    ("it excludes until the end reported, if later", ["over u at 10T11:00"],
     "urgent u at 10T10:00: 10T10:00 -> 10T10:10", NONE),
    ("with no end at all it goes on", [], "urgent u at 10T10:00: 10T10:00 -> ...", NONE),
    ("declared for the contract alone it excludes too", [],
     "urgent u at 10T10:00: 10T10:00 -> 10T11:00 scope=contract", NONE),
    ("the outage began a microsecond before it: it goes on counting", [],
     "urgent u at 10T10:00: 10T10:00:00.000001 -> 10T11:00", ALL),
    ("the outage began with it: it is excluded", [], "urgent u at 10T09:00: 10T10:00 -> 10T11:00", NONE),
    ("the outage began while it lasted: it is excluded", [], "urgent u at 10T09:00: 10T09:30 -> 10T11:00", NONE),
    ("it was over before the outage", ["over u at 10T09:59"], "urgent u at 10T09:00: 10T09:00 -> 10T11:00", ALL),
    ("an outage that the provider caused counts in it", ["cause provider at=10T12:00"],
     "urgent u at 10T10:00: 10T10:00 -> 10T11:00", ALL),
    ("an outage that the emergency caused does not", ["cause emergency_maintenance at=10T12:00"],
     "urgent u at 10T10:00: 10T10:00 -> 10T11:00", NONE),
    ("no emergency covers an outage only by its cause", ["cause emergency_maintenance at=10T12:00"],
     "urgent u at 12T10:00: 12T10:00 -> 12T11:00", ALL),
]  # fmt: skip


@pytest.mark.parametrize(("title", "then", "urgent", "counts"), EMERGENCIES)
def test_when_an_emergency_suspends_the_service(title: str, then: list[str], urgent: str, counts: str):
    assert downtime(Service("2026-03", urgent, DOWN, *then), "2026-03") == counts


AFTER = "urgent u at 10T10:20: 10T10:30 -> 10T10:40"
ALREADY_DOWN = [
    ("the outage goes on counting", AFTER, [], "keeps_counting", "3600"),
    ("what lies in the emergency is excluded", AFTER, [], "from_start", "3000"),
    ("the whole outage is excluded", AFTER, [], "whole_outage", "0"),
    ("no cause lifts what the reading excludes", AFTER, ["cause provider at=10T12:00"], "from_start", "3000"),
    ("nor of the whole outage", AFTER, ["cause provider at=10T12:00"], "whole_outage", "0"),
    ("an emergency that begins when the outage ends does not touch it",
     "urgent u at 10T10:20: 10T11:00 -> 10T12:00", [], "whole_outage", "3600"),
    ("one that begins a microsecond earlier does",
     "urgent u at 10T10:20: 10T10:59:59.999999 -> 10T12:00", [], "whole_outage", "0"),
    ("an outage that began in the emergency is no matter of this reading",
     "urgent u at 10T09:00: 10T10:00 -> 10T10:30", [], "whole_outage", "1800"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "urgent", "then", "reading", "counts"), ALREADY_DOWN)
def test_an_emergency_while_the_service_is_down(title: str, urgent: str, then: list[str], reading: str, counts: str):
    assert downtime(Service("2026-03", urgent, DOWN, *then), "2026-03", emergency_after_outage=reading) == counts


SHORT = "announce m at 09T10:00: 10T10:00 -> 10T10:30"
SHORT_NOTICE = [
    ("a short notice is no emergency unless so read", [SHORT], "counts", "3600"),
    ("read as one, it excludes exactly its span", [SHORT], "as_emergency", "1800"),
    ("told after it starts, it is an emergency declared too late",
     ["announce m at 10T10:00:01: 10T10:00 -> 10T10:30"], "as_emergency", "3600"),
    ("told at its start, it is one declared in time",
     ["announce m at 10T10:00: 10T10:00 -> 10T10:30"], "as_emergency", "1800"),
    ("a cancellation is none", [SHORT, "cancel m at 09T11:00"], "as_emergency", "3600"),
    ("a maintenance without an end is none", ["announce m at 09T10:00: 10T10:00 -> ..."], "as_emergency", "3600"),
    ("one that covers a part of its span stays a window",
     ["announce m at 01T10:00: 10T10:00 -> 10T10:10", "move m at 09T10:00: 10T10:00 -> 10T10:30"],
     "as_emergency", "3000"),
    ("the last version decides what it is",
     ["announce m at 01T10:00: 12T10:00 -> 12T11:00", "move m at 09T10:00: 10T10:00 -> 10T10:30"],
     "as_emergency", "1800"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "lines", "reading", "counts"), SHORT_NOTICE)
def test_a_notice_that_is_too_short(title: str, lines: list[str], reading: str, counts: str):
    assert downtime(Service("2026-03", *lines, DOWN), "2026-03", short_notice=reading) == counts
