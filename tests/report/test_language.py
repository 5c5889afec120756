"""How figures, dates and sentences read in each language."""

from datetime import UTC, date, timedelta, timezone
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.calendar.span import HOUR, MINUTE, SECOND, Duration, Instant
from projections.calendar.zone import parse_local, zone
from projections.edition.wording import Text
from projections.report.language import default_language, language

EN, FR = language("en"), language("fr")
PARIS = zone("Europe/Paris")
NBSP, NARROW = "\N{NO-BREAK SPACE}", "\N{NARROW NO-BREAK SPACE}"

JUST_MET = Fraction(9_985, 100)


@pytest.mark.parametrize(
    ("percent", "english", "french"),
    [
        (JUST_MET, "99.8500 %", "99,8500 %"),
        (JUST_MET - Fraction(1, 10**9), "99.8499 %", "99,8499 %"),
        (Fraction(100 * 982_200, 982_800), "99.9389 %", "99,9389 %"),
        (Fraction(0), "0.0000 %", "0,0000 %"),
        (Fraction(-1, 10**9), "-0.0001 %", "-0,0001 %"),
        (Fraction(-2_000), "-2,000.0000 %", "-2 000,0000 %"),
    ],
)
def test_a_rate_is_floored_to_four_decimals(percent: Fraction, english: str, french: str):
    assert EN.percent(percent) == english
    assert FR.percent(percent) == french.replace(" %", f"{NBSP}%").replace(" ", NARROW)


@pytest.mark.parametrize(
    ("length", "english", "french"),
    [
        (0, "0 s", "0 s"),
        (1, "0.000001 s", "0,000001 s"),
        (42 * SECOND, "42 s", "42 s"),
        (10 * MINUTE, "10 min", "10 min"),
        (10 * MINUTE + SECOND, "10 min 01 s", "10 min 01 s"),
        (24 * MINUTE + 34 * SECOND + 200_000, "24 min 34.2 s", "24 min 34,2 s"),
        (HOUR + 2 * MINUTE + 3 * SECOND, "1 h 02 min 03 s", "1 h 02 min 03 s"),
        (HOUR + 3 * SECOND, "1 h 00 min 03 s", "1 h 00 min 03 s"),
        (HOUR - 1, "59 min 59.999999 s", "59 min 59,999999 s"),
        (HOUR, "1 h", "1 h"),
        (1_092 * HOUR, "1,092 h", f"1{NARROW}092 h"),
        (-10 * MINUTE, "-10 min", "-10 min"),
    ],
)
def test_a_length_of_time_is_exact(length: int, english: str, french: str):
    assert EN.duration(length) == english
    assert FR.duration(length).replace(NBSP, " ") == french


def test_no_line_of_french_breaks_between_a_figure_and_its_unit():
    assert FR.duration(HOUR + 2 * MINUTE) == f"1{NBSP}h 02{NBSP}min"


@pytest.mark.parametrize(
    ("instant", "english", "french"),
    [
        ("2026-03-10T09:12:00+01:00", "2026-03-10 09:12 +01:00", "10/03/2026 09:12 +01:00"),
        ("2026-03-10T09:12:01+01:00", "2026-03-10 09:12:01 +01:00", "10/03/2026 09:12:01 +01:00"),
        ("2026-03-10T09:12:00.5+01:00", "2026-03-10 09:12:00.5 +01:00", "10/03/2026 09:12:00,5 +01:00"),
        ("2026-07-01T00:00:00+02:00", "2026-07-01 00:00 +02:00", "01/07/2026 00:00 +02:00"),
    ],
)
def test_an_instant_shows_its_offset(instant: str, english: str, french: str):
    moment = parse_local(instant, UTC)
    assert EN.instant(moment, PARIS) == english
    assert FR.instant(moment, PARIS).replace(NBSP, " ") == french


@pytest.mark.parametrize(
    ("items", "english", "french"),
    [
        ([], "–", "–"),
        (["a"], "a", "a"),
        (["a", "b"], "a and b", "a et b"),
        (["a", "b", "c"], "a, b and c", "a, b et c"),
    ],
)
def test_a_list_is_a_sentence(items: list[str], english: str, french: str):
    assert (EN.list(items), FR.list(items)) == (english, french)


@given(st.integers(-(10**15), 10**15), st.integers(1, 10**9), st.integers(0, 9))
def test_a_number_is_the_largest_of_its_digits_not_above_it(numerator: int, denominator: int, digits: int):
    value = Fraction(numerator, denominator)
    shown = Fraction(EN.number(value, digits).replace(",", ""))
    assert shown <= value < shown + Fraction(1, 10**digits)
    assert Fraction(FR.number(value, digits).replace(NARROW, "").replace(",", ".")) == shown


@given(st.integers(-(10**15), 10**15))
def test_a_length_of_time_says_every_microsecond(length: int):
    units = {"h": HOUR, "min": MINUTE, "s": SECOND}
    words = EN.duration(length).removeprefix("-").replace(",", "").split(" ")
    said = sum(Fraction(figure) * units[unit] for figure, unit in zip(words[::2], words[1::2], strict=True))
    assert (-said if length < 0 else said) == length


@given(st.integers(-(2**50), 2**50), st.integers(-14, 14))
def test_an_instant_can_be_read_back(moment: int, hours: int):
    where = timezone(timedelta(hours=hours))
    day, time, offset = EN.instant(moment, where).split(" ")
    assert parse_local(f"{day}T{time}{offset}", UTC) == moment


@pytest.mark.parametrize(
    ("value", "place", "french"),
    [
        (Instant(0), "at", "01/01/1970 00:00 +00:00"),
        (Duration(90 * SECOND), "length", "1 min 30 s"),
        (date(2026, 4, 6), "day", "06/04/2026"),
        (Fraction(75), "rate", "75,0000 %"),
        (12_345, "count", "12 345"),
        (12_345, "position", "12345"),
        (True, "done", "oui"),
        (None, "at", "–"),
        ("provider", "cause", "le prestataire"),
        ("provider", "name", "provider"),
        ("\x1b[2J", "name", "\\x1b[2J"),
        (Text("Sunday"), "day", "dimanche"),
        (("a", "b"), "names", "a et b"),
        ((Duration(SECOND), Duration(2 * SECOND)), "lengths", "1 s et 2 s"),
    ],
)
def test_a_value_is_said_by_its_kind(value: object, place: str, french: str):
    said = FR.say(Text(f"{{{place}}}", {place: value}))
    assert said.replace(NBSP, " ").replace(NARROW, " ") == french


def test_braces_in_data_are_data():
    assert EN.say(Text("{name}", {"name": "{0} {name}"})) == "{0} {name}"


def test_an_unknown_language_is_refused():
    with pytest.raises(ValueError, match="unknown language 'de': give fr or en"):
        language("de")


@pytest.mark.parametrize(
    ("environ", "verdict"),
    [
        ({}, "en"),
        ({"LANG": "fr_FR.UTF-8"}, "fr"),
        ({"LANG": "fr"}, "fr"),
        ({"LANG": "en_GB.UTF-8"}, "en"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
        ({"LANG": "frr_DE"}, "en"),
        ({"LANG": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "fr"),
        ({"LC_ALL": "en_US.UTF-8", "LC_MESSAGES": "fr_FR.UTF-8"}, "en"),
        ({"LC_ALL": "", "LANG": "fr_CA"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "fr:en"}, "fr"),
        ({"LANG": "en_US.UTF-8", "LANGUAGE": "de:fr"}, "fr"),
        ({"LANG": "C.UTF-8", "LANGUAGE": "fr"}, "en"),
        ({"LC_ALL": "C", "LANG": "fr_FR.UTF-8"}, "en"),
    ],
)
def test_the_environment_chooses_the_language(environ: dict[str, str], verdict: str):
    assert default_language(environ) == verdict
