"""Article 7 ¶2: a backup each night, and one on the first of each month. The last column is the verdict."""

from typing import Any

import pytest

from projections.articles.article_07_backups import BackupsFinding, assess_backups
from projections.articles.article_07_readings import BackupZone, Night
from projections.calendar.period import parse_period
from projections.edition.reading import Reading
from projections.facts.backup import gather_backups
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told, taken

SCOPE = f"environment/{ENVIRONMENT}"
NIGHT = "2026-03-10"
"""The night of most scenarios, from the evening of 9 March to the morning of the 10th."""


def assess(told: Told, period: str, *members: Reading, known_at: str | None = None) -> BackupsFinding:
    return assess_backups(gather_backups(told.history(known_at), CONTRACT), parse_period(period), taken(*members))


def run(told: Told, started: str | None, completed: str, *kinds: str, scope: str = SCOPE, name: str = "b") -> None:
    data: dict[str, Any] = {"kinds": list(kinds or ("nightly",))} | ({} if started is None else {"started": started})
    told.tell("backup.completed", f"backup/{name}", completed, scope=scope, **data)


def outcomes(finding: BackupsFinding) -> list[str]:
    return [line.outcome for line in finding.nights]


@pytest.mark.parametrize(
    ("started", "completed", "night", "outcome"),
    [
        pytest.param("03-09 22:00", "03-10 01:00", Night.EVENING_TO_MORNING, "done", id="begun in the evening"),
        pytest.param("03-09 20:00", "03-10 01:00", Night.EVENING_TO_MORNING, "done", id="begun at 20:00 sharp"),
        pytest.param(
            "03-09 19:59:59.999999", "03-10 01:00", Night.EVENING_TO_MORNING, "missed", id="begun a hair before 20:00"
        ),
        pytest.param("03-09 20:30", "03-09 23:00", Night.EVENING_TO_MORNING, "done", id="done before midnight"),
        pytest.param(
            "03-10 05:00", "03-10 06:59:59.999999", Night.EVENING_TO_MORNING, "done", id="done a hair before 07:00"
        ),
        pytest.param("03-10 05:00", "03-10 07:00", Night.EVENING_TO_MORNING, "late", id="done at 07:00 sharp is late"),
        pytest.param(
            "03-10 06:59:59.999999", "03-10 07:30", Night.EVENING_TO_MORNING, "late", id="begun a hair before 07:00"
        ),
        pytest.param("03-10 07:00", "03-10 07:30", Night.EVENING_TO_MORNING, "missed", id="begun at 07:00 sharp"),
        pytest.param(
            "03-10 05:00", "03-10 19:59:59.999999", Night.EVENING_TO_MORNING, "late", id="late to the last instant"
        ),
        pytest.param(
            "03-10 05:00", "03-10 20:00", Night.EVENING_TO_MORNING, "missed", id="done when the next night begins"
        ),
        pytest.param(None, "03-10 01:00", Night.EVENING_TO_MORNING, "done", id="without a start the end decides"),
        pytest.param(None, "03-10 07:00", Night.EVENING_TO_MORNING, "missed", id="without a start, done at 07:00"),
        pytest.param("03-10 00:00", "03-10 01:00", Night.AFTER_MIDNIGHT, "done", id="begun at midnight sharp"),
        pytest.param(
            "03-09 23:59:59.999999", "03-10 01:00", Night.AFTER_MIDNIGHT, "missed", id="begun a hair before midnight"
        ),
        pytest.param(
            "03-10 05:00", "03-10 23:59:59.999999", Night.AFTER_MIDNIGHT, "late", id="late to the end of the day"
        ),
        pytest.param("03-10 05:00", "03-11 00:00", Night.AFTER_MIDNIGHT, "missed", id="done at the next midnight"),
        pytest.param("03-10 14:00", "03-10 15:00", Night.CALENDAR_DAY, "late", id="begun in the afternoon of the day"),
        pytest.param("03-10 14:00", "03-10 15:00", Night.AFTER_MIDNIGHT, "missed", id="the same, and no calendar day"),
        pytest.param("03-09 23:00", "03-10 01:00", Night.CALENDAR_DAY, "missed", id="begun the day before"),
    ],
)
def test_a_backup_serves_the_night_that_it_starts_in(started: str | None, completed: str, night: Night, outcome: str):
    told = Told()
    run(told, None if started is None else f"2026-{started}", f"2026-{completed}")
    assert outcomes(assess(told, NIGHT, night)) == [outcome]


@pytest.mark.parametrize(
    ("known_at", "outcome", "provisional", "verdict"),
    [
        pytest.param("2026-03-09 12:00", "pending", True, "pending", id="a night that has not begun is pending"),
        pytest.param("2026-03-10 06:59:59.999999", "pending", True, "pending", id="so is one a hair before 07:00"),
        pytest.param("2026-03-10 07:00", "missed", True, "missed", id="at 07:00 it is missed, and may still be late"),
        pytest.param("2026-03-10 23:59:59.999999", "missed", True, "missed", id="provisional while its day lasts"),
        pytest.param("2026-03-11 00:00", "missed", False, "missed", id="final once its day is over"),
    ],
)
def test_a_night_is_missed_from_seven_on(known_at: str, outcome: str, provisional: bool, verdict: str):
    finding = assess(Told(), NIGHT, known_at=known_at)
    assert (*outcomes(finding), finding.provisional, finding.verdict) == (outcome, provisional, verdict)


def test_a_night_served_late_is_no_breach():
    told = Told()
    run(told, "2026-03-10 05:00", "2026-03-10 09:00")
    assert assess(told, NIGHT).verdict == "met"


def test_a_backup_in_time_counts_before_one_that_came_late():
    told = Told()
    run(told, "2026-03-10 05:00", "2026-03-10 09:00", name="late")
    run(told, "2026-03-10 04:00", "2026-03-10 06:00", name="early")
    (line,) = assess(told, NIGHT).nights
    assert (line.backup, line.outcome) == ("backup/early", "done")


@pytest.mark.parametrize(
    ("kinds", "scope", "outcome"),
    [
        pytest.param(("monthly",), SCOPE, "done", id="a monthly backup serves a night as well"),
        pytest.param(("nightly", "monthly"), SCOPE, "done", id="so does one of both cycles"),
        pytest.param(("nightly",), f"contract/{CONTRACT}", "done", id="so does one of the contract alone"),
        pytest.param(("nightly",), "environment/other", "missed", id="another environment's does not"),
    ],
)
def test_whose_backups_count(kinds: tuple[str, ...], scope: str, outcome: str):
    told = Told()
    run(told, "2026-03-09 22:00", "2026-03-10 01:00", *kinds, scope=scope)
    assert outcomes(assess(told, NIGHT)) == [outcome]


def test_the_environment_need_not_be_production():
    told = Told()
    told.tell("environment.declared", SCOPE, "2025-01-01", scope=SCOPE, kind="test")
    run(told, "2026-03-09 22:00", "2026-03-10 01:00")
    assert outcomes(assess(told, NIGHT)) == ["done"]


def test_a_failed_backup_serves_no_night_and_says_why():
    told = Told()
    told.tell("backup.failed", "backup/f", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"], error="disk full")
    (line,) = assess(told, NIGHT).nights
    assert line.outcome == "missed"
    assert "disk full" in str(line.because)
    assert [ref.id for ref in line.entries] == ["e-0002"]


@pytest.mark.parametrize(
    ("started", "kinds", "known_at", "outcome"),
    [
        pytest.param("03-01 00:00", ("monthly",), None, "done", id="begun as the first begins"),
        pytest.param("02-28 23:59:59.999999", ("monthly",), None, "missed", id="begun a hair before"),
        pytest.param("03-01 23:59:59.999999", ("monthly",), None, "done", id="begun a hair before the second"),
        pytest.param("03-02 00:00", ("monthly",), None, "missed", id="begun on the second"),
        pytest.param("03-01 01:00", ("nightly",), None, "missed", id="a nightly backup serves no month"),
        pytest.param("03-02 00:00", ("monthly",), "2026-03-01 23:59:59.999999", "pending", id="the first is not over"),
        pytest.param("03-02 00:00", ("monthly",), "2026-03-02 00:00", "missed", id="the first is over"),
    ],
)
def test_the_month_is_owed_a_backup_begun_on_the_first(
    started: str, kinds: tuple[str, ...], known_at: str | None, outcome: str
):
    told = Told()
    run(told, f"2026-{started}", "2026-03-02 04:00", *kinds)
    (line,) = assess(told, "2026-03", known_at=known_at).months
    assert (line.month, line.outcome) == ("2026-03", outcome)


@pytest.mark.parametrize(
    ("period", "months"),
    [
        pytest.param("2026-03-01..2026-03-15", ["2026-03"], id="the first lies in the period"),
        pytest.param("2026-03-02..2026-03-31", [], id="it lies a day before the period"),
        pytest.param("2026-Q1", ["2026-01", "2026-02", "2026-03"], id="a quarter has three"),
    ],
)
def test_a_month_belongs_to_the_period_of_its_first(period: str, months: list[str]):
    assert [line.month for line in assess(Told(), period).months] == months


@pytest.mark.parametrize(
    ("starts", "ends", "nights", "months", "verdict"),
    [
        pytest.param("2026-03-01", None, 30, 1, "missed", id="the first night owed is the one after service starts"),
        pytest.param("2026-02-28", None, 31, 1, "missed", id="with service from the day before, the month's first"),
        pytest.param("2026-03-02", None, 29, 0, "missed", id="service from the second owes no month"),
        pytest.param("2025-01-01", "2026-03-01", 1, 1, "missed", id="the last day of service owes its morning"),
        pytest.param("2025-01-01", "2026-02-28", 0, 0, None, id="after service nothing is owed"),
        pytest.param("2026-04-01", None, 0, 0, None, id="nor before it"),
    ],
)
def test_what_is_owed_lies_in_the_service(starts: str, ends: str | None, nights: int, months: int, verdict: str):
    told = Told(starts)
    if ends is not None:
        told.tell("contract.ended", f"contract/{CONTRACT}", "2026-01-15", effective_on=ends)
    finding = assess(told, "2026-03")
    assert (len(finding.nights), len(finding.months), finding.verdict) == (nights, months, verdict)


@pytest.mark.parametrize(
    ("zone", "judged_in", "outcome"),
    [
        pytest.param(BackupZone.PROVIDER, "Europe/Paris", "done", id="06:00 in Paris is the provider's night"),
        pytest.param(BackupZone.CLIENT, "Indian/Reunion", "missed", id="it is 09:00 in Réunion, and no night"),
    ],
)
def test_nights_run_on_the_clock_of_a_reading(zone: BackupZone, judged_in: str, outcome: str):
    told = Told(territory="RE")
    run(told, "2026-03-10 06:00", "2026-03-10 06:30")
    finding = assess(told, NIGHT, zone)
    assert (finding.judged_in, *outcomes(finding)) == (judged_in, outcome)


@pytest.mark.parametrize(
    ("morning", "started", "outcome"),
    [
        pytest.param("2026-03-29", "2026-03-29 06:59:59.999999", "late", id="in a night of ten hours"),
        pytest.param("2026-03-29", "2026-03-28 19:59:59.999999", "missed", id="a night of ten hours begins at 20:00"),
        pytest.param("2026-10-25", "2026-10-24 20:00", "done", id="a night of twelve hours begins at 20:00"),
        pytest.param("2026-10-25", "2026-10-24 19:59:59.999999", "missed", id="and not before"),
    ],
)
def test_a_night_keeps_its_wall_times_when_the_clock_changes(morning: str, started: str, outcome: str):
    told = Told()
    run(told, started, f"{morning} 07:10" if outcome == "late" else f"{morning} 05:00")
    assert outcomes(assess(told, morning)) == [outcome]


def test_an_agreed_reading_holds_from_its_night_on():
    told = Told()
    told.agree("night", "after_midnight", "2026-03-10")
    for day in ("09", "10"):
        run(told, f"2026-03-{int(day) - 1:02} 22:00", f"2026-03-{day} 01:00", name=day)
    assert outcomes(assess(told, "2026-03-09..2026-03-10")) == ["done", "missed"]
    assert outcomes(assess(told, "2026-03-09..2026-03-10", Night.EVENING_TO_MORNING)) == ["done", "done"]


def test_a_retracted_success_leaves_the_night_missed_and_its_check_an_orphan():
    told = Told()
    wrong = told.tell("backup.completed", "backup/b", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"])
    told.tell("backup.verified", "backup/b", "2026-03-10 02:00", scope=SCOPE)
    told.retract(wrong, "2026-03-12")
    before, after = assess(told, NIGHT, known_at="2026-03-11"), assess(told, NIGHT, known_at="2026-03-13")
    assert (before.verdict, after.verdict) == ("met", "missed")
    assert [orphan.type for orphan in after.orphans] == ["backup.verified"]


@pytest.mark.parametrize(
    ("recorded", "late"),
    [
        pytest.param("2026-03-12 01:00", 0, id="recorded two days after to the instant"),
        pytest.param("2026-03-12 01:00:00.000001", 1, id="recorded a hair later"),
    ],
)
def test_a_finding_names_the_late_entries_that_it_rests_on(recorded: str, late: int):
    told = Told()
    told.tell("backup.completed", "backup/b", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"], recorded=recorded)
    assert len(assess(told, NIGHT).late_entries) == late


def test_a_contract_that_changes_its_environment_is_served_by_the_new_one():
    told = Told()
    subject = f"contract/{CONTRACT}"
    told.tell("contract.amended", subject, "2026-03-01", effective_on="2026-03-10", environment="prod-2")
    run(told, "2026-03-08 22:00", "2026-03-09 01:00", name="old")
    run(told, "2026-03-09 22:00", "2026-03-10 01:00", name="old-still")
    run(told, "2026-03-10 22:00", "2026-03-11 01:00", scope="environment/prod-2", name="new")
    assert outcomes(assess(told, "2026-03-09..2026-03-11")) == ["done", "missed", "done"]


@pytest.mark.parametrize(
    ("effective_on", "outcome"),
    [
        pytest.param("2026-03-11", "late", id="the next night begins at midnight, as it is read on its own day"),
        pytest.param("2026-03-12", "missed", id="it begins at 20:00, as before"),
    ],
)
def test_a_late_backup_is_due_before_the_next_night_as_that_one_is_read(effective_on: str, outcome: str):
    told = Told()
    told.agree("night", "after_midnight", effective_on)
    run(told, "2026-03-10 05:00", "2026-03-10 22:00")
    assert outcomes(assess(told, NIGHT)) == [outcome]


@pytest.mark.parametrize(
    ("known_at", "provisional"),
    [
        pytest.param("2026-03-11 23:59:59.999999", True, id="the last day of the period is not over"),
        pytest.param("2026-03-12 00:00", False, id="it is"),
    ],
)
def test_a_finding_is_provisional_while_its_last_day_lasts(known_at: str, provisional: bool):
    assert assess(Told(), "2026-03-10..2026-03-11", known_at=known_at).provisional is provisional


@pytest.mark.parametrize(
    ("failed", "entries"),
    [
        pytest.param("2026-03-09 20:00", 1, id="failed as the night begins"),
        pytest.param("2026-03-09 19:59:59.999999", 0, id="failed a hair before it"),
        pytest.param("2026-03-10 06:59:59.999999", 1, id="failed a hair before its end"),
        pytest.param("2026-03-10 07:00", 0, id="failed at its end"),
    ],
)
def test_a_night_names_what_was_tried_in_it_in_vain(failed: str, entries: int):
    told = Told()
    told.tell("backup.failed", "backup/f", failed, scope=SCOPE, kinds=["nightly"])
    (line,) = assess(told, NIGHT).nights
    assert (len(line.entries), line.because is not None) == (entries, entries == 1)


def test_of_two_monthly_backups_the_one_completed_first_serves_the_month():
    told = Told()
    run(told, "2026-03-01 02:00", "2026-03-01 09:00", "monthly", name="slow")
    run(told, "2026-03-01 03:00", "2026-03-01 05:00", "monthly", name="quick")
    (line,) = assess(told, "2026-03-01").months
    assert line.backup == "backup/quick"


@pytest.mark.parametrize(
    ("known_at", "outcome"),
    [
        pytest.param("2026-03-10 08:59", "missed", id="before its source claims to have known"),
        pytest.param("2026-03-10 09:00", "done", id="from then on, though the ledger learned of it in May"),
    ],
)
def test_what_the_sources_claim_to_have_known_gives_a_claimed_finding(known_at: str, outcome: str):
    told = Told()
    told.tell(
        "backup.completed", "backup/b", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"],
        recorded="2026-05-01", claimed="2026-03-10 09:00",
    )  # fmt: skip
    facts = gather_backups(told.history(known_at, by="source"), CONTRACT)
    finding = assess_backups(facts, parse_period(NIGHT), {})
    assert (finding.claimed, *outcomes(finding)) == (True, outcome)
    assert not assess(told, NIGHT).claimed
