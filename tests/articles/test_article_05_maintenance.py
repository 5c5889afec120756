"""Article 5 ¶2, third item: what a maintenance covers, by the notice that was given of it.

Every scenario has one outage of an hour in reference hours; the last column is how many seconds of it count.
"""

import pytest

from projections.articles.article_05_access import READINGS, assess_maintenance, earliest_start
from projections.articles.stretch import stretches
from projections.calendar.period import parse_period
from projections.calendar.zone import parse_local
from tests.articles.service_of import Service, chosen, downtime, facts_of

DOWN = "down 10T10:00 -> 10T11:00"
COVERED, COUNTED = "0", "3600"

NOTICE = [
    ("notice of 48 hours to the second is enough", ["announce m at 08T10:00:00: 10T10:00 -> 10T11:00"], COVERED),
    ("a second less is not", ["announce m at 08T10:00:01: 10T10:00 -> 10T11:00"], COUNTED),
    ("a second more is", ["announce m at 08T09:59:59: 10T10:00 -> 10T11:00"], COVERED),
    ("a microsecond less is not", ["announce m at 08T10:00:00.000001: 10T10:00 -> 10T11:00"], COUNTED),
    ("nobody announced anything", [], COUNTED),
    ("an announcement after the fact covers nothing", ["announce m at 10T12:00: 10T10:00 -> 10T11:00"], COUNTED),
    ("the span announced is covered and no more", ["announce m at 01T10:00: 10T10:20 -> 10T10:50"], "1800"),
    ("an announcement without an end covers nothing", ["announce m at 01T10:00: 10T10:00 -> ..."], COUNTED),
    ("an announcement of no length covers nothing", ["announce m at 01T10:00: 10T10:00 -> 10T10:00"], COUNTED),
    ("an internal plan that nobody was told covers nothing", ["plan m at 01T10:00: 10T10:00 -> 10T11:00"], COUNTED),
    ("a maintenance announced for the contract alone covers it too",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00 scope=contract"], COVERED),
    ("two maintenances cover what each covers",
     ["announce a at 01T10:00: 10T10:00 -> 10T10:30", "announce b at 02T10:00: 10T10:30 -> 10T11:00"], COVERED),
    ("notice is counted in hours that pass, a Sunday and a night among them",
     ["announce m at 08T10:00: 10T10:00 -> 10T11:00"], COVERED),
]  # fmt: skip

RESCHEDULED = [
    ("moved in good time, the new span is covered",
     ["announce m at 01T10:00: 12T10:00 -> 12T11:00", "move m at 05T10:00: 10T10:00 -> 10T11:00"], COVERED),
    ("moved in good time, the old span is not",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "move m at 05T10:00: 12T10:00 -> 12T11:00"], COUNTED),
    ("moved too late, only what was covered before stays so",
     ["announce m at 01T10:00: 10T10:00 -> 10T10:30", "move m at 09T10:00: 10T10:15 -> 10T11:00"], "2700"),
    ("shortened at the last minute, the rest stays covered",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "move m at 10T09:59: 10T10:00 -> 10T10:30"], "1800"),
    ("moved too late to where nothing was covered",
     ["announce m at 01T10:00: 12T10:00 -> 12T11:00", "move m at 09T10:00: 10T10:00 -> 10T11:00"], COUNTED),
    ("moved too late and back again, what the move had lost stays lost",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "move m at 09T10:00: 10T10:00 -> 10T10:30",
      "move m at 09T11:00: 10T10:00 -> 10T11:00"], "1800"),
    ("a second announcement of the same maintenance moves it",
     ["announce m at 01T10:00: 12T10:00 -> 12T11:00", "announce m at 05T10:00: 10T10:00 -> 10T11:00"], COVERED),
    ("extended while it runs, the extension had no notice",
     ["announce m at 01T10:00: 10T10:00 -> 10T10:30", "move m at 10T10:20: 10T10:00 -> 10T11:00"], "1800"),
    ("moved away while it runs: the version told by then decides each instant",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "move m at 10T10:20: 13T10:00 -> 13T11:00"], "2400"),
    ("cancelled, it covers nothing",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "cancel m at 09T10:00"], COUNTED),
    ("cancelled while it runs, it covered until then",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "cancel m at 10T10:30"], "1800"),
    ("cancelled after it was over, it had covered",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "cancel m at 10T11:00"], COVERED),
    ("cancelled and announced anew too late",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "cancel m at 09T10:00",
      "announce m at 09T11:00: 10T10:00 -> 10T11:00"], COUNTED),
    ("cancelled and announced anew in good time",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "cancel m at 05T10:00",
      "announce m at 06T10:00: 10T10:00 -> 10T11:00"], COVERED),
    ("a plan followed by a late announcement covers nothing",
     ["plan m at 01T10:00: 10T10:00 -> 10T11:00", "announce m at 09T10:00: 10T10:00 -> 10T11:00"], COUNTED),
]  # fmt: skip

CARRIED_OUT = [
    ("an early end shortens nothing: what is up is up",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "begin m at 10T10:00", "finish m at 10T10:10"], COVERED),
    ("an overrun was planned by nobody",
     ["announce m at 01T10:00: 10T10:00 -> 10T10:30", "begin m at 10T10:00", "finish m at 10T11:00"], "1800"),
    ("work that begins late is covered as announced",
     ["announce m at 01T10:00: 10T10:00 -> 10T11:00", "begin m at 10T10:45"], COVERED),
]  # fmt: skip


@pytest.mark.parametrize(("title", "lines", "counts"), [*NOTICE, *RESCHEDULED, *CARRIED_OUT])
def test_what_a_maintenance_covers(title: str, lines: list[str], counts: str):
    assert downtime(Service("2026-03", *lines, DOWN), "2026-03") == counts


SPRING = "down 2026-03-30T10:00 -> 2026-03-30T11:00"
AUTUMN = "down 2026-10-26T10:00 -> 2026-10-26T11:00"
CLOCK_CHANGES = [
    ("in spring the same local time two days before is 47 hours", SPRING, "2026-03-28T10:00:00", "elapsed", COUNTED),
    ("in spring 48 hours before is 09:00", SPRING, "2026-03-28T09:00:00", "elapsed", COVERED),
    ("and a second after it is too late", SPRING, "2026-03-28T09:00:01", "elapsed", COUNTED),
    ("by the clock on the wall 10:00 is in time", SPRING, "2026-03-28T10:00:00", "wall_clock", COVERED),
    ("and a second after it is too late on the wall", SPRING, "2026-03-28T10:00:01", "wall_clock", COUNTED),
    ("in autumn the same local time two days before is 49 hours", AUTUMN, "2026-10-24T11:00:00", "elapsed", COVERED),
    ("a second after 11:00 is 48 hours less a second", AUTUMN, "2026-10-24T11:00:01", "elapsed", COUNTED),
    ("by the clock on the wall 11:00 is an hour late", AUTUMN, "2026-10-24T11:00:00", "wall_clock", COUNTED),
    ("on the wall 10:00 is in time in autumn", AUTUMN, "2026-10-24T10:00:00", "wall_clock", COVERED),
]


@pytest.mark.parametrize(("title", "down", "announced", "reading", "counts"), CLOCK_CHANGES)
def test_notice_across_a_change_of_the_clock(title: str, down: str, announced: str, reading: str, counts: str):
    _, starts, _, ends = down.split()
    told = Service(starts[:7], f"announce m at {announced}: {starts} -> {ends}", down)
    assert downtime(told, starts[:7], notice_hours=reading) == counts


@pytest.mark.parametrize(
    ("announced", "reading", "earliest"),
    [
        ("2026-03-10 10:00", "elapsed", "2026-03-12 10:00"),
        ("2026-03-28 10:00", "elapsed", "2026-03-30 11:00"),
        ("2026-03-28 10:00", "wall_clock", "2026-03-30 10:00"),
        ("2026-03-27 02:30", "wall_clock", "2026-03-29 03:30"),
        ("2026-10-24 02:30", "wall_clock", "2026-10-26 02:30"),
    ],
)
def test_the_earliest_start_is_the_first_that_would_be_covered(announced: str, reading: str, earliest: str):
    period = parse_period("2026-03")
    contract = facts_of(Service("2026-03")).contract
    stretch = stretches(contract, period.first, period.until, READINGS, chosen(notice_hours=reading))[0]
    found = earliest_start(parse_local(announced, stretch.zone), stretch)
    assert found == parse_local(earliest, stretch.zone)


def test_a_plan_that_nobody_was_told_of_is_listed_last_and_without_versions():
    told = Service(
        "2026-03", "plan m at 01T10:00: 10T10:00 -> 10T11:00", "announce n at 02T10:00: 12T10:00 -> 12T11:00"
    )
    for option, listed in (("announced", ["n", "m"]), ("planned", ["m", "n"])):
        readings = chosen(notice_from=option)
        found = assess_maintenance(facts_of(told), parse_period("2026-03"), readings, [])
        assert [line.maintenance for line in found.maintenances] == [f"maintenance/{name}" for name in listed]
        assert [len(line.versions) for line in found.maintenances] == [1, 0 if option == "announced" else 1]
