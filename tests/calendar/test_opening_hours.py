"""Opening hours: scenarios with their verdicts, then every half hour against the definition."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from projections.calendar.opening_hours import WEEKDAYS, OpeningHours, Publication, UnknownHoursError, Week, parse_week
from projections.calendar.span import DAY, HOUR, MINUTE, normal
from projections.calendar.zone import at, iso, local, midnight, parse_local, zone

PARIS = zone("Europe/Paris")
OFFICE: Week = {day: [["09:00", "12:30"], ["14:00", "18:00"]] for day in WEEKDAYS[:5]}
ALWAYS: Week = {day: [["00:00", "24:00"]] for day in WEEKDAYS}
EASTER_MONDAY = date(2026, 4, 6)


def none(year: int) -> frozenset[date]:
    return frozenset()


def easter(year: int) -> frozenset[date]:
    return frozenset({EASTER_MONDAY})


def desk(week: Week = OFFICE, holidays: Callable[[int], frozenset[date]] = easter, **fields: object) -> OpeningHours:
    values = {"in_force_from": 0, "effective_on": date(2020, 1, 1), "closed_on": (), "zone": PARIS} | fields
    return OpeningHours([Publication(week=week, **values)], holidays)  # type: ignore[arg-type]


def when(text: str) -> int:
    return parse_local(text, PARIS)


@pytest.mark.parametrize(
    ("start", "hours", "due"),
    [
        ("2026-03-10 09:00", 3.5, "2026-03-10T12:30:00+01:00"),  # runs out exactly at closing: due at closing
        ("2026-03-10 09:00:00.000001", 3.5, "2026-03-10T14:00:00.000001+01:00"),
        ("2026-03-10 16:00", 8, "2026-03-11T16:30:00+01:00"),
        ("2026-03-10 09:00", 8, "2026-03-11T09:30:00+01:00"),
        ("2026-03-10 08:59:59.999999", 1, "2026-03-10T10:00:00+01:00"),  # from the next opening
        ("2026-03-10 12:30", 1, "2026-03-10T15:00:00+01:00"),  # exactly at closing is outside
        ("2026-03-13 18:00", 1, "2026-03-16T10:00:00+01:00"),
        ("2026-03-13 17:59:59.999999", 1, "2026-03-16T09:59:59.999999+01:00"),
        ("2026-03-27 17:00", 2, "2026-03-30T10:00:00+02:00"),  # the clock changes over the weekend
        ("2026-04-03 17:00", 2, "2026-04-07T10:00:00+02:00"),  # Easter Monday has no hours
        ("2025-12-31 17:00", 2, "2026-01-01T10:00:00+01:00"),  # into a year not laid out yet
        ("2026-03-10 20:00", 0, "2026-03-10T20:00:00+01:00"),
    ],
)
def test_a_deadline_in_working_hours(start: str, hours: float, due: str) -> None:
    assert iso(desk().add(when(start), int(hours * 2) * HOUR // 2), PARIS) == due


@pytest.mark.parametrize(
    ("instant", "is_open", "next_opening"),
    [
        ("2026-03-10 08:59:59.999999", False, "2026-03-10T09:00:00+01:00"),
        ("2026-03-10 09:00", True, "2026-03-10T09:00:00+01:00"),
        ("2026-03-10 12:29:59.999999", True, "2026-03-10T12:29:59.999999+01:00"),
        ("2026-03-10 12:30", False, "2026-03-10T14:00:00+01:00"),
        ("2026-04-03 18:00", False, "2026-04-07T09:00:00+02:00"),
        ("2026-12-31 18:00", False, "2027-01-01T09:00:00+01:00"),
    ],
)
def test_a_desk_opens_at_its_first_instant_and_is_closed_at_its_last(
    instant: str, is_open: bool, next_opening: str
) -> None:
    assert desk().is_open(when(instant)) is is_open
    assert iso(desk().next_opening(when(instant)), PARIS) == next_opening


@pytest.mark.parametrize(
    ("day", "hours"),
    [("2026-03-28", 24), ("2026-03-29", 23), ("2026-10-25", 25), ("2026-12-31", 24), ("2026-04-06", 0)],
)
def test_round_the_clock_a_day_has_its_real_length_and_a_holiday_none(day: str, hours: int) -> None:
    first = when(day)
    assert desk(ALWAYS).between(first, midnight(date.fromisoformat(day) + timedelta(days=1), PARIS)) == hours * HOUR


@pytest.mark.parametrize(
    ("interval", "day", "opens", "closes"),
    [
        (["02:30", "05:00"], "2026-03-29", "03:30:00+02:00", "05:00:00+02:00"),  # 02:30 never shows
        (["01:00", "02:30"], "2026-03-29", "01:00:00+01:00", "03:30:00+02:00"),
        (["02:30", "05:00"], "2026-10-25", "02:30:00+02:00", "05:00:00+01:00"),  # 02:30 shows twice: the first
        (["01:00", "02:30"], "2026-10-25", "01:00:00+02:00", "02:30:00+02:00"),
    ],
)
def test_bounds_on_the_night_the_clock_changes(interval: list[str], day: str, opens: str, closes: str) -> None:
    hours = desk({"sun": [interval]})
    assert hours.open_spans(when(day), when(day) + DAY) == [(when(f"{day}T{opens}"), when(f"{day}T{closes}"))]


def test_hours_jumped_over_whole_do_not_exist() -> None:
    hours = desk({"sun": [["02:00", "03:00"], ["03:00", "04:00"]]})
    assert hours.between(when("2026-03-29"), when("2026-03-30")) == HOUR


def test_the_time_between_is_negative_the_other_way_round() -> None:
    a, b = when("2026-03-10 10:00"), when("2026-03-11 10:00")
    assert desk().between(a, b) == 7 * HOUR + HOUR // 2 == -desk().between(b, a)
    assert desk().between(a, a) == 0


def test_closed_dates_have_no_hours() -> None:
    assert desk(closed_on=[date(2026, 3, 11)]).between(when("2026-03-11"), when("2026-03-12")) == 0


def test_aware_datetimes_keep_their_zone() -> None:
    start = datetime(2026, 3, 10, 16, tzinfo=PARIS)
    due = desk().due(start, timedelta(hours=8))
    assert due.isoformat() == "2026-03-11T16:30:00+01:00"
    assert due.tzinfo is PARIS
    assert desk().elapsed(start.astimezone(UTC), due) == timedelta(hours=8)
    with pytest.raises(TypeError):
        desk().due(datetime(2026, 3, 10, 16), timedelta(hours=8))


def published(made: str, effective_on: str, opens: str, closes: str, **fields: object) -> Publication:
    week = {day: [[opens, closes]] for day in WEEKDAYS}
    values = {"closed_on": (), "zone": PARIS} | fields
    return Publication(when(made), date.fromisoformat(effective_on), week, **values)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("second_made", "second_effective", "opens"),
    [
        ("2026-03-09 12:00", "2026-03-10", ["09:00", "10:00", "10:00"]),  # from its day
        ("2026-03-10 09:30", "2026-03-01", ["09:00", "09:00", "10:00"]),  # made late: no instant before it moves
        ("2026-03-11 08:00", "2026-03-11", ["09:00", "09:00", "10:00"]),
        ("2026-03-11 09:00", "2026-03-11", ["09:00", "09:00", "10:00"]),
        ("2026-03-11 11:00", "2026-03-11", ["09:00", "09:00", "09:00"]),
        ("2025-12-01 12:00", "2026-03-10", ["09:00", "09:00", "09:00"]),  # made before the other, which replaced it
    ],
)
def test_the_last_publication_made_is_in_force_once_its_day_has_come(
    second_made: str, second_effective: str, opens: list[str]
) -> None:
    first = published("2026-01-01 00:00", "2026-01-01", "09:00", "18:00")
    second = published(second_made, second_effective, "10:00", "18:00")
    for publications in ([first, second], [second, first]):
        hours = OpeningHours(publications, none)
        days = ("2026-03-09", "2026-03-10", "2026-03-11")
        assert [iso(hours.next_opening(when(day)), PARIS)[11:16] for day in days] == opens


def test_of_two_made_at_one_instant_the_later_in_the_list_wins() -> None:
    first, second = (published("2026-01-01", "2026-01-01", opens, "18:00") for opens in ("09:00", "10:00"))
    assert iso(OpeningHours([first, second], none).next_opening(when("2026-03-09")), PARIS)[11:16] == "10:00"


def test_a_publication_replaces_closed_dates_too() -> None:
    first = published("2026-01-01", "2026-01-01", "09:00", "18:00", closed_on=[date(2026, 3, 10)])
    second = published("2026-03-01", "2026-03-01", "09:00", "18:00")
    assert OpeningHours([first], none).between(when("2026-03-10"), when("2026-03-11")) == 0
    assert OpeningHours([first, second], none).between(when("2026-03-10"), when("2026-03-11")) == 9 * HOUR


def test_before_the_first_publication_nothing_is_known() -> None:
    hours = OpeningHours([published("2026-03-10 09:30", "2026-03-01", "09:00", "18:00")], none)
    assert hours.known_from == when("2026-03-10 09:30")
    assert hours.next_opening(hours.known_from) == hours.known_from
    for question in (hours.is_open, hours.next_opening, lambda instant: hours.add(instant, HOUR)):
        with pytest.raises(UnknownHoursError, match="no opening hours are published for 2026-03-10T08:29"):
            question(hours.known_from - 1)
    with pytest.raises(UnknownHoursError, match="no opening hours are published"):
        OpeningHours([], none)


def test_only_the_years_touched_are_asked_for_and_a_missing_one_is_named() -> None:
    asked: list[int] = []

    def adopted(year: int) -> frozenset[date]:
        asked.append(year)
        if year == 2027:
            raise KeyError(year)
        return frozenset()

    hours = desk(ALWAYS, adopted)
    last = when("2026-12-31 20:00")
    assert hours.add(last, 4 * HOUR) == when("2027-01-01") == last + hours.between(last, when("2027-01-01"))
    assert asked == [2026]
    for question in (lambda: hours.add(last, 4 * HOUR + 1), lambda: hours.between(last, when("2027-01-01") + 1)):
        with pytest.raises(UnknownHoursError, match="public holidays of 2027 are not known") as refused:
            question()
        assert refused.value.year == 2027
    assert hours.is_open(when("2030-01-01"))
    assert hours.is_open(when("2024-12-31 23:00"))
    assert hours.add(last, HOUR) == last + HOUR
    assert asked == [2026, 2027, 2027, 2030, 2024]


@pytest.mark.parametrize("week", [{}, {"mon": []}])
def test_a_desk_that_never_opens_is_refused_at_once(week: Week) -> None:
    hours = desk(week)
    assert hours.between(when("2026-01-01"), when("2028-01-01")) == 0
    for question in (hours.next_opening, lambda instant: hours.add(instant, 1)):
        with pytest.raises(UnknownHoursError, match="no opening hours from 2019-12-31T23:00"):
            question(when("2026-01-01"))


def test_a_desk_that_closes_for_good_still_answers_for_the_time_before() -> None:
    last_day = Publication(when("2026-03-11"), date(2026, 3, 11), {}, (), PARIS)
    hours = OpeningHours([published("2026-01-01", "2026-01-01", "09:00", "18:00"), last_day], none)
    assert hours.add(when("2026-03-10 17:00"), HOUR) == when("2026-03-10 18:00")
    with pytest.raises(UnknownHoursError, match="no opening hours from 2026-03-10T23:00"):
        hours.add(when("2026-03-10 17:00"), HOUR + 1)


def test_the_end_of_the_calendar_is_refused() -> None:
    with pytest.raises(UnknownHoursError, match="no opening hours from 9998-12-31"):
        desk(ALWAYS).add(when("9998-12-30"), 2 * DAY)


def test_a_negative_amount_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be negative"):
        desk().add(when("2026-03-10"), -1)


@pytest.mark.parametrize(
    ("week", "message"),
    [
        ({"mon": [["09:00", "12:00"], ["11:59", "14:00"]]}, "of mon overlap"),
        ({"mon": [["11:59", "14:00"], ["09:00", "12:00"]]}, "of mon overlap"),
        ({"monday": [["09:00", "12:00"]]}, "unknown weekday `monday`"),
        ({"tue": [["22:00", "06:00"]]}, "22:00-06:00 ends before it begins"),
        ({"tue": [["09:00", "09:00"]]}, "ends before it begins"),
        ({"tue": [["9:00", "12:00"]]}, "is no interval"),
        ({"tue": [["09:00", "24:01"]]}, "is no interval"),
        ({"tue": [["09:00"]]}, "is no interval"),
        ({"tue": ["09:00-12:00"]}, "is no interval"),
    ],
)
def test_a_week_that_cannot_be_read_is_refused_in_one_line(week: Week, message: str) -> None:
    with pytest.raises(ValueError, match=message) as refused:
        desk(week)
    assert "\n" not in str(refused.value)


def test_intervals_may_touch_and_come_in_any_order() -> None:
    assert parse_week({"mon": [["12:00", "24:00"], ["09:00", "12:00"]]})[0] == ((540, 720), (720, 1440))
    hours = desk({"mon": [["12:00", "24:00"], ["09:00", "12:00"]], "tue": [["00:00", "01:00"]]})
    assert len(hours.open_spans(when("2026-03-09"), when("2026-03-11"))) == 1


# The definition, asked at every half hour of a few days around a clock change or a new year.
STEP = HOUR // 2
bounds = st.lists(st.integers(0, 24), min_size=2, max_size=4, unique=True).map(sorted)
intervals = bounds.map(
    lambda hours: [[f"{a:02d}:00", f"{b:02d}:00"] for a, b in zip(hours[::2], hours[1::2], strict=False)]
)
weeks = st.dictionaries(st.sampled_from(WEEKDAYS), intervals, min_size=3)
origins = st.sampled_from([at(date(*day), 0, 0, UTC) for day in ((2026, 3, 27), (2026, 10, 23), (2026, 12, 30))])


@st.composite
def histories(draw: st.DrawFn) -> tuple[int, list[Publication], frozenset[date]]:
    origin = draw(origins)
    first = local(origin, UTC).date()
    near = st.integers(-3, 6).map(lambda days: first + timedelta(days=days))
    zones = st.sampled_from(["Europe/Paris", "Pacific/Noumea", "America/Miquelon", "Pacific/Marquesas"]).map(zone)
    made = st.integers(-100, 200).map(lambda steps: origin + steps * STEP)
    publication = st.builds(Publication, made, near, weeks, st.frozensets(near, max_size=2), zones)
    oldest = Publication(origin - 100 * DAY, date(2026, 1, 1), draw(weeks), frozenset(), draw(zones))
    made_since = draw(st.lists(publication, max_size=3, unique_by=lambda each: each.in_force_from))
    return origin, [oldest, *made_since], draw(st.frozensets(near, max_size=2))


def open_by_definition(instant: int, publications: list[Publication], holidays: frozenset[date]) -> bool:
    in_force = [
        each
        for each in publications
        if each.in_force_from <= instant and each.effective_on <= local(instant, each.zone).date()
    ]
    last = max(in_force, key=lambda each: each.in_force_from)
    wall = local(instant, last.zone)
    if wall.date() in holidays or wall.date() in last.closed_on:
        return False
    return any(opens <= f"{wall:%H:%M}" < closes for opens, closes in last.week.get(WEEKDAYS[wall.weekday()], ()))


@settings(max_examples=60, deadline=None)
@given(histories(), st.data())
def test_every_answer_is_that_of_the_definition(
    history: tuple[int, list[Publication], frozenset[date]], data: st.DataObject
) -> None:
    origin, publications, holidays = history
    hours = OpeningHours(publications, lambda year: frozenset(day for day in holidays if day.year == year))
    grid = [origin + step * STEP for step in range(5 * 48)]
    judged = [open_by_definition(instant, publications, holidays) for instant in grid]
    assert [hours.is_open(instant) for instant in grid] == judged
    a, b = sorted(data.draw(st.tuples(st.integers(0, 239), st.integers(0, 239))))
    assert hours.between(grid[a], grid[b]) == sum(judged[a:b]) * STEP
    if any(judged[a:]):
        assert hours.next_opening(grid[a]) == grid[judged.index(True, a)]
    assert hours.open_spans(grid[a], grid[b]) == normal(
        (each, each + STEP) for each in grid[a:b] if hours.is_open(each)
    )
    owed = data.draw(st.integers(1, 240)) * STEP - data.draw(st.sampled_from([0, 1, 7 * MINUTE]))
    if owed <= sum(judged[a:]) * STEP:
        due = hours.add(grid[a], owed)
        assert hours.between(grid[a], due) == owed
        assert hours.between(grid[a], due - 1) == owed - 1
