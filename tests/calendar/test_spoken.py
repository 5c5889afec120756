"""Times as people say them: input, moment, zone, and the instant meant or why it is refused."""

from datetime import UTC, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar.spoken import DAYS, Fold, spoken
from projections.calendar.unfit import Unfit
from projections.calendar.zone import Twice, iso, local, parse_local, zone

PARIS, NOUMEA, CAYENNE = "Europe/Paris", "Pacific/Noumea", "America/Cayenne"
NOON = "2026-11-25T12:00:00+01:00"
SPRING = "2026-03-29T12:00:00+02:00"
AUTUMN = "2026-10-25T12:00:00+01:00"

MEANT = [
    # text, now, zone, fold, instant
    ("now", NOON, PARIS, None, NOON),
    (" Now ", NOON, PARIS, None, NOON),
    ("maintenant", NOON, NOUMEA, None, "2026-11-25T22:00:00+11:00"),
    ("09:12", NOON, PARIS, None, "2026-11-25T09:12:00+01:00"),
    ("9:12", NOON, PARIS, None, "2026-11-25T09:12:00+01:00"),
    ("09:12:30.5", NOON, PARIS, None, "2026-11-25T09:12:30.5+01:00"),
    ("14h", NOON, PARIS, None, "2026-11-25T14:00:00+01:00"),
    ("14h05", NOON, PARIS, None, "2026-11-25T14:05:00+01:00"),
    ("23:59", NOON, PARIS, None, "2026-11-25T23:59:00+01:00"),
    ("00:00", NOON, PARIS, None, "2026-11-25T00:00:00+01:00"),
    ("yesterday 18:00", NOON, PARIS, None, "2026-11-24T18:00:00+01:00"),
    ("18:00 yesterday", NOON, PARIS, None, "2026-11-24T18:00:00+01:00"),
    ("hier 18h", NOON, PARIS, None, "2026-11-24T18:00:00+01:00"),
    ("14:00 tomorrow", NOON, PARIS, None, "2026-11-26T14:00:00+01:00"),
    ("demain  14h30", NOON, PARIS, None, "2026-11-26T14:30:00+01:00"),
    ("aujourd'hui 8h", NOON, PARIS, None, "2026-11-25T08:00:00+01:00"),
    ("aujourd’hui 8h", NOON, PARIS, None, "2026-11-25T08:00:00+01:00"),
    ("Today 08:00", NOON, PARIS, None, "2026-11-25T08:00:00+01:00"),
    # the day is the zone's own: one minute before its midnight, and at it
    ("09:12", "2026-11-25T13:59:59+01:00", NOUMEA, None, "2026-11-25T09:12:00+11:00"),
    ("09:12", "2026-11-25T14:00:00+01:00", NOUMEA, None, "2026-11-26T09:12:00+11:00"),
    ("09:12", "2026-11-26T03:59:59+01:00", CAYENNE, None, "2026-11-25T09:12:00-03:00"),
    ("09:12", "2026-11-26T04:00:00+01:00", CAYENNE, None, "2026-11-26T09:12:00-03:00"),
    ("yesterday 23:59", "2027-01-01T00:00:00+01:00", PARIS, None, "2026-12-31T23:59:00+01:00"),
    # what programs write goes on being read
    ("2026-03-10", NOON, PARIS, None, "2026-03-10T00:00:00+01:00"),
    ("2026-03-10 09:12", NOON, PARIS, None, "2026-03-10T09:12:00+01:00"),
    ("2026-03-10T09:12:00-05:00", NOON, PARIS, None, "2026-03-10T15:12:00+01:00"),
    # the clock goes forward: 02:00 to 03:00 does not exist
    ("01:59", SPRING, PARIS, None, "2026-03-29T01:59:00+01:00"),
    ("03:00", SPRING, PARIS, None, "2026-03-29T03:00:00+02:00"),
    ("yesterday 02:30", SPRING, PARIS, None, "2026-03-28T02:30:00+01:00"),
    # the clock goes back: 02:00 to 03:00 happens twice
    ("01:59:59", AUTUMN, PARIS, None, "2026-10-25T01:59:59+02:00"),
    ("03:00", AUTUMN, PARIS, None, "2026-10-25T03:00:00+01:00"),
    ("02:00", AUTUMN, PARIS, "first", "2026-10-25T02:00:00+02:00"),
    ("02:00", AUTUMN, PARIS, "second", "2026-10-25T02:00:00+01:00"),
    ("02:59:59", AUTUMN, PARIS, "second", "2026-10-25T02:59:59+01:00"),
    ("2026-10-25T02:30", NOON, PARIS, "first", "2026-10-25T02:30:00+02:00"),
    ("2026-10-25T02:30:00+01:00", NOON, PARIS, "first", "2026-10-25T02:30:00+01:00"),
    ("09:12", NOON, PARIS, "second", "2026-11-25T09:12:00+01:00"),
]

REFUSED = [
    # text, now, zone, fold, why
    ("", NOON, PARIS, None, "no date or time"),
    ("soon", NOON, PARIS, None, "no date or time"),
    ("yesterday", NOON, PARIS, None, "no date or time"),
    ("18:00 yesterday today", NOON, PARIS, None, "no date or time"),
    ("yesterday now", NOON, PARIS, None, "no date or time"),
    ("24:00", NOON, PARIS, None, "no date or time"),
    ("25h", NOON, PARIS, None, "no date or time"),
    ("12:60", NOON, PARIS, None, "no date or time"),
    ("12:3", NOON, PARIS, None, "no date or time"),
    ("12:30:00.1234567", NOON, PARIS, None, "no date or time"),
    ("١٢:٣٠", NOON, PARIS, None, "no date or time"),
    ("2026-02-30", NOON, PARIS, None, "no date or time"),
    ("09:12+01:00", NOON, PARIS, None, "no date or time"),
    ("02:00", SPRING, PARIS, None, "does not exist in Europe/Paris"),
    ("02:59:59", SPRING, PARIS, "first", "does not exist in Europe/Paris"),
    ("tomorrow 02:30", "2026-03-28T12:00:00+01:00", PARIS, None, "2026-03-29T02:30:00 does not exist"),
    ("02:00", AUTUMN, PARIS, None, "happens twice in Europe/Paris"),
    ("2026-10-25T02:59:59.999999", NOON, PARIS, None, "happens twice in Europe/Paris"),
]


@pytest.mark.parametrize(("text", "now", "where", "fold", "instant"), MEANT)
def test_a_time_means_one_instant(text: str, now: str, where: str, fold: Fold | None, instant: str):
    assert iso(spoken(text, parse_local(now, UTC), zone(where), fold), zone(where)) == iso(
        parse_local(instant, UTC), zone(where)
    )


@pytest.mark.parametrize(("text", "now", "where", "fold", "why"), REFUSED)
def test_what_names_no_single_instant_is_refused(text: str, now: str, where: str, fold: Fold | None, why: str):
    with pytest.raises(Unfit, match=why) as refused:
        spoken(text, parse_local(now, UTC), zone(where), fold)
    assert "\n" not in str(refused.value)
    assert isinstance(refused.value, Twice) == ("twice" in why)


@given(
    st.datetimes(timezones=st.just(UTC)).filter(lambda now: 1980 <= now.year <= 2100),
    st.times(),
    st.sampled_from(sorted(product(DAYS.items(), (PARIS, NOUMEA, CAYENNE, "America/Miquelon")))),
    st.sampled_from(["first", "second"]),
)
def test_a_word_and_a_time_are_that_wall_time_of_that_day(now, time, said, fold):
    (word, days), where = said
    moment = parse_local(
        now.isoformat().replace("+00:00", "Z") if now.microsecond else f"{now:%Y-%m-%dT%H:%M:%S}Z", UTC
    )
    there = zone(where)
    try:
        found = local(spoken(f"{word} {time.isoformat()}", moment, there, fold), there)
    except Unfit as error:
        assert "does not exist" in str(error)  # noqa: PT017
        return
    assert found.replace(tzinfo=None).time() == time
    assert found.date() == local(moment, there).date() + timedelta(days=days)


@given(st.text(max_size=40), st.sampled_from([None, "first", "second"]))
def test_any_text_is_an_instant_or_refused_in_one_line(text: str, fold: Fold | None):
    try:
        assert isinstance(spoken(text, 0, zone(PARIS), fold), int)
    except Unfit as error:
        assert len(str(error).splitlines()) <= 1 or not text.isprintable()  # noqa: PT017
