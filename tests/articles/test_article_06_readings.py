"""Article 6: for every sentence that can be read in several ways, a month in which the readings give other figures."""

from collections.abc import Callable
from fractions import Fraction
from functools import partial

import pytest

from projections.articles.article_06_readings import READINGS
from tests.articles.service_of import Service, availability, downtime, seconds

DOWN = "down 10T10:00 -> 10T11:00"
WINDOW = "announce m at 01T10:00: 10T10:00 -> 10T11:00"

DOWNTIMES: list[tuple[str, str, list[str], dict[str, str]]] = [
    ("downtime_scope", "an outage across the end of the day",
     ["down 10T19:30 -> 10T20:30"], {"reference_hours": "1800", "all_hours": "3600"}),
    ("downtime_scope", "one on a Saturday", ["down 14T10:00 -> 14T11:00"],
     {"reference_hours": "0", "all_hours": "3600"}),
    ("downtime_scope", "one on a Sunday, which is a window", ["down 15T10:00 -> 15T11:00"],
     {"reference_hours": "0", "all_hours": "0"}),
    ("overlapping_outages", "two outages that share half an hour", [DOWN, "down 10T10:30 -> 10T11:30"],
     {"union": "5400", "sum": "7200"}),
    ("overlapping_outages", "two of which one does not count", [DOWN, "cause force_majeure", DOWN],
     {"union": "3600", "sum": "3600"}),
    ("concurrent_cause", "in a window the provider's fault, then none given, then the maintenance",
     [WINDOW, DOWN, "cause provider until=10T10:10", "cause planned_maintenance from=10T10:30"],
     {"cause_decides": "600", "any_exclusion": "0", "any_fault": "1800"}),
    ("concurrent_cause", "in an emergency the same",
     ["urgent u at 10T09:00: 10T10:00 -> 10T11:00", DOWN, "cause provider until=10T10:10",
      "cause emergency_maintenance from=10T10:30"],
     {"cause_decides": "600", "any_exclusion": "0", "any_fault": "1800"}),
    ("concurrent_cause", "in neither", [DOWN], {"cause_decides": "3600", "any_exclusion": "3600", "any_fault": "3600"}),
    ("concurrent_cause", "force majeure is excluded by itself", [WINDOW, DOWN, "cause force_majeure"],
     {"cause_decides": "0", "any_exclusion": "0", "any_fault": "0"}),
    ("unavailability", "ten minutes of all of it, twenty of the essential, thirty of a part",
     [DOWN, "impact essential at 10T10:10", "impact partial at 10T10:30"],
     {"total_or_essential": "1800", "total_only": "600", "any_function": "3600"}),
    ("unavailability", "slowness is no reading's unavailability", ["down 10T10:00 -> 10T11:00 impact=degraded"],
     {"total_or_essential": "0", "total_only": "0", "any_function": "0"}),
    ("outage_bounds", "seen up ten minutes before, seen down five minutes before the end",
     ["down 10T10:00 -> 10T11:00 up=10T09:50 seen=10T10:55"],
     {"reported": "3600", "widest": "4200", "narrowest": "3300"}),
    ("outage_bounds", "no bound but the reported ones", [DOWN],
     {"reported": "3600", "widest": "3600", "narrowest": "3600"}),
]  # fmt: skip

VERDICTS: list[tuple[str, str, list[str], dict[str, str]]] = [
    ("unattributed_outage", "an hour without a cause", [DOWN], {"counts": "missed", "undetermined": "undetermined"}),
    ("unobserved_time", "an hour that nobody watched", ["blind 10T10:00 -> 10T11:00"],
     {"up": "met", "undetermined": "undetermined"}),
    ("rate_precision", "a rate of 99.849 %", ["down 10T10:00 -> 10T10:25:54"],
     {"exact": "missed", "two_decimals": "met"}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("reading", "why", "lines", "figures"), DOWNTIMES, ids=[f"{row[0]}: {row[1]}" for row in DOWNTIMES]
)
def test_what_the_options_make_of_a_downtime(reading: str, why: str, lines: list[str], figures: dict[str, str]):
    told = Service("2026-03", *lines)
    assert {option: downtime(told, "2026-03", **{reading: option}) for option in figures} == figures
    assert_complete(reading, figures, downtime(told, "2026-03"))


@pytest.mark.parametrize(
    ("reading", "why", "lines", "verdicts"), VERDICTS, ids=[f"{row[0]}: {row[1]}" for row in VERDICTS]
)
def test_what_the_options_make_of_a_verdict(reading: str, why: str, lines: list[str], verdicts: dict[str, str]):
    told = Service("2026-03", *lines)
    assert {option: availability(told, "2026-03", **{reading: option}).verdict for option in verdicts} == verdicts
    assert_complete(reading, verdicts, availability(told, "2026-03").verdict)


def assert_complete(reading: str, figures: dict[str, str], by_default: str | None) -> None:
    kind = next(kind for kind in READINGS if kind.declaration.name == reading)
    assert list(figures) == [member.option for member in kind]
    assert by_default == figures[kind.default().option]


NET = [
    ("an hour excluded inside the reference hours shortens them", "down 10T10:00 -> 10T11:00 cause=force_majeure", 285),
    ("an hour outside them does not", "down 10T21:00 -> 10T22:00 cause=force_majeure", 286),
    ("an hour that counts does not", "down 10T10:00 -> 10T11:00 cause=provider", 286),
    ("slowness is no exclusion", "down 10T10:00 -> 10T11:00 impact=degraded", 286),
]


@pytest.mark.parametrize(("title", "down", "hours"), NET)
def test_a_reference_time_net_of_exclusions(title: str, down: str, hours: int):
    told = Service("2026-03", down)
    assert seconds(availability(told, "2026-03").reference_seconds) == str(286 * 3600)
    assert net_reference(down, "net_of_exclusions") == str(hours * 3600)


def test_an_hour_excluded_for_one_outage_and_counted_for_another_is_not_excluded():
    told = Service(
        "2026-03", "down 10T10:00 -> 10T11:00 cause=force_majeure", "down 10T10:30 -> 10T11:30 cause=provider"
    )
    found = availability(told, "2026-03", reference_time="net_of_exclusions")
    assert seconds(found.reference_seconds) == str(286 * 3600 - 1800)
    assert found.figure is not None
    assert found.figure.percent == 100 * (1 - Fraction(3600, 286 * 3600 - 1800))


def net_reference(down: str, option: str) -> str:
    return seconds(availability(Service("2026-03", down), "2026-03", reference_time=option).reference_seconds)


def _downtime(reading: str, lines: list[str], option: str) -> str:
    return downtime(Service("2026-03", *lines), "2026-03", **{reading: option})


def _verdict(reading: str, lines: list[str], option: str) -> object:
    return availability(Service("2026-03", *lines), "2026-03", **{reading: option}).verdict


READING_SCENARIOS: dict[str, Callable[[str], object]] = {
    "reference_time": partial(net_reference, NET[0][1]),
    **{reading: partial(_downtime, reading, lines) for reading, _, lines, _ in reversed(DOWNTIMES)},
    **{reading: partial(_verdict, reading, lines) for reading, _, lines, _ in VERDICTS},
}
