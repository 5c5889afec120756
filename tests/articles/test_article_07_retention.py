"""Article 7 ¶2: thirty calendar days, three months. The last column is the status or the verdict."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.articles.article_07_readings import BackupZone, MonthlyRetention, NightlyRetention, RestoreDeadline
from projections.articles.article_07_retention import BackupLine, RetentionFinding, assess_retention
from projections.edition.reading import Reading
from projections.facts.backup import gather_backups
from tests.articles.ledger_of import CONTRACT, ENVIRONMENT, Told, taken

SCOPE = f"environment/{ENVIRONMENT}"
TERM = "2026-04-10 00:00"
"""When a nightly backup completed on 10 March may be gone."""


def assess(told: Told, at: str, *members: Reading, known_at: str | None = None) -> RetentionFinding:
    return assess_retention(gather_backups(told.history(known_at), CONTRACT), told.at(at), taken(*members))


def only(finding: RetentionFinding) -> BackupLine:
    (line,) = finding.backups
    return line


def with_backup(completed: str = "2026-03-10 01:00", *kinds: str, territory: str = "FR", **data: str) -> Told:
    told = Told(territory=territory)
    told.tell("backup.completed", "backup/b", completed, scope=SCOPE, kinds=list(kinds or ("nightly",)), **data)
    return told


@pytest.mark.parametrize(
    ("completed", "kinds", "readings", "keep_until"),
    [
        pytest.param("2026-03-10 00:00", ("nightly",), (), "2026-04-10T00:00:00+02:00", id="the thirtieth day is kept"),
        pytest.param(
            "2026-03-09 23:59:59.999999", ("nightly",), (), "2026-04-09T00:00:00+02:00", id="a hair before midnight"
        ),
        pytest.param("2024-02-28 03:00", ("nightly",), (), "2024-03-30T00:00:00+01:00", id="29 February is a day"),
        pytest.param(
            "2026-03-10 01:00", ("nightly",), (NightlyRetention.HOURS_720,), "2026-04-09T02:00:00+02:00",
            id="720 hours across the change of the clock",
        ),
        pytest.param("2026-03-01 01:00", ("monthly",), (), "2026-06-02T00:00:00+02:00", id="three months to the date"),
        pytest.param(
            "2025-11-30 01:00", ("monthly",), (), "2026-03-01T00:00:00+01:00", id="February has no thirtieth"
        ),
        pytest.param("2023-11-30 01:00", ("monthly",), (), "2024-03-01T00:00:00+01:00", id="it has a twenty-ninth"),
        pytest.param(
            "2026-03-01 01:00", ("monthly",), (MonthlyRetention.DAYS_90,), "2026-05-31T00:00:00+02:00",
            id="ninety days are less than March to June",
        ),
        pytest.param(
            "2026-02-01 01:00", ("monthly",), (MonthlyRetention.DAYS_90,), "2026-05-03T00:00:00+02:00",
            id="and more than February to May",
        ),
        pytest.param(
            "2026-03-01 01:00", ("nightly", "monthly"), (), "2026-06-02T00:00:00+02:00", id="of both cycles the later"
        ),
    ],
)  # fmt: skip
def test_the_term_of_a_backup(completed: str, kinds: tuple[str, ...], readings: tuple[Reading, ...], keep_until: str):
    told = with_backup(completed, *kinds)
    line = only(assess(told, completed, *readings))
    assert (line.kind, line.keep_until) == (kinds[-1], told.at(keep_until))


@pytest.mark.parametrize(
    ("backup_zone", "keep_until"),
    [
        pytest.param(BackupZone.PROVIDER, "2026-04-09T00:00:00+02:00", id="still the ninth in Paris"),
        pytest.param(BackupZone.CLIENT, "2026-04-10T00:00:00+04:00", id="already the tenth in Réunion"),
    ],
)
def test_the_date_of_completion_is_one_of_the_zone_read(backup_zone: BackupZone, keep_until: str):
    told = with_backup("2026-03-09 23:00", territory="RE")
    assert only(assess(told, "2026-03-20", backup_zone)).keep_until == told.at(keep_until)


def deleted(when: str) -> Callable[[Told], object]:
    return lambda told: told.tell("backup.deleted", "backup/b", when, scope=SCOPE)


def listed(when: str, *present: str, location: str | None = None, scope: str = SCOPE) -> Callable[[Told], object]:
    where = {} if location is None else {"location": location}
    return lambda told: told.tell(
        "backup.listed", f"backup-listing/{len(told.kept.all)}", when, scope=scope, present=list(present), **where
    )


@pytest.mark.parametrize(
    ("what", "at", "status", "verdict"),
    [
        pytest.param([], "2026-04-09 23:59:59.999999", "kept", "met", id="a hair before its term it is kept"),
        pytest.param([], TERM, "kept_beyond", "met", id="at its term it is kept beyond it"),
        pytest.param(
            [deleted("2026-04-09 23:59:59.999999")], TERM, "deleted_early", "missed", id="gone a hair before its term"
        ),
        pytest.param([deleted(TERM)], TERM, "deleted_after_term", "met", id="gone at its term to the instant"),
        pytest.param([deleted("2026-03-20")], "2026-03-19 23:59", "kept", "met", id="not yet gone when asked about"),
        pytest.param([deleted("2026-03-20")], "2026-03-20", "deleted_early", "missed", id="gone when asked about"),
        pytest.param([listed("2026-03-15")], "2026-03-20", "vanished", "missed", id="absent from a listing"),
        pytest.param([listed("2026-03-15")], "2026-03-15", "vanished", "missed", id="at the instant of the listing"),
        pytest.param([listed("2026-03-15")], "2026-03-14 23:59", "kept", "met", id="before the listing nobody knows"),
        pytest.param([listed("2026-03-15", "b")], "2026-03-20", "kept", "met", id="present by its bare name"),
        pytest.param([listed("2026-03-15", "backup/b")], "2026-03-20", "kept", "met", id="present by its subject"),
        pytest.param(
            [listed("2026-03-15"), listed("2026-03-16", "b")], "2026-03-20", "kept", "met", id="found again later"
        ),
        pytest.param(
            [listed("2026-03-15", "b"), listed("2026-03-16")], "2026-03-20", "vanished", "missed", id="the last decides"
        ),
        pytest.param([listed("2026-03-09")], "2026-03-20", "kept", "met", id="a listing from before the backup"),
        pytest.param([listed("2026-03-15")], TERM, "kept_beyond", "met", id="vanished no more once its term is over"),
        pytest.param(
            [listed("2026-03-15"), deleted(TERM)], TERM, "deleted_after_term", "met", id="a deletion says when it went"
        ),
        pytest.param(
            [listed("2026-03-15", location="s3://two")], "2026-03-20", "kept", "met", id="a listing of another place"
        ),
        pytest.param(
            [listed("2026-03-15", location="s3://one")], "2026-03-20", "vanished", "missed", id="one of its own place"
        ),
        pytest.param(
            [listed("2026-03-15", scope=f"contract/{CONTRACT}")], "2026-03-20", "kept", "met", id="one of another scope"
        ),
    ],
)
def test_what_became_of_a_backup(what: list[Callable[[Told], object]], at: str, status: str, verdict: str):
    told = with_backup(location="s3://one")
    for tell in what:
        tell(told)
    finding = assess(told, at)
    assert (only(finding).status, finding.verdict) == (status, verdict)


def test_a_listing_of_a_place_says_nothing_of_a_backup_kept_nobody_knows_where():
    told = with_backup()
    listed("2026-03-15", location="s3://one")(told)
    assert only(assess(told, "2026-03-20")).status == "kept"


@pytest.mark.parametrize(
    ("asked", "done", "gone", "reading", "status"),
    [
        pytest.param(
            "2026-04-09 23:59:59.999999", "2026-04-12", "2026-04-11 23:59:59.999999", RestoreDeadline.REQUEST_DATE,
            "deleted_early", id="asked for in time, and gone before it was done",
        ),
        pytest.param(
            "2026-04-09 23:59:59.999999", "2026-04-12", "2026-04-12", RestoreDeadline.REQUEST_DATE,
            "deleted_after_term", id="asked for in time, and gone when it was done",
        ),
        pytest.param(
            "2026-04-10 00:00", "2026-04-12", "2026-04-11", RestoreDeadline.REQUEST_DATE,
            "deleted_after_term", id="asked for at the term to the instant",
        ),
        pytest.param(
            "2026-04-09 23:59:59.999999", None, "2026-05-11", RestoreDeadline.REQUEST_DATE,
            "deleted_early", id="asked for in time, never done, and gone a month later",
        ),
        pytest.param(
            "2026-03-20", "2026-03-21", "2026-04-10", RestoreDeadline.REQUEST_DATE,
            "deleted_after_term", id="done long before the term: it stays what it was",
        ),
        pytest.param(
            "2026-04-09 23:59:59.999999", "2026-04-12", "2026-04-11", RestoreDeadline.EXECUTION_DATE,
            "deleted_after_term", id="by the date of execution nothing is frozen",
        ),
    ],
)  # fmt: skip
def test_a_restore_asked_for_in_time_freezes_the_copy(
    asked: str, done: str | None, gone: str, reading: RestoreDeadline, status: str
):
    told = with_backup()
    told.tell("restore.requested", "restore/r", asked, backup="b")
    events = [(gone, deleted(gone))]
    if done is not None:
        events.append((done, lambda told: told.tell("restore.completed", "restore/r", done)))
    for _, tell in sorted(events, key=lambda each: each[0]):
        tell(told)
    assert only(assess(told, "2026-05-20", reading)).status == status


def test_a_frozen_copy_has_no_end_until_the_restore_is_done():
    told = with_backup()
    told.tell("restore.requested", "restore/r", "2026-04-09", backup="b")
    told.tell("restore.failed", "restore/r", "2026-04-09 12:00")
    told.tell("restore.completed", "restore/r", "2026-04-12 10:00")
    before, after = only(assess(told, "2026-04-12 09:59")), only(assess(told, "2026-04-12 10:00"))
    assert (before.keep_until, before.status, before.restore) == (None, "kept", "restore/r")
    assert (after.keep_until, after.status) == (told.at("2026-04-12 10:00"), "kept_beyond")


def test_a_second_restore_asked_for_while_the_first_freezes_the_copy_freezes_it_too():
    told = with_backup()
    told.tell("restore.requested", "restore/r", "2026-04-09", backup="b")
    told.tell("restore.requested", "restore/s", "2026-04-11", backup="b")
    told.tell("restore.completed", "restore/r", "2026-04-12")
    line = only(assess(told, "2026-04-13"))
    assert (line.keep_until, line.restore) == (None, "restore/s")


@pytest.mark.parametrize(
    ("effective_on", "keep_until"),
    [
        pytest.param("2026-03-10", "2026-04-09 02:00", id="agreed from the day of completion on"),
        pytest.param("2026-03-11", TERM, id="agreed from the day after on"),
    ],
)
def test_an_agreed_reading_holds_by_the_day_of_completion(effective_on: str, keep_until: str):
    told = Told()
    told.agree("nightly_retention", "hours_720", effective_on)
    told.tell("backup.completed", "backup/b", "2026-03-10 01:00", scope=SCOPE, kinds=["nightly"])
    assert only(assess(told, "2026-03-20")).keep_until == told.at(keep_until)


@pytest.mark.parametrize(
    ("at", "count", "verdict"),
    [
        pytest.param("2026-03-10 00:59:59.999999", 0, None, id="not yet completed"),
        pytest.param("2026-03-10 01:00", 1, "met", id="completed at that instant"),
    ],
)
def test_what_is_listed_was_completed_by_then(at: str, count: int, verdict: str):
    finding = assess(with_backup(), at)
    assert (len(finding.backups), finding.verdict) == (count, verdict)


@pytest.mark.parametrize(
    ("known_at", "status", "provisional"),
    [
        pytest.param("2026-03-25 00:00", "deleted_early", False, id="once the deletion is known"),
        pytest.param("2026-03-24 23:59", "kept", False, id="before it was recorded"),
        pytest.param("2026-03-22 00:00", "kept", False, id="asked about that very instant"),
        pytest.param("2026-03-21 23:59:59.999999", "kept", True, id="asked about a time still to come"),
    ],
)
def test_the_past_is_judged_with_what_is_known(known_at: str, status: str, provisional: bool):
    told = with_backup()
    told.tell("backup.deleted", "backup/b", "2026-03-20", scope=SCOPE, recorded="2026-03-25")
    finding = assess(told, "2026-03-22", known_at=known_at)
    assert (only(finding).status, finding.provisional) == (status, provisional)


def test_backups_of_an_environment_count_while_it_was_the_contracts():
    told = Told()
    subject = f"contract/{CONTRACT}"
    told.tell("contract.amended", subject, "2026-03-01", effective_on="2026-03-10", environment="prod-2")
    for scope in (SCOPE, "environment/prod-2"):
        for day in ("09", "10"):
            name = f"backup/{scope[-1]}-{day}"
            told.tell("backup.completed", name, f"2026-03-{day} 01:00", scope=scope, kinds=["nightly"])
    assert [line.backup for line in assess(told, "2026-03-20").backups] == ["backup/1-09", "backup/2-10"]


@pytest.mark.parametrize(
    ("what", "at", "because"),
    [
        pytest.param([listed("2026-03-15", "b")], "2026-03-20", None, id="nothing to say of a backup that is there"),
        pytest.param([listed("2026-03-15")], "2026-03-20", "absent from", id="what vanished names the listing"),
        pytest.param([listed("2026-03-15")], TERM, "absent from", id="also past its term"),
        pytest.param([listed("2026-03-15"), deleted("2026-03-16")], "2026-03-20", None, id="a deletion says it all"),
    ],
)
def test_why_a_backup_is_where_it_is(what: list[Callable[[Told], object]], at: str, because: str | None):
    told = with_backup()
    for tell in what:
        tell(told)
    said = only(assess(told, at)).because
    assert said is None if because is None else str(said).startswith(because)


@given(st.lists(st.tuples(st.integers(1, 9), st.sampled_from([None, "a", "b"])), max_size=8), st.integers(1, 9))
def test_the_last_listing_is_the_one_found_among_all(listed: list[tuple[int, str | None]], completed: int):
    told = Told()
    where: dict[str, str]
    for place in (None, "a", "c"):
        where = {} if place is None else {"location": place}
        told.tell("backup.completed", f"backup/{place}", f"2026-03-0{completed} 01:00", scope=SCOPE, kinds=["nightly"],
                  **where)  # fmt: skip
    for day, place in listed:
        where = {} if place is None else {"location": place}
        told.tell("backup.listed", "backup-listing/l", f"2026-03-0{day} 01:00", scope=SCOPE, present=[], tool="x",
                  **where)  # fmt: skip
    facts = gather_backups(told.history(), CONTRACT)
    for backup in facts.copies[SCOPE].backups:
        for day in range(1, 11):
            at = told.at(f"2026-03-{day:02} 01:00")
            listings = reversed(facts.copies[SCOPE].listings)
            plainly = next((each for each in listings if each.at <= at and each.covers(backup)), None)
            assert facts.copies[backup.scope].last_listing(backup, at) is plainly
