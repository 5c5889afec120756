"""The regular windows in a calendar: expanded as RFC 5545 says, they are those of article 5, to the second."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from projections.articles.article_05_access import WindowsFinding, assess_windows
from projections.articles.catalogue import choose
from projections.calendar.period import Period, days, parse_period
from projections.calendar.zone import zone
from projections.facts.operation import gather
from projections.outlet.ics import written
from projections.report.language import language
from projections.report.layout import Voice
from tests.articles.ledger_of import Told
from tests.outlet.held import RECORDED, selected
from tests.outlet.story import story

PLACES = {"FR": "Europe/Paris", "RE": "Indian/Reunion", "GP": "America/Guadeloupe", "PM": "America/Miquelon"}
STEPS = {"DAILY": 1, "WEEKLY": 7}


def windows(period: Period, territory: str = "FR", **readings: str) -> WindowsFinding:
    """The windows of a contract of that territory that has been in service since 2025, Christmas adopted."""
    told = Told("2025-01-01", territory=territory)
    for year in range(2024, 2030):
        told.adopt(territory, {f"{year}-12-25": "national"}, year)
    return assess_windows(
        gather(told.history("2029-01-01 00:00"), "c-1"),
        period,
        {name: choose(f"{name}={option}") for name, option in readings.items()},
    )


def calendar(finding: WindowsFinding) -> Any:
    """`Any`, since a property of a component may be of any kind to a type checker."""
    voice = Voice(language("en"), zone("Europe/Paris"))
    return Calendar.from_ical(b"".join(written(selected([]), voice, finding)))


def spans(made: Any) -> list[tuple[datetime, datetime]]:
    """Every occurrence in UTC. A recurrence repeats wall times: its length must come out the same by both clocks."""
    found = []
    for event in made.walk("VEVENT"):
        starts, ends, rule = event["dtstart"].dt, event["dtend"].dt, event.get("rrule")
        count, step = (rule["count"][0], STEPS[rule["freq"][0]]) if rule else (1, 0)
        exact = ends.astimezone(UTC) - starts.astimezone(UTC)
        for number in range(count):
            later = timedelta(days=step * number)
            from_, until = (starts + later).astimezone(UTC), (ends + later).astimezone(UTC)
            assert until - from_ == exact
            found.append((from_, until))
    return sorted(found)


def regular(finding: WindowsFinding) -> list[tuple[datetime, datetime]]:
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return sorted(
        (epoch + timedelta(microseconds=each.from_), epoch + timedelta(microseconds=each.until))
        for each in finding.windows
        if each.kind != "maintenance"
    )


@pytest.mark.parametrize("territory", PLACES)
@pytest.mark.parametrize("period", ["2026", "2026-03", "2026-10", "2026-Q4", "2027-03-28", "2025-12-24..2026-01-02"])
def test_the_calendar_has_the_windows_of_article_5(territory: str, period: str):
    finding = windows(parse_period(period), territory)
    assert finding.timezone == PLACES[territory]
    assert spans(calendar(finding)) == regular(finding)


@given(
    st.dates(date(2025, 1, 1), date(2028, 6, 1)), st.integers(0, 400), st.sampled_from(sorted(PLACES)), st.booleans()
)
@settings(max_examples=40)
def test_any_days_anywhere(first: date, more: int, territory: str, provider: bool):
    chosen = {"window_zone": "provider"} if provider else {}
    finding = windows(days(first, first + timedelta(days=more)), territory, **chosen)
    assert spans(calendar(finding)) == regular(finding)


def test_a_year_of_windows_is_a_handful_of_events():
    made = calendar(windows(parse_period("2026"), "FR"))
    counts = [event["rrule"]["count"][0] if "rrule" in event else 1 for event in made.walk("VEVENT")]
    # Nights and Sundays in three runs each, the two days on which the clocks change apart; and Christmas.
    assert len(counts) == 3 + 2 + 3 + 2 + 1
    assert sum(counts) == 365 + 52 + 1


def test_a_calendar_brings_the_zone_it_needs():
    made = calendar(windows(parse_period("2026"), "FR"))
    [there] = made.walk("VTIMEZONE")
    assert there["tzid"] == "Europe/Paris"
    used = {event["dtstart"].params["tzid"] for event in made.walk("VEVENT") if "rrule" in event}
    assert used == {"Europe/Paris"}
    changes = {(part.name, part["tzoffsetto"].td) for part in there.subcomponents}
    assert changes == {("STANDARD", timedelta(hours=1)), ("DAYLIGHT", timedelta(hours=2))}


def test_single_days_need_no_zone():
    assert calendar(windows(parse_period("2026-12-25"))).walk("VTIMEZONE") == []


def test_windows_come_after_what_was_told_and_are_stamped_by_the_ledger():
    voice = Voice(language("fr"), zone("Europe/Paris"))
    text = b"".join(written(selected(story()), voice, windows(parse_period("2026-12-25"))))
    read: Any = Calendar.from_ical(text)
    maintenance, *others = read.walk("VEVENT")
    assert maintenance["summary"] == "Maintenance planifiée m"
    assert [event["summary"] for event in others] == [
        "Fenêtre de maintenance\N{NO-BREAK SPACE}: nuit",
        "jour férié 2026-12-25, article 5 ¶2",
    ]
    last = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=RECORDED, minutes=len(story()) - 1)
    assert {event["dtstamp"].dt for event in others} == {last}
    assert b"".join(written(selected(story()), voice, windows(parse_period("2026-12-25")))) == text
