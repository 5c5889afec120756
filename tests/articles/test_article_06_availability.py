"""Article 6 ¶1, ¶2 and ¶4: the reference hours, the rate, and the verdict of a month."""

from fractions import Fraction

import pytest

from tests.articles.service_of import Service, availability, holidays, seconds

REFERENCE = [
    ("March 2026 has 22 working days", "2026-03", "FR", 22, 286),
    ("April loses Easter Monday", "2026-04", "FR", 21, 273),
    ("May loses its first, its eighth, Ascension and Whit Monday", "2026-05", "FR", 17, 221),
    ("November loses the eleventh; the first is a Sunday", "2026-11", "FR", 20, 260),
    ("October is not shortened by the change of the clock", "2026-10", "FR", 22, 286),
    ("a February of 28 days", "2026-02", "FR", 20, 260),
    ("in Moselle April loses Good Friday too", "2026-04", "FR-57", 20, 260),
    ("in Réunion 20 December 2027 is a public holiday", "2027-12", "RE", 22, 286),
    ("and not in Paris", "2027-12", "FR", 23, 299),
    ("in Guadeloupe Good Friday is kept by custom alone", "2026-04", "GP", 21, 273),
    ("Saint-Pierre changes its clock at another date, and keeps 13 hours a day", "2026-03", "PM", 22, 286),
]  # fmt: skip


@pytest.mark.parametrize(("title", "month", "territory", "days", "hours"), REFERENCE)
def test_the_reference_hours_of_a_month(title: str, month: str, territory: str, days: int, hours: int):
    found = availability(Service(month, territory=territory), month)
    assert len(found.reference_days) == days
    assert seconds(found.reference_seconds) == str(hours * 3600)
    assert (seconds(found.downtime_seconds), found.verdict) == ("0", "met")
    assert found.figure is not None
    assert found.figure.percent == 100


CUSTOMARY = [
    ("by statute", "national_and_territory", 273),
    ("by custom too", "customary", 260),
    ("by the nation's days alone", "national", 273),
]


@pytest.mark.parametrize(("title", "option", "hours"), CUSTOMARY)
def test_which_public_holidays_shorten_april_in_guadeloupe(title: str, option: str, hours: int):
    found = availability(Service("2026-04", territory="GP"), "2026-04", public_holidays=option)
    assert seconds(found.reference_seconds) == str(hours * 3600)


SERVICE = [
    ("service that starts on a Monday counts from its morning on", {"starts_on": "2026-03-16"}, [], 12 * 13),
    ("service that starts on a Saturday counts from the Monday", {"starts_on": "2026-03-14"}, [], 12 * 13),
    ("service that starts on the first has the whole month", {"starts_on": "2026-03-01"}, [], 286),
    ("service that starts on the last day has that day", {"starts_on": "2026-03-31"}, [], 13),
    ("service that starts the month after has none", {"starts_on": "2026-04-01"}, [], 0),
    ("the last day of service counts whole", {}, [("contract.ended", {"effective_on": "2026-03-13"})], 10 * 13),
    ("a contract that ended the month before has none", {}, [("contract.ended", {"effective_on": "2026-02-28"})], 0),
    ("one that ends after the month changes nothing", {}, [("contract.ended", {"effective_on": "2026-03-31"})], 286),
    ("a longer list of modules changes no hour", {},
     [("contract.amended", {"effective_on": "2026-03-16", "modules": ["RH"]})], 286),
    ("a client that moves to Moselle in April keeps Good Friday only from then on", {},
     [("contract.amended", {"effective_on": "2026-04-04", "territory": "FR-57"})], 286),
]  # fmt: skip


@pytest.mark.parametrize(("title", "fields", "events", "hours"), SERVICE)
def test_a_month_in_which_service_starts_or_ends(title, fields, events, hours):
    told = Service("2026-03", **fields)
    for type_, data in events:
        told.tell(type_, "contract/c-1", "2026-02-01", **data)
    found = availability(told, "2026-03")
    assert seconds(found.reference_seconds) == str(hours * 3600)
    assert found.verdict == ("met" if hours else "no_reference_time")
    assert (found.figure is None or found.figure.percent is None) == (hours == 0)


MOVES = [
    ("amended to Moselle on Good Friday, April has the hours of Moselle from then on", "2026-04-03", "FR-57", {}, 260),
    ("amended the day after, Good Friday was worked", "2026-04-04", "FR-57", {}, 273),
    ("a day begins in the zone that was in force before: nine hours east it is 09:00 already", "2026-04-15", "FR",
     {"timezone": "Pacific/Noumea"}, 271),
    ("one hour east it is 01:00, and no reference hour is lost", "2026-04-15", "FR",
     {"timezone": "Indian/Mayotte"}, 273),
]  # fmt: skip


@pytest.mark.parametrize(("title", "day", "territory", "fields", "hours"), MOVES)
def test_a_contract_amended_in_the_month(title, day, territory, fields, hours):
    told = Service("2026-04", territory="FR")
    told.adopt("FR-57", dict(holidays("FR-57", 2026)), 2026)
    told.tell("contract.amended", "contract/c-1", "2026-04-01", effective_on=day, territory=territory, **fields)
    found = availability(told, "2026-04")
    assert seconds(found.reference_seconds) == str(hours * 3600)


ALLOWED = [("2026-03", "1544.4"), ("2026-04", "1474.2"), ("2026-05", "1193.4"), ("2026-11", "1404")]


@pytest.mark.parametrize(("month", "allowed"), ALLOWED)
def test_the_downtime_allowed_is_fifteen_ten_thousandths(month: str, allowed: str):
    assert seconds(availability(Service(month), month).allowed_downtime_seconds) == allowed


LIMITS = [
    ("24 minutes 34.2 seconds of downtime in April keep the promise exactly", "10:24:34.2", "met", "99.85"),
    ("a microsecond more breaks it", "10:24:34.200001", "missed", None),
    ("a microsecond less keeps it", "10:24:34.199999", "met", None),
    ("25 minutes break it", "10:25", "missed", None),
]


@pytest.mark.parametrize(("title", "until", "verdict", "percent"), LIMITS)
def test_the_promise_is_kept_to_the_microsecond(title: str, until: str, verdict: str, percent: str | None):
    found = availability(Service("2026-04", f"down 14T10:00 -> 14T{until}"), "2026-04")
    assert found.verdict == verdict
    assert found.figure is not None
    assert percent is None or found.figure.percent == Fraction(percent)
    assert found.figure.numerator_seconds + (found.downtime_seconds or 0) == found.figure.denominator_seconds


ROUNDED = [
    ("99.845 % rounds half up to 99.85 and passes", "10:25:23.34", "met", "missed"),
    ("a microsecond more rounds down", "10:25:23.340001", "missed", "missed"),
    ("99.85 % passes either way", "10:24:34.2", "met", "met"),
]


@pytest.mark.parametrize(("title", "until", "two_decimals", "exact"), ROUNDED)
def test_a_rate_rounded_before_it_is_compared(title: str, until: str, two_decimals: str, exact: str):
    told = Service("2026-04", f"down 14T10:00 -> 14T{until}")
    found = {
        option: availability(told, "2026-04", rate_precision=option).verdict for option in ("two_decimals", "exact")
    }
    assert found == {"two_decimals": two_decimals, "exact": exact}


EDGES = [
    ("an outage that ends at 20:00 sharp costs nothing after it", "down 10T19:00 -> 10T20:00", "3600"),
    ("nor does one that ends later", "down 10T19:00 -> 10T23:59", "3600"),
    ("an outage that begins at 20:00 sharp costs nothing", "down 10T20:00 -> 10T23:00", "0"),
    ("one that begins a second before costs one", "down 10T19:59:59 -> 10T23:00", "1"),
    ("an outage until 07:00 sharp costs nothing", "down 10T03:00 -> 10T07:00", "0"),
    ("one until a second later costs one", "down 10T03:00 -> 10T07:00:01", "1"),
    ("from Friday evening to Monday morning nothing counts", "down 13T20:00 -> 16T07:00", "0"),
    ("an outage over a public holiday costs nothing", "down 2026-04-06T09:00 -> 2026-04-06T18:00", "0"),
    ("an outage that began in the month before counts from the first", "down 2026-02-27T19:00 -> 02T08:00", "3600"),
    ("an outage that runs into the next month counts to the last evening", "down 31T19:30 -> 2026-04-01T09:00", "1800"),
    ("an outage of a whole day costs 13 hours", "down 10T00:00 -> 11T00:00", "46800"),
    ("an outage of the portal costs nothing", "down 10T10:00 -> 10T11:00 component=portal", "0"),
    ("an outage of the phone costs nothing", "down 10T10:00 -> 10T11:00 component=phone", "0"),
    ("an outage of no length costs nothing", "down 10T10:00 -> 10T10:00", "0"),
    ("an outage of a microsecond costs one", "down 10T10:00 -> 10T10:00:00.000001", "0.000001"),
]  # fmt: skip


@pytest.mark.parametrize(("title", "down", "counts"), EDGES)
def test_only_the_reference_hours_count(title: str, down: str, counts: str):
    found = availability(Service("2026-03", down), "2026-04" if down.startswith("down 2026-04") else "2026-03")
    assert seconds(found.downtime_seconds) == counts
    assert sum(each.seconds for each in found.spans if each.treatment == "counted") == found.downtime_seconds


def test_a_service_down_all_month_has_a_rate_of_nought():
    found = availability(Service("2026-03", "down 2026-02-20T00:00 -> 2026-04-02T00:00"), "2026-03")
    assert found.figure is not None
    assert found.figure.percent == Fraction(0)
    assert found.verdict == "missed"


def test_without_a_calendar_nothing_is_determined_and_the_command_is_named():
    found = availability(Service("2026-03", "down 10T10:00 -> 10T11:00", calendars=False), "2026-03")
    assert (found.verdict, found.figure, found.downtime_seconds) == ("undetermined", None, None)
    assert str(found.because) == "no public holidays adopted for FR 2026: run `livret holidays adopt FR 2026`"


def test_a_month_has_a_verdict_and_other_ranges_have_a_rate():
    told = Service("2026-03", "down 10T10:00 -> 10T11:00")
    for period in ("2026-03-01..2026-03-31", "2026-Q1", "2026", "2026-03-10"):
        found = availability(told, period)
        assert found.verdict is None
        assert found.figure is not None
    assert availability(told, "2026-03-10").figure.percent == Fraction(1200, 13)  # type: ignore[union-attr]
    assert availability(told, "2026-03-11").figure.percent == 100  # type: ignore[union-attr]
    assert availability(told, "2026-03-15").figure.percent is None  # type: ignore[union-attr]


KNOWN = [
    ("while the month runs, its figure is provisional", "2026-03-20 12:00", True, 286),
    ("a microsecond before its end as well", "2026-03-31 23:59:59.999999", True, 286),
    ("at its end it is final", "2026-04-01 00:00", False, 286),
]


@pytest.mark.parametrize(("title", "known_at", "provisional", "hours"), KNOWN)
def test_a_month_is_measured_by_its_whole_reference_time(title: str, known_at: str, provisional: bool, hours: int):
    found = availability(Service("2026-03"), "2026-03", known_at)
    assert (found.provisional, seconds(found.reference_seconds)) == (provisional, str(hours * 3600))


def test_an_outage_that_has_not_ended_runs_on_and_stays_provisional():
    told = Service("2026-03", "down 10T10:00 -> ...")
    found = availability(told, "2026-03", "2026-03-10 12:30")
    assert (seconds(found.downtime_seconds), found.provisional) == (str(2 * 3600 + 1800), True)
    found = availability(told, "2026-03", "2026-06-01")
    assert (seconds(found.downtime_seconds), found.provisional) == (str(10 * 3600 + 15 * 13 * 3600), True)
    assert availability(told, "2026-02", "2026-06-01").provisional is False
    assert seconds(availability(told, "2026-04", "2026-06-01").downtime_seconds) == str(273 * 3600)
