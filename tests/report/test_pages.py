"""What each page says, and which page shows what."""

from dataclasses import replace
from datetime import date

import pytest

from projections.articles.article_05_access import (
    EmergencyLine,
    MaintenanceFinding,
    MaintenanceLine,
    VersionLine,
    WindowsFinding,
    WindowSpan,
)
from projections.articles.article_05_maintenance import NoticeFrom, Overrun
from projections.articles.finding import EntryRef, Orphan
from projections.calendar.span import HOUR, Duration, Instant
from projections.edition.wording import N_, Text, say
from projections.facts.contract import Agreement
from projections.report.accounts import page
from projections.report.block import Timeline
from projections.report.language import language
from projections.report.layout import lay_out
from projections.report.readings import lines
from tests.report.april import PARIS, REFERENCE, april, at, rate


def told(finding: object) -> str:
    """The page in words, whatever its columns."""
    text = lay_out(
        page(finding), format="table", language=language("en"), zone=PARIS, width=None, colour=False, terminal=False
    )
    return " ".join(text.split())


ENTRY = EntryRef("/portal", "m-1", 7)
NIGHT = say(N_("nightly window, article 5 ¶2"))
WINDOWS = WindowsFinding(
    article="5",
    contract="c-0001",
    period="2026-04-01",
    known_at=at("2026-05-04T09:00"),
    known_by="ledger",
    position=12,
    edition="carrus-2026-03",
    territory="FR",
    timezone="Europe/Paris",
    tzdata="2026a",
    readings={"overrun": "actual_end"},
    missing_calendars=("FR 2026",),
    total_seconds=Duration(7 * HOUR),
    windows=(WindowSpan(at("2026-04-01T00:00"), at("2026-04-01T07:00"), Duration(7 * HOUR), "night", NIGHT, (ENTRY,)),),
)
START, END = at("2026-04-15T20:00"), at("2026-04-15T22:00")
VERSION = VersionLine("announced", at("2026-04-13T20:00"), START, END, at("2026-04-13T20:00"), Duration(48 * HOUR),
                      True, Duration(2 * HOUR), "mail", (ENTRY,))  # fmt: skip
MAINTENANCE = MaintenanceFinding(
    article="5",
    contract="c-0001",
    period="2026-04",
    known_at=at("2026-05-04T09:00"),
    known_by="ledger",
    position=12,
    edition="carrus-2026-03",
    timezone="Europe/Paris",
    readings={"overrun": "announced_end"},
    maintenances=(
        MaintenanceLine("maintenance/1", "environment/prod-1", "covered", (VERSION,), ((START, END),), Duration(0),
                        START, Instant(END + HOUR), Duration(HOUR)),
    ),
    emergencies=(
        EmergencyLine("maintenance/9", "environment/prod-1", END, START, None, None, False, "leak\x1b[31m", (ENTRY,)),
    ),
    planned_in_reference_seconds=Duration(0),
    orphans=(Orphan(ENTRY, "maintenance.ended", "maintenance/5"),),
)  # fmt: skip


def test_windows_are_listed_with_their_reason_and_what_is_missing():
    text = told(WINDOWS)
    assert "night 2026-04-01 00:00 +02:00 2026-04-01 07:00 +02:00 7 h nightly window, article 5 ¶2 #7" in text
    assert "No public holidays adopted for FR 2026: run `livret holidays adopt FR 2026`." in text
    assert "overrun actual_end" in text


def test_a_maintenance_shows_its_notice_and_its_overrun():
    text = told(MAINTENANCE)
    assert "maintenance/1 covered 2 h 0 s 2026-04-15 20:00 +02:00" in text
    assert "48 h yes 2 h mail" in text
    assert "leak\\x1b[31m" in text
    assert "#7 /portal m-1 maintenance.ended maintenance/5" in text


def test_nothing_planned_and_nothing_declared_is_said():
    text = told(replace(MAINTENANCE, maintenances=(), emergencies=(), orphans=()))
    assert "No maintenance was planned for the period." in text
    assert "No emergency maintenance was declared for the period." in text
    assert "Entries left out" not in text


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "Met: the rate (TD) is 99.9389 %; at least 99.8500 % is promised."),
        ({"verdict": "missed"}, "Missed: the rate (TD) is 99.9389 %"),
        ({"verdict": None}, "No verdict: the rate is promised for a calendar month."),
        ({"verdict": "undetermined"}, "Undetermined: the verdict depends on what the readings in force leave open."),
        ({"verdict": "undetermined", "because": Text("why not")}, "Undetermined: why not."),
        ({"verdict": "no_reference_time", "because": Text("why not")}, "No reference time, hence no rate: why not."),
        ({"provisional": True}, "Provisional: the period is not over"),
        ({"claimed": True, "known_by": "source"}, "Claimed: what was known when is taken from the sources"),
        ({"public_holidays": ()}, "There is no public holiday in the period."),
        ({"spans": ()}, "No outage of the service is known in the period."),
        ({"reference_seconds": Duration(REFERENCE - HOUR)}, "less the parts of days without service: 21 × 13 h - 1 h"),
        (
            {"reference_seconds": Duration(REFERENCE - HOUR), "readings": {"reference_time": "net_of_exclusions"}},
            "Reference days × hours, less the excluded downtime: 21 × 13 h - 1 h = 272 h.",
        ),
    ],
)
def test_the_account_says_what_was_found(changed: dict[str, object], said: str):
    assert said in told(april(**changed))
    assert not changed or said not in told(april())


@pytest.mark.parametrize(
    ("downtime", "verdict"),
    [(1_474_200_000, "Left 0 s"), (1_474_200_001, "Exceeded by 0.000001 s")],
)
def test_the_last_microsecond_of_the_allowance_decides(downtime: int, verdict: str):
    found = april(downtime_seconds=Duration(downtime), figure=rate(REFERENCE, downtime), spans=april().spans * 40)
    assert verdict in told(found)


def test_a_rate_below_nothing_is_floored_too():
    text = told(april(downtime_seconds=Duration(3 * REFERENCE), figure=rate(REFERENCE, 3 * REFERENCE)))
    assert "-200.0000 %" in text


def test_the_rate_of_no_reference_time_is_nothing():
    figure = replace(rate(REFERENCE, 0), percent=None, numerator_seconds=Duration(0), denominator_seconds=Duration(0))
    text = told(april(figure=figure, reference_seconds=Duration(0), reference_days=(), allowed_downtime_seconds=None,
                      verdict="no_reference_time", because=Text("nothing was owed")))  # fmt: skip
    assert "Rate (TD) =" not in text
    assert "nothing was owed" in text


def test_the_timeline_marks_every_day_once():
    (timeline,) = [block for block in page(april()) if isinstance(block, Timeline)]
    marks = {day.day: mark for day, mark in timeline.days}
    assert len(timeline.days) == 30
    assert (marks[6], marks[7], marks[8], marks[12], marks[21]) == ("-", ".", "#", "-", "x")


def test_months_are_a_row_each():
    text = told([april(), april(period="2026-05", verdict="missed", provisional=True)])
    assert "2026-04 99.9389 % 273 h" in text
    assert "missed provisional" in text


def test_a_list_of_other_findings_is_page_after_page():
    assert page([WINDOWS, WINDOWS]) == page(WINDOWS) * 2
    assert page([]) == ()


def test_what_has_no_page_is_refused():
    with pytest.raises(TypeError, match="a int has no page"):
        page(3)


# Readings


def agreement(option: str) -> dict[str, Agreement]:
    entry: object = None  # the page does not look at it
    return {"overrun": Agreement("overrun", option, date(2026, 2, 1), entry)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("agreed", "asked", "verdict"),
    [
        ({}, {}, ("announced_end", "default")),
        (agreement("actual_end"), {}, ("actual_end", "agreed")),
        (agreement("actual_end"), {"overrun": Overrun.ANNOUNCED_END}, ("announced_end", "asked")),
        ({}, {"overrun": Overrun.ACTUAL_END}, ("actual_end", "asked")),
    ],
)
def test_what_was_asked_beats_what_was_agreed_beats_the_default(agreed, asked, verdict):
    (line,) = lines([Overrun], agreed, asked)
    assert ([option.name for option in line.options if option.in_force], line.why) == ([verdict[0]], verdict[1])
    assert [option.default for option in line.options] == [True, False]


def test_readings_are_told_with_their_options_and_what_follows():
    text = told(list(lines([NoticeFrom, Overrun], agreement("actual_end"))))
    assert "Is a maintenance that lasts longer than announced still covered?" in text
    assert (
        "overrun actual_end Covered until it really ended. the provider in force: agreed on, effective 2026-02-01"
        in text
    )
    assert "findings also show the figure under `planned`" in text


def test_an_agreement_on_an_option_that_does_not_exist_is_refused():
    with pytest.raises(ValueError, match="has no option `sometimes`"):
        lines([Overrun], agreement("sometimes"))
